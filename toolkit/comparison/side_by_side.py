"""Two texts side by side, or what two outlets wrote on one event: what each says itself, what it lets be said, and by whom."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from ..annotation.annotator import Annotator, usual_annotator
from ..annotation.attributions.voices import OWN_VOICES
from ..annotation.document import Document
from ..annotation.one_by_one import documents_of
from ..articles.rows import RowOptions
from ..errors import NoArticleError
from ..measures.formatting import percent, type_name
from ..measures.loaded import MEASURES
from ..scores.found_spans import FoundSpan, Places, found_spans
from ..tabular import Tabular
from ..text.inflection import stem
from ..text.word_classes import function_words
from .event_pools import Articles
from .joined_names import Name, joined_names
from .statements import OWN, Telling, aligned

if TYPE_CHECKING:
    import pandas as pd

_WORDS_SHOWN = 20  # that only one side uses
_LIGHT = {"-": "bad", "+": "good"}

_Cells = Mapping[str, list[str]]
"""What a side has of each thing of a section, once for each time."""

_RATE = MEASURES["loaded_narration"]


@dataclass(frozen=True, repr=False)
class SideBySide(Tabular):
    """Two texts side by side.

    Attributes
    ----------
    names : what the two sides are called.
    documents : the articles of each side, annotated.
    table : one row for each thing: section, what, and what each side has of it as text (first, second; "" for nothing). The
        sections are figures; own voice and others' voices (loaded terms, by who says them); about whom (loaded terms, by whom or
        what they are about and in what light); sources (with type and verbs); harm (by who suffers it); statements (that both
        bring); and words (that only one uses).

    Examples
    --------
    >>> table = side_by_side("The puppet regime fled.", "The army left.").table
    >>> table[table["section"] == "own voice"].values.tolist()
    [['own voice', 'puppet regime', 'narration', '']]
    """

    names: tuple[str, str]
    documents: tuple[Sequence[Document], Sequence[Document]]
    table: "pd.DataFrame"

    def _shown(self) -> "pd.DataFrame":
        return self.table.set_axis(["section", "what", *self.names], axis="columns")


def side_by_side(
    first: Any,
    second: Any,
    *,
    names: tuple[str, str] | None = None,
    annotator: Annotator | None = None,
    **columns: Unpack[RowOptions],
) -> SideBySide:
    """Two texts side by side, or several articles of two outlets on one event.

    Parameters
    ----------
    first, second : a text, an article, or several, in any of the forms that `score` takes; or documents.
    names : what the sides are called; by default their outlets, or else ids.
    annotator : finds with other lexicons, models or options than the usual ones.
    columns : where the articles of a data frame or dictionary have their fields (see `RowOptions`).

    Raises NoArticleError where a side has no article, and what `articles_in` raises.

    Examples
    --------
    >>> both = side_by_side("Hall claimed the Keldry dam had burst.", "The Keldry dam had burst. “Heroic,” Hall said of them.")
    >>> both.to_frame().set_index("section").loc["statements"].tolist()
    ['Hall', 'Hall claimed: the Keldry dam had burst', 'in its own voice: The Keldry dam had burst.']
    """
    import pandas as pd

    read = annotator or usual_annotator()
    documents = (tuple(documents_of(first, read, **columns)), tuple(documents_of(second, read, **columns)))
    if not all(documents):
        raise NoArticleError(f"the {'second' if documents[0] else 'first'} side has no article that can be read")
    sides = (_Side(documents[0]), _Side(documents[1]))
    return SideBySide(
        names or _names(documents), documents, pd.DataFrame(_rows(*sides), columns=["section", "what", "first", "second"])
    )


def _names(documents: tuple[Sequence[Document], Sequence[Document]]) -> tuple[str, str]:
    """The outlets of both sides, or the ids of their first articles; where these are the same, first and second."""
    outlets = [{document.article.outlet for document in side} for side in documents]
    for one, other in (
        (", ".join(filter(None, outlets[0])), ", ".join(filter(None, outlets[1]))),
        (documents[0][0].article.id, documents[1][0].article.id),
    ):
        if one and other and one != other:
            return one, other
    return "first", "second"


class _Side:
    """One side: its documents, and what was found in them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.places: list[Places] = [found_spans(document) for document in documents]

    def marked(self, mark: str) -> Iterator[FoundSpan]:
        """The places of one kind in all articles."""
        return (place for places in self.places for place in places if place.mark == mark)

    def articles(self, number: int) -> Articles:
        """The articles as the statements of an event take them."""
        return Articles([], [f"{number}.{i}" for i in range(len(self.documents))], 0, self.places)

    @cached_property
    def words(self) -> Counter[str]:
        """How often each content word, by its stem, is used in the texts."""
        function = function_words()
        keys = (key for document in self.documents for key in document.words.keys)
        return Counter(stem(key) for key in keys if key not in function and key.isalpha())

    @cached_property
    def forms(self) -> dict[str, str]:
        """Each stem with the first form in which it is used."""
        forms: dict[str, str] = {}
        for document in self.documents:
            for i, key in enumerate(document.words.keys):
                forms.setdefault(stem(key), document.words.surface(i))
        return forms


