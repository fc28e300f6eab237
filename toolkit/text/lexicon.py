"""Lexicons: every word list of the toolkit is a CSV of entries with their sources, and a TOML that describes it.

`load_lexicon` reads one by name or path and reports all its problems at once. The format is in `lexicons/README.md`.
"""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import repeat, zip_longest
from operator import itemgetter
from pathlib import Path
from typing import Any
from unicodedata import normalize

from ..choices import meant, similar
from ..errors import LexiconError
from .inflection import inflected

COLUMNS = ("term", "category", "weight", "source", "locator", "licence", "neutral", "not_in", "case", "note")
"""The first columns of every lexicon; one of your own needs only `term` and `category`."""

LOADED_CATEGORIES = ("label", "emotive", "evaluative", "delegitimising", "euphemism", "glorifying", "intensifier")
"""The categories of loaded terms; a user's own lexicon may have others."""

UNSORTED = "term"
"""The category of terms of a list that names none."""

_PACKAGE = Path(__file__).parents[1]
_DESCRIBED = ("title", "version", "language", "licence", "scale")  # values of a TOML that a lexicon takes as they are


@dataclass(frozen=True)
class Entry:
    """One term of a lexicon: what it is, where it comes from, and where it does not count.

    Attributes
    ----------
    term, category : a word or phrase, and one of the categories of the lexicon.
    weight : 1, or less for a weak entry; the lexicon's `scale` says what it means.
    source, locator, licence : the key of its source in the TOML, where in that it stands, and on which terms it is used.
    neutral : what could be written in its place.
    not_in : phrases of which it may be a part, and in which it does not count.
    case : "any", or "exact" for a term that is found only as it is written ("US").
    note : a remark of whoever wrote the row.
    extra : the columns that the lexicon's kind adds, by name.
    line : its line in the CSV.

    Examples
    --------
    >>> Entry("thug", "label", not_in=("thug life",)).forms
    ('thug',)
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
        """The values of an extra column that holds several, separated by `|`.

        >>> Entry("thug", "label", extra={"used_by": "Herald|Wire"}).listed("used_by")
        ('Herald', 'Wire')
        """
        return parts(self.extra.get(column, ""))

    @property
    def referent(self) -> str:
        """What a role noun stands for where that is no person, such as "body" or "document"; empty for a person.

        >>> load_lexicon("role_nouns").by_term["ministry"].referent, load_lexicon("role_nouns").by_term["minister"].referent
        ('body', '')
        """
        return self.extra.get("referent", "")

    @property
    def defers(self) -> bool:
        """Whether an organisation or country beside a role noun decides of which type it is ("a spokeswoman for the army")."""
        return bool(self.extra.get("defers"))

    @property
    def pronoun(self) -> str:
        """The pronoun of a person or of a title ("he", "she"); empty where it may be either."""
        return self.extra.get("pronoun", "")

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form in which the term is looked for: the term itself, its inflections, regular or listed, and its aliases.

        >>> Entry("slam", "emotive", extra={"inflect": "verb"}).forms
        ('slam', 'slams', 'slammed', 'slamming')
        >>> Entry("puppet regime", "label", extra={"inflect": "noun"}).forms
        ('puppet regime', 'puppet regimes')
        """
        regular = inflected(self.term, self.extra.get("inflect", ""))
        return tuple(dict.fromkeys((self.term, *regular, *self.listed("forms"), *self.listed("aliases"))))


@dataclass(frozen=True)
class Lexicon:
    """Entries of one kind with their sources.

    Attributes
    ----------
    name, kind : its name, and what its entries are ("loaded", "names", …), on which their columns depend.
    entries : in the order of the CSV.
    title, version, language, licence, scale : as its TOML has them.
    sources : by the keys that entries name, each with its citation.
    sha256 : the hash of the CSV, so that a result can say what it was made with.

    Examples
    --------
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

    def __hash__(self) -> int:
        return hash((self.name, self.version, self.sha256, len(self)))

    @cached_property
    def by_term(self) -> Mapping[str, Entry]:
        """The entries, each under its term."""
        return {entry.term: entry for entry in self.entries}

    @property
    def label(self) -> str:
        """Name, version and content hash, as results cite them."""
        return f"{self.name} {self.version} ({self.sha256[:12]})"

    def at_least(self, weight: float) -> "Lexicon":
        """The lexicon without the entries of lower weight, and a version that says so: fewer hits, of which more are right.

        Raises LexiconError where no entry is left.

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
        """The citation behind an entry, with its locator.

        >>> entry = Entry("thug", "label", source="own", locator="page 3")
        >>> Lexicon("mine", "loaded", (entry,), sources={"own": {"citation": "our own reading"}}).source_of(entry)
        'our own reading, page 3'
        """
        citation = self.sources.get(entry.source, {}).get("citation", entry.source)
        return ", ".join(part for part in (citation, entry.locator) if part)


