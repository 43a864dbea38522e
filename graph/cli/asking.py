"""The commands that read a casebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, BankName, Casebook, Csv, Evidence, Json, resolved
from graph.cli.output import Form, form_of, print_json, print_line, print_rows
from graph.queries.between import amount
from graph.queries.documents import CleanText
from graph.queries.initiatives import Initiative
from graph.queries.metrics import Metric
from graph.queries.partners import Partner, Unit
from graph.queries.quotes import Quote
from graph.queries.search import Edge, Reason
from graph.queries.series import Point

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_DOCUMENTS = 3
PLACE = ("document", "place", "start", "end", "quote")


class InitiativeType(StrEnum):
    """What an initiative is."""

    product = "product"
    program = "program"


Kind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only this kind: loan, platform, strategy …")]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="DATE", help="Only those first told of at this date or later: 2024, 2024-06, 2024-06-30."
    ),
]


def banks(casebook: Casebook = DEFAULT_CASEBOOK, as_json: Json = False, as_csv: Csv = False) -> None:
    """List the banks, and how much the casebook knows of each.

    Example: yinpu banks --csv
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.banks(connection)
    columns = [
        "name",
        "kind",
        "province",
        "city",
        "products",
        "programs",
        "units",
        "metrics",
        "partners",
        "documents",
        "aliases",
    ]
    _print(found, _rows(found), columns, form, "no banks: build the casebook from documents first")


