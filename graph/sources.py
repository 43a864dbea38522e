"""Where documents lie: on disk, in archives, and behind URLs that fsspec opens (s3://, hdfs://, memory://)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from extract.reading import SUFFIXES, ReadError, expand, may_be_document, read_bytes, too_large
from extract.reading.archives import archive_of
from graph.errors import YinpuError

# Facts may lie beside the documents that they annotate.
_NOT_DOCUMENTS = (".facts.md", ".facts.txt")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Url:
    """A document behind a URL, with what a path tells of its name."""

    text: str

    def __str__(self) -> str:
        """Return the URL."""
        return self.text

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return PurePosixPath(self.text).name

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return PurePosixPath(self.text).stem

    @property
    def suffix(self) -> str:
        """The end of the name from its last dot on."""
        return PurePosixPath(self.text).suffix


Source = Path | Url


def find_documents(paths: Iterable[str | Path]) -> list[Source]:
    """Return the documents among files, in folders and in zip archives, searched through and sorted by name.

    Parameters
    ----------
    paths
        Files, archives and folders, on disk or behind URLs. In folders and archives, hidden files and files of other
        kinds are passed over; behind URLs, archives are not opened.

    Returns
    -------
    list of Path or Url
        Absolute, each once; the path of a file in an archive is the archive's with the file's name behind it.

    Raises
    ------
    YinpuError
        A path does not exist, or none of them holds a document.
    MissingExtraError
        A URL is given, and fsspec or what it needs for this kind of URL is not installed.
    """
    given = list(paths)
    found = dict.fromkeys(source for path in given for source in _in(path))
    if not found:
        kinds = ", ".join(sorted(SUFFIXES))
        raise YinpuError(f"{', '.join(map(str, given))}: no documents here; yinpu reads files that end in {kinds}")
    return list(found)


def read_source(source: Source, largest: int | None = None) -> bytes:
    """Return the content of a document.

    Parameters
    ----------
    source
        Where it lies.
    largest
        How many bytes it may have; by default what `extract.reading` takes.

    Raises
    ------
    extract.reading.ReadError
        It is missing, empty or too large, or cannot be read.
    """
    if isinstance(source, Path):
        return read_bytes(source, largest)
    try:
        system, name = _opened(source.text)
        size = size_of(source)
        if largest is not None and size > largest:
            raise ReadError(f"{source}: {too_large(size, largest)}; split it")
        data: bytes = system.cat_file(name)
    except FileNotFoundError:
        raise ReadError(f"{source}: there is no such file; check the URL") from None
    except OSError as error:
        raise ReadError(f"{source}: the file cannot be read ({error}); check the URL and your permission") from None
    if not data:
        raise ReadError(f"{source}: the file is empty (0 bytes); save or download it again")
    return data


def size_of(source: Source) -> int:
    """Return the size of a document in bytes, 0 where it is not known; a file in an archive counts as packed."""
    try:
        if isinstance(source, Path):
            return source.stat().st_size
        system, name = _opened(source.text)
        return int(system.size(name) or 0)
    except OSError:
        return 0


def is_url(path: str | Path) -> bool:
    """Say whether a text names a document behind a URL, and not one on this disk.

    Examples
    --------
    >>> is_url("s3://reports/2025.pdf"), is_url("C:/reports/2025.pdf")
    (True, False)
    """
    return isinstance(path, str) and _URL.match(path) is not None


def _in(path: str | Path) -> Iterator[Source]:
    if is_url(path):
        yield from _behind(str(path))
        return
    path = Path(path)
    if path.is_dir():
        files = [child for child in sorted(path.rglob("*")) if _is_document(child, path)]
    elif path.exists() or path.is_symlink() or archive_of(path):
        files = [path]
    else:
        raise YinpuError(f"{path}: no such file or folder; check the spelling")
    for file in files:
        yield from expand(_absolute(file))


def _behind(url: str) -> Iterator[Url]:
    system, root = _opened(url)
    try:
        if system.isfile(root):
            yield Url(system.unstrip_protocol(root))
            return
        names = sorted(system.find(root))
    except OSError as error:
        raise YinpuError(f"{url}: cannot be listed ({error}); check the URL and your permission") from None
    if not names and not system.exists(root):
        raise YinpuError(f"{url}: no such file or folder; check the URL")
    for name in names:
        inside = PurePosixPath(name).relative_to(root.rstrip("/") or "/") if root else PurePosixPath(name)
        known = inside.suffix.lower() in SUFFIXES - {".zip"}
        if known and not inside.name.endswith(_NOT_DOCUMENTS) and not _is_hidden(inside.parts):
            yield Url(system.unstrip_protocol(name))


def _opened(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and what the file is called there."""
    try:
        import fsspec
    except ImportError:
        raise YinpuError(
            f"{url}: fsspec, which opens URLs, is not installed; install it with: pip install fsspec"
            " (the extras dask, ray and spark bring it)"
        ) from None
    try:
        system, name = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise YinpuError(f"{url}: cannot be opened: {error}") from None
    return system, name


def _is_document(path: Path, folder: Path) -> bool:
    if path.name.endswith(_NOT_DOCUMENTS) or _is_hidden(path.relative_to(folder).parts):
        return False
    # A link that leads nowhere is taken for the document that it should lead to, so that its failure is told.
    return (path.is_file() or (path.is_symlink() and not path.exists())) and may_be_document(path)


def _is_hidden(parts: Iterable[str]) -> bool:
    return any(part.startswith((".", "~$")) for part in parts)


def _absolute(path: Path) -> Path:
    """Return the path from the root on, links followed where they lead anywhere."""
    return path.resolve() if path.exists() else Path.cwd() / path
