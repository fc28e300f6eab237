"""Opening files: texts in any encoding, and compressed ones, of which no more is unpacked than a file of their size may hold."""

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from ..errors import ArticleError, OptionError
from .article import Problem

PACKED = (".gz", ".zst")
"""Endings of compressed files, behind the ending that says the format."""

LARGEST_RATIO, SMALL = 200, 1 << 26
"""How many times its size a compressed file may unpack to, once it is more than `SMALL` bytes; prose reaches about 4."""

LONGEST_LINE = 1 << 27
"""Characters of a line, or of a cell of a table, that are kept in memory at once."""

LARGEST_FILE = 1 << 26
"""Bytes of a document, spreadsheet or XML file, which is read as a whole."""

_PACKED = re.compile(r"\.(gz|zst)$", re.IGNORECASE)
_UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

WINDOWS = "cp1252"
"""The encoding in which spreadsheets on Windows write text files."""

_SAMPLE = 1 << 13  # bytes at the start of a file by which its encoding is told
_LETTERS = bytes(range(0x80, 0x100))  # and marks beyond ASCII, or parts of them
_IN_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def unpacked_name(path: str) -> str:
    """The path without the ending that says how the file is compressed.

    >>> unpacked_name("news/articles.csv.gz")
    'news/articles.csv'
    """
    return _PACKED.sub("", path)


@contextmanager
def binary_file(path: str) -> Iterator[Any]:
    """A buffered reader of the bytes of a file, unpacked where its name says that it is compressed.

    "-" is standard input, which is not closed.

    Raises ArticleError on reading where the file is damaged, or unpacks to more than a file of its size should.
    """
    if path == "-" and sys.stdin is None:
        raise ArticleError("standard input is closed: pass articles to it, or name a file")
    if path == "-":
        reader: Any = io.BufferedReader(sys.stdin.buffer)
        try:
            yield reader
        finally:
            reader.detach()
        return
    with open(path, "rb") as file:
        packed = _PACKED.search(path)
        yield io.BufferedReader(_Unpacked(file, packed[1].lower()), 1 << 16) if packed else file


class _Unpacked(io.RawIOBase):
    """What a compressed file holds."""

    def __init__(self, packed: IO[bytes], kind: str) -> None:
        self.packed, self.n = packed, 0
        self.broken: tuple[type[Exception], ...] = (EOFError, zlib.error, gzip.BadGzipFile)
        self.file: Any
        if kind == "gz":
            self.file = gzip.GzipFile(fileobj=packed)
        else:
            if sys.version_info >= (3, 14):
                from compression import zstd
            else:
                from backports import zstd
            self.file, self.broken = zstd.ZstdFile(packed), (*self.broken, zstd.ZstdError)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """The place; to go elsewhere would take unpacking from the start."""
        if offset != {io.SEEK_SET: self.n, io.SEEK_CUR: 0}.get(whence):
            raise io.UnsupportedOperation("a compressed file is read from front to back")
        return self.n

    def readinto(self, buffer: Any) -> int:
        try:
            unpacked = self.file.read1(len(buffer))  # no more than is there, so that nothing in front of a damaged place is lost
        except self.broken as error:
            raise ArticleError(f"the compressed file is damaged ({error})") from None
        buffer[: len(unpacked)] = unpacked
        self.n += len(unpacked)
        if self.n > SMALL and self.n > LARGEST_RATIO * self.packed.tell():
            raise ArticleError(
                f"unpacks to more than {LARGEST_RATIO} times its size, as files do that are made to fill a machine; "
                "if you trust it, unpack it and name the unpacked file"
            )
        return len(unpacked)


def whole_file(path: str) -> bytes:
    """The bytes of a file that cannot be read in pieces.

    Raises ArticleError where they are more than `LARGEST_FILE`.
    """
    with binary_file(path) as file:
        data: bytes = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ArticleError(f"more than {LARGEST_FILE >> 20} MiB: split it")
    return data


def zipped(data: bytes) -> ZipFile:
    """The parts of a file that is a zip archive inside, as those of Word and Excel are.

    Raises ArticleError where it is none, or unpacks to more than a file of its size should.
    """
    try:
        archive = ZipFile(io.BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise ArticleError(f"no file of Word or Excel, or it is damaged or has a password ({error})") from None
    if sum(part.file_size for part in archive.infolist()) > max(SMALL, LARGEST_RATIO * len(data)):
        raise ArticleError(f"unpacks to more than {LARGEST_RATIO} times its size, as files do that are made to fill a machine")
    return archive


@contextmanager
def text_file(path: str, encoding: str, problems: list[Problem]) -> Iterator[IO[str]]:
    """A file as text. A byte that cannot be decoded becomes a lone surrogate, so that one bad row costs no other row.

    A byte order mark of UTF-8, UTF-16 or UTF-32 is understood and left out. A file that is to be UTF-8 and has letters and marks
    beyond ASCII, none of them as UTF-8 writes them, is read as `WINDOWS`, which becomes a problem.

    Raises OptionError for an unknown encoding, ArticleError for UTF-16 that is read as UTF-8.
    """
    with binary_file(path) as file:
        found = _encoding(file, encoding)
        try:
            text = io.TextIOWrapper(file, encoding=found, errors="surrogateescape", newline="")
        except LookupError:
            raise OptionError(f"unknown encoding {encoding!r}") from None
        if found == WINDOWS != encoding:
            reason = f"not UTF-8, and read as {WINDOWS}, the encoding of Windows"
            problems.append(Problem(path, None, reason, "check a text; --encoding names another", skipped=False))
        try:
            yield text
        finally:
            with suppress(ValueError):  # closed by the reader
                text.detach()


def _encoding(file: Any, encoding: str) -> str:
    """The encoding by which to read, so that a byte order mark is no part of the text."""
    start, name = file.peek(4)[:4], encoding.lower().replace("_", "-")
    if name in ("utf-16-le", "utf-16-be", "utf-16le", "utf-16be") and start[:2] in _UTF_16:
        return "utf-16"
    if name not in ("utf-8", "utf8"):
        return encoding
    if start in _UTF_32:
        return "utf-32"
    if start[:2] in _UTF_16:
        return "utf-16"
    if len(start) == 4 and start.count(0) == 2:
        raise ArticleError(f"looks like UTF-16: name it with --encoding utf-16-{'be' if start[0] == 0 else 'le'}")
    sample = file.peek(_SAMPLE).rstrip(_LETTERS)  # it may end inside a letter
    return WINDOWS if not sample.isascii() and not _IN_UTF_8.search(sample) else "utf-8-sig"


def lines_of(text: IO[str], path: str, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers; one that is too long to be kept in memory is a problem."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if _is_whole(line):
            yield number, line
            continue
        while line and not _is_whole(line):
            line = text.readline(LONGEST_LINE)
        problems.append(Problem(path, number, f"a line of more than {LONGEST_LINE:,} characters", "one JSON object a line"))


def _is_whole(line: str) -> bool:
    return len(line) < LONGEST_LINE or line.endswith(("\n", "\r"))
