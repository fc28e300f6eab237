"""The evidence of a corpus in pieces that the page unpacks one by one, and the index by which it finds them.

Articles are taken one after the other and only their figures are kept, so that a corpus may be larger than memory. A piece is
JSON, compressed (zlib) and written in base64. This has only letters, digits, `+`, `/` and `=`, so that no text can end the
element that holds it.
"""

import json
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO, Any, NamedTuple
from zlib import compress

from ..annotation.attributions.voices import VOICES
from ..articles.article import Article
from ..grouping.groups import By, group_of, in_order, title_of
from ..measures.formatting import voice_name
from ..text.lexicon import LOADED_CATEGORIES
from .article import FURNITURE, Piece, entry_of

ARTICLES_A_PIECE = 20
SOURCES_SHOWN = 12  # of a group

_EVIDENCE = (
    *("note", "lang", "sources", "unresolved", "attributions", "marked", "likely", "left_out"),
    *("frames", "unheard", "targets", "sure", "harm"),
)

View = Mapping[str, Any]
"""What the page shows of an article (see `article_view`)."""

Entries = dict[tuple[str, ...], int]


class Row(NamedTuple):
    """What is kept of an article, without its text: words by voice, how often each entry occurs in each voice, and who speaks.

    `terms` counts pairs of (number of the entry, number of the voice), and `expected` says how many of these occurrences a
    careful editor is expected to mark. `sources` counts the words attributed to (name, source type).
    """

    article: Article
    words: tuple[int, ...]
    terms: Counter[tuple[int, int]]
    sources: Counter[tuple[str, str]]
    expected: Mapping[tuple[int, int], float]


class Evidence(NamedTuple):
    """The articles of a page without their texts, and the numbers of the lexicon entries that occur in them."""

    rows: list[Row]
    entries: Entries

    def groups(self, by: By) -> dict[str, list[Row]]:
        """The articles of each group, in the order of the groups' names; articles without a value are left out."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            name = group_of(row.article, by)
            if name is not None:
                groups.setdefault(name, []).append(row)
        return {name: groups[name] for name in in_order(groups)}


def gather(views: Iterable[tuple[Article, View]], spool: IO[str]) -> Evidence:
    """Write the evidence of the articles into a file, one line for every `ARTICLES_A_PIECE` articles; returns what indexes it.

    >>> import io
    >>> from toolkit.annotation.annotator import annotate
    >>> from toolkit.report.article import article_view
    >>> document, spool = annotate("The puppet regime fell."), io.StringIO()
    >>> evidence = gather([(document.article, article_view(document))], spool)
    >>> evidence.rows[0].words, evidence.rows[0].terms, len(spool.getvalue().splitlines())
    ((0, 4, 0, 0, 0), Counter({(0, 1): 1}), 1)
    """
    evidence, rest = Evidence([], {}), iter(views)
    while batch := list(islice(rest, ARTICLES_A_PIECE)):
        spool.write(packed([_record(article, view, evidence) for article, view in batch]) + "\n")
    return evidence


def packed(value: Any) -> str:
    """A plain value as compressed JSON in base64.

    >>> set(packed({"</script>": "<!--"})) & set("<>!-")
    set()
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return b64encode(compress(text.encode("utf-8", "replace"), 9)).decode()


def _record(article: Article, view: View, evidence: Evidence) -> dict[str, Any]:
    """What the page shows of an article in addition to its row of the index; the row is added to the evidence."""
    entries = evidence.entries
    title, *texts = ([_packable(piece, entries) for piece in part] for part in (view["title"], *view["paragraphs"]))
    terms, expected = Counter[tuple[int, int]](), defaultdict[tuple[int, int], float](float)
    for entry, voice, n in view["loaded"]:
        place = _number(entry, entries), VOICES.index(voice)
        terms[place] += 1
        expected[place] += n
    sources = Counter({(name, kind): words for name, kind, words in view["attributed"]})
    article = replace(article, text="", mending={}, genre_detected=view["genre"])
    evidence.rows.append(Row(article, tuple(view["words"].values()), terms, sources, expected))
    return {name: view[name] for name in _EVIDENCE if view[name]} | {"title": title, "paragraphs": texts}


def _packable(piece: Piece, entries: Entries) -> str | list[Any]:
    """Plain narration as a string; any other piece as [text, voice number, entry number (-1 for none), speaker, probability].

    Furniture has the voice number -1, and its reason in place of the speaker. Behind these follow, where there is one of them,
    whom a term is about, and who does harm to whom.
    """
    if piece.voice == "narration" and not (piece.term or piece.harm) and piece.p is None:
        return piece.text
    if piece.voice == FURNITURE:
        return [piece.text, -1, -1, piece.reason, 0]
    entry, speaker = (_number(entry_of(piece.term), entries), piece.term["speaker"]) if piece.term else (-1, "")
    told = [piece.term["about"] if piece.term else "", piece.harm]
    return [piece.text, VOICES.index(piece.voice), entry, speaker, round(piece.p or 0, 2), *(told if any(told) else ())]


def _number(entry: Sequence[str], entries: Entries) -> int:
    """The number of an entry; one that occurs for the first time gets the next number."""
    return entries.setdefault(tuple(entry), len(entries))


def index(evidence: Evidence, by: By, names: Sequence[str]) -> dict[str, Any]:
    """What the page lists, searches and filters by: a row for each article, the entries, and the names of the groups."""
    number = {name: i for i, name in enumerate(names)}
    categories = {entry[1] for entry in evidence.entries}
    return {
        "by": title_of(by),
        "size": ARTICLES_A_PIECE,
        "voices": VOICES,
        "voice_names": list(map(voice_name, VOICES)),
        "categories": sorted(categories, key=lambda category: (category not in LOADED_CATEGORIES, category)),
        "entries": list(evidence.entries),
        "groups": list(names),
        "articles": [_indexed(row, number.get(group_of(row.article, by) or "", -1), by) for row in evidence.rows],
    }


def _indexed(row: Row, group: int, by: By) -> list[Any]:
    """Id, number of the group, outlet (if articles are grouped by something else), title, date, words by voice; terms as numbers.

    Each term is four numbers in a row: entry, voice, how often it occurs, and how many of these a careful editor would mark.
    """
    article = row.article
    terms = [number for place, n in row.terms.items() for number in (*place, n, round(row.expected[place], 3))]
    outlet = article.outlet if by != "outlet" else None
    return [article.id, group, outlet or "", article.title or "", str(article.published or ""), row.words, terms]


def main_sources(rows: Iterable[Row]) -> list[list[Any]]:
    """The sources with the most attributed words: name, source type, share of all attributed words, and number of articles.

    Who speaks as several types has the one with the most words.
    """
    words, articles = Counter[str](), Counter[str]()
    types = defaultdict[str, Counter[str]](Counter)
    for row in rows:
        articles.update({name for name, _ in row.sources})
        for (name, kind), n in row.sources.items():
            words[name] += n
            types[name].update({kind: n} if kind else {})
    total = words.total()
    type_of = {name: max(kinds, key=kinds.__getitem__, default="") for name, kinds in types.items()}
    return [[name, type_of[name], round(n / total, 4), articles[name]] for name, n in words.most_common(SOURCES_SHOWN) if total]
