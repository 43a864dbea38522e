"""What numbers a text tells: each phenomenon in a sentence written for it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.quantities import Quantity, amounts, find_quantities
from extract.quantities.numerals import chinese, decimal, fold


def read(text: str) -> list[tuple[float, str, str]]:
    return [(quantity.value, quantity.unit, quantity.cmp) for quantity in find_quantities(text)]


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("贷款余额达1,234亿元", (1234, "亿元", "=")),
        ("贷款余额达1，234.5亿元", (1234.5, "亿元", "=")),
        ("投放 5 亿元", (5, "亿元", "=")),
        ("网点２０家", (20, "家", "=")),
        ("借出3億元", (3, "億元", "=")),
        ("总资产1.2万亿元", (1.2, "万亿元", "=")),
        ("占比12.5％", (12.5, "%", "=")),
        ("占比百分之五", (5, "%", "=")),
        ("带动3千万元投资", (3000, "万元", "=")),
        ("存量客户六百户", (600, "户", "=")),
        ("两万家企业", (2, "万家", "=")),
        ("一万两千户农户", (12000, "户", "=")),
        ("覆盖11个地市", (11, "个", "=")),
        ("接入6部门数据", (6, "个", "=")),
        ("服务八大产业链", (8, "个", "=")),
        ("用户42万", (42, "万", "=")),
        ("下调12个BP", (12, "个BP", "=")),
        ("发电量300万千瓦时", (300, "万千瓦时", "=")),
        ("装机5千瓦", (5, "千瓦", "=")),
        ("增长-3.5%", (-3.5, "%", "=")),
    ],
)
def test_figures_scales_and_units(text: str, expected: tuple[float, str, str]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("超过30家企业", (30, "家", ">")),
        ("服务企业4000余家", (4000, "家", ">")),
        ("惠及1.4万余户", (1.4, "万户", ">")),
        ("缴费20余亿笔", (20, "亿笔", ">")),
        ("十几家机构", (10, "家", ">")),
        ("举办超百场活动", (100, "场", ">")),
        ("走访上千家企业", (1000, "家", ">")),
        ("订单超万亿元", (1, "万亿元", ">")),
        ("客户破百万", (100, "万", ">")),
        ("调用百万次以上", (100, "万次", ">")),
        ("余额迈过185亿元", (185, "亿元", ">")),
        ("近600户客户", (600, "户", "<")),
        ("不到一周", (1, "周", "<")),
        ("3个月以内", (3, "个月", "<")),
        ("最快仅需3分钟", (3, "分钟", "<")),
        ("约58%的客户", (58, "%", "~")),
        ("增幅在58%左右", (58, "%", "~")),
        ("最高可贷1000万元", (1000, "万元", "<=")),
        ("最高可贷到合同金额的80%", (80, "%", "<=")),
        ("期限最长5年", (5, "年", "<=")),
        ("不超过2亿元", (2, "亿元", "<=")),
        ("不少于100亿元", (100, "亿元", ">=")),
        ("年化3.25%起", (3.25, "%", ">=")),
        ("附近10家网点", (10, "家", "=")),
    ],
)
def test_comparators(text: str, expected: tuple[float, str, str]) -> None:
    assert read(text) == [expected]


def test_a_comparator_holds_for_what_is_listed_with_it() -> None:
    assert read("存款和贷款分别突破2万亿元、1万亿元") == [(2, "万亿元", ">"), (1, "万亿元", ">")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("近五成", (0.5, "比例", "<")),
        ("三成五", (0.35, "比例", "=")),
        ("三成以上", (0.3, "比例", ">")),
        ("两成多", (0.2, "比例", ">")),
        ("超过半数", (0.5, "比例", ">")),
        ("占比过半", (0.5, "比例", ">")),
        ("一半的网点", (0.5, "比例", "=")),
        ("近三分之一", (0.3333, "比例", "<")),
        ("约占全省的四分之一", (0.25, "比例", "~")),
    ],
)
def test_shares_in_words(text: str, expected: tuple[float, str, str]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("期限5至10年", 5, 10, "年"),
        ("提升12-14倍", 12, 14, "倍"),
        ("利率10%—15%", 10, 15, "%"),
        ("3～5个工作日", 3, 5, "个工作日"),
        ("一到两周", 1, 2, "周"),
        ("额度8000万至1亿元", 0.8, 1, "亿元"),
        ("两三家支行", 2, 3, "家"),
        ("二三十户", 20, 30, "户"),
        ("七至八成", 0.7, 0.8, "比例"),
    ],
)
def test_ranges(text: str, low: float, high: float, unit: str) -> None:
    quantity = only(text)
    assert (quantity.value, quantity.value_max, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一个半月", (1.5, "个月", "=")),
        ("期限两年半", (2.5, "年", "=")),
        ("三个多月", (3, "个月", ">")),
        ("半小时", (0.5, "小时", "=")),
    ],
)
def test_halves_of_units_of_time(text: str, expected: tuple[float, str, str]) -> None:
    assert read(text) == [expected]


def test_a_listed_number_takes_the_unit_of_the_next() -> None:
    assert read("新增18和16家") == [(18, "家", "="), (16, "家", "=")]
    assert read("回落0.59个和0.15个百分点") == [(0.59, "个百分点", "="), (0.15, "个百分点", "=")]


def test_a_term_and_an_amount_are_two_quantities() -> None:
    assert read("10年期5000万元贷款") == [(10, "年", "="), (5000, "万元", "=")]


def test_both_ends_of_a_change_are_marked() -> None:
    assert [quantity.role for quantity in find_quantities("线上占比从40%提升至80%")] == ["from", "to"]
    assert [quantity.role for quantity in find_quantities("由264.4亿元增至286.7亿元，占比9%")] == [
        "from",
        "to",
        "value",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“1+6+N”体系", "T+0放款", "7×24小时在线", "系统7.0", "第三家支行", "第15位", "前10名", "二次核验",
        "数十家企业", "2024年12月", "2025-06-30", "6月末", "三位一体", "一带一路", "千方百计", "千万不要大意",
        "〔2024〕5号", "拨打95533", "那一年", "GPT-4", "全球100大银行", "1" * 40 + "家",
    ],
)  # fmt: skip
def test_what_measures_nothing_is_left_out(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["从四个维度入手", "三大领域", "一家企业", "受理三类业务", "百家讲坛"])
def test_counts_of_a_description_are_structural(text: str) -> None:
    assert only(text).structural


@pytest.mark.parametrize("text", ["设立两家支行", "超百家企业", "服务4000家专精特新企业", "60多个重点项目"])
def test_counts_of_things_are_not_structural(text: str) -> None:
    assert not only(text).structural


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("近三年投放", "frame"),
        ("未来5年", "frame"),
        ("五年增长", "frame"),
        ("期限三年", "value"),
        ("连续18年", "value"),
        ("每10股", "per"),
    ],
)
def test_spans_that_frame_other_numbers(text: str, role: str) -> None:
    assert only(text).role == role


def test_places_in_the_text() -> None:
    text = "服务企业超 2.6 万家以上。"
    quantity = only(text)
    assert text[quantity.start : quantity.end] == "超 2.6 万家以上"
    assert text[quantity.number_start : quantity.number_end] == "2.6 万"


def test_dimensions() -> None:
    found = find_quantities("余额3亿元，占2%，降3个基点，翻5倍，用时6天，7家，种植8亩")
    assert [quantity.dimension for quantity in found] == ["money", "ratio", "points", "times", "time", "count", "area"]


@pytest.mark.parametrize(
    ("numeral", "expected"),
    [
        ("六百", (600, None)),
        ("百二十", (120, None)),
        ("一千零五十", (1050, None)),
        ("三点五", (3.5, None)),
        ("两三", (2, 3)),
        ("二〇二五", None),
        ("十百", None),
    ],
)
def test_chinese_numerals(numeral: str, expected: tuple[float, float | None] | None) -> None:
    assert chinese(numeral) == expected


def test_long_numerals_are_no_numbers() -> None:
    assert decimal("1" * 17) is None
    assert chinese("一" * 17) is None


ALPHABET = st.text(
    alphabet="0123456789,，.一二两三十百千万亿半成分之至到-—超近约最高余多个家元%年月日末第和、。 \n", max_size=60
)


@given(st.text() | ALPHABET)
def test_quantities_lie_in_the_text_in_order(text: str) -> None:
    found = find_quantities(text)
    end = 0
    for quantity in found:
        assert end <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(text)
        assert quantity.unit
        assert quantity.value_max is None or quantity.value_max > quantity.value
        end = quantity.end
    assert find_quantities(text) == found


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("unit", ["1", "万", "，", "1,", "1至", "1和", "百", "最高", "-1", "一到", "1个", "1分之"])
def test_work_grows_with_the_length_of_the_text(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[[str, int], object] = amounts._number
    calls = 0

    def counted(folded: str, position: int) -> object:
        nonlocal calls
        calls += 1
        return original(folded, position)

    monkeypatch.setattr(amounts, "_number", counted)
    find_quantities(unit * 5_000)
    assert calls <= 3 * len(unit * 5_000)


def score_module(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", ["gold", "corpus"])
def test_annotated_numbers_are_found_in_their_evidence(folder: str, shared: Path) -> None:
    score = score_module(shared)
    wanted = found = 0
    for path in sorted((shared / folder).glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            fact = json.loads(line)
            if fact["type"] != "metric":
                continue
            wanted += 1
            value, dimension = score.quantity(fact["value"], fact["unit"])
            read_here = [score.quantity(q.value, q.unit) for q in find_quantities("".join(fact["evidence"].split()))]
            found += any(dimension == other and score.near(value, size) for size, other in read_here)
    assert wanted > 0
    assert found / wanted >= 0.99
