"""The Chinese words of exported files: those of the atlas for types, kinds and relations, and names of columns."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Return the words of the atlas: `types`, `kinds` by type, and `relations` with `out` and `back`."""
    return tomllib.loads(files("graph.view").joinpath("templates/zh.toml").read_text(encoding="utf-8"))
