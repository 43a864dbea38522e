"""Find quantities: numbers with their units, comparators and ranges.

What looks like a number and measures nothing is left out: dates, ordinals (第三), names (1+6+N, T+1, GPT-4)
and fixed expressions (一带一路). What counts the parts of a description (四大模块, 三个方面, 一家企业) is kept and
called structural; what frames another number (近三年) or divides it (每10股) has that role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from extract.lexicon import table
from extract.quantities import patterns
from extract.quantities.dates import date_spans
from extract.quantities.numerals import chinese, decimal, fold
from extract.schema import Comparator

# Beyond it a bare number before a noun is a name or a rank (100大, 2025大湾区, 985高校).
MOST_UNCOUNTED = 50
Role = Literal["value", "from", "to", "frame", "per"]

_START = re.compile("[0-9零〇一二两三四五六七八九十百千万亿半]")
_NUMERAL_RUN = re.compile("[0-9零〇一二两三四五六七八九十百千万亿]+")
_RANGE = re.compile(f"{patterns.SPACE}(?:[-–—~―]|至|到|或){patterns.SPACE}(?=[0-9零一二两三四五六七八九十百千])")
_LISTED = re.compile(f"{patterns.SPACE}(?:[、/]|和|及|与|或){patterns.SPACE}")
_TENTHS = re.compile(
    "成(?P<half>[半一二三四五六七八九](?![成个家户]))?(?P<more>[多余])?(?![立为长功本果交效员熟都品绩型分就人因份])"
)
_HALF_SHARE = re.compile("(?:一半|半数|(?<=[过超逾近大])半)(?![年月天个小点导径夜途生路身成程])")
_HALF_TIME = re.compile("半(?P<unit>年|个月|天|个小时|小时)(?![度报账])")
_AND_A_HALF = re.compile("(?P<unit>年|天|小时|个)半(?P<rest>月|小时|钟头)?")
_SOME_MORE = re.compile(
    "(?P<unit>个|年|天|小时|周|分钟)[多余](?P<rest>月|小时|星期|工作日|季度)?(?![元次样家种层年出])"
)
_ORDINAL_BEFORE = re.compile(r"(?:第|No\.?)\s?$")
_EACH_BEFORE = re.compile("(?:分别|均|都|各)[^，。；：、！？]{0,4}$")
_RANK_BEFORE = re.compile("(?<![目之以此日年月])前$")
_NAME_BEFORE = re.compile(r"(?:[A-Za-z_#]|[A-Za-z0-9][-+/]|[×*]\s?|\d\.)$")
_MINUS = re.compile("[\u4e00-\u9fff(（，、:：]-$")
_FROM_BEFORE = re.compile("(?:从|由|自)[^，。；：、！？]{0,12}$")
_TO_BEFORE = re.compile("(?:至|到|成|为)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text with its unit, and how it is meant.

    Attributes
    ----------
    start, end : int
        The whole expression, with words of comparison and the unit.
    number_start, number_end : int
        The figures alone.
    value, value_max : float, float or None
        The number as printed, without the scale of its unit; the upper one of a range.
    unit : str
        As printed, with the scale: 亿元, 万家, %, 个百分点. A share in words has 比例, a count without a counter 个.
    cmp : Comparator
        超, 逾, 余, 以上: ">"; 不足, 近, 以内, 最快: "<"; 约: "~"; 最高: "<="; 不少于: ">=".
    dimension : str
        The dimension of the unit, as data/lexicon/units.toml names it; "number" for a scale alone (42万).
    structural : bool
        Whether it counts parts of a description (四大模块, 三个方面), is an indefinite article (一家) or a loose
        power (百家).
    role : Role
        "from" and "to" of a change (从40%提升至80%), "frame" of a span that frames other numbers (近三年),
        "per" of a divisor (每10股), else "value".
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value: float
    unit: str
    cmp: Comparator
    dimension: str
    value_max: float | None = None
    structural: bool = False
    role: Role = "value"


class _Number(NamedTuple):
    """A number whose unit is not known yet; `scale` is a span of the text, `sign` what 余 and the like say."""

    start: int
    end: int
    value: float
    high: float | None = None
    scale: tuple[int, int] = (0, 0)
    sign: Comparator | None = None
    in_figures: bool = False
    is_round: bool = False


class _Unit(NamedTuple):
    """A unit as printed and where it ends; `structural` where what it counts is part of a description."""

    end: int
    printed: str
    dimension: str
    structural: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text in its order, without overlap.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of Quantity
        Every number with a unit or scale that is no date, ordinal or name.
    """
    folded = fold(text)
    closed = sorted([*date_spans(folded), *(match.span() for match in patterns.idiom().finditer(folded))])
    found: list[Quantity] = []
    position, next_closed = 0, 0
    while match := _START.search(folded, position):
        position = match.start()
        while next_closed < len(closed) and closed[next_closed][1] <= position:
            next_closed += 1
        if next_closed < len(closed) and closed[next_closed][0] <= position:
            position = closed[next_closed][1]
            continue
        quantity, position = _read(text, folded, position, found[-1].end if found else 0)
        if quantity:
            found.append(quantity)
    return _with_roles(_with_shared(found, folded), folded)


