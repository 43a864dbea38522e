"""Numbers about banks: whose they are, what they measure, when they hold."""

from extract.facts.metrics.observations import Context, headers, metrics, overlap

__all__ = ["Context", "headers", "metrics", "overlap"]
