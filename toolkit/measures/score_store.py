"""The score store: a folder of Parquet files that holds scored articles, so that they are compared again without being read.

    scores.json            the manifest: what the scores were made with, and the list of the parts
    articles-00000.parquet one row an article: its fields, its hash, and what each measure counts in it
    terms-00000.parquet    the loaded terms of each article by voice; names-…, talked_about-… and words-… likewise
    spans-00000.parquet    each place where something was found (see `found_spans`)

A part is of `PART` articles, and counts once the manifest lists it: a run that breaks off loses no more than the part that it was
in, and the manifest says that it is not complete. `article` numbers the articles of a part. Any tool that reads Parquet reads
these files; here DuckDB does.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from ..articles.article import Article, Articles, Problem
from ..errors import ArticleError, OptionError
from ..files import atomic, locked
from ..version import __version__
from .parallel import mapped
from .score_tables import Record, column_of, connection_of, records_of, remove_parts, write_part

MANIFEST = "scores.json"
FORMAT, SCHEMA = "framing-toolkit scores", 1
"""What the manifest says that the folder is, and the version of its tables."""

PART = 500
"""Articles of a part."""


class About(NamedTuple):
    """What scores were made with, as plain JSON: two stores can be told apart by it, and never hold parts of each other.

    `made_with` names lexicons and models with their hashes, `counts` what each measure counts, `settings` all else that is needed
    to use the scores, such as the labels of sides. `reading` says where the articles are and by which options they were read, and
    makes no difference itself. `toolkit` is its version.
    """

    made_with: Mapping[str, str]
    counts: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any]
    reading: Mapping[str, Any]
    toolkit: str = __version__

    @property
    def columns(self) -> list[str]:
        """The column of each count of each measure.

        >>> About({}, {"attributions": ("hits", "words")}, {}, {}).columns
        ['attributions: hits', 'attributions: words']
        """
        return [f"{measure}: {count}" for measure, counts in self.counts.items() for count in counts]

    @property
    def plain(self) -> "About":
        """The same as JSON has it, with lists for tuples."""
        return About(*json.loads(json.dumps(self)))

    def differences(self, other: "About") -> list[str]:
        """What the other was made with that is not the same here, a line each."""
        versions = ("toolkit", self.toolkit, other.toolkit)
        pairs = [versions, *_pairs(self.made_with, other.made_with)]
        lines = [f"{name}: {ours} there, {theirs} now" for name, ours, theirs in pairs if ours != theirs]
        same = (self.plain.counts, self.plain.settings) == (other.plain.counts, other.plain.settings)
        return lines or ([] if same else ["measures or sides: others than now"])


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*one, *other]):
        yield name, str(one.get(name, "none")), str(other.get(name, "none"))


class _Part(NamedTuple):
    """A part that is complete: a hash over the texts and fields of its articles, how many were scored, and the problems."""

    key: str
    n: int
    problems: list[list[Any]]


def is_store(path: str | Path) -> bool:
    """Whether a path is a folder of saved scores.

    >>> is_store("articles.csv")
    False
    """
    with suppress(OSError, ValueError, AttributeError):
        return bool(json.loads((Path(path) / MANIFEST).read_text(encoding="utf-8")).get("format") == FORMAT)
    return False


class Store:
    """A folder of saved scores; `about` says what they were made with, `problems` what could not be read or scored."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        manifest = _manifest_of(self.folder)
        self.about = About(*(manifest[name] for name in About._fields))
        self.parts = [_Part(**part) for part in manifest["parts"]]
        self.complete: bool = manifest["complete"]
        self._of_reading: list[list[Any]] = manifest["problems"]

    def __len__(self) -> int:
        """The number of scored articles."""
        return sum(part.n for part in self.parts)

    @property
    def problems(self) -> list[Problem]:
        """What could not be read or scored."""
        return [Problem(*row) for row in (*self._of_reading, *(row for part in self.parts for row in part.problems))]

    def __iter__(self) -> Iterator[tuple[Article, dict[str, Any]]]:
        """The articles without their texts, each with its record, in which `spans` are left out.

        Raises ArticleError where a file is missing or broken.
        """
        connection = connection_of()
        for number in range(len(self.parts)):
            yield from records_of(connection, self.folder, number, self.about.columns)

    def hashes(self) -> set[tuple[str, str]]:
        """The id of each article and the hash of its text.

        Raises ArticleError where a file is missing or broken.
        """
        connection = connection_of()
        columns = ((column_of(connection, self.folder, name, [n]) for name in ("id", "sha256")) for n in range(len(self.parts)))
        return {pair for ids, hashes in columns for pair in zip(ids, hashes, strict=True)}


def write_store(
    folder: str | Path, records: Iterable[tuple[Article, Record]], about: About, problems: Sequence[Problem] = ()
) -> None:
    """Write scored articles into a folder, in place of scores that were made in the same way.

    Raises OptionError where the folder holds something else, or is being written by another run.
    """
    several = iter(records)
    with _writer(Path(folder), about) as writer:
        while chunk := list(islice(several, PART)):
            writer.write(chunk, "", [])
        writer.finish(problems)


