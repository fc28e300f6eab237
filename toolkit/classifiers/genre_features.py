"""What of an article tells its genre: marks of the page, the form of its title, its wording, and the form of its text.

Marks are what the page itself says: the section in the address, a label in the title, the byline, the opening. Everything else is
how the article is written, outside quotation marks. The name of an outlet is no feature; only words such as "Guest Writer" in it
are. Words are classes of the lexicon `genre_words`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log, sqrt
from unicodedata import normalize
from urllib.parse import urlsplit

from ..articles.article import Article
from ..text.word_classes import either, word_list

GENRES = ("news", "opinion", "analysis", "live_blog", "transcript", "letter", "review", "other")
"""News reports; opinion are columns and editorials; analysis explains or checks facts, signed by a reporter."""

MARKS: Mapping[str, tuple[str, ...]] = {
    "url": ("news", "opinion", "analysis", "live_blog", "transcript", "letter", "review"),
    "slug": ("analysis", "live_blog"),
    "label": ("opinion", "analysis", "live_blog", "transcript", "letter", "review"),
    "byline": ("opinion", "analysis"),
    "opening": ("opinion", "analysis", "live_blog", "transcript", "letter"),
}
"""The genres that each place of a page can name: section and last part of its address, title, byline or outlet, first words."""

MARK_NAMES = tuple(f"{genre} {place}" for place, genres in MARKS.items() for genre in genres)

_WORDINGS = ("first_singular", "first_plural", "second_person", "duty", "report", "stance", "reason", "denial", "present", "past")
_RATED = (*_WORDINGS, "weekday")
_LONGEST, _LEAD, _EDGE = 20_000, 600, 700  # characters that are read, and those of the beginning and the end
_FEWEST = 50  # words: rates of shorter texts would be due to chance
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_QUOTED = re.compile(r'"[^"\n]*"?')
_TURN = re.compile(r"\s*(?:[QA][:.]|(?:[A-Z][\w.'-]*|[A-Z]+)(?: [A-Z][\w.'-]*){0,3}(?: ?\([^)]{1,60}\))?(?:, HOST)?:)(?: |$)")
_CAPITAL_TURN = re.compile(r"\s*(?:[QA][:.]|[A-Z][A-Z.' -]{2,40}(?: ?\([^)]{1,60}\))?(?:, HOST)?:)(?: |$)")
_TIMED = re.compile(r"\W{0,3}(?:updated?:? (?:at )?)?\d{1,2}[:.]\d\d\b", re.I)
_DATELINE = re.compile(
    r"\W*[A-Z][A-Z.'/ -]{2,40}(?:,? [A-Z][\w.]*){0,2}(?: \d{1,2})?\s*(?:\([A-Z][\w./& -]{1,30}\))?\s*(?:-{1,2}|[–—])\s"
)
_BETWEEN_SECTIONS = re.compile(r"[;,/|>]")
_NAMED = re.compile(r"[A-Z][\w.'-]+ [A-Z][\w.'-]+(?: [A-Z]\w+)?: ")
_FEWEST_TURNS, _MANY_TIMES = 4, 5


def features_of(article: Article, *, page: bool = True) -> dict[str, float]:
    """The features of an article by name; without `page`, nothing of its address, byline and outlet is looked at.

    >>> features = features_of(Article("a", "I say we must act.", title="Opinion: Act now", url="https://wire.example/news/act"))
    >>> [name for name in MARK_NAMES if features[name]]
    ['news url', 'opinion label']
    """
    title, text = _straight(article.title or ""), _straight(article.text[: 2 * _LONGEST])[:_LONGEST]
    outside = _QUOTED.sub('"', text)
    low = outside.lower()
    return {
        **_marks(article if page else None, title.lower(), text[:_LEAD].lower()),
        **_title(title),
        **_wording(low),
        **_edges(low),
        **_form(text, outside),
    }


def _straight(text: str) -> str:
    """The text in one form: composed letters, plain line breaks and straight quotation marks.

    Replacing one by one is a hundred times as fast as `str.translate`.
    """
    text = normalize("NFC", text).replace("\r\n", "\n")
    for mark in "“”„«»":
        text = text.replace(mark, '"')
    return text.replace("’", "'").replace("‘", "'")


# -- marks of the page -----------------------------------------------------------------------------------------------------


def _marks(article: Article | None, title: str, lead: str) -> dict[str, float]:
    """Which genres the page names, by place: 1 or 0."""
    marks = dict.fromkeys(MARK_NAMES, 0.0)
    if article and article.url:
        marks |= _of_address(article.url.lower())
    who = " ".join(filter(None, (article.byline, article.outlet))).lower() if article else ""
    for place, said in (("label", title), ("byline", who), ("opening", lead)):
        for genre in MARKS[place] if said else ():
            marks[f"{genre} {place}"] = float(bool(_pattern(genre, place).search(said)))
    return marks


def genre_in_title(title: str) -> str | None:
    """The genre with whose name and a colon, bar or dash a title begins, which is what the outlet itself calls the article.

    >>> genre_in_title("Letters to the editor: The bridge"), genre_in_title("A letter: The bridge"), genre_in_title("Letters")
    ('letter', None, None)
    """
    said = _straight(title).lower()
    return next((genre for genre in MARKS["label"] if _opens(genre).match(said)), None)


def genre_in_section(labels: Mapping[str, object]) -> str | None:
    """The genre other than news that a column `section` names, which is what the outlet itself calls the article.

    >>> [genre_in_section({"Section": name}) for name in ("Section A; Editorial Desk", "world/letters", "Politics")]
    ['opinion', 'letter', None]
    """
    said = _straight(next((str(value) for name, value in labels.items() if name.lower() == "section"), "")).lower()
    parts = {part.strip().removesuffix(" desk").replace(" ", "-") for part in _BETWEEN_SECTIONS.split(said)} if said else ()
    return next((genre for genre in MARKS["label"] if not _sections(genre).isdisjoint(parts)), None)


@cache
def _sections(genre: str) -> frozenset[str]:
    """The names of sections that are of a genre, as addresses and titles have them."""
    names = word_list(f"{genre}_url", "genre_words") | word_list(f"{genre}_label", "genre_words")
    return frozenset(name.replace(" ", "-") for name in names)


@cache
def _opens(genre: str) -> re.Pattern[str]:
    """The pattern of a title that a label opens."""
    return re.compile(rf"\W*{either(word_list(f'{genre}_label', 'genre_words'))}\s?[:|—–]")


def _of_address(url: str) -> dict[str, float]:
    """Which genres an address names, by its sections and by phrases in its last part.

    >>> _of_address("https://blogs.wire.example/2017/opinion/storm-live-updates-coast")["live_blog slug"]
    1.0
    """
    address = urlsplit(url)
    *sections, last = address.path.split("/")
    named = {*sections, *address.netloc.split(".")[:-2]}
    marks = {f"{genre} url": float(not named.isdisjoint(word_list(f"{genre}_url", "genre_words"))) for genre in MARKS["url"]}
    slugs = ((genre, word_list(f"{genre}_slug", "genre_words")) for genre in MARKS["slug"])
    return marks | {f"{genre} slug": float(any(phrase in last for phrase in phrases)) for genre, phrases in slugs}


@cache
def _pattern(genre: str, place: str) -> re.Pattern[str]:
    """The pattern of the words with which a place names a genre."""
    phrases = either(word_list(f"{genre}_{place}", "genre_words"))
    if place == "label":
        return re.compile(rf"^\W*(?:[\w']+ ){{0,2}}{phrases}\s?[:|—–]|[:|—–(]\s*{phrases}\W*$")
    return re.compile(rf"^\W*(?:[\w']+ ){{0,5}}{phrases}\b" if place == "opening" else rf"\b{phrases}\b")


# -- title and wording -----------------------------------------------------------------------------------------------------


def _title(title: str) -> dict[str, float]:
    """The form of a title: 1 or 0."""
    words = _WORD.findall(title.lower())
    said = set(words)
    return {
        "title asks": float("?" in title),
        "title says I or we": float(not said.isdisjoint(_words("first_singular") | _words("first_plural"))),
        "title says you": float(not said.isdisjoint(_words("second_person"))),
        "title says should": float(not said.isdisjoint(_words("duty"))),
        "title explains": float(title[:1].isdigit() or (bool(words) and words[0] in _words("question"))),
        "title names a speaker": float(bool(_NAMED.match(title))),
        "title quotes": float('"' in title or " '" in title or title.startswith("'")),
    }


def _wording(low: str) -> dict[str, float]:
    """How often words of each class occur outside quotation marks: the square root of the number per 100 words."""
    counts = Counter(_WORD.findall(low))
    n = max(counts.total(), _FEWEST)
    of_classes = {name: sum(counts[word] for word in counts.keys() & _words(name)) for name in _RATED}
    endings = {
        "contractions": sum(times for word, times in counts.items() if "'" in word and not word.endswith("'s")),
        "words in -ed": sum(times for word, times in counts.items() if word.endswith("ed") and len(word) > 4),
        "the": counts["the"],
    }
    signs = {
        "questions": "?",
        "exclamations": "!",
        "dashes": "—",
        "hyphens": "--",
        "semicolons": ";",
        "colons": ":",
        "brackets": "(",
    }
    of_signs = {name: low.count(sign) for name, sign in signs.items()}
    return {name: sqrt(100 * times / n) for name, times in (of_classes | endings | of_signs).items()} | {"length": log(n)}


def _edges(low: str) -> dict[str, float]:
    """Who speaks and reports at the beginning and at the end: 1 or 0."""
    lead, end = set(_WORD.findall(low[:_LEAD])), set(_WORD.findall(low[-_LEAD:]))
    author = f"{low[: _EDGE // 2]} {low[-_EDGE:]}"
    writer = _words("first_singular") | _words("first_plural")
    return {
        "lead says I or we": float(not lead.isdisjoint(writer)),
        "lead reports": float(not lead.isdisjoint(_words("report"))),
        "lead names a day": float(not lead.isdisjoint(_words("weekday"))),
        "end says I or we": float(not end.isdisjoint(writer)),
        "author introduced": float(any(phrase in author for phrase in _words("author"))),
    }


@cache
def _words(name: str) -> frozenset[str]:
    return word_list(name, "genre_words")


# -- the form of the text --------------------------------------------------------------------------------------------------


def _form(text: str, outside: str) -> dict[str, float]:
    """Quotations, digits, lines, turns of a conversation, times of day at the start of lines, and a dateline."""
    lines = [line for line in text.split("\n") if line and not line.isspace()]
    n, turns, times = max(len(lines), 1), _opened(_TURN, lines), _opened(_TIMED, lines)
    return {
        "quoted": 1 - len(outside) / max(len(text), 1),
        "digits": sqrt(100 * sum(map(text.count, "0123456789")) / max(len(text), 1)),
        "length of a line": log(max(len(text), 1) / n),
        "turns": turns / n if turns >= _FEWEST_TURNS else 0.0,
        "turns in capitals": min(1.0, 2 * _opened(_CAPITAL_TURN, lines) / n),
        "times of day": min(1.0, times / _MANY_TIMES) if times > 1 else 0.0,
        "dateline": float(bool(lines and _DATELINE.match(lines[0]))),
    }


def _opened(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    """The number of lines that a pattern opens."""
    return sum(pattern.match(line) is not None for line in lines)
