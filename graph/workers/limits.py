"""What one document may cost: the one table of limits, each with its option and its variable of the environment."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 120.0
MEGABYTE = 1_000_000
MEMORY = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much memory a document may take, and how large it may be.

    `seconds` is `--timeout`, YINPU_TIMEOUT; `memory`, in MB of address space, is `--memory`, YINPU_MEMORY; `size`, in
    MB, is `--max-size`, YINPU_MAX_SIZE (None: what `extract.reading` takes, 50 MB of text and 200 MB of other files).
    """

    seconds: float = SECONDS
    memory: int = MEMORY
    size: int | None = None

    @property
    def bytes_of_memory(self) -> int:
        """The memory in bytes."""
        return self.memory * MEGABYTE

    @property
    def largest(self) -> int | None:
        """The size in bytes."""
        return None if self.size is None else self.size * MEGABYTE
