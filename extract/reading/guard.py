"""A process with limits for the parsers of others: a file that makes one hang or swell costs that file alone.

One worker serves file after file; where it takes too long, dies or runs out of memory it is replaced. What goes to and
fro are pickles between two processes of the same user: the limits are on time and memory, not on trust.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from extract.reading.formats import FORMATS
from extract.reading.formats.problems import FormatError

if TYPE_CHECKING:
    from extract.reading.document import Source

SECONDS = 120.0
MEMORY = 4 << 30
_LONGEST_REASON = 300
_CRASHES = ("the file makes its parser fail", "open it in its own program and save it again, or print it to PDF")


class _Worker:
    """A process that reads files, and the pipes to it."""

    def __init__(self) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        command = [sys.executable, "-c", "from extract.reading.guard import serve; serve()"]
        self.owner = os.getpid()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    def ask(self, name: str, content: bytes | str) -> Source:
        """Return what the worker reads; a FormatError where it cannot, after which it may be dead."""
        assert self._process.stdin is not None and self._process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(SECONDS, stop)
        timer.start()
        try:
            pickle.dump((name, content, MEMORY), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            outcome, value = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.stop()
            if late.is_set():
                reason = f"it takes longer than {SECONDS:g} seconds to read"
                raise FormatError(reason, "split it, or print it to a new PDF and read that") from None
            raise FormatError(*_CRASHES) from None
        except BaseException:
            self.stop()
            raise
        finally:
            timer.cancel()
        if outcome == "read":
            source: Source = value
            return source
        raise FormatError(*value)

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return self.owner == os.getpid() and self._process.poll() is None

    def stop(self) -> None:
        """End the process."""
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]


_lock = threading.Lock()
_worker: _Worker | None = None


def read_guarded(name: str, content: bytes | str) -> Source:
    """Return the lines of a file, read in a process that may take SECONDS and MEMORY bytes.

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
    global _worker
    with _lock:
        if _worker is None or not _worker.lives:
            _worker = _Worker()
        return _worker.ask(name, content)


@atexit.register
def _end() -> None:
    if _worker is not None:
        _worker.stop()


def serve() -> None:
    """Read files one after the other, as asked through standard input, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # What a parser prints must not come between the answers.
    os.dup2(2, 1)
    while True:
        try:
            name, content, memory = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit(memory)
        pickle.dump(_answer(name, content), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _limit(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _answer(name: str, content: bytes | str) -> tuple[str, object]:
    try:
        return "read", FORMATS[name].read(content)
    except FormatError as error:
        return "failed", (error.reason, error.cure)
    except MemoryError:
        return "failed", ("it takes too much memory to read", "split it, or print it to a new PDF and read that")
    except ImportError as error:
        return "failed", (f"a library is missing ({error})", "install yinpu again with all that it needs")
    except Exception as error:
        reason, cure = _CRASHES
        told = " ".join(str(error).split())[:_LONGEST_REASON]
        return "failed", (f"{reason} ({type(error).__name__}: {told})", cure)
