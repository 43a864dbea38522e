"""Zip archives as folders: `reports.zip/2025/a.pdf` names a file in `reports.zip`.

Nothing is unpacked to disk, so a name that leads out of the archive leads nowhere; sizes are limited before and while
a file is unpacked, whatever the archive says of them.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

from extract.reading.contents import binary_format
from extract.reading.formats.problems import FormatError

LARGEST_ARCHIVE = 2 << 30
MOST_FILES = 10_000
DEEPEST = 3
_ENCRYPTED = 0x1
_UTF8 = 0x800
_MAGIC = b"PK"


def is_archive(data: bytes) -> bool:
    """Tell whether the content of a file is that of an archive of documents (and not of an Office file)."""
    try:
        return data.startswith(_MAGIC) and binary_format(data) == "zip"
    except FormatError:
        return False


def list_archive(path: Path) -> list[Path]:
    """Return the files in an archive and in the archives in it, by name; the path itself where it cannot be listed.

    What is wrong is said when the path that stands for it is read: `read_member` and `archive_problem` tell.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_list(archive, path, 1))
    except (OSError, zipfile.BadZipFile, FormatError, NotImplementedError, ValueError):
        return [path]


def archive_problem(path: Path) -> FormatError:
    """Return what is wrong with an archive that is asked for as if it were one document."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive)
    except FormatError as error:
        return error
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        return FormatError(f"the archive is damaged or cut off ({error})", "download or pack it again")
    return FormatError("this is an archive of documents", "build it, or name a file in it")


def archive_of(path: Path) -> Path | None:
    """Return the archive on disk in which a path lies, None where no part of the path is a file."""
    return next((parent for parent in path.parents if parent.is_file()), None)


def read_member(archive: Path, path: Path, largest: int) -> bytes:
    """Return the content of a file in an archive.

    Parameters
    ----------
    archive
        The archive on disk.
    path
        The path of the archive with that of the file behind it.
    largest
        How many bytes the file may unpack to.

    Raises
    ------
    FormatError
        There is no such file, its name leads out of the archive, it is encrypted, damaged or too large.
    """
    return _read(archive, path.relative_to(archive).as_posix(), largest)


def _read(file: Path | BytesIO, name: str, largest: int) -> bytes:
    if ".." in PurePosixPath(name).parts:
        raise FormatError("its name leads out of the archive", "unpack the archive by hand, if you trust it")
    try:
        with zipfile.ZipFile(file) as archive:
            infos = {_name(info): info for info in archive.infolist()}
            if name in infos:
                return _unpacked(archive, infos[name], largest)
            for inner, info in infos.items():
                if name.startswith(f"{inner}/"):
                    return _read(BytesIO(_unpacked(archive, info, largest)), name[len(inner) + 1 :], largest)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise FormatError(f"it is damaged in the archive ({error})", "download or pack it again") from None
    raise FormatError("there is no such file in the archive", "check the path")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, largest: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise FormatError("it is protected by a password", "unpack the archive by hand")
    with archive.open(info) as member:
        data = member.read(largest + 1)
    if len(data) > largest:
        raise FormatError(f"it unpacks to more than {largest / 1e6:.0f} MB", "unpack and split it, if you trust it")
    return data


def _list(archive: zipfile.ZipFile, path: Path, depth: int) -> Iterator[Path]:
    _check(archive)
    for info in sorted(archive.infolist(), key=_name):
        name = _name(info)
        if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in _parts(name) if part != ".."):
            continue
        if name.lower().endswith(".zip") and depth < DEEPEST and ".." not in _parts(name):
            try:
                with zipfile.ZipFile(BytesIO(_unpacked(archive, info, LARGEST_ARCHIVE // 4))) as inner:
                    yield from _list(inner, path / name, depth + 1)
                    continue
            except (zipfile.BadZipFile, FormatError, NotImplementedError, ValueError, OSError, zlib.error):
                pass
        yield path / name


def _check(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    size = sum(info.file_size for info in infos)
    if size > LARGEST_ARCHIVE or len(infos) > MOST_FILES:
        raise FormatError(
            f"the archive unpacks to {size / 1e6:,.0f} MB in {len(infos):,} files, more than yinpu takes",
            "unpack it by hand, if you trust it",
        )


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a file; one that does not say that it is UTF-8 is that of a Chinese Windows, GB18030."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return name.replace("\\", "/").lstrip("/")


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name).parts
