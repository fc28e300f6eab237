"""Loaders of public labelled corpora: the path of the user's own copy in, texts and labels out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .errors import ArticleError
from .spans import Span

Roles = dict[str, tuple[Span, ...]]


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
