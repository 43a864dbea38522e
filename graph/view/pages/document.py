"""The page of a document: its clean text with every mention marked, and beside it what each passage states."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from graph.view.evidence import pieces
from graph.view.links import Links
from graph.view.network.drawing import name_of
from graph.view.reading import Content, Place, Text

FIRST_NOTES = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a paragraph: what it names, and the numbers of the passages that it is in, joined by spaces."""

    text: str
    node: str
    passages: str


@dataclass(frozen=True, slots=True)
class Note:
    """A fact that a passage states: of a node alone, or an edge from `head` to `tail`."""

    passage: int
    place: str
    head: str
    relation: str
    tail: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text with the facts of the passages that begin in it."""

    spans: list[Span]
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the passages of one document state: nodes and edges by place, places in the order of the text."""

    places: list[Place]
    of_place: dict[Place, list[tuple[str, str, str]]]


def facts_by_document(content: Content) -> dict[str, Facts]:
    """Sort all facts of a casebook by the passages that state them."""
    found: dict[str, dict[Place, set[tuple[str, str, str]]]] = defaultdict(lambda: defaultdict(set))
    for node, places in content.of_node.items():
        for place in places:
            found[place.document_id][place].add((node, "", ""))
    for edge, places in content.of_edge.items():
        if edge[1] != "reports":
            for place in places:
                found[place.document_id][place].add(edge)
    return {
        document: Facts(sorted(of_place), {place: sorted(facts) for place, facts in of_place.items()})
        for document, of_place in found.items()
    }


def paragraphs(text: Text, facts: Facts) -> list[Paragraph]:
    """Cut a document into its lines, and these at each mention and at each end of a passage.

    Parameters
    ----------
    text
        The document.
    facts
        What its passages state.
    """
    result = []
    starts = [place.start for place in facts.places]
    longest = max((place.end - place.start for place in facts.places), default=0)
    at = 0
    for line in text.text.split("\n"):
        end = at + len(line)
        near = range(bisect_left(starts, at - longest), bisect_right(starts, end))
        passages = [number for number in near if facts.places[number].end > at and facts.places[number].start < end]
        marks = text.marks[bisect_left(text.marks, (at, 0, "")) : bisect_left(text.marks, (end, 0, ""))]
        notes = [
            Note(number, f"{place.start}-{place.end}", *fact)
            for number in passages
            if (place := facts.places[number]).start >= at
            for fact in facts.of_place[place]
        ]
        if line.strip():
            inside = [(start - at, min(stop, end) - at, node) for start, stop, node in marks]
            result.append(Paragraph(_spans(line, at, inside, passages, facts), notes))
        at = end + 1
    return result


def _spans(line: str, at: int, marks: list[tuple[int, int, str]], passages: list[int], facts: Facts) -> list[Span]:
    cuts = sorted({cut for number in passages for cut in (facts.places[number].start, facts.places[number].end)})
    spans: list[Span] = []
    start = at
    for piece in pieces(line, marks):
        end = start + len(piece.text)
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        for first, last in zip([start, *inside], [*inside, end], strict=True):
            of = [str(n) for n in passages if facts.places[n].start <= first and last <= facts.places[n].end]
            spans.append(Span(line[first - at : last - at], piece.node, " ".join(of)))
        start = end
    return spans


def node_view(content: Content, links: Links, node: str) -> dict[str, object]:
    """Return how a note or a mention shows a node: its type, kind, name and address."""
    data = content.graph.nodes[node]
    return {
        "type": data.get("type", "other"),
        "kind": data.get("kind", ""),
        "name": name_of(data) or node,
        "href": links.thing(node),
        "metric": {"cmp": "=", "value_max": None, **data} if data.get("type") == "metric" else None,
    }
