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
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from filelock import FileLock, Timeout

from ..articles.article import COLUMNS, Article, Articles, Problem
from ..errors import ArticleError, OptionError
from ..files import atomic
from ..version import __version__
from .found_spans import FoundSpan
from .parallel import mapped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Record = Mapping[str, Any]
"""The score of an article as plain values (see `ArticleScore.to_record`), or {"problem": reason}."""

MANIFEST = "scores.json"
FORMAT, SCHEMA = "framing-toolkit scores", 1
"""What the manifest says that the folder is, and the version of its tables."""

PART = 500
"""Articles of a part."""

_FIELDS = {name: "VARCHAR" for name in COLUMNS if name != "text"} | {"published": "DATE", "translated": "BOOLEAN"}
_ARTICLES = _FIELDS | {
    "genre_detected": "VARCHAR",
    "labels": "VARCHAR",
    "file": "VARCHAR",
    "row": "INTEGER",
    "sha256": "VARCHAR",
    "n_words": "INTEGER",
    "not_in_english": "VARCHAR",
    "genre_probabilities": "VARCHAR",
    "sketch": "BLOB",
}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "terms": dict.fromkeys(("term", "category", "lexicon", "voice"), "VARCHAR")
    | {"n": "INTEGER", "expected": "DOUBLE", "certain": "DOUBLE"},
    "names": dict.fromkeys(("concept", "name", "voice"), "VARCHAR") | {"n": "INTEGER"},
    "talked_about": dict.fromkeys(("name", "kind", "state"), "VARCHAR") | {"n": "INTEGER"},
    "words": {"voice": "VARCHAR", "word": "VARCHAR", "n": "INTEGER"},
    "spans": dict.fromkeys(FoundSpan._fields, "VARCHAR")
    | {"start": "INTEGER", "end": "INTEGER", "p": "DOUBLE", "named": "BOOLEAN"},
}
"""The columns of each table of things of which an article has several, beside `article`, in the order of reading."""

_VOICES = ("own", "attributed")  # of words


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
        connection = _connection()
        for number in range(len(self.parts)):
            with _readable(self.folder):
                records = list(_records(connection, self.folder, number, self.about.columns))
            yield from records

    def spans(self) -> Iterator[tuple[Any, ...]]:
        """Each place where something was found: id, outlet and day of the article, and a `FoundSpan`.

        Raises ArticleError where a file is missing or broken.
        """
        connection = _connection()
        for number in range(len(self.parts)):
            articles, spans = (_source(self.folder, name, number) for name in ("articles", "spans"))
            columns = ", ".join(f's."{name}"' for name in FoundSpan._fields)
            query = f"SELECT a.id, a.outlet, a.published, {columns} FROM {spans} s JOIN {articles} a USING (article)"
            with _readable(self.folder):
                rows = connection.execute(f"{query} ORDER BY s.article, s.n").fetchall()
            yield from rows


def write_store(
    folder: str | Path, records: Iterable[tuple[Article, Record]], about: About, problems: Sequence[Problem] = ()
) -> None:
    """Write scored articles into a folder, in place of scores that were made in the same way.

    Raises OptionError where the folder holds something else, or is being written by another run.
    """
    several = iter(records)
    with _Writer(Path(folder), about) as writer:
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
    with _Writer(Path(folder), about) as writer:
        chunk = list(islice(several, PART))
        while chunk and writer.keeps(_key(chunk)):
            chunk = list(islice(several, PART))
        records = mapped(step, chain(chunk, several), jobs)
        while part := list(islice(records, PART)):
            problems = [problem for one in part for problem in problems_of(*one)]
            writer.write(part, _key(article for article, _ in part), problems)
        writer.finish(articles.problems)
    return Store(folder)


