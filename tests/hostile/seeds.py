"""Whole files of each format, and what damage does to them."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path

from extract.reading import ReadError, expand, read_content, read_file
from extract.schema import Document
from tests.extract.formats import writers

BLOCKS: tuple[writers.Block, ...] = (
    ("title", ("海河银行推出云帆贷",)),
    ("heading", ("一、科技金融",)),
    ("paragraph", ("截至2025年6月末，海河银行“云帆贷”余额120.5亿元，同比增长12.3%，服务科技企业3,200家。",)),
    ("paragraph", ("该行与云岚科技股份有限公司（下称“云岚科技”）合作，上线“潮生”平台，三成客户为首贷户。",)),
    ("row", ("银行", "余额（亿元）", "增速")),
    ("row", ("海河银行", "120.5", "12.3%")),
    ("row", ("云岭银行", "80", "5%")),
)
# A part of a file as bytes that readers look for, to be put in anywhere.
# fmt: off
TOKENS = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x81\x30\x81\x30", b"\n", b"\r", b"\t", b",", b'"', b"|", b"---\n",
    b"# ", b"<", b"<p>", b"</", b"<!--", b"<table>", b"<![CDATA[", b"&#x0;", b"&amp", b"<script>",
    b"<td colspan=99999>", b"%PDF-", b"endobj", b"stream\n", b"/Kids [3 0 R]", b"/Length 99999999", b"trailer", b"xref",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"boundary=", b"Content-Type: ",
    "“".encode(), "（".encode(), "亿".encode(), "年".encode(), b"9" * 400,
)
# fmt: on


@cache
def seeds() -> dict[str, bytes]:
    """Return a whole file of each format that yinpu reads, by a name with its suffix."""
    plain = "\n\n".join("\t".join(cells) for _, cells in BLOCKS)
    rows = [list(cells) for kind, cells in BLOCKS if kind == "row"]
    page = writers.web_page(BLOCKS, "2025-07-01")
    saved = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{page}\n--b--\n"
    )
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("报告/一.txt", plain)
        file.writestr("二.html", page)
    return {
        "a.txt": plain.encode(),
        "gb.txt": plain.encode("gb18030"),
        "wide.txt": plain.encode("utf-16"),
        "a.md": f"---\ntitle: 云帆贷\ndate: 2025-07-01\n---\n{writers.markdown(BLOCKS)}".encode(),
        "a.html": page.encode(),
        "a.mhtml": saved.encode(),
        "a.csv": "\n".join(",".join(row) for row in rows).encode("gb18030"),
        "a.pdf": writers.pdf(BLOCKS),
        "a.docx": writers.word(BLOCKS),
        "a.xlsx": writers.excel({"表": rows}),
        "a.pptx": writers.slides(BLOCKS),
        "a.zip": archive.getvalue(),
    }


def spoiled(data: bytes, edits: list[tuple[int, int, int]]) -> bytes:
    """Return a file with some edits: each a place (in ten-thousandths of the file), what is done, and with what."""
    for place, what, how in edits:
        at = place * len(data) // 10_000
        if what == 0:
            data = data[:at] + TOKENS[how % len(TOKENS)] + data[at:]
        elif what == 1:
            data = data[:at] + bytes([how % 256]) + data[at + 1 :]
        elif what == 2:
            data = data[:at] + data[at + how :]
        elif what == 3:
            data = data[: at + how] + data[at:]
        elif what == 4:
            data = data[:at]
    return data


def read(name: str, data: bytes, folder: Path) -> list[Document]:
    """Return what is read of a file; nothing where it is refused with a message that names it and a cure."""
    path = folder / name
    try:
        if path.suffix != ".zip":
            return [read_content(data, path)]
        path.write_bytes(data)
        return [read_file(one) for one in expand(path)]
    except ReadError as error:
        told = str(error)
        assert told.startswith(str(path)), told
        assert "; " in told and "\n" not in told and "Traceback" not in told, told
        return []


def check(document: Document) -> None:
    """Raise where a document is not whole: blocks in their order within the text, text that can be stored."""
    assert document.text
    document.text.encode()
    ends = [0, *(block.end for block in document.blocks)]
    for block, floor in zip(document.blocks, ends, strict=False):
        assert floor <= block.start <= block.end <= len(document.text), block
