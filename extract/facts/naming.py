"""The name of a metric in the text's own words: read off the words before a number, or those that it counts."""

from __future__ import annotations

import re
from functools import cache

from extract.facts.sentences import CLAUSE_END
from extract.lexicon import alternation, table, words
from extract.mentions.spans import HAN, QUOTES, bare

LONGEST = 24
COUNTED = re.compile(f"(?:的)?([“”{HAN}A-Za-z]{{1,14}})")
FUNCTION = re.compile("[的了在为以被将等是和与及或、，。；]|提供|实现|覆盖|完成|落地|参与|支持|获得|获|已|共同|成功|发放|入选|通过|进入|开展|使用|达到")


@cache
def _strip() -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(words('metrics', 'strip', 'words'))})+$")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(f"^(?:{alternation(words('metrics', 'lead', 'words'))})+")


@cache
def _growth() -> re.Pattern[str]:
    return re.compile(table("metrics")["growth"]["pattern"])


def left_name(context: str) -> str:
    """Return what stands before a number without dates' remains, adverbs and verbs of reaching."""
    parts = [part for part in re.split(r"[，,：:；;。！？、（）()\s　]", context) if part]
    name = bare(parts[-1]) if parts else ""
    while name:
        shorter = _lead().sub("", _strip().sub("", name))
        if shorter == name:
            break
        name = shorter
    return name[-LONGEST:]


def is_growth(name: str) -> bool:
    """Return whether a name only tells a change (同比增长) and so needs the metric that changed."""
    return _growth().match(name) is not None


def counted(text: str, end: int, limit: int) -> str:
    """Return the noun that a number counts: 2000余家[科创企业]."""
    match = COUNTED.match(text, end, limit)
    if not match:
        return ""
    noun = match[1].strip(QUOTES)
    stop = FUNCTION.search(noun)
    return bare(noun[: stop.start()] if stop else noun)


def is_clause_end(text: str, place: int) -> bool:
    """Return whether a clause ends at `place`."""
    return place >= len(text) or CLAUSE_END.match(text, place) is not None


def metric_name(left: str, right: str, dimension: str, before: str) -> str:
    """Return the name of a metric.

    Parameters
    ----------
    left
        The name that the words before the number give.
    right
        The noun behind the number.
    dimension
        The dimension of the unit (data/lexicon/units.toml).
    before
        The name of the metric told before in the same sentence, "" for none.
    """
    if dimension == "count":
        if right and not (left and left.endswith(("数", "量", "数量"))):
            return f"{left}{right}数"[-LONGEST:]
        return f"{left}数" if left and not left.endswith(("数", "量", "人次", "数量")) else left
    if left and is_growth(left) and before:
        stem = re.sub("(?:同比|较|比).*$", "", before)
        return f"{stem}{left}"[-LONGEST:] if stem and stem not in left else left
    if left:
        return left if len(left) > 2 or not right else f"{left}{right}"
    if right:
        return f"{right}金额" if dimension == "money" and not right.endswith(("额", "额度", "余额")) else right
    return before
