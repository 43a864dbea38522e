"""The tables of facts: what a document states, row by row, as Parquet holds it.

Rows of a document are numbered in the order of its extraction, so that (document_id, number) names one anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from extract.reading.offsets import locate
from extract.schema import Document, Entity, Evidence, Extraction, Metric, Purpose, Relation
from graph.casebook.duplicates import fingerprint
from graph.casebook.rows import DocumentRows, EntityRow, MetricRow, Place, RelationRow
from graph.dates import dates_in, is_date
from graph.errors import YinpuError, need
from graph.export.whole import whole_file

Row: TypeAlias = dict[str, Any]
Columns: TypeAlias = Mapping[str, str]

EXTRA = "warehouse"

_SPAN = "struct<start: int32, end: int32>"
_PURPOSE = "struct<start: int32, end: int32, themes: list<string>, stages: list<string>>"

FACTS: Mapping[str, Columns] = {
    "sources": {
        "path": "string", "sha256": "string", "document_id": "string", "extractor_version": "string",
    },
    "documents": {
        "id": "string", "name": "string", "title": "string", "sha256": "string", "text": "string", "reader": "string",
        "encoding": "string", "pages": "int32", "published": "string", "meta": "string", "offsets": "string",
        "locators": "string", "warnings": "list<string>", "fingerprint": "list<int64>", "extractor_version": "string",
    },
    "entities": {
        "document_id": "string", "number": "int32", "label": "string", "name": "string", "kind": "string",
        "bank": "string", "aliases": "list<string>", "mentions": f"list<{_SPAN}>", "purposes": f"list<{_PURPOSE}>",
        "themes": "list<string>", "stages": "list<string>",
    },
    "relations": {
        "document_id": "string", "number": "int32", "rel": "string", "head": "int32", "tail": "int32",
    },
    "metrics": {
        "document_id": "string", "number": "int32", "subject": "int32", "about": "int32", "name": "string",
        "value": "double", "value_max": "double", "unit": "string", "cmp": "string", "date": "string",
    },
    "evidence": {
        "document_id": "string", "number": "int32", "fact": "string", "fact_number": "int32", "start": "int32",
        "end": "int32", "quote": "string", "place": "string", "dates": "list<string>",
    },
}  # fmt: skip


class WarehouseError(YinpuError):
    """Facts or a graph in Parquet files that cannot be read or written."""


def tables_of(extraction: Extraction, version: str) -> dict[str, list[Row]]:
    """Return the rows that a document has in each table but `sources`.

    Parameters
    ----------
    extraction
        The document and its facts.
    version
        Which extractor found them.

    Raises
    ------
    ValueError
        Two entities have one name, or a fact is about an entity that there is not.
    """
    document = extraction.document
    numbers = {entity.name: number for number, entity in enumerate(extraction.entities)}
    if len(numbers) < len(extraction.entities):
        raise ValueError("two entities of one name")
    evidence: list[Row] = []

    def state(fact: str, number: int, places: Iterable[Evidence]) -> None:
        told = enumerate(places, len(evidence))
        evidence.extend([_evidence(document, fact, number, place, at) for at, place in told])

    tables: dict[str, list[Row]] = {"documents": [_document(document, version)], "evidence": evidence}
    tables["entities"] = [_entity(document, number, entity) for number, entity in enumerate(extraction.entities)]
    for number, entity in enumerate(extraction.entities):
        state("entity", number, entity.evidence)
    try:
        tables["relations"] = [
            _relation(document, number, one, numbers) for number, one in enumerate(extraction.relations)
        ]
        tables["metrics"] = [_metric(document, number, one, numbers) for number, one in enumerate(extraction.metrics)]
    except KeyError as error:
        raise ValueError(f"a fact about {error}, which is no entity") from None
    for number, relation in enumerate(extraction.relations):
        state("relation", number, relation.evidence)
    for number, metric in enumerate(extraction.metrics):
        state("metric", number, metric.evidence)
    return tables


def _document(document: Document, version: str) -> Row:
    published = str(document.meta.get("date", ""))
    return {
        "id": document.id,
        "name": document.name,
        "title": document.title,
        "sha256": document.sha256,
        "text": document.text,
        "reader": document.reader,
        "encoding": document.encoding,
        "pages": document.pages,
        "published": published if is_date(published) else None,
        "meta": json.dumps(document.meta, ensure_ascii=False),
        "offsets": json.dumps(document.offsets),
        "locators": json.dumps(document.locators, ensure_ascii=False),
        "warnings": list(document.warnings),
        "fingerprint": fingerprint(document),
        "extractor_version": version,
    }


def _entity(document: Document, number: int, entity: Entity) -> Row:
    purposes: dict[tuple[int, int], Purpose] = {}
    for one in entity.purposes:
        purposes.setdefault((one.start, one.end), one)
    return {
        "document_id": document.id,
        "number": number,
        "label": entity.label,
        "name": entity.name,
        "kind": entity.kind,
        "bank": entity.bank,
        "aliases": list(entity.aliases),
        "mentions": [
            {"start": start, "end": end} for start, end in sorted({(m.start, m.end) for m in entity.mentions})
        ],
        "purposes": [
            {"start": one.start, "end": one.end, "themes": list(one.themes), "stages": list(one.stages)}
            for _, one in sorted(purposes.items())
        ],
        "themes": list(entity.themes),
        "stages": list(entity.stages),
    }


def _relation(document: Document, number: int, relation: Relation, numbers: Mapping[str, int]) -> Row:
    return {
        "document_id": document.id,
        "number": number,
        "rel": relation.rel,
        "head": numbers[relation.head],
        "tail": numbers[relation.tail],
    }


def _metric(document: Document, number: int, metric: Metric, numbers: Mapping[str, int]) -> Row:
    return {
        "document_id": document.id,
        "number": number,
        "subject": numbers[metric.subject],
        "about": None if metric.about is None else numbers[metric.about],
        "name": metric.name,
        "value": float(metric.value),
        "value_max": None if metric.value_max is None else float(metric.value_max),
        "unit": metric.unit,
        "cmp": metric.cmp,
        "date": metric.date,
    }


def _evidence(document: Document, fact: str, fact_number: int, place: Evidence, number: int) -> Row:
    return {
        "document_id": document.id,
        "number": number,
        "fact": fact,
        "fact_number": fact_number,
        "start": place.start,
        "end": place.end,
        "quote": place.quote,
        "place": locate(document, place.start),
        "dates": dates_in(place.quote),
    }


def document_rows(tables: Mapping[str, Iterable[Row]]) -> Iterator[DocumentRows]:
    """Yield what resolution reads of each document, in the order of their ids.

    Parameters
    ----------
    tables
        The rows of whole documents, in any order; of `documents` only `id` and `name` are looked at.
    """
    by_document = {name: _grouped(tables[name]) for name in ("entities", "relations", "metrics", "evidence")}
    for row in sorted(tables["documents"], key=lambda row: str(row["id"])):
        yield _rows_of(row["id"], row["name"], {name: rows.get(row["id"], []) for name, rows in by_document.items()})


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["document_id"], []).append(row)
    return {document: sorted(rows, key=lambda row: int(row["number"])) for document, rows in grouped.items()}


def _rows_of(document_id: str, name: str, tables: Mapping[str, list[Row]]) -> DocumentRows:
    places: dict[tuple[str, int], list[Place]] = {}
    for row in tables["evidence"]:
        place = Place(row["start"], row["end"], row["number"])
        places.setdefault((row["fact"], row["fact_number"]), []).append(place)

    def stated(fact: str, row: Row) -> tuple[Place, ...]:
        return tuple(sorted(places.get((fact, row["number"]), ())))

    return DocumentRows(
        document_id,
        tuple(
            EntityRow(
                row["number"],
                row["label"],
                row["name"],
                row["kind"],
                row["bank"],
                stated("entity", row),
                tuple((span["start"], span["end"]) for span in row["mentions"]),
                tuple(row["aliases"]),
                tuple(
                    Purpose(one["start"], one["end"], tuple(one["themes"]), tuple(one["stages"]))
                    for one in row["purposes"]
                ),
                "|".join(row["themes"]),
                "|".join(row["stages"]),
            )
            for row in tables["entities"]
        ),
        tuple(
            RelationRow(row["rel"], row["head"], row["tail"], stated("relation", row)) for row in tables["relations"]
        ),
        tuple(
            MetricRow(
                row["number"],
                row["subject"],
                row["about"],
                row["name"],
                row["value"],
                row["value_max"],
                row["unit"],
                row["date"],
                stated("metric", row),
                row["cmp"],
            )
            for row in tables["metrics"]
        ),
        name,
    )


def arrow_table(rows: list[Row], columns: Columns) -> Any:
    """Return rows as an Arrow table with the given columns.

    Raises
    ------
    graph.errors.MissingExtraError
        pyarrow is not installed.
    UnicodeEncodeError
        A text holds half a character, which no Unicode file can.
    """
    return need("pyarrow", EXTRA).Table.from_pylist(rows, schema=schema_of(columns))


def schema_of(columns: Columns) -> Any:
    """Return the Arrow schema of columns by their types."""
    arrow = need("pyarrow", EXTRA)
    simple = {
        "string": arrow.string(),
        "int32": arrow.int32(),
        "int64": arrow.int64(),
        "double": arrow.float64(),
        "bool": arrow.bool_(),
    }

    def type_of(text: str) -> Any:
        if text.startswith("list<"):
            return arrow.list_(type_of(text[len("list<") : -1]))
        if text.startswith("struct<"):
            fields = (part.split(": ", 1) for part in text[len("struct<") : -1].split(", "))
            return arrow.struct([(name, type_of(kind)) for name, kind in fields])
        return simple[text]

    return arrow.schema([(name, type_of(kind)) for name, kind in columns.items()])


def write_table(table: Any, path: Path) -> None:
    """Write an Arrow table as a Parquet file that is there whole or not at all."""
    parquet = need("pyarrow.parquet", EXTRA)
    with whole_file(path) as beside:
        parquet.write_table(table, beside, compression="zstd")


def read_table(path: Path, columns: list[str] | None = None) -> Any:
    """Return a Parquet file as an Arrow table, or some of its columns.

    Raises
    ------
    WarehouseError
        It is missing or damaged.
    """
    try:
        return need("pyarrow.parquet", EXTRA).read_table(path, columns=columns, partitioning=None)
    except (ValueError, OSError) as error:
        raise damaged(error, path) from None


def damaged(error: Exception, path: Path | None = None) -> WarehouseError:
    """Return the error that says of a file that it is missing or damaged."""
    reason = str(error).splitlines()[0]
    where = "a file of the facts or the graph" if path is None else path
    return WarehouseError(
        f"{where} cannot be read ({reason}); remove the folder, extract the documents again and resolve them"
    )
