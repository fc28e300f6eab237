"""What was found in an article as a line of JSON, and the document made of it again without a search.

The line has what takes long to find; what is told in a moment by the text (words, quotations, voices) it leaves out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from ..articles.article import Article, fingerprint
from ..classifiers.genre_model import genre_from
from ..text.furniture import Furniture
from ..text.lexicon import Entry, Lexicon
from ..text.quotations import quotations
from ..text.spans import Span
from .attributions.attribution import Attribution, Speaker
from .document import Document
from .harm.harm_events import HarmEvent
from .harm.participants import Participant
from .loaded.loaded_terms import LoadedTerm, Placement, Target
from .loaded.loaded_words import LEXICON as UNLISTED
from .readable import readable
from .sources.speakers import NamedEntity
from .voiced import Voiced


class Line(NamedTuple):
    """What was found in an article, as JSON, and a hash over the article (see `key_of`)."""

    key: int
    found: str


def key_of(article: Article) -> int:
    """A hash over the text and all fields of an article but its id, as a whole number of 64 bits.

    >>> key_of(Article("a", "It rained.")) == key_of(Article("b", "It rained."))
    True
    """
    return int(fingerprint([replace(article, id="")])[:16], 16) - (1 << 63)


def line_of(document: Document) -> Line | None:
    """What was found in an article; None where loaded terms alone were looked for, which are soon found again.

    >>> from toolkit.annotation.annotator import annotate
    >>> line_of(annotate("Hall said it rained.")).found[:51]
    '[[],[0,20],[[[10,19],[5,9],[0,4],"indirect","neutra'
    """
    if not document.voices_read:
        return None
    found = [
        document.furniture,
        _offsets(document.sentences),
        list(map(_attribution_row, document.attributions)),
        list(map(_named_row, document.named)),
        list(map(_term_row, document.loaded)),
        list(map(_term_row, document.names)),
        list(map(_harm_row, document.harm)),
        document.p_marked_biased,
        document.frames,
        document.genre and document.genre.probabilities,
        document.transcript,
    ]
    return Line(key_of(document.article), json.dumps(found, separators=(",", ":")))


def document_of(found: str, article: Article, lexicons: Mapping[str, Lexicon], names: Lexicon, spread: float) -> Document:
    """The document of an article that is read, from what `line_of` says was found in it.

    Parameters
    ----------
    lexicons : those whose terms were looked for, by their names, and that of terms that no lexicon lists.
    names : that of the competing names for one referent.
    spread : the standard deviation of the error of the model of biased sentences (see `Document`).

    Raises LookupError, TypeError or ValueError for what was not found in this article, with these lexicons.
    """
    furniture, sentences, attributions, named, loaded, competing, harm, p_marked, frames, genre, is_transcript = json.loads(found)
    read = readable(article, [Furniture(Span(*span), why) for span, why in furniture])
    marks, attributed = quotations(read.words.text), tuple(map(_attribution, attributions))
    voiced = Voiced.of(article, read, _spans(sentences), marks, attributed)
    return voiced.document(
        loaded=tuple(_term(row, voiced.placing, lexicons) for row in loaded),
        names=tuple(_term(row, voiced.placing, {names.name: names}) for row in competing),
        named=tuple(map(_named, named)),
        harm=tuple(map(_harm, harm)),
        p_marked_biased=tuple(p_marked),
        bias_spread=spread,
        frames=frames,
        transcript=is_transcript,
        genre=genre and genre_from(genre),
    )


# -- what is found as rows, and back ---------------------------------------------------------------------------------------


def _offsets(spans: Sequence[Span]) -> list[int]:
    return list(chain.from_iterable(spans))


def _spans(offsets: Sequence[int]) -> tuple[Span, ...]:
    return tuple(map(Span, offsets[::2], offsets[1::2]))


def _speaker(speaker: str | list[str] | None) -> Speaker:
    return tuple(speaker) if isinstance(speaker, list) else speaker


def _attribution_row(a: Attribution) -> list[Any]:
    places = (_offsets(a.content), _offsets(a.cue), _offsets(a.source))
    return [*places, a.kind, a.stance, a.speaker, a.source_type, a.named, a.link, a.entity, a.side]


def _attribution(row: Sequence[Any]) -> Attribution:
    content, cue, source, kind, stance, speaker, *rest = row
    return Attribution(_spans(content), _spans(cue), _spans(source), kind, stance, _speaker(speaker), *rest)


def _named_row(entity: NamedEntity) -> list[Any]:
    known = (entity.name, entity.kind, entity.source_type, entity.entity)
    return [*known, _offsets(entity.spans), entity.heard, _offsets(entity.unsettled)]


def _named(row: Sequence[Any]) -> NamedEntity:
    name, kind, source_type, entity, spans, heard, unsettled = row
    return NamedEntity(name, kind, source_type, entity, _spans(spans), heard, _spans(unsettled))


def _term_row(term: LoadedTerm) -> list[Any]:
    of_entry = (term.entry.term, term.lexicon.name, term.entry.category if term.entry.source == UNLISTED else None)
    return [term.field == "title", *term.span, *of_entry, term.p, term.target, term.polarity]


def _term(row: Sequence[Any], placing: Placement, lexicons: Mapping[str, Lexicon]) -> LoadedTerm:
    in_title, start, end, term, name, unlisted, p, target, polarity = row
    field, lexicon = "title" if in_title else "text", lexicons[name]
    entry = Entry(term, unlisted, source=UNLISTED) if unlisted else lexicon.by_term[term]
    inside = (placing.title_words if in_title else placing.words).inside(Span(start, end))
    placed = placing.placed(field, inside.start, inside.stop, entry, lexicon, p)
    return replace(placed, target=target and _target(target), polarity=polarity)


def _target(row: Sequence[Any]) -> Target:
    target = Target(*row)
    return target._replace(span=target.span and Span(*target.span))


def _harm_row(event: HarmEvent) -> list[Any]:
    return [*vars(event).values()]


def _harm(row: Sequence[Any]) -> HarmEvent:
    trigger, group, form, agent, patient, victims, voice, speaker, *rest = row
    acts, suffers = (participant and _participant(participant) for participant in (agent, patient))
    return HarmEvent(Span(*trigger), group, form, acts, suffers, victims, voice, _speaker(speaker), *rest)


def _participant(row: Sequence[Any]) -> Participant:
    span, *rest = row
    return Participant(Span(*span), *rest)
