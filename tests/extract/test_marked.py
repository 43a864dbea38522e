"""Texts with marks: what training reads off them."""

import json
from pathlib import Path

import pytest

from extract.ner.examples.corpus import UNKNOWN
from extract.ner.examples.marked import MarkError, parse_marked, read_marked
from extract.reading import read_text

TRAINING = Path("data/training")
# A set phrase of industrial policy, which many banks take for a name.
GENERAL = {"一链一策"}


def names(marked: str) -> list[tuple[str, str]]:
    found = parse_marked(marked)
    return [(found.text[start:end], label) for start, end, label in found.spans]


def test_a_mark_leaves_its_name_with_label_kind_and_role() -> None:
    text = "[江海银行](bank)向[青禾智能有限公司](partner:finances)发放[云帆贷](product)，据[某省统计局](organisation)。"
    assert parse_marked(text).text == "江海银行向青禾智能有限公司发放云帆贷，据某省统计局。"
    assert names(text) == [
        ("江海银行", "bank"),
        ("青禾智能有限公司", "partner:company:finances"),
        ("云帆贷", "product:loan"),
        ("某省统计局", "partner:government:none"),
    ]


def test_quotation_marks_are_the_limits_of_a_name() -> None:
    assert names("推出[“云帆”智能客服平台](product)和[东海“e链通”](product)") == [
        ("云帆", "product:platform"),
        ("东海“e链通”", "product"),
    ]


def test_a_borderline_name_is_unknown() -> None:
    assert names("建成[智能风控平台](?)。") == [("智能风控平台", UNKNOWN)]


@pytest.mark.parametrize("text", ["[甲银行](bnak)", "[甲公司](partner:lends)", "见[附件。", "甲](bank)"])
def test_a_wrong_mark_is_named(text: str) -> None:
    with pytest.raises(MarkError, match=r"news\.txt"):
        parse_marked(text, "news.txt")


def test_all_training_texts_are_well_formed_and_read_as_they_stand() -> None:
    texts = read_marked(TRAINING)
    assert len(texts) >= 750
    unlike = [
        name for name, text in texts.items() if read_text(text.text.rstrip("\n"), name).text != text.text.rstrip("\n")
    ]
    assert len(unlike) <= 4


def test_no_product_or_program_of_the_development_set_is_in_the_training_texts(shared: Path) -> None:
    gold = set()
    for path in (shared / "gold").glob("*.jsonl"):
        for fact in map(json.loads, path.read_text("utf-8").splitlines()):
            if fact["type"] == "entity" and fact["label"] in ("product", "program"):
                gold |= {name for name in (fact["name"], *fact["aliases"]) if len(name) > 2}
    written = {
        text.text[start:end]
        for text in read_marked(TRAINING).values()
        for start, end, label in text.spans
        if label.startswith(("product", "program"))
    }
    assert written & gold <= GENERAL
