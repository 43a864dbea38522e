"""Files to documents."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest

from extract import reading
from extract.reading import SUFFIXES, ReadError, read_file, read_text

TEXT = (
    "某银行推出新产品\n\n某银行近年来聚焦科技型企业，推出云帆贷，服务企业超过两千家。\n\n该行在总行设立科技金融部。\n"
)


def test_the_id_depends_on_name_and_content_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for path in (tmp_path / "a/case.txt", tmp_path / "b/case.txt"):
        path.write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    first, second = read_file(tmp_path / "a/case.txt"), read_file(str(tmp_path / "b/case.txt"))
    assert first == second == read_text(TEXT, "case")
    assert (first.id, first.sha256) == (f"case-{digest[:8]}", digest)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_and_line_ends_change_nothing(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "case.txt"
    path.write_bytes(TEXT.replace("\n", newline).encode(encoding))
    document, plain = read_file(path), read_text(TEXT, "case")
    assert (document.text, document.blocks, document.title) == (plain.text, plain.blocks, plain.title)


@pytest.mark.parametrize(
    ("first", "date"),
    [
        ("（2025年6月30日，合肥）某银行发布年报，余额三亿元。", "2025-06-30"),
        ("本报讯（2025年6月3日）某银行发布年报，余额三亿元。", "2025-06-03"),
        ("本报2026年2月讯 某银行发布年报，余额三亿元。", "2026-02"),
        ("新闻稿 2026年1月 合肥", "2026-01"),
        ("——对话某银行负责人（2025年12月）", "2025-12"),
        ("某银行2025年6月发布年报，余额三亿元。", None),
        ("截至2025年6月末，余额三亿元。", None),
        ("（注：数据截至2025年6月30日）", None),
    ],
)
def test_the_date_is_that_of_the_dateline(first: str, date: str | None) -> None:
    document = read_text(f"某银行推出新产品\n{first}\n\n该行在总行设立科技金融部，服务企业。", "case")
    assert document.meta.get("date") == date


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "empty.*save"),
        ("blank.txt", b" \n\xef\xbb\xbf\t\n", "no text.*check"),
        ("blank.md", b"---\ntitle: x\n---\n<!-- y -->\n", "no text.*check"),
        ("report.txt", b"%PDF-1.4\n", "PDF is damaged.*download"),
        ("data.txt", bytes(range(256)) * 9, "not text.*UTF-8"),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"old Word.*\.docx"),
        ("picture.txt", b"\x89PNG\r\n", "picture.*OCR"),
    ],
)
def test_bad_input_gets_one_message_with_file_and_cure(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=message) as error:
        read_file(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_and_what_is_no_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read_file(tmp_path / "missing.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match="no file"):
        read_file(tmp_path / "folder.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="no file"):
        read_file(tmp_path / "pipe.txt")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 1000)
    (tmp_path / "large.txt").write_bytes(b"a" * 1001)
    with pytest.raises(ReadError, match="split"):
        read_file(tmp_path / "large.txt")
    with pytest.raises(ReadError, match="split"):
        read_text("a" * 1001, "large")


def test_suffixes() -> None:
    assert {".txt", ".md", ".html", ".pdf", ".docx", ".xlsx", ".csv", ".pptx", ".zip"} <= SUFFIXES


def calls_to_read(text: str) -> int:
    """Return how many functions were called: the work, but for what one call does inside."""
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        read_text(text, "text")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "piece",
    [
        "上\n",
        "某银行聚焦科技型企业\n\n",
        "甲\t乙\t丙\n丁\n戊\n",
        "甲\t乙\n\n\n",
        "（下转二版）\n（上接一版）\n甲乙，\n",
        "某某联盟出品\n某银行，推出多款\n",
        "上 海 ",
        "\n \n",
        "甲乙丙丁戊己庚，辛壬癸，子丑寅卯\n",
        "甲，乙，丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥\n短\n",
        "“某银行。” 某报 记者 王小明\n",
    ],
)
def test_work_grows_with_the_length_of_the_text(piece: str) -> None:
    count = 12_000 // len(piece)
    once, twice = calls_to_read("始" + piece * count), calls_to_read("始" + piece * count * 2)
    assert twice < 2.5 * once


def quotes(path: Path) -> list[str]:
    facts = path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return [re.sub(r"\s", "", json.loads(fact)["evidence"]) for fact in facts]


@pytest.mark.parametrize("folder", ["gold", "corpus"])
def test_every_quoted_evidence_of_the_annotated_texts_is_in_the_clean_text(shared: Path, folder: str) -> None:
    missing = []
    for path in sorted((shared / folder).glob("*.txt")):
        clean = re.sub(r"\s", "", read_file(path).text)
        missing += [(path.name, quote) for quote in quotes(path) if quote not in clean]
    assert missing == []


def test_no_character_of_the_annotated_texts_is_lost(shared: Path) -> None:
    mark = re.compile("[（(](?:下转|上接)[^）)]*[）)]")
    for path in sorted((shared / "gold").glob("*.txt")) + sorted((shared / "corpus").glob("*.txt")):
        source = mark.sub("", path.read_text(encoding="utf-8"))
        ideographs = re.compile("[\u4e00-\u9fff]")
        assert Counter(ideographs.findall(read_file(path).text)) == Counter(ideographs.findall(source)), path.name


def test_the_case_briefs_read_the_same_with_and_without_front_matter(root: Path) -> None:
    paths = sorted((root / "data/cases").glob("*.md"))
    assert paths
    for path in paths:
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        document, plain = read_file(path), read_text(body, path.stem)
        assert (document.text, document.blocks) == (plain.text, plain.blocks)
        assert {"title", "genre", "banks", "sources"} <= document.meta.keys()
