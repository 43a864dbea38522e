"""What several tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The annotated real texts, which stand beside the checkout and are not part of it."""
    path = ROOT / "../shared"
    if not (path / "gold").is_dir():
        reason = "needs the annotated texts in ../shared/gold, which are not part of the repository"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
