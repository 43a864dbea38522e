"""Quoted names: which quotations name a product or a program of a bank, and where such a name ends.

Chinese texts quote coined names (“科技e贷”), but slogans, policies and figures of speech too. The head of the name
decides first (data/lexicon/names.toml), then what follows and what precedes the quotation, then its neighbours in an
enumeration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extract.lexicon import pattern, words
from extract.mentions.heads import Head, head_at_end, head_at_start, heads
from extract.mentions.spans import HAN, add_candidates, bare, boundary, candidates, text_of
from extract.registry import place_names

QUOTATION = re.compile(
    r"“([^“”\n]{1,60})”|「([^「」\n]{1,60})」|『([^『』\n]{1,60})』|\"([^\"\n]{1,60})\"|‘([^‘’\n]{1,40})’"
)
ATTRIBUTED = re.compile(f"的([{HAN}]{{2,8}})")
PURSUED = ("strategy", "plan", "mechanism")
INNER = re.compile("‘([^‘’\\n]{1,30})’")
TAIL = re.compile(f"[{HAN}A-Za-z0-9+]{{1,16}}")
BETWEEN = re.compile(r"[、，,和与及或以及暨]{0,2}")
FORMULA = re.compile(r"[+＋×]|\d[-—–+]|^\d+$|^[0-9A-Z]+$")
SENTENCE_MARK = re.compile(r"[。！？；：，,!?;:]")
LONGEST_NAME = 18
CONNECTS = re.compile("(?:接入|对接|入驻|直连|接通|进驻|登陆)了?(?:[^，。；、“”]{0,8}[省市县区])?$")
NUMBER_ONLY = re.compile("[0-9]+[A-Z]?")
PREDICATE = re.compile("(?:是|作为|为)[^，。；！？“”]{1,30}?(?=[，。；！？“])")
CELL_END = re.compile(r"[\t、；]")
STATEMENT = re.compile("[是就不]|、")
MODAL = re.compile("[不能敢愿会想可先才好].{0,2}贷款?$|.*不贷$")
NOTED = re.compile("入选|获评|荣获|上线|投产|落地|通过验收|亮相")
TOPIC = re.compile("是|为|正在|试点|已|自|上线|接入|支持|可|能|把|由|将|累计|覆盖|依托|运用|面向|对|以|每|日均|：|（")
LISTED = re.compile(
    "(?:等)?[0-9一二两三四五六七八九十多]{0,2}(?:大|款|项|个|类)?(?:系列|特色|信贷|金融|专属|拳头|主打){0,3}产品"
)
INTRODUCED = re.compile("(?:简称|下称|又称|以下称)(?:为)?$")
GOVERNMENT = re.compile("[省市区县](?:委|政府|的)?$|全国$|国家$|全市$|全省$|政府$|支持$|助力$|贯彻$|落实$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: the whole with its marks, the words inside, and what they may name."""

    start: int
    end: int
    core: str
    label: str = ""
    kind: str = ""
    tail: int = 0

    @property
    def name_end(self) -> int:
        """Where the name ends: behind the mark, or behind the head that follows it."""
        return self.end + self.tail


def _ends_with(name: str, section: str, key: str) -> re.Pattern[str]:
    return pattern(name, section, key, "{}$")


def _follows() -> re.Pattern[str]:
    return pattern("names", "after", "words")


def _precedes() -> re.Pattern[str]:
    return pattern("names", "before", "words", "{}的?$")


def quotations(text: str) -> Iterator[Quoted]:
    """Return the quotations of a text in their order; of a quoted speech those inside it (“目前‘某贷’余额3亿元。”)."""
    for match in QUOTATION.finditer(text):
        core = next(group for group in match.groups() if group is not None)
        inner = list(INNER.finditer(core)) if SENTENCE_MARK.search(core) or len(core) > LONGEST_NAME else []
        for one in inner:
            begin = match.start() + 1 + one.start()
            yield Quoted(begin, begin + one.end() - one.start(), one[1])
        if not inner:
            yield Quoted(match.start(), match.end(), core)


