"""The attributes of nodes and edges as typed columns, as XML formats declare them before the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SCALARS: tuple[type, ...] = (bool, int, float, str)


def typed(rows: Iterable[Mapping[str, object]], what: str) -> dict[str, type]:
    """Return the type of each attribute that occurs, sorted by name.

    Parameters
    ----------
    rows
        The attributes of all nodes or of all edges.
    what
        node or edge, for the message.

    Returns
    -------
    dict
        One of `SCALARS` for each name. Whole numbers among fractions are fractions; all other mixtures are text.

    Raises
    ------
    TypeError
        An attribute is no scalar.
    """
    types: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            found = type(value)
            if types.get(name) is found:
                continue
            if found not in SCALARS:
                raise TypeError(f"{what} attribute {name!r} is a {found.__name__}; graph files hold scalars only")
            if types.setdefault(name, found) is not found:
                types[name] = float if {types[name], found} == {int, float} else str
    return dict(sorted(types.items()))


def text_of(value: object) -> str:
    """Return a scalar as XML Schema writes it: booleans in small letters."""
    return str(value).lower() if isinstance(value, bool) else str(value)
