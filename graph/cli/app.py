"""The Typer application: all commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from graph.cli import asking, building, conflicting, curating, evaluating, exporting, keeping, relating, warehousing

app = typer.Typer(
    name="yinpu",
    help="Read Chinese bank case studies and ask what banks do, with whom, and which sentence says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"yinpu {version('yinpu')}")
        raise typer.Exit


@app.callback()
def yinpu(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Read Chinese bank case studies and ask what banks do, with whom, and which sentence says so.

    Begin with: yinpu build FOLDER, then yinpu banks, then yinpu initiatives 交行
    """


for module in (building, asking, relating, conflicting, exporting, keeping, evaluating, warehousing):
    for command in module.COMMANDS:
        app.command()(command)
app.add_typer(curating.app, name="curate")
