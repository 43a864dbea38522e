"""The file of decisions: plain text beside the casebook, for git and for another casebook."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.curation.decisions import Decision, DecisionError, decision_of
from graph.errors import YinpuError

HEADER = """\
# Decisions about the graph of {name}, one a line: `yinpu curate` writes them, every build reads them.
"""


@dataclass(frozen=True, slots=True)
class Curation:
    """The decisions of a file, what is wrong with its other lines, and a digest of all that is in it."""

    path: Path
    decisions: tuple[Decision, ...] = ()
    wrong: tuple[tuple[int, str], ...] = ()
    digest: str = ""


def path_of(casebook: Path) -> Path:
    """Return the file of decisions of a casebook: yinpu.curation beside yinpu.db."""
    return casebook.with_suffix(".curation")


def read_curation(casebook: Path) -> Curation:
    """Return the decisions of a casebook, none where there is no file.

    A line that is no decision is reported in `wrong` and does not stop the others.

    Raises
    ------
    YinpuError
        The file cannot be read or is not UTF-8.
    """
    path = path_of(casebook)
    text = _text(path)
    if not text:
        return Curation(path)
    decisions: list[Decision] = []
    wrong: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            decision = decision_of(line, number)
        except DecisionError as error:
            wrong.append((number, str(error)))
        else:
            decisions += [decision] if decision else []
    digest = hashlib.sha256(text.encode()).hexdigest()[:16] if decisions or wrong else ""
    return Curation(path, tuple(decisions), tuple(wrong), digest)


def append(casebook: Path, decision: Decision) -> Decision:
    """Write a decision at the end of the file, which is made where it is missing; return it with its line."""
    path = path_of(casebook)
    text = _text(path) or HEADER.format(name=casebook.name)
    text += "" if text.endswith("\n") else "\n"
    _write(path, f"{text}{decision.text}\n")
    return Decision(text.count("\n") + 1, decision.verb, decision.words)


def take_back(casebook: Path) -> Decision:
    """Remove the last decision from the file and return it.

    Raises
    ------
    YinpuError
        There is none.
    """
    curation = read_curation(casebook)
    if not curation.decisions:
        raise YinpuError(f"{curation.path}: no decision to take back")
    last = curation.decisions[-1]
    lines = _text(curation.path).split("\n")
    _write(curation.path, "\n".join(lines[: last.line - 1] + lines[last.line :]))
    return last


def warnings_of(connection: sqlite3.Connection, curation: Curation) -> list[str]:
    """Return a line for each decision that does nothing in a casebook, with its place and why."""
    return idle(curation, connection.execute("SELECT line, text, state FROM decisions"))


def idle(curation: Curation, states: Iterable[tuple[int, str, str]]) -> list[str]:
    """Return a line for each decision that does nothing, with its place and why.

    Parameters
    ----------
    curation
        The file of decisions.
    states
        What became of its lines: number, text, and why it does nothing, empty where it is applied.
    """
    return [
        f"{curation.path}:{line}: {f'{text}: ' if text else ''}{state}" for line, text, state in sorted(states) if state
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise YinpuError(f"{path}: not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise YinpuError(f"{path}: cannot be read ({error.strerror}); check that it is a file you may read") from None


def _write(path: Path, text: str) -> None:
    from graph.export.whole import written_whole

    with written_whole(path) as file:
        file.write(text)
