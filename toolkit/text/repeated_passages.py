"""Passages that recur in articles of one outlet: page furniture that no form gives away.

One pass over the articles counts each line, and the words with which texts of one line close, by their hashes, in memory that
does not grow with the corpus. What recurs is a table, for a person to check and edit; an annotator takes the table, or the file
that it was saved in.
"""

import csv
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import OptionError
from .furniture import closings, furniture
from .page_phrases import bare
from .quotations import quotations
from .sentences import paragraphs
from .spans import covered
from .word_tables import checksum

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("outlet", "passage", "articles", "reason")
"""Columns of the table."""

ARTICLE = "article"
"""The reason by which a table keeps a passage as the article's own, whatever its form."""

REPEATED = "repeated"
"""The reason of a passage that is furniture only since it recurs."""

LEAST, LEAST_OF_SHORT = 3, 5
"""Articles of one outlet in which a passage recurs; the second number holds for passages of fewer than `SHORT` words."""

SHORT = 5
LEAST_SHARE = 0.005
"""Share of an outlet's articles: in ten thousand articles even a sentence of the news may stand three times."""

_CLOSING_SHARE = 0.1  # of an outlet's articles: news closes with the same words, too ("… since the war began in March")
_LONGER = 0.7  # share of the articles with a closing passage that have a longer one, from which this takes its place
_CHUNK = 10  # words by which texts of one line are told apart
_LONGEST = 700  # characters of a passage
_KEPT = 500_000  # lines remembered; when there are more, those seen once are forgotten (lossy counting: Manku and Motwani 2002)
_SKETCH = 8  # hashes by which two versions of one article are recognised
_VERSIONS = 8  # articles with a passage that further ones are compared with
_SAME = 0.5  # share of the hashes that versions of one article have in common
_EDGE = 3  # lines at the end of a text among which a short line is no heading
_LONG_NAME = 8  # words of the longest line that says whose a quotation is
_OWN = 40  # characters of the shortest line that tells two articles apart
_DIGITS = re.compile(r"\d+")


def repeated_passages(articles: Iterable[Any], **columns: Unpack[RowOptions]) -> "pd.DataFrame":
    """The lines that recur in several articles of one outlet, as a table to check, edit and give to `Annotator`.

    Lines are compared without regard to case, punctuation and figures. Versions of one article count once, and what is mostly in
    quotation marks is left out. Articles without an outlet count as one outlet, whose cell is empty.

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.

    Returns
    -------
    DataFrame with the columns outlet, passage, articles (how many) and reason: "repeated", or the reason that form and position
    give too, most frequent passages first. To keep a passage as the article's own text, delete its row, or write "article" as
    its reason, which holds against form and position too. An empty outlet stands for every outlet.

    Examples
    --------
    >>> towns = ("Ada", "Bo", "Cleo")
    >>> texts = [f"It rained on the bridge of {town} all day long.\\nFor the friends of rain and snow." for town in towns]
    >>> table = repeated_passages([Article(text, text, outlet="Wire") for text in texts])
    >>> table.values.tolist()
    [['Wire', 'For the friends of rain and snow.', 3, 'repeated']]
    """
    return table_of(repeated_rows(articles_in(articles, **columns)))


def repeated_rows(articles: Iterable[Article]) -> list[tuple[str, str, int, str]]:
    """The rows of `repeated_passages`, without pandas, which takes longer to import than a few articles to read.

    >>> repeated_rows([Article("a", "It rained all day long.")])
    []
    """
    counts = _Counts()
    for article in articles:
        counts.add(article)
    return counts.rows()