class _Called(NamedTuple):
    """What somebody is called over both sides."""

    standing: Mapping[str, str]

    @classmethod
    def over(cls, *sides: _Side) -> "_Called":
        """The fullest name of everybody whom an article of either side names."""
        named = [(str(place.term), Name(str(place.target), str(place.target_kind))) for s in sides for place in s.marked("actor")]
        joined = joined_names(name for _, name in named)
        return cls({form: joined[name].name for term, name in named for form in (term, name.name)})

    def __call__(self, name: str | None, nobody: str) -> str:
        return self.standing.get(name, name) if name else nobody


def _rows(first: _Side, second: _Side) -> Iterator[tuple[str, str, str, str]]:
    """The rows of all sections."""
    called = _Called.over(first, second)
    types = _types(called, first, second)
    yield from _figures(first, second)
    forms = _forms(first, second)
    sections: dict[str, Callable[[_Side], _Cells]] = {
        "own voice": lambda side: _loaded(side, called, forms, own=True),
        "others' voices": lambda side: _loaded(side, called, forms, own=False),
        "about whom": lambda side: _about(side, called),
        "sources": lambda side: _sources(side, called, types),
        "harm": lambda side: _harm(side, called),
    }
    for section, cells in sections.items():
        yield from _merged(section, cells(first), cells(second))
    yield from _statements(first, second, called)
    yield from _words(first, second)


def _merged(section: str, first: _Cells, second: _Cells) -> Iterator[tuple[str, str, str, str]]:
    """A row for each thing that either side has, the most frequent first."""
    several = dict.fromkeys([*first, *second])
    for what in sorted(several, key=lambda what: -len(first.get(what, ())) - len(second.get(what, ()))):
        yield section, what, _counted(first.get(what, [])), _counted(second.get(what, []))


def _counted(several: Sequence[str]) -> str:
    return ", ".join(text + (f" ×{n}" if n > 1 else "") for text, n in Counter(several).items())


def _figures(first: _Side, second: _Side) -> Iterator[tuple[str, str, str, str]]:
    both = [_figures_of(side) for side in (first, second)]
    for what, figure in both[0].items():
        yield "figures", what, figure, both[1][what]


def _figures_of(side: _Side) -> dict[str, str]:
    voices = sum((Counter(document.words_by_voice) for document in side.documents), Counter[str]())
    words, own = voices.total(), sum(voices[voice] for voice in OWN_VOICES)
    loaded = sum(place.voice in OWN_VOICES for place in side.marked("loaded term"))
    attributions = [a for document in side.documents for a in document.attributions]
    rate = _RATE.formula.compute(np.array([_RATE.counts(document) for document in side.documents], dtype=float).sum(axis=0))
    return {
        "articles": f"{len(side.documents):,}",
        "words": f"{words:,}",
        "of these said by others": percent((words - own) / words) if words else "–",
        "loaded terms in its own voice": f"{loaded}",
        "expected per 1,000 words of narration": f"{float(rate):.1f}" if np.isfinite(rate) else "–",
        "attributions": f"{len(attributions)} ({sum(bool(a.named) for a in attributions)} to named sources)",
    }


