"""Lines that a page repeats: watermarks, running heads, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.reading.cleanup.headings import is_finished
from extract.reading.cleanup.lines import Line

_FEWEST = 3
_LONGEST = 40
_INTERRUPTED = 1 / 3
_PAGE_NUMBER = re.compile(r"(?:第 ?[0-9]{1,4} ?页|[-—–·] ?[0-9]{1,4} ?[-—–·])(?: ?[/，,]? ?共 ?[0-9]{1,4} ?页)?")
_NOTICE = re.compile(r"出品|版权所有|公众号|扫码|二维码|www\.|https?:|未经授权|免责声明|仅供参考|请务必阅读|内部资料")
_RUNNING = re.compile("[，。；、]")


def drop_repeated(lines: Sequence[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """Return the lines without those that stand three times or more and belong to the page, not to the text.

    Such a line is a notice (某联盟出品, 版权所有) or stands in the middle of sentences; a heading that comes again does
    not. Page numbers (第3页, - 3 -) go as well.

    Returns
    -------
    tuple
        The lines that stay, and a warning for each line that was dropped.
    """
    counts = Counter(line.text.text for line in lines if _may_be_repeated(line))
    suspects = {text for text, count in counts.items() if count >= _FEWEST}
    interrupting: Counter[str] = Counter()
    before = ""
    for line in lines:
        text = line.text.text
        if text in suspects:
            interrupting[text] += _is_interrupted(before)
        elif text:
            before = text
    dropped = [text for text in suspects if _NOTICE.search(text) or interrupting[text] >= counts[text] * _INTERRUPTED]
    warnings = tuple(f"dropped {counts[text]} times: {text}" for text in sorted(dropped))
    gone = set(dropped)
    kept = [line for line in lines if line.text.text not in gone and not _PAGE_NUMBER.fullmatch(line.text.text)]
    return kept, warnings


def _may_be_repeated(line: Line) -> bool:
    prose = line.kind in (None, "paragraph") and not line.tabs
    return prose and 3 < len(line.text) <= _LONGEST and not is_finished(line.text.text)


def _is_interrupted(before: str) -> bool:
    """Tell whether a line is part of a running text that goes on after it."""
    return bool(before) and not is_finished(before) and (len(before) > _LONGEST or bool(_RUNNING.search(before)))
