"""Articles from ProQuest: text files (.txt), and tables (.xls, .xlsx) with the columns of ProQuest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import ArticleError
from .layouts import Layout, found, prose

_RULE = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_OF_AN_ARTICLE = re.compile(r"(?:Title|Full text|ProQuest document ID):", re.IGNORECASE)
_TEXT = re.compile(r"Full text:[ \t]*(.*)", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"([A-Z][A-Za-z ()/-]{2,40}):(?:[ \t]+(.*))?", re.DOTALL)
_NO_TEXT = re.compile(r"(?:not available|none available)?\.?", re.IGNORECASE)

_FIELDS = {
    "title": "title", "publicationtitle": "outlet", "pubtitle": "outlet", "publicationdate": "published", "pubdate": "published",
    "author": "byline", "authors": "byline", "languageofpublication": "language", "language": "language", "section": "section",
    "documenturl": "url", "proquestdocumentid": "id", "storeid": "id", "fulltext": "text", "documenttype": "type",
}  # fmt: skip
"""Our names for the labels of text files and for the columns of tables, without spaces."""


def _field(label: str) -> str | None:
    return _FIELDS.get(label.lower().replace(" ", ""))


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """The blocks between blank lines of each article; articles stand between lines of underscores."""
    for article in _RULE.split("\n".join(lines)):
        blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", article) if block.strip()]
        if any(map(_OF_AN_ARTICLE.match, blocks)):
            yield blocks


def _record(blocks: Sequence[str]) -> dict[str, Any]:
    """An article: the text stands behind its label up to where labels follow that end with the article."""
    at = next((i for i, block in enumerate(blocks) if _TEXT.fullmatch(block)), None)
    if at is None:
        raise ArticleError(f"no “Full text:”; {found(blocks)}")
    end = len(blocks)
    while end > at + 1 and _LABEL.fullmatch(blocks[end - 1]):
        end -= 1
    first = _TEXT.fullmatch(blocks[at])
    paragraphs = [line for block in [first[1] if first else "", *blocks[at + 1 : end]] for line in block.split("\n")]
    if _NO_TEXT.fullmatch("".join(paragraphs).strip()):
        raise ArticleError("found no full text: the database has none, or it was not asked for")
    matches = [_LABEL.fullmatch(block) for block in [*blocks[:at], *blocks[end:]]]
    told = {_field(match[1]) or "": match[2].strip() for match in matches if match and match[2]}
    return {**_named({name: value for name, value in told.items() if name}), "text": prose(paragraphs)}


def _named(record: dict[str, Any]) -> dict[str, Any]:
    """The record with the name of the newspaper without its place, and with authors as they stand in a byline.

    >>> _named({"outlet": "The Wire; London", "byline": "Hall, Ada; Reed, John"})
    {'outlet': 'The Wire', 'byline': 'Ada Hall and John Reed'}
    """
    outlet = str(record.get("outlet") or "").partition(";")[0].strip()
    authors = [" ".join(reversed(author.strip().split(", "))) for author in str(record.get("byline") or "").split(";")]
    return {**record, "outlet": outlet or None, "byline": " and ".join(filter(None, authors)) or None}


def of_columns(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row of a table by our names, where the columns are those of ProQuest; otherwise the row as it is.

    >>> of_columns({"Title": "Rain", "pubtitle": "The Wire; London", "FullText": "It rained."})
    {'title': 'Rain', 'outlet': 'The Wire', 'text': 'It rained.', 'byline': None, 'genre': None}
    """
    if not any(_field(str(name)) == "outlet" for name in record):
        return record
    return {**_named({_field(str(name)) or str(name): value for name, value in record.items()}), "genre": None}


TEXT = Layout(
    "ProQuest",
    (_RULE, re.compile(r"^(?:ProQuest document ID|Full text|Document URL):", re.MULTILINE | re.IGNORECASE)),
    _parts,
    _record,
    "lines of underscores between articles, “Full text:”, “Title:”, “Publication title:”",
    "in ProQuest, save as “Text only” with the full text, in English",
)
