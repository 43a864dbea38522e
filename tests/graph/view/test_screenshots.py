"""Pictures of the main pages in both languages, kept in out/screenshots to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Visit
from .test_accessibility import PAGES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360)])
def test_the_main_pages_are_pictured(
    visit: Visit, small_atlas: Path, root: Path, language: str, scheme: str, width: int
) -> None:
    folder = root / "out" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (file, fragment) in PAGES.items():
        path = small_atlas.parent / file if file else min((small_atlas.parent / "documents").iterdir())
        page = visit(path, width=width, scheme=scheme, language=language, fragment=fragment)
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        target = folder / f"{name}-{language}-{scheme}-{width}.png"
        page.screenshot(path=target, full_page=page.evaluate("document.body.className") == "reading")
        assert target.stat().st_size > 5_000
        page.context.close()
