"""The registries in which names are looked up (persons, organisations, countries), and which side each source is on.

The shipped registries are lexicons like all others. A user's own files take precedence: a row with the same name replaces the
shipped row. Sides always come from the user: which sides a conflict has is not for the toolkit to say.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import sha256
from itertools import chain
from operator import itemgetter
from pathlib import Path

from ...errors import LexiconError
from ...text.lexicon import Entry, Lexicon, load_lexicon
from ...text.matching import Hit, Matcher, matcher_of, words_of_term
from ...text.word_classes import word_list
from ...text.words import Words, key

OFFICES = ("government", "legislature", "judiciary", "military")
"""Source types of whoever holds an office of the state, the title of which stands before a name."""

UNDATED = 0  # the year of an article without a date
_ELECTED = ("government", "legislature")  # types of an office before and after which its holder is a politician
_OFFICE = re.compile(r"([a-z_]+) (\d{4})-(\d{4})?")


@dataclass(frozen=True)
class Sides:
    """Which side each speaker, organisation or country is on; `labels` in the order of the file."""

    of: Mapping[str, str] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    def find(self, names: Iterable[str]) -> str | None:
        """The side of the first name that has one.

        >>> Sides({"iran": "east"}, ("east",)).find(["Hossein Salami", "Iran"])
        'east'
        """
        return next((self.of[name] for name in map(_plain, names) if name in self.of), None)


@dataclass(frozen=True, eq=False)
class Registry:
    """Matchers of persons, organisations and countries (with demonyms and capitals), first names, and the user's sides.

    `own` names the user's files, with their hashes.
    """

    persons: Matcher = field(repr=False)
    organisations: Matcher = field(repr=False)
    countries: Matcher = field(repr=False)
    country_names: frozenset[str] = field(repr=False)
    pronouns: Mapping[str, str] = field(repr=False)
    sides: Sides = Sides()
    own: Mapping[str, str] = field(default_factory=dict)
    _bodies: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def person(self, name: Sequence[str]) -> Entry | None:
        """The registered person with a first and a last name, written with or without accents, and with no other initial.

        "Jr." belongs to the formal name of somebody who has an initial ("Charles A. Hall Jr."), and else tells a son from his
        father.

        >>> persons = [["kamala", "d", "harris"], ["george", "w", "bush"], ["george", "p", "bush"]]
        >>> [entry and entry.term for entry in map(shipped_registry().person, persons)]
        ['Kamala Harris', 'George W. Bush', None]
        """
        core = [_without_accents(word) for word in name if len(word) > 1]
        if core and len(core) < len(name) and core[-1] in word_list("generation"):
            core.pop()
        initials = _initials(name)
        called = self._persons_by_name.get(" ".join(core), []) if len(core) > 1 else []
        able = [(own != initials, entry) for entry, own in called if not own or own >= initials]
        return min(able, key=itemgetter(0), default=(True, None))[1]

    @cached_property
    def _persons_by_name(self) -> dict[str, list[tuple[Entry, frozenset[str]]]]:
        """The registered persons, with their initials, by their names in lower case, without accents and initials."""
        persons: dict[str, list[tuple[Entry, frozenset[str]]]] = {}
        for entry in self.persons.lexicon.entries:
            forms = [words_of_term(_without_accents(form)) for form in entry.forms if " " in form]
            own = frozenset(chain.from_iterable(map(_initials, forms)))
            for name in dict.fromkeys(" ".join(word for word in form if len(word) > 1) for form in forms):
                persons.setdefault(name, []).append((entry, own))
        return persons

    def holder(self, role: str, country: str, year: int) -> Entry | None:
        """The registered person who held an office of a country in a year; in a year of change, whoever came into it."""
        held = [entry for entry in self._holders(role, country) if int(entry.extra.get("valid_from") or year + 1) <= year]
        latest = max(held, key=lambda entry: int(entry.extra["valid_from"]), default=None)
        return latest if latest and year <= int(latest.extra.get("valid_to") or year) else None

    def _holders(self, role: str, country: str) -> list[Entry]:
        """The registered persons with exactly that role."""
        entries = self.persons.lexicon.entries
        return [entry for entry in entries if entry.extra.get("role", "") == role and entry.extra.get("country") == country]

    def called(self, name: str) -> str:
        """The name under which an entity is registered ("ISIS": "Islamic State"); the name itself where it is in no registry."""
        words = Words(name)
        for matcher in (self.persons, self.organisations, self.countries):
            for hit in matcher.hits(words):
                if (hit.first, hit.after) == (0, len(words)):
                    return hit.entry.term
        return name

    def bodies_in(self, role: str) -> frozenset[str]:
        """The organisations that a role names ("IRGC commander"), in lower case; kept, since the same persons recur."""
        if role not in self._bodies:
            hits = self.organisations.hits(Words(role))
            self._bodies[role] = frozenset(hit.entry.term.lower() for hit in hits)
        return self._bodies[role]


@cache
def shipped_registry() -> Registry:
    """The registries that ship with the toolkit, read once."""
    return load_registry()


def load_registry(
    persons: str | Path | None = None, organisations: str | Path | None = None, sides: str | Path | None = None
) -> Registry:
    """The shipped registries with a user's own rows, which take precedence, and the user's sides.

    Parameters
    ----------
    persons, organisations : CSV files with the columns `term` and `category` (a source type), and any of `aliases`, `role`,
        `country`, `pronoun`, `valid_from`, `valid_to` (years) and `offices` (see `category_in`); aliases and offices are
        separated by |. A shipped row that shares a name with one of theirs is left out.
    sides : CSV file with the columns `name` (speaker, organisation or country) and `side`. The first two sides that it names
        are compared with each other.

    Raises
    ------
    LexiconError
        A file cannot be used; the message lists every problem as `file:line: reason and remedy`.

    Examples
    --------
    >>> load_registry().sides.labels
    ()
    """
    people, bodies = _joined("persons", persons), _joined("organisations", organisations)
    countries = _with_demonyms(load_lexicon("countries"))
    matchers = matcher_of(people), matcher_of(bodies), matcher_of(countries)
    own_files = {"own persons": persons, "own organisations": organisations, "sides": sides}
    return Registry(
        *matchers,
        frozenset(entry.term.lower() for entry in countries.entries),
        _pronouns(people) | _first_names(),
        _sides(Path(sides), matchers) if sides else Sides(),
        {
            name: f"{Path(path).name} ({sha256(Path(path).read_bytes()).hexdigest()[:12]})"
            for name, path in own_files.items()
            if path
        },
    )


def category_in(entry: Entry, year: int) -> str:
    """The source type of a registered person in a year: by the office held then; before and after it, that of a politician.

    The office is `category` from `valid_from` to `valid_to` or, for a person who held several, one of the column `offices`
    ("legislature 1985-2013|government 2013-2017").

    >>> kerry = Entry("John Kerry", "government", extra={"offices": "legislature 1985-2013|government 2013-2017"})
    >>> [category_in(kerry, year) for year in (2010, 2015, 2019, UNDATED)]
    ['legislature', 'government', 'politician', 'government']
    """
    if not year or not (entry.category in _ELECTED or entry.extra.get("offices")):
        return entry.category
    return _office_in(entry, year) or "politician"


def runs_in(entry: Entry, year: int) -> bool:
    """Whether a registered person in office runs for another one in a year, by the column `offices`.

    >>> warren = Entry("Elizabeth Warren", "legislature", extra={"offices": "legislature 2013-|politician 2019-2020"})
    >>> runs_in(warren, 2018), runs_in(warren, 2019)
    (False, True)
    """
    return bool(year) and bool(entry.extra.get("offices")) and _office_in(entry, year) == "politician"


def _office_in(entry: Entry, year: int) -> str | None:
    """The source type of the office that a registered person holds in a year, or None outside all of them."""
    held = offices(entry) or [(entry.category, int(entry.extra.get("valid_from") or 0), int(entry.extra.get("valid_to") or 0))]
    then = [category for category, since, until in held if since <= year <= (until or year)]
    return then[-1] if then else None


def offices(entry: Entry) -> list[tuple[str, int, int]]:
    """The offices in the column `offices`, each with its source type, first and last year (0: not known, or still held).

    >>> offices(Entry("John Kerry", "government", extra={"offices": "legislature 1985-2013|government 2013-"}))
    [('legislature', 1985, 2013), ('government', 2013, 0)]
    """
    matches = map(_OFFICE.fullmatch, entry.listed("offices"))
    return [(match[1], int(match[2]), int(match[3] or 0)) for match in matches if match]


def offices_held(entry: Entry) -> frozenset[str]:
    """The source types of the offices that a registered person holds or has held.

    >>> sorted(offices_held(Entry("John Kerry", "government", extra={"offices": "legislature 1985-2013|government 2013-"})))
    ['government', 'legislature']
    """
    return frozenset((entry.category, *(office for office, *_ in offices(entry))))


def is_people(country: Entry, surface: str) -> bool:
    """Whether a word means the people of a country, or what is theirs.

    >>> iran = Entry("Iran", "government", extra={"demonyms": "Iranian|Iranians"})
    >>> is_people(iran, "Iranians"), is_people(iran, "Iran")
    (True, False)
    """
    return surface in country.listed("demonyms")


def means_people(country: Hit, words: Words) -> bool:
    """Whether the words that name a country mean its people or what is theirs ("Saudi", "Saudi Arabian", not "Saudi Arabia")."""
    return is_people(country.entry, " ".join(map(words.surface, range(country.first, country.after))))


def _joined(name: str, path: str | Path | None) -> Lexicon:
    """A shipped registry after the user's own rows, which are marked, without the shipped rows that share a name with these."""
    shipped = load_lexicon(name)
    if path is None:
        return shipped
    own = load_lexicon(path, like=name)
    problems = [f"{path}:{entry.line}: {reason}" for entry in own.entries for reason in _wrong(entry)]
    if problems:
        raise LexiconError("\n".join(problems))
    rows = tuple(replace(entry, extra={**entry.extra, "own": "yes"}) for entry in own.entries)
    taken = {form.lower() for entry in rows for form in entry.forms}
    rest = tuple(entry for entry in shipped.entries if taken.isdisjoint(form.lower() for form in entry.forms))
    return replace(shipped, entries=(*rows, *rest))


