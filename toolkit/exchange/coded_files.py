"""Articles that people coded in another program, as annotations in our own form."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..articles.article import Article
from ..errors import ArticleError, raise_problems
from ..files import atomic
from .brat import marks_in
from .label_studio import coded_tasks
from .marks import Mark, MarksError, record_of


class CodedArticle(NamedTuple):
    """An article with its annotations as `framing annotate` writes them, made by a person, and the file or task they are from."""

    article: Article
    record: dict[str, Any]
    place: str


def is_coded_elsewhere(path: str | Path) -> bool:
    """Whether a path names what another program made: an export of Label Studio (.json), or files of brat (.ann, or a folder).

    >>> is_coded_elsewhere("coded.json"), is_coded_elsewhere("coded.jsonl")
    (True, False)
    """
    return Path(path).suffix.lower() in (".json", ".ann") or Path(path).is_dir()


def read_annotations(path: str | Path) -> list[CodedArticle]:
    """The articles that people coded in Label Studio or brat, with their annotations.

    Parameters
    ----------
    path : the JSON that Label Studio exports, or a folder of brat (or one of its .ann files, with the text beside it). Articles
        that nobody has coded yet are left out. With several coders of a task, the latest counts.

    Raises
    ------
    ArticleError
        The file cannot be read, a label or a value is none of those that `export_annotations` writes, a span is not in its text,
        or a cue or source is not linked to its content; the first problems, each with its place.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a.txt").write_text("The regime fell.")
    ...     _ = (Path(folder) / "a.ann").write_text("T1\\tLoaded_term 4 10\\tregime\\n")
    ...     [(coded.article.id, coded.record["loaded"]) for coded in read_annotations(folder)]
    [('a', [{'field': 'text', 'span': [4, 10], 'category': ''}])]
    """
    path, problems, coded = Path(path), list[str](), list[CodedArticle]()
    try:
        for place, article, marks in _of_brat(path, problems) if path.is_dir() or path.suffix == ".ann" else _of_tasks(path):
            try:
                _check(marks, article.text)
                record = {"id": article.id, "outlet": article.outlet, "sha256": article.sha256, **record_of(marks)}
                coded.append(CodedArticle(article, record, place))
            except MarksError as error:
                problems.append(f"{place}: {error}")
    except MarksError as error:
        problems.append(f"{path}: {error}")
    except (OSError, UnicodeError) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from None
    if not coded and not problems:
        problems.append(f"{path}: nobody has coded an article yet")
    raise_problems(problems)
    return coded


def import_annotations(path: str | Path, output: str | Path) -> int:
    """Write what people coded in Label Studio or brat as annotations in our own form, which all commands with labels take.

    Parameters
    ----------
    path : see `read_annotations`.
    output : the file to write (.jsonl), with one object an article; each finds its article by the `sha256` of its text.

    Returns the number of articles. Raises what `read_annotations` raises.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "a.txt").write_text("The regime fell.")
    ...     _ = (Path(folder) / "a.ann").write_text("T1\\tLoaded_term 4 10\\tregime\\n")
    ...     n = import_annotations(folder, Path(folder) / "labels.jsonl")
    ...     record = json.loads((Path(folder) / "labels.jsonl").read_text())
    >>> n, record["id"], record["loaded"]
    (1, 'a', [{'field': 'text', 'span': [4, 10], 'category': ''}])
    """
    coded = read_annotations(path)
    with atomic(output) as file:
        file.writelines(json.dumps(one.record, ensure_ascii=False) + "\n" for one in coded)
    return len(coded)


def _of_tasks(path: Path) -> Iterator[tuple[str, Article, list[Mark]]]:
    for place, article, marks in coded_tasks(path.read_text(encoding="utf-8-sig")):
        yield f"{path}: {place}", article, marks


def _of_brat(path: Path, problems: list[str]) -> Iterator[tuple[str, Article, list[Mark]]]:
    for ann in sorted(path.rglob("*.ann")) if path.is_dir() else [path]:
        text = ann.with_suffix(".txt")
        if not text.is_file():
            problems.append(f"{ann}: its text is missing; put {text.name} beside it")
            continue
        with open(text, encoding="utf-8", newline="") as file:  # offsets count line breaks as they are
            article = Article(ann.stem, file.read())
        try:
            yield str(ann), article, marks_in(ann.read_text(encoding="utf-8"))
        except MarksError as error:
            problems.append(f"{ann}: {error}")


def _check(marks: list[Mark], text: str) -> None:
    """Raise MarksError for a span outside the text."""
    for mark in marks:
        if not 0 <= mark.span.start < mark.span.end <= len(text):
            raise MarksError(f"{mark.label} at {mark.span.start} to {mark.span.end} is outside the text")
