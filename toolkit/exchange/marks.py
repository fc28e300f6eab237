"""Annotations of an article as programs for coding have them: spans with a label and attributes, and links between spans."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..annotation.attributions.attribution import STANCES
from ..annotation.sources.speakers import SOURCE_TYPES
from ..text.lexicon import LOADED_CATEGORIES
from ..text.spans import Span

LOADED, CONTENT, CUE, SOURCE, SCARE, FURNITURE = "loaded term", "content", "cue", "source", "scare quotes", "furniture"
LABELS = (LOADED, CONTENT, CUE, SOURCE, SCARE, FURNITURE)
"""What a span can be. An attribution is the first stretch of its content, linked to further ones, to its cue and its source."""

CHOICES: Mapping[str, Mapping[str, Sequence[str]]] = {
    LOADED: {"category": LOADED_CATEGORIES},
    CONTENT: {
        "source_type": SOURCE_TYPES,
        "kind": ("direct", "indirect", "mixed"),
        "stance": STANCES,
        "named": ("yes", "no"),
    },
}
"""The attributes of spans that have one of some values; content also has a `SPEAKER`, which is any text."""

SPEAKER = "speaker"

_SEVERAL = "; "  # between several speakers
_YES_NO = {"yes": True, "no": False, True: "yes", False: "no"}


class Mark(NamedTuple):
    """A span of a text with its label; `links` are the keys of the marks that belong to it.

    The key of a mark is its own for one article.
    """

    key: str
    label: str
    span: Span
    attributes: Mapping[str, str] = {}
    links: tuple[str, ...] = ()


class MarksError(ValueError):
    """Why marks that a person made are no annotations."""


def marks_of(record: Mapping[str, Any]) -> list[Mark]:
    """The marks in the text of an article, from its annotations (see `Document.to_dict`); those in the title are left out.

    >>> from toolkit.annotation.annotator import annotate
    >>> for mark in marks_of(annotate("Hall said the regime fell.").to_dict()):
    ...     print(mark.key, mark.label, *mark.span, mark.links)
    content1 content 10 25 ('cue1', 'source1')
    cue1 cue 5 9 ()
    source1 source 0 4 ()
    loaded term1 loaded term 14 20 ()
    """
    numbers: dict[str, int] = {}

    def mark(label: str, span: Sequence[Any], **further: Any) -> Mark:
        numbers[label] = numbers.get(label, 0) + 1
        return Mark(f"{label}{numbers[label]}", label, Span(*span[:2]), **further)

    marks: list[Mark] = []
    for attribution in record["attributions"]:
        first, *others = attribution["content"]
        parts = [mark(CONTENT, span) for span in others]
        parts += [mark(label, span) for label in (CUE, SOURCE) for span in attribution[label]]
        head = mark(CONTENT, first, attributes=_attributes(attribution), links=tuple(part.key for part in parts))
        marks += [head, *parts]
    for term in record["loaded"]:
        if term["field"] == "text":
            marks.append(mark(LOADED, term["span"], attributes={"category": term["category"]}))
    marks += [mark(SCARE, span) for span in record["scare_quotes"]]
    return marks + [mark(FURNITURE, span) for span in record["furniture"]]


def _attributes(attribution: Mapping[str, Any]) -> dict[str, str]:
    """The attributes of the content of an attribution; what is not known is left out."""
    speaker = attribution["speaker"]
    values = {name: attribution[name] for name in CHOICES[CONTENT]}
    values |= {"named": _YES_NO.get(values["named"]), SPEAKER: _SEVERAL.join(speaker) if isinstance(speaker, list) else speaker}
    return {name: value for name, value in values.items() if value}


def record_of(marks: Iterable[Mark]) -> dict[str, Any]:
    """Annotations in our own form from the marks in a text.

    A link may go either way between a content and its cue or source. Raises MarksError for a label that is none of `LABELS`, a
    value that is none of `CHOICES`, and a cue or source without content.

    >>> marks = [Mark("a", "content", Span(10, 25), {"speaker": "Hall"}), Mark("b", "cue", Span(5, 9), {}, ("a",))]
    >>> record_of(marks)["attributions"][0]["cue"]
    [[5, 9]]
    """
    by_key = {mark.key: mark for mark in marks}
    for mark in by_key.values():
        _check(mark)
    heads, parts = _attached(by_key)
    return {
        "attributions": [_attribution(mark, parts.get(mark.key, [])) for mark in heads],
        "loaded": [
            {"field": "text", "span": list(mark.span), "category": mark.attributes.get("category", "")}
            for mark in by_key.values()
            if mark.label == LOADED
        ],
        "scare_quotes": [list(mark.span) for mark in by_key.values() if mark.label == SCARE],
        "furniture": [list(mark.span) for mark in by_key.values() if mark.label == FURNITURE],
    }


def _check(mark: Mark) -> None:
    if mark.label not in LABELS:
        raise MarksError(f"label {mark.label!r} is unknown; labels are {', '.join(LABELS)}")
    for name, value in mark.attributes.items():
        values = CHOICES.get(mark.label, {}).get(name)
        if values is not None and value not in values:
            raise MarksError(f"{name} {value!r} is unknown; values are {', '.join(values)}")


def _attached(marks: Mapping[str, Mark]) -> tuple[list[Mark], dict[str, list[Mark]]]:
    """The contents that begin an attribution, and what is linked to each by its key."""
    parts: dict[str, list[Mark]] = {}
    for one, other in _links(marks):
        head, part = (one, other) if one.label == CONTENT else (other, one)
        if head.label == CONTENT:
            parts.setdefault(head.key, []).append(part)
    attached = {part.key for several in parts.values() for part in several}
    loose = [mark for mark in marks.values() if mark.label in (CUE, SOURCE) and mark.key not in attached]
    if loose:
        raise MarksError(f"the {loose[0].label} at {loose[0].span.start} belongs to no content; link it to its content")
    return [mark for mark in marks.values() if mark.label == CONTENT and mark.key not in attached], parts


def _links(marks: Mapping[str, Mark]) -> Iterator[tuple[Mark, Mark]]:
    return ((mark, marks[key]) for mark in marks.values() for key in mark.links if key in marks)


def _attribution(head: Mark, parts: Sequence[Mark]) -> dict[str, Any]:
    spans = {label: sorted(list(part.span) for part in parts if part.label == label) for label in (CONTENT, CUE, SOURCE)}
    speaker = head.attributes.get(SPEAKER, "").split(_SEVERAL)
    known = {name: head.attributes.get(name) for name in CHOICES[CONTENT]}
    return {
        **spans,
        CONTENT: sorted([list(head.span), *spans[CONTENT]]),
        **known,
        "named": _YES_NO.get(known["named"] or ""),
        SPEAKER: (speaker[0] or None) if len(speaker) == 1 else speaker,
    }
