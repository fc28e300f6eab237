"""Lexicons: every word list of the toolkit is a CSV of entries with their sources, beside a TOML that describes it.

`load_lexicon` reads one by name or path and raises all its problems at once. The format is in `lexicons/README.md`.
"""

import csv
import hashlib
import io
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..errors import LexiconError
from .inflection import inflected

COLUMNS = ("term", "category", "weight", "source", "locator", "licence", "neutral", "not_in", "case", "note")
"""The first columns of every lexicon; a user's own needs only `term` and `category`."""

LOADED_CATEGORIES = ("label", "emotive", "evaluative", "delegitimising", "euphemism", "glorifying", "intensifier")

_PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Entry:
    """One term of a lexicon: what it is, where it comes from, and where it does not count.

    `line` is its line in the CSV; `extra` holds the columns that the lexicon's kind adds.
    """

    term: str
    category: str
    weight: float = 1.0
    source: str = ""
    locator: str = ""
    licence: str = ""
    neutral: str = ""
    not_in: tuple[str, ...] = ()
    case: str = "any"
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    def listed(self, column: str) -> tuple[str, ...]:
        """The values of an extra column that holds several, parted by `|`."""
        return _parts(self.extra.get(column, ""))

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form under which the term is looked up: itself, aliases, declared and regular inflections.

        >>> Entry("slam", "emotive", extra={"inflect": "verb"}).forms
        ('slam', 'slams', 'slammed', 'slamming')
        >>> Entry("puppet regime", "label", extra={"inflect": "noun"}).forms
        ('puppet regime', 'puppet regimes')
        """
        regular = inflected(self.term, self.extra.get("inflect", ""))
        return tuple(dict.fromkeys((self.term, *regular, *self.listed("forms"), *self.listed("aliases"))))


@dataclass(frozen=True)
class Lexicon:
    """Entries of one kind with their sources; `sha256` is of the CSV, so that a result can say what it was made with.

    >>> load_lexicon("loaded_terms").kind
    'loaded'
    """

    name: str
    kind: str
    entries: tuple[Entry, ...] = field(repr=False)
    title: str = ""
    version: str = "0"
    language: str = "en"
    licence: str = ""
    scale: str = ""
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def by_term(self) -> Mapping[str, Entry]:
        """The entries by their term."""
        return {entry.term: entry for entry in self.entries}

    @property
    def label(self) -> str:
        """Name, version and content hash, as results cite them."""
        return f"{self.name} {self.version} ({self.sha256[:12]})"

    def at_least(self, weight: float) -> "Lexicon":
        """The lexicon without its entries of lower weight: fewer hits, of which more are right; its version says so.

        >>> strict = load_lexicon("loaded_terms").at_least(1)
        >>> {entry.weight for entry in strict.entries}, strict.version.endswith(" from weight 1")
        ({1.0}, True)
        """
        if weight <= 0:
            return self
        kept = tuple(entry for entry in self.entries if entry.weight >= weight)
        if not kept:
            raise LexiconError(f"{self.name}: no entry of weight {weight:g} or more; weights go from 0 to 1")
        return replace(self, entries=kept, version=f"{self.version} from weight {weight:g}")

    def source_of(self, entry: Entry) -> str:
        """The citation behind an entry, with its locator."""
        citation = self.sources.get(entry.source, {}).get("citation", entry.source)
        return ", ".join(part for part in (citation, entry.locator) if part)


def lexicon_folder() -> Path:
    """The folder of the shipped lexicons: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "_lexicons"
    return installed if installed.is_dir() else _PACKAGE.parent / "lexicons"


def shipped_lexicons() -> list[str]:
    """Names of the lexicons that ship with the toolkit.

    >>> "loaded_terms" in shipped_lexicons()
    True
    """
    return sorted(path.stem for path in lexicon_folder().glob("*.csv"))


def load_lexicon(name: str | Path, *, like: str = "loaded_terms") -> Lexicon:
    """A shipped lexicon by its name, or any by the path of its CSV.

    A user's own CSV needs the columns `term` and `category`; without a TOML beside it, it is of the kind of the shipped
    lexicon `like` and has its categories.

    Raises
    ------
    LexiconError
        With all problems at once, each as `file:line: reason and remedy`.

    Examples
    --------
    >>> load_lexicon("loaded_terms").by_term["takfiri"].category
    'label'
    """
    return _shipped(str(name)) if str(name) in shipped_lexicons() else _read(Path(name), like)


@cache
def _shipped(name: str) -> Lexicon:
    """A shipped lexicon, read once: matchers, registries and results all ask for it."""
    return _read(lexicon_folder() / f"{name}.csv", name)


