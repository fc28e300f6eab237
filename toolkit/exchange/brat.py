"""Folders of brat: a text and its standoff annotations for each article, and the configuration that the program needs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from typing import Any

from ..articles.article import Article
from ..errors import OptionError
from ..files import lines_in
from ..text.spans import Span
from .marks import CHOICES, CONTENT, LABELS, SPEAKER, Mark, MarksError, marks_of

_NAMES = {label: label.replace(" ", "_").capitalize() for label in LABELS}  # names in brat have no spaces
_LABELS = {name: label for label, name in _NAMES.items()}
_LINK = "Has"
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 100  # characters of the name of a file


def write_folder(annotated: Iterable[tuple[Article, Mapping[str, Any]]], folder: Path) -> None:
    """Write articles with their annotations into a new folder, which appears once it is complete.

    Raises OptionError for a file, and for a folder that holds something: coders may have worked on it.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise OptionError(f"{folder}: there is something already, on which coders may have worked; name a new folder for brat")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        taken: set[str] = set()
        for article, record in annotated:
            stem, text = _stem(article.id, taken), article.original("text") or ""
            _write(unfinished / f"{stem}.txt", text)
            _write(unfinished / f"{stem}.ann", standoff_of(text, marks_of(record)))
        _write(unfinished / "annotation.conf", configuration())
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        rmtree(unfinished, ignore_errors=True)


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="")  # offsets count line breaks as they are


def _stem(id: str, taken: set[str]) -> str:
    """The name of the files of an article, which no other article has; `taken` are those that are used."""
    plain = _UNSAFE.sub("_", id)[:_LONGEST].strip(".") or "article"
    stem, number = plain, 1
    while stem.lower() in taken:
        number += 1
        stem = f"{plain}_{number}"
    taken.add(stem.lower())
    return stem


def standoff_of(text: str, marks: Sequence[Mark]) -> str:
    r"""Marks in the standoff format of brat. A span over several lines is one of several pieces, as the format asks for.

    >>> standoff_of("It\nrained.", [Mark("a", "content", Span(0, 9), {"kind": "direct"})]).splitlines()
    ['T1\tContent 0 2;3 9\tIt rained', 'A1\tKind T1 direct']
    """
    lines, numbers = [], {mark.key: number for number, mark in enumerate(marks, 1)}
    notes = attributes = links = 0
    for mark in marks:
        pieces = _pieces(text, mark.span)
        places = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
        number = numbers[mark.key]
        lines.append(f"T{number}\t{_NAMES[mark.label]} {places}\t{' '.join(piece.of(text) for piece in pieces)}")
        for name, value in mark.attributes.items():
            if name == SPEAKER:
                notes += 1
                lines.append(f"#{notes}\tAnnotatorNotes T{number}\t{' '.join(value.split())}")
            else:
                attributes += 1
                lines.append(f"A{attributes}\t{name.capitalize()} T{number} {value}")
        for key in mark.links:
            links += 1
            lines.append(f"R{links}\t{_LINK} Arg1:T{number} Arg2:T{numbers[key]}")
    return "".join(f"{line}\n" for line in lines)


def _pieces(text: str, span: Span) -> list[Span]:
    """The parts of a span between line breaks."""
    return [Span(span.start + m.start(), span.start + m.end()) for m in re.finditer(r"[^\r\n]+", span.of(text))] or [span]


def configuration() -> str:
    """What brat needs to know: annotation.conf.

    >>> print(configuration().splitlines()[1])
    Loaded_term
    """
    lines = ["[entities]", *_NAMES.values(), "[relations]"]
    lines += [f"{_LINK} Arg1:{_NAMES[CONTENT]}, Arg2:{'|'.join(_NAMES[label] for label in (CONTENT, 'cue', 'source'))}"]
    lines += ["[events]", "[attributes]"]
    for label, attributes in CHOICES.items():
        lines += [f"{name.capitalize()} Arg:{_NAMES[label]}, Value:{'|'.join(values)}" for name, values in attributes.items()]
    return "\n".join([*lines, ""])


def marks_in(standoff: str) -> list[Mark]:
    """The marks in a file of brat (.ann). Raises MarksError for a line that cannot be read.

    >>> marks_in("T1\\tLoaded_term 4 10\\tregime\\nA1\\tCategory T1 label\\n")
    [Mark(key='T1', label='loaded term', span=Span(start=4, end=10), attributes={'category': 'label'}, links=())]
    """
    marks: dict[str, Mark] = {}
    rows = [line.split("\t") for line in lines_in(standoff) if line.strip()]
    for kind, several in groupby(sorted(rows, key=lambda row: "TAMR#".find(row[0][0])), key=lambda row: row[0][0]):
        for row in several:
            try:
                _take_up(kind, row, marks)
            except (IndexError, KeyError, ValueError):
                raise MarksError(f"{' '.join(row)!r} cannot be read; is it as brat writes it?") from None
    return list(marks.values())


def _take_up(kind: str, row: list[str], marks: dict[str, Mark]) -> None:
    """Add what a line says to the marks."""
    name, *rest = row[1].split(" ", 1)
    if kind == "T":
        spans = _joined(sorted(tuple(map(int, piece.split())) for piece in rest[0].split(";")))
        further = [f"{row[0]}.{number}" for number in range(1, len(spans))]
        label = _LABELS.get(name, name)
        marks[row[0]] = Mark(row[0], label, spans[0], {}, tuple(further))
        marks |= {key: Mark(key, label, span) for key, span in zip(further, spans[1:], strict=True)}
    elif kind in "AM":
        key, value = rest[0].split(" ", 1)
        marks[key] = marks[key]._replace(attributes={**marks[key].attributes, name.lower(): value})
    elif kind == "R":
        one, other = (argument.split(":")[1] for argument in rest[0].split(" "))
        marks[one] = marks[one]._replace(links=(*marks[one].links, other))
    elif kind == "#" and rest[0] in marks and len(row) > 2:
        marks[rest[0]] = marks[rest[0]]._replace(attributes={**marks[rest[0]].attributes, SPEAKER: row[2]})


def _joined(pieces: list[tuple[int, ...]]) -> list[Span]:
    """The pieces of a span, those joined between which there is nothing but a line break."""
    spans = [Span(*pieces[0])]
    for start, end in pieces[1:]:
        if start - spans[-1].end <= len("\r\n"):
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans
