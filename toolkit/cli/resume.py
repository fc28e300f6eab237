"""An interrupted run continues where it stopped."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..articles.article import Article

Record = dict[str, Any]


def partial_of(path: str | Path) -> Path:
    """Where the finished articles of a run that writes `path` are kept until it is done.

    >>> partial_of("out/scores.csv").name
    'scores.csv.partial'
    """
    return Path(path).with_name(Path(path).name + ".partial")


def resumed(
    articles: Iterable[Article], step: Callable[[Article], Record], partial: Path, settings: str
) -> Iterator[tuple[Article, Record]]:
    """Each article with the record that `step` makes of it; records of an earlier, interrupted run are read back.

    `partial` starts with a line that holds `settings`. Under other settings every record is computed again; where an article
    differs from the one stored in its place, all records from there on. Delete the file when the run is complete.
    """
    partial.parent.mkdir(parents=True, exist_ok=True)
    with open(partial, "a+b") as file:
        file.seek(0)
        header = json.dumps({"settings": settings}).encode() + b"\n"
        stored = file.readline() == header
        if not stored:
            file.truncate(0)
            file.write(header)
        for article in articles:
            record = None
            if stored:
                place = file.tell()
                record = _record_of(file.readline(), article)
                stored = record is not None
                if not stored:
                    file.truncate(place)
            if record is None:
                record = step(article)
                line = {"id": article.id, "sha256": article.sha256, "record": record}
                file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
                file.flush()
            yield article, record


def _record_of(line: bytes, article: Article) -> Record | None:
    """The stored record, if the line is whole and belongs to this article."""
    if not line.endswith(b"\n"):
        return None
    try:
        stored = json.loads(line)
    except ValueError:
        return None
    same = stored.get("id") == article.id and stored.get("sha256") == article.sha256
    return stored["record"] if same else None
