"""The ontology and the facts: what yinpu looks for in a text, and the form in which it hands it on.

Read this file first. One document goes in, one `Extraction` comes out: the clean text, the entities
that it names, the relations between them and the numbers that it tells. Every fact carries at least one
`Evidence`, a place in the clean text of the document. Offsets are character offsets, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Label = Literal["bank", "unit", "product", "program", "partner"]
Rel = Literal["offers", "runs", "cooperates_with", "finances", "part_of", "member_of", "uses"]
Comparator = Literal["=", ">", "<", "~", "<=", ">="]
BlockKind = Literal["title", "heading", "paragraph", "row"]

LABELS: tuple[Label, ...] = get_args(Label)
RELS: tuple[Rel, ...] = get_args(Rel)
COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)

KINDS: dict[Label, tuple[str, ...]] = {
    "bank": ("state", "joint_stock", "city", "rural", "private", "village", "foreign", "policy", "other"),
    "unit": ("branch", "department", "subsidiary", "centre"),
    "product": (
        "loan", "bond", "payment", "deposit", "insurance", "card", "service", "app", "platform", "system",
        "ai_model", "other",
    ),
    "program": ("strategy", "plan", "mechanism", "model", "brand", "system", "campaign", "other"),
    "partner": (
        "company", "government", "university", "investor", "exchange", "alliance", "association", "park",
        "medium", "other",
    ),
}  # fmt: skip

THEMES: tuple[str, ...] = (
    "科技金融", "绿色金融", "普惠金融", "养老金融", "数字金融", "乡村振兴", "跨境金融", "风险管理",
)  # fmt: skip
STAGES: tuple[str, ...] = ("种子期", "初创期", "成长期", "成熟期")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the clean text: `quote == document.text[start:end]`."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of an entity's name (or alias) in the clean text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the text says at one mention that a product or program is for: themes and stages, in their order."""

    start: int
    end: int
    themes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A bank, unit, product, program or partner of one document.

    `name` is its fullest form in this text without quotation marks and unique among the document's entities;
    `aliases` are the other forms, in the order of the text. `bank` is the name of the bank entity that a
    unit, product or program belongs to where the text says so for exactly one bank, else None. `themes` and `stages`
    sum up `purposes`, which say where the text tells them: a name that two banks share may serve different ends.
    """

    label: Label
    name: str
    kind: str
    evidence: tuple[Evidence, ...]
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    bank: str | None = None
    themes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """An edge between two entities of the same document, named by `Entity.name`."""

    rel: Rel
    head: str
    tail: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One observation: a number about a named bank (`subject`) or one of its things (`about`).

    `value` is as printed and `unit` the printed unit with its scale (4346 and 亿元); `value_max` closes a
    range. `date` is an ISO day, month or year, "2025-H1", "2024-Q3", or None where the text states none.
    """

    subject: str
    name: str
    value: float
    unit: str
    cmp: Comparator
    evidence: tuple[Evidence, ...]
    about: str | None = None
    value_max: float | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table row of the clean text; `cells` are the spans of a row's cells."""

    kind: BlockKind
    start: int
    end: int
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The clean text of a source and where each part of it came from.

    `id` is `<name>-<first 8 hex digits of sha256>`, so it depends on the content and the file's stem and not
    on the folder or the order of reading. `offsets` maps the clean text to the source: pairs (clean offset,
    source offset), ascending; a clean offset between two pairs is as far from the source offset of the
    left pair as it is from its clean offset. The source is the decoded text of a text file or web page, and for
    PDF and Office files the text that their reader took out of them. `locators` are pairs (source offset, place),
    ascending: from that offset on the source stands at that place ("page 3", "slide 2", "sheet 余额 row 5"). `pages`
    counts the pages or slides, 0 where the format has none.
    """

    id: str
    name: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    reader: str = "txt"
    encoding: str = "utf-8"
    meta: dict[str, str] = field(default_factory=dict)
    offsets: tuple[tuple[int, int], ...] = ((0, 0),)
    warnings: tuple[str, ...] = ()
    locators: tuple[tuple[int, str], ...] = ()
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document says."""

    document: Document
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    metrics: tuple[Metric, ...]
