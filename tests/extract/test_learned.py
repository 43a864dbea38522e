"""What becomes of names that the trained tagger finds: who wins, where names begin and end, what enumerations tell."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from extract.mentions.coordinated import coordinated
from extract.mentions.learned import NER, is_name, learned
from extract.mentions.organisations import HEADED
from extract.mentions.spans import CANDIDATES, only_places

SURE = 0.99


def doc_of(text: str, **groups: dict[str, str]) -> Doc:
    """A document with groups of spans, each from name to label."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yinpu.characters.v1"}}})
    doc = nlp.make_doc(text)
    for group, names in groups.items():
        spans = [Span(doc, text.index(name), text.index(name) + len(name), label) for name, label in names.items()]
        doc.spans[group] = sorted(spans, key=lambda span: span.start)
        doc.spans[group].attrs["scores"] = [SURE] * len(spans)
    return doc


def found(doc: Doc) -> set[tuple[str, str]]:
    return {(span.text, span.label_) for span in doc.spans.get(CANDIDATES, [])}


def test_a_name_that_a_rule_has_found_stays_with_the_rule() -> None:
    doc = doc_of("江海银行推出云帆贷。", candidates={"云帆贷": "product"}, ner={"云帆贷": "program"})
    assert found(learned(doc)) == {("云帆贷", "product")}


def test_a_doubtful_name_is_left_out() -> None:
    doc = doc_of("联动恒昱共建平台。", ner={"恒昱": "partner"})
    doc.spans[NER].attrs["scores"] = [0.5]
    assert found(learned(doc)) == set()


def test_a_wider_name_holds_a_listed_organisation() -> None:
    text = "与新华社青川信息中心联合编制指数。"
    doc = doc_of(text, candidates={"新华社": "partner"}, ner={"新华社青川信息中心": "partner"})
    assert ("新华社青川信息中心", "partner") in found(learned(doc))


@pytest.mark.parametrize(
    ("text", "tagged", "headed", "name"),
    [
        ("与青川南浦市总工会举办活动", "青川南浦", "青川南浦市总工会", "青川南浦市总工会"),
        ("走进同江科技园举办路演", "同江", None, "同江科技园"),
        ("走进恒昱集团举办路演", "走进恒昱集团", "恒昱集团", "恒昱集团"),
    ],
)
def test_an_organisation_begins_and_ends_where_the_rules_say(
    text: str, tagged: str, headed: str | None, name: str
) -> None:
    doc = doc_of(text, ner={tagged: "partner"}, **({HEADED: {headed: "partner"}} if headed else {}))
    assert found(learned(doc)) == {(name, "partner")}


def test_a_product_ends_with_its_head() -> None:
    doc = doc_of("上线天枢智审模型，覆盖全行。", ner={"天枢智审模": "product"})
    assert found(learned(doc)) == {("天枢智审模型", "product")}


@pytest.mark.parametrize("name", ["江苏南通", "上海市科技型", "科技公司", "一家合作社"])
def test_places_and_descriptions_are_no_organisations(name: str) -> None:
    assert not is_name("partner", name)


def test_only_places() -> None:
    assert only_places("江苏南通") and not only_places("江苏南通港")


def test_what_is_coordinated_with_products_is_one() -> None:
    text = "推出惠桥贷、云舟融、橙心通、青禾贷，随后升级。"
    doc = doc_of(text, candidates={"惠桥贷": "product", "云舟融": "product", "青禾贷": "product"})
    assert ("橙心通", "product") in found(coordinated(doc))


def test_one_known_neighbour_and_mixed_enumerations_tell_nothing() -> None:
    one = doc_of("推出惠桥贷、小额贷款、理财等。", candidates={"惠桥贷": "product"})
    assert found(coordinated(one)) == {("惠桥贷", "product")}
    mixed = doc_of("与恒昱、惠桥贷、云舟融合等。", candidates={"恒昱": "partner", "惠桥贷": "product"})
    assert found(coordinated(mixed)) == {("恒昱", "partner"), ("惠桥贷", "product")}
