"""A newcomer who types what the READMEs show gets what they show.

    python tests/test_readme.py     run the examples and write what they print

Both languages show the same examples. A block marked `console` has commands behind `$ ` and under each the lines
that it prints. A line `…` stands for any lines left out; bringing up to date keeps as many lines before and after
it as there were.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from graph.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
ENGLISH, CHINESE = READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"(?<=^```python\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
CHANGING = re.compile(r"(?<=^seconds    )[\d.]+|\d{3,}", re.MULTILINE)
HELP_EXAMPLE = re.compile(r"^ *(?:Examples?: )?(yinpu .+)$", re.MULTILINE)
COMMANDS = {command.callback.__name__: command.callback for command in app.registered_commands}
STYLE = re.compile(r"\x1b\[[0-9;]*m")
ELSE = "…"


def steady(text: str) -> str:
    """Return the text without durations and large numbers, which move a little whenever the extraction learns."""
    return CHANGING.sub("0", text)


def examples(block: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a console block, each with the lines that are shown under it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    lines = [part.rstrip("\n").split("\n") for part in parts]
    return [(command, shown) for command, *shown in lines]


def run(command: str, folder: Path) -> list[str]:
    """Run a shell command as a reader does, on a terminal of 100 columns, and return the lines that it prints."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "COLUMNS": "100", "TERM": "xterm"}
    ours, theirs = os.openpty()
    with subprocess.Popen(["bash", "-c", command], cwd=folder, env=env, stdout=theirs, stderr=subprocess.PIPE) as done:
        os.close(theirs)
        printed = b"".join(iter(lambda: read(ours), b"")).decode()
        error = done.communicate()[1].decode()
    os.close(ours)
    if done.returncode:
        raise RuntimeError(f"{command}: exit status {done.returncode}\n{error}")
    return [STYLE.sub("", line).rstrip() for line in printed.splitlines()]


def read(terminal: int) -> bytes:
    """Return what a terminal shows next, nothing when its last writer has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def prepare(folder: Path) -> Path:
    """Make the briefs reachable under the names that the README uses."""
    (folder / "data").symlink_to(ROOT / "data")
    return folder


def abridge(printed: list[str], shown: list[str]) -> list[str]:
    """Leave out of the printed lines as many as the shown ones do, at the same place."""
    if ELSE not in shown or len(printed) < len(shown):
        return printed
    before = shown.index(ELSE)
    after = len(shown) - before - 1
    return [*printed[:before], ELSE, *printed[len(printed) - after :]]


def renew(text: str, folder: Path) -> str:
    """Run the examples of a README in order and return its text with what they print."""

    def block(match: re.Match[str]) -> str:
        done = [(command, abridge(run(command, folder), shown)) for command, shown in examples(match[0])]
        return "".join(f"$ {command}\n" + "".join(f"{line}\n" for line in lines) for command, lines in done)

    return CONSOLE.sub(block, text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the commands of the README have been run, one after another."""
    place = prepare(tmp_path_factory.mktemp("reader"))
    (place / "renewed.md").write_text(renew(ENGLISH.read_text("utf-8"), place), "utf-8")
    return place


def test_commands_print_what_is_shown(folder: Path) -> None:
    renewed = (folder / "renewed.md").read_text("utf-8")
    assert CONSOLE.search(renewed)
    assert steady(ENGLISH.read_text("utf-8")) == steady(renewed), "make readme writes what the commands print now"


def test_both_languages_show_the_same_commands() -> None:
    english, chinese = (CONSOLE.findall(path.read_text("utf-8")) for path in READMES)
    assert english == chinese


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_python_runs(readme: Path, folder: Path) -> None:
    blocks = PYTHON.findall(readme.read_text("utf-8"))
    assert blocks
    for block in blocks:
        done = subprocess.run([sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_links_lead_to_files(readme: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme.read_text("utf-8")) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_is_told(readme: Path) -> None:
    text = readme.read_text("utf-8")
    assert [name for name in COMMANDS if f"`yinpu {name}`" not in text] == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_what_shows_that_a_threat_is_met_is_there(readme: Path) -> None:
    shown = set(re.findall(r"`(tests/[^`]+\.py)`", readme.read_text("utf-8")))
    assert len(shown) > 8
    assert [path for path in shown if not (ROOT / path).is_file()] == []


@pytest.fixture(scope="module")
def desk(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples of the help texts name: reports/, report.txt, data/cases and casebooks."""
    place = tmp_path_factory.mktemp("desk")
    for folder_name in ("reports", "data/cases"):
        (place / folder_name).mkdir(parents=True)
    for name, source in (
        ("report.txt", "26_yixingnongshang.md"),
        ("notes.md", "24_jiaotong_zheshang_bohai.md"),
        ("reports/a.md", "12_nanjingyinhang.md"),
        ("data/cases/a.md", "12_nanjingyinhang.md"),
        ("data/cases/a.facts.jsonl", "12_nanjingyinhang.facts.jsonl"),
    ):
        shutil.copy(ROOT / "data/cases" / source, place / name)
    shutil.copy(folder / "yinpu.db", place)
    run("yinpu build report.txt --casebook banks.db && yinpu build report.txt", place)
    run("yinpu extract reports/ --out facts-parquet/ --format parquet && yinpu resolve facts-parquet/ -o graph/", place)
    return place


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_of_the_help_run(command: str, desk: Path) -> None:
    found = HELP_EXAMPLE.findall(COMMANDS[command].__doc__)
    assert found
    for example in found:
        assert example.startswith(f"yinpu {command}")
        run(f"{example} < /dev/null", desk)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        ENGLISH.write_text(renew(ENGLISH.read_text("utf-8"), prepare(Path(place))), "utf-8")
    blocks = iter(CONSOLE.findall(ENGLISH.read_text("utf-8")))
    CHINESE.write_text(CONSOLE.sub(lambda _: next(blocks), CHINESE.read_text("utf-8")), "utf-8")