def _read(text: str, folded: str, position: int, floor: int) -> tuple[Quantity | None, int]:
    """Return the quantity of the numeral at a place, and where to go on; it takes nothing before `floor`."""
    measured = _half(folded, position)
    if measured is None:
        number = _number(folded, position)
        if number is None:
            skipped = _NUMERAL_RUN.match(folded, position)
            return None, skipped.end() if skipped else position + 1
        unit = _unit(text, folded, number)
        measured = _fraction(folded, number) or _tenths(folded, number) or _range(text, folded, number, unit)
        if measured is None:
            unit = unit or _listed_unit(text, folded, number)
            if unit is None:
                return None, number.end
            measured = _within_unit(folded, number, unit)
    quantity = _finish(folded[max(floor, position - patterns.WINDOW) : position], folded, *measured)
    return quantity, quantity.end if quantity else measured[1].end


def _number(folded: str, position: int) -> _Number | None:
    """Return the number at a place; None for account numbers and what is no numeral."""
    match = patterns.number().match(folded, position)
    if match is None:
        return None
    high: float | None = None
    is_round = False
    if match["figures"]:
        value = decimal(match["figures"])
        if value is None:
            return None
        if match["power"]:
            value *= table("numerals")["powers"][match["power"]]
    elif match["words"]:
        values = chinese(match["words"])
        if values is None:
            return None
        value, high = values
        is_round = set(match["words"]) <= set("百千")
    else:
        value, is_round = 1.0, True
    more = match["more1"] or match["more2"] or match["more3"] or match["more4"]
    return _Number(
        position,
        match.end(),
        value,
        high,
        scale=match.span("bare" if match["bare"] else "scale"),
        sign=patterns.comparators("inside")[more] if more else None,
        in_figures=bool(match["figures"]),
        is_round=is_round,
    )


def _half(folded: str, position: int) -> tuple[_Number, _Unit] | None:
    """Read 半数, 一半, 过半, 半年, 半小时."""
    if match := _HALF_SHARE.match(folded, position):
        return _Number(position, match.end(), 0.5, is_round=True), _Unit(match.end(), "比例", "ratio")
    if match := _HALF_TIME.match(folded, position):
        return _Number(position, position + 1, 0.5), _Unit(match.end(), match["unit"], "time")
    return None


def _fraction(folded: str, number: _Number) -> tuple[_Number, _Unit] | None:
    """Read 三分之一, 百分之五."""
    if not folded.startswith("分之", number.end) or not number.value:
        return None
    numerator = _number(folded, number.end + len("分之"))
    if numerator is None:
        return None
    if number.value == 100:
        value, unit = numerator.value, _Unit(numerator.end, "%", "ratio")
    else:
        value, unit = round(numerator.value / number.value, 4), _Unit(numerator.end, "比例", "ratio")
    return numerator._replace(start=number.start, value=value, high=None), unit