def score_into(
    folder: str | Path,
    articles: Articles,
    step: Callable[[Article], Record],
    about: About,
    problems_of: Callable[[Article, Record], list[Problem]],
    *,
    jobs: int = 1,
    tracked: Callable[[Iterable[Article]], Iterable[Article]] = iter,
) -> Store:
    """Score articles into a folder; parts that an earlier run with the same settings completed are kept.

    Parameters
    ----------
    step : makes the record of an article.
    problems_of : the problems of an article with its record; one without a score has the record {"problem": reason}.
    jobs : the number of processes that score.
    tracked : gives the articles one by one, and shows how far they are.

    Raises OptionError where the folder holds something else, scores made with other settings, or is being written by another run.
    """
    several = iter(tracked(articles))
    with _writer(Path(folder), about) as writer:
        chunk = list(islice(several, PART))
        while chunk and writer.keeps(_key(chunk)):
            chunk = list(islice(several, PART))
        records = mapped(step, chain(chunk, several), jobs)
        while part := list(islice(records, PART)):
            problems = [problem for one in part for problem in problems_of(*one)]
            writer.write(part, _key(article for article, _ in part), problems)
        writer.finish(articles.problems)
    return Store(folder)


def _check_names(measures: Iterable[str]) -> None:
    """Raise OptionError for measures whose columns would be one and the same."""
    known: dict[str, str] = {}
    for name in measures:
        if (other := known.setdefault(name.lower(), name)) != name:
            raise OptionError(
                f"the measures {other} and {name} differ only in case, which columns of saved scores do not: rename one (the "
                "label of a side, a frame, or a measure of your own)"
            )


@contextmanager
def _writer(folder: Path, about: About) -> Iterator["_Writer"]:
    """What writes a store part by part; no other run writes into its folder meanwhile."""
    _check_names(about.counts)
    with locked(folder / MANIFEST):
        yield _Writer(folder, about.plain)


class _Writer:
    """Writes a store part by part."""

    def __init__(self, folder: Path, about: About) -> None:
        self.folder, self.about = folder, about
        self.parts: list[_Part] = []
        self.complete = True
        self.earlier = _earlier(folder, about)
        self.connection = connection_of()
        if not is_store(folder):
            self._say_incomplete()

    def _say_incomplete(self) -> None:
        """Say in the manifest that only the parts so far are there."""
        _write_manifest(self.folder, self.about, self.parts, [], complete=False)
        self.complete = False

    def keeps(self, key: str) -> bool:
        """Whether the next part is there already, by the hash over its articles; if it is, it is kept."""
        if self.earlier and self.earlier[0].key == key:
            self.parts.append(self.earlier.pop(0))
            return True
        return False

    def write(self, records: Sequence[tuple[Article, Record]], key: str, problems: Iterable[Problem]) -> None:
        """Write the next part; from then on, no part of an earlier run behind it counts."""
        if self.complete:
            self._say_incomplete()
        scored = [(article, record) for article, record in records if "problem" not in record]
        write_part(self.connection, self.folder, len(self.parts), scored, self.about.columns)
        self.parts.append(_Part(key, len(scored), [list(problem) for problem in problems]))
        self._say_incomplete()

    def finish(self, problems: Iterable[Problem]) -> None:
        """Say in the manifest that all parts are there, and remove what earlier runs left."""
        _write_manifest(self.folder, self.about, self.parts, [list(problem) for problem in problems], complete=True)
        remove_parts(self.folder, len(self.parts))


# -- the manifest ----------------------------------------------------------------------------------------------------------


def _manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a store. Raises ArticleError where there is none, or one of another version."""
    if not is_store(folder):
        raise ArticleError(f"{folder}: no saved scores; `framing score articles.csv -o scores/` writes such a folder")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if manifest["schema"] > SCHEMA:
        raise ArticleError(f"{folder}: written by framing-toolkit {manifest['toolkit']}, a later version; update this one")
    return manifest


def _write_manifest(folder: Path, about: About, parts: Sequence[_Part], problems: list[list[Any]], *, complete: bool) -> None:
    manifest = {
        "format": FORMAT,
        "schema": SCHEMA,
        **about._asdict(),
        "complete": complete,
        "problems": problems,
        "parts": [part._asdict() for part in parts],
    }
    with atomic(folder / MANIFEST) as file:
        json.dump(manifest, file, indent=1)


def _earlier(folder: Path, about: About) -> list[_Part]:
    """The parts that an earlier run completed."""
    if not is_store(folder):
        if not any(not file.name.startswith(".") for file in folder.iterdir()):
            return []
        raise OptionError(f"{folder}: holds other files; name a new or empty folder for the scores")
    store = Store(folder)
    if differences := store.about.differences(about):
        reasons = "; ".join(differences)
        raise OptionError(f"{folder}: holds scores that were made otherwise ({reasons}); name another folder, or delete this one")
    return store.parts


def _key(articles: Iterable[Article]) -> str:
    """A hash over the texts and all fields of some articles."""
    return sha256(json.dumps([(article.sha256, article.described) for article in articles]).encode()).hexdigest()