class _Writer:
    """Writes a store part by part; no other run writes into its folder meanwhile."""

    def __init__(self, folder: Path, about: About) -> None:
        self.folder, self.about = folder, about.plain
        self.parts: list[_Part] = []
        self.lock = FileLock(self.folder / ".lock", timeout=0)
        self.complete = True

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self.lock.acquire()
        except Timeout:
            raise OptionError(f"{self.folder}: another run is writing into it; wait for it, or stop it") from None
        try:
            self.earlier = _earlier(self.folder, self.about)
            self.connection = _connection()
            if not is_store(self.folder):
                self._say_incomplete()
        except BaseException:
            self.lock.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.lock.release()

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
        _write_part(self.connection, self.folder, len(self.parts), scored, self.about.columns)
        self.parts.append(_Part(key, len(scored), [list(problem) for problem in problems]))
        self._say_incomplete()

    def finish(self, problems: Iterable[Problem]) -> None:
        """Say in the manifest that all parts are there, and remove what earlier runs left."""
        _write_manifest(self.folder, self.about, self.parts, [list(problem) for problem in problems], complete=True)
        _remove_others(self.folder, len(self.parts))


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
    fields = (
        [article.id, article.sha256, *((name, str(article.value(name))) for name in article.fields)] for article in articles
    )
    return sha256(json.dumps(list(fields)).encode()).hexdigest()


def _remove_others(folder: Path, n: int) -> None:
    """Remove the files of parts that the manifest does not list."""
    for name in ("articles", *_TABLES):
        for file in folder.glob(f"{name}-*.parquet"):
            number = file.stem.rpartition("-")[2]
            if number.isdigit() and int(number) >= n:
                file.unlink()


# -- the tables of a part --------------------------------------------------------------------------------------------------


def _connection() -> "DuckDBPyConnection":
    """A database in memory, by which Parquet is read and written."""
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET pandas_analyze_sample = 0")  # values come as text, and are cast to the type of their column
    return connection


def _path(folder: Path, name: str, number: int) -> Path:
    return folder / f"{name}-{number:05d}.parquet"


def _source(folder: Path, name: str, number: int) -> str:
    """A table of a part, for SQL; nothing in the name of the folder is a pattern, or the value of a column."""
    path = re.sub(r"[\[*?]", r"[\g<0>]", _quoted(_path(folder, name, number)))
    return f"read_parquet('{path}', hive_partitioning = false)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """A context in which a file of a store that cannot be read is an ArticleError."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise ArticleError(f"{folder}: a file of these scores cannot be read ({reason}); score the articles again") from None


def _write_part(
    connection: "DuckDBPyConnection",
    folder: Path,
    number: int,
    scored: Sequence[tuple[Article, Record]],
    columns: Sequence[str],
) -> None:
    """Write the tables of some scored articles."""
    rows = [_article_row(article, record) for article, record in scored]
    counts = np.array([record["counts"] for _, record in scored], dtype=float).reshape(len(scored), len(columns))
    table = {"article": range(len(scored)), **dict(zip(_ARTICLES, zip(*rows, strict=True), strict=True))} if rows else {}
    types = {"article": "INTEGER", **_ARTICLES, **dict.fromkeys(columns, "DOUBLE")}
    _write(connection, _path(folder, "articles", number), {**table, **dict(zip(columns, counts.T, strict=True))}, types)
    for name, of_table in _TABLES.items():
        several = [(i, n, *row) for i, (_, record) in enumerate(scored) for n, row in enumerate(_ROWS[name](record))]
        types = {"article": "INTEGER", "n": "INTEGER", **{_column(column): kind for column, kind in of_table.items()}}
        _write(connection, _path(folder, name, number), dict(zip(types, zip(*several, strict=True), strict=False)), types)


def _column(name: str) -> str:
    """The name of a column: `n` numbers the rows of an article, so that how often something occurs is `times`."""
    return "times" if name == "n" else name


def _write(connection: "DuckDBPyConnection", path: Path, values: Mapping[str, Iterable[Any]], types: Mapping[str, str]) -> None:
    """Write a table, whole or not at all."""
    import pandas as pd

    frame = pd.DataFrame(
        {f"c{i}": np.array(list(values.get(name, ())), dtype=object) for i, name in enumerate(types)}, dtype=object
    )
    casts = [f"{_cast(f'c{i}', kind)} AS {_name(name)}" for i, (name, kind) in enumerate(types.items())]
    unfinished = path.with_name(f".{path.name}.unfinished")
    connection.register("part", frame)
    try:
        copied = f"COPY (SELECT {', '.join(casts)} FROM part) TO '{_quoted(unfinished)}' (FORMAT parquet, COMPRESSION zstd)"
        connection.execute(copied)
        os.replace(unfinished, path)
    finally:
        connection.unregister("part")
        unfinished.unlink(missing_ok=True)