def table_of(rows: Sequence[tuple[str, str, int, str]]) -> "pd.DataFrame":
    """The table of these rows (see `repeated_passages`)."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass
class _Passage:
    """A line, or what closes a text, that was seen twice: how often in articles that are no versions of each other, and why."""

    outlet: str
    text: str
    reason: str
    closing: bool = False
    among: list[int] = field(default_factory=list)
    articles: int = 0


def _passage(article: Article, line: int) -> _Passage:
    """A line of an article as a passage."""
    return _Passage(article.outlet or "", *_judged(article.text, line))


class _Counts:
    """Lines of articles read so far, by hash: the number of the first article, or a `_Passage` from the second one on."""

    def __init__(self) -> None:
        self.lines: dict[int, int | _Passage] = {}
        self.sketches = array("Q")  # `_SKETCH` hashes for each article
        self.articles: Counter[str] = Counter()

    def add(self, article: Article) -> None:
        """Count the lines of one more article."""
        outlet, number = article.outlet or "", len(self.sketches) // _SKETCH
        self.articles[outlet] += 1
        lines = {_hash(f"{outlet}\t{line}", len(line)): (line, i) for i, line in _candidates(article.text)}
        own = sorted(key for key, (line, _) in lines.items() if len(line) >= _OWN and not self._recurs(key))
        ends = _closings(article.text)
        own = own or (_chunks(article.text) if ends else [])
        self.sketches.extend([*own[:_SKETCH], *[0] * (_SKETCH - len(own))])
        for key, (_, i) in lines.items():
            self._count(number, key, partial(_passage, article, i))
        for end, words in ends:
            key = _hash(f"{outlet}\t{words}", len(words))
            self._count(number, key, partial(_Passage, outlet, end, REPEATED, closing=True))
        if len(self.lines) > _KEPT:
            self.lines = {key: seen for key, seen in self.lines.items() if not isinstance(seen, int)}

    def _recurs(self, key: int) -> bool:
        """Whether a line was seen in two articles that are no versions of each other."""
        seen = self.lines.get(key)
        return isinstance(seen, _Passage) and seen.articles > 1

    def _count(self, number: int, key: int, passage: Callable[[], _Passage]) -> None:
        """Count an article with a passage, which is made once it is seen again."""
        seen = self.lines.setdefault(key, number)
        if seen == number:
            return
        if isinstance(seen, int):
            seen = self.lines[key] = replace(passage(), among=[seen], articles=1)
        if not any(self._are_versions(number, other) for other in seen.among):
            seen.articles += 1
            seen.among += [number] if len(seen.among) < _VERSIONS else []

    def _are_versions(self, one: int, other: int) -> bool:
        """Whether two articles share half of their own lines, by their sketches; without such lines nothing tells them apart."""
        first, second = (set(self.sketches[i * _SKETCH : (i + 1) * _SKETCH]) - {0} for i in (one, other))
        return len(first & second) > _SAME * min(len(first), len(second)) if first and second else True

    def rows(self) -> list[tuple[str, str, int, str]]:
        """The passages that recur often enough, the most frequent first."""
        passages = [seen for seen in self.lines.values() if isinstance(seen, _Passage)]
        often = [p for p in passages if p.articles >= self._least(p) and not _is_quoted(p.text)]
        often = list(_whole(often))
        often.sort(key=lambda passage: (-passage.articles, passage.outlet, passage.text))
        return [(passage.outlet, passage.text, passage.articles, passage.reason) for passage in often]

    def _least(self, passage: _Passage) -> float:
        """The articles in which a passage must stand."""
        if passage.closing:
            return max(LEAST_OF_SHORT, _CLOSING_SHARE * self.articles[passage.outlet])
        return max(_least(passage.text), LEAST_SHARE * self.articles[passage.outlet])


def _whole(passages: Iterable[_Passage]) -> Iterator[_Passage]:
    """The passages but for those that close texts and are part, or a chance extension, of another of their outlet."""
    by_outlet: dict[str, dict[str, _Passage]] = {}
    for passage in sorted(passages, key=lambda p: len(p.text)):
        by_outlet.setdefault(passage.outlet, {})[f" {normal(passage.text)}"] = passage
    for own in by_outlet.values():
        kept: list[str] = []
        for words, passage in own.items():
            longer = (p.articles for other, p in own.items() if passage.closing and other != words and other.endswith(words))
            if not passage.closing:
                yield passage
            elif max(longer, default=0) < _LONGER * passage.articles and not words.endswith(tuple(kept)):
                kept.append(words)
                yield passage


def _closings(text: str) -> list[tuple[str, str]]:
    """What may close a text of one line, each with its normal form, which is made of those of the words of the longest."""
    ends = [span.of(text) for span in closings(text)]
    forms = list(map(normal, ends[0].split())) if ends else []
    return [(end, " ".join(filter(None, forms[i:]))) for i, end in enumerate(ends)]


def _chunks(text: str) -> list[int]:
    """Hashes of stretches of a text of one line, by which its versions are recognised."""
    words = normal(text).split()
    return sorted(_hash(" ".join(words[i : i + _CHUNK]), _CHUNK) for i in range(0, len(words) - _CHUNK, _CHUNK))


def _candidates(text: str) -> Iterator[tuple[int, str]]:
    """The numbers and the normal forms of the lines of a text that may be furniture.

    Short lines before the end of a text may be its headings, or say whose the quotation above is.
    """
    lines = paragraphs(text)
    for i, line in enumerate(lines):
        if line.end - line.start > _LONGEST or text[line.end - 1] in "?:":
            continue
        words = normal(line.of(text))
        n = words.count(" ") + 1
        below = i > 0 and n < _LONG_NAME and text[lines[i - 1].end - 1] in '"”'
        if words.strip("_ ") and not below and (n >= SHORT or i >= len(lines) - _EDGE):
            yield i, words


def _judged(text: str, line: int) -> tuple[str, str]:
    """A line of a text with the reason that form and position give where it is furniture as a whole, else "repeated"."""
    reasons = {part.span: part.reason for part in furniture(text)}
    span = paragraphs(text)[line]
    return span.of(text), reasons.get(span, REPEATED)


def _least(text: str) -> int:
    return LEAST if len(text.split()) >= SHORT else LEAST_OF_SHORT


def _is_quoted(text: str) -> bool:
    """Whether a line is mostly in quotation marks, and so somebody's speech."""
    spans = [span for quotation in quotations(text) for span in quotation.spans]
    return bool(spans) and sum(covered(spans, len(text))) > len(text) / 2


