"""Precision, recall and F1 of the facts found in some texts, and the headline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from extract.evaluation.comparing import PARTS, Outcome, Tally

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """How good one part of the facts is, from how many were right, wrong and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def p(self) -> float:
        """The precision: which share of what was found is right."""
        return round(_share(self.right, self.right + self.wrong), DIGITS)

    @property
    def r(self) -> float:
        """The recall: which share of what is there was found."""
        return round(_share(self.right, self.right + self.missed), DIGITS)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall (van Rijsbergen, Information Retrieval, 1979)."""
        p, r = _share(self.right, self.right + self.wrong), _share(self.right, self.right + self.missed)
        return round(_share(2 * p * r, p + r), DIGITS)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all texts together by part, of each text by its name and part, and what was not right."""

    scores: dict[str, Score]
    documents: dict[str, dict[str, Score]]
    errors: dict[str, list[str]]

    @property
    def headline(self) -> float:
        """The mean of the F1 of entities, relations and metrics."""
        return round(sum(self.scores[part].f1 for part in PARTS) / len(PARTS), DIGITS)


def summed(tallies: Mapping[str, Tally]) -> Evaluation:
    """Return the scores of some texts.

    Parameters
    ----------
    tallies
        What `compare` counted, by the name of the text.

    Returns
    -------
    Evaluation
        The counts of all texts are added before they are turned into scores, so that each fact weighs the same.
    """
    total: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for tally in tallies.values():
        for part, counts in tally.counts.items():
            total[part].update(counts)
    return Evaluation(
        scores={part: _score(total[part]) for part in sorted(total)},
        documents={name: {part: _score(tally.counts[part]) for part in PARTS} for name, tally in tallies.items()},
        errors={name: tally.errors for name, tally in tallies.items()},
    )


def _score(counts: Counter[Outcome]) -> Score:
    return Score(counts["right"], counts["wrong"], counts["missed"])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