def _forms(*sides: _Side) -> dict[str, str]:
    """Each loaded term in the forms in which the texts have it, the most frequent first."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for side in sides:
        for place in side.marked("loaded term"):
            forms[str(place.term)][place.text.lower()] += 1
    return {term: ", ".join(form for form, _ in counts.most_common()) for term, counts in forms.items()}


def _loaded(side: _Side, called: _Called, forms: Mapping[str, str], *, own: bool) -> _Cells:
    """The loaded terms that a side uses itself, with whom they are about, or lets others use, with who says them."""
    cells: dict[str, list[str]] = defaultdict(list)
    for place in side.marked("loaded term"):
        if (place.voice in OWN_VOICES) == own:
            target = called(place.target, "") if place.target_sure else ""
            about = f", about {target}" if target.lower() not in ("", place.text.lower()) else ""
            who = "" if own else f" by {called(place.speaker, 'somebody')}"
            cells[forms[str(place.term)]].append(f"{place.voice}{who}{about}")
    return cells


def _about(side: _Side, called: _Called) -> _Cells:
    cells: dict[str, list[str]] = defaultdict(list)
    for place in side.marked("loaded term"):
        if place.target_sure:
            light = f" ({_LIGHT[place.polarity]})" if place.polarity in _LIGHT else ""
            cells[called(place.target, "")].append(f"{place.text.lower()}{light}")
    return cells


def _types(called: _Called, *sides: _Side) -> dict[str, str]:
    """Each source with its commonest type over both sides."""
    types: dict[str, Counter[str]] = defaultdict(Counter)
    attributions = (a for side in sides for document in side.documents for a in document.attributions)
    for a in attributions:
        for speaker in a.speakers:
            types[called(speaker, "")].update([type_name(a.source_type)] if a.source_type else [])
    return {name: counts.most_common(1)[0][0] for name, counts in types.items() if counts}


def _sources(side: _Side, called: _Called, types: Mapping[str, str]) -> _Cells:
    """The sources, each with its type, and the cues by which they are given a say."""
    cells: dict[str, list[str]] = defaultdict(list)
    for document in side.documents:
        for a in document.attributions:
            cue = " ".join(span.of(document.article.text) for span in a.cue).lower() or "without a verb"
            for speaker in a.speakers or (None,):
                name = called(speaker, "not resolved")
                cells[name + (f" ({types[name]})" if name in types else "")].append(cue)
    return cells


def _harm(side: _Side, called: _Called) -> _Cells:
    cells: dict[str, list[str]] = defaultdict(list)
    for place in side.marked("harm"):
        victims = f" ({place.victims})" if place.victims else ""
        agent = f" by {called(place.agent, '')}" if place.agent else ", by whom is not told"
        cells[called(place.patient, "whom is not told")].append(f"{place.text.lower()}{victims}{agent}")
    return cells


def _statements(first: _Side, second: _Side, called: _Called) -> Iterator[tuple[str, str, str, str]]:
    """What both bring, each as it tells it."""
    sides = {str(number): side.articles(number) for number, side in enumerate((first, second))}
    documents = (*first.documents, *second.documents)
    ids = [id for of in sides.values() for id in of.ids]
    texts = {id: document.article.original("text") or "" for id, document in zip(ids, documents, strict=True)}
    for statement in aligned({"": sides}, texts).of(""):
        cells = [[_told(telling, called) for telling, _ in statement.tellings if telling.group == side] for side in sides]
        if all(cells):
            yield "statements", called(statement.fullest.speaker, "somebody"), _counted(cells[0]), _counted(cells[1])


def _told(telling: Telling, called: _Called) -> str:
    text = " ".join(telling.text.split())
    if telling.voice == OWN:
        return f"in its own voice: {text}"
    return f"{called(telling.speaker, 'somebody')} {telling.cue or ''}".rstrip() + f": {text}"


def _words(first: _Side, second: _Side) -> Iterator[tuple[str, str, str, str]]:
    one, other = _only(first, second), _only(second, first)
    if one or other:
        yield "words", "only here", one, other


def _only(side: _Side, other: _Side) -> str:
    """The content words that the other side does not use, the most frequent first."""
    own, elsewhere, forms = side.words, other.words, side.forms
    words = sorted((word for word in own if word not in elsewhere), key=lambda word: -own[word])[:_WORDS_SHOWN]
    return _counted([forms[word] for word in words for _ in range(own[word])])
