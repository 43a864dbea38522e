"""Resolution of what has changed alone: the nodes and edges become those that all documents together make.

Each document's facts have ids that it alone gives. Where a document comes, goes or changes, the names of these
ids are compared anew in the areas that it touches: among banks, among partners, within a bank. Where another id comes
to stand for one of them, the documents that have it are settled anew. What rows come or go is noted by the triggers of
the casebook, and only that is summed up again. At no time is more than a part of the casebook in memory.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b
from itertools import islice

from graph.casebook.duplicates import mark_twins
from graph.casebook.rows import DocumentRows, MetricRow, read_document
from graph.names import is_stand_in, key_in, scope_of, type_of
from graph.resolution.banks import bank_id, ranks
from graph.resolution.linking import (
    TOGETHER,
    Link,
    Profile,
    bank_links,
    links_within_banks,
    partner_links,
    subsidiaries,
    tokens,
    united,
)
from graph.resolution.observations import Telling, observed, what_is_told
from graph.resolution.resolve import Assignment, resolve
from graph.resolution.unify import Part, edge_between

_BANKS, _NAMED, _PARTNERS = "banks", "named", "partners"
_CHUNK = 500

Settled = tuple[list[tuple[str, int, Part]], Assignment]
"""The parts of the entities of a document by the ids that it gives them, and the rest of what it tells."""


def resolve_changes(connection: sqlite3.Connection) -> dict[str, list[Link]]:
    """Bring the rows from which nodes and edges are summed up in line with the documents, within a transaction.

    Returns
    -------
    dict
        Why ids became other ones, by these ids.
    """
    mark_twins(connection)
    for document in _fresh(connection):
        _keep_banks(connection, document)
    _link_banks(connection)
    fresh = _fresh(connection)
    final = _final(connection)
    # Packed, what a document tells takes a small part of the memory.
    assigned: dict[str, bytes] = {}
    for document in fresh:
        for table in ("stands", "joint"):
            connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document,))
        connection.execute("DELETE FROM tokens WHERE document_id = ? AND area = ?", (document, _PARTNERS))
        if _counts(connection, document):
            rows = read_document(connection, document)
            told = _assign(rows, final)
            _keep(connection, rows, told[1])
            if len(assigned) < _CHUNK:
                assigned[document] = zlib.compress(pickle.dumps(told, pickle.HIGHEST_PROTOCOL), level=1)
    moved = _link_others(connection)
    final = _final(connection)
    others = {
        document
        for node in moved
        for document in _column(connection, "SELECT document_id FROM stands WHERE node = ?", node)
    }.difference(fresh)
    for document in (*fresh, *sorted(others)):
        _unsettle(connection, document)
        if _counts(connection, document):
            # Of many documents the first are at hand; to read the others again costs less than to keep them all.
            packed = assigned.pop(document, None)
            if packed is None:
                settled = _assign(read_document(connection, document), final)
            else:
                settled = pickle.loads(zlib.decompress(packed))
            _settle(connection, document, settled, final)
    connection.executemany("INSERT INTO resolved VALUES (?)", ((document,) for document in fresh))
    _observe(connection)
    return _reasons(connection, final)


# Banks


def _fresh(connection: sqlite3.Connection) -> list[str]:
    return _column(connection, "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM resolved)")


def _keep_banks(connection: sqlite3.Connection, document: str) -> None:
    """Note what the names of banks in a document have in common with others; those of a twin are told of, no more."""
    connection.execute("DELETE FROM tokens WHERE document_id = ? AND area <> ?", (document, _PARTNERS))
    if _counts(connection, document):
        for _, name, aliases in _named_banks(connection, [document]):
            node = bank_id(document, name)
            _keep_tokens(connection, document, _BANKS, node, name, filter(_is_name, aliases))
    named = _column(
        connection, "SELECT DISTINCT bank FROM entities WHERE document_id = ? AND bank IS NOT NULL", document
    )
    for node in {bank_id(document, name) for name in named}:
        connection.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", (document, _NAMED, node, node))


def _link_banks(connection: sqlite3.Connection) -> None:
    """Compare the names of banks; a document in which one means another bank than before is not resolved any more."""
    shared = _sharing(connection, _BANKS)
    # One text for each document, however many banks it names.
    documents = {document: document for document in _documents_of(connection, shared, (_BANKS,))}
    profiles: dict[str, Profile] = defaultdict(Profile)
    for document, name, aliases in _named_banks(connection, documents):
        node = bank_id(document, name)
        if node in shared:
            profiles[node].names[name].add(documents[document])
            for alias in filter(_is_name, aliases):
                profiles[node].aliases[alias].add(documents[document])
    found = bank_links(profiles)
    _store_links(connection, _BANKS, found)
    pairs = [(link.one, link.other) for link in found]
    moved = _store_final(connection, united(pairs, ranks(found, {})), banks=True)
    gone = _documents_of(connection, moved, (_BANKS, _NAMED))
    connection.executemany("DELETE FROM resolved WHERE document_id = ?", ((document,) for document in gone))


def _named_banks(connection: sqlite3.Connection, documents: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Return the banks that documents name, as document, name and further forms."""
    query = (
        "SELECT document_id, entities.name, (SELECT json_group_array(name) FROM aliases WHERE entity_id = entities.id)"
        " FROM json_each(?) AS asked CROSS JOIN entities ON document_id = asked.value WHERE label = 'bank'"
    )
    for document, name, aliases in connection.execute(query, (json.dumps(sorted(documents)),)):
        yield document, name, json.loads(aliases)


def _is_name(form: str) -> bool:
    return not is_stand_in(form)


def _keep_tokens(
    connection: sqlite3.Connection, document: str, area: str, node: str, name: str, aliases: Iterable[str]
) -> None:
    found = tokens(node, name).union(*(tokens(node, alias, further=True) for alias in aliases))
    rows = ((document, area, token, node) for token in sorted(found))
    connection.executemany("INSERT INTO tokens VALUES (?, ?, ?, ?)", rows)


def _sharing(connection: sqlite3.Connection, area: str) -> set[str]:
    """Return the ids of an area that share a token with another, or with a unit, which no id of these areas is."""
    query = (
        "SELECT DISTINCT node FROM tokens WHERE area = ?1 AND token IN"
        " (SELECT token FROM tokens WHERE area = ?1 GROUP BY token"
        " HAVING min(node) <> max(node) OR token LIKE 'unit:%')"
    )
    return set(_column(connection, query, area))


def _documents_of(connection: sqlite3.Connection, nodes: Collection[str], areas: tuple[str, ...]) -> set[str]:
    """Return the documents that name banks by some ids; every id is a token of its own."""
    query = (
        "SELECT DISTINCT document_id FROM json_each(?1) AS asked CROSS JOIN tokens ON token = asked.value"
        " WHERE area IN (SELECT value FROM json_each(?2))"
    )
    return set(_column(connection, query, json.dumps(sorted(nodes)), json.dumps(areas)))


def _bank_of(document: str, final: dict[str, str]) -> Callable[[str], str]:
    return lambda name: key_in(final.get(node := bank_id(document, name), node))


# One document


def _counts(connection: sqlite3.Connection, document: str) -> bool:
    """Say whether a document is no twin of another."""
    query = "SELECT 1 FROM documents WHERE id = ? AND twin_of IS NULL"
    return connection.execute(query, (document,)).fetchone() is not None


def _assign(rows: DocumentRows, final: dict[str, str]) -> Settled:
    assignment = resolve(rows, _bank_of(rows.id, final))
    entities = rows.entities_by_id()
    parts = []
    for stand in assignment.entities:
        entity = entities[stand.entity]
        via = bank_id(rows.id, entity.name) if entity.label == "bank" else stand.node
        part = Part(via, stand.mentions, entity.kind, stand.name, stand.themes, stand.stages)
        parts.append((stand.node, stand.entity, part))
    return parts, assignment


def _keep(connection: sqlite3.Connection, rows: DocumentRows, assignment: Assignment) -> None:
    entities = rows.entities_by_id()
    stands = [stand for stand in assignment.entities if type_of(stand.node) != "bank"]
    connection.executemany(
        "INSERT INTO stands VALUES (?, ?, ?, ?, ?)",
        ((rows.id, stand.entity, stand.node, stand.name, _area(stand.node)) for stand in stands),
    )
    for stand in stands:
        if type_of(stand.node) == "partner":
            entity = entities[stand.entity]
            _keep_tokens(connection, rows.id, _PARTNERS, stand.node, entity.name, entity.aliases)
    joint = ((rows.id, json.dumps(group, ensure_ascii=False)) for group in assignment.joint)
    connection.executemany("INSERT INTO joint VALUES (?, ?)", joint)


def _area(node: str) -> str:
    return _PARTNERS if type_of(node) == "partner" else f"bank:{scope_of(node)}"


