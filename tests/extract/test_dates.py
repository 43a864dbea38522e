"""What time a text tells, and which date a number holds at: each phenomenon in a sentence written for it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.quantities import dates, find_dates, find_quantities, governing_date


def isos(text: str, anchor: str | None = None) -> list[str | None]:
    return [date.iso for date in find_dates(text, anchor)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024年", "2024"),
        ("2024年度", "2024"),
        ("二〇二四年", "2024"),
        ("２０２４年", "2024"),
        ("2024 年 12 月", "2024-12"),
        ("2024年末", "2024-12-31"),
        ("2024年年底", "2024-12-31"),
        ("24年末", "2024-12-31"),
        ("2025年6月末", "2025-06-30"),
        ("2024年2月底", "2024-02-29"),
        ("2025年5月16日", "2025-05-16"),
        ("2025年十二月三十一日", "2025-12-31"),
        ("2025-06-30", "2025-06-30"),
        ("2025/6/30", "2025-06-30"),
        ("2025年上半年", "2025-H1"),
        ("2025年上半年末", "2025-06-30"),
        ("2025年下半年", "2025-H2"),
        ("2025年中期", "2025-H1"),
        ("2024年三季度", "2024-Q3"),
        ("2024年第三季度", "2024-Q3"),
        ("2025年一季度末", "2025-03-31"),
        ("2025年前三季度", "2025-01/2025-09"),
        ("2025年1—9月", "2025-01/2025-09"),
        ("2022年前8个月", "2022-01/2022-08"),
        ("2023—2025年", "2023/2025"),
        ("2021年至2024年", "2021/2024"),
        ("“十四五”期间", "2021/2025"),
        ("2025年13月", "2025"),
        ("2025年2月30日", None),
    ],
)
def test_dates_with_a_year(text: str, iso: str | None) -> None:
    assert isos(text)[0] == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("今年", "2025"),
        ("去年末", "2024-12-31"),
        ("前年", "2023"),
        ("到今年年中", "2025-06-30"),
        ("6月末", "2025-06-30"),
        ("上半年", "2025-H1"),
        ("二季度末", "2025-06-30"),
        ("年末", "2025-12-31"),
        ("7月19日", "2025-07-19"),
    ],
)
def test_dates_without_a_year_lean_on_the_document(text: str, iso: str) -> None:
    assert isos(text, anchor="2025-08-20") == [iso]


def test_dates_without_a_year_lean_on_the_year_named_nearby() -> None:
    assert isos("2024年营收增长，6月末余额上升", anchor="2025") == ["2024", "2024-06-30"]
    assert isos("2019年成立。\n6月末余额上升", anchor="2025") == ["2019", "2025-06-30"]


def test_the_year_of_a_text_is_its_latest_that_is_not_to_come() -> None:
    assert isos("去年末余额上升，2025年6月末再升，预计到2027年底翻番") == ["2024-12-31", "2025-06-30", "2027-12-31"]


def test_dates_that_refer_back() -> None:
    assert isos("2021年启动，同年5月上线，次年扩面，上年持平") == ["2021", "2021-05", "2022", "2020"]
    assert isos("截至2025年6月末为5家，上年同期为3家") == ["2025-06-30", "2024-06-30"]
    assert isos("截至2024年2月末为5家，去年同期3家") == ["2024-02-29", "2023-02-28"]
    assert isos("2025年3月末甲行5家，同期乙行3家") == ["2025-03-31", "2025-03-31"]
    assert isos("2025年上半年稳健。去年末更低。报告期末为5家，报告期内新增1家") == [
        "2025-H1", "2024-12-31", "2025-06-30", "2025-H1",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["目前", "近三年", "未来五年", "2019年以来", "截至目前"])
def test_open_time_has_no_date(text: str) -> None:
    (date,) = find_dates(text, anchor="2025")
    assert (date.iso, date.kind) == (None, "open")


@pytest.mark.parametrize("text", ["较年初增长", "较2024年末增长", "比上年末多", "较去年同期收窄", "与2024年末相比"])
def test_dates_to_compare_with(text: str) -> None:
    assert [date.comparison for date in find_dates(text, anchor="2025")] == [True]


@pytest.mark.parametrize("text", ["三年内", "6个月", "90年代", "中期票据", "末位淘汰", "三日内到账", "6级", "以年化计"])
def test_what_is_no_date(text: str) -> None:
    assert isos(text, anchor="2025") == []


@pytest.mark.parametrize(
    ("text", "governs"),
    [("截至2024年末", True), ("余额增长，到6月末达标", True), ("上半年，营收增长", True), ("该行2024年投放", False)],
)
def test_dates_that_govern(text: str, governs: bool) -> None:
    assert find_dates(text, anchor="2025")[0].governs is governs


def test_kinds() -> None:
    assert [date.kind for date in find_dates("2024年末，2024年，目前")] == ["point", "period", "open"]


def dated(text: str, anchor: str | None = None) -> list[str | None]:
    """Return the date of each number that measures, sentences ending with 。 and paragraphs with a line break."""
    found = find_dates(text, anchor)
    result = []
    for quantity in find_quantities(text):
        if quantity.role == "frame":
            continue
        at = quantity.number_start
        starts = [match.end() for match in re.finditer("[。\n]", text) if match.end() <= at]
        paragraph = text.rfind("\n", 0, at) + 1
        date = governing_date(found, at, max([paragraph, *starts]), paragraph, text)
        result.append(date.iso if date else None)
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the date of the sentence
        ("截至2025年6月末，余额300亿元，服务5家企业", ["2025-06-30", "2025-06-30"]),
        ("某行2024年投放300亿元", ["2024"]),
        ("2025年8月，该行设立500亿元专项额度", ["2025-08"]),
        # what it is compared with dates nothing
        ("截至2025年6月末，余额300亿元，较年初增长5%", ["2025-06-30", "2025-06-30"]),
        # a date that opens a founding keeps to its clause
        ("1998年设立的分行，现有网点61家", [None]),
        # the ends of a change have their own
        ("截至2025年6月末，不良率由2023年末的2%降至1%", ["2023-12-31", "2025-06-30"]),
        # a look back
        ("截至2025年6月末，客户300万户，去年底还是270万户；存款9亿元", ["2025-06-30", "2024-12-31", "2025-06-30"]),
        # open time
        ("截至2025年6月末，余额8亿元，近三年复合增长率40%，客户9户", ["2025-06-30", None, "2025-06-30"]),
        ("近三年，该行陪伴9家企业", [None]),
        # balances have the day, incomes the period
        ("截至2025年6月末，资产6亿元，上半年营收3亿元，贷款余额2亿元", ["2025-06-30", "2025-H1", "2025-06-30"]),
        # a note behind the number
        ("服务企业7000户（截至2024年末）", ["2024-12-31"]),
        # over sentences: the same books, and nothing else
        ("截至2025年6月末，资产6亿元。存款余额3亿元", ["2025-06-30", "2025-06-30"]),
        ("截至2025年6月末，资产6亿元。该行用5天放款3万元", ["2025-06-30", None, None]),
        ("截至2025年6月末，资产6亿元。\n存款余额3亿元", ["2025-06-30", None]),
        # a promise
        ("2025年9月该行发布措施，承诺每年新增9亿元", [None]),
    ],
)
def test_the_date_that_a_number_holds_at(text: str, expected: list[str | None]) -> None:
    assert dated(text, anchor="2025") == expected


TIMES = st.text(
    alphabet="0123456789年月日末底初上下半季度一二三四至-—/.去今同近较截前第“”十五期间以来，。\n ", max_size=60
)


@given(st.text() | TIMES, st.none() | st.sampled_from(["2025", "2024-06", "2024-02-29"]))
def test_dates_lie_in_the_text_in_order(text: str, anchor: str | None) -> None:
    found = find_dates(text, anchor)
    end = 0
    for date in found:
        assert end <= date.start < date.end <= len(text)
        assert date.iso is None or re.fullmatch(
            r"\d{4}(-\d\d(-\d\d)?|-[HQ]\d)?|\d{4}/\d{4}|\d{4}-\d\d/\d{4}-\d\d", date.iso
        )
        assert (date.iso is None) == (date.kind == "open")
        end = date.end
    assert find_dates(text, anchor) == found


@pytest.mark.parametrize("unit", ["1", "年", "2024年至", "上年", "同期", "一", "由"])
def test_work_grows_with_the_length_of_the_text(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    original = dates._is_time

    def counted(folded: str, match: re.Match[str]) -> bool:
        nonlocal tried
        tried += 1
        return original(folded, match)

    monkeypatch.setattr(dates, "_is_time", counted)
    find_dates(unit * 5_000)
    assert tried <= len(unit * 5_000)
