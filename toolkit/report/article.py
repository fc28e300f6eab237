"""What the page shows of one article: the text cut by voice and loaded term, and who speaks in it. Nothing is computed here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from ..annotation.document import Document
from ..annotation.loaded_terms import LoadedTerm
from ..annotation.sources import NamedEntity
from ..annotation.voices import VOICES
from ..measures.biased_sentences import expected_marked, likely_marked, probabilities
from ..measures.unheard import unheard
from ..text.sentences import paragraphs

FRAMES_CAPTION = "probability that coders would find it; the shipped model has learned from articles on climate change only"

FURNITURE = "furniture"
ENTRY = ("term", "category", "neutral", "source", "lexicon")
"""What the page says of the entry of a term (see `term_view`)."""


class Piece(NamedTuple):
    """A stretch of text in one voice; its loaded term, if it is one; and the probability that its sentence would be marked.

    The term is as `term_view` shows it. The voice of what is not the article is `FURNITURE`, and `reason` says what it is.
    """

    text: str
    voice: str
    term: Mapping[str, str] | None
    p: float | None = None
    reason: str = ""


def article_view(document: Document) -> dict[str, Any]:
    """Everything that the page shows of one article, in plain values that JSON holds, so that another process can make it.

    Title and paragraphs are lists of `Piece`s. `loaded` has the entry (see `ENTRY`), the voice and the expected number of each
    loaded term, and `attributed` the words of each source under its name in all articles, with its type.

    >>> from toolkit.annotation.annotator import annotate
    >>> view = article_view(annotate("Hall said it rained."))
    >>> view["sources"][0]["speaker"], view["unresolved"], view["words"]["paraphrase"]
    ('Hall', 0, 2)
    """
    article, total = document.article, sum(document.attributed_words)
    return {
        "id": article.id,
        "outlet": article.outlet,
        "title": list(_title_pieces(document)),
        "published": article.published.isoformat() if article.published else None,
        "genre": document.genre.name if document.genre else None,
        "note": _unread(document) or article.labels.get("note"),
        "paragraphs": [list(pieces(document, *span)) for span in paragraphs(article.text)],
        "words": document.words_by_voice,
        "terms": {voice: sum(t.voice == voice for t in document.loaded) for voice in VOICES},
        "expected": {voice: sum(t.expected for t in document.loaded if t.voice == voice) for voice in VOICES},
        "sources": [_source(document, speaker, words, total) for speaker, words in document.words_by_speaker.items()],
        "unresolved": sum(a.speaker is None for a in document.attributions),
        "attributions": len(document.attributions),
        "marked": _marked(document),
        "frames": {name: round(p, 4) for name, p in document.frames.items()},
        "unheard": [_unheard(entity) for entity in sorted(unheard(document), key=lambda entity: -len(entity.spans))],
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


def _unread(document: Document) -> str:
    """What is said of an article in another language."""
    return f"Not read, since it is not in English ({document.foreign}): no figure counts it." if document.foreign else ""


def _title_pieces(document: Document) -> Iterator[Piece]:
    title = document.article.title or ""
    at = {i: term for term in document.loaded if term.field == "title" for i in range(*term.span)}
    for term, run in groupby(range(len(title)), at.get):
        places = list(run)
        yield Piece(title[places[0] : places[-1] + 1], "headline", term_view(term) if term else None)


def pieces(document: Document, start: int, end: int) -> Iterator[Piece]:
    """The characters from `start` to `end`, cut at changes of voice, and around loaded terms and sentences likely to be marked.

    A loaded term is one piece, in the voice in which it is counted.

    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("The puppet regime fell.")
    >>> [(piece.text, piece.term is not None) for piece in pieces(document, 0, 23)]
    [('The ', False), ('puppet regime', True), (' fell.', False)]
    """
    text = document.article.text
    at = {i: t for t in document.loaded if t.field == "text" and start <= t.span.start < end for i in range(*t.span)}
    likely = {i: p for p, span in likely_marked(document) if start <= span.start < end for i in range(*span)}
    reasons = {i: part.reason for part in document.furniture for i in range(max(part.span.start, start), min(part.span.end, end))}

    def look(i: int) -> tuple[str, LoadedTerm | None, float | None, str]:
        term = at.get(i)
        if i in reasons:
            return FURNITURE, None, None, reasons[i]
        voice, place = (term.voice, term.span.start) if term else (VOICES[document.voice_map[i]], i)
        return voice, term, likely.get(place), ""

    for (voice, term, p, reason), run in groupby(range(start, end), look):
        places = list(run)
        yield Piece(text[places[0] : places[-1] + 1], voice, term_view(term) if term else None, p, reason)


def _source(document: Document, speaker: str, words: float, total: int) -> dict[str, Any]:
    """One row of the table of sources."""
    attributions = [a for a in document.attributions if speaker in a.speakers]
    first = attributions[0]
    return {
        "speaker": speaker,
        "type": (first.source_type or "").replace("_", " "),
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
        words[name, (attribution.source_type or "").replace("_", " ")] += n  # type: ignore[assignment]  # speakers share words
    return words


def _marked(document: Document) -> list[dict[str, Any]]:
    """How many sentences of each voice annotators would mark; empty where no model was asked."""
    if not document.p_marked_biased:
        return []
    voices, spread = ("narration", "paraphrase"), document.bias_spread
    by_voice = {voice: expected_marked(probabilities(document, voice), spread) for voice in voices}
    return [{"voice": voice, **marks._asdict(), "mean": round(marks.mean, 2)} for voice, marks in by_voice.items() if marks.n]


def _unheard(entity: NamedEntity) -> dict[str, Any]:
    """One row of the table of those talked about but never heard; a group known by a label only is in quotation marks."""
    group = entity.kind == "group"
    return {
        "name": f"“{entity.name}”" if group else entity.name,
        "kind": "label" if group else (entity.source_type or entity.kind).replace("_", " ").replace("body", "organisation"),
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
        "speaker": speaker or ("unresolved" if term.voice in ("paraphrase", "quotation") else "the outlet"),
        "neutral": entry.neutral,
        "source": lexicon.source_of(entry) or "your own lexicon",
        "lexicon": lexicon.label,
    }
