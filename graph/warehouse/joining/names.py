"""Which banks and which names are one: the rules of `graph.resolution` on the distinct names that duckdb finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from graph.casebook.rows import DocumentRows, EntityRow
from graph.curation.decisions import reference_of
from graph.names import node_id
from graph.resolution.banks import Banks, bank_keys, bank_profiles, link_banks
from graph.resolution.curated import Curated, ProfileNames
from graph.resolution.linking import Profile
from graph.resolution.unify import Linked, link_names
from graph.warehouse.assignments import NAMES, Relabelled, name_rows
from graph.warehouse.engine import StoredNames, load, stream
from graph.warehouse.store import read_part

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """The banks of all documents, and the labels and kinds that decisions give to entities."""

    banks: Banks
    relabelled: Relabelled


def known_banks(connection: Connection, facts: Path, without: Mapping[str, frozenset[str]], curated: Curated) -> Known:
    """Return which banks are one, and make the table `bank_names` of the names of all."""
    banks = _link_banks(connection, curated, {})
    retyped = _retyped(connection, facts, without, curated, banks)
    if retyped:
        connection.execute("DROP TABLE bank_names")
        banks = _link_banks(connection, curated, {new.id: new for _, new in retyped})
    relabelled = {
        new.id: {
            entity.id: (entity.label, entity.kind)
            for entity, before in zip(new.entities, old.entities, strict=True)
            if entity != before
        }
        for old, new in retyped
    }
    return Known(banks, relabelled)


def for_workers(banks: Banks, curated: Curated) -> Banks:
    """Return the banks without the database, with as many of their ids as decisions may ask for."""
    words = (reference_of(word).scope for decision in curated.decisions for word in decision.words)
    asked = {node_id("bank", "", scope) for scope in words if scope}
    names = ProfileNames({node: Profile() for node in asked if banks.names is not None and node in banks.names})
    return Banks(banks.final, (), names)


def linked_names(connection: Connection, banks: Banks, curated: Curated) -> Linked:
    """Return which names are one, by the tables `names` and `joint`; make `final`, the nodes that ids have become."""
    joint = [tuple(nodes) for (nodes,) in stream(connection, "SELECT DISTINCT nodes FROM joint ORDER BY nodes")]
    names = StoredNames(connection, "names", "bank_names")
    linked = link_names(_profiles(connection, "names"), names, joint, banks, curated)
    rows = ({"id": one, "node": node} for one, node in linked.directory.final.items())
    load(connection, "final", {"id": "string", "node": "string"}, rows)
    return linked


def _link_banks(connection: Connection, curated: Curated, retyped: Mapping[str, DocumentRows]) -> Banks:
    load(connection, "bank_names", NAMES, _bank_names(_of_banks(connection, retyped), curated))
    return link_banks(_profiles(connection, "bank_names"), StoredNames(connection, "bank_names"), curated)


def _of_banks(connection: Connection, retyped: Mapping[str, DocumentRows]) -> Iterator[DocumentRows]:
    """Yield each document with its banks alone; some have been retyped."""
    rows = stream(
        connection,
        "SELECT document_id, counted.name, number, entities.name, aliases FROM entities"
        " JOIN counted ON counted.id = document_id WHERE label = 'bank' ORDER BY document_id",
    )
    for (document, name), entities in groupby(rows, key=itemgetter(0, 1)):
        if document not in retyped:
            banks = [EntityRow(number, "bank", own, "", aliases=tuple(forms)) for *_, number, own, forms in entities]
            yield DocumentRows(document, tuple(banks), name=name)
    yield from retyped.values()


def _bank_names(documents: Iterator[DocumentRows], curated: Curated) -> Iterator[dict[str, object]]:
    while batch := list(islice(documents, _BATCH)):
        yield from name_rows(bank_profiles(batch, curated))


def _profiles(connection: Connection, table: str) -> dict[str, Profile]:
    """Return the names of the ids that share a token with another."""
    profiles: defaultdict[str, Profile] = defaultdict(Profile)
    query = (
        f"WITH told AS (SELECT DISTINCT node, unnest(tokens) AS token FROM {table}),"
        " shared AS (SELECT token FROM told GROUP BY token HAVING count(*) > 1)"
        f" SELECT node, name, further, documents FROM {table}"
        " WHERE node IN (SELECT node FROM told SEMI JOIN shared USING (token))"
    )
    for node, name, further, documents in stream(connection, query):
        profile = profiles[node]
        (profile.aliases if further else profile.names)[name].update(documents)
    return dict(profiles)


def _retyped(
    connection: Connection, facts: Path, without: Mapping[str, frozenset[str]], curated: Curated, banks: Banks
) -> list[tuple[DocumentRows, DocumentRows]]:
    """Return the documents in which decisions change the type of an entity, as they were and as they are."""
    near = curated.near()
    if near is None:
        return []
    names = [name for (name,) in stream(connection, "SELECT DISTINCT name FROM entities") if near(name)]
    load(connection, "near_names", {"name": "string"}, ({"name": name} for name in names))
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for part, document in stream(
        connection,
        "SELECT DISTINCT part, id FROM entities SEMI JOIN near_names USING (name) JOIN counted ON id = document_id",
    ):
        wanted[part].add(document)
    found = []
    for part, documents in sorted(wanted.items()):
        for old in read_part(facts, part, without.get(part, frozenset())):
            if old.id in documents:
                new = curated.retyped(old, bank_keys(old, curated, banks), banks.scope)
                if new is not old:
                    found.append((old, new))
    return found