def tail_length(text: str, end: int) -> int:
    """Return how many characters behind a closing mark belong to the name: up to a head that ends a phrase.

    “慧农”智能风控平台，… takes 智能风控平台; in “慧农”服务县域客户 the head 服务 is a verb, since an object follows.
    """
    match = TAIL.match(text, end)
    if not match or ANEW.match(text, end):
        return 0
    run = match[0]
    function = boundary("words", without="inner")
    best = 0
    for length in range(1, len(run) + 1):
        part = run[:length]
        head = head_at_end("　" + part)
        if head and len(head.text) > 1 and not function.search(part[: -len(head.text)]):
            rest = run[length:]
            whole = length > 3 and not head.weak
            if not rest or whole or function.match(rest) or OPENING.match(rest):
                best = length
    return best


# What begins a new phrase behind a closing mark: “甲贷”靠数据模型放款, “乙”由某平台支持
ANEW = re.compile(
    "[靠由把向给让将被也则]|对(?![公账])|从(?!业)|在(?!线)|使(?![用命])|经(?![营济销纪办])|还(?![款本])|上(?![下海门])"
)
OPENING = re.compile("[0-9]|已|获|由|可|覆盖|涵盖|共|入选|里|中|上|内|下|各|从|则|还|也|具有|解决|打通|联动|惠及|累计")


def classify(text: str, quoted: Quoted) -> Quoted | None:
    """Return `quoted` with the label and kind of what it names, None where it names nothing of a bank."""
    core, tail = quoted.core, tail_length(text, quoted.end)
    after = text[quoted.end : quoted.end + 8]
    before = text[max(0, quoted.start - 8) : quoted.start]
    behind = text[quoted.end : quoted.end + tail]
    tail_head = head_at_end("　" + behind) if tail else _attached(after)
    of_head = _head_behind_of(text, quoted.end) if after.startswith("的") else None
    core_head = head_at_end(core)
    strong = core_head if core_head and not core_head.weak else None
    if bare(core) in words("names", "set_phrases", "words"):
        inner = head_at_end("　" + behind[: -len(tail_head.text)]) if tail_head and tail_head.weak else tail_head
        named = inner is not None and inner.kind in ("loan", "card", "app", "insurance", "plan", "model", "brand")
        return _with(quoted, inner, tail) if inner and named and tail else None
    if rules_out(core, before, strong):
        return None
    if SENTENCE_MARK.search(core) or len(core) > LONGEST_NAME:
        chosen = tail_head or of_head
        formula = FORMULA.search(core)
        if not chosen or chosen.label != "program" or (len(core) > LONGEST_NAME and not formula):
            return None
        return _with(quoted, chosen, tail)
    doubtful = _precedes().search(before) is not None
    if not core_head and not tail_head and (doubtful or _follows().match(after)):
        return None
    if strong and strong.kind == "loan":
        return _with(quoted, strong, tail)
    if tail_head and tail_head.text in words("names", "vague", "heads") and STATEMENT.search(core):
        return None
    if tail_head and tail:
        if strong and strong.label == "product" and tail_head.weak:
            return _with(quoted, strong, tail)
        return None if tail_head.weak and doubtful else _with(quoted, tail_head, tail)
    if strong:
        return _with(quoted, strong, 0)
    if tail_head and not tail_head.weak:
        return _with(quoted, tail_head, 0)
    if of_head and of_head.label == "program":
        return _with(quoted, of_head, 0)
    if "、" in core or doubtful:
        return None
    if core.endswith("银行") and "的" not in core:
        return replace(quoted, label="program", kind="brand")
    if tail_head and tail_head.label == "program" and FORMULA.search(core):
        return _with(quoted, tail_head, 0)
    return (
        by_apposition(quoted, before, core_head)
        or by_predicate(text, quoted)
        or by_verb(text, quoted, core_head)
        or by_topic(text, quoted)
    )


