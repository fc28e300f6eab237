"""The score store: a folder of Parquet files that holds scored articles, so that they are compared again without being read.

    scores.json            the manifest: what the scores were made with, and the list of the parts
    articles-00000.parquet one row an article: its fields, its hash, and what each measure counts in it
    terms-00000.parquet    the loaded terms of each article by voice; written-…, names-…, talked_about-… and words-… likewise
    spans-00000.parquet    each place where something was found (see `found_spans`)
    annotations-00000.parquet what was found in each article, for documents of it (see `saved_annotations`)

A part is of `PART` articles, and counts once the manifest lists it: a run that breaks off loses no more than the parts it was in
(one that is killed, a hundredth of what it did), and the manifest says that it is not complete. `article` numbers the articles
of a part. Any tool that reads Parquet reads these files; here DuckDB does.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, islice, takewhile
from operator import length_hint
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ..articles.article import Article, Articles, Problem, fingerprint
from ..errors import OptionError
from ..files import locked
from .parallel import mapped
from .score_tables import Record, connection_of, fault_of, remove_parts, unreadable, write_part
from .store_manifest import MANIFEST, About, Part, is_store, manifest_of, write_manifest
from .table_queries import columns_of, records_of

FURNITURE = "furniture.csv"
"""The table of passages that were left out as furniture, in a folder of scores."""

PART = 500
"""Articles of a part."""

_SAVED = 100  # into how many steps the writing of the manifest divides a run

T = TypeVar("T")


class Store:
    """A folder of saved scores; `about` says what they were made with, `problems` what could not be read or scored.

    `of_reading` are those of the problems that belong to no part.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        manifest = manifest_of(self.folder)
        self.about = About(*(manifest[name] for name in About._fields))
        self.parts = [Part(**part) for part in manifest["parts"]]
        self.ahead = {int(number): Part(**part) for number, part in manifest.get("ahead", {}).items()}
        self.complete: bool = manifest["complete"]
        self.of_reading = [Problem(*row) for row in manifest["problems"]]

    def __len__(self) -> int:
        """The number of scored articles."""
        return sum(part.n for part in self.parts)

    @property
    def problems(self) -> list[Problem]:
        """What could not be read or scored."""
        return [*self.of_reading, *(Problem(*row) for part in self.parts for row in part.problems)]

    @property
    def passages(self) -> Path | None:
        """The table of passages that were left out as furniture; None where none was written."""
        return table if (table := self.folder / FURNITURE).is_file() else None

    def check_files(self) -> None:
        """Raise ArticleError where a file of a part is missing, or is not the one that was written."""
        for number, part in enumerate(self.parts):
            if fault := fault_of(self.folder, number, part.sizes):
                raise unreadable(self.folder, fault)

    def __iter__(self) -> Iterator[tuple[Article, dict[str, Any]]]:
        """The articles without their texts, each with its record, without `spans` and `annotations`.

        Raises ArticleError where a file is missing or broken.
        """
        self.check_files()
        connection = connection_of()
        for number in range(len(self.parts)):
            yield from records_of(connection, self.folder, number, self.about.columns)

    def hashes(self) -> set[tuple[str, str]]:
        """The id of each article and the hash of its text.

        Raises ArticleError where a file is missing or broken.
        """
        self.check_files()
        connection, names = connection_of(), ("id", "sha256")
        parts = (columns_of(connection, self.folder, names, [number]).values() for number in range(len(self.parts)))
        return {pair for columns in parts for pair in zip(*columns, strict=True)}


def write_store(
    folder: str | Path, records: Iterable[tuple[Article, Record]], about: About, problems: Sequence[Problem] = ()
) -> None:
    """Write scored articles into a folder, in place of scores that were made in the same way.

    Raises OptionError where the folder holds something else, or is being written by another run.
    """
    with writing(Path(folder), about) as writer:
        for number, several in enumerate(_in_parts(records)):
            writer.begin(number)
            writer.add(number, _written(writer.folder, about, number, several, "", ()))
        writer.finish(problems)


class PartMaker(NamedTuple):
    """Scores the articles of a part and writes its tables into a folder; it can do so in another process.

    `step` makes the record of an article, or {"problem": reason} for one without a score; `problems_of` tells the problems of an
    article with its record. `about` says what the scores are made with.
    """

    folder: Path
    about: About
    step: Callable[[Article], Record]
    problems_of: Callable[[Article, Record], list[Problem]]

    def __call__(self, number: int, articles: Sequence[Article]) -> Part:
        """Score and write a part."""
        return self.of_records(number, [(article, self.step(article)) for article in articles])

    def of_records(self, number: int, records: Sequence[tuple[Article, Record]]) -> Part:
        """Write a part of articles that have been scored."""
        problems = [problem for one in records for problem in self.problems_of(*one)]
        return _written(self.folder, self.about, number, records, fingerprint(article for article, _ in records), problems)

    def unscored(self, number: int, articles: Sequence[Article], reason: str, remedy: str) -> Part:
        """Write a part none of whose articles could be scored, so that the next run tries again."""
        problems = [Problem(a.file or a.id, a.row, f"{a.id}: not scored: {reason}", remedy) for a in articles]
        return _written(self.folder, self.about, number, (), "", problems)


Passed = Callable[[int], None]
"""Is told how many more articles have been scored."""

Made = Callable[[PartMaker, Iterable[tuple[int, list[Article]]], Passed], Iterable[tuple[int, Part]]]
"""How parts are made of numbered lists of articles: they may come in any order."""


