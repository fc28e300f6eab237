"""What should be corrected in a lexicon, line by line."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from ..articles.article import Article
from ..articles.objects import articles_in
from ..choices import meant
from ..errors import LexiconError
from ..measures.formatting import percent
from ..text.lexicon import COLUMNS, Entry, Lexicon, lexicon_folder, load_lexicon, shipped_lexicons
from ..text.matching import Matcher, places_in, words_of_term
from ..text.spellings import spellings
from ..text.words import Words
from .contents import FURTHER_COLUMNS
from .missed_forms import missed_forms

GREEDY = 0.02
"""Share of common words above which a pattern is reported as matching nearly any word."""

INFLECTIONS = ("", "noun", "verb", "adj")
"""Values of the column `inflect`."""

_KNOWN = (*COLUMNS, *FURTHER_COLUMNS, "inflect", "forms")
_Rows = Sequence[tuple[int, dict[str, str]]]
"""The line and the cells of every row."""


class Finding(NamedTuple):
    """Something to correct in a lexicon: where, how serious ("error", "warning" or "hint"), what, and the remedy."""

    file: str
    line: int
    level: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.reason}; {self.remedy}"


def lint(path: str | Path, *, like: str = "loaded_terms", articles: Iterable[Any] | None = None) -> list[Finding]:
    """Everything to correct in a lexicon's CSV and the TOML next to it, by line; warnings only if it can be loaded.

    Errors are what `load_lexicon` rejects, and names without a concept. Warnings are forms that an earlier row has, terms that
    can never match, patterns that match nearly any word, exclusions without effect, curly quotation marks, terms that are not
    composed (NFC), and rows out of order. Hints are forms of terms that stand in some `articles` (or what `articles_in` makes
    articles of) without being found: plurals, verb forms, and other spellings with hyphens or spaces, with their counts (see
    `missed_forms`). Nothing is raised for a lexicon that cannot be loaded: why it cannot is then what is found.

    Parameters
    ----------
    path : the CSV, or the name of a shipped lexicon.
    like : the shipped lexicon of the same kind as a CSV without a TOML ("names", "persons").
    articles : where to look for forms that are not found; None for nowhere.

    Returns
    -------
    The findings by line, each with file, line, level ("error", "warning" or "hint"), reason and remedy.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.csv"
    ...     _ = path.write_text("term,category,inflect\\nthug,label,noun\\nthugs,label,\\n*,label,\\n")
    ...     [finding.line for finding in lint(path)]
    [3, 4]
    """
    path = lexicon_folder() / f"{path}.csv" if str(path) in shipped_lexicons() else Path(path)
    try:
        lexicon = load_lexicon(path, like=like)
    except LexiconError as error:
        return [_rejected(path, message) for message in str(error).split("\n")]
    rows = _rows(path)
    findings = [finding for check in _CHECKS for finding in check(str(path), lexicon, rows)]
    findings += [] if articles is None else _missed(str(path), lexicon, articles_in(articles))
    return sorted(findings, key=lambda finding: finding.line)


def _rejected(path: Path, message: str) -> Finding:
    """The finding of an error message of `load_lexicon`, by its parts."""
    place, _, rest = message.partition(": ")
    line = place.rpartition(":")[2]
    reason, _, remedy = rest.partition("; ")
    return Finding(str(path), int(line) if line.isdigit() else 1, "error", reason or message, remedy or "look at the file")


def _rows(path: Path) -> _Rows:
    """Every row with its cells as they are written in the file."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return [(rows.line_num, {name: cell or "" for name, cell in row.items() if name}) for row in rows]


def _missed(file: str, lexicon: Lexicon, articles: Iterable[Article]) -> Iterator[Finding]:
    """The forms of each term that stand in articles and are not found."""
    for entry, forms in groupby(missed_forms(lexicon, articles), key=attrgetter("entry")):
        several = [(missed.form, f"{missed.form!r} (uses: {missed.uses}, articles: {missed.articles})") for missed in forms]
        reason = f"{entry.term!r} does not find {', '.join(told for _, told in several)}"
        remedy = f"if they are meant, write them in its column forms: {'|'.join(form for form, _ in several)}"
        yield Finding(file, entry.line, "hint", reason, remedy)


# -- checks: each yields its findings ------------------------------------------------------------------------------------


def _warning(file: str, line: int, reason: str, remedy: str) -> Finding:
    return Finding(file, line, "warning", reason, remedy)


