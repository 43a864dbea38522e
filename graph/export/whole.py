"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def written_whole(path: Path, newline: str = "\n", encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a text file that takes the place of `path` when the block ends well; else `path` stays as it was.

    Parameters
    ----------
    path
        Its folder is made if it is missing.
    newline
        How lines end.
    encoding
        UTF-8, or `utf-8-sig` for spreadsheets, which take a file without a byte order mark for a local encoding.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    with whole_file(path) as beside, beside.open("w", encoding=encoding, newline=newline) as file:
        yield file


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path of an empty file that takes the place of `path` when the block ends well; else `path` stays.

    Parameters
    ----------
    path
        Its folder is made if it is missing.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder whose files move into `path` when the block ends well; else the files in `path` stay.

    Other files in `path` stay in any case.

    Parameters
    ----------
    path
        Made if it is missing.

    Raises
    ------
    OSError
        The folder cannot be written, or it is a file.
    """
    path.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".export.", dir=path))
    try:
        yield beside
        for file in sorted(beside.iterdir()):
            file.replace(path / file.name)
    finally:
        shutil.rmtree(beside)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
