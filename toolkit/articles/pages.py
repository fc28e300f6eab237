"""Web pages: a page of HTML alone in its file, or the pages of a web archive (WARC)."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from ..errors import ArticleError, OptionError
from . import europresse, factiva
from .article import Problem
from .layouts import layout_of, rows_of
from .markup import html_tree
from .opening import binary_file
from .rows import ReadingOptions, Row, article_of_row

LARGEST_PAGE = 1 << 25
"""Bytes of a page."""

_DATES = {"original_date": True, "extensive_search": False}
"""The day of a page is the one that it names as such: looked for in all its text, it would be one that the article tells of."""

_LAYOUTS = (factiva.PAGE, europresse.PAGE)
_HTML = ("text/html", "application/xhtml+xml")
_TAG = re.compile(
    rb"<[A-Za-z](?:[^<>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|<(?!/(?i:script|style|textarea|title)|!--)|[\"'=])*+>?+"
)
"""A tag, in which a quotation mark counts only where a value begins, as in parsers of HTML; without ">" where it breaks off."""

_PART_OF_TAG = re.compile(rb"=\s*+(?:\"[^\"]*+\"|'[^']*+')|.", re.DOTALL)
_MANY_PARTS = 20_000
"""Parts of a tag, a character or a value each, from which its attributes are no text any more: parsers take minutes for them."""


def read_page(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The article of one page, or those of a page that a database gave to download."""
    with binary_file(path) as file:
        html = file.read(LARGEST_PAGE + 1)
    layout = layout_of(html, _LAYOUTS) if len(html) <= LARGEST_PAGE else None
    if layout:
        yield from rows_of(layout, html_tree(html), path, reading, problems)
        return
    page = _page(html, "", path, None, problems)
    if page:
        record = {"id": reading.id_of(path), **_record(page)}
        record["outlet"] = reading.outlet_of(path) or page.sitename
        yield Row(article_of_row(record, reading._replace(columns={}), path, None, problems), path, None)


