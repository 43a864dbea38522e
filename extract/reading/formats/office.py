"""What the formats of Office have in common."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol


class CoreProperties(Protocol):
    """What python-docx, python-pptx and openpyxl know of a file's properties."""

    title: str | None
    created: datetime | None


def core_properties(properties: CoreProperties) -> dict[str, str]:
    """Return the title of a file's properties.

    The dates there are those of the file and not of the text: a template is years older, a copy years younger.
    """
    title = (properties.title or "").strip()
    return {"title": title} if title and not _is_default(title) else {}


def _is_default(title: str) -> bool:
    return title.casefold() in ("powerpoint presentation", "powerpoint 演示文稿", "word document", "word template")


def shown(value: object, number_format: str = "General") -> str:
    """Return the value of a cell as a spreadsheet shows it, by the part of its number format that matters here.

    Parameters
    ----------
    value
        What openpyxl reads: text, number, truth value, date or None.
    number_format
        The format of Excel: "0.00%", "#,##0.0", "General".
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if not isinstance(value, int | float):
        return str(value)
    pattern = number_format.split(";")[0]
    percent = "%" in pattern
    number = value * 100 if percent else value
    if "." in pattern:
        decimals = len(pattern.split(".", 1)[1]) - len(pattern.split(".", 1)[1].lstrip("0#?"))
        text = f"{number:.{decimals}f}"
    else:
        text = f"{number:.12g}"
    return text + "%" * percent
