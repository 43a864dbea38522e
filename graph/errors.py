"""What may go wrong in ordinary use."""

from __future__ import annotations


class YinpuError(Exception):
    """An error that a user can mend: the message says what is wrong and what to do."""
