"""Where the data files are, in a checkout and in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).parent
    in_wheel = package / "data"
    return in_wheel if in_wheel.is_dir() else package.parent / "data"


def resource(*parts: str) -> Path:
    """Return the path of a data file or folder.

    A wheel carries data/registry and data/lexicon inside the package as `extract/data`; in a checkout they are
    in `data` beside the package.

    Parameters
    ----------
    *parts
        The path below the data folder, such as `"registry", "banks.csv"`.

    Raises
    ------
    FileNotFoundError
        There is no such file; the message names it.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: reinstall yinpu, or run it from a complete checkout")
    return path
