"""The command line."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys

from graph.errors import YinpuError

INTERRUPTED = 130
_LONGEST = 300
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(args: list[str] | None = None) -> None:
    """Run the command line: `yinpu` as a program, or with `args` in place of the program's own.

    Parameters
    ----------
    args
        The words after `yinpu`.

    Raises
    ------
    SystemExit
        With status 0 if all went well, 1 after an error that was said on stderr, 2 for wrong usage, 130 after Ctrl-C.
    """
    from graph.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        # Chinese text goes out as UTF-8 whatever the locale; where that cannot be, it must not break the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args, prog_name="yinpu")
    except YinpuError as error:
        _fail(str(error))
    except sqlite3.DatabaseError as error:
        _fail(
            f"the casebook cannot be read ({error}); if it was damaged, restore a backup, or remove it and build it "
            "anew from the documents"
        )
    except BrokenPipeError:
        # The reader of a pipe, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno in _FULL:
            _fail(f"{error.filename or 'the disk'}: no space left; free some and run the command again")
        _fail(f"{error.filename or 'a file'}: {error.strerror or error}; check that it is there and may be written")
    except KeyboardInterrupt:
        print("yinpu: stopped", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        # A damaged or forged casebook can hold what no code expects; a traceback would tell its user nothing.
        if os.environ.get("YINPU_TRACEBACK"):
            raise
        told = " ".join(str(error).split())[:_LONGEST]
        _fail(
            f"this should not happen ({type(error).__name__}: {told}); if `yinpu doctor` finds the casebook sound, "
            "please report what YINPU_TRACEBACK=1 shows"
        )


def _fail(message: str) -> None:
    from graph.text import printable

    print(f"yinpu: {printable(message)}", file=sys.stderr)
    raise SystemExit(1) from None
