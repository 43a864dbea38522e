"""What organisations have to do with a bank: the features, the component, and what they lead to."""

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span

import extract
from extract.mentions.spans import MENTIONS
from extract.ner.contexts import Name, cues, enumerations, features, symbols
from extract.ner.roles import NONE, ROLES, blanked, known_roles, places_of

TEXT = "江海银行与青禾科技、云桥数据共建平台，向蓝原药业发放贷款500万元。"


def names_in(text: str, labels: dict[str, str]) -> list[Name]:
    found = [(text.index(name), text.index(name) + len(name), label) for name, label in labels.items()]
    return sorted(found)


LABELS = {"江海银行": "bank", "青禾科技": "partner", "云桥数据": "partner", "蓝原药业": "partner"}


def doc_of(text: str, labels: dict[str, str], roles: dict[str, str] | None = None) -> Doc:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    doc = nlp.make_doc(text)
    doc.spans[MENTIONS] = [Span(doc, start, end, label) for start, end, label in names_in(text, labels)]
    if roles:
        doc.spans["roles"] = [Span(doc, s.start, s.end, roles[s.text]) for s in doc.spans[MENTIONS] if s.text in roles]
    return doc


def test_organisations_of_an_enumeration_stand_together() -> None:
    assert list(enumerations(TEXT, names_in(TEXT, LABELS))) == [range(1, 3), range(3, 4)]


def test_names_are_symbols_of_their_kind_and_numbers_are_one() -> None:
    text = "甲行推出“乙贷”1,200万元"
    assert symbols(text, [(0, 2, "bank"), (4, 8, "product")], 0, len(text)) == "\ue001推出\ue0030万元"


def test_other_names_do_not_matter_but_their_kinds_do() -> None:
    other = TEXT.replace("江海", "北川")
    members = range(3, 4)
    same = features(TEXT, names_in(TEXT, LABELS), members)
    renamed = {name.replace("江海", "北川"): label for name, label in LABELS.items()}
    assert np.array_equal(same, features(other, names_in(other, renamed), members))
    unit = {**LABELS, "江海银行": "unit"}
    assert not np.array_equal(same, features(TEXT, names_in(TEXT, unit), members))


def test_what_rules_say_is_a_feature() -> None:
    names = names_in(TEXT, LABELS)
    assert not np.array_equal(cues(TEXT, names, range(3, 4)), cues(TEXT, names, range(1, 3)))


def test_features_end_with_the_line() -> None:
    names = names_in(TEXT, LABELS)
    before = "数据局与银行签约。\n"
    moved = [(start + len(before), end + len(before), label) for start, end, label in names]
    same = features(TEXT, names, range(1, 3))
    assert np.array_equal(same, features(before + TEXT + "\n中标公告", moved, range(1, 3)))


def test_the_role_of_an_enumeration_is_that_of_most_of_its_members() -> None:
    doc = doc_of(TEXT, LABELS, {"青禾科技": "cooperates_with", "云桥数据": "cooperates_with", "蓝原药业": "finances"})
    assert [ROLES[role] for _, role in known_roles(doc)] == ["cooperates_with", "finances"]
    assert list(known_roles(doc_of(TEXT, LABELS))) == []


def test_blanked_features_keep_their_weight_together() -> None:
    (place, *_) = places_of(doc_of(TEXT, LABELS))
    np.random.seed(5)
    sums = [blanked(place, 0.5).weights.sum() for _ in range(400)]
    assert np.mean(sums) == pytest.approx(place.weights.sum(), rel=0.05)


def test_a_document_without_organisations_has_no_roles() -> None:
    extraction = extract.extract_text("江海银行推出“云帆贷”，余额3亿元。")
    assert {one.rel for one in extraction.relations} == {"offers"}


@pytest.mark.parametrize(
    ("text", "rel"),
    [
        ("盛京银行向青禾智能科技有限公司发放信用贷款500万元，支持其扩产。", "finances"),
        ("盛京银行与青禾智能科技有限公司签署战略合作协议，共建联合实验室。", "cooperates_with"),
        ("盛京银行加入长三角绿色金融联盟，成为首批成员单位。", "member_of"),
        ("据中国银行业协会统计，行业不良率为1.5%。盛京银行不良率0.9%。", NONE),
    ],
)
def test_roles_become_relations(text: str, rel: str) -> None:
    found = {one.rel for one in extract.extract_text(text).relations if one.rel in ROLES}
    assert found == ({rel} - {NONE})
