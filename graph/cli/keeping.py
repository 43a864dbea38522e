"""The command that keeps a casebook safe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, Casebook
from graph.cli.output import print_line


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy: a new file, or an earlier backup.")],
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Copy the casebook and its decisions, even while a build runs; an older copy stays until this one was checked.

    To go back: remove the casebook, with the files FILE-wal and FILE-shm beside it if there are any, and back up the
    other way.

    Examples: yinpu backup copies/yinpu.db

    yinpu backup yinpu.db --casebook copies/yinpu.db
    """
    from graph.casebook.backup import back_up

    for written in back_up(casebook, file):
        print_line(f"backup     {written}  ({written.stat().st_size / 1e6:.1f} MB)")


COMMANDS: tuple[Callable[..., None], ...] = (backup,)
