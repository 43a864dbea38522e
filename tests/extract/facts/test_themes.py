"""What the text says that a product or program is for: themes of finance and stages of enterprises."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from extract import extract_file
from extract.facts.named import Mentions, Named
from extract.facts.sentences import Places, sentences
from extract.facts.themes import purposes, summed
from extract.lexicon import table
from extract.schema import STAGES, THEMES, Block

NAMES = {"海启贷": "product", "沐川贷": "product", "远岭贷": "product", "北辰计划": "program", "青石品牌": "program"}


class Sum(NamedTuple):
    themes: tuple[str, ...]
    stages: tuple[str, ...]


def told(text: str, **others: str) -> dict[str, Sum]:
    """Return the purposes in `text`, a paragraph a line (# heads a heading, | parts the cells of a row).

    `others` are the labels of further names.
    """
    blocks: list[Block] = []
    for line in re.finditer("[^\n]+", text):
        cells = (
            tuple(cell.span() for cell in re.compile("[^|]+").finditer(text, *line.span())) if "|" in line[0] else ()
        )
        blocks.append(Block("heading" if line[0][0] == "#" else "row" if cells else "paragraph", *line.span(), cells))
    named = [
        Named(*match.span(), label, "loan", name)
        for name, label in {**NAMES, **others}.items()
        for match in re.finditer(name, text)
    ]
    found = purposes(text, blocks, Places(sentences(text, blocks)), Mentions(named))
    names = [one.name for one in named if one.label in ("product", "program")]
    return {name: Sum(*summed(found.get(name, ()))) for name in dict.fromkeys(names)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("针对种子期企业，推出“海启贷”。", {"海启贷": ["种子期"]}),
        ("针对起步期企业，该行聚焦创业者，推出“海启贷”，利率从优。", {"海启贷": ["初创期"]}),
        ("面向初创企业提供“海启贷”“沐川贷”，破解融资难。", {"海启贷": ["初创期"], "沐川贷": ["初创期"]}),
        (
            "针对初创期企业提供“海启贷”，为成长期企业设计“沐川贷”，为成熟期企业配套“远岭贷”。",
            {"海启贷": ["初创期"], "沐川贷": ["成长期"], "远岭贷": ["成熟期"]},
        ),
        ("初创期用“海启贷”，扩张期用“沐川贷”。", {"海启贷": ["初创期"], "沐川贷": ["成长期"]}),
        ("“海启贷”服务初创期，“沐川贷”服务成长期。", {"海启贷": ["初创期"], "沐川贷": ["成长期"]}),
        ("海启贷面向种子期企业、沐川贷面向成长期企业。", {"海启贷": ["种子期"], "沐川贷": ["成长期"]}),
        ("该行推出“海启贷”，面向拟上市企业。", {"海启贷": ["成熟期"]}),
        ("针对种子期、初创期企业，推出“海启贷”。", {"海启贷": ["种子期", "初创期"]}),
        ("覆盖初创期到成熟期企业的“海启贷”已放款。", {"海启贷": ["初创期", "成长期", "成熟期"]}),
        (
            "为初创期、成长期企业分别推出“海启贷”和“沐川贷”。",
            {"海启贷": ["初创期"], "沐川贷": ["成长期"]},
        ),
        ("推出“海启贷”。该产品面向初创期企业。", {"海启贷": ["初创期"]}),
        ("阶段为初创期|海启贷、沐川贷", {"海启贷": ["初创期"], "沐川贷": ["初创期"]}),
        ("初创期|海启贷\n成熟期|沐川贷", {"海启贷": ["初创期"], "沐川贷": ["成熟期"]}),
        ("“青石品牌”为初创期企业提供“海启贷”。", {"海启贷": ["初创期"], "青石品牌": []}),
    ],
)
def test_a_stage_governs_the_names_of_its_clause_or_enumeration(text: str, expected: dict[str, list[str]]) -> None:
    found = told(text)
    assert {name: list(found[name].stages) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "该行为企业提供全生命周期服务，推出“海启贷”。",
        "围绕种子期、初创期、成长期企业不同阶段的需求，推出“海启贷”。",
        "这一产业尚处成长期。该行推出“海启贷”。",
        "针对初创期企业，该行降低利率。“海启贷”随后上线。",
        "针对初创期企业，该行依托“海启贷”开展走访。",
    ],
)
def test_a_stage_that_is_not_about_the_thing_gives_none(text: str) -> None:
    assert told(text)["海启贷"].stages == ()


def test_one_name_told_with_two_stages_has_both_in_the_order_of_the_schema() -> None:
    text = "为成熟期企业配套“海启贷”。另有银行针对种子期企业提供“海启贷”。"
    assert told(text)["海启贷"].stages == ("种子期", "成熟期")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("面向专精特新企业，推出“海启贷”。", ("科技金融",)),
        ("“海启贷”支持光伏项目。", ("绿色金融",)),
        ("“海启贷”服务个体工商户。", ("普惠金融",)),
        ("“海启贷”用于适老化改造。", ("养老金融",)),
        ("“海启贷”以大模型核定额度。", ("数字金融",)),
        ("农户凭“海启贷”买来化肥。", ("乡村振兴",)),
        ("“海启贷”帮企业出海。", ("跨境金融",)),
        ("“北辰计划”改进反洗钱。", ("风险管理",)),
        ("纯线上的“海启贷”给小微企业和农户用。", ("普惠金融", "数字金融", "乡村振兴")),
    ],
)
def test_the_words_of_the_clause_tell_the_themes(text: str, expected: tuple[str, ...]) -> None:
    found = told(text)
    assert next(iter(found.values())).themes == expected


def test_the_words_of_the_name_tell_the_theme() -> None:
    found = told("推出“茶贷”“碳e贷”“颐乐贷”。", 茶贷="product", 碳e贷="product", 颐乐贷="product")
    assert {name: purpose.themes for name, purpose in found.items()} == {
        "茶贷": ("乡村振兴",),
        "碳e贷": ("绿色金融",),
        "颐乐贷": ("养老金融",),
    }


def test_members_of_an_enumeration_share_what_leads_up_to_it() -> None:
    found = told("把科创企业划为三层，产品是海启贷、沐川贷、远岭贷。")
    assert {purpose.themes for purpose in found.values()} == {("科技金融",)}


def test_what_is_said_of_a_thing_is_not_said_of_the_next_one() -> None:
    found = told("“海启贷”支持光伏，“沐川贷”面向农户。")
    assert (found["海启贷"].themes, found["沐川贷"].themes) == (("绿色金融",), ("乡村振兴",))


def test_a_theme_far_from_the_thing_gives_none() -> None:
    found = told("该行支持光伏项目。近日，该行又推出“海启贷”。")
    assert found["海启贷"].themes == ()


def test_a_heading_alone_gives_no_theme_but_supports_a_weak_sign() -> None:
    assert told("#绿色金融\n推出“海启贷”。")["海启贷"].themes == ()
    assert told("#数字金融\n推出“海启贷”，凭数据核额。")["海启贷"].themes == ("数字金融",)
    assert told("推出“海启贷”，凭数据核额。")["海启贷"].themes == ()


@pytest.mark.parametrize(
    "text", ["农业银行推出“海启贷”。", "走绿色审批通道办“海启贷”。", "材料符合规定即可办“海启贷”。"]
)
def test_a_cue_within_another_word_gives_no_theme(text: str) -> None:
    assert told(text)["海启贷"].themes == ()


def test_the_name_of_a_bank_gives_no_theme_and_that_of_a_neighbour_none_by_itself() -> None:
    assert told("南山科创银行推出“海启贷”。", 南山科创银行="bank")["海启贷"].themes == ()
    assert told("碳岭贷、海启贷已上线。", 碳岭贷="product")["海启贷"].themes == ()


def test_a_kind_can_tell_the_theme() -> None:
    text = "“蓝鲸”已上线。"
    blocks = [Block("paragraph", 0, len(text))]
    named = Mentions([Named(1, 3, "product", "ai_model", "蓝鲸")])
    (purpose,) = purposes(text, blocks, Places(sentences(text, blocks)), named)["蓝鲸"]
    assert (purpose.start, purpose.end, purpose.themes) == (1, 3, ("数字金融",))


def test_banks_and_units_have_no_purpose() -> None:
    assert told("南山绿色支行为初创期企业服务。", 南山绿色支行="unit") == {}


def test_the_lexicon_speaks_of_every_theme_and_stage() -> None:
    lexicon = table("themes")
    assert set(THEMES) <= set(lexicon)
    assert set(STAGES) == set(lexicon["stages"])


def test_themes_agree_with_a_reader(root: Path) -> None:
    """Compare with the themes that a person gave to initiatives of the case briefs."""
    with (Path(__file__).parent / "themes.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    documents = sorted({row["document"] for row in rows})
    entities = {
        (document, entity.name): entity
        for document in documents
        for entity in extract_file(root / "data" / "cases" / f"{document}.md").entities
    }
    pairs = [
        (set(filter(None, row["themes"].split("|"))), set(entities[place].themes))
        for row in rows
        if (place := (row["document"], row["name"])) in entities
    ]
    right = sum(len(gold & found) for gold, found in pairs)
    assert len(pairs) >= 0.8 * len(rows)
    assert right / sum(len(found) for _, found in pairs) >= 0.88
    assert right / sum(len(gold) for gold, _ in pairs) >= 0.82