def _read(path: Path, like: str) -> Lexicon:
    if path.suffix == ".csv" and not path.is_file():
        raise LexiconError(f"{path}: there is no such file; look at its name and folder")
    if path.suffix != ".csv":
        raise LexiconError(f"{path}: no such lexicon; shipped are {', '.join(shipped_lexicons())}, or give the path of a CSV")
    if like not in shipped_lexicons():
        raise LexiconError(f"no lexicon {like!r} ships; known are {', '.join(shipped_lexicons())}")
    about = _about(path.with_suffix(".toml")) or _borrowed(lexicon_folder() / f"{like}.toml")
    content = path.read_bytes()
    entries = _entries(path, content, about)
    return Lexicon(
        name=path.stem,
        kind=str(about.get("kind", "loaded")),
        entries=entries,
        sources=about.get("sources", {}),
        sha256=hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest(),
        **{name: str(about[name]) for name in ("title", "version", "language", "licence", "scale") if name in about},
    )


def _about(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        about = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: not readable as TOML in UTF-8: {error}") from None
    for name, kind in (("categories", list), ("columns", list), ("sources", dict)):
        if not isinstance(about.get(name, kind()), kind):
            raise LexiconError(f"{path}: {name} is not a {'list' if kind is list else 'table'}; see a TOML that ships")
    for key, source in about.get("sources", {}).items():
        if not isinstance(source, dict):
            raise LexiconError(f"{path}: source {key!r} is not a table; write [sources.{key}] and citation = below it")
    return about


def _borrowed(path: Path) -> dict[str, Any]:
    """What a user's CSV without a TOML of its own shares with a shipped lexicon."""
    return {name: value for name, value in _about(path).items() if name in ("kind", "categories")}


def _entries(path: Path, content: bytes, about: Mapping[str, Any]) -> tuple[Entry, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = list(rows.fieldnames or ())
    missing = [name for name in ("term", "category") if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or twice:
        reason = f"no column {', '.join(missing)}" if missing else f"column {', '.join(twice)} stands twice"
        semicolons = len(names) == 1 and ";" in names[0]
        remedy = "save the file with commas between the cells, not semicolons" if semicolons else "name them in the first line"
        raise LexiconError(f"{path}:1: {reason}; columns found: {', '.join(names) or 'none'}; {remedy}")
    problems: list[str] = []
    entries: dict[str, Entry] = {}
    try:
        for row in rows:
            entry = _entry({k: (v or "").strip() for k, v in row.items() if k}, rows.line_num)
            problems += [f"{path}:{rows.line_num}: {reason}" for reason in _problems(entry, row, about)]
            if entry.term in entries:
                first = entries[entry.term].line
                problems.append(f"{path}:{rows.line_num}: {entry.term!r} stands in line {first} too; keep one of the two")
            entries[entry.term] = entry
    except csv.Error as error:
        problems.append(f"{path}:{rows.line_num}: not readable as CSV: {error}; is a quotation mark left open?")
    if problems:
        raise LexiconError("\n".join(problems))
    return tuple(entries.values())


def _entry(row: Mapping[str, str], line: int) -> Entry:
    try:
        weight = float(row.get("weight") or 1)
    except ValueError:
        weight = float("nan")
    return Entry(
        **{name: row.get(name, "") for name in ("category", "source", "locator", "licence", "neutral", "note")},
        term=unicodedata.normalize("NFC", row["term"].replace("’", "'")),
        weight=weight,
        not_in=_parts(row.get("not_in", "")),
        case=row.get("case") or "any",
        extra={name: value for name, value in row.items() if name not in COLUMNS},
        line=line,
    )


def _problems(entry: Entry, row: Mapping[str, Any], about: Mapping[str, Any]) -> list[str]:
    """What is wrong with one row, each with what would be right."""
    found = []
    categories = about.get("categories", ())
    if not entry.term:
        found.append("empty term; remove the row")
    elif entry.term.startswith("#"):
        found.append(f"a comment read as a term: {entry.term!r}; use the note column")
    if categories and entry.category not in categories:
        found.append(f"unknown category {entry.category!r}; known are {', '.join(categories)}")
    if entry.source and "sources" in about and entry.source not in about["sources"]:
        found.append(f"unknown source {entry.source!r}; add [sources.{entry.source}] to the TOML")
    if not 0 <= entry.weight <= 1:
        found.append(f"weight {row.get('weight')!r} is not a number from 0 to 1; write 0.5, with a point")
    if entry.case not in ("any", "exact"):
        found.append(f"case {entry.case!r} is neither any nor exact")
    if None in row:
        found.append("more cells than columns; quote a cell that holds a comma")
    return found


@lru_cache(maxsize=1 << 14)
def _parts(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, parted by `|`."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
