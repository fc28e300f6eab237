"""An interrupted run continues where it stopped."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from ..articles.article import Article, fingerprint
from ..errors import ToolkitError
from ..scores.parallel import mapped

Record = dict[str, Any]


def resumed(
    articles: Iterable[Article], step: Callable[[Article], Record], partial: Path, settings: str, jobs: int = 1
) -> Iterator[tuple[Article, Record]]:
    """Each article with the record that `step` makes of it in `jobs` processes; records of an interrupted run are read back.

    `partial` starts with a line that holds `settings`. Under other settings every record is computed again; where an article
    or any of its fields differs from the one stored in its place, all records from there on. Delete the file when the run is
    complete.
    """
    several = iter(articles)
    several = chain(list(islice(several, 1)), several)  # where there is none, reading says so before anything is written
    partial.parent.mkdir(parents=True, exist_ok=True)
    with open(partial, "a+b") as file:
        if _continues(file, settings):
            for article in several:
                stored = _stored(file, article)
                if stored is None:
                    several = chain([article], several)
                    break
                yield article, stored
        for article, record in mapped(step, several, jobs):
            line = {"article": fingerprint([article]), "record": record}
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            yield article, record


def _continues(file: IO[bytes], settings: str) -> bool:
    """Whether a file holds records of a run with these settings; if it does not, it is started again."""
    header = json.dumps({"settings": settings}).encode() + b"\n"
    file.seek(0)
    if file.readline() == header:
        return True
    file.truncate(0)
    file.write(header)
    return False


def _stored(file: IO[bytes], article: Article) -> Record | None:
    """The record in the next line, if the line is whole and belongs to this article; if not, the file is cut off before it."""
    place = file.tell()
    record = _record_of(file.readline(), article)
    if record is None:
        file.truncate(place)
    return record


def _record_of(line: bytes, article: Article) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        stored = json.loads(line)
    except ValueError:
        return None
    return stored["record"] if stored.get("article") == fingerprint([article]) else None


def partial_of(path: str | Path) -> Path:
    """The file in which a run that writes `path` keeps its finished articles until all are done.

    >>> partial_of("out/scores.csv").name
    'scores.csv.partial'
    """
    return Path(path).with_name(Path(path).name + ".partial")


@contextmanager
def removed_if_refused(path: Path) -> Iterator[Path]:
    """A file that a step on the way writes: where there was none before and the run is refused, it goes again."""
    before = path.exists()
    try:
        yield path
    except ToolkitError:
        if not before:
            path.unlink(missing_ok=True)
        raise