def read_archive(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a web archive: pages of HTML that a server sent whole. Redirects, errors and images are passed over.

    The address is the id, and the host the outlet; `sitename`, as the page has it, and `crawled` are columns. Rows count all
    records of the file.

    Raises OptionError where fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise OptionError("reading .warc needs fastwarc: pip install 'framing-toolkit[warc]'") from None

    with binary_file(path) as file:
        # fastwarc asks for more bytes at a time than may be there before a damaged place: without a buffer it gets them
        number, cut, watched = 0, False, _Watched(file.raw)
        source: Any = watched
        for number, archived in enumerate(ArchiveIterator(source, stream_detect=False, parse_http=False), 1):
            try:
                html, charset = _archived(archived)
            except (OSError, ArticleError) as error:
                problems.append(Problem(path, number, f"a page that cannot be read: {error}", "fetch it again"))
                cut = isinstance(error, ArticleError)
                continue
            page = _page(html, charset, path, number, problems) if html else None
            if page:
                record = {**_record(page), **_about(archived), "sitename": page.sitename}
                columns = {field: column for field, column in reading.columns.items() if column in record}
                article = article_of_row(record, reading._replace(columns=columns), path, number, problems)
                yield Row(article, path, number)
        if not number:
            problems.append(Problem(path, None, "there is no record in the archive", "check the file"))
        elif not (cut or watched.last.endswith(b"\n")):
            problems.append(Problem(path, None, "the archive ends inside its last record", "fetch it again"))


class _Watched:
    """The bytes of a file, of which the last are known."""

    def __init__(self, file: Any) -> None:
        self._file, self.last = file, b""

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._file.read(size)
        self.last = content or self.last
        return content

    def tell(self) -> int:
        return int(self._file.tell())


def _archived(archived: Any) -> tuple[bytes, str | None]:
    """The page that a record of a web archive holds, with the encoding that its server names; empty where there is none.

    The message of the server is parsed apart from the archive, so that a broken one costs no other record.

    Raises ArticleError where the archive ends inside the record, OSError where the message cannot be decoded.
    """
    from fastwarc.warc import WarcRecord

    kind = archived.headers.get("WARC-Type")
    if kind not in ("response", "resource"):
        return b"", None
    content = archived.reader.read(LARGEST_PAGE + 1)
    if len(content) < min(archived.content_length, LARGEST_PAGE):
        raise ArticleError("the archive ends inside it")
    if kind == "resource":
        return (content if _is_html(archived.headers.get("Content-Type")) else b""), None
    message = WarcRecord()
    message.is_http = True
    message.set_bytes_content(content)
    message.parse_http(auto_decode="all")
    if message.http_headers.status_code != 200 or not _is_html(message.http_content_type):
        return b"", None
    return message.reader.read(LARGEST_PAGE + 1), message.http_charset


def _is_html(media_type: str | None) -> bool:
    return (media_type or "").split(";")[0].strip().lower() in _HTML


def _about(archived: Any) -> dict[str, Any]:
    """What a web archive says about a page."""
    url = (archived.headers.get("WARC-Target-URI") or "").strip("<>")
    return {"id": url or None, "url": url, "outlet": _host(url), "crawled": archived.headers.get("WARC-Date")}


def _host(url: str) -> str | None:
    """The host of an address without "www.".

    >>> _host("https://www.example.org:443/a")
    'example.org'
    """
    with suppress(ValueError):
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    return None


def _record(page: Any) -> dict[str, Any]:
    """What a page says about its article, by our names."""
    return {
        "text": _below_title(page.text, page.title),
        "title": page.title,
        "outlet": page.sitename,
        "published": page.date,
        "byline": page.author,
        "url": page.url,
        "language": page.language,
    }


def _below_title(text: str, title: str | None) -> str:
    """The text of a page without its first line where that is the title, which is read as such and would be read twice.

    >>> _below_title("Rain falls\\nIt rained all day.", "Rain falls")
    'It rained all day.'
    """
    first, _, rest = text.partition("\n")
    return rest if title and rest.strip() and first.split() == title.split() else text


def _page(html: bytes, charset: str | None, path: str, row: int | None, problems: list[Problem]) -> Any:
    """Text, title and more of a page; None, and a problem, for one without an article."""
    import trafilatura

    if not html.strip():
        problems.append(Problem(path, row, "the file is empty", "fetch the page again"))
        return None
    page: Any = None
    reason = f"a page of more than {LARGEST_PAGE >> 20} MiB"
    if len(html) <= LARGEST_PAGE:
        reason = "no article text found in the page"
        source = _decoded(without_long_tags(html), charset)
        try:
            page = trafilatura.bare_extraction(source, with_metadata=True, include_comments=False, date_extraction_params=_DATES)
        except Exception as error:  # one bad page never ends a run
            reason = f"the page cannot be taken apart ({type(error).__name__}: {error})"
    if page is None or not page.text:
        problems.append(Problem(path, row, reason, "save the article as .txt"))
        return None
    return page


def _decoded(html: bytes, charset: str | None) -> bytes | str:
    """A page as text where its server says in which encoding it is and it is not UTF-8; otherwise the parser finds out."""
    with suppress(UnicodeDecodeError):
        html.decode()
        return html
    with suppress(LookupError, ValueError):
        return html.decode(charset, "replace") if charset else html
    return html


def without_long_tags(html: bytes) -> bytes:
    """A page whose tags with too many attributes have none."""
    kept, end = list[bytes](), 0
    for tag in _TAG.finditer(html):
        if len(tag[0]) > _MANY_PARTS and tag[0].endswith(b">") and len(_PART_OF_TAG.findall(tag[0])) > _MANY_PARTS:
            name = re.match(rb"<[^\s<>\"'/]{1,40}", tag[0])
            kept += (html[end : tag.start()], name[0] if name else b"", b">")
            end = tag.end()
    return b"".join([*kept, html[end:]])
