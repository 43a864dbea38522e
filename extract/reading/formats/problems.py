"""What can be wrong with a file of a format."""

from __future__ import annotations


class FormatError(Exception):
    """A file that cannot be read as its format: what is wrong, and what to do about it."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason, cure)
        self.reason, self.cure = reason, cure
