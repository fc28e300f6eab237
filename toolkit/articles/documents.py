"""Word documents (.docx), rich text (.rtf) and plain text (.txt): one article each, or what a database gave to download."""

import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from ..errors import ArticleError
from . import factiva, nexis, proquest
from .article import Article, Problem
from .layouts import layout_of, rows_of
from .markup import check_entities, local
from .opening import LONGEST_LINE, text_file, whole_file, zipped
from .rows import LONGEST_TEXT, NOT_FETCHED, ReadingOptions, Row

_LAYOUTS = (nexis.UNI, nexis.CLASSIC, factiva.CODED, factiva.PRINTED, proquest.TEXT)
_ADDRESS = re.compile(r"https?://\S+")
_CELL_END = re.compile(r"\n+\|")  # a paragraph that ends where its cell does
_LINES_SEEN = 1000  # of a file, by which a list of addresses is told

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "nobreakhyphen": "\u2011"}


def read_text(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a file of plain text."""
    with text_file(path, reading.encoding, problems) as file:
        text = file.read(LONGEST_TEXT + 1)
        if layout_of(text, _LAYOUTS):
            text += file.read(LONGEST_LINE)
    yield from _articles(text, path, reading, problems)


def read_word(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a Word document, with a blank line between paragraphs.

    Raises ArticleError where it is no Word document, or unpacks to more than a file of its size should.
    """
    with zipped(whole_file(path)) as archive:
        yield from _articles("\n\n".join(_paragraphs(archive)), path, reading, problems)


def read_rich_text(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a file of rich text.

    Raises ArticleError where it is none.
    """
    data = whole_file(path)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ArticleError("not rich text: such a file begins with {\\rtf")
    yield from _articles(_plain(data), path, reading, problems)


def _articles(text: str, path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a text: those of a download, or itself."""
    layout = layout_of(text, _LAYOUTS)
    if layout:
        yield from rows_of(layout, text.splitlines(), path, reading, problems)
        return
    if _is_list_of_addresses(text):
        raise ArticleError(f"a list of addresses, and {NOT_FETCHED.format(path)}")
    yield Row(Article(reading.id_of(path), text, outlet=reading.outlet_of(path)), path, None)


def _is_list_of_addresses(text: str) -> bool:
    """Whether the lines of a text, or the first thousand of a long one, are web addresses.

    >>> _is_list_of_addresses("https://wire.example/a\\nhttps://wire.example/b\\n"), _is_list_of_addresses("It rained.")
    (True, False)
    """
    if not _ADDRESS.match(text.lstrip()):
        return False
    filled = [line.strip() for line in text.splitlines()[:_LINES_SEEN] if line.strip()]
    return all(map(_ADDRESS.fullmatch, filled))


def _paragraphs(archive: ZipFile) -> Iterator[str]:
    """The paragraphs of a Word document, also those in tables, boxes and insertions; not what was deleted."""
    from lxml import etree

    try:
        with archive.open("word/document.xml") as document:
            safe = {"resolve_entities": False, "no_network": True, "load_dtd": False}
            for _, paragraph in etree.iterparse(document, events=("end",), tag="{*}p", **safe):
                check_entities(paragraph)
                if not any(local(above) == "fallback" for above in paragraph.iterancestors()):
                    text = "".join(_characters(node) for run in paragraph.iter("{*}r") for node in run)
                    yield from [text] if text.strip() else []
                paragraph.clear(keep_tail=True)
    except ArticleError:
        raise
    except Exception as error:  # one bad file never ends a run
        raise ArticleError(f"the document cannot be taken apart ({type(error).__name__}: {error})") from None


def _characters(node: Any) -> str:
    """What an element of a run of characters adds to the text."""
    name = local(node)
    return node.text or "" if name == "t" else _CHARACTERS.get(name, "")


def _plain(data: bytes) -> str:
    """The text of a file of rich text."""
    from striprtf.striprtf import rtf_to_text

    try:
        source = data.decode()
    except UnicodeDecodeError:
        source = data.decode("cp1252", "replace")
    try:
        # striprtf writes addresses of links behind their text, and takes long to find them
        text: str = rtf_to_text(source.replace("\\fldinst", "\\fldtype"), errors="replace")  # type: ignore[no-untyped-call]
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # characters may come in two halves
        return _CELL_END.sub("|", whole).strip()
    except Exception as error:  # one bad file never ends a run
        raise ArticleError(f"the file cannot be taken apart ({type(error).__name__}: {error})") from None
