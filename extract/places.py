"""Places in names: what they say of a bank's branches, and where they stand before the mark of a company."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from extract.registry import Place, places

_LEVELS = re.compile(r"(?:总行(?=.{3}))?(?P<branch>.{2,20}?分行)?(?P<sub>.{2,20}?支行)?(?P<rest>.*)", re.DOTALL)
_HIGH = ("province", "city")
_LOW = ("province", "city", "county", "district")


def unit_levels(name: str) -> tuple[str, ...]:
    """Return the parts of a unit's name from the highest level down, their places in one form.

    Parameters
    ----------
    name
        The name without that of the bank and without white space.

    Returns
    -------
    tuple of str
        At most three: a branch, a sub-branch, and what else there is. Time is linear in the length of the name.

    Examples
    --------
    >>> unit_levels("上海市分行徐汇区滨江支行"), unit_levels("总行科技金融部")
    (('上海分行', '徐汇滨江支行'), ('科技金融部',))
    """
    match = _LEVELS.fullmatch(name)
    assert match, "every part of the pattern may be missing"
    branch, sub, rest = match["branch"], match["sub"], match["rest"]
    parts = [
        _short_place(branch[:-2], _HIGH) + "分行" if branch else "",
        _short_place(sub[:-2], _LOW) + "支行" if sub else "",
        rest,
    ]
    return tuple(part for part in parts if part) or (name,)


def place_of(name: str) -> Place | None:
    """Return the place that a name begins with, if its short name means one place in the whole country.

    Examples
    --------
    >>> place_of("徐汇滨江支行").city, place_of("朝阳支行")
    ('上海', None)
    """
    found = _longest(name, _LOW)
    return found[0][0] if found and len(found[0]) == 1 else None


def without_places(name: str) -> str:
    """Return the name of a company without the places that it begins with, if three characters or more remain.

    Examples
    --------
    >>> without_places("浙江省杭州市云岚科技"), without_places("云岚科技")
    ('云岚科技', '云岚科技')
    """
    while (found := _longest(name, _LOW)) and len(name) - found[1] > 2:
        name = name[found[1] :]
    return name


def _short_place(text: str, levels: tuple[str, ...]) -> str:
    """Return a text that begins with places in its shortest unambiguous form: 甘肃省张掖市 is 张掖, 上海市 is 上海."""
    while found := _longest(text, levels):
        here, end = found
        inner = _longest(text[end:], levels)
        if inner is None or len(inner[0]) > 1 or not any(_lies_in(inner[0][0], place) for place in here):
            # 吉林省 and 吉林市, 长沙市 and 长沙县 are two places: there the suffix tells them apart.
            return here[0].stem + text[end:] if len(here) == 1 else text
        text = text[end:]
    return text


def _lies_in(inner: Place, outer: Place) -> bool:
    if inner == outer:
        return False
    if outer.level == "province":
        return inner.province == outer.stem and inner.level != "province"
    return outer.level == "city" and inner.city == outer.stem and inner.level in ("county", "district")


def _longest(text: str, levels: tuple[str, ...]) -> tuple[list[Place], int] | None:
    """Return the places whose name is the longest beginning of a text, with all that share the stem, and its end."""
    forms, stems = _forms(levels)
    for end in range(min(len(text), 14), 1, -1):
        place = forms.get(text[:end])
        if place is not None:
            return stems[place.stem], end
    return None


@cache
def _forms(levels: tuple[str, ...]) -> tuple[Mapping[str, Place], Mapping[str, list[Place]]]:
    stems: defaultdict[str, list[Place]] = defaultdict(list)
    forms: dict[str, Place] = {}
    for place in places():
        if place.level in levels:
            stems[place.stem].append(place)
            for form in _written(place):
                forms.setdefault(form, place)
    return forms, stems


def _written(place: Place) -> Iterator[str]:
    yield place.name
    yield place.stem
    if place.name.endswith("自治区"):
        yield place.stem + "区"
    elif place.name.endswith("自治州"):
        yield place.stem + "州"
