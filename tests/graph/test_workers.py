"""Documents are read by several processes, on several engines, and none costs another."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from joblib import wrap_non_picklable_objects

from extract.schema import Extraction
from graph import load
from graph.build import BuildReport, DocumentError, Setup, build, extract_document, plan
from graph.casebook import open_for_reading
from graph.cli import main
from graph.errors import MissingExtraError, YinpuError
from graph.sources import Url, find_documents
from graph.workers.documents import Task
from graph.workers.engines import ENGINES, workers
from graph.workers.fan_out import batches
from graph.workers.limits import Limits

# White space after the statements makes a document long enough to be worth a process.
PADDING = "\n" * 8000


@pytest.fixture
def strange(monkeypatch: pytest.MonkeyPatch, extract_statements: Callable[..., Extraction]) -> None:
    """Builds read statements, and some documents do to their process what their name says."""

    def extract(path: str | Path, data: bytes) -> Extraction:
        name = Path(path).name
        if "hangs" in name:
            time.sleep(600)
        if "swells" in name:
            bytearray(1 << 40)
        if "dies" in name:
            os.kill(os.getpid(), signal.SIGKILL)
        if "slow" in name:
            time.sleep(0.1)
        return extract_statements(path, data)

    monkeypatch.setattr("graph.build.extract_file", wrap_non_picklable_objects(extract))


def written(folder: Path, names: list[str], padding: str = PADDING) -> Path:
    folder.mkdir()
    for number, name in enumerate(names):
        lines = [f"bank 银舟{number}银行 city", f"product 舟贷{number} loan", f"银舟{number}银行 offers 舟贷{number}"]
        (folder / f"{name}.txt").write_text("\n".join(lines) + padding, encoding="utf-8")
    return folder


def facts_of(casebook: Path) -> tuple[object, ...]:
    graph = load(casebook)
    with closing(open_for_reading(casebook)) as connection:
        documents = connection.execute("SELECT id, sha256 FROM documents ORDER BY id").fetchall()
    return list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)), documents


def test_two_workers_make_the_casebook_that_one_makes(tmp_path: Path, strange: None) -> None:
    sources = find_documents([written(tmp_path / "many", [f"{number:02}" for number in range(18)])])
    told: list[object] = []
    one = build(tmp_path / "one.db", sources, setup=Setup(jobs=1))
    two = build(tmp_path / "two.db", sources, lambda source, result: told.append((source, result)), Setup(jobs=2))
    assert one.new == two.new == len(sources)
    assert sorted(told) == [(source, "new") for source in sources]
    assert facts_of(tmp_path / "one.db") == facts_of(tmp_path / "two.db")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_document_that_hangs_swells_or_dies_costs_itself_alone(tmp_path: Path, strange: None, jobs: int) -> None:
    names = ["a", "b-swells", "c", "d-dies", "e", "f-hangs", *"ghijklm"]
    sources = find_documents([written(tmp_path / "many", names)])
    report = build(tmp_path / "a.db", sources, setup=Setup(jobs=jobs, limits=Limits(seconds=5)))
    assert (report.new, report.failed) == (len(names) - 3, 3)
    assert [re.search(r"/(.)-", warning)[1] for warning in report.warnings] == ["b", "d", "f"], "in their order"
    swells, dies, hangs = report.warnings
    assert "more than 4096 MB of memory; split it, or allow more with --memory" in swells
    assert "ends the process" in dies
    assert "longer than 5 seconds; split it, or allow more with --timeout" in hangs


def test_what_is_too_large_says_so(tmp_path: Path, strange: None) -> None:
    path = tmp_path / "large.txt"
    path.write_text("bank 银舟银行 city\n" + "\n" * 1_100_000, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"large\.txt: 1 MB are more than the 1 MB that yinpu reads; split"):
        extract_document(path, Limits(size=1))
    assert extract_document(path, Limits(size=2)).entities


def test_short_documents_share_a_call() -> None:
    tasks = [(Task(Path(str(number))), size) for number, size in enumerate([10] * 40 + [90_000, 10])]
    assert [len(batch) for batch in batches(tasks)] == [16, 16, 8, 1, 1]


def test_a_plan_says_what_a_build_would_do_and_writes_nothing(
    tmp_path: Path, strange: None, statements: None, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path / "many", ["a", "b", "c", "d"], "")
    casebook = tmp_path / "a.db"
    assert len(plan(casebook, find_documents([folder])).new) == 4
    assert not casebook.exists()
    (folder / "d.txt").write_text("CRASH", encoding="utf-8")
    build(casebook, find_documents([folder]))
    before = {path: path.read_bytes() for path in tmp_path.glob("a.db*")}
    (folder / "a.txt").unlink()
    (folder / "b.txt").write_text("bank 云岭银行 city", encoding="utf-8")
    (folder / "e.txt").write_text("bank 海河银行 city", encoding="utf-8")
    (folder / "f.txt").touch()
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder), "--casebook", str(casebook), "--dry-run"])
    assert not ended.value.code
    printed = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [what for what, _ in printed] == ["new", "new", "changed", "failed", "unreadable", "gone", "would", "gone"]
    assert printed[5][1] == str(folder / "a.txt")
    assert printed[6][1] == "read     new 2 · changed 1 · unchanged 1 · unreadable 1"
    assert {path: path.read_bytes() for path in before} == before


def test_documents_behind_urls(tmp_path: Path, statements: None, folder: Path) -> None:
    url = folder.as_uri()
    sources = find_documents([url])
    assert [source.name for source in sources] == ["haihe.txt", "yunling.txt"]
    casebook = tmp_path / "a.db"
    assert build(casebook, sources).new == 2
    assert load(casebook).nodes["product:海河银行/海智贷"]["documents"] == 1
    assert build(casebook, sources).unchanged == 2
    (folder / "haihe.txt").write_text("", encoding="utf-8")
    (folder / "yunling.txt").unlink()
    failed = build(casebook, sources)
    assert [warning.partition(": ")[0] for warning in failed.warnings] == [str(source) for source in sources]
    assert "empty" in failed.warnings[0]
    assert "no such file" in failed.warnings[1]
    with pytest.raises(YinpuError, match="no such file or folder"):
        find_documents([f"{url}/nothing"])
    with pytest.raises(YinpuError, match="cannot be opened"):
        find_documents(["nonsense://bucket/a.txt"])


def test_a_url_is_known_by_its_name() -> None:
    url = Url("s3://bucket/2025/report.a.pdf")
    assert (url.name, url.stem, url.suffix, str(url)) == ("report.a.pdf", "report.a", ".pdf", url.text)


def test_what_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(YinpuError, match="pip install fsspec"):
        find_documents(["s3://bucket/a.txt"])
    for engine, module in (("dask", "distributed"), ("ray", "ray"), ("spark", "pyspark")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(MissingExtraError, match=rf"pip install 'yinpu\[{engine}\]'"), workers(engine, 1):
            pass


def test_wrong_engines_are_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--engine", "none"], ["--jobs", "0"], ["--scheduler", "tcp://localhost:1"], ["--timeout", "0"]):
        with pytest.raises(SystemExit) as ended:
            main(["build", str(folder), *words])
        assert ended.value.code == 2
    capsys.readouterr()
    assert set(ENGINES) == {"loky", "dask", "ray", "spark"}


def test_dask_loses_a_worker_and_no_document(tmp_path: Path, strange: None) -> None:
    from distributed import Client, LocalCluster

    names = [f"{number:03}-slow" for number in range(40)]
    sources = find_documents([written(tmp_path / "many", names)])
    killed: list[int] = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            processes = sorted(client.run(os.getpid).values())

        def kill_one(_: object, __: object) -> None:
            if not killed:
                killed.append(processes[0])
                os.kill(processes[0], signal.SIGKILL)

        setup = Setup("dask", cluster.scheduler_address)
        report: BuildReport = build(tmp_path / "dask.db", sources, kill_one, setup)
    assert killed
    assert (report.new, report.warnings) == (len(names), [])
    build(tmp_path / "one.db", sources, setup=Setup(jobs=1))
    assert facts_of(tmp_path / "dask.db") == facts_of(tmp_path / "one.db")