def _tenths(folded: str, number: _Number) -> tuple[_Number, _Unit] | None:
    """Read 五成, 三成五, 两成多, 七至八成."""
    last = number
    if between := _RANGE.match(folded, number.end):
        last = _number(folded, between.end()) or number
    match = _TENTHS.match(folded, last.end)
    if match is None or last.value > 10 or last.scale[0] < last.scale[1]:
        return None
    half = 0.05 if match["half"] == "半" else (chinese(match["half"] or "零") or (0.0,))[0] / 100
    high = last.high or (last.value if last is not number else None)
    read = number._replace(
        end=match.end(),
        value=round(number.value / 10 + half, 4),
        high=round(high / 10, 4) if high else None,
        sign=">" if match["more"] else number.sign,
        is_round=False,
    )
    return read, _Unit(match.end(), "比例", "ratio")


def _range(text: str, folded: str, number: _Number, unit: _Unit | None) -> tuple[_Number, _Unit] | None:
    """Read 5至10年, 12-14倍, 10%—15%, 8000万至1亿元 as one quantity with two values."""
    between = _RANGE.match(folded, unit.end if unit else number.end)
    upper = _number(folded, between.end()) if between else None
    upper_unit = _unit(text, folded, upper) if upper else None
    if upper is None or upper_unit is None or (unit and unit.dimension not in (upper_unit.dimension, "number")):
        return None
    if _FROM_BEFORE.search(folded[max(0, number.start - patterns.WINDOW) : number.start]):
        return None
    has_scale = unit is not None or number.scale[0] < number.scale[1]
    value = number.value * (_factor(folded, number) / _factor(folded, upper) if has_scale else 1)
    if value >= upper.value:
        return None
    return upper._replace(start=number.start, value=value, high=upper.value), upper_unit


def _factor(folded: str, number: _Number) -> float:
    """Return the factor of a number's scale."""
    return float(table("numerals")["scales"].get(folded[slice(*number.scale)], 1))


def _unit(text: str, folded: str, number: _Number) -> _Unit | None:
    """Return the unit after a number, with the scale; None where neither a unit nor a counted noun follows."""
    scale = text[slice(*number.scale)]
    if match := patterns.unit(number.in_figures).match(folded, number.end):
        printed = text[slice(*match.span("unit"))].replace("％", "%").replace("﹪", "%")
        dimension = patterns.dimensions()[match["unit"]]
        structural = dimension == "count" and (
            (not number.in_figures and match["unit"] in table("units")["reading"]["structural"])
            or bool(patterns.parts().match(folded, match.end()))
        )
        return _Unit(match.end(), scale + printed, dimension, structural)
    if scale:
        return _Unit(number.end, scale, "number")
    if number.value <= MOST_UNCOUNTED and (match := patterns.counted_noun().match(folded, number.end)):
        return _Unit(match.end(), "个", "count", bool(patterns.parts().match(folded, match.end())))
    return None


def _listed_unit(text: str, folded: str, number: _Number) -> _Unit | None:
    """Return the unit that a number shares with the next one (18和16家)."""
    listed = _LISTED.match(folded, number.end)
    following = _number(folded, listed.end()) if listed else None
    unit = _unit(text, folded, following) if following else None
    return unit._replace(end=number.end) if unit and number.in_figures else None


def _within_unit(folded: str, number: _Number, unit: _Unit) -> tuple[_Number, _Unit]:
    """Read what stands inside a unit of time: 一个半月, 两年半, 三个多月."""
    for pattern in (_AND_A_HALF, _SOME_MORE):
        match = pattern.match(folded, number.end)
        if match and (match["unit"] == "个") == bool(match["rest"]):
            half = pattern is _AND_A_HALF
            printed = match["unit"] + (match["rest"] or "")
            read = number._replace(value=number.value + 0.5) if half else number._replace(sign=">")
            return read, _Unit(match.end(), printed, "time")
    return number, unit