def _written(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """How the terms are written: marks, composition, spaces, order."""
    previous = ""
    for line, row in rows:
        term = row["term"]
        if any(mark in term for mark in "‘’“”"):
            yield _warning(file, line, f"curly marks in {term!r}", "write straight ones; both are matched")
        if unicodedata.normalize("NFC", term) != term:
            yield _warning(file, line, f"{term!r} is not composed (NFC)", "save the file in NFC")
        if term != term.strip() or "  " in term:
            yield _warning(file, line, f"stray spaces in {term!r}", "remove them")
        if term.casefold() < previous.casefold() and lexicon.name in shipped_lexicons():
            yield _warning(file, line, f"{term!r} comes after {previous!r}", "sort the rows by term")
        previous = term


def _declared(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Values and columns that have no effect, and names without a concept."""
    for entry in lexicon.entries:
        inflect = entry.extra.get("inflect", "")
        if inflect not in INFLECTIONS:
            yield _warning(file, entry.line, f"inflect {inflect!r} has no rule", "use noun, verb, adj or nothing")
        if entry.case == "exact" and entry.term == entry.term.lower() and "*" not in entry.term:
            yield _warning(file, entry.line, f"{entry.term!r} is exact in lower case", "write its capitals, or case any")
        if lexicon.kind == "names" and not entry.extra.get("concept"):
            yield Finding(file, entry.line, "error", f"no concept for {entry.term!r}", "say what it is a name for")
    unknown = sorted({name for _, row in rows for name in row} - set(_KNOWN))
    if unknown and lexicon.name not in shipped_lexicons():
        near = next(filter(None, (meant(name, _KNOWN) for name in unknown)), "; lexicons/README.md lists those that have one")
        yield _warning(file, 1, f"columns without meaning here: {', '.join(unknown)}", f"rename or ignore them{near}")


def _shadowed(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Forms that an earlier row has already; for these, the later row never counts."""
    first_with: dict[tuple[tuple[str, ...], str], Entry] = {}
    for entry in lexicon.entries:
        for form in entry.forms:
            first = first_with.setdefault((words_of_term(form), form if entry.case == "exact" else ""), entry)
            if first is not entry:
                reason = f"{form!r} is a form of {first.term!r} in line {first.line} too, which wins"
                yield _warning(file, entry.line, reason, "keep the form in one row")


def _never(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Terms that match no text, and exclusions that exclude nothing."""
    matcher, shadowed = Matcher(lexicon), {finding.line for finding in _shadowed(file, lexicon, rows)}
    for entry in lexicon.entries:
        if not words_of_term(entry.term):
            yield _warning(file, entry.line, f"{entry.term!r} holds no word", "a term is a sequence of words")
        elif "*" not in entry.term and entry.line not in shadowed and not _matches_itself(matcher, entry):
            reason = f"{entry.term!r} is never found, not even in a text of its own"
            yield _warning(file, entry.line, reason, "check its case, its not_in and the rows that contain it")
        for form in entry.forms:
            if ";" in form or ("," in form and " and " not in form):  # not "Bureau of Roads, Rivers and Dams"
                yield _warning(file, entry.line, f"{form!r} holds a mark that separates words", "separate forms by |")
        for phrase in entry.not_in:
            written = words_of_term(phrase)
            if not any(places_in(words, written) for form in entry.forms for words in spellings(words_of_term(form))):
                reason = f"not_in {phrase!r} does not hold {entry.term!r} and excludes nothing"
                yield _warning(file, entry.line, reason, "write the whole phrase that is to be left out")


def _matches_itself(matcher: Matcher, entry: Entry) -> bool:
    """Whether an entry is found in a text that consists of its term and, if it needs one, a context."""
    text = Words(" , ".join([entry.term, *entry.listed("context")[:1]]))
    return any(hit.entry is entry for hit in matcher.hits(text))


def _greedy(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Patterns that match nearly any word."""
    vocabulary = _vocabulary()
    for entry in lexicon.entries:
        words = words_of_term(entry.term)
        if words == ("*",) or (len(words) == 1 and "*" in words[0]):
            matcher = Matcher(Lexicon("pattern", "loaded", (entry,)))
            share = len({hit.first for hit in matcher.hits(vocabulary)}) / len(vocabulary)
            if share > GREEDY:
                reason = f"{entry.term!r} matches {percent(share)} of common words"
                yield _warning(file, entry.line, reason, "write more letters, or the words that you mean")


@cache
def _vocabulary() -> Words:
    """Common words: those of the shipped lists of verbs, nouns and function words, each on a line."""
    names = ("reporting_verbs", "role_nouns", "function_words", "hedges", "boosters", "participles")
    words = sorted({word for name in names for entry in load_lexicon(name).entries for word in entry.term.split()})
    return Words("\n".join(words))


_CHECKS: tuple[Callable[[str, Lexicon, _Rows], Iterator[Finding]], ...] = (_written, _declared, _shadowed, _never, _greedy)
