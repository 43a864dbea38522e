"""The parsers of others within limits: a file that makes one hang or swell costs that file alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.guard import Guard, GuardError, is_inside
from extract.reading.formats import FORMATS
from extract.reading.formats.problems import FormatError

if TYPE_CHECKING:
    from extract.reading.document import Source

SECONDS = 120.0
MEMORY = 4 << 30
_LONGEST_REASON = 300
_CRASHES = ("the file makes its parser fail", "open it in its own program and save it again, or print it to PDF")
_SPLIT = "split it, or print it to a new PDF and read that"

guard = Guard()


def read_guarded(name: str, content: bytes | str) -> Source:
    """Return the lines of a file, read in a process that may take SECONDS and MEMORY bytes.

    Where the whole extraction runs in such a process, it is read right there.

    Parameters
    ----------
    name
        A format of `extract.reading.formats.FORMATS`.
    content
        The bytes of the file, or its decoded text where the format takes that.

    Raises
    ------
    FormatError
        It cannot be read, takes too long or too much memory, or makes its parser crash.
    """
    if is_inside():
        return _read(name, content)
    try:
        source: Source = guard.call(_read, name, content, seconds=SECONDS, memory=MEMORY)
    except GuardError as error:
        if error.what == "time":
            raise FormatError(f"it takes longer than {SECONDS:g} seconds to read", _SPLIT) from None
        if error.what == "memory":
            raise FormatError("it takes too much memory to read", _SPLIT) from None
        raise FormatError(*_CRASHES) from None
    return source


def _read(name: str, content: bytes | str) -> Source:
    try:
        return FORMATS[name].read(content)
    except (FormatError, MemoryError):
        raise
    except ImportError as error:
        if "failed to map segment" in str(error):  # the library is there, but no memory for it
            raise MemoryError from None
        raise FormatError(f"a library is missing ({error})", "install yinpu again with all that it needs") from None
    except Exception as error:
        reason, cure = _CRASHES
        told = " ".join(str(error).split())[:_LONGEST_REASON]
        raise FormatError(f"{reason} ({type(error).__name__}: {told})", cure) from None
