"""What bad files get: one message with the file, the reason and the cure, in bounded time and memory."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Word

from extract.reading import ReadError, expand, guard, read_content, read_file
from extract.reading import archives as archive_limits
from extract.reading.formats import FORMATS, Format

from . import writers

TEXT = "海河银行推出云帆贷，面向滨江市的科技型企业，额度最高五百万元。"


def word() -> bytes:
    document, out = Word(), BytesIO()
    document.add_paragraph(TEXT)
    document.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def fails(path: Path, message: str) -> None:
    with pytest.raises(ReadError, match=message) as error:
        read_file(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "; " in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".pdf", ".html", ".csv", ".zip", ".txt"])
def test_an_empty_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.touch()
    fails(path, "empty.*save or download")


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_an_office_file_that_is_cut_off(tmp_path: Path, share: float) -> None:
    data = word()
    path = tmp_path / "a.docx"
    path.write_bytes(data[: int(share * len(data))])
    fails(path, "damaged or cut off.*again")


def test_an_office_file_with_nonsense_in_it(tmp_path: Path) -> None:
    path = zipped({"[Content_Types].xml": b"<x", "word/document.xml": b"\0\1\2"}, tmp_path / "a.docx")
    fails(path, "parser fail.*save it again")


def test_an_office_file_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    fails(path, "protected by a password; save a copy")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    for name, head in (("a.txt", b"text"), ("a.pdf", b"%PDF-1.7")):
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(head)
            file.truncate(500_000_000)
        fails(path, "500 MB are more than.*split")


def test_links_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.symlink_to(path)
    fails(path, "link leads nowhere or in a circle; repair")


def test_documents_in_archives_in_archives(tmp_path: Path) -> None:
    inner = zipped({"云岭.docx": word()}, tmp_path / "inner.zip").read_bytes()
    path = zipped(
        {"2025/报告.txt": TEXT.encode(), "更多.zip": inner, "b.bin": b"x", ".c.txt": b"x"}, tmp_path / "a.zip"
    )
    found = expand(path)
    assert found == [path / "2025/报告.txt", path / "更多.zip/云岭.docx"]
    assert [read_file(one).text for one in found] == [TEXT, TEXT]
    fails(path, "archive of documents; build it")
    fails(path / "2025/no.txt", "no such file in the archive")


def test_names_of_a_chinese_windows(tmp_path: Path) -> None:
    raw = (
        zipped({"XXXX.txt": TEXT.encode()}, tmp_path / "a.zip").read_bytes().replace(b"XXXX", "报告".encode("gb18030"))
    )
    (tmp_path / "a.zip").write_bytes(raw)
    assert [read_file(one).name for one in expand(tmp_path / "a.zip")] == ["报告"]


def test_a_name_that_leads_out_of_the_archive(tmp_path: Path) -> None:
    path = zipped({"../evil.txt": b"x", "good.txt": TEXT.encode()}, tmp_path / "a.zip")
    evil, good = expand(path)
    fails(evil, "leads out of the archive; unpack")
    assert read_file(good).text == TEXT
    assert not (tmp_path / "evil.txt").exists()


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped({f"{n}.txt": b"0" * 1_000_000 for n in range(20)}, tmp_path / "a.zip")
    assert path.stat().st_size < 50_000
    monkeypatch.setattr(archive_limits, "LARGEST_ARCHIVE", 10_000_000)
    assert expand(path) == [path]
    fails(path, "unpacks to 20 MB in 20 files, more than.*unpack it by hand")


def test_an_archive_that_lies_about_its_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped({"a.txt": b"0" * 5_000_000}, tmp_path / "a.zip")
    size = (5_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (500).to_bytes(4, "little")))
    monkeypatch.setattr("extract.reading.LARGEST_BINARY_FILE", 1_000_000)
    fails(path / "a.txt", "; ")


def test_a_damaged_archive_and_one_with_a_password(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT.encode()}, tmp_path / "a.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(data[:-30])
    assert expand(tmp_path / "b.zip") == [tmp_path / "b.zip"]
    fails(tmp_path / "b.zip", "damaged or cut off")
    flagged = bytearray(data)
    flagged[data.index(b"PK\x03\x04") + 6] |= 1
    flagged[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "c.zip").write_bytes(flagged)
    fails(tmp_path / "c.zip/a.txt", "protected by a password; unpack")


def hanging_pdf(depth: int = 12, width: int = 30) -> bytes:
    """A small PDF whose page draws a form that draws the next one `width` times, and so on: it takes forever."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>",
        b"<< /Length 5 >> stream\n/F Do\nendstream",
    ]
    for level in range(depth):
        draw = b"/F Do " * width
        inner = b"/Resources << /XObject << /F %d 0 R >> >>" % (6 + level) if level + 1 < depth else b""
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length %d >> stream\n%s\nendstream"
            % (inner, len(draw), draw)
        )
    out = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return out + b"trailer << /Root 1 0 R /Size %d >>\n%%%%EOF\n" % (len(objects) + 1)


