"""What a node says of itself, out of all the entities and observations that stand for it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from extract.keys import registered_partner
from extract.registry import Bank, find_bank
from extract.schema import STAGES, THEMES
from graph.dates import earliest
from graph.measures import plain
from graph.names import KEY_OF, is_stand_in, key_in, type_of
from graph.resolution.linking import CURATED, REGISTERED, WITHIN, Link
from graph.text import normalise, printable


@dataclass(frozen=True, slots=True)
class Part:
    """One entity of one document, as a part of a node."""

    document_id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    themes: tuple[str, ...]
    stages: tuple[str, ...]
    mentions: int
    via: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a form is a name of a node, and the documents that use it."""

    name: str
    why: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A row of `nodes`."""

    id: str
    type: str
    label: str
    kind: str
    bank: str | None
    aliases: str
    documents: int
    mentions: int
    first_date: str
    province: str = ""
    city: str = ""
    themes: str = ""
    stages: str = ""


def node_of(
    node_id: str,
    parts: list[Part],
    bank: str | None,
    dates: list[str],
    renamed: str | None = None,
    links: Mapping[str, list[Link]] = MappingProxyType({}),
) -> Node:
    """Sum up a node.

    Parameters
    ----------
    node_id
        Its id, of which the part before the colon is the type.
    parts
        The entities that stand for it, in any order.
    bank
        The node of its bank, if it has one.
    dates
        The dates known of it.
    renamed
        The label that somebody gave it.
    links
        Why ids became others, by id.

    Returns
    -------
    Node
        The label is the canonical name of a bank in the registry, else the most frequent full name; the kind the
        registry's, else the most frequent.
    """
    # What a document alone takes for this node tells its name better than what was linked with it.
    strict = type_of(node_id) in ("bank", "unit", "partner") or any(
        link.why.startswith(CURATED) for part in parts for link in links.get(part.via, ())
    )
    own = [part for part in parts if part.via == node_id or not strict] or parts
    names = sorted({part.name for part in own}) if type_of(node_id) == "bank" else []
    known = next((bank for bank in map(find_bank, names) if bank is not None), None)
    label = renamed or (known.name if known else most_frequent((part.name, max(part.mentions, 1)) for part in own))
    forms = {form for part in parts for form in (part.name, *part.aliases) if not is_stand_in(form)}
    return Node(
        id=node_id,
        type=type_of(node_id),
        label=printable(label),
        kind=known.kind if known else most_frequent((part.kind, 1) for part in own),
        bank=bank,
        aliases="|".join(printable(form).replace("|", "｜") for form in sorted(forms - {label})),
        documents=len({part.document_id for part in parts}),
        mentions=sum(part.mentions for part in parts),
        first_date=earliest(dates),
        province=known.province if known else "",
        city=known.city if known else "",
        themes="|".join(theme for theme in THEMES if any(theme in part.themes for part in parts)),
        stages="|".join(stage for stage in STAGES if any(stage in part.stages for part in parts)),
    )


def reasons_of(node: Node, parts: list[Part], links: Mapping[str, list[Link]]) -> list[Reason]:
    """Return why each form is a name of the node: its label first, then the others in code point order.

    Parameters
    ----------
    node, parts
        The node and the entities that stand for it.
    links
        Why ids became others, by id.
    """
    used: dict[tuple[str, str], set[str]] = {}

    def use(form: str, why: str, documents: Iterable[str]) -> None:
        used.setdefault((form, why), set()).update(documents)

    bank = find_bank(key_in(node.id)) if node.type == "bank" else None
    for part in parts:
        if part.via == node.id:
            use(part.name, _why_of_key(part.name, node, _is_registered(part.name, bank)), (part.document_id,))
        for link in links.get(part.via, ()) if part.via != node.id else ():
            use(part.name, link.why, (part.document_id, *link.documents))
        for alias in part.aliases:
            if not is_stand_in(alias):
                known = _is_registered(alias, bank)
                same = KEY_OF[node.type](alias) == KEY_OF[node.type](part.name)
                why = _why_of_key(alias, node, known) if known or same else WITHIN
                use(alias, why, (part.document_id,))
    rows = sorted(used.items(), key=lambda row: (row[0][0] != node.label, row[0]))
    return [Reason(printable(form), why, tuple(sorted(documents))) for (form, why), documents in rows]


def _is_registered(name: str, bank: Bank | None) -> bool:
    return bank is not None and find_bank(name) == bank


def _why_of_key(name: str, node: Node, registered: bool) -> str:
    within = "" if node.type in ("bank", "partner") else " within the bank"
    if registered or (node.type == "partner" and registered_partner(name)):
        return REGISTERED
    if normalise(name) == normalise(node.label):
        return f"same name{within}"
    return f"same name{within} but for {_BUT_FOR[node.type]}"


_BUT_FOR = {
    "bank": "legal form and the writing of 农商银行",
    "unit": "the bank's name and the writing of places",
    "product": "suffix, quotation marks and the bank's name",
    "program": "suffix, quotation marks and the bank's name",
    "partner": "legal form and the writing of offices",
}


@dataclass(frozen=True, slots=True)
class Observation:
    """One telling of a metric by one document."""

    document_id: str
    name: str
    value: float
    value_max: float | None
    unit: str
    cmp: str
    date: str


def metric_node_of(node_id: str, tellings: list[Observation], bank: str | None) -> tuple[Node, Observation]:
    """Sum up a metric; the second value holds the words that most tellings use."""
    first = tellings[0]
    told = Observation(
        "",
        most_frequent((telling.name, 1) for telling in tellings),
        first.value,
        first.value_max,
        most_frequent((telling.unit, 1) for telling in tellings),
        most_frequent((telling.cmp, 1) for telling in tellings),
        first.date,
    )
    label = f"{told.name} {quantity(told.cmp, told.value, told.value_max, told.unit)}"
    node = Node(
        id=node_id,
        type="metric",
        label=printable(f"{label} ({told.date})" if told.date else label),
        kind="observation",
        bank=bank,
        aliases="",
        documents=len({telling.document_id for telling in tellings}),
        mentions=len(tellings),
        first_date=told.date,
    )
    return node, told


def quantity(cmp: str, value: float, value_max: float | None, unit: str) -> str:
    """Return a number as a person reads it.

    Examples
    --------
    >>> quantity(">", 100, None, "亿元"), quantity("=", 3, 5, "年")
    ('>100亿元', '3–5年')
    """
    shown = plain(float(value)) + ("" if value_max is None else f"–{plain(float(value_max))}")
    return f"{'' if cmp == '=' else cmp}{shown}{unit}"


def most_frequent(counted: Iterable[tuple[str, int]]) -> str:
    """Return the text with the highest count, the longest on a tie, then the first in code point order."""
    counts: Counter[str] = Counter()
    for text, count in counted:
        counts[text] += count
    return min(counts, key=lambda text: (-counts[text], -len(text), text))


def names_of(node: Node) -> dict[str, int]:
    """Return the folded forms under which a node is looked up, with their ranks: label, registry, documents."""
    known = find_bank(node.label) if node.type == "bank" else None
    registered = (known.full_name, *known.aliases, *known.weak_aliases) if known else ()
    ranks: dict[str, int] = {}
    for rank, forms in enumerate(((node.label,), registered, node.aliases.split("|"))):
        for form in forms:
            ranks.setdefault(normalise(form), rank)
    ranks.pop("", None)
    return ranks
