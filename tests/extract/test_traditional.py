"""Traditional characters: read as simplified ones, quoted as printed."""

from __future__ import annotations

import pytest

from extract import extract_text
from extract.traditional import simplify

TEXT = "海寧農商銀行推出「潮信貸」，面向中小企業，貸款餘額達32.5億元。"


def test_facts_are_those_of_the_simplified_text_and_quotes_those_of_the_print() -> None:
    printed, simplified = extract_text(TEXT, "a"), extract_text(simplify(TEXT), "a")
    assert printed.document.text == TEXT
    assert [one.name for one in printed.entities] == [one.name for one in simplified.entities]
    assert [(one.rel, one.head, one.tail) for one in printed.relations] == [
        (one.rel, one.head, one.tail) for one in simplified.relations
    ]
    bank = next(one for one in printed.entities if one.label == "bank")
    assert (bank.name, bank.aliases) == ("海宁农商银行", ("海寧農商銀行",))
    assert [(one.value, one.unit) for one in printed.metrics] == [(32.5, "億元")]
    for fact in (*printed.entities, *printed.relations, *printed.metrics):
        for one in fact.evidence:
            assert one.quote == TEXT[one.start : one.end]


@pytest.mark.parametrize(
    "text", ["乾县农商银行与乾元公司签约。", "海河银行推出“潮信贷”。", "", "AI First", "那台机器后来著称于世"]
)
def test_simplified_text_stays_as_it_is(text: str) -> None:
    assert simplify(text) == text


def test_a_bank_is_one_bank_in_both_scripts() -> None:
    extraction = extract_text("海河银行推出潮信贷，余额3亿元。\n\n海河銀行另設科技金融部，服務中小企業。", "a")
    assert [one.name for one in extraction.entities if one.label == "bank"] == ["海河银行"]