def _finish(window: str, folded: str, number: _Number, unit: _Unit) -> Quantity | None:
    """Return the quantity with its comparator and role; None for names, ordinals and loose powers (千万)."""
    if _is_name(folded, window, number, unit):
        return None
    start, end = number.start, unit.end
    sign: Comparator | None = None
    for place in _places(number, unit):
        if sign is None and (match := patterns.before(place).search(window)):
            sign = patterns.comparators(place)[match["word"]]
            start -= len(window) - match.start()
    role = _role(folded, window, number, unit)
    following = patterns.after().match(folded, end)
    if role == "frame":
        start, sign = number.start, None
    elif following:
        end = following.end()
        sign = sign or patterns.comparators("after")[following["word"]]
    sign = sign or number.sign
    if number.is_round and unit.dimension == "number" and sign is None:
        return None
    article = unit.dimension == "count" and sign is None and folded[number.start : number.end] == "一"
    loose = number.is_round and sign is None and unit.dimension in ("count", "number")
    negative = unit.dimension in ("ratio", "points") and _MINUS.search(window)
    return Quantity(
        start,
        end,
        number.start,
        number.end,
        value=-number.value if negative else number.value,
        value_max=number.high,
        unit=unit.printed,
        cmp=sign or "=",
        dimension=unit.dimension,
        structural=unit.structural or article or loose,
        role=role,
    )


def _places(number: _Number, unit: _Unit) -> tuple[str, ...]:
    """Return where comparators are looked for before a number: a round number or a share in words has more places."""
    if unit.printed == "比例":
        return ("before_round", "before", "before_share") if number.is_round else ("before", "before_share")
    return ("before_round", "before", "superlative") if number.is_round else ("before", "superlative")


def _is_name(folded: str, window: str, number: _Number, unit: _Unit) -> bool:
    """Tell whether a number is an ordinal, vague or part of a name: 第3家, 二次, 那一年, 数十家, T+1, GPT-4, 前10名."""
    numeral = folded[number.start : number.end]
    if _ORDINAL_BEFORE.search(window) or (_RANK_BEFORE.search(window) and unit.dimension == "count"):
        return True
    if number.in_figures:
        return bool(_NAME_BEFORE.search(window))
    if numeral == "一" and unit.dimension == "time":
        return window.endswith(tuple(table("comparators")["frame"]["same_before"]))
    return window.endswith(("数", "几")) or (numeral == "二" and unit.dimension == "count")


def _role(folded: str, window: str, number: _Number, unit: _Unit) -> Role:
    """Tell whether a number measures, or frames or divides others: 近三年, 五年增长48.9%, 每10股."""
    words = table("comparators")["frame"]
    if window.endswith(words["per"]):
        return "per"
    framed, term = patterns.frame()
    if unit.printed in words["units"] and framed.search(window):
        return "frame"
    is_term = term.search(window) or folded.startswith(tuple(words["term_after"]), unit.end)
    if unit.printed == words["year"] and not is_term and not patterns.before("before").search(window):
        return "frame"
    return "value"


def _with_shared(found: list[Quantity], folded: str) -> list[Quantity]:
    """Give each of two listed numbers what one of them tells for both.

    That is the unit in 0.59个和0.15个百分点, and the comparator in 分别突破2万亿元、1万亿元.
    """
    shared = list(found)
    for index, (quantity, following) in enumerate(pairwise(found)):
        if not _LISTED.fullmatch(folded[quantity.end : following.start]):
            continue
        if quantity.unit == "个" and following.dimension == "points":
            shared[index] = replace(shared[index], unit=following.unit, dimension=following.dimension)
        before = folded[max(0, quantity.start - patterns.WINDOW) : quantity.start]
        if following.cmp == "=" and quantity.start < quantity.number_start and _EACH_BEFORE.search(before):
            shared[index + 1] = replace(following, cmp=quantity.cmp)
    return shared


def _with_roles(found: list[Quantity], folded: str) -> list[Quantity]:
    """Mark the two ends of a change: 从40%提升至80%."""
    marked = list(found)
    for index, (quantity, following) in enumerate(pairwise(found)):
        between = folded[quantity.end : following.start]
        before = folded[max(0, quantity.start - patterns.WINDOW) : quantity.start]
        if (
            len(between) <= patterns.WINDOW
            and quantity.dimension == following.dimension
            and _FROM_BEFORE.search(before)
            and _TO_BEFORE.search(between)
        ):
            marked[index] = replace(quantity, role="from")
            marked[index + 1] = replace(following, role="to")
    return marked
