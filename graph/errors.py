"""What may go wrong in ordinary use."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class YinpuError(Exception):
    """An error that a user can mend: the message says what is wrong and what to do."""


class MissingExtraError(YinpuError):
    """A library that only some users need, and that is not installed."""


def need(module: str, extra: str) -> Any:
    """Import and return a module of an extra.

    Parameters
    ----------
    module
        Its full name, such as `pyarrow.parquet`.
    extra
        The extra of yinpu that brings it.

    Raises
    ------
    MissingExtraError
        It is not installed; the message says how to install it.
    """
    try:
        return import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise MissingExtraError(f"{name} is not installed; install it with: pip install 'yinpu[{extra}]'") from None
