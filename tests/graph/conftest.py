from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from joblib import wrap_non_picklable_objects

from extract.schema import Extraction

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

HAIHE = """\
bank 海河银行 city = 海河行
unit 海河银行滨江分行 branch
product 海智贷 loan
product “潮生”平台 platform
program 春芽计划 plan
partner 云岚科技 company = 云岚
partner 滨江市科技局 government
海河银行滨江分行 part_of 海河银行
海河银行 offers 海智贷
海河银行滨江分行 offers “潮生”平台
海河银行 runs 春芽计划 & 海河银行 cooperates_with 云岚科技
“潮生”平台 cooperates_with 滨江市科技局
海河银行 reports 科技贷款余额 >120.5 亿元 2025-06-30
海河银行 reports 累计投放 30 亿元 2024 海智贷
海河银行滨江分行 reports 服务企业数 200 户 -
"""
YUNLING = """\
bank 云岭银行 city
bank 海河行 city
product 海智贷 loan
product 云舟贷 loan
partner 云岚科技股份有限公司 company
云岭银行 offers 海智贷
云岭银行 offers 云舟贷
云岭银行 cooperates_with 云岚科技股份有限公司
云岭银行 cooperates_with 海河行
海河行 reports 科技贷款余额 >120.5 亿元 2025-06-30
"""


def _statements():
    spec = importlib.util.spec_from_file_location("statements", HERE / "statements.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def extract_statements() -> Callable[[Path], Extraction]:
    return _statements().extract_statements


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch, extract_statements: Callable[[Path], Extraction]) -> None:
    """Builds read the plain statements of `statements.py`; the function travels to the processes that read."""
    monkeypatch.setattr("graph.build.extract_file", wrap_non_picklable_objects(extract_statements))
    monkeypatch.setattr("graph.build.extractor_version", lambda: "statements")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents on two invented banks that each have a 海智贷."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "haihe.txt").write_text(HAIHE, encoding="utf-8")
    (folder / "yunling.txt").write_text(YUNLING, encoding="utf-8")
    return folder


@pytest.fixture
def casebook(tmp_path: Path, folder: Path, statements: None) -> Path:
    """The casebook of these documents."""
    from graph.build import build, find_documents

    path = tmp_path / "yinpu.db"
    build(path, find_documents([folder]))
    return path


@pytest.fixture
def read_only(casebook: Path, folder: Path) -> Iterator[Path]:
    """A folder with the casebook in it where nothing may be written, by root neither: root is nobody meanwhile."""
    import filelock  # noqa: F401

    import graph.resolution  # noqa: F401
    from graph.export import export

    # Whatever an export imports is imported now: nobody may not be allowed to do so later.
    export(casebook, "graphml", casebook.with_suffix(".graphml"))
    place = Path(tempfile.mkdtemp())
    shutil.copy(casebook, place / "yinpu.db")
    shutil.copytree(folder, place / "documents")
    place.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield place
    os.seteuid(user)
    place.chmod(0o755)
    shutil.rmtree(place)


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


@pytest.fixture
def yinpu(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command line with the stand-in extractor in a process of its own."""

    def run(*args: str | Path, **options) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(HERE / "statements.py"), *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, **options)

    return run