def load_lexicon(name: str | Path, *, like: str = "loaded_terms") -> Lexicon:
    """A shipped lexicon by its name, or any by the path of its CSV.

    Parameters
    ----------
    name : one of `shipped_lexicons`, or the path of a CSV of your own, which needs the columns `term` and `category`.
    like : the shipped lexicon whose kind and categories a CSV has without a TOML next to it.

    Raises
    ------
    LexiconError
        All problems at once, each as `file:line: reason and remedy`; or `name` is something else, such as a data frame.

    Examples
    --------
    >>> load_lexicon("loaded_terms").by_term["takfiri"].category
    'label'
    """
    if not isinstance(name, str | Path):
        raise LexiconError(
            f"{type(name).__name__}: no lexicon; write a CSV with the columns term and category, and give its path "
            "(df.to_csv('mine.csv', index=False) writes that of a data frame)"
        )
    return _shipped(str(name)) if str(name) in shipped_lexicons() else _read(Path(name), like)


def shipped_lexicons() -> list[str]:
    """Names of the lexicons that ship with the toolkit.

    >>> "loaded_terms" in shipped_lexicons()
    True
    """
    return list(_shipped_names())


def lexicon_folder() -> Path:
    """The folder of the shipped lexicons: inside the installed package, or next to the package in a checkout.

    >>> (lexicon_folder() / "loaded_terms.csv").is_file()
    True
    """
    installed = _PACKAGE / "_lexicons"
    return installed if installed.is_dir() else _PACKAGE.parent / "lexicons"


@cache
def _shipped_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in lexicon_folder().glob("*.csv")))


@cache
def _shipped(name: str) -> Lexicon:
    """A shipped lexicon, read once: matchers, registries and results all ask for it."""
    return _read(lexicon_folder() / f"{name}.csv", name)


def _meant(path: Path) -> str:
    """The file or the shipped lexicon that may be meant by a name that is none."""
    near = [str(file)] if (file := path.with_name(f"{path.name}.csv")).is_file() else similar(str(path), shipped_lexicons(), 1)
    return f"perhaps you mean {near[0]}; " if near else "a file of yours ends in .csv; "


def _read(path: Path, like: str) -> Lexicon:
    if path.suffix == ".csv" and not path.is_file():
        raise LexiconError(f"{path}: there is no such file; check its name and folder")
    if path.suffix != ".csv":
        raise LexiconError(f"{path}: no such lexicon; {_meant(path)}shipped are {', '.join(shipped_lexicons())}")
    if like not in shipped_lexicons():
        raise LexiconError(f"no lexicon {like!r} ships with the toolkit; shipped are {', '.join(shipped_lexicons())}")
    description = _description(path.with_suffix(".toml")) or _borrowed(lexicon_folder() / f"{like}.toml")
    content = path.read_bytes()
    return Lexicon(
        name=path.stem,
        kind=_kind(description),
        entries=_entries(path, content, description),
        sources=description.get("sources", {}),
        sha256=hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest(),
        **{name: str(description[name]) for name in _DESCRIBED if name in description},
    )


# -- the TOML --------------------------------------------------------------------------------------------------------------


def _description(path: Path) -> dict[str, Any]:
    """The content of a lexicon's TOML; empty where there is none."""
    if not path.is_file():
        return {}
    try:
        description = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: not readable as TOML in UTF-8: {error}") from None
    for name, kind in (("categories", list), ("columns", list), ("sources", dict)):
        if not isinstance(description.get(name, kind()), kind):
            raise LexiconError(f"{path}: {name} is not a {'list' if kind is list else 'table'}; see a TOML that ships")
    for key, source in description.get("sources", {}).items():
        if not isinstance(source, dict):
            raise LexiconError(f"{path}: source {key!r} is not a table; write [sources.{key}] and citation = below it")
    return description


def _kind(description: Mapping[str, Any]) -> str:
    return str(description.get("kind", "loaded"))


def _borrowed(path: Path) -> dict[str, Any]:
    """What a CSV without a TOML takes from that of a shipped lexicon."""
    return {name: value for name, value in _description(path).items() if name in ("kind", "categories")}


# -- the CSV ---------------------------------------------------------------------------------------------------------------


