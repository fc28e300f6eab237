"""Labelled attributions: PolNeAR, and articles that the user annotated."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from ..annotation.annotated_files import annotated
from ..articles.article import Article
from ..errors import ArticleError
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.word_classes import function_words, word_list
from ..text.words import Words

Roles = dict[str, tuple[Span, ...]]
"""The spans of the content, cue and source of an attribution."""


class LabelledText(NamedTuple):
    """A text with the attributions that people marked in it."""

    id: str
    text: str
    attributions: list[Roles]


def polnear(folder: str | Path) -> Iterator[LabelledText]:
    """One part of PolNeAR 1.0 (Newell, Margolin and Ruths 2018; https://github.com/networkdynamics/PolNeAR).

    `folder` is for instance ``PolNeAR/data/train`` and holds ``text/*.txt`` and ``attributions/*.ann``; only the first annotation
    file of each text is used. The repository states no licence: do not pass on texts or anything derived from them.

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
    """The attribution events of a brat file whose text has `length` characters."""
    spans: dict[str, tuple[Span, ...]] = {}
    events: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 1:
            offsets = cells[1].split(" ", 1)[1].split(";")
            spans[cells[0]] = tuple(Span(*map(int, offset.split())) for offset in offsets)
        elif line.startswith("E"):
            events.append(cells[1].split()[1:])
    attributions = []
    for event in events:
        roles: Roles = {"content": (), "cue": (), "source": ()}
        for argument in event:
            role, _, key = argument.partition(":")
            role = re.sub(r"\d+$", "", role).lower()
            if role in roles:
                roles[role] += tuple(span for span in spans.get(key, ()) if span.start < span.end <= length)
        if roles["content"]:
            attributions.append({role: tuple(sorted(spans)) for role, spans in roles.items()})
    return attributions


def standoff(labels: str | Path, texts: Iterable[Article]) -> Iterator[LabelledText]:
    """Attributions labelled by hand, one line for each article as ``framing annotate`` writes it, with the texts of the articles.

    Each line needs `sha256` (of the text) and `attributions` with `content`, `cue` and `source` as lists of [start, end]; it
    finds its text by the hash. Outer attributions come before those inside them.

    Raises ArticleError where a line is not such an object, or its text is missing.
    """
    for article, attributions in annotated(labels, texts, _roles):
        attributions.sort(key=lambda roles: -sum(end - start for start, end in roles["content"]))
        yield LabelledText(article.id, article.text, [roles for roles in attributions if roles["content"]])


def _roles(record: Any) -> list[Roles]:
    """The attributions of an annotated article."""
    return [
        {role: tuple(Span(start, end) for start, end in attribution[role]) for role in ("content", "cue", "source")}
        for attribution in record["attributions"]
    ]


def content_words(words: Words, span: Span) -> range:
    """The numbers of the words of a content, of which the complementiser is no part ("that it rained").

    >>> content_words(Words("He said that it rained."), Span(8, 22))
    range(3, 5)
    """
    inside = words.inside(span)
    return inside[1:] if len(inside) > 1 and words.keys[inside.start] == "that" else inside


def by_one_guide(labelled: LabelledText) -> LabelledText:
    """The text with its attributions by one guide, where those who code differ: whoever is told to do something belongs to the
    content ("urged | both sides to pull back"), and a preposition behind the cue to the cue ("complained of | delays").

    >>> text = LabelledText("a", "He urged them to go.", [{"cue": (Span(3, 8),), "content": (Span(14, 19),)}])
    >>> by_one_guide(text).attributions[0]["content"][0].of(text.text)
    'them to go'
    """
    return labelled._replace(attributions=[roles_by_one_guide(roles, labelled.text) for roles in labelled.attributions])


def roles_by_one_guide(roles: Roles, text: str) -> Roles:
    """The spans of one attribution by one guide (see `by_one_guide`): whoever is told to do something moves into the content, and
    a preposition behind the cue to the cue."""
    if not roles["cue"] or roles["cue"][-1].end >= roles["content"][0].start:
        return roles
    cue, content = roles["cue"][-1], roles["content"][0]
    between = _BETWEEN.fullmatch(text, cue.end, content.start)
    behind = _BEHIND.match(text, cue.end, content.end)
    if between and _TO_DO.match(text, content.start) and _begins_a_noun(between[1].lower()):
        content = Span(between.start(1), content.end)
    elif behind and cue.end + 1 == content.start and behind[1] in word_list("behind_cue"):
        cue, content = Span(cue.start, behind.end(1)), Span(behind.end(), content.end)
    return {**roles, "cue": (*roles["cue"][:-1], cue), "content": (content, *roles["content"][1:])}


_TO_DO = re.compile(r"(?:not )?to [a-z]")
_BETWEEN = re.compile(r" ([\w’'-]+) (?:[\w’'-]+ ){0,5}")  # whoever is told to do something, in six words at most
_BEHIND = re.compile(r" (\w+) (?=\S)")
_NO_NOUN = {"pronoun", "auxiliary", "preposition", "subordinator"}  # not "the plan is to …", "his threat he made to …"


def _begins_a_noun(word: str) -> bool:
    return word == "you" or _NO_NOUN.isdisjoint(function_words().get(word, ()))


def without_commas(labelled: LabelledText) -> LabelledText:
    """The text without commas and apostrophes, as some collections store texts; the spans still mark the same words.

    >>> text = LabelledText("a", "“No,” Hall said.", [{"source": (Span(6, 10),)}])
    >>> bare = without_commas(text)
    >>> bare.text, bare.attributions[0]["source"][0].of(bare.text)
    ('“No” Hall said.', 'Hall')
    """
    kept = [0, *accumulate(ch not in _LOST for ch in labelled.text)]
    moved = [{role: tuple(Span(kept[s], kept[e]) for s, e in spans) for role, spans in a.items()} for a in labelled.attributions]
    return LabelledText(labelled.id, "".join(ch for ch in labelled.text if ch not in _LOST), moved)


_LOST = frozenset(",'’")


def sentences_alone(labelled: LabelledText) -> Iterator[LabelledText]:
    """Each sentence as a text of its own, but for those that share an attribution with others.

    >>> text = LabelledText("a", "It rained. Hall said so.", [{"source": (Span(11, 15),), "cue": (Span(16, 20),)}])
    >>> [(alone.text, alone.attributions) for alone in sentences_alone(text)]
    [('It rained.', []), ('Hall said so.', [{'source': (Span(start=0, end=4),), 'cue': (Span(start=5, end=9),)}])]
    """
    bounds = [
        (min(span.start for span in spans), max(span.end for span in spans), roles)
        for roles in labelled.attributions
        if (spans := [span for several in roles.values() for span in several])
    ]
    for start, end in sentences(labelled.text):
        touching = [(first, last, roles) for first, last, roles in bounds if first < end and start < last]
        if all(start <= first and last <= end for first, last, _ in touching):
            moved = [
                {role: tuple(Span(s - start, e - start) for s, e in spans) for role, spans in roles.items()}
                for *_, roles in touching
            ]
            yield LabelledText(labelled.id, labelled.text[start:end], moved)
