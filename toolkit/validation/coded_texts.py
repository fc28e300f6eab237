"""Texts with the phrases that people coded as loaded, read from their CSV or from annotations."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..annotation.annotated_files import unusable
from ..articles.article import Article
from ..articles.objects import articles_in
from ..errors import ArticleError, OptionError, raise_problems
from ..exchange.coded_files import is_coded_elsewhere, read_annotations
from ..files import lines_in
from ..text.lexicon import parts
from ..text.spans import Span

_COPY = "copy it as whole words, once for each place, with | between phrases"
_WORDS_NOT_CODES = "write the loaded words themselves, separated by |, not a code; leave it empty where there are none"
_VOICES = {"direct": "quotation", "mixed": "quotation", "indirect": "paraphrase"}  # of each kind of attribution


class Phrase(NamedTuple):
    """A phrase that a person coded as loaded, with category and voice where she gave them."""

    span: Span
    category: str = ""
    voice: str = ""
    elsewhere: tuple[Span, ...] = ()  # other places of the same words, where she did not say which she meant


@dataclass(frozen=True)
class Coded:
    """A text with everything in it that a person coded as loaded."""

    article: Article
    phrases: tuple[Phrase, ...]


def read_coded(path: str | Path, texts: Any = ()) -> list[Coded]:
    """Coded texts from a file.

    A .csv has a row for each text (a sentence will do) and the columns `text`, `loaded` (its loaded phrases separated by |,
    empty where there are none) and, if you like, `id` and `outlet`. What people coded in Label Studio (.json) or brat (a folder,
    or .ann) is read with its texts (see `read_annotations`). A .jsonl has annotations as `framing annotate` writes
    them; the article of each line is found among `texts` by its `sha256`.

    Raises
    ------
    ArticleError
        A column is missing, a phrase does not occur in its text, or an article is not among `texts`; all problems at once.
    OptionError
        The file holds annotations, and `texts` is empty.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "coded.csv"
    ...     _ = path.write_text("text,loaded\\nThe regime hit the mob.,regime|mob\\n")
    ...     [phrase.span for phrase in read_coded(path)[0].phrases]
    [Span(start=4, end=10), Span(start=19, end=22)]
    """
    path = Path(path)
    if is_coded_elsewhere(path):
        return [Coded(one.article, tuple(map(_phrase, one.record["loaded"]))) for one in read_annotations(path)]
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read: {error.strerror or error}") from None
    problems: list[str] = []
    coded = list(_of_jsonl(path, content, texts, problems) if path.suffix == ".jsonl" else _of_csv(path, content, problems))
    raise_problems(problems)
    return coded


def _of_csv(path: Path, content: str, problems: list[str]) -> Iterator[Coded]:
    rows = csv.DictReader(io.StringIO(content, newline=""))
    names = list(rows.fieldnames or ())
    wrong = [f"no column {name}" for name in ("text", "loaded") if name not in names]
    wrong += [f"column {name} occurs twice" for name in ("text", "loaded") if names.count(name) > 1]
    if wrong:
        columns = ", ".join(names) or "none"
        problems.append(f"{path}:1: {'; '.join(wrong)}; columns found: {columns}; name each once, with commas between the cells")
        return
    try:
        for row in rows:
            place, text = f"{path}:{rows.line_num}", row["text"] or ""
            phrases = _phrases_in(text, parts(row["loaded"] or ""), place, problems)
            article = Article(row.get("id") or f"{path.name}:{rows.line_num}", text, outlet=row.get("outlet") or None)
            yield Coded(article, tuple(phrases))
    except csv.Error as error:
        problems.append(f"{path}:{rows.line_num}: not readable as CSV: {error}; is a quotation mark left open?")


def _phrases_in(text: str, wanted: Sequence[str], place: str, problems: list[str]) -> Iterator[Phrase]:
    """The phrases where they occur as whole words, in capitals or not; one that is listed twice has two places."""
    taken: set[Span] = set()
    for phrase in wanted:
        pattern = re.escape(phrase.replace("’", "'")).replace("'", "['’]")
        spans = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.I)]
        free = [span for span in spans if span not in taken]
        if not free:
            often = "does not occur in the text so often" if spans else "does not occur in the text"
            remedy = _WORDS_NOT_CODES if phrase.isdecimal() else _COPY
            problems.append(f"{place}: {phrase!r} {often}; {remedy}")
            continue
        taken.add(free[0])
        listed_once = sum(other.lower() == phrase.lower() for other in wanted) == 1
        yield Phrase(free[0], elsewhere=tuple(free[1:]) if listed_once else ())


def _of_jsonl(path: Path, content: str, texts: Any, problems: list[str]) -> Iterator[Coded]:
    articles = {article.sha256: article.unmended for article in articles_in(texts)}
    if not articles:
        raise OptionError(
            f"{path}: it holds annotations without the texts; name the files of its articles too (texts, or --texts FILE)"
        )
    for number, line in enumerate(lines_in(content), 1):
        try:
            record = json.loads(line)
            article = articles.get(record["sha256"])
            phrases = [_phrase(term) for term in record["loaded"] if term.get("field", "text") == "text"]
        except (ValueError, KeyError, TypeError) as error:
            problems.append(unusable(f"{path}:{number}", error))
            continue
        if article is None:
            problems.append(f"{path}:{number}: the article {record.get('id')!r} is not among the texts; name its file too")
        elif any(not 0 <= phrase.span.start < phrase.span.end <= len(article.text) for phrase in phrases):
            problems.append(f"{path}:{number}: a span outside the text of {record.get('id')!r}; spans count its characters")
        else:
            yield Coded(article, tuple(phrases))


def _phrase(term: Mapping[str, Any]) -> Phrase:
    """A loaded term of an annotation; some name the kind of the attribution around it in place of the voice."""
    voice = term.get("voice") or ""
    return Phrase(Span(*map(int, term["span"])), term.get("category") or "", _VOICES.get(voice, voice))
