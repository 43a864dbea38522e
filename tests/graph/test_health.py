"""What `yinpu doctor` finds well, and what it does not."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graph.casebook import health
from graph.casebook.health import examine
from graph.cli import main


def found(casebook: Path | None) -> dict[str, health.Finding]:
    return {finding.check: finding for finding in examine(casebook)}


def test_all_is_well(casebook: Path) -> None:
    findings = found(casebook)
    assert {finding.status for finding in findings.values()} == {"ok"}, findings
    assert "sound" in findings["casebook"].found
    assert findings["graph"].found == "13 nodes, 13 edges"
    assert "spacy 3." in findings["packages"].found
    assert "banks in the registry" in findings["extraction"].found
    assert "casebook" not in found(None)


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    real = health.distribution

    def without(name: str):
        if name in ("pandas", "pyarrow"):
            raise health.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(health, "distribution", without)
    findings = found(None)
    assert (findings["packages"].status, findings["packages"].found) == ("failed", "missing: pandas")
    assert findings["extra parquet"].status == "ok"
    assert "pip install 'yinpu[parquet]'" in findings["extra parquet"].found


def test_an_extractor_that_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SENTENCE", "没有。")
    assert found(None)["extraction"].status == "failed"


def test_a_damaged_casebook(casebook: Path) -> None:
    with closing(sqlite3.connect(casebook)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'evidence'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(casebook.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    casebook.write_bytes(content)
    finding = found(casebook)["casebook"]
    assert finding.status == "failed"
    assert "build it anew" in finding.cure


def test_rows_that_refer_to_nothing(casebook: Path) -> None:
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("DELETE FROM entities WHERE id = 1")
    assert "refer to nothing" in found(casebook)["casebook"].found


def test_what_is_out_of_date(casebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.build.extractor_version", lambda: "another")
    with closing(sqlite3.connect(casebook)) as connection, connection:
        connection.execute("DELETE FROM meta WHERE key = 'resolved'")
    findings = found(casebook)
    assert findings["documents"].status == findings["graph"].status == "warning"
    assert findings["documents"].found.startswith("2 of 2")


def test_the_command(casebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["doctor", *words])
        return ended.value.code or 0

    assert run("--casebook", str(casebook), "--json") == 0
    assert {row["status"] for row in json.loads(capsys.readouterr().out)} == {"ok"}
    assert run("--casebook", str(tmp_path / "no.db")) == 1
    assert "no such casebook" in capsys.readouterr().out


def test_no_casebook_yet_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YINPU_CASEBOOK", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    assert not ended.value.code
    assert "extraction" in capsys.readouterr().out