def _entries(path: Path, content: bytes, description: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The entries of a CSV, column by column, since the largest has thousands. Raises LexiconError with all its problems."""
    reader = csv.reader(io.StringIO(_decoded(path, content), newline=""))
    names = next(reader, [])
    _check_columns(path, names)
    rows, lines, broken = list[list[str]](), list[int](), list[str]()
    try:
        for cells in filter(None, reader):
            rows.append(list(map(str.strip, cells)))
            lines.append(reader.line_num)
    except csv.Error as error:
        broken = [f"{path}:{reader.line_num}: not readable as CSV: {error}; is a quotation mark left open?"]
    columns = dict.fromkeys((*COLUMNS, *names), ("",) * len(rows))
    columns |= dict(zip(names, zip_longest(*rows, fillvalue=""), strict=False))  # cells may be missing at the end
    entries = _entries_of(columns, lines)
    surplus = [(i, _SURPLUS) for i, cells in enumerate(rows) if len(cells) > len(names)]
    found = sorted([*_problems(entries, columns["weight"], description), *surplus, *_repeated(entries)], key=itemgetter(0))
    problems = [*(f"{path}:{lines[i]}: {reason}" for i, reason in found), *broken]
    if problems:
        raise LexiconError("\n".join(problems))
    return entries


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from None


def _check_columns(path: Path, names: list[str]) -> None:
    """Raise LexiconError where a column that every lexicon needs is missing, or a column occurs twice."""
    missing = [name for name in ("term", "category") if name not in names]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if missing or repeated:
        reason = f"no column {', '.join(missing)}" if missing else f"column {', '.join(repeated)} occurs twice"
        semicolons = len(names) == 1 and ";" in names[0]
        remedy = "save the file with commas between the cells, not semicolons" if semicolons else "name them in the first line"
        raise LexiconError(f"{path}:1: {reason}; columns found: {', '.join(names) or 'none'}; {remedy}")


def _entries_of(columns: Mapping[str, Sequence[str]], lines: Sequence[int]) -> tuple[Entry, ...]:
    """The entries of columns of the same length, whose names are those of every lexicon and further ones."""
    extra = [name for name in columns if name and name not in COLUMNS]
    cells = zip(*(columns[name] for name in extra), strict=True) if extra else repeat(())
    own = {name: columns[name] for name in COLUMNS} | {
        "term": [normalize("NFC", term.replace("’", "'")) for term in columns["term"]],
        "weight": map(_weight, columns["weight"]),
        "not_in": map(parts, columns["not_in"]),
        "case": (case or "any" for case in columns["case"]),
    }
    return tuple(map(Entry, *own.values(), (dict(zip(extra, row, strict=True)) for row in cells), lines))


def _weight(cell: str) -> float:
    try:
        return float(cell or 1)
    except ValueError:
        return float("nan")


_SURPLUS = "more cells than columns; quote a cell that holds a comma"
_CASES = ("any", "exact")


def _problems(entries: Sequence[Entry], weights: Sequence[str], description: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """What is wrong with rows, by their number, each with what would be right."""
    loaded, sources = _kind(description) == "loaded", description.get("sources")
    categories = list(description.get("categories", ()))
    if loaded and categories:  # those of a user's own come on top
        categories = list(dict.fromkeys([*LOADED_CATEGORIES, *categories]))
    own = f"; categories are {', '.join(categories)}"
    own += '; list others beside the file, in a TOML: categories = ["…"]' if loaded else ""
    for i, entry in enumerate(entries):
        if not entry.term:
            yield i, "empty term; remove the row"
        elif entry.term[0] == "#":
            yield i, f"a comment read as a term: {entry.term!r}; use the note column"
        elif "|" in entry.term:
            yield i, f"several terms in {entry.term!r}; write one in a row, and its further forms in a column forms"
        if categories and entry.category not in categories:
            yield i, f"unknown category {entry.category!r}{meant(entry.category, categories)}{own}"
        if entry.source and sources is not None and entry.source not in sources:
            yield i, f"unknown source {entry.source!r}; add [sources.{entry.source}] to the TOML"
        if not 0 <= entry.weight <= 1:
            yield i, f"weight {weights[i]!r} is not a number from 0 to 1; write 0.5, with a point"
        if entry.case not in _CASES:
            yield i, f"case is {entry.case!r}; write any or exact"


def _repeated(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """The rows whose term stands in an earlier one."""
    lines: dict[str, int] = {}
    for i, entry in enumerate(entries):
        if entry.term in lines:
            yield i, f"{entry.term!r} is in line {lines[entry.term]} too; keep one of the two"
        lines[entry.term] = entry.line


@lru_cache(maxsize=1 << 14)
def parts(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by `|`.

    >>> parts("west bank | settlers")
    ('west bank', 'settlers')
    """
    return tuple(part.strip() for part in cell.split("|") if part.strip())
