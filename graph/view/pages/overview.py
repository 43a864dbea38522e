"""The overview: the network of all banks, and the quotes that it opens."""

from __future__ import annotations

from typing import Any

from graph.view.links import Links, printable_id
from graph.view.network.drawing import NodeDetails, relations
from graph.view.network.layout import LEFT, ON_DEMAND, RIGHT
from graph.view.reading import Content, Place


class Passages:
    """The passages of all facts, each once; the nodes and edges that refer to them by number."""

    def __init__(self, content: Content) -> None:
        self.content = content
        places = {place for found in (content.of_node, content.of_edge) for list_ in found.values() for place in list_}
        rank = {document: number for number, document in enumerate(content.documents)}
        self.places = sorted(places, key=lambda place: (rank[place.document_id], place.start, place.end))
        self.numbers = {place: number for number, place in enumerate(self.places)}

    def of(self, places: list[Place]) -> list[int]:
        """Return the numbers of passages, in the order of the documents."""
        return sorted(self.numbers[place] for place in places)

    def data(self, links: Links) -> dict[str, Any]:
        """Return all passages as the overview's scripts take them.

        A quote is [document, start, end, text, marks]; its marks are start, end and the number of the node in the
        order of ids, one after the other, and count UTF-16 units as JavaScript does. `nodes` and `edges` give the
        quotes of each node and edge by number, in the order in which the page has them.
        """
        nodes = {node: number for number, node in enumerate(sorted(self.content.graph))}
        documents = list(self.content.documents)
        rank = {document: number for number, document in enumerate(documents)}
        quotes = []
        for place in self.places:
            text = self.content.quote(place)
            marks = [
                part
                for start, end, node in self.content.marks_in(place)
                for part in (_units(text, start), _units(text, end), nodes[node])
                if node in nodes
            ]
            quotes.append([rank[place.document_id], place.start, place.end, text, marks])
        return {
            "documents": [[self.content.documents[one].heading, links.document(one)] for one in documents],
            "quotes": quotes,
            "nodes": [self.of(self.content.of_node.get(node, [])) for node in nodes],
            "edges": [
                self.of(self.content.of_edge.get((head, relation, tail), []))
                for head, tail, relation, _ in relations(self.content.graph)
            ],
        }


def _units(text: str, at: int) -> int:
    """Return an offset in characters as one in UTF-16 units."""
    return at if text.isascii() else at + sum(char > "\uffff" for char in text[:at])


def node_details(content: Content, links: Links) -> NodeDetails:
    """Return what tells of a node where it is shown: banks, page and documents."""
    rank = {document: number for number, document in enumerate(content.documents)}

    def details(node: str) -> dict[str, Any]:
        found: dict[str, Any] = {"docs": [rank[one] for one in content.documents_of.get(node, ())]}
        if banks := links.homes.get(node):
            found["banks"] = list(banks)
        if href := links.thing(node):
            found["href"] = href
        return found

    return details


def columns(on_demand: frozenset[str] = ON_DEMAND) -> dict[str, Any]:
    """Return which types stand on which side of a bank, and which only where a reader asks for them."""
    return {"left": LEFT, "right": RIGHT, "onDemand": sorted(on_demand)}


def search_names(content: Content, links: Links) -> list[list[Any]]:
    """Return what the search looks through: id, type, kind, name, bank, address, weight and all forms of each name.

    A form is followed by its pinyin and the initials of that, all run together: 交通银行 jiaotongyinhang jtyh.
    """
    found = []
    for node in sorted(content.graph):
        data = content.graph.nodes[node]
        type = str(data.get("type", "other"))
        aliases = [alias for alias in str(data.get("aliases") or "").split("|") if alias][:12]
        label = str((type == "metric" and data.get("name")) or data.get("label") or node)
        banks = links.homes.get(node, ())
        bank = str(content.graph.nodes[banks[0]].get("label")) if len(banks) == 1 and type != "bank" else ""
        forms = [label, *aliases]
        spelled = [] if type == "metric" else [_spelled(form) for form in forms]
        found.append(
            [
                printable_id(node), type, data.get("kind", ""), label, aliases, bank,
                links.thing(node), int(data.get("mentions") or 0), spelled,
            ]
        )  # fmt: skip
    return found


def _letters(text: str) -> list[str]:
    """Return what has no pinyin letter by letter, so that each letter is an initial."""
    return list(text)


def _spelled(form: str) -> str:
    from pypinyin import lazy_pinyin

    spelled = lazy_pinyin(form[:40], errors=_letters)  # type: ignore[arg-type]  # a list is allowed, too
    syllables = [syllable.lower() for syllable in spelled]
    return f"{''.join(syllables)} {''.join(syllable[:1] for syllable in syllables)}"
