"""What travels in the wheel, and that it runs where no checkout is."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def dist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a source distribution and of the wheel that was built from it."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(root)]
    subprocess.run(build, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment with the wheel; it borrows the dependencies of this one.

    A path file adds the site-packages of the running interpreter behind the environment's own. Path files in
    there are not followed, so an editable install of the checkout is out of reach.
    """
    home = tmp_path_factory.mktemp("env")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip()
    dependencies = Path(pytest.__file__).resolve().parents[1]
    (Path(site) / "dependencies.pth").write_text(f"{dependencies}\n", "utf-8")
    return home / "bin"


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("package", ["extract", "graph"])
def test_the_wheel_has_every_file_of_the_packages(wheel: Path, root: Path, package: str) -> None:
    files = {f.relative_to(root).as_posix() for f in (root / package).rglob("*") if f.is_file()}
    assert {f for f in files if "__pycache__" not in f} <= names(wheel)


@pytest.mark.parametrize("folder", ["lexicon", "registry"])
def test_the_wheel_has_the_knowledge_that_the_code_reads(wheel: Path, root: Path, folder: str) -> None:
    files = {
        f"extract/data/{folder}/{f.name}" for f in (root / "data" / folder).iterdir() if f.suffix in {".csv", ".toml"}
    }
    assert files
    assert files <= names(wheel)


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in names(wheel)}
    assert tops == {"extract", "graph", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}
    assert {name.split("/")[2] for name in names(wheel) if name.startswith("extract/data/")} == {"lexicon", "registry"}


def test_the_source_distribution_can_build_and_test(dist: Path) -> None:
    archive = next(dist.glob("*.tar.gz"))
    top = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as tar:
        files = {name.removeprefix(f"{top}/") for name in tar.getnames()}
    wanted = {"Makefile", "LICENSE", "README.md", "README.zh.md", "constraints.txt", "pyproject.toml", ".ci/run"}
    assert wanted | {"tests/test_packaging.py", "data/README.md", "data/cases/01_zhaoshang.md"} <= files
    assert not any(name.startswith((".venv", ".git/", "out/")) for name in files)


def test_it_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    def run(*command: str | Path) -> str:
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    folder = tmp_path / "briefs"
    folder.mkdir()
    (folder / "brief.txt").write_text("海宁农商银行推出“潮信贷”，服务科技企业120家。\n", "utf-8")
    for package in ("extract", "graph"):
        home = run(installed / "python", "-c", f"import {package}; print({package}.__file__)").strip()
        assert Path(home).is_relative_to(installed.parent), home
    run(installed / "yinpu", "build", folder)
    assert (tmp_path / "yinpu.db").is_file()
    assert "潮信贷" in run(installed / "yinpu", "initiatives", "海宁农商银行", "--json")
