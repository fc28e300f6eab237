"""Keeping a lexicon in order: what is wrong with it (`lint`), what is in it (`stats`), what changed (`diff`)."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..errors import LexiconError
from ..text.lexicon import COLUMNS, Entry, Lexicon, lexicon_folder, load_lexicon, shipped_lexicons
from ..text.matching import Matcher, places_in, words_of_term
from ..text.words import Words
from .contents import FURTHER_COLUMNS

GREEDY = 0.02
"""Share of a vocabulary of common words from which a pattern is told as matching nearly anything."""

INFLECTIONS = ("", "noun", "verb", "adj")


class Finding(NamedTuple):
    """Something to mend in a lexicon: where, how grave (`error` stops loading, `warning` does not), what, and the remedy."""

    file: str
    line: int
    level: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.reason}; {self.remedy}"


def lint(path: str | Path, *, like: str = "loaded_terms") -> list[Finding]:
    """Everything to mend in a lexicon's CSV (and the TOML beside it), by line; warnings only once there is no error.

    `like` names the shipped lexicon whose kind a CSV without a TOML has ("names", "persons"). Errors are what
    `load_lexicon` refuses. Warnings: rows that another shadows, terms that can never match, patterns that match nearly any
    word, exclusions without effect, curly quotation marks, forms that are not composed (NFC), rows out of order.

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
        return [_refused(path, line) for line in str(error).split("\n")]
    rows = _rows(path)
    found = [finding for check in _CHECKS for finding in check(str(path), lexicon, rows)]
    return sorted(found, key=lambda finding: finding.line)


def _refused(path: Path, message: str) -> Finding:
    """A problem that loading tells, taken apart again."""
    place, _, rest = message.partition(": ")
    line = place.rpartition(":")[2]
    reason, _, remedy = rest.partition("; ")
    return Finding(str(path), int(line) if line.isdigit() else 1, "error", reason or message, remedy or "look at the file")


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Line and cells of every row as they stand in the file."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return [(rows.line_num, {name: cell or "" for name, cell in row.items() if name}) for row in rows]


# -- checks: each gives its findings -------------------------------------------------------------------------------------

_Rows = Sequence[tuple[int, dict[str, str]]]


def _written(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """How the cells are written: marks, composition, spaces, order."""
    last = ""
    for line, row in rows:
        term = row["term"]
        if any(mark in term for mark in "‘’“”"):
            yield Finding(file, line, "warning", f"curly marks in {term!r}", "write straight ones; both are matched")
        if unicodedata.normalize("NFC", term) != term:
            yield Finding(file, line, "warning", f"{term!r} is not composed (NFC)", "save the file in NFC")
        if term != term.strip() or "  " in term:
            yield Finding(file, line, "warning", f"stray spaces in {term!r}", "remove them")
        if term.casefold() < last.casefold() and lexicon.name in shipped_lexicons():
            yield Finding(file, line, "warning", f"{term!r} stands behind {last!r}", "sort the rows by term")
        last = term


def _declared(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Values that have no effect because nothing knows them."""
    for entry in lexicon.entries:
        inflect = entry.extra.get("inflect", "")
        if inflect not in INFLECTIONS:
            yield Finding(file, entry.line, "warning", f"inflect {inflect!r} has no rule", "use noun, verb, adj or nothing")
        if entry.case == "exact" and entry.term == entry.term.lower() and "*" not in entry.term:
            yield Finding(
                file, entry.line, "warning", f"{entry.term!r} is exact in lower case", "write its capitals, or case any"
            )
        if lexicon.kind == "names" and not entry.extra.get("concept"):
            yield Finding(file, entry.line, "error", f"no concept for {entry.term!r}", "say what it is a name for")
    unknown = sorted({name for _, row in rows for name in row} - set(COLUMNS) - set(_KNOWN))
    if unknown and lexicon.name not in shipped_lexicons():
        yield Finding(file, 1, "warning", f"columns without meaning here: {', '.join(unknown)}", "rename or ignore them")


def _shadowed(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Forms that an earlier row has already: the later one never counts there."""
    owner: dict[tuple[tuple[str, ...], str], Entry] = {}
    for entry in lexicon.entries:
        for form in entry.forms:
            first = owner.setdefault((words_of_term(form), form if entry.case == "exact" else ""), entry)
            if first is not entry:
                reason = f"{form!r} is a form of {first.term!r} in line {first.line} too, which wins"
                yield Finding(file, entry.line, "warning", reason, "keep the form in one row")


def _never(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Terms that cannot match any text, and exclusions that cannot exclude anything."""
    matcher, shadowed = Matcher(lexicon), {finding.line for finding in _shadowed(file, lexicon, rows)}
    for entry in lexicon.entries:
        if not words_of_term(entry.term):
            yield Finding(file, entry.line, "warning", f"{entry.term!r} holds no word", "a term is a sequence of words")
        elif "*" not in entry.term and entry.line not in shadowed and not _found(matcher, entry):
            reason = f"{entry.term!r} is never found, not even in a text of itself"
            yield Finding(file, entry.line, "warning", reason, "look at its case, its not_in and the rows that hold it")
        for form in entry.forms:
            if any(mark in form for mark in ",;"):
                yield Finding(file, entry.line, "warning", f"{form!r} holds a mark that parts words", "part forms by |")
        for phrase in entry.not_in:
            if not any(places_in(words_of_term(form), words_of_term(phrase)) for form in entry.forms):
                reason = f"not_in {phrase!r} does not hold {entry.term!r} and excludes nothing"
                yield Finding(file, entry.line, "warning", reason, "write the whole innocent phrase")


def _found(matcher: Matcher, entry: Entry) -> bool:
    """Whether an entry is found in a text that holds its term and, where it needs one, its context."""
    text = Words(" , ".join([entry.term, *entry.listed("context")[:1]]))
    return any(hit.entry is entry for hit in matcher.hits(text))


def _greedy(file: str, lexicon: Lexicon, rows: _Rows) -> Iterator[Finding]:
    """Patterns that match nearly any word."""
    vocabulary = _vocabulary()
    for entry in lexicon.entries:
        words = words_of_term(entry.term)
        if words == ("*",) or (len(words) == 1 and "*" in words[0]):
            own = Matcher(Lexicon("one", "loaded", (entry,)))
            share = len({hit.first for hit in own.hits(vocabulary)}) / len(vocabulary)
            if share > GREEDY:
                reason = f"{entry.term!r} matches {share:.0%} of common words"
                yield Finding(file, entry.line, "warning", reason, "write more letters, or the words that are meant")


@cache
def _vocabulary() -> Words:
    """Common words: those of the shipped lists of verbs, nouns and function words, one a line."""
    names = ("reporting_verbs", "role_nouns", "function_words", "hedges", "boosters", "participles")
    words = sorted({word for name in names for entry in load_lexicon(name).entries for word in entry.term.split()})
    return Words("\n".join(words))


_CHECKS: tuple[Callable[[str, Lexicon, _Rows], Iterator[Finding]], ...] = (_written, _declared, _shadowed, _never, _greedy)
_KNOWN = (*FURTHER_COLUMNS, "inflect", "forms")


# -- what is in a lexicon --------------------------------------------------------------------------------------------------
