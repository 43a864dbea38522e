"""The name of a metric in the text's own words: read off the words before a number, or those that it counts."""

from __future__ import annotations

import re
from functools import cache

from extract.facts.sentences import CLAUSE_END
from extract.lexicon import alternation, table, words
from extract.mentions.spans import HAN, QUOTES, bare

LONGEST = 24
AMOUNT = re.compile("贷|授信|资金|融资|额度|补贴|债券|基金|订单|投资|存款|票据|保额|保函")
STOCK = re.compile("余额|总额|规模|资产|收入|利润|存款|营收|投入|累计|金额|额度|额$|限额|成本|费用|合计")
DONE = re.compile("到账|放款|审批|获批|批复|落地|办理|完成|走完|只用|拿到|从.+到")
SHARE = re.compile("(?:以上|左右)?(?:的|为|是|系|属于?|属)([^，。；、]{2,18})")
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
    name = bare(re.split(r"[，,：:；;。！？、（）()\s　]", context.rstrip())[-1])
    while name:
        shorter = _lead().sub("", _strip().sub("", name))
        if shorter == name:
            break
        name = shorter
    return name[-LONGEST:]


def topic_name(context: str) -> str:
    """Return what an earlier clause says that the numbers after it measure: 月活用户里，甲行2亿户，乙行1亿户."""
    parts = [part for part in re.split(r"[，,：:；;（）()\s]", context) if len(part) > 2]
    return re.sub("(?:里|中|方面|上|来看|看|为)$", "", left_name(parts[-1])) if parts else ""


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
    if dimension == "money" and AMOUNT.search(right) and not STOCK.search(left):
        return right if right.endswith(("额", "额度", "余额")) else f"{right}金额"
    if dimension == "time" and AMOUNT.search(right):
        return f"{right}期限"
    if dimension == "money" and not STOCK.search(left):
        for verb, name in table("metrics")["verbs"].items():
            if left.endswith((verb, f"{verb}出", f"{verb}给", f"{verb}过")):
                return name
    if dimension == "time" and DONE.search(left + right):
        return f"{left}用时"[-LONGEST:]
    if left:
        return left if len(left) > 2 or not right else f"{left}{right}"
    return right or before


def share_name(text: str, end: int, limit: int) -> str:
    """Return what a share is a share of where it opens its clause: 七成[为首贷户], 40%的[客户尚未盈利]."""
    match = SHARE.match(text, end, limit)
    return f"{bare(match[1])}占比" if match else ""
