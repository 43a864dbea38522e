"""A process with limits that calls functions for this one: what hangs, swells or crashes costs its own call alone.

One process serves call after call; where a call takes too long or the process dies it is replaced. What goes to and fro
are pickles between two processes of the same user: the limits are on time and memory, not on trust.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any, Literal

# The sums of one text come out the same, and processes side by side do not fight for the cores.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class GuardError(Exception):
    """A call that came to no end: it took too long ("time") or too much memory, or its process died ("death")."""

    def __init__(self, what: Literal["time", "memory", "death"]) -> None:
        super().__init__(what)
        self.what = what


class Guard:
    """A process that calls functions, started when it is first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        # Unlike those of atexit, it is also called where processes of a pool end.
        Finalize(None, self.stop, exitpriority=1)

    def call(self, function: Callable[..., Any], *arguments: object, seconds: float, memory: int) -> Any:
        """Return what a function returns, called in the other process.

        Parameters
        ----------
        function, *arguments
            All that pickle can carry.
        seconds
            How long it may take.
        memory
            How many bytes of address space the process may have; not enforced where the system has no such limit.

        Raises
        ------
        GuardError
            It takes too long or too much memory, or makes the process die.
        Exception
            What the function raises.
        """
        request = pickle.dumps((memory, function, arguments), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            process = self._living()
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            # Ctrl-C may come right here: then nothing waits for the time to pass.
            timer.daemon = True
            try:
                timer.start()
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(request)
                process.stdin.flush()
                returned, value = pickle.load(process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._stop()
                raise GuardError("time" if late.is_set() else "death") from None
            except BaseException:
                self._stop()
                raise
            finally:
                timer.cancel()
            if isinstance(value, GuardError):
                # Memory that ran out in the midst of an import leaves half a module.
                self._stop()
        if returned:
            return value
        raise value

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """The process, None where there is none."""
        return None if self._process is None else self._process.pid

    def _living(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self._stop()
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from extract.guard import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        # A fork of this process has the pipes, but it is not its process.
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


_inside = False


def is_inside() -> bool:
    """Say whether this process is one that a `Guard` has started, so that its limits hold already."""
    return _inside


def serve() -> None:
    """Call functions one after the other, as asked through standard input, until it is closed."""
    global _inside
    _inside = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Who asks goes first: a builder that waits for a core behind its own workers has all its work left when they end.
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    answers = os.fdopen(os.dup(1), "wb")
    # What a parser prints must not come between the answers.
    os.dup2(2, 1)
    while True:
        try:
            memory, function, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _limit(memory)
        answers.write(_answer(function, arguments))
        answers.flush()


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    try:
        return pickle.dumps((True, function(*arguments)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        error: Exception = GuardError("memory")
    except Exception as raised:
        error = raised
    return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)


def _limit(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