def _unsettle(connection: sqlite3.Connection, document: str) -> None:
    of_evidence = "evidence_id IN (SELECT id FROM evidence WHERE document_id = ?)"
    for table, rows in (
        ("node_entities", "entity_id IN (SELECT id FROM entities WHERE document_id = ?)"),
        ("node_evidence", of_evidence),
        ("edge_evidence", of_evidence),
        ("tellings", "metric_id IN (SELECT id FROM metrics WHERE document_id = ?)"),
        ("node_bank", "document_id = ?"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE {rows}", (document,))


def _settle(connection: sqlite3.Connection, document: str, told: Settled, final: dict[str, str]) -> None:
    parts, assignment = told

    def of(node: str) -> str:
        return final.get(node, node)

    entities: dict[tuple[str, int], Part] = {}
    for node, entity, part in parts:
        key = of(node), entity
        entities[key] = entities[key].with_(part) if key in entities else part
    connection.executemany(
        "INSERT INTO node_entities VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (part.row(*key) for key, part in entities.items())
    )
    connection.executemany(
        "INSERT OR IGNORE INTO node_evidence VALUES (?, ?)", ((of(node), place) for node, place in assignment.evidence)
    )
    edges = ((edge_between(of(head), rel, of(tail)), place) for head, rel, tail, place in assignment.edges)
    connection.executemany(
        "INSERT OR IGNORE INTO edge_evidence VALUES (?, ?, ?, ?)", ((*edge, place) for edge, place in edges if edge)
    )
    banks = {(of(node), of(bank), document) for node, bank in assignment.banks if type_of(of(node)) != "partner"}
    connection.executemany("INSERT INTO node_bank VALUES (?, ?, ?)", sorted(banks))
    tellings = []
    for metric, subject, about, place in assignment.metrics:
        ends = of(subject), None if about is None else of(about)
        tellings.append((metric.id, place, *ends, _what(document, metric, *ends)))
    connection.executemany("INSERT INTO tellings VALUES (?, ?, ?, ?, ?, NULL)", tellings)


def _what(document: str, metric: MetricRow, subject: str, about: str | None) -> int:
    """Return a number that tellings share which may be of one observation, and hardly any others."""
    *about_what, value, most, unit = what_is_told(Telling(document, metric, subject, about))
    # Equal numbers are not always written alike.
    told = repr((*about_what, float(value), most and float(most), unit))
    return int.from_bytes(blake2b(told.encode(), digest_size=7).digest())


# Names


def _link_others(connection: sqlite3.Connection) -> set[str]:
    """Compare names in the areas that are stale; return the ids for which another id stands than before."""
    stale = _column(connection, "SELECT key FROM stale WHERE what = 'area'")
    for area in stale:
        if area != _PARTNERS:
            _store_links(connection, area, links_within_banks(_profiles(connection, area)))
    if stale:
        # A unit that comes may be what a partner is by the register.
        partners = _profiles(connection, _PARTNERS, _sharing(connection, _PARTNERS))
        units = {link.other for link in subsidiaries(partners)}
        known = {unit for unit in units if _column(connection, "SELECT 1 FROM stands WHERE node = ? LIMIT 1", unit)}
        _store_links(connection, _PARTNERS, partner_links(partners, known))
    connection.execute("DELETE FROM stale WHERE what = 'area'")
    pairs = connection.execute("SELECT one, other FROM links WHERE area <> ?", (_BANKS,)).fetchall()
    joint = [tuple(json.loads(nodes)) for nodes in _column(connection, "SELECT nodes FROM joint")]
    return _store_final(connection, united([*pairs, *joint], {one: 1 for one, _ in pairs}), banks=False)


def _profiles(connection: sqlite3.Connection, area: str, nodes: Collection[str] | None = None) -> dict[str, Profile]:
    """Return the names of the ids of an area, or of some of them."""
    asked = None if nodes is None else json.dumps(sorted(nodes))
    within = "area = ?1 AND (?2 IS NULL OR node IN (SELECT value FROM json_each(?2)))"
    profiles: dict[str, Profile] = defaultdict(Profile)
    for node, name, document in connection.execute(
        "SELECT node, coalesce(stands.name, entities.name), stands.document_id FROM stands"
        f" CROSS JOIN entities ON entities.id = entity_id WHERE {within}",
        (area, asked),
    ):
        profiles[node].names[name].add(document)
    for node, name, document in connection.execute(
        "SELECT node, aliases.name, document_id FROM stands CROSS JOIN aliases USING (entity_id)"
        f" WHERE {within} AND stands.name IS NULL",
        (area, asked),
    ):
        profiles[node].aliases[name].add(document)
    return profiles


def _store_links(connection: sqlite3.Connection, area: str, found: Iterable[Link]) -> None:
    """Put the links of an area in place of those that were there; what they name is stale where they differ."""
    rows = {(link.one, link.other, link.why, json.dumps(link.documents, ensure_ascii=False)) for link in found}
    before = set(connection.execute("SELECT one, other, why, documents FROM links WHERE area = ?", (area,)))
    if rows == before:
        return
    connection.execute("DELETE FROM links WHERE area = ?", (area,))
    connection.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?)", ((area, *row) for row in sorted(rows)))
    ends = {node for one, other, *_ in rows ^ before for node in (one, other)}
    _mark_stale(connection, ends)


def _store_final(connection: sqlite3.Connection, final: dict[str, str], *, banks: bool) -> set[str]:
    """Note which ids stand for others, of banks or of all else; return those for which it is another than before."""
    which = "node LIKE 'bank:%'" if banks else "node NOT LIKE 'bank:%'"
    before: dict[str, str] = dict(connection.execute(f"SELECT node, final FROM linked WHERE {which}"))
    moved = {node for node in (*before, *final) if before.get(node) != final.get(node)}
    _mark_stale(connection, moved)
    connection.executemany("DELETE FROM linked WHERE node = ?", ((node,) for node in moved))
    connection.executemany("INSERT INTO linked VALUES (?, ?)", ((node, final[node]) for node in moved if node in final))
    _mark_stale(connection, moved)
    return moved


def _mark_stale(connection: sqlite3.Connection, nodes: Iterable[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO stale SELECT 'node', coalesce((SELECT final FROM linked WHERE node = ?1), ?1)",
        ((node,) for node in sorted(nodes)),
    )


def _final(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT node, final FROM linked"))


def _reasons(connection: sqlite3.Connection, final: dict[str, str]) -> dict[str, list[Link]]:
    reasons: dict[str, list[Link]] = {}
    for one, other, why, documents in connection.execute("SELECT one, other, why, documents FROM links ORDER BY rowid"):
        link = Link(one, other, why, tuple(json.loads(documents)))
        for node in {one, other} & final.keys():
            reasons.setdefault(node, []).append(link)
    for nodes in _column(connection, "SELECT DISTINCT nodes FROM joint ORDER BY nodes"):
        first, *others = json.loads(nodes)
        for node in others:
            for end in {node, first} & final.keys():
                reasons.setdefault(end, []).append(Link(node, first, TOGETHER))
    return reasons


# Observations


def _observe(connection: sqlite3.Connection) -> None:
    """Say anew which tellings are one observation, among those that may be one with a telling that came or went."""
    stale = iter(_column(connection, "SELECT key FROM stale WHERE what = 'telling' AND key <> ''"))
    connection.execute("DELETE FROM stale WHERE what = 'telling'")
    while some := list(islice(stale, _CHUNK)):
        rows = list(_tellings(connection, some))
        ids = observed(dict.fromkeys(telling for _, _, telling, _ in rows))
        moved = [(ids[telling], row, place, telling) for row, place, telling, before in rows if ids[telling] != before]
        gone = [(before, place) for _, place, telling, before in rows if before not in (None, ids[telling])]
        connection.executemany("DELETE FROM node_evidence WHERE node = ? AND evidence_id = ?", gone)
        connection.executemany("DELETE FROM edge_evidence WHERE tail = ? AND evidence_id = ?", gone)
        connection.executemany("UPDATE tellings SET node = ? WHERE rowid = ?", ((node, row) for node, row, *_ in moved))
        connection.executemany(
            "INSERT OR IGNORE INTO node_evidence VALUES (?, ?)", ((node, place) for node, _, place, _ in moved)
        )
        connection.executemany(
            "INSERT OR IGNORE INTO edge_evidence VALUES (?, 'reports', ?, ?)",
            ((telling.subject, node, place) for node, _, place, telling in moved),
        )
    connection.execute("DELETE FROM stale WHERE what = 'telling'")


def _tellings(connection: sqlite3.Connection, whats: list[str]) -> Iterator[tuple[int, int, Telling, str | None]]:
    query = (
        "SELECT tellings.rowid, evidence_id, node, tellings.subject, tellings.about, document_id, metrics.id,"
        " metrics.subject, metrics.about, name, value, value_max, unit, date, cmp"
        " FROM (SELECT CAST(value AS INTEGER) AS one FROM json_each(?)) CROSS JOIN tellings ON what = one"
        " CROSS JOIN metrics ON metrics.id = metric_id"
    )
    for row, place, node, subject, about, document, *facts, cmp in connection.execute(query, (json.dumps(whats),)):
        key, of, on, name, value, most, unit, date = facts
        metric = MetricRow(key, of, on, name, value, most, unit, date, cmp=cmp)
        yield row, place, Telling(document, metric, subject, about), node


def _column(connection: sqlite3.Connection, query: str, *values: object) -> list[str]:
    return [value for (value,) in connection.execute(query, values).fetchall()]
