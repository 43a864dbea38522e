"""A newcomer who types what the READMEs show gets what they show."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from readme import CONSOLE, PYTHON, ROOT, examples, prepare, run

READMES = [ROOT / "README.md", ROOT / "README.zh.md"]


@pytest.fixture(scope="module", params=READMES, ids=lambda path: path.name)
def readme(request: pytest.FixtureRequest) -> str:
    return Path(request.param).read_text("utf-8")


@pytest.fixture(scope="module")
def folder(readme: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("reader"))


def test_commands_print_what_is_shown(readme: str, folder: Path) -> None:
    blocks = CONSOLE.findall(readme)
    assert blocks
    for example in (example for block in blocks for example in examples(block)):
        printed = run(example.command, folder)
        assert example.matches(printed), "\n".join([f"{example.command} now prints (make readme renews it):", *printed])


def test_python_runs(readme: str, folder: Path) -> None:
    blocks = PYTHON.findall(readme)
    assert blocks
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_links_lead_to_files(readme: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_languages_show_the_same_commands() -> None:
    shown = [[e.command for b in CONSOLE.findall(path.read_text("utf-8")) for e in examples(b)] for path in READMES]
    assert shown[0] == shown[1]