def _name(column: str) -> str:
    """A column, for SQL."""
    return '"{}"'.format(column.replace('"', '""'))


def _cast(column: str, kind: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    return f"unhex({text})" if kind == "BLOB" else f"CAST({text} AS {kind})"


def _article_row(article: Article, record: Record) -> tuple[Any, ...]:
    """The values of `_ARTICLES`."""
    genre = record["genre"]
    return (
        *(_text(getattr(article, name)) for name in _FIELDS),
        max(genre, key=genre.__getitem__) if genre else None,
        json.dumps(dict(article.labels)),
        _text(article.file),
        article.row,
        record["sha256"],
        record["n_words"],
        record["language"],
        json.dumps(genre) if genre else None,
        np.array(record["sketch"], dtype="<u4").tobytes().hex(),
    )


def _text(value: Any) -> Any:
    """A value whose letters can all be written in UTF-8."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _term_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    expected, certain = ({tuple(term): n for *term, n in record[name]} for name in ("expected", "certain"))
    for *term, n in record["terms"]:
        yield (*term, n, expected.get(tuple(term)), certain.get(tuple(term)))


def _word_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    return ((voice, word, n) for voice in _VOICES for word, n in record[voice].items())


_ROWS: Mapping[str, Callable[[Record], Iterable[Sequence[Any]]]] = {
    "terms": _term_rows,
    "names": lambda record: record["names"],
    "talked_about": lambda record: [[*map(_text, row)] for row in record["talked_about"]],
    "words": _word_rows,
    "spans": lambda record: [[*map(_text, row)] for row in record["spans"]],
}
"""The rows of each table that an article has."""


# -- back to records -------------------------------------------------------------------------------------------------------


def _records(
    connection: "DuckDBPyConnection", folder: Path, number: int, columns: Sequence[str]
) -> Iterator[tuple[Article, dict[str, Any]]]:
    """The articles of a part with their records."""
    names = ["article", *_ARTICLES, *columns]
    several = {name: _by_article(connection, folder, name, number) for name in _TABLES if name != "spans"}
    for row in connection.execute(_select(_source(folder, "articles", number), names, "article")).fetchall():
        values = dict(zip(names, row, strict=True))
        of_article = {name: rows.get(values["article"], []) for name, rows in several.items()}
        yield _article(values), _record(values, of_article, [values[name] for name in columns])


def _by_article(connection: "DuckDBPyConnection", folder: Path, name: str, number: int) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a table by the number of their article."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    columns = ["article", *map(_column, _TABLES[name])]
    for article, *row in connection.execute(_select(_source(folder, name, number), columns, "article, n")).fetchall():
        rows.setdefault(article, []).append(tuple(row))
    return rows


def _select(source: str, columns: Iterable[str], order: str) -> str:
    return f"SELECT {', '.join(map(_name, columns))} FROM {source} ORDER BY {order}"


def _article(values: Mapping[str, Any]) -> Article:
    fields = {name: values[name] for name in (*_FIELDS, "genre_detected", "file", "row")}
    return Article(text="", labels=json.loads(values["labels"]), **fields)


def _record(values: Mapping[str, Any], several: Mapping[str, list[tuple[Any, ...]]], counts: list[float]) -> dict[str, Any]:
    genre = values["genre_probabilities"]
    terms = several["terms"]
    return {
        "sha256": values["sha256"],
        "n_words": values["n_words"],
        "counts": counts,
        "terms": [row[:5] for row in terms],
        "expected": [(*row[:4], row[5]) for row in terms if row[5] is not None],
        "certain": [(*row[:4], row[6]) for row in terms if row[6] is not None],
        **{voice: {word: n for of, word, n in several["words"] if of == voice} for voice in _VOICES},
        "names": several["names"],
        "talked_about": several["talked_about"],
        "sketch": np.frombuffer(values["sketch"], dtype="<u4").tolist(),
        "language": values["not_in_english"],
        "genre": json.loads(genre) if genre else None,
    }