def test_a_pdf_that_hangs_its_parser_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hangs.pdf"
    path.write_bytes(hanging_pdf())
    read_content(word(), Path("warm.docx"))
    monkeypatch.setattr(guard, "SECONDS", 2.0)
    fails(path, "longer than 2 seconds to read; split it")
    monkeypatch.setattr(guard, "SECONDS", 60.0)
    assert read_content(word(), Path("next.docx")).text == TEXT


def until_gone(pid: int) -> None:
    """Wait for the end of a process that is killed: until then it seems to be there."""
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)


def test_a_parser_that_swells_or_dies_costs_its_file_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(writers.pdf([("paragraph", (TEXT * 50,))] * 20))
    assert TEXT in read_file(path).text  # with all libraries that it needs
    monkeypatch.setattr(guard, "MEMORY", 1)
    fails(path, "memory|parser fail")
    monkeypatch.setattr(guard, "MEMORY", 4 << 30)
    assert TEXT in read_file(path).text
    assert guard.guard.pid is not None
    os.kill(guard.guard.pid, signal.SIGKILL)
    until_gone(guard.guard.pid)
    assert TEXT in read_file(path).text


def test_the_worker_ends_with_its_owner() -> None:
    read_content(word(), Path("a.docx"))
    pid = guard.guard.pid
    assert pid is not None
    guard.guard.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_every_format_names_a_function() -> None:
    assert all(isinstance(one, Format) and one.suffixes for one in FORMATS.values())


@pytest.mark.parametrize("part", ['"\n', '\n"a', ',"', "'a',\n", '""', "|,;\t"])
def test_separated_values_full_of_marks_take_no_time(part: str) -> None:
    started = time.process_time()
    with suppress(ReadError):
        read_content((part * 8000).encode(), Path("a.csv"))
    assert time.process_time() - started < 5, "Python's own sniffer takes minutes"


@pytest.mark.parametrize(
    ("sign", "name"), [(",", "a.csv"), ("\t", "a.tsv"), (";", "a.csv"), ("|", "a.csv"), ("，", "a.csv")]
)
def test_the_sign_between_values(sign: str, name: str) -> None:
    rows = [["银行", "余额（亿元）", "说明"], ["海河银行", '"1,234"', "稳"], ["云岭银行", "80", '"快; 稳"']]
    text = "\n".join(sign.join(row) for row in rows)
    assert read_content(text.encode(), Path(name)).text.split("\n")[1:] == [
        "海河银行\t1,234亿元\t稳",
        "云岭银行\t80亿元\t快; 稳",
    ]


def test_lines_of_an_old_mac() -> None:
    assert read_content("银行,产品\r海河银行,云帆贷\r".encode(), Path("a.csv")).text == "银行\t产品\n海河银行\t云帆贷"
