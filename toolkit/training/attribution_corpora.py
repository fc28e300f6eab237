"""Labelled attributions: PolNeAR, and texts that the user labelled in standoff files."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from ..articles.article import Article
from ..errors import ArticleError
from ..text.spans import Span
from .corpora import Roles


class LabelledText(NamedTuple):
    """A text with the attributions that people marked: for each the spans of its content, cue and source."""

    id: str
    text: str
    attributions: list[Roles]


def polnear(folder: str | Path) -> Iterator[LabelledText]:
    """PolNeAR 1.0 (Newell, Margolin and Ruths 2018; https://github.com/networkdynamics/PolNeAR), one part of it.

    `folder` is e.g. ``PolNeAR/data/train`` and holds ``text/*.txt`` and ``attributions/*.ann``; the first annotation file
    of a text counts. The repository states no licence: keep texts and anything derived from them to yourself.

    Raises ArticleError where the folder does not hold the two subfolders.
    """
    folder = Path(folder)
    if not (folder / "text").is_dir() or not (folder / "attributions").is_dir():
        raise ArticleError(f"{folder}: no text/ and attributions/ in it; name a part of PolNeAR such as data/train")
    for path in sorted((folder / "text").glob("*.txt")):
        files = sorted(f for f in (folder / "attributions").glob("*.ann") if f.stem.rsplit("_", 1)[0] == path.stem)
        if files:
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            yield LabelledText(path.stem, text, _attributions(files[0], len(text)))


def standoff(labels: str | Path, texts: Iterable[Article]) -> Iterator[LabelledText]:
    """Attributions labelled by hand, one JSON object an article as `framing annotate` writes them, beside their texts.

    Each object needs `sha256` (of the text) and `attributions` with `content`, `cue` and `source` as lists of [start, end];
    a label finds its text by the hash. Outer attributions come before those inside them.

    Raises ArticleError where a line is no such object, or the text of one is missing.
    """
    try:
        lines = Path(labels).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{labels}: cannot be read: {error}") from None
    known = {article.sha256: article for article in texts}
    found = 0
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            rows = [{role: _spans(a[role]) for role in ("content", "cue", "source")} for a in record["attributions"]]
            article = known.get(record["sha256"])
        except (ValueError, KeyError, TypeError) as error:
            raise ArticleError(f"{labels}:{number}: not an annotated article ({error!r}); see `framing annotate`") from None
        if article:
            found += 1
            rows.sort(key=lambda row: -sum(end - start for start, end in row["content"]))
            yield LabelledText(article.id, article.text, [row for row in rows if row["content"]])
    if found < len(lines):
        raise ArticleError(f"{labels}: the texts of {len(lines) - found} of its {len(lines)} articles are not among those given")


def _spans(spans: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in spans)


def without_commas(labelled: LabelledText) -> LabelledText:
    """The text as some collections keep it: every comma and apostrophe lost; the spans still mark the same words.

    >>> text = LabelledText("a", "“No,” Hall said.", [{"source": (Span(6, 10),)}])
    >>> bare = without_commas(text)
    >>> bare.text, bare.attributions[0]["source"][0].of(bare.text)
    ('“No” Hall said.', 'Hall')
    """
    kept = [0, *accumulate(ch not in _LOST for ch in labelled.text)]
    moved = [{role: tuple(Span(kept[s], kept[e]) for s, e in spans) for role, spans in a.items()} for a in labelled.attributions]
    return LabelledText(labelled.id, "".join(ch for ch in labelled.text if ch not in _LOST), moved)


_LOST = frozenset(",'’")


def _attributions(path: Path, length: int) -> list[Roles]:
    """The attribution events of a brat file."""
    spans: dict[str, tuple[Span, ...]] = {}
    events: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 1:
            offsets = cells[1].split(" ", 1)[1].split(";")
            spans[cells[0]] = tuple(Span(*map(int, offset.split())) for offset in offsets)
        elif line.startswith("E"):
            events.append(cells[1].split()[1:])
    found = []
    for event in events:
        roles: Roles = {"content": (), "cue": (), "source": ()}
        for argument in event:
            role, _, key = argument.partition(":")
            role = re.sub(r"\d+$", "", role).lower()
            if role in roles:
                roles[role] += tuple(span for span in spans.get(key, ()) if span.start < span.end <= length)
        if roles["content"]:
            found.append({role: tuple(sorted(spans)) for role, spans in roles.items()})
    return found
