"""Feeds (RSS, Atom) and the news formats of agencies and archives (NewsML, NITF): the articles of an XML file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import ArticleError
from .article import Problem
from .layouts import Layout, prose, rows_of
from .markup import html_tree, local, paragraphs_of, xml_tree
from .opening import whole_file
from .rows import ReadingOptions, Row

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml(path: str, reading: ReadingOptions, problems: list[Problem]) -> Iterator[Row]:
    """The articles of a feed, or of a file in NewsML or NITF.

    Raises ArticleError where it is no XML, declares entities, or is of another kind.
    """
    root = xml_tree(whole_file(path))
    layout = _LAYOUTS.get(local(root))
    if layout is None:
        raise ArticleError(f"expected RSS, Atom, NewsML or NITF, found XML whose first element is <{local(root)}>")
    yield from rows_of(layout, root, path, reading, problems)


def _all(node: Any, *names: str) -> list[Any]:
    """The elements inside one that have one of some names, whatever their namespace; those of the first name come first."""
    return [child for name in names for child in node.iter() if local(child) == name]


def _text(nodes: Iterable[Any]) -> str | None:
    """The text of the first element that has some, in one line."""
    lines = (" ".join(" ".join(node.itertext()).split()) for node in nodes)
    return next(filter(None, lines), None)


def _children(node: Any, *names: str) -> list[Any]:
    return [child for name in names for child in node if local(child) == name]


def _feed_parts(root: Any) -> Iterable[Any]:
    return _all(root, "item", "entry")


def _feed_record(entry: Any) -> dict[str, Any]:
    """An entry of a feed; the outlet is the name of the feed."""
    feed = entry.getparent()
    channels = _children(feed, "channel") or [feed]  # of RSS 1.0, whose entries stand beside it
    links = _children(entry, "link")
    addresses = [link.get("href") for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
    contents = [content for content in _children(entry, "encoded", "content", "description", "summary") if _text([content])]
    return {
        "id": _text(_children(entry, "guid", "id")),
        "title": " ".join(line for title in _children(entry, "title")[:1] for line in _paragraphs(title)),
        "outlet": _text(_children(channels[0], "title")),
        "published": _text(_children(entry, "pubdate", "published", "date", "updated")),
        "byline": _text([*_children(entry, "creator"), *_children(entry, "author")]),
        "url": next(iter(addresses), None) or _text(links),
        "language": entry.get(_LANGUAGE) or feed.get(_LANGUAGE) or _text(_children(channels[0], "language")),
        "text": prose(_paragraphs(contents[0])) if contents else "",
    }


def _paragraphs(content: Any) -> list[str]:
    """The paragraphs of a part of an entry: HTML as text, or elements."""
    return paragraphs_of(content if len(content) else html_tree(f"<div>{content.text or ''}</div>"))


def _news_parts(root: Any) -> Iterable[Any]:
    return _all(root, "newsitem")


def _news_record(item: Any) -> dict[str, Any]:
    """A news item with its text inside; one that only names a file or a picture has none.

    Items of NewsML-G2 have it inside the elements of other formats, those of Reuters' collection RCV1 in one of their own.
    """
    inside = _all(item, "inlinexml", "inlinedata") or _children(item, "text")
    bodies = [body for node in inside for body in _all(node, "body.content", "body")] or inside
    providers = _all(item, "provider")
    return {
        "id": item.get("guid") or item.get("itemid"),
        "title": _text(_all(item, "headline", "hl1")),
        "outlet": _text(providers) or next((node.get("literal") for node in providers), None),
        "published": _text(_all(item, "contentcreated", "versioncreated")) or item.get("date"),
        "byline": _text(_all(item, "by", "byline")),
        "language": item.get(_LANGUAGE),
        "text": prose(paragraphs_of(bodies[0])) if bodies else "",
    }


def _documents(root: Any) -> Iterable[Any]:
    return [root]


def _document_record(root: Any) -> dict[str, Any]:
    """A document of NITF, such as those of the New York Times Annotated Corpus, which have their first paragraph twice."""
    published, issued = _all(root, "pubdata"), _all(root, "date.issue")
    days = [*(node.get("date.publication") for node in published), *(node.get("norm") for node in issued)]
    said = {str(meta.get("name")): meta.get("content") for meta in _all(root, "meta")}
    bodies = _all(root, "body.content")
    whole = [block for body in bodies for block in _all(body, "block") if block.get("class") == "full_text"] or bodies
    return {
        "id": next((node.get("id-string") for node in _all(root, "doc-id")), None),
        "title": _text([*_all(root, "hl1"), *_all(root, "title")]),
        "outlet": next((node.get("name") for node in published), None) or _text(_all(root, "distributor")),
        "published": next(filter(None, days), None),
        "byline": _text(_all(root, "byline")),
        "url": next((node.get("ex-ref") for node in published), None),
        "section": "; ".join(filter(None, (said.get("online_sections"), said.get("dsk")))),
        "text": prose(paragraphs_of(whole[0])) if whole else "",
    }


_FEED = Layout(
    "a feed",
    (),
    _feed_parts,
    _feed_record,
    "entries with a title and a text",
    "feeds with whole texts are rare: fetch the pages",
)
_NEWS = Layout(
    "NewsML",
    (),
    _news_parts,
    _news_record,
    "news items with the text inside",
    "ask the agency for texts inside the items",
)
_DOCUMENT = Layout("NITF", (), _documents, _document_record, "a document with a text", "take it from its source again")
_LAYOUTS: Mapping[str, Layout] = {
    **dict.fromkeys(("rss", "rdf", "feed"), _FEED),
    **dict.fromkeys(("newsitem", "newsmessage"), _NEWS),
    "nitf": _DOCUMENT,
}
