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


class Format(StrEnum):
    """The formats of `yinpu export`."""

    graphml = "graphml"


def export(
    format: Annotated[Format, typer.Argument(help="The format of the file.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.", dir_okay=False)],
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Write the whole graph to a file for Gephi and other tools.

    Example: yinpu export graphml -o banks.graphml
    """
    from graph.export.graphml import write_graphml
    from graph.knowledge_graph import load

    graph = load(casebook)
    write_graphml(graph, out)
    print_line(f"{format.value}    {out}  ({graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges)")


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


COMMANDS: tuple[Callable[..., None], ...] = (export, view)