def _hash(line: str, size: int) -> int:
    """A hash of a line of some length, the same on every machine."""
    return checksum(line) << 10 | size


def normal(line: str) -> str:
    """A line as passages are compared: its words in lower case, every figure the same.

    >>> normal("Slideshow (5 Images)") == normal("slideshow (16 images)")
    True
    """
    return _DIGITS.sub("0", bare(line.lower().replace("’", "'")))


# -- passages that an annotator takes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Passages:
    """Passages that are furniture in some outlets: for each outlet (the empty one stands for all) their normal form and reason.

    >>> passages = Passages({"": {"for friends of rain": "repeated"}})
    >>> passages.of("Wire")("For friends of rain!"), passages.of(None)("It rained.")
    ('repeated', None)
    """

    by_outlet: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, outlet: str | None) -> Callable[[str], str | None]:
        """The reason why a line is furniture in an outlet, as `furniture` asks for it."""
        known = {**self.by_outlet.get("", {}), **self.by_outlet.get(outlet or "", {})}
        return (lambda line: known.get(normal(line))) if known else _nothing

    def to_frame(self) -> "pd.DataFrame":
        """The passages as a table that `passages_of` reads."""
        import pandas as pd

        rows = [(outlet, *row) for outlet, passages in self.by_outlet.items() for row in passages.items()]
        return pd.DataFrame(rows, columns=["outlet", "passage", "reason"])

    @property
    def label(self) -> str:
        """How many passages there are, and a hash of them: the same for tables that say the same."""
        rows = sorted((outlet, *row) for outlet, passages in self.by_outlet.items() for row in passages.items())
        return f"{len(rows)} passages ({sha256(repr(rows).encode()).hexdigest()[:12]})" if rows else ""


def _nothing(line: str) -> None:
    """The reason of no line."""


def passages_of(table: "str | Path | pd.DataFrame") -> Passages:
    """The passages of a table, or of a CSV file with the columns outlet, passage and reason.

    Raises OptionError where the file cannot be read, or a column is missing.
    """
    rows = _rows_of_file(Path(table)) if isinstance(table, str | Path) else table.fillna("").astype(str).to_dict("records")
    by_outlet: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.get("passage") is None:
            raise OptionError("a table of furniture needs the columns outlet, passage and reason; see repeated_passages")
        reason = str(row.get("reason") or REPEATED).strip()
        by_outlet.setdefault(str(row.get("outlet") or ""), {})[normal(str(row["passage"]))] = reason
    return Passages(by_outlet)


def _rows_of_file(path: Path) -> Sequence[Mapping[str, str]]:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if "passage" not in (rows.fieldnames or ()):
                raise OptionError(f"{path}: no column passage; a table of furniture has {', '.join(COLUMNS)}")
            return list(rows)
    except FileNotFoundError:
        raise OptionError(f"{path}: cannot be read: there is no such file; check its name and folder") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OptionError(f"{path}: cannot be read as a table of furniture: {error}") from None
