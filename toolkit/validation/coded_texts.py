"""Texts with the phrases that people coded as loaded, read from their CSV or from annotations."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..articles.article import Article
from ..errors import ArticleError
from ..text.spans import Span

_TOLD = 10  # problems of a file, in full


class Phrase(NamedTuple):
    """A phrase that a person coded as loaded; category and voice where she gave them."""

    span: Span
    category: str = ""
    voice: str = ""
    elsewhere: tuple[Span, ...] = ()  # other places of the same words, where she did not say which she meant


@dataclass(frozen=True)
class Coded:
    """A text with everything in it that a person coded as loaded."""

    article: Article
    phrases: tuple[Phrase, ...]


def read_coded(path: str | Path, texts: Iterable[Article] = ()) -> list[Coded]:
    """Coded texts from a file.

    A .csv has a row a text (a sentence will do): `text`, `loaded` (its loaded phrases parted by |; empty for none), and where
    there are any `id`, `outlet`. A .jsonl has annotations as `framing annotate` writes them; each line finds its article among
    `texts` by `sha256`.

    Raises
    ------
    ArticleError
        A column is missing, a phrase does not stand in its text, or an article is not among those given; all problems at once.
    """
    path = Path(path)
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise ArticleError(f"{path}: cannot be read: {error.strerror or error}") from None
    problems: list[str] = []
    found = list(_of_jsonl(path, content, texts, problems) if path.suffix == ".jsonl" else _of_csv(path, content, problems))
    if problems:
        more = [f"… and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
        raise ArticleError("\n".join([*problems[:_TOLD], *more]))
    return found


def _of_csv(path: Path, content: str, problems: list[str]) -> Iterator[Coded]:
    rows = csv.DictReader(io.StringIO(content, newline=""))
    names = list(rows.fieldnames or ())
    wrong = [f"no column {name}" for name in ("text", "loaded") if name not in names]
    wrong += [f"column {name} stands twice" for name in ("text", "loaded") if names.count(name) > 1]
    if wrong:
        found = ", ".join(names) or "none"
        problems.append(f"{path}:1: {'; '.join(wrong)}; columns found: {found}; name them once each, commas between the cells")
        return
    try:
        for row in rows:
            text = row["text"] or ""
            wanted = [part.strip() for part in (row["loaded"] or "").split("|") if part.strip()]
            phrases = _phrases_in(text, wanted, f"{path}:{rows.line_num}", problems)
            article = Article(row.get("id") or f"{path.name}:{rows.line_num}", text, outlet=row.get("outlet") or None)
            yield Coded(article, tuple(phrases))
    except csv.Error as error:
        problems.append(f"{path}:{rows.line_num}: not readable as CSV: {error}")


def _phrases_in(text: str, wanted: Sequence[str], place: str, problems: list[str]) -> list[Phrase]:
    """Where the phrases stand, each listing at a place of its own; in capitals or not, but as whole words."""
    found: list[Phrase] = []
    for phrase in wanted:
        pattern = re.escape(phrase.replace("’", "'")).replace("'", "['’]")
        taken = {one.span for one in found}
        places = [Span(*match.span()) for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.I)]
        free = [place for place in places if place not in taken]
        if not free:
            often = "does not stand in the text so often" if phrase.lower() in text.lower() else "does not stand in the text"
            problems.append(f"{place}: {phrase!r} {often}; copy it as whole words, once for each place")
        else:
            alone = sum(one.lower() == phrase.lower() for one in wanted) == 1
            found.append(Phrase(free[0], elsewhere=tuple(free[1:]) if alone else ()))
    return found


def _coded_phrase(term: Mapping[str, Any]) -> Phrase:
    """A loaded term of an annotation; some name the kind of the attribution around it in place of the voice."""
    voice = term.get("voice") or ""
    return Phrase(Span(*map(int, term["span"])), term.get("category") or "", _VOICES.get(voice, voice))


_VOICES = {"direct": "quotation", "mixed": "quotation", "indirect": "paraphrase"}  # kinds of attribution, where voices are meant


def _of_jsonl(path: Path, content: str, texts: Iterable[Article], problems: list[str]) -> Iterator[Coded]:
    known = {article.sha256: article for article in texts}
    if not known:
        raise ArticleError(f"{path}: it holds places and no texts; name the files of its articles too (texts, or --texts FILE)")
    for number, line in enumerate(content.splitlines(), 1):
        try:
            record = json.loads(line)
            article = known.get(record["sha256"])
            phrases = [_coded_phrase(term) for term in record["loaded"] if term.get("field", "text") == "text"]
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"{path}:{number}: not an annotated article ({error!r}); see `framing annotate`")
            continue
        if article is None:
            problems.append(f"{path}:{number}: the article {record.get('id')!r} is not among the texts given; name its file too")
            continue
        if any(not 0 <= phrase.span.start < phrase.span.end <= len(article.text) for phrase in phrases):
            problems.append(f"{path}:{number}: a span outside the text of {record.get('id')!r}; spans count its characters")
            continue
        yield Coded(article, tuple(phrases))