def _wrong(entry: Entry) -> Iterator[str]:
    """What is wrong with a row of a user's registry, and what would be right."""
    unknown = sorted(set(entry.extra) - _COLUMNS)
    if unknown:
        yield f"unknown column {', '.join(unknown)}; known columns are {', '.join(sorted(_COLUMNS))}"
    if entry.pronoun not in ("", "he", "she", "they"):
        yield f"pronoun {entry.extra['pronoun']!r} is not one of he, she, they"
    for name in ("valid_from", "valid_to"):
        if entry.extra.get(name) and not entry.extra[name].isdigit():
            yield f"{name} {entry.extra[name]!r} is not a year such as 2013"
    for office in entry.listed("offices"):
        if not _OFFICE.fullmatch(office):
            yield f"office {office!r} is not a source type with its years, such as government 2013-2017"


_COLUMNS = frozenset({"aliases", "role", "country", "side", "pronoun", "valid_from", "valid_to", "offices", "sells_news"})


def _with_demonyms(countries: Lexicon) -> Lexicon:
    """The countries with their demonyms and capitals as further names."""
    entries = []
    for entry in countries.entries:
        aliases = (*entry.listed("aliases"), *entry.listed("demonyms"), *entry.listed("capital"))
        entries.append(replace(entry, extra={**entry.extra, "aliases": "|".join(aliases)}))
    return replace(countries, entries=tuple(entries))


