"""JSON-LD: schema.org terms for the things, PROV-O for where each fact comes from.

context.jsonld says what each key means and is part of every file, so that nothing is fetched to read one. shapes.ttl
says in SHACL what every file holds to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from graph.export.tables.rows import document_rows, evidence_rows, fact_of_edge, metric_rows
from graph.export.whole import written_whole
from graph.text import printable, split

if TYPE_CHECKING:
    import networkx as nx

Thing: TypeAlias = dict[str, Any]

# The nearest class of schema.org beside our own.
CLASSES: dict[str, str] = {
    "bank": "schema:BankOrCreditUnion",
    "unit": "schema:Organization",
    "product": "schema:FinancialProduct",
    "program": "schema:Project",
    "partner": "schema:Organization",
    "metric": "schema:Observation",
}
_READING = "urn:yinpu:activity:extraction"
_SOFTWARE = "urn:yinpu:software:yinpu"


def write_jsonld(graph: nx.MultiDiGraph[str], path: Path, connection: sqlite3.Connection) -> None:
    """Write a graph as JSON-LD, one object a line.

    An edge is told twice: as a triple (`offers`), and as an rdf:Statement, which has a weight and is derived from the
    quotations that state it. Objects with the same `@id` are parts of one thing.

    Parameters
    ----------
    graph
        The wanted part of the graph.
    path
        Written beside and renamed when whole: a failed export leaves the old file.
    connection
        The casebook that the graph was read from.

    Raises
    ------
    OSError
        The file cannot be written.

    References
    ----------
    https://www.w3.org/TR/json-ld11/, https://www.w3.org/TR/prov-o/, https://schema.org
    """
    context = json.loads(files("graph.export.jsonld").joinpath("context.jsonld").read_text(encoding="utf-8"))
    with written_whole(path) as file:
        file.write(f'{{"@context": {json.dumps(context["@context"])},\n"@graph": [')
        separator = "\n"
        for thing in _things(graph, connection):
            told = {key: value for key, value in thing.items() if value not in (None, "", [])}
            file.write(separator + json.dumps(told, ensure_ascii=False))
            separator = ",\n"
        file.write("\n]}\n")


def iri(node: str) -> str:
    """Return the IRI of a node.

    Examples
    --------
    >>> iri("bank:ABC 银行")
    'urn:yinpu:bank:ABC%20%E9%93%B6%E8%A1%8C'
    """
    return f"urn:yinpu:{quote(printable(node), safe=':/')}"


def _things(graph: nx.MultiDiGraph[str], connection: sqlite3.Connection) -> Iterator[Thing]:
    yield {
        "@id": _SOFTWARE,
        "@type": ["prov:SoftwareAgent", "schema:SoftwareApplication"],
        "name": "yinpu",
        "softwareVersion": version("yinpu"),
    }
    yield {"@id": _READING, "@type": "prov:Activity", "wasAssociatedWith": _SOFTWARE}
    for id_, name, title, sha256, _ in document_rows(graph, connection):
        document = _document(id_)
        told = {"name": title or name, "identifier": f"sha256:{sha256}"}
        yield {"@id": document, "@type": ["prov:Entity", "schema:DigitalDocument"], **told}
        yield {"@id": _READING, "used": document}
    yield from _quotations(graph, connection)
    for node, data in graph.nodes(data=True):
        if data["type"] != "metric":
            yield _entity(node, data)
    yield from _metrics(graph, connection)
    for head, tail, data in graph.edges(data=True):
        relation = data["type"]
        ends = {"subject": iri(head), "predicate": relation, "object": iri(tail)}
        yield {"@id": iri(head), relation: iri(tail)}
        if relation == "offers":
            yield {"@id": iri(tail), "provider": iri(head)}
        statement = _fact(fact_of_edge(head, relation, tail))
        yield {"@id": statement, "@type": ["Statement", "prov:Entity"], **ends, "weight": data["weight"]}
    for fact, rows in groupby(evidence_rows(graph, connection), key=lambda row: str(row[1])):
        places = [_quotation(document_id, start, end) for _, _, document_id, _, start, end, _ in rows]
        yield {"@id": _fact(fact), "wasDerivedFrom": list(dict.fromkeys(places)), "wasGeneratedBy": _READING}


def _quotations(graph: nx.MultiDiGraph[str], connection: sqlite3.Connection) -> Iterator[Thing]:
    seen: set[str] = set()
    for _, _, document_id, _, start, end, text in evidence_rows(graph, connection):
        place = _quotation(document_id, start, end)
        if place not in seen:
            seen.add(place)
            told = {"text": text, "start": start, "end": end, "wasQuotedFrom": _document(document_id)}
            yield {"@id": place, "@type": ["Quotation", "prov:Entity"], **told}


def _entity(node: str, data: Mapping[str, Any]) -> Thing:
    return {
        **_head(node, data["type"], data["label"], data["kind"]),
        "alternateName": list(map(printable, split(data["aliases"]))),
        "bank": iri(data["bank"]) if data.get("bank") else None,
        "firstDate": data["first_date"],
        "addressRegion": data.get("province"),
        "addressLocality": data.get("city"),
        "about": split(data.get("themes", "")),
        "stage": split(data.get("stages", "")),
    }


def _metrics(graph: nx.MultiDiGraph[str], connection: sqlite3.Connection) -> Iterator[Thing]:
    for node, subject, _, _, about, _, name, cmp, value, value_max, unit, date, _ in metric_rows(graph, connection):
        yield {
            **_head(str(node), "metric", str(name), "observation"),
            "observationAbout": iri(str(subject)),
            "measures": iri(str(about)) if about else None,
            "comparator": cmp,
            "value": value,
            "maxValue": value_max,
            "unitText": unit,
            "observationDate": date,
        }


def _head(node: str, type_: str, name: str, kind: str) -> Thing:
    types = [type_.title(), CLASSES[type_], "prov:Entity"]
    return {"@id": iri(node), "@type": types, "name": printable(name), "kind": kind}


def _document(document_id: object) -> str:
    return iri(f"document:{document_id}")


def _quotation(document_id: object, start: object, end: object) -> str:
    return iri(f"evidence:{document_id}/{start}-{end}")


def _fact(fact: str) -> str:
    """Return the IRI of a node or of an edge, whose id has a space in it."""
    return iri(fact)
