"""The notebooks run from a fresh clone, and what they show is what they hold.

python tests/test_notebooks.py     run them and write what they show
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 200_000
TIMEOUT = 600


def run(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook as it would run in notebooks/ of a fresh clone that stands in `folder`."""
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(folder / "notebooks")}}
    NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", resources=place, record_timing=False).execute()
    return notebook


def prepare(folder: Path) -> Path:
    """Make a folder that looks like a fresh clone: nothing is built there yet."""
    (folder / "data").symlink_to(ROOT / "data")
    (folder / "notebooks").mkdir()
    for helper in (ROOT / "notebooks").glob("*.py"):
        (folder / "notebooks" / helper.name).symlink_to(helper)
    return folder


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("clone"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_ends_with_a_picture(path: Path, clone: Path) -> None:
    notebook = run(path, clone)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.get("name") == "stderr"], "nothing is complained of"
    assert "image/svg+xml" in notebook.cells[-1].outputs[-1].data
    rows = [output.data["text/html"].count("<tr") for output in outputs if "text/html" in output.get("data", {})]
    assert rows
    assert min(rows) > 1, "no table is empty"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_is_small_and_whole(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.stat().st_size < LARGEST
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run once, from top to bottom"
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    assert str(ROOT) not in path.read_text("utf-8")


def test_there_are_four() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        clone = prepare(Path(place))
        for path in NOTEBOOKS:
            nbformat.write(run(path, clone), path)
