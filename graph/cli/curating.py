"""The commands that correct the graph: each writes a line to the file of decisions and applies it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from typing import Annotated

import typer

from graph.cli.options import DEFAULT_CASEBOOK, Casebook, Csv, Json, resolved
from graph.cli.output import Form, form_of, print_json, print_line, print_rows

app = typer.Typer(
    no_args_is_help=True,
    help=(
        "Correct the graph: a correction made once stays made.\n\n"
        "Decisions are lines of a plain file beside the casebook (yinpu.curation beside yinpu.db), for review in git "
        "and for other casebooks. They are applied at every build, whatever documents come, change or go."
    ),
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, an alias or the id of a node.")]
One = Annotated[str, typer.Argument(metavar="A", help="A name, an alias or the id of a node.")]
Other = Annotated[str, typer.Argument(metavar="B", help="The same for the one that stays.")]
Fact = Annotated[
    list[str],
    typer.Argument(metavar="FACT", help="The id or name of a node, a metric among them, or an edge: HEAD REL TAIL."),
]


def merge(a: One, b: Other, casebook: Casebook = DEFAULT_CASEBOOK) -> None:
    """Make two nodes one; the second keeps its name. What belongs to a bank moves with it.

    Example: yinpu curate merge 海河行 海河银行
    """
    _decide(casebook, "merge", [a, b], nodes=(0, 1))


def split(
    name: Name,
    document: Annotated[
        str | None, typer.Argument(metavar="[DOCUMENT]", help="Only what this document calls so.")
    ] = None,
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Give what documents call NAME a node of its own, apart from all that it was merged with.

    Example: yinpu curate split 海河行
    """
    from graph import queries

    with resolved(casebook) as connection:
        reference, stem = queries.splittable(connection, name, document)
    _write(casebook, "split", [reference, *([stem] if stem else [])])


def rename(
    a: One,
    b: Annotated[str, typer.Argument(metavar="B", help="The label that the node gets; A remains an alias.")],
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Give a node another label; its id stays.

    Example: yinpu curate rename 海河行 海河银行
    """
    _decide(casebook, "rename", [a, b], nodes=(0,))


def retype(
    name: Name,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="bank, unit, product, program or partner.")],
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="A kind of it: loan, strategy …")] = None,
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Say that a node is of another type, and of which kind; its relations become those of the type.

    Example: yinpu curate retype 春芽计划 product loan
    """
    _decide(casebook, "retype", [name, label, *([kind] if kind else [])], nodes=(0,))


def reject(fact: Fact, casebook: Casebook = DEFAULT_CASEBOOK) -> None:
    """Leave a node, a metric or an edge out of the graph.

    Examples: yinpu curate reject 海智贷

    yinpu curate reject 海河银行 offers 海智贷
    """
    _decide(casebook, "reject", fact, nodes=(0,))


def accept(fact: Fact, casebook: Casebook = DEFAULT_CASEBOOK) -> None:
    """Say that a node, a metric or an edge was checked and holds; takes an earlier reject back.

    Example: yinpu curate accept 海河银行 offers 海智贷
    """
    _decide(casebook, "accept", fact, nodes=(0,))


def note(
    name: Name,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What `yinpu show` shall say of it.")],
    casebook: Casebook = DEFAULT_CASEBOOK,
) -> None:
    """Note something of a node.

    Example: yinpu curate note 海智贷 "checked against the annual report"
    """
    _decide(casebook, "note", [name, text], nodes=(0,))


def undo(casebook: Casebook = DEFAULT_CASEBOOK) -> None:
    """Take the last decision back.

    Example: yinpu curate undo
    """
    from graph.casebook import open_for_reading, open_for_writing
    from graph.curation import take_back

    open_for_reading(casebook).close()
    with open_for_writing(casebook) as connection:
        decision = take_back(casebook)
        _apply(connection, casebook)
    print_line(f"taken back  {decision.text}")


def decisions(casebook: Casebook = DEFAULT_CASEBOOK, as_json: Json = False, as_csv: Csv = False) -> None:
    """List the decisions, and which of them do nothing in this casebook.

    Example: yinpu curate list
    """
    from graph import queries

    form = form_of(as_json, as_csv)
    with resolved(casebook) as connection:
        found = queries.decisions(connection)
    if form is Form.JSON:
        print_json(found)
        return
    rows = [{"line": one.line, "decision": one.text, "state": one.state or "applied"} for one in found]
    print_rows(rows, ["line", "decision", "state"], form, nothing="no decisions yet")


def _decide(casebook: Path, verb: str, words: list[str], nodes: tuple[int, ...]) -> None:
    """Write a decision with the ids of the nodes that the user means, so that it means the same ever after."""
    from graph import queries
    from graph.curation import VERBS, DecisionError, decision_of, joined

    if len(words) not in VERBS[verb]:
        raise DecisionError(f"{verb} {' '.join(words)}: name a node, or an edge as HEAD REL TAIL")
    with resolved(casebook) as connection:
        if len(words) == 3 and verb in ("reject", "accept"):
            words = list(queries.edge_named(connection, *words))
        # What was rejected is no node any more, and may be accepted after all.
        elif joined("reject", words) not in {one.text for one in queries.decisions(connection)}:
            words = [queries.node_named(connection, word) if at in nodes else word for at, word in enumerate(words)]
    decision_of(joined(verb, words))
    _write(casebook, verb, words)


def _write(casebook: Path, verb: str, words: list[str]) -> None:
    from graph.casebook import open_for_writing
    from graph.curation import Decision, append, take_back
    from graph.errors import YinpuError

    with open_for_writing(casebook) as connection:
        decision = append(casebook, Decision(0, verb, tuple(words)))
        state = _apply(connection, casebook).get(decision.line, "")
        if state:
            take_back(casebook)
            _apply(connection, casebook)
            raise YinpuError(f"{decision.text}: {state}; nothing was decided")
    print_line(f"decided  {decision.text}")


def _apply(connection: Connection, casebook: Path) -> dict[int, str]:
    """Resolve the casebook with the decisions as the file has them now; return the state of each line."""
    from graph import queries
    from graph.casebook import read_meta
    from graph.curation import read_curation
    from graph.resolution import refresh

    refresh(connection, read_meta(connection, "resolved") or "after a stop", read_curation(casebook))
    return {one.line: one.state for one in queries.decisions(connection)}


COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("merge", merge),
    ("split", split),
    ("rename", rename),
    ("retype", retype),
    ("reject", reject),
    ("accept", accept),
    ("note", note),
    ("undo", undo),
    ("list", decisions),
)

for _name, _command in COMMANDS:
    app.command(_name)(_command)
