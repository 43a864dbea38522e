"""What a conflict is."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.quotes import Quote

KINDS = ("value", "date", "sentence", "spelling", "claim")
SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two facts that do not go together.

    `fact` is what `yinpu curate reject` and `accept` take: the id of a node, or an edge as HEAD REL TAIL; `says` is
    the fact in words, `bank` the node of the bank that it is told of.
    """

    fact: str
    says: str
    bank: str
    evidence: list[Quote]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts of which one is likely wrong.

    `kind` is one of `KINDS`, `severity` one of `SEVERITIES`, `banks` are the labels of the banks that it is about.
    """

    kind: str
    severity: str
    banks: list[str]
    why: str
    sides: tuple[Side, Side]
