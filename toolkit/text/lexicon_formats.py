"""Lexicons from and to other programs: LIWC (.dic), quanteda (.yml), WordStat (.cat), plain lists (.txt), and our own CSV.

A foreign category becomes the category of our rows. A term in several categories becomes one row, since a term counts once;
the other categories go into its note. What our format cannot hold is reported as a problem with file, line and remedy.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..articles.article import Problem
from ..errors import LexiconError
from ..files import as_toml, atomic
from .lexicon import COLUMNS, LOADED_CATEGORIES, UNSORTED, Entry, Lexicon, load_lexicon


class Imported(NamedTuple):
    """A lexicon read from a foreign file, and what could not be kept of the file."""

    lexicon: Lexicon
    problems: list[Problem]


class _Term(NamedTuple):
    """One term of a foreign file with its weight and its categories, of which the first becomes that of the entry."""

    term: str
    categories: tuple[str, ...]
    line: int
    weight: float = 1.0


def import_lexicon(path: str | Path, *, category: str = "") -> Imported:
    """The lexicon in a foreign file, by its suffix: .dic, .yml or .yaml, .cat, .txt, or .csv of our own format.

    Parameters
    ----------
    category : the category of every term, in place of the file's own ("label" makes the terms of a list loaded terms).

    Raises
    ------
    LexiconError
        The suffix or `category` is unknown, the file cannot be read, or it holds no term.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.dic"
    ...     _ = path.write_text("%\\n1\\tanger\\n%\\nhate*\\t1\\nkind of\\t1\\n")
    ...     [(entry.term, entry.category) for entry in import_lexicon(path).lexicon.entries]
    [('hate*', 'anger'), ('kind of', 'anger')]
    """
    path = Path(path)
    if category and category not in LOADED_CATEGORIES:
        raise LexiconError(f"unknown category {category!r}; categories are {', '.join(LOADED_CATEGORIES)}")
    if path.suffix.lower() == ".csv":
        own = load_lexicon(path)
        return Imported(replace(own, entries=tuple(replace(e, category=category or e.category) for e in own.entries)), [])
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise LexiconError(_unknown_kind(path, _READERS))
    problems: list[Problem] = []
    terms = list(read(path, _text_of(path), problems))
    entries = _entries(path, terms, category, problems)
    if not entries:
        raise LexiconError("\n".join([f"{path}: no term in it", *map(str, problems[:5])]))
    return Imported(Lexicon(path.stem, "loaded", entries, title=f"imported from {path.name}"), problems)


def export_lexicon(lexicon: Lexicon | str | Path, path: str | Path) -> list[Problem]:
    """Write a lexicon in the format that the suffix names, and return what this format cannot hold.

    Parameters
    ----------
    lexicon : a lexicon, the name of a shipped one, or the path of a CSV.
    path : a .csv gets a .toml next to it, and loses nothing. The formats .dic and .yml hold terms and categories, .cat also
        weights, and .txt only terms.

    Raises
    ------
    LexiconError
        The suffix is unknown, or the file exists already.

    Examples
    --------
    >>> import tempfile
    >>> lexicon = Lexicon("mine", "loaded", (Entry("thug", "label"),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = export_lexicon(lexicon, Path(folder) / "mine.yml")
    ...     (Path(folder) / "mine.yml").read_text()
    'label:\\n- thug\\n'
    """
    path, lexicon = Path(path), lexicon if isinstance(lexicon, Lexicon) else load_lexicon(lexicon)
    for target in (path, path.with_suffix(".toml")) if path.suffix == ".csv" else (path,):
        if target.exists():
            raise LexiconError(f"{target}: the file exists already; name another file, or remove it")
    if path.suffix == ".csv":
        _write_csv(lexicon, path)
        return []
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise LexiconError(_unknown_kind(path, _WRITERS))
    with atomic(path) as file:
        file.write(write(lexicon))
    return [Problem(str(path), None, *lost) for lost in _lost(lexicon, path.suffix)]


def _unknown_kind(path: Path, kinds: Iterable[str]) -> str:
    return f"{path}: unknown kind of lexicon; kinds are {', '.join((*kinds, '.csv'))}"


def _lost(lexicon: Lexicon, suffix: str) -> Iterator[tuple[str, str]]:
    """What a foreign format cannot hold, each with a remedy."""
    excluded = sum(bool(entry.not_in or entry.extra.get("context")) for entry in lexicon.entries)
    exact = sum(entry.case == "exact" for entry in lexicon.entries)
    inner = sum("*" in entry.term[:-1] for entry in lexicon.entries)
    sourced = sum(bool(entry.source or entry.neutral or entry.note) for entry in lexicon.entries)
    weighted = sum(entry.weight != 1 for entry in lexicon.entries)
    if sourced:
        yield f"sources, neutral words and notes of {sourced} terms are lost", "keep the CSV too"
    if weighted and suffix != ".cat":
        yield f"the weights of {weighted} terms are lost", "keep the CSV too"
    if suffix == ".txt":
        yield "the categories are lost", "keep the CSV too"
    if excluded:
        yield f"the exclusions and contexts of {excluded} terms are lost", "keep the CSV too"
    if exact:
        yield f"the capitals of {exact} exact terms are lost", "keep the CSV too"
    if inner and suffix == ".dic":
        yield f"{inner} terms have * before their end, which LIWC does not know", "replace them with the words that are meant"


# -- the entries of a foreign file -----------------------------------------------------------------------------------------


def _text_of(path: Path) -> str:
    """The text of a file in UTF-8 or UTF-16, or in Windows-1252, as older programs write it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read: {error.strerror or error}") from None
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings[:-1]:
        try:
            return _line_feeds(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _line_feeds(content.decode(encodings[-1], "replace"))  # latin-1 reads anything


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _entries(path: Path, terms: Iterable[_Term], category: str, problems: list[Problem]) -> tuple[Entry, ...]:
    """One entry for each term; where a term occurs again, its categories are added to the first."""
    by_form: dict[str, _Term] = {}
    for term in terms:
        form = " ".join(unicodedata.normalize("NFC", term.term).replace("’", "'").replace("‘", "'").lower().split())
        if not any(char.isalnum() or char == "*" for char in form):
            problems.append(Problem(str(path), term.line, f"{term.term!r} holds no word", "emoticons and signs are not matched"))
        elif any(mark in form for mark in "|;\t,"):
            problems.append(Problem(str(path), term.line, f"{term.term!r} looks like several", "write one term a line"))
        elif form in by_form:
            first = by_form[form]
            by_form[form] = first._replace(categories=tuple(dict.fromkeys((*first.categories, *term.categories))))
        else:
            by_form[form] = term._replace(term=form)
    return tuple(_entry(by_form[form], category) for form in sorted(by_form))


def _entry(term: _Term, category: str) -> Entry:
    """The entry of a term; the categories that it does not keep go into its note."""
    first, *further = term.categories or (UNSORTED,)
    others = [first, *further] if category else further
    note = f"{'' if category else 'also '}{', '.join(others)}" if others and others != [UNSORTED] else ""
    return Entry(term.term, category or first, weight=term.weight, note=note, line=term.line)


# -- LIWC ------------------------------------------------------------------------------------------------------------------

_CONDITION = re.compile(r"<[^>]*>\S*|\([^)]*\)\S*")  # "like (02 134)125/464", "kind <of>131/125"


def _liwc(path: Path, text: str, problems: list[Problem]) -> Iterator[_Term]:
    """LIWC 2001 to 2015: categories between two lines of %, then lines with a term and the numbers of its categories."""
    categories: dict[str, str] = {}
    heads = 0
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped.startswith("%"):
            heads += 1
        elif not stripped:
            continue
        elif heads == 1:
            code, _, name = stripped.partition("\t") if "\t" in stripped else stripped.partition(" ")
            categories[code] = name.split("(")[0].strip() or code
        elif heads == 0:
            problems.append(Problem(str(path), number, "a line before the categories", "the file should begin with %"))
        else:
            yield from _liwc_term(path, number, stripped, categories, problems)
    if heads == 1:
        problems.append(Problem(str(path), 1, "the categories are not closed", "put a line of % behind them"))


def _liwc_term(path: Path, number: int, line: str, categories: Mapping[str, str], problems: list[Problem]) -> Iterator[_Term]:
    """A term of a LIWC file; its conditional categories are left out and reported."""
    plain = _CONDITION.sub(" ", line)
    if plain != line:
        reason = f"conditional categories in {line!r} are left out"
        problems.append(Problem(str(path), number, reason, "give the term the category that it mostly has", skipped=False))
    cells = plain.split("\t") if "\t" in plain else plain.split()
    codes = [code for cell in cells[1:] for code in re.split(r"[\s/]+", cell) if code]
    term = cells[0].strip()
    while "\t" not in plain and codes and not codes[0].isdigit():  # "kind of 131": the term has several words
        term, codes = f"{term} {codes[0]}", codes[1:]
    unknown = [code for code in codes if code not in categories]
    if unknown:
        reason = f"{term!r} has unknown categories {', '.join(unknown)}"
        problems.append(Problem(str(path), number, reason, "name them between the lines of %", skipped=False))
    names = tuple(categories[code] for code in codes if code in categories)
    if names:
        yield _Term(term, names, number)
    else:
        problems.append(Problem(str(path), number, f"{term!r} has no category", "write the number of one behind it"))


def _liwc_text(lexicon: Lexicon) -> str:
    names = list(dict.fromkeys(entry.category for entry in lexicon.entries))
    codes = {name: str(i) for i, name in enumerate(names, 1)}
    heads = [f"{code}\t{name}" for name, code in codes.items()]
    terms = [f"{form}\t{codes[entry.category]}" for entry in lexicon.entries for form in entry.forms]
    return "\n".join(["%", *heads, "%", *terms]) + "\n"


# -- quanteda --------------------------------------------------------------------------------------------------------------


def _quanteda(path: Path, text: str, problems: list[Problem]) -> Iterator[_Term]:
    """quanteda's YAML: keys hold lists of glob patterns, or further keys (joined by a dot)."""
    import yaml

    try:
        content = yaml.load(text, Loader=yaml.BaseLoader)  # "no" and "1" remain words
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not readable as YAML: {error}") from None
    yield from _nested(path, content, (), problems)


def _nested(path: Path, content: Any, keys: tuple[str, ...], problems: list[Problem]) -> Iterator[_Term]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _nested(path, value, (*keys, str(key)), problems)
    elif isinstance(content, list):
        for value in content:
            yield from _nested(path, value, keys, problems)
    elif content and "?" in str(content):
        problems.append(Problem(str(path), 1, f"{content!r}: ? for one letter is not known", "write *, or the words"))
    elif content:
        yield _Term(str(content), (".".join(keys),) if keys else (), 1)


def _quanteda_text(lexicon: Lexicon) -> str:
    import yaml

    tree = _by_category(lexicon, lambda entry, form: form)
    return str(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))


def _by_category(lexicon: Lexicon, written: Callable[[Entry, str], str]) -> dict[str, list[str]]:
    """The forms of each category, as a format writes them."""
    tree: dict[str, list[str]] = {}
    for entry in lexicon.entries:
        tree.setdefault(entry.category, []).extend(written(entry, form) for form in entry.forms)
    return tree


# -- WordStat and plain lists ----------------------------------------------------------------------------------------------

_WEIGHTED = re.compile(r"(?P<term>.+?)\s*\((?P<weight>\d+(?:\.\d+)?)\)$")


def _wordstat(path: Path, text: str, problems: list[Problem]) -> Iterator[_Term]:
    """WordStat: categories, and terms after a tab with their weight in brackets and _ for a space."""
    keys: list[str] = []
    lines = [(number, line.strip(), len(line) - len(line.lstrip("\t"))) for number, line in enumerate(text.split("\n"), 1)]
    filled = [line for line in lines if line[1]]
    for (number, stripped, depth), (_, _, below) in zip(filled, [*filled[1:], (0, "", 0)], strict=True):
        weighted = _WEIGHTED.match(stripped)
        if weighted:
            above, weight = ".".join(keys[:depth]), float(weighted["weight"])
            if weight > 1:
                problems.append(Problem(str(path), number, f"weight {weight:g} is taken as 1", "ours go to 1", skipped=False))
            yield _Term(weighted["term"].replace("_", " "), (above,) if above else (), number, min(weight, 1.0))
        else:
            keys[depth:] = [stripped]
            if below < len(keys):
                problems.append(
                    Problem(str(path), number, f"nothing stands below {stripped!r}", "a term needs a weight: TERM (1)")
                )


def _wordstat_text(lexicon: Lexicon) -> str:
    tree = _by_category(lexicon, lambda entry, form: f"\t{form.replace(' ', '_')} ({entry.weight:g})")
    return "\n".join(line for category, terms in tree.items() for line in (category, *terms)) + "\n"


def _plain_list(path: Path, text: str, problems: list[Problem]) -> Iterator[_Term]:
    """One term a line; lines that begin with ; or # are comments."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and line.lstrip()[0] not in ";#":
            yield _Term(line.strip(), (), number)


def _plain_text(lexicon: Lexicon) -> str:
    return "\n".join(form for entry in lexicon.entries for form in entry.forms) + "\n"


# -- our own ---------------------------------------------------------------------------------------------------------------


def _write_csv(lexicon: Lexicon, path: Path) -> None:
    """The CSV, and next to it the TOML that describes it."""
    extra = list(dict.fromkeys(name for entry in lexicon.entries for name in entry.extra))
    with atomic(path) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow([*COLUMNS, *extra])
        for entry in lexicon.entries:
            cells = {name: getattr(entry, name) for name in COLUMNS} | {
                "not_in": "|".join(entry.not_in),
                "weight": f"{entry.weight:g}",
            }
            rows.writerow([*(cells[name] for name in COLUMNS), *(entry.extra.get(name, "") for name in extra)])
    with atomic(path.with_suffix(".toml")) as file:
        file.write(as_toml(_description(lexicon, extra), brief=False))


def _description(lexicon: Lexicon, extra: Sequence[str]) -> dict[str, Any]:
    """What the TOML next to a lexicon holds; `extra` are the columns that its kind adds."""
    description = {name: getattr(lexicon, name) for name in ("kind", "title", "version", "language", "licence", "scale")}
    categories = list(dict.fromkeys(entry.category for entry in lexicon.entries))
    sources = {key: {name: str(value) for name, value in source.items()} for key, source in lexicon.sources.items()}
    return description | {"categories": categories, "columns": extra} | ({"sources": sources} if sources else {})


# -- the formats -----------------------------------------------------------------------------------------------------------


_Reader = Callable[[Path, str, list[Problem]], Iterator[_Term]]
_READERS: dict[str, _Reader] = {".dic": _liwc, ".yml": _quanteda, ".yaml": _quanteda, ".cat": _wordstat, ".txt": _plain_list}
_WRITERS: dict[str, Callable[[Lexicon], str]] = {
    ".dic": _liwc_text,
    ".yml": _quanteda_text,
    ".yaml": _quanteda_text,
    ".cat": _wordstat_text,
    ".txt": _plain_text,
}