def initiatives(
    bank: BankName,
    type: Annotated[InitiativeType | None, typer.Option("--type", help="Only products or only programs.")] = None,
    kind: Kind = None,
    since: Since = None,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List what a bank does: products that it offers and programs that it runs, itself or through a unit.

    Examples: yinpu initiatives 交行

    yinpu initiatives 交通银行 --type product --since 2024 --evidence
    """
    _initiatives(bank, type.value if type else None, kind, since, evidence, casebook, form_of(as_json, as_csv))


def products(
    bank: BankName,
    kind: Kind = None,
    since: Since = None,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the products that a bank offers.

    Example: yinpu products 招行 --kind loan
    """
    _initiatives(bank, "product", kind, since, evidence, casebook, form_of(as_json, as_csv))


def programs(
    bank: BankName,
    kind: Kind = None,
    since: Since = None,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the programs that a bank runs: strategies, plans, mechanisms, brands.

    Example: yinpu programs 招行 --kind strategy
    """
    _initiatives(bank, "program", kind, since, evidence, casebook, form_of(as_json, as_csv))


def metrics(
    bank: BankName,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TEXT", help="Only those whose name contains this, as series over time."),
    ] = None,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the numbers that are told of a bank, its units and its initiatives.

    Those of one name are series over documents and dates, with the growth since the date before. No document says it:
    it is computed, and only between what can be compared.

    Example: yinpu metrics 交行 --name 贷款余额
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    if name is not None:
        _series(bank, name, evidence, casebook, form)
        return
    with resolved(casebook) as connection:
        found = queries.metrics(connection, queries.find_bank(connection, bank))
    rows = [_metric_row(metric, form) for metric in found]
    value = ["cmp", "value", "value_max", "unit"] if form is Form.CSV else ["value"]
    columns = ["name", *value, "date", "about", "subject", "documents", "published"]
    _print_with_evidence(found, rows, columns, form, evidence, f"no metrics of {bank} in this casebook")


def partners(
    bank: BankName,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List with whom a bank works, whom it finances, and to what it belongs.

    Example: yinpu partners 交行 --evidence
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.partners(connection, queries.find_bank(connection, bank))
    columns = ["name", "kind", "relations", "via", "evidences"]
    _print_with_evidence(found, _rows(found), columns, form, evidence, f"no partners of {bank} in this casebook")


def units(
    bank: BankName,
    evidence: Evidence = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the branches, departments, centres and subsidiaries of a bank.

    Example: yinpu units 交行
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.units(connection, queries.find_bank(connection, bank))
    columns = ["name", "kind", "part_of", "initiatives", "documents"]
    _print_with_evidence(found, _rows(found), columns, form, evidence, f"no units of {bank} in this casebook")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, an alias or the id of a node.")],
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Show all that the casebook knows of one thing: its names and why each is one, its relations, its passages.

    Example: yinpu show 交行
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.show(connection, name)
    if form is Form.JSON:
        print_json(found)
        return
    edge_columns = ["direction", "type", "other", "weight", "document", "evidence", "accepted"]
    if form is Form.CSV:
        edges = [{"node": thing.id, **asdict(edge)} for thing in found for edge in thing.edges]
        print_rows(edges, ["node", *edge_columns], form)
        return
    for thing in found:
        parts = ("reasons", "edges", "evidence")
        facts = {key: value for key, value in asdict(thing).items() if value and key not in parts}
        print_rows(
            [{"what": key.replace("_", " "), "value": value} for key, value in facts.items()], ["what", "value"], form
        )
        if thing.reasons:
            print_line("")
            print_rows([_reason_row(reason) for reason in thing.reasons], ["name", "why", "documents"], form)
        print_line("")
        print_rows([_edge_row(edge) for edge in thing.edges], edge_columns, form, nothing="no relations")
        print_line("")
        for quote in thing.evidence:
            print_quote(quote)


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Any part of a name or of a quote.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many names, and as many quotes.")] = 50,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Look for a text in all names and quotes; width, case and white space do not matter.

    Example: yinpu search 知识产权
    """
    from graph import queries
    from graph.text import normalise

    form = form_of(as_json, as_csv)
    if not normalise(text):
        raise typer.BadParameter("the text to look for is empty", param_hint="TEXT")
    with resolved(casebook) as connection:
        # One more than is shown tells that there are more.
        names = queries.search_names(connection, text, limit + 1)
        quotes = queries.search_quotes(connection, text, limit + 1)
    for what, hits in (("names", names), ("quotes", quotes)):
        if len(hits) > limit:
            typer.echo(f"more than {limit} {what} contain it; a higher --limit shows them", err=True)
    names, quotes = names[:limit], quotes[:limit]
    if form is Form.JSON:
        print_json({"names": names, "quotes": [{**asdict(hit.quote), "nodes": hit.nodes} for hit in quotes]})
        return
    rows: list[dict[str, object]] = [
        {"found_in": "name", "name": hit.name, "type": hit.type, "bank": hit.bank, "node": hit.id} for hit in names
    ]
    rows += [{"found_in": "quote", "name": hit.nodes, **asdict(hit.quote)} for hit in quotes]
    if form is Form.CSV:
        print_rows(rows, ["found_in", "name", "type", "bank", "node", *PLACE], form)
        return
    if names:
        print_rows(rows[: len(names)], ["name", "type", "bank", "node"], form)
    for hit in quotes:
        print_quote(hit.quote)
    if not rows:
        print_rows([], [], form, nothing=f"{text}: in no name and no quote")


def documents(
    show: Annotated[
        str | None, typer.Argument(metavar="[SHOW]", help="The id, name or file of a document to print.")
    ] = None,
    casebook: Casebook = DEFAULT_CASEBOOK,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """List the documents, how each was read and how much it says; or print one as the extraction saw it.

    Examples: yinpu documents --csv

    yinpu documents 26_yixingnongshang
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        if show is not None:
            text = queries.clean_text(connection, queries.find_document(connection, show))
        else:
            found = queries.documents(connection)
    if show is not None:
        _print_text(text, form)
        return
    columns = ["id", "status", "title", "date", "reader", "encoding", "pages", "characters", "facts"]
    columns += ["sources", "warnings"] if form is not Form.CSV else ["publisher", "url", "sources", "warnings"]
    rows = [{**row, "id": row["id"] or row["name"], "pages": row["pages"] or None} for row in _rows(found)]
    _print(found, rows, columns, form, "no documents: build the casebook first, yinpu build PATH...")


def _print_text(text: CleanText, form: Form) -> None:
    from graph import queries

    if form is Form.TABLE:
        for line in queries.marked(text).split("\n"):
            print_line(line)
    else:
        rows = [{**row, "quote": text.text[row["start"] : row["end"]]} for row in map(asdict, text.mentions)]
        _print(text, rows, ["start", "end", "quote", "label", "name"], form, "")


def stats(casebook: Casebook = DEFAULT_CASEBOOK, as_json: Json = False, as_csv: Csv = False) -> None:
    """Count documents, nodes and edges by type.

    Example: yinpu stats --json
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.stats(connection)
    rows: list[dict[str, object]] = [
        {"what": what, "number": getattr(found, what)} for what in ("documents", "characters", "evidences")
    ]
    rows += [{"what": f"node {type_}", "number": number} for type_, number in found.nodes.items()]
    rows += [{"what": f"edge {rel}", "number": number} for rel, number in found.edges.items()]
    _print(found, rows, ["what", "number"], form, "")


def _initiatives(
    bank: str, type: str | None, kind: str | None, since: str | None, evidence: bool, casebook: Path, form: Form
) -> None:
    from graph import queries
    from graph.dates import is_date

    if since is not None and not is_date(since):
        raise typer.BadParameter(f"{since} is no date: write 2024, 2024-06 or 2024-06-30", param_hint="--since")
    with resolved(casebook) as connection:
        node = queries.find_bank(connection, bank)
        found = queries.initiatives(connection, node, type=type, kind=kind, since=since)
    rows = [
        {**row, "metrics": [_told(metric) for metric in item.metrics]}
        for item, row in zip(found, _rows(found), strict=True)
    ]
    columns = ["name", "type", "kind", "units", "first_date", "partners", "metrics", "themes", "stages", "evidences"]
    _print_with_evidence(found, rows, columns, form, evidence, f"no such initiatives of {bank} in this casebook")


def _series(bank: str, name: str, evidence: bool, casebook: Path, form: Form) -> None:
    from graph import queries

    with resolved(casebook) as connection:
        found = queries.series(connection, queries.find_bank(connection, bank), name=name)
    if form is Form.JSON:
        print_json(found)
        return
    points = [point for one in found for point in one.points]
    growth = ["computed_growth", "since"]
    if form is Form.CSV:
        growth = ["computed_growth", "computed_growth_unit", "since"]
    value = ["cmp", "value", "value_max", "unit"] if form is Form.CSV else ["value"]
    columns = ["name", *value, "date", *growth, "about", "subject", "documents"]
    _print_with_evidence(
        [point.metric for point in points],
        [_point_row(point, form) for point in points],
        columns,
        form,
        evidence,
        f"no metrics of {bank} with {name} in their name in this casebook",
    )


Answer = Initiative | Metric | Partner | Unit


def _print_with_evidence(
    found: Sequence[Answer],
    rows: list[dict[str, object]],
    columns: list[str],
    form: Form,
    evidence: bool,
    nothing: str,
) -> None:
    if evidence and form is Form.CSV:
        # A line for each quote, so that every cell stays one value.
        quoted = [{**row, **asdict(quote)} for item, row in zip(found, rows, strict=True) for quote in item.evidence]
        print_rows(quoted, [*columns, *PLACE], form)
    elif evidence and form is Form.TABLE and found:
        for item, row in zip(found, rows, strict=True):
            print_rows([row], columns, form)
            for quote in item.evidence:
                print_quote(quote)
            print_line("")
    else:
        _print(found, rows, columns, form, nothing)


def _print(found: object, rows: list[dict[str, object]], columns: list[str], form: Form, nothing: str) -> None:
    if form is Form.JSON:
        print_json(found)
    else:
        print_rows(rows, columns, form, nothing=nothing)


def print_quote(quote: Quote) -> None:
    """Print a passage with its document and place, below what it states."""
    place = f" {quote.place}" if quote.place else ""
    print_line(f"  {quote.document}{place} {quote.start}–{quote.end}  {quote.quote}")


def _rows(found: Sequence[DataclassInstance]) -> list[dict[str, object]]:
    """Return the fields of data classes by their names; asdict would copy all that is in them."""
    return [{field.name: getattr(item, field.name) for field in fields(item)} for item in found]


def _reason_row(reason: Reason) -> dict[str, object]:
    shown, more = reason.documents[:MOST_DOCUMENTS], len(reason.documents) - MOST_DOCUMENTS
    return {**asdict(reason), "documents": [*shown, *([f"and {more} more"] if more > 0 else [])]}


def _edge_row(edge: Edge) -> dict[str, object]:
    return {**asdict(edge), "accepted": "accepted" if edge.accepted else ""}


def _metric_row(metric: Metric, form: Form) -> dict[str, object]:
    row = asdict(metric)
    return row if form is Form.CSV else {**row, "value": amount(metric)}


def _point_row(point: Point, form: Form) -> dict[str, object]:
    row = {**_metric_row(point.metric, form), "documents": point.documents}
    if point.growth is None:
        return row
    value = point.growth.value if form is Form.CSV else f"{point.growth.value:+g}{point.growth.unit}"
    return {**row, "computed_growth": value, "computed_growth_unit": point.growth.unit, "since": point.growth.since}


def _told(metric: Metric) -> str:
    return f"{metric.name} {amount(metric)}" + (f" ({metric.date})" if metric.date else "")


COMMANDS: tuple[Callable[..., None], ...] = (
    banks,
    initiatives,
    products,
    programs,
    metrics,
    partners,
    units,
    show,
    search,
    documents,
    stats,
)
