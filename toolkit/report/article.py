"""What the page shows of one article: the text cut by voice and loaded term, and who speaks in it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from textwrap import shorten
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np

from ..annotation.attributions.voices import ATTRIBUTED_VOICES, VOICES
from ..annotation.document import Document
from ..annotation.harm.harm_events import HarmEvent
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..annotation.sources.speakers import NamedEntity
from ..measures.biased_sentences import expected_marked, likely_marked, probabilities
from ..measures.formatting import type_name
from ..measures.unheard import unheard
from ..text.sentences import paragraphs
from ..text.spans import Span

FRAMES_CAPTION = "probability that coders would find it; the shipped model has learned from articles on climate change only"

FURNITURE = "furniture"
T = TypeVar("T")
_STARTS = 80  # characters of a passage that is named by its first words
ENTRY = ("term", "category", "neutral", "source", "lexicon")
"""What the page says of the entry of a term (see `term_view`)."""


class Piece(NamedTuple):
    """A stretch of text in one voice; its loaded term, if it is one; and the probability that its sentence would be marked.

    The term is as `term_view` shows it. The voice of what is not the article is `FURNITURE`, and `reason` says what it is. `harm`
    says of a word that tells of harm who does it to whom (see `harm_told`).
    """

    text: str
    voice: str
    term: Mapping[str, str] | None
    p: float | None = None
    reason: str = ""
    harm: str = ""


def article_view(document: Document) -> dict[str, Any]:
    """Everything that the page shows of one article, in plain values that JSON holds, so that another process can make it.

    Title and paragraphs are lists of `Piece`s. `loaded` has the entry (see `ENTRY`), the voice and the expected number of each
    loaded term, and `attributed` the words of each source under its name in all articles, with its type. `others` is what a page
    of many articles adds (see `others.heard_by_others`).

    >>> from toolkit.annotation.annotator import annotate
    >>> view = article_view(annotate("Hall said it rained."))
    >>> view["sources"][0]["speaker"], view["unresolved"], view["words"]["paraphrase"]
    ('Hall', 0, 2)
    """
    article = document.article
    return {
        "id": article.id,
        "outlet": article.outlet,
        "title": list(_title_pieces(document)),
        "published": article.published.isoformat() if article.published else None,
        "genre": document.genre.name if document.genre else None,
        "note": _unread(document) or article.labels.get("note"),
        "paragraphs": list(text_pieces(document)),
        "words": document.words_by_voice,
        "terms": {voice: sum(t.voice == voice for t in document.loaded) for voice in VOICES},
        "expected": {voice: sum(t.expected for t in document.loaded if t.voice == voice) for voice in VOICES},
        "sources": source_rows(document),
        "unresolved": sum(a.speaker is None for a in document.attributions),
        "attributions": len(document.attributions),
        "marked": _marked(document),
        "likely": [[round(p, 2), _start(span.of(article.text))] for p, span in likely_marked(document)],
        "left_out": [[part.reason, _start(part.span.of(article.text))] for part in document.furniture],
        "lang": document.foreign,
        "targets": about_whom(document),
        "sure": sum(term.target is not None and term.target.sure for term in document.loaded),
        "harm": harm_rows(document),
        "frames": {name: round(p, 4) for name, p in document.frames.items()},
        "unheard": unheard_rows(document),
        "others": None,
        "loaded": [[entry_of(term_view(term)), term.voice, term.expected] for term in document.loaded],
        "attributed": [[*source, words] for source, words in _attributed(document).items()],
    }


def with_pieces(view: Mapping[str, Any]) -> dict[str, Any]:
    """A view as it was, from one that was written as JSON."""
    title, *texts = ([Piece(*piece) for piece in part] for part in (view["title"], *view["paragraphs"]))
    return {**view, "title": title, "paragraphs": texts}


def entry_of(term: Mapping[str, str]) -> list[str]:
    """What tells the entry of a term from all others: the values of `ENTRY`."""
    return [term[name] for name in ENTRY]


def _start(passage: str) -> str:
    """The first words of a passage, by which it is found in the text."""
    return shorten(passage, _STARTS, placeholder=" …")


def _unread(document: Document) -> str:
    """What is said of an article in another language."""
    return f"Not read, since it is not in English ({document.foreign}): no figure counts it." if document.foreign else ""


def _title_pieces(document: Document) -> Iterator[Piece]:
    title = document.article.field("title")
    at = _by_character((term.span, term) for term in document.loaded if term.field == "title")
    harm = _by_character(_harm_in(document, "title"))
    for (term, told), run in groupby(range(len(title)), lambda i: (at.get(i), _harm_of(at.get(i), i, harm))):
        places = list(run)
        yield Piece(title[places[0] : places[-1] + 1], "headline", term_view(term) if term else None, harm=told)


def text_pieces(document: Document) -> Iterator[list[Piece]]:
    """The paragraphs of the text, cut at changes of voice, and around loaded terms, words of harm and sentences likely to be
    marked.

    A loaded term is one piece, in the voice in which it is counted.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The puppet regime fell.")
    >>> [[(piece.text, piece.term is not None) for piece in paragraph] for paragraph in text_pieces(document)]
    [[('The ', False), ('puppet regime', True), (' fell.', False)]]
    """
    text, marks = document.article.text, _Marks.of(document)
    yield from (list(marks.pieces(text, start, end)) for start, end in paragraphs(text))


class _Marks(NamedTuple):
    """What is marked of a text.

    `voices` are those of its characters. `terms`, `likely` (the probabilities of sentences likely to be marked), `reasons` (why a
    passage is furniture) and `harm` (what is told of a word of harm) are by the number of each character. `edges` are the places,
    in ascending order, at which anything of it begins or ends.
    """

    voices: bytes
    terms: Mapping[int, LoadedTerm]
    likely: Mapping[int, float]
    reasons: Mapping[int, str]
    harm: Mapping[int, str]
    edges: Sequence[int]

    @classmethod
    def of(cls, document: Document) -> Self:
        terms = [(term.span, term) for term in document.loaded if term.field == "text"]
        likely = [(span, p) for p, span in likely_marked(document)]
        reasons = [(part.span, part.reason) for part in document.furniture]
        harm = _harm_in(document, "text")
        changes = np.flatnonzero(np.diff(np.frombuffer(document.voice_map, np.uint8))) + 1
        edges = {place for part in (terms, likely, reasons, harm) for span, _ in part for place in span}
        by_character = (_by_character(terms), _by_character(likely), _by_character(reasons), _by_character(harm))
        return cls(document.voice_map, *by_character, sorted(edges.union(changes.tolist())))

    def pieces(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """The characters from `start` to `end`."""
        inside = self.edges[bisect_right(self.edges, start) : bisect_left(self.edges, end)]
        looks = ((place, self.look(place)) for place in (start, *inside))
        runs = [next(run) for _, run in groupby(looks, itemgetter(1))]
        for (place, look), until in zip(runs, [*(place for place, _ in runs[1:]), end], strict=True):
            voice, term, p, reason, harm = look
            yield Piece(text[place:until], voice, term_view(term) if term else None, p, reason, harm)

    def look(self, place: int) -> tuple[str, LoadedTerm | None, float | None, str, str]:
        """How a character is shown: in which voice, as part of which term, and what is told of it (see `Piece`)."""
        if place in self.reasons:
            return FURNITURE, None, None, self.reasons[place], ""
        term = self.terms.get(place)
        voice, first = (term.voice, term.span.start) if term else (VOICES[self.voices[place]], place)
        return voice, term, self.likely.get(first), "", _harm_of(term, place, self.harm)


def _by_character(marked: Iterable[tuple[Span, T]]) -> dict[int, T]:
    return {i: mark for span, mark in marked for i in range(*span)}


def _harm_in(document: Document, field: str) -> list[tuple[Span, str]]:
    """The words of harm in a field, with what is told of each."""
    text = document.article.field(field)
    return [(event.trigger, harm_told(event, text)) for event in document.harm if event.field == field]


def _harm_of(term: LoadedTerm | None, place: int, harm: Mapping[int, str]) -> str:
    """What is told of the harm at a place; of a loaded term, which is one piece, what is told of the first word of harm in it."""
    return next((harm[i] for i in (range(*term.span) if term else (place,)) if i in harm), "")


def harm_told(event: HarmEvent, text: str) -> str:
    """An event of harm in a line, given the title or text that it stands in.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("Two boys were shot.")
    >>> harm_told(document.harm[0], document.article.text)
    'harm (attack, passive) · by whom: not told · to whom: Two boys'
    """
    agent, patient = (part.called(text) if part else "not told" for part in (event.agent, event.patient))
    return f"harm ({event.group}, {event.form.replace('_', ' ')}) · by whom: {agent} · to whom: {patient}"


def harm_rows(document: Document) -> list[dict[str, Any]]:
    """The events of harm of an article: word, form, voice, agent, patient and victims, empty where that is not told.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(row["word"], row["agent"], row["patient"]) for row in harm_rows(annotate("Soldiers shot two boys."))]
    [('shot', 'Soldiers', 'two boys')]
    """
    rows = []
    for event in document.harm:
        text = document.article.field(event.field)
        agent, patient = (part.called(text) if part else "" for part in (event.agent, event.patient))
        row = {"word": event.trigger.of(text), "form": event.form.replace("_", " "), "voice": event.voice, "agent": agent}
        rows.append({**row, "patient": patient, "victims": str(event.victims or "")})
    return rows


def about_whom(document: Document) -> list[dict[str, Any]]:
    """Whom or what the loaded terms are about that are sure enough: name, kind, side, number of terms, of those that put it in a
    bad and in a good light, and the terms as they are written; the most terms first.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(row["name"], row["good"], row["terms"]) for row in about_whom(annotate("Ada Hall was heroic."))]
    [('Ada Hall', 1, ['heroic'])]
    """
    about: dict[tuple[str, str, str], list[LoadedTerm]] = {}
    for term in document.loaded:
        if (target := term.target) and target.sure:
            about.setdefault((target.name, target.kind, target.side or ""), []).append(term)
    rows = []
    for (name, kind, side), terms in sorted(about.items(), key=lambda item: -len(item[1])):
        bad, good = (sum(term.polarity == light for term in terms) for light in "-+")
        words = list(dict.fromkeys(as_written(term, document) for term in terms))
        rows.append({"name": name, "kind": kind, "side": side, "n": len(terms), "bad": bad, "good": good, "terms": words})
    return rows


def as_written(term: LoadedTerm, document: Document) -> str:
    """A term as the title or text spells it.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The Puppet Regime fell.")
    >>> as_written(document.loaded[0], document)
    'Puppet Regime'
    """
    return term.span.of(document.article.field(term.field))


def source_rows(document: Document) -> list[dict[str, Any]]:
    """The rows of the table of sources, with the share of all attributed words that each of them says.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(row["speaker"], row["share"]) for row in source_rows(annotate("Ada Hall said it rained."))]
    [('Ada Hall', 1.0)]
    """
    total = sum(document.attributed_words)
    return [_source(document, speaker, words, total) for speaker, words in document.words_by_speaker.items()]


def _source(document: Document, speaker: str, words: float, total: int) -> dict[str, Any]:
    """One row of the table of sources."""
    attributions = [a for a in document.attributions if speaker in a.speakers]
    first = attributions[0]
    return {
        "speaker": speaker,
        "type": type_name(first.source_type),
        "named": first.named,
        "side": first.side,
        "attributions": len(attributions),
        "share": round(words / total, 4) if total else 0.0,
        "links": ", ".join(dict.fromkeys(a.link for a in attributions if a.link)),
    }


def _attributed(document: Document) -> Counter[tuple[str, str]]:
    """Attributed words of each speaker, under the name that the registry has for them in all articles, if it has one."""
    words: Counter[tuple[str, str]] = Counter()
    first = {speaker: a for a in reversed(document.attributions) for speaker in a.speakers}
    for speaker, n in document.words_by_speaker.items():
        attribution = first[speaker]
        name = attribution.entity if attribution.entity and len(attribution.speakers) == 1 else speaker
        words[name, type_name(attribution.source_type)] += n  # type: ignore[assignment]  # speakers share words
    return words


def _marked(document: Document) -> list[dict[str, Any]]:
    """How many sentences of each voice annotators would mark; empty where no model was asked."""
    if not document.p_marked_biased:
        return []
    voices, spread = ("narration", "paraphrase"), document.bias_spread
    by_voice = {voice: expected_marked(probabilities(document, voice), spread) for voice in voices}
    return [{"voice": voice, **marks._asdict(), "mean": round(marks.mean, 2)} for voice, marks in by_voice.items() if marks.n]


def unheard_rows(document: Document) -> list[dict[str, Any]]:
    """The rows of the table of those talked about but never heard, the most often named first.

    >>> from toolkit.annotation.annotator import annotate
    >>> [(row["name"], row["mentions"]) for row in unheard_rows(annotate("Ada Hall left. Ada Hall fled."))]
    [('Ada Hall', 2)]
    """
    return [_unheard(entity) for entity in sorted(unheard(document), key=lambda entity: -len(entity.spans))]


def _unheard(entity: NamedEntity) -> dict[str, Any]:
    """One row of those; a group known by a label only is in quotation marks."""
    group = entity.kind == "group"
    return {
        "name": f"“{entity.name}”" if group else entity.name,
        "kind": "label" if group else type_name(entity.source_type) or entity.kind.replace("body", "organisation"),
        "mentions": len(entity.spans),
        "open": len(entity.unsettled),
    }


def term_view(term: LoadedTerm) -> dict[str, str]:
    """What the page says about one occurrence of a loaded term.

    >>> from toolkit.annotation.annotator import annotate
    >>> term_view(annotate("The puppet regime fell.").loaded[0])["speaker"]
    'the outlet'
    """
    entry, lexicon = term.entry, term.lexicon
    speaker = ", ".join(term.speaker) if isinstance(term.speaker, tuple) else term.speaker
    return {
        "term": entry.term,
        "category": entry.category,
        "voice": term.voice,
        "speaker": speaker or ("unresolved" if term.voice in ATTRIBUTED_VOICES else "the outlet"),
        "about": _about(term),
        "neutral": entry.neutral,
        "source": lexicon.source_of(entry) or "your own lexicon",
        "lexicon": lexicon.label,
    }


_LIGHTS = {"-": ", in a bad light", "+": ", in a good light"}


def _about(term: LoadedTerm) -> str:
    """Whom or what a term is about, and in what light it puts them; empty for nothing."""
    target = term.target
    if target is None:
        return ""
    kind = ", ".join(filter(None, [target.kind, target.side and f"side: {target.side}"]))
    return f"{'about' if target.sure else 'perhaps about'} {target.name} ({kind}){_LIGHTS.get(term.polarity or '', '')}"
