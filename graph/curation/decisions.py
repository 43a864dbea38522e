"""Decisions as text: a line says what one types after `yinpu curate`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from extract.schema import KINDS, LABELS, RELS
from graph.errors import YinpuError

# How many words may follow a verb.
VERBS: dict[str, tuple[int, ...]] = {
    "merge": (2,),
    "split": (1, 2),
    "rename": (2,),
    "retype": (2, 3),
    "reject": (1, 3),
    "accept": (1, 3),
    "note": (2,),
}
USAGE = {
    "merge": "merge A B",
    "split": "split NAME [DOCUMENT]",
    "rename": "rename A B",
    "retype": "retype NAME LABEL [KIND]",
    "reject": "reject NODE, or reject HEAD REL TAIL",
    "accept": "accept NODE, or accept HEAD REL TAIL",
    "note": "note NAME TEXT",
}
_PLAIN = re.compile(r"[^\s\"'\\#]+")
_EDGES = (*RELS, "reports")


class DecisionError(YinpuError):
    """A line that is no decision."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `line` is its line in the file, from 1."""

    line: int
    verb: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The decision as the file has it."""
        return joined(self.verb, self.words)


@dataclass(frozen=True, slots=True)
class Reference:
    """A node that a decision means: by its type and the bank in its id where they are told, and its name or key."""

    text: str
    type: str | None
    scope: str
    name: str


def decision_of(text: str, line: int = 0) -> Decision | None:
    """Return the decision that a line holds, None for an empty one or a comment.

    Parameters
    ----------
    text
        A verb and its words; those with blanks or quotation marks stand in quotation marks, # begins a comment.
    line
        Its number in the file.

    Raises
    ------
    DecisionError
        It is none; the message says what is wrong and what to do.

    Examples
    --------
    >>> decision_of("merge 'bank:Mox Bank' bank:东亚银行  # one owner").words
    ('bank:Mox Bank', 'bank:东亚银行')
    """
    try:
        verb, *words = shlex.split(text, comments=True) or [""]
    except ValueError as error:
        raise DecisionError(f"{error}: close the quotation mark") from None
    if not verb:
        return None
    if verb not in VERBS:
        raise DecisionError(f"{verb} is no decision; write one of {', '.join(VERBS)}")
    if len(words) not in VERBS[verb] or not all(map(str.strip, words)):
        raise DecisionError(
            f"{verb} with {len(words)} words; write {USAGE[verb]}, names with blanks in quotation marks"
        )
    if verb == "retype":
        _check_type(*words[1:])
    if len(words) == 3 and verb in ("reject", "accept") and words[1] not in _EDGES:
        raise DecisionError(f"{words[1]} is no relation; write one of {', '.join(_EDGES)}")
    return Decision(line, verb, tuple(words))


def joined(verb: str, words: Iterable[str]) -> str:
    """Return a decision as a line of the file."""
    return " ".join([verb, *map(_quoted, words)])


def reference_of(text: str) -> Reference:
    """Return the node that a word of a decision means.

    Examples
    --------
    >>> reference_of("product:海河银行/海智贷")
    Reference(text='product:海河银行/海智贷', type='product', scope='海河银行', name='海智贷')
    >>> reference_of("交行").type is None
    True
    """
    type_, colon, rest = text.partition(":")
    if not colon or type_ not in (*LABELS, "metric"):
        return Reference(text, None, "", text)
    scope, slash, name = rest.partition("/")
    return Reference(text, type_, scope, name) if slash else Reference(text, type_, "", rest)


def _check_type(label: str, kind: str | None = None) -> None:
    kinds = KINDS.get(label)  # type: ignore[call-overload]
    if kinds is None:
        raise DecisionError(f"{label} is no type of node; write one of {', '.join(LABELS)}")
    if kind is not None and kind not in kinds:
        raise DecisionError(f"{kind} is no kind of {label}; write one of {', '.join(kinds)}")


def _quoted(word: str) -> str:
    word = " ".join(word.split())
    return word if _PLAIN.fullmatch(word) else shlex.quote(word)
