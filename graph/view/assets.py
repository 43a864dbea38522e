"""The scripts and styles of the pages, and what a page may load."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph.view.words import words

TEMPLATES = Path(__file__).parent / "templates"
VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
STYLES = ("tokens", "base", "head", "tables", "evidence", "figures", "overview", "reading", "media")
# Each bundle is a folder of scripts, in the order in which they are read.
BUNDLES: dict[str, tuple[str, ...]] = {
    "early": ("early",),
    "page": ("dom", "words", "switches", "search", "evidence", "tables"),
    "network": ("graph", "places", "drawing", "still", "network", "pointer"),
    "overview": ("state", "filters", "panel", "paths", "list", "overview"),
    "bank": ("ego",),
    "charts": ("charts",),
    "compare": ("compare",),
    "document": ("document",),
}


@cache
def script(name: str) -> str:
    """Return the text of a script: one of BUNDLES, `vis-network` of the installed pyvis, or `dictionary`."""
    if name == "vis-network":
        return (files("pyvis") / VIS).read_text(encoding="utf-8")
    if name == "dictionary":
        return f'"use strict";\nconst dictionary = {script_json(words())};\n'
    parts = (TEMPLATES / "scripts" / name / f"{part}.js" for part in BUNDLES[name])
    return '"use strict";\n' + "".join(path.read_text(encoding="utf-8") for path in parts)


@cache
def style() -> str:
    """Return the style sheet of all pages."""
    return "".join((TEMPLATES / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def vis_version() -> str:
    """Return the version of vis-network that the installed pyvis ships."""
    found = re.search(r"@version\s+([\d.]+)", script("vis-network")[:2000])
    return found[1] if found else ""


def policy(inline: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy of a page.

    Parameters
    ----------
    inline, styles
        The texts of its scripts and styles where they stand in the page; without them the page loads those that lie
        beside it. In neither case may it ask any host for anything.
    """
    scripts = " ".join(f"'{_digest(text)}'" for text in inline) or "'self' file:"
    sheets = " ".join(f"'{_digest(text)}'" for text in styles) or "'self' file:"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {sheets}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def script_json(data: object) -> str:
    """Write data as JSON that is safe inside a script element.

    Whatever could end the element, open a comment, break a line of JavaScript or not be encoded in UTF-8 is
    written as an escape; JSON.parse gives back the same text.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
