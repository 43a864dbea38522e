"""Articles that are broken off and go on elsewhere on the page, and bylines inside a paragraph."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from extract.reading.cleanup.headings import is_finished
from extract.reading.cleanup.lines import Line, Part, join_wrapped

_ONWARD = re.compile(r"[（(【] ?(?:下转|转下)[^（()）】]{1,12}[)）】]$")
_BACK = re.compile(r"[（(【] ?(?:上接|接上)[^（()）】]{1,12}[)）】] ?")
_BYLINE = re.compile(
    r"(?<=[。！？”])[ \u3000]+(?:[■□/]? ?\S{0,10}(?:记者|通讯员)|文/)[ \u3000]\S{2,4}(?:[ \u3000]\S{2,4}){0,3}$"
)


def reunite(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with what stands behind （上接…） moved behind the place where the article was broken off.

    That place is marked （下转…）, else it is the last paragraph that ended in the middle of a sentence. The marks
    themselves go.
    """
    chains: list[list[Part]] = []
    marked: deque[int] = deque()
    broken: int | None = None
    target: int | None = None
    for part in parts:
        onward, back = _marks(part)
        if back:
            target = marked.popleft() if marked else broken
            broken = None
        elif part.kind != "paragraph":
            target = None
        if onward or back:
            end = onward.start() if onward else None
            part = Part("paragraph", (part.cells[0].cut(back.end() if back else 0, end),))
        if part.text or part.kind == "row":
            if target is None:
                chains.append([part])
            else:
                chains[target].append(part)
        at = len(chains) - 1 if target is None else target
        if onward and chains:
            marked.append(at)
        elif part.kind == "paragraph" and part.text and not is_finished(part.text):
            broken = at
    return [part for chain in chains for part in _join(chain)]


def _marks(part: Part) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the mark that sends the reader on, and the one that says where the text comes from."""
    if part.kind == "row":
        return None, None
    return _ONWARD.search(part.text), _BACK.match(part.text)


def _join(chain: list[Part]) -> Iterator[Part]:
    """Yield the pieces of an article, the first two as one where a sentence goes on from one to the other."""
    if len(chain) > 1 and chain[0].kind == "paragraph" and not is_finished(chain[0].text):
        yield Part("paragraph", (join_wrapped((chain[0].cells[0], chain[1].cells[0])),))
        yield from chain[2:]
    else:
        yield from chain


def set_off_bylines(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, those that end with a byline behind the sentence (……。 某报记者 王小明) as two."""
    for line in lines:
        byline = _BYLINE.search(line.text.text[-60:])
        if byline and line.kind in (None, "paragraph") and not line.tabs:
            at = len(line.text) - len(byline[0])
            blank = Line(line.text.cut(0, 0))
            yield from (Line(line.text.cut(0, at), line.indent, line.kind), blank)
            yield from (Line(line.text.cut(at).strip(), 0, line.kind), blank)
        else:
            yield line