def rules_out(core: str, before: str, strong: Head | None) -> bool:
    """Return whether a quotation is a short name, a plan of a government, what is left behind, or no word at all."""
    launched = _ends_with("cues", "offer", "listing").search(before.rstrip("了出"))
    if strong and ((bare(core) in words("names", "generic", "loans") and not launched) or MODAL.match(core)):
        return True
    if before.endswith(("局", "厅", "委", "监管部门")):
        return True
    if len(core) < 2 or INTRODUCED.search(before) or _ends_with("names", "negated", "words").search(before):
        return True
    if NUMBER_ONLY.fullmatch(core) and (_precedes().search(before) or GOVERNMENT.search(before) or len(core) < 3):
        return True
    regional = GOVERNMENT.search(before) is not None or any(before[-size:] in place_names() for size in (2, 3, 4))
    return regional and not (strong and strong.label == "product")


def may_name(text: str, quoted: Quoted) -> bool:
    """Return whether nothing speaks against a quotation being a name: no set phrase, no plan of a government."""
    core_head = head_at_end(quoted.core)
    strong = core_head if core_head and not core_head.weak else None
    before = text[max(0, quoted.start - 8) : quoted.start]
    if bare(quoted.core) in words("names", "set_phrases", "words") or rules_out(quoted.core, before, strong):
        return False
    return not SENTENCE_MARK.search(quoted.core) and not text.startswith("的", quoted.end)


def _head_behind_of(text: str, end: int) -> Head | None:
    """Return the head of the phrase that takes a quotation as its attribute: “X”的战略, “X”的普惠金融战略.

    Between 的 and what a bank pursues other words may stand; before other heads the quotation only describes
    (“四位一体”的数字化能力体系).
    """
    phrase = ATTRIBUTED.match(text, end)
    if phrase is None:
        return None
    heads_told = (head_at_end("　" + phrase[1][:length]) for length in range(len(phrase[1]), 1, -1))
    later = next((head for head in heads_told if head and head.kind in PURSUED), None)
    return head_at_start(phrase[1]) or later


def _attached(after: str) -> Head | None:
    """Return the head right behind a closing mark, unless it is one character (a verb, mostly: 打通, 付出)."""
    head = head_at_start(after)
    return head if head and len(head.text) > 1 else None


def by_apposition(quoted: Quoted, before: str, core_head: Head | None) -> Quoted | None:
    """Return `quoted` with the label of the noun right before it: 大模型“X”, 品牌“X”."""
    for label in ("product", "program"):
        noun = _ends_with("names", "apposition", label).search(before)
        if noun:
            head = core_head or heads().get(noun[0])
            return replace(quoted, label=label, kind=head.kind if head and head.label == label else "other")
    return None


def by_predicate(text: str, quoted: Quoted) -> Quoted | None:
    """Return `quoted` with the label of the noun that its sentence says it is: “X”是某行的公益项目."""
    match = PREDICATE.match(text, quoted.end)
    if not match:
        return None
    for label in ("product", "program"):
        noun = _ends_with("names", "apposition", label).search(match[0])
        if noun:
            head = heads().get(noun[0])
            return replace(quoted, label=label, kind=head.kind if head and head.label == label else "other")
    return None


def by_topic(text: str, quoted: Quoted) -> Quoted | None:
    """Return a short coined quotation as a product where it opens a clause and something is said of it: “X”已上线."""
    head = head_at_end(quoted.core)
    opens = quoted.start == 0 or text[quoted.start - 1] in "。；！？，\n\t：、●•"
    item = opens and text.startswith("：", quoted.end)
    if head and head.label == "product" and len(quoted.core) > 6 and (item or NOTED.match(text, quoted.end)):
        return _with(quoted, head, 0)
    if text[quoted.start - 1 : quoted.start] == "\t" and CELL_END.match(text, quoted.end):
        return replace(quoted, label="product", kind=head.kind if head and head.label == "product" else "other")
    its = text[quoted.start - 1 : quoted.start] == "其" and (
        quoted.start < 2 or text[quoted.start - 2] in "。；！？，\n"
    )
    word = 2 <= len(quoted.core) <= (8 if its else 6) and re.search(f"[{HAN}A-Za-z]", quoted.core)
    coined = word and not re.search("[，、]|[的了是不]", quoted.core)
    if (opens or its) and coined and TOPIC.match(text, quoted.end):
        return replace(quoted, label="product", kind="other")
    return None