def made_here(
    make: PartMaker, missing: Iterable[tuple[int, list[Article]]], passed: Passed, jobs: int = 1
) -> Iterator[tuple[int, Part]]:
    """The parts, whose articles are scored by `jobs` processes of this machine."""
    numbers: deque[int] = deque()

    def articles() -> Iterator[Article]:
        for number, several in missing:
            numbers.append(number)
            yield from several

    def scored() -> Iterator[tuple[Article, Record]]:
        for one in mapped(make.step, articles(), jobs):
            passed(1)
            yield one

    for records in _in_parts(scored()):  # all parts but the last one are of one size
        yield (number := numbers.popleft()), make.of_records(number, records)


def score_into(
    folder: str | Path,
    articles: Articles,
    step: Callable[[Article], Record],
    about: About,
    problems_of: Callable[[Article, Record], list[Problem]],
    *,
    made: Made = made_here,
    tell: Callable[[int, int | None], None] = lambda *_: None,
) -> Store:
    """Score articles into a folder; parts that an earlier run with the same settings completed are kept.

    Parameters
    ----------
    step, problems_of : see `PartMaker`.
    made : makes the parts: here, in one process or several, or elsewhere.
    tell : is told how many articles are done and, if known, of how many.

    Raises OptionError where the folder holds something else, scores made with other settings, or is being written by another run.
    """
    done = 0

    def passed(n: int) -> None:
        nonlocal done
        done += n
        tell(done, length_hint(articles) or None)

    with writing(Path(folder), about) as writer:

        def missing() -> Iterator[tuple[int, list[Article]]]:
            for number, several in enumerate(_in_parts(articles)):
                if writer.keeps(number, fingerprint(several)):
                    passed(len(several))
                else:
                    yield number, several

        for number, part in made(PartMaker(writer.folder, about, step, problems_of), missing(), passed):
            writer.add(number, part)
        writer.finish(articles.problems)
    return Store(folder)


def _in_parts(several: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(several)
    while part := list(islice(rest, PART)):
        yield part


def _written(
    folder: Path,
    about: About,
    number: int,
    records: Sequence[tuple[Article, Record]],
    key: str,
    problems: Iterable[Problem],
) -> Part:
    """Write the tables of a part."""
    scored = [(article, record) for article, record in records if "problem" not in record]
    sizes = write_part(connection_of(), folder, number, scored, about.columns)
    return Part(key, len(scored), [list(problem) for problem in problems], sizes)


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
def writing(folder: Path, about: About) -> Iterator["Writer"]:
    """What keeps the list of the parts of a store; no other run writes into its folder meanwhile."""
    _check_names(about.counts)
    with locked(folder / MANIFEST):
        writer = Writer(folder, about.plain)
        try:
            yield writer
        finally:
            with suppress(OSError):  # what went wrong before says more
                writer.save_all()


class Writer:
    """Keeps the list of the parts of a store, whoever makes them, in whatever order.

    A part counts once the manifest lists it, and no longer when it is to be made again. The manifest is written whenever a
    hundredth more is done: a run that is killed loses no more than that, and writing takes time in proportion to the parts.
    """

    def __init__(self, folder: Path, about: About) -> None:
        self.folder, self.about = folder, about
        self.parts: dict[int, Part] = {}
        self.earlier = _earlier(folder, about)
        self.unsaved = 0  # parts that are done, and not yet in the manifest
        self.unlisted = 0  # parts of an earlier run before this one are not in the manifest
        self.complete = is_store(folder)
        if not self.complete:
            self._save()

    def keeps(self, number: int, key: str) -> bool:
        """Whether a part is there already, by the hash over its articles; if it is, it is kept, and else it is begun."""
        part = self.earlier.get(number)
        if part and part.key == key and not fault_of(self.folder, number, part.sizes):
            self.parts[number] = self.earlier.pop(number)
            return True
        self.begin(number)
        return False

    def begin(self, number: int) -> None:
        """Say that a part does not count, since it is made anew; the next ones may be too."""
        listed = self.earlier.pop(number, None) and number >= self.unlisted
        if listed or self.complete:
            self.unlisted = number + 1 + len(self.earlier) // _SAVED
            self._save()

    def add(self, number: int, part: Part) -> None:
        """Count a part that is written."""
        self.parts[number] = part
        self.unsaved += 1
        if self.unsaved > len(self.parts) // _SAVED:
            self._save()

    def save_all(self) -> None:
        """List all parts that are done in the manifest."""
        if self.unsaved:
            self._save()

    def finish(self, problems: Iterable[Problem]) -> None:
        """Say in the manifest that all parts are there, and remove what earlier runs left."""
        parts = [self.parts[number] for number in range(len(self.parts))]
        write_manifest(self.folder, self.about, parts, complete=True, problems=[list(problem) for problem in problems])
        self.unsaved = 0
        remove_parts(self.folder, len(parts))

    def _save(self) -> None:
        """Say in the manifest that only the parts so far are there; `ahead` lists those behind one that is still missing."""
        first = list(takewhile(self.parts.__contains__, count()))
        earlier = {number: part for number, part in self.earlier.items() if number >= self.unlisted}
        others = {number: part for number, part in sorted((self.parts | earlier).items()) if number >= len(first)}
        write_manifest(self.folder, self.about, [self.parts[number] for number in first], complete=False, ahead=others)
        self.complete, self.unsaved = False, 0


def _earlier(folder: Path, about: About) -> dict[int, Part]:
    """The parts that an earlier run completed, by their numbers."""
    if not is_store(folder):
        if not any(not file.name.startswith(".") for file in folder.iterdir()):
            return {}
        raise OptionError(f"{folder}: holds other files; name a new or empty folder for the scores")
    store = Store(folder)
    earlier = dict(enumerate(store.parts)) | store.ahead
    if earlier and (differences := store.about.differences(about)):
        reasons = "; ".join(differences)
        raise OptionError(f"{folder}: holds scores that were made otherwise ({reasons}); name another folder, or delete this one")
    return earlier