def _first_names() -> dict[str, str]:
    """The pronoun of each common first name; empty for one that both sexes have."""
    return {
        entry.term: entry.category if entry.category in ("he", "she") else "" for entry in load_lexicon("first_names").entries
    }


def _pronouns(persons: Lexicon) -> dict[str, str]:
    """The pronoun of each first name, where all registered persons of that first name have the same."""
    by_first_name: dict[str, set[str]] = {}
    for entry in persons.entries:
        if " " in entry.term:
            by_first_name.setdefault(key(entry.term.split()[0]), set()).add(entry.pronoun)
    return {name: pronouns.pop() for name, pronouns in by_first_name.items() if len(pronouns) == 1}


def _sides(path: Path, matchers: Iterable[Matcher]) -> Sides:
    """The sides in a file; a row for a registered name counts for all its aliases ("US" for "United States")."""
    rows = _rows(path)
    forms = {_plain(form): entry for matcher in matchers for entry in matcher.lexicon.entries for form in entry.forms}
    of: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for line, name, side in rows:
        if not (_plain(name) and side):
            problems.append(f"{path}:{line}: a name without a side, or a side without a name; fill in both cells")
        elif not re.fullmatch(r"[\w-]+( [\w-]+)*", side) or side in _RESERVED:
            problems.append(
                f"{path}:{line}: {side!r} cannot name a side; use letters, digits and hyphens, but not {', '.join(_RESERVED)}"
            )
        elif of.get(_plain(name), side) != side:
            problems.append(
                f"{path}:{line}: {name!r} is on side {of[_plain(name)]!r} in line {lines[_plain(name)]}; keep one of the two"
            )
        else:
            entry = forms.get(_plain(name))
            for form in (name, *(entry.forms if entry else ())):
                of.setdefault(_plain(form), side)
            of[_plain(name)], lines[_plain(name)] = side, line
    if problems or not rows:
        raise LexiconError("\n".join(problems) or f"{path}: no rows; give at least one name with its side")
    return Sides(of, tuple(dict.fromkeys(side for *_, side in rows)))


def _rows(path: Path) -> list[tuple[int, str, str]]:
    """The line, name and side of every row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LexiconError(f"{path}: there is no such file; check its name and folder") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read: {error}; give a CSV in UTF-8 with the columns name and side") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
    missing = [name for name in ("name", "side") if name not in rows.fieldnames]
    if missing:
        columns = ", ".join(rows.fieldnames) or "none"
        raise LexiconError(
            f"{path}:1: no column {' and no column '.join(missing)} (separated by commas); columns found: {columns}"
        )
    return [(rows.line_num, (row["name"] or "").strip(), (row["side"] or "").strip()) for row in rows]


def _initials(name: Iterable[str]) -> set[str]:
    return {word for word in name if len(word) == 1}


def _without_accents(name: str) -> str:
    return name if name.isascii() else "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").split()).removeprefix("the ")


_RESERVED = ("unknown", "balance")  # would be mistaken for the other measures of sides
