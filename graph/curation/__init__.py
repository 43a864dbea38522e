"""What people decided about the graph: lines of a plain file beside the casebook, applied at every build."""

from graph.curation.decisions import VERBS, Decision, DecisionError, Reference, decision_of, joined, reference_of
from graph.curation.file import Curation, append, idle, path_of, read_curation, take_back, warnings_of

__all__ = [
    "VERBS",
    "Curation",
    "Decision",
    "DecisionError",
    "Reference",
    "append",
    "decision_of",
    "idle",
    "joined",
    "path_of",
    "read_curation",
    "reference_of",
    "take_back",
    "warnings_of",
]
