"""A newcomer who types what the READMEs show gets what they show.

    python tests/test_readme.py README.md README.zh.md     run the examples and write what they print

A block marked `console` has commands behind `$ ` and under each the lines that it prints. A line `…` stands for
any lines left out; bringing up to date keeps as many lines before and after it as there were.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"(?<=^```python\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\d+(\.\d+)? ?(s\b|秒|ms\b)")
ELSE = "…"


@dataclass(frozen=True)
class Example:
    """A command of a README and the lines that the README shows of its output."""

    command: str
    shown: tuple[str, ...]

    def matches(self, printed: list[str]) -> bool:
        """Tell whether the command still prints what is shown; seconds may differ."""
        head, tail = self.parts()
        if ELSE not in self.shown:
            return steady(printed) == steady(head)
        return (
            steady(printed[: len(head)]) == steady(head)
            and steady(printed[len(printed) - len(tail) :]) == steady(tail)
            and len(printed) >= len(head) + len(tail)
        )

    def parts(self) -> tuple[list[str], list[str]]:
        """Return the lines before and after the ones left out."""
        cut = self.shown.index(ELSE) if ELSE in self.shown else len(self.shown)
        return list(self.shown[:cut]), list(self.shown[cut + 1 :])

    def renewed(self, printed: list[str]) -> str:
        """Return the example with what the command prints now."""
        head, tail = self.parts()
        if ELSE in self.shown and len(printed) > len(head) + len(tail):
            printed = [*printed[: len(head)], ELSE, *printed[len(printed) - len(tail) :]]
        return "\n".join([f"$ {self.command}", *printed]) + "\n"


def steady(lines: list[str]) -> list[str]:
    return [SECONDS.sub("0 s", line) for line in lines]


def examples(block: str) -> list[Example]:
    """Return the examples of one console block."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    lines = [part.rstrip("\n").split("\n") for part in parts]
    return [Example(first, tuple(rest)) for first, *rest in lines]


def run(command: str, folder: Path) -> list[str]:
    """Run a shell command as a reader would, in a folder that has data/, and return what it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command}: exit status {done.returncode}\n{done.stderr}")
    return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")] if done.stdout else []


def prepare(folder: Path) -> Path:
    """Make the briefs reachable under the names that the README uses."""
    (folder / "data").symlink_to(ROOT / "data")
    return folder


def renew(path: Path, folder: Path) -> None:
    """Run the examples of a README in order and write what they print into it."""

    def block(match: re.Match[str]) -> str:
        return "".join(example.renewed(run(example.command, folder)) for example in examples(match[0]))

    path.write_text(CONSOLE.sub(block, path.read_text("utf-8")), "utf-8")


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


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as place:
            renew(Path(name), prepare(Path(place)))