def by_verb(text: str, quoted: Quoted, core_head: Head | None) -> Quoted | None:
    """Return `quoted` with the label that the verb before it speaks for: 上线“X” a product, 实施“X” a program.

    Without a head only a verb of naming right before the mark makes a quotation a name, since most are slogans.
    """
    if text.startswith("的", quoted.end):
        return None
    before = re.split(r"[。；！？，：\n”」]", text[max(0, quoted.start - 14) : quoted.start])[-1]
    offer = _last(pattern("cues", "offer", "naming"), before)
    run = _last(pattern("cues", "run", "naming"), before)
    if core_head and (offer >= 0 or run >= 0 or len(quoted.core) <= 6):
        return _with(quoted, core_head, 0)
    if offer < 0 and run < 0:
        return None
    return (
        replace(quoted, label="program", kind="other")
        if run >= offer
        else replace(quoted, label="product", kind="other")
    )


def parts(quoted: Quoted, text: str) -> Iterator[Quoted]:
    """Return the names inside one pair of marks: “甲、乙、丙”三大产品 lists three."""
    items = quoted.core.split("、")
    if len(items) < 2 or not LISTED.match(text, quoted.end):
        return
    place = text.index(quoted.core, quoted.start)
    for item in items:
        head = head_at_end(item)
        kind = head.kind if head and head.label == "product" else "other"
        yield Quoted(place, place + len(item), item, "product", kind)
        place += len(item) + 1


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _with(quoted: Quoted, head: Head, tail: int) -> Quoted:
    return replace(quoted, label=head.label, kind=head.kind, tail=tail)


def enumerations(text: str, found: list[Quoted]) -> Iterator[list[Quoted]]:
    """Return the quotations in groups: those that only a comma or a conjunction parts stand together."""
    group: list[Quoted] = []
    for quoted in found:
        if group and not BETWEEN.fullmatch(text, group[-1].end, quoted.start):
            yield group
            group = []
        group.append(quoted)
    if group:
        yield group


def _listed(text: str, quoted: Quoted) -> Quoted | None:
    """Return a member of a list that the text calls products: “甲”“乙”两款专属产品."""
    head = head_at_end(quoted.core)
    kind = head.kind if head and head.label == "product" else "other"
    return replace(quoted, label="product", kind=kind) if may_name(text, quoted) else None


def _of_others(text: str, quoted: Quoted) -> Quoted:
    """Return a platform that the bank connects to as what it is, a partner: 接入某省“信易通”平台."""
    platform = quoted.kind in ("platform", "system") and CONNECTS.search(text[max(0, quoted.start - 14) : quoted.start])
    return replace(quoted, label="partner", kind="other") if platform else quoted


def named(text: str) -> Iterator[Quoted]:
    """Return the quotations that name a product or program; members of an enumeration name things of one sort."""
    for group in enumerations(text, list(quotations(text))):
        listed = [part for quoted in group for part in parts(quoted, text)]
        if listed:
            yield from listed
            continue
        products = LISTED.match(text, group[-1].end) is not None
        labelled = [
            (quoted, classify(text, quoted) or ((products and _listed(text, quoted)) or None)) for quoted in group
        ]
        known = [result for _, result in labelled if result]
        for quoted, result in labelled:
            if result:
                yield _of_others(text, result)
            elif known and len(group) > 1 and bare(quoted.core) not in words("names", "set_phrases", "words"):
                yield replace(quoted, label=known[-1].label, kind=known[-1].kind)


@Language.component("yinpu_quoted")
def quoted_names(doc: Doc) -> Doc:
    """Add the quoted products and programs of `doc` to its candidates."""
    banks = {place for span in candidates(doc, "bank") for place in (span.start, span.end)}
    found = [one for one in named(text_of(doc)) if not {one.start + 1, one.end - 1} <= banks]
    add_candidates(doc, ((one.start, one.name_end, one.label, one.kind) for one in found))
    return doc
