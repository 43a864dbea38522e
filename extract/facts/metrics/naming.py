"""The name of a metric in the text's own words: read off the words before a number, or those that it counts."""

from __future__ import annotations

import re

from extract.lexicon import pattern, table
from extract.mentions.spans import HAN, QUOTES, bare

LONGEST = 24
SHARE = re.compile("(?:以上|左右)?(?:的|为|是|系|属于?|属)([^，。；、]{2,18})")
COUNTED = re.compile(f"(?:的)?([“”{HAN}A-Za-z]{{1,14}})")


def _found(section: str, key: str, text: str) -> bool:
    return pattern("metrics", section, key).search(text) is not None


def left_name(context: str) -> str:
    """Return what stands before a number without dates' remains, adverbs and verbs of reaching."""
    name = bare(re.split(r"[，,：:；;。！？、（）()\s　]", context.rstrip())[-1])
    strip = pattern("metrics", "strip", "words", "{}+$")
    lead = pattern("metrics", "lead", "words", "^{}+")
    while name:
        shorter = lead.sub("", strip.sub("", name))
        if shorter == name:
            break
        name = shorter
    return re.sub("分别|依次", "", name)[-LONGEST:]


def topic_name(context: str) -> str:
    """Return what an earlier clause says that the numbers after it measure: 月活用户里，甲行2亿户，乙行1亿户."""
    parts = [part for part in re.split(r"[，,：:；;（）()\s]", context) if len(part) > 2]
    return re.sub("(?:里|中|方面|上|来看|看|为)$", "", left_name(parts[-1])) if parts else ""


def is_growth(name: str) -> bool:
    """Return whether a name only tells a change (同比增长) and so needs the metric that changed."""
    own_noun = pattern("metrics", "new", "words", "^{}..").match(name) is not None
    return not own_noun and re.match(table("metrics")["growth"]["pattern"], name) is not None


def counted(text: str, end: int, limit: int) -> str:
    """Return the noun that a number counts: 2000余家[科创企业]."""
    match = COUNTED.match(text, end, limit)
    if not match:
        return ""
    noun = match[1].strip(QUOTES)
    stop = pattern("metrics", "ends", "words").search(noun)
    return bare(noun[: stop.start()] if stop else noun)


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
    stock = _found("stock", "nouns", left)
    if left and is_growth(left) and before:
        stem = re.sub("(?:同比|较|比).*$|数$", "", before)
        stem = pattern("metrics", "growth", "ends", "(?<=..){}+$").sub("", stem)
        return f"{stem}{left}"[-LONGEST:] if stem and stem not in left else left
    if dimension == "count":
        if right and not (left and left.endswith(("数", "量", "数量"))):
            return f"{left}{right}数"[-LONGEST:]
        return f"{left}数" if left and not left.endswith(("数", "量", "人次", "数量")) else left
    if dimension == "money" and _found("amount", "nouns", right) and not stock:
        return right if right.endswith(("额", "额度", "余额")) else f"{right}金额"
    if dimension == "time" and _found("amount", "nouns", right):
        return f"{right}期限"
    if dimension == "money" and not stock:
        verbs: dict[str, str] = table("metrics")["verbs"]
        for verb, name in verbs.items():
            if left.endswith((verb, f"{verb}出", f"{verb}给", f"{verb}过")):
                return name
    if dimension == "time" and (_found("done", "words", left + right) or not left + right):
        return f"{left}用时"[-LONGEST:]
    if left:
        return left if len(left) > 2 or not right else f"{left}{right}"
    if not right and dimension == "money" and before.endswith("数"):
        return f"{before[:-1]}金额"
    return right or before


def share_name(text: str, end: int, limit: int) -> str:
    """Return what a share is a share of where it opens its clause: 七成[为首贷户], 40%的[客户尚未盈利]."""
    match = SHARE.match(text, end, limit)
    return f"{bare(match[1])}占比" if match else ""
