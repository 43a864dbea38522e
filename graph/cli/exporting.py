"""The commands that hand the graph to other programs and to the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, Casebook, complete_bank
from graph.cli.output import print_line
from graph.export import FORMATS
from graph.selection import EVERYTHING, RELATIONS, TYPES, Selection

# Typer takes choices as enumerations only.
Format = StrEnum("Format", list(FORMATS))  # type: ignore[misc]
NodeType = StrEnum("NodeType", list(TYPES))  # type: ignore[misc]
Relation = StrEnum("Relation", list(RELATIONS))  # type: ignore[misc]


def export(
    format: Annotated[Format, typer.Argument(help="The format.")],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="PATH", help="The file to write; a folder for csv, parquet and neo4j."),
    ],
    bank: Annotated[
        str | None,
        typer.Option(
            "--bank",
            metavar="BANK",
            help="Only this bank, what belongs to it, and the neighbours of these.",
            autocompletion=complete_bank,
        ),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option("--depth", metavar="N", min=0, help="With --bank: all that is at most N steps from it, instead."),
    ] = None,
    types: Annotated[
        list[NodeType] | None,
        typer.Option("--type", help="Only this type of nodes; may be given several times."),
    ] = None,
    relations: Annotated[
        list[Relation] | None,
        typer.Option("--relation", help="Only this type of edges and what they join; may be given several times."),
    ] = None,
    min_weight: Annotated[
        int, typer.Option("--min-weight", metavar="N", min=1, help="Only edges that at least N passages state.")
    ] = 1,
    without: Annotated[
        list[NodeType] | None,
        typer.Option("--without", help="Leave out this type of nodes, such as metric."),
    ] = None,
    graph: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Not a casebook but the graph that yinpu resolve wrote; neo4j."),
    ] = None,
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Write the graph, or a part of it, for Gephi, Excel, pandas, Neo4j and other tools.

    Formats: graphml and gexf (Gephi, Cytoscape, yEd), json (node-link), csv and parquet (folders of tables), xlsx (a
    workbook), neo4j (a folder for its import), jsonld (schema.org and PROV-O). Parquet and xlsx need the extras of the
    same name. What is there stays until the new files are whole.

    Examples: yinpu export graphml -o banks.graphml

    yinpu export gexf -o jiaohang.gexf --bank 交行 --without metric

    yinpu export csv -o tables/ --type bank --type partner --relation cooperates_with --relation finances

    yinpu export neo4j -o neo4j/ --from graph/
    """
    from graph.export import export as export_graph

    if depth is not None and bank is None:
        raise typer.BadParameter("it counts the steps from a bank: name one with --bank", param_hint="--depth")
    selection = Selection(bank, depth, tuple(types or ()), tuple(relations or ()), min_weight, tuple(without or ()))
    if graph is None:
        written = export_graph(casebook, format.value, out, selection)
    elif format.value == "neo4j" and selection == EVERYTHING:
        from graph.warehouse.export import export_neo4j

        written = export_neo4j(graph, out)
    else:
        raise typer.BadParameter("writes the whole graph for neo4j, and nothing else", param_hint="--from")
    print_line(f"{format.value:<10} {written.path}  ({written.nodes} nodes, {written.edges} edges)")


def view(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PATH", help="The folder for the pages; with --bank, the file.")
    ],
    bank: Annotated[
        str | None,
        typer.Option(
            "--bank", metavar="BANK", help="Only this bank, as one file to mail.", autocompletion=complete_bank
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Write the atlas: pages that open in any browser, from disk and without a network.

    Example: yinpu view -o atlas/ --open
    """
    is_page = out.suffix.lower() in (".html", ".htm")
    if is_page and bank is None:
        raise typer.BadParameter(f"{out}: the atlas is a folder of pages; name a folder, or one bank with --bank")
    from graph.view import write_atlas, write_bank

    if bank is None:
        page = write_atlas(casebook, out)
    else:
        name = re.sub(r"[^\w.-]", "_", bank)
        page = write_bank(casebook, bank, out if is_page else out / f"{name}.html")
    print_line(f"page       {page}")
    if open_browser:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def mcp(casebook: Casebook = DEFAULT_CASEBOOK) -> None:
    """Answer an agent over the Model Context Protocol, on stdin and stdout; needs the extra mcp.

    The tools only read: banks, initiatives, metrics, partners, compare, path, search and evidence.

    Example: yinpu mcp --casebook banks.db
    """
    from graph.mcp_server import serve

    serve(casebook)


COMMANDS: tuple[Callable[..., None], ...] = (export, view, mcp)
