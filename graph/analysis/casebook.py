"""A casebook for analysis: each question a method, each answer a data frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Any

import networkx as nx
import pandas as pd

from graph import queries
from graph.analysis import frames, networks
from graph.dates import begin
from graph.export import Written, export
from graph.queries.quotes import quotes_of_edges, quotes_of_nodes
from graph.reading import open_resolved
from graph.selection import Selection, selected


def open_casebook(path: str | Path) -> Casebook:
    """Open a casebook for analysis.

    Parameters
    ----------
    path
        The SQLite file that `yinpu build` wrote.

    Raises
    ------
    graph.casebook.CasebookError
        There is no such casebook, or it cannot be read.

    Examples
    --------
    >>> with open_casebook("yinpu.db") as book:  # doctest: +SKIP
    ...     print(book.initiatives("交行"))
    """
    return Casebook(Path(path), open_resolved(Path(path)))


class Casebook:
    """A casebook as it was when it was opened, whatever a build writes meanwhile.

    Parameters
    ----------
    path
        The SQLite file.
    connection
        From `graph.reading.open_resolved`; closed by `close` or at the end of a `with` block.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        """See the class."""
        self.path = path
        self._connection = connection

    def __enter__(self) -> Casebook:
        """Return the casebook itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the casebook."""
        self.close()

    def close(self) -> None:
        """Close the casebook; a second time does nothing."""
        self._connection.close()

    def banks(self) -> pd.DataFrame:
        """Return the banks, those with most documents first.

        Returns
        -------
        pandas.DataFrame
            A row for each bank: `id`, `name`, `kind`, `province`, `city` (str), `aliases` (list of str), and how many
            `documents`, `products`, `programs`, `units`, `metrics` and `partners` it has (Int64).
        """
        return frames.frame(map(asdict, queries.banks(self._connection)), frames.BANKS)

    def initiatives(
        self, bank: str | None = None, *, type: str | None = None, kind: str | None = None, since: str | None = None
    ) -> pd.DataFrame:
        """Return the products and programs of a bank, or of all banks.

        Parameters
        ----------
        bank
            Any name or alias.
        type
            Only `product` or `program`.
        kind
            Only this kind, such as `loan`.
        since
            Only those first told of at this date or later: 2024, 2024-06, 2024-06-30.

        Returns
        -------
        pandas.DataFrame
            A row for each initiative of each bank: `bank`, `id`, `name`, `type`, `kind` (str), `aliases`, `units`,
            `partners`, `themes`, `stages` (list of str), `first_date` (str, as exact as told) and `day` (its first day,
            datetime64), number of `metrics` and of `evidences` (Int64).

        Raises
        ------
        graph.queries.UnknownNameError
            The casebook has no such bank.
        """
        rows = [
            {**asdict(item), "bank": name, "day": begin(item.first_date), "metrics": len(item.metrics)}
            for node, name in self._banks(bank)
            for item in queries.initiatives(self._connection, node, type=type, kind=kind, since=since)
        ]
        return frames.frame(rows, frames.INITIATIVES)

    def metrics(self, bank: str | None = None, *, name: str | None = None) -> pd.DataFrame:
        """Return the observations of a bank and its units, or of all banks, by name and date.

        Parameters
        ----------
        bank
            Any name or alias.
        name
            Only those whose name contains this text.

        Returns
        -------
        pandas.DataFrame
            A row for each observation: `bank`, `id`, `subject`, `about`, `name`, `cmp`, `unit`, `date` (str), `day`
            (the first day of the date, datetime64), `value`, `value_max` (Float64, as printed, in `unit`), number of
            `documents` (Int64).

        Raises
        ------
        graph.queries.UnknownNameError
            The casebook has no such bank.
        """
        rows = [
            {**asdict(metric), "bank": label, "day": begin(metric.date)}
            for node, label in self._banks(bank)
            for metric in queries.metrics(self._connection, node, name=name)
        ]
        return frames.frame(rows, frames.METRICS)

    def partners(self, bank: str | None = None) -> pd.DataFrame:
        """Return with whom a bank, or each bank, works, whom it finances and to what it belongs.

        Parameters
        ----------
        bank
            Any name or alias.

        Returns
        -------
        pandas.DataFrame
            A row for each bank and partner: `bank`, `id`, `name`, `kind` (str), `relations`, `via` (list of str: units
            and initiatives through which they are joined), number of `evidences` (Int64).

        Raises
        ------
        graph.queries.UnknownNameError
            The casebook has no such bank.
        """
        rows = [
            {**asdict(partner), "bank": label}
            for node, label in self._banks(bank)
            for partner in queries.partners(self._connection, node)
        ]
        return frames.frame(rows, frames.PARTNERS)

    def evidence(self, fact: str | Sequence[str] | Mapping[str, Any] | pd.Series[Any]) -> pd.DataFrame:
        """Return the passages that state a fact.

        Parameters
        ----------
        fact
            The id of a node, an edge as (head, relation, tail), or a row of a frame of this class.

        Returns
        -------
        pandas.DataFrame
            A row for each passage: `document`, `document_id` (str), `start`, `end` (Int64: characters of the clean
            text), `quote` (str).

        Raises
        ------
        graph.queries.UnknownNameError
            The casebook has no such node or edge.
        """
        if isinstance(fact, (Mapping, pd.Series)):
            fact = str(fact["id"])
        if isinstance(fact, str):
            found = quotes_of_nodes(self._connection, [fact]).get(fact, [])
        else:
            head, relation, tail = fact
            found = quotes_of_edges(self._connection, [head], [relation]).get((head, relation, tail), [])
        if not found:
            raise queries.UnknownNameError(
                f"{fact}: no such fact in {self.path}; give the id of a node, or (head, relation, tail) of an edge"
            )
        return frames.frame(map(asdict, found), frames.EVIDENCE)

    def networkx(
        self,
        *,
        bank: str | None = None,
        depth: int | None = None,
        types: Sequence[str] = (),
        relations: Sequence[str] = (),
        min_weight: int = 1,
        without: Sequence[str] = (),
    ) -> nx.MultiDiGraph[str]:
        """Return the graph, or the part of it that `graph.selection.Selection` describes.

        Raises
        ------
        graph.selection.SelectionError
            The selection makes no sense.
        graph.queries.UnknownNameError
            The casebook has no such bank.
        """
        chosen = Selection(bank, depth, tuple(types), tuple(relations), min_weight, tuple(without))
        return selected(self._connection, chosen)

    def bipartite(self, left: str = "bank", right: str = "partner") -> nx.Graph[str]:
        """Return who is linked with what, a bank's parts counted as the bank; see `graph.analysis.bipartite`."""
        return networks.bipartite(self.networkx(), left, right)

    def tripartite(self) -> nx.Graph[str]:
        """Return the network of banks, their initiatives, and the partners of these initiatives.

        A partner belongs to an initiative if the text says that they work together, or if the bank works with it in a
        passage that names the initiative.

        Returns
        -------
        networkx.Graph
            Nodes with `label`, `type` and `kind`; edges between bank and initiative with `weight` (number of
            evidences), between initiative and partner with `weight` 1.
        """
        found: nx.Graph[str] = nx.Graph()
        for bank in queries.banks(self._connection):
            ids = {partner.name: partner for partner in queries.partners(self._connection, bank.id)}
            for item in queries.initiatives(self._connection, bank.id):
                found.add_node(bank.id, label=bank.name, type="bank", kind=bank.kind)
                found.add_node(item.id, label=item.name, type=item.type, kind=item.kind)
                found.add_edge(bank.id, item.id, weight=item.evidences)
                for partner in (ids[name] for name in item.partners if name in ids):
                    type_ = partner.id.partition(":")[0]
                    found.add_node(partner.id, label=partner.name, type=type_, kind=partner.kind)
                    found.add_edge(item.id, partner.id, weight=1)
        return found

    def shared_partners(self) -> nx.Graph[str]:
        """Return the banks that have partners in common, weighted by how many; see `graph.analysis.shared`."""
        return networks.shared(self.bipartite("bank", "partner"), "bank")

    def export(self, format: str, out: str | Path, **selection: Any) -> Written:
        """Write the graph, or a part of it, for another tool.

        Parameters
        ----------
        format
            One of `graph.export.FORMATS`.
        out
            A file or a folder, as the format needs.
        **selection
            The fields of `graph.selection.Selection`.
        """
        return export(self.path, format, out, Selection(**selection))

    def _banks(self, bank: str | None) -> list[tuple[str, str]]:
        """Return node and label of one bank or of all."""
        named = {one.id: one.name for one in queries.banks(self._connection)}
        if bank is None:
            return list(named.items())
        node = queries.find_bank(self._connection, bank)
        return [(node, named[node])]
