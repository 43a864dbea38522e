"""Data frames whose columns have the same names and types whatever, and however little, is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

# Columns by frame: `str` for text, `Int64` and `Float64` for numbers (missing ones are NA), `object` for lists of
# texts, `datetime64[s]` for the first day of a date.
BANKS: dict[str, str] = {
    "id": "str", "name": "str", "kind": "str", "province": "str", "city": "str", "aliases": "object",
    "documents": "Int64", "products": "Int64", "programs": "Int64", "units": "Int64", "metrics": "Int64",
    "partners": "Int64",
}  # fmt: skip
INITIATIVES: dict[str, str] = {
    "bank": "str", "id": "str", "name": "str", "type": "str", "kind": "str", "aliases": "object", "units": "object",
    "first_date": "str", "day": "datetime64[s]", "partners": "object", "themes": "object", "stages": "object",
    "metrics": "Int64", "evidences": "Int64",
}  # fmt: skip
METRICS: dict[str, str] = {
    "bank": "str", "id": "str", "subject": "str", "about": "str", "name": "str", "cmp": "str", "value": "Float64",
    "value_max": "Float64", "unit": "str", "date": "str", "day": "datetime64[s]", "documents": "Int64",
}  # fmt: skip
PARTNERS: dict[str, str] = {
    "bank": "str", "id": "str", "name": "str", "kind": "str", "relations": "object", "via": "object",
    "evidences": "Int64",
}  # fmt: skip
EVIDENCE: dict[str, str] = {
    "document": "str", "document_id": "str", "start": "Int64", "end": "Int64", "quote": "str",
}  # fmt: skip


def frame(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a data frame with certain columns of certain types.

    Parameters
    ----------
    rows
        Values by column; further ones are left out.
    columns
        The pandas type of each column, see above.
    """
    told = list(rows)
    series = {name: pd.Series([row[name] for row in told], dtype=dtype) for name, dtype in columns.items()}
    return pd.DataFrame(series)
