"""Short names that a text introduces: 甲（以下简称“乙”）, 甲（下称乙）, 甲（乙）."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.mentions.spans import HAN, MENTIONS

INTRODUCED = re.compile(
    f"[（(](?:以下)?(?:统)?(?:简称|下称|俗称|又称|股票简称|以下称)?(?:为)?[“「\"]?([{HAN}A-Za-z0-9]{{2,12}})[”」\"]?"
    f"(?:[、或和][“「\"]?[{HAN}A-Za-z]{{2,10}}[”」\"]?){{0,2}}[，,）)]"
)
EXPLICIT = re.compile("简称|下称|俗称|又称|以下称")
LABELS = ("bank", "unit", "partner", "product")
SELVES = frozenset({"本行", "我行", "公司", "本公司", "该行", "集团", "本集团", "母行"})


def is_short_form(short: str, full: str) -> bool:
    """Return whether the characters of `short` occur in `full` in their order (交行 in 交通银行)."""
    rest = iter(full)
    return all(char in rest for char in short)


def introduced(doc: Doc, mentions: list[Span]) -> Iterator[tuple[str, Span]]:
    """Return the short names that brackets right behind a name introduce, with the mention they stand for."""
    text = doc.text
    for span in mentions:
        if span.label_ not in LABELS:
            continue
        match = INTRODUCED.match(text, span.end)
        if not match:
            continue
        explicit = EXPLICIT.search(match[0]) is not None
        for short in re.findall(f"[{HAN}A-Za-z0-9]{{2,12}}", EXPLICIT.sub("", match[0]).replace("以下", "")):
            if short not in SELVES and (explicit or is_short_form(short, span.text)):
                yield short, span


@Language.component("yinpu_short_names")
def short_names(doc: Doc) -> Doc:
    """Add each further occurrence of an introduced short name to the mentions, `kb_id_` naming the full form."""
    mentions = list(doc.spans[MENTIONS])
    taken = {place for span in mentions for place in range(span.start, span.end)}
    found: list[Span] = []
    for short, full in introduced(doc, mentions):
        for match in re.finditer(re.escape(short), doc.text):
            places = range(*match.span())
            if taken.isdisjoint(places):
                taken.update(places)
                found.append(
                    Span(doc, match.start(), match.end(), full.label_, kb_id=full.text, span_id=full.id_)
                )
    doc.spans[MENTIONS] = sorted([*mentions, *found], key=lambda span: span.start)
    return doc
