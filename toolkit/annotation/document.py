"""An article with everything found in it: attributions, loaded terms, the voice of every word, the bias of each sentence."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress
from math import isnan
from typing import Any, ClassVar

from ..articles.article import Article
from ..classifiers.genre_model import Genre
from ..text.furniture import Furniture
from ..text.language import Language, not_read
from ..text.quotations import Quotation
from ..text.spans import Span
from ..text.words import Words
from .attributions.attribution import Attribution, attribution_at
from .attributions.voices import OWN_VOICES, VOICES
from .harm.harm_events import HarmEvent
from .harm.participants import Participant
from .loaded.loaded_terms import LoadedTerm, Target
from .sources.speakers import NamedEntity


@dataclass(frozen=True, eq=False, repr=False)
class Document:
    """One annotated article.

    Attributes
    ----------
    article : the article; spans count the characters of its text, or of its title where their `field` says so.
    words, title_words : the words of the text and of the title. An article in another language than English has none.
    sentences, quotations, headings : the sentences of the text, the passages in quotation marks, and the lines that head parts.
    attributions : what is attributed, with its cue and its source, in reading order.
    scare_quotes : words in quotation marks that nobody is quoted with.
    voice_map, voice_names : the voice of each character of the text, as an index into these names: `VOICES`, or `UNREAD` where
        loaded terms alone were looked for, and nobody has read who says what.
    loaded, names : loaded terms of text and title, and competing names for one referent.
    named : the persons, organisations and countries that the article names.
    harm : who does harm to whom.
    p_marked_biased : for each sentence the probability that annotators would mark it as biased; NaN without words, and empty
        where it was not asked for.
    bias_spread : standard deviation of that model's error between outlets, in log odds (`SentenceModel.spread`).
    frames : the probability of each generic frame.
    furniture : what of the text is not the article, with the reason: it has no words, no sentences and no voice, so that nothing
        that is found or counted comes from it.
    transcript : whether the text is a conversation or a speech printed in full.
    language : the detected language with its probability; None where every language is read.
    genre : the detected genre with its probability; None for an article that is not read.

    Examples
    --------
    >>> from toolkit.annotation.annotator import annotate
    >>> document = annotate("“They are heroic,” Hall said. It rained.")
    >>> document.words_by_voice["quotation"], document.attributions[0].speaker, len(document.sentences)
    (3, 'Hall', 2)
    """

    article: Article
    words: Words
    title_words: Words
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    headings: tuple[Span, ...]
    attributions: tuple[Attribution, ...]
    scare_quotes: tuple[Span, ...]
    voice_map: bytes
    loaded: tuple[LoadedTerm, ...]
    names: tuple[LoadedTerm, ...]
    named: tuple[NamedEntity, ...]
    harm: tuple[HarmEvent, ...] = ()
    p_marked_biased: tuple[float, ...] = ()
    bias_spread: float = float("nan")
    frames: Mapping[str, float] = field(default_factory=dict)
    furniture: tuple[Furniture, ...] = ()
    transcript: bool = False
    language: Language | None = None
    genre: Genre | None = None
    voice_names: tuple[str, ...] = VOICES
    _repr_html_: ClassVar[Callable[["Document"], str]]  # the report makes what Jupyter shows: see toolkit/__init__.py

    def __repr__(self) -> str:
        found = f"{len(self.words):,} words, {len(self.attributions)} attributions, {len(self.loaded)} loaded terms"
        return f"Document({self.article.id}: {not_read(self.foreign) if self.foreign else found})"

    @property
    def voices_read(self) -> bool:
        """Whether it is known who says what; if not, loaded terms alone were looked for."""
        return self.voice_names == VOICES

    @cached_property
    def sentence_voices(self) -> tuple[str, ...]:
        """The voice that says most words of each sentence, counting scare quotes as narration; in a tie, the outlet's own.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("It rained. Hall said the puppet regime fell.").sentence_voices
        ('narration', 'paraphrase')
        """
        ranges = map(self.words.inside, self.sentences)
        return tuple(_most_said(self.voices[inside.start : inside.stop].replace(_SCARE, _NARRATION)) for inside in ranges)

    @cached_property
    def voices(self) -> bytes:
        """The voice of each word as an index into `voice_names`: that of its first character."""
        return bytes(map(self.voice_map.__getitem__, self.words.starts))

    @cached_property
    def words_by_voice(self) -> dict[str, int]:
        """Words said in each voice; the title counts as headline.

        >>> from toolkit.annotation.annotator import annotate
        >>> from toolkit.articles.article import article_of
        >>> annotate(article_of("Hall said the “plan” failed.", title="Plan fails")).words_by_voice
        {'headline': 2, 'narration': 2, 'paraphrase': 2, 'quotation': 1, 'scare': 0}
        """
        counts = {voice: self.voices.count(i) for i, voice in enumerate(self.voice_names)}
        counts["headline"] += len(self.title_words)
        return counts

    @cached_property
    def loaded_by_voice(self) -> Mapping[tuple[str, str | None], float]:
        """Expected loaded terms by voice and category, and those of all categories of a voice, under None.

        >>> from toolkit.annotation.annotator import Annotator
        >>> from toolkit.articles.article import article_of
        >>> Annotator(loaded_model=None)(article_of("The puppet regime fell.")).loaded_by_voice["narration", None]
        1.0
        """
        expected: dict[tuple[str, str | None], float] = defaultdict(float)
        for term in self.loaded:
            expected[term.voice, term.entry.category] += term.expected
            expected[term.voice, None] += term.expected
        return expected

    @cached_property
    def attributed_words(self) -> tuple[int, ...]:
        """Number of words in the content of each attribution."""
        return tuple(sum(len(self.words.inside(span)) for span in a.content) for a in self.attributions)

    def attributed_by(self, field: str) -> Mapping[str | None, Sequence[int]]:
        """The number of words in the content of each attribution, by the value of a field such as `source_type`.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("The minister said it rained. The minister said that it would stop.").attributed_by("source_type")
        {'government': [2, 3]}
        """
        if field not in self._attributed_by:
            by_value: dict[str | None, list[int]] = {}
            for attribution, words in zip(self.attributions, self.attributed_words, strict=True):
                by_value.setdefault(getattr(attribution, field), []).append(words)
            self._attributed_by[field] = by_value
        return self._attributed_by[field]

    @cached_property
    def _attributed_by(self) -> dict[str, Mapping[str | None, Sequence[int]]]:
        """By field; filled by `attributed_by`, which many measures ask."""
        return {}

    @cached_property
    def words_by_speaker(self) -> dict[str, float]:
        """Attributed words of each resolved speaker, most first; words said by several are split evenly between them.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Hall and Abay said it rained. Hall said so twice.").words_by_speaker
        {'Hall': 3.0, 'Abay': 1.0}
        """
        words: dict[str, float] = {}
        for attribution, n in zip(self.attributions, self.attributed_words, strict=True):
            for speaker in attribution.speakers:
                words[speaker] = words.get(speaker, 0.0) + n / len(attribution.speakers)
        return dict(sorted(words.items(), key=lambda item: -item[1]))

    @property
    def foreign(self) -> str:
        """The code of the language for which the article was not read; "" where it was.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Der Minister trat am Montag zurück, wie seine Sprecherin in der Hauptstadt sagte.").foreign
        'de'
        """
        return "" if self.language is None or self.language.english else self.language.code

    @cached_property
    def attribution_at(self) -> Mapping[int, Attribution]:
        """The attribution whose content word number i of the text is in (see `attribution_at`).

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Hall said it rained.").attribution_at[3].speaker
        'Hall'
        """
        return attribution_at(self.attributions, self.words)

    def voice_at(self, word: int) -> str:
        """The voice of word number `word` of the text, counted from 0.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Hall said it rained.").voice_at(3)
        'paraphrase'
        """
        return self.voice_names[self.voices[word]]

    def keys_of(self, *voices: str) -> list[str]:
        """The keys (the forms by which words are looked up) of the words of the text said in these voices, in reading order.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Hall said it rained.").keys_of("narration")
        ['hall', 'said']
        """
        wanted = bytes(voice in voices for voice in self.voice_names)
        return list(compress(self.words.keys, self.voices.translate(wanted.ljust(256, b"\0"))))

    def to_dict(self) -> dict[str, Any]:
        """The standoff annotations in the format that `framing annotate` writes; offsets count the text as it was read.

        >>> from toolkit.annotation.annotator import annotate
        >>> annotate("Hall said it rained.").to_dict()["attributions"][0]["content"]
        [[10, 19]]
        """
        record = self._record()
        return _as_read(record, self.article, "text") if self.article.mending else record

    def _record(self) -> dict[str, Any]:
        return {
            "id": self.article.id,
            "outlet": self.article.outlet,
            "title": self.article.original("title"),
            "sha256": self.article.sha256,
            "attributions": [_attribution_record(a) for a in self.attributions],
            "loaded": [_loaded_record(term) for term in self.loaded],
            "names": [{**_term_record(term), "concept": term.entry.extra["concept"]} for term in self.names],
            "harm": [_harm_record(event) for event in self.harm],
            "scare_quotes": [list(span) for span in self.scare_quotes],
            "named": [_named_record(entity) for entity in self.named],
            "sentences": self._sentence_records(),
            "transcript": self.transcript,
            "furniture": [[*part.span, part.reason] for part in self.furniture],
            **({"genre": _genre_record(self.genre)} if self.genre else {}),
            **({"language": [self.language.code, round(self.language.p_english, 4)]} if self.language else {}),
            **({"frames": {name: round(p, 4) for name, p in self.frames.items()}} if self.frames else {}),
        }

    def _sentence_records(self) -> list[dict[str, Any]]:
        """Span and voice of each sentence and, if known, the probability that annotators would mark it as biased."""
        records: list[dict[str, Any]] = [
            {"span": list(span), "voice": voice} for span, voice in zip(self.sentences, self.sentence_voices, strict=True)
        ]
        for record, p in zip(records, self.p_marked_biased, strict=False):
            record["p_marked_biased"] = None if isnan(p) else round(p, 4)
        return records


_NARRATION, _SCARE = (bytes([VOICES.index(voice)]) for voice in ("narration", "scare"))


def _most_said(voices: bytes) -> str:
    """The voice of most words, each given as an index into `VOICES`; in a tie the outlet's own, narration without words."""
    if not voices.strip(voices[:1]):  # all words in one voice
        return VOICES[voices[0]] if voices else "narration"
    return max(VOICES, key=lambda voice: (voices.count(VOICES.index(voice)), voice in OWN_VOICES))


def _genre_record(genre: Genre) -> dict[str, Any]:
    probabilities = {name: round(p, 4) for name, p in genre.probabilities.items()}
    return {"name": genre.name, "p": round(genre.p, 4), "probabilities": probabilities}


def _as_read(value: Any, article: Article, name: str) -> Any:
    """A record whose spans, lists that begin with two offsets of a field, count the characters of the field as it was read."""
    if isinstance(value, dict):
        return {key: _as_read(inner, article, value.get("field", name)) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) > 1 and all(type(offset) is int for offset in value[:2]):
        return [*article.as_read(name, *value[:2]), *value[2:]]
    return [_as_read(inner, article, name) for inner in value]


def _attribution_record(a: Attribution) -> dict[str, Any]:
    return {
        "content": [list(span) for span in a.content],
        "cue": [list(span) for span in a.cue],
        "source": [list(span) for span in a.source],
        "kind": a.kind,
        "stance": a.stance,
        "speaker": list(a.speaker) if isinstance(a.speaker, tuple) else a.speaker,
        "source_type": a.source_type,
        "named": a.named,
        "link": a.link,
        "entity": a.entity,
        "side": a.side,
    }


def _named_record(entity: NamedEntity) -> dict[str, Any]:
    return {
        "name": entity.name,
        "kind": entity.kind,
        "source_type": entity.source_type,
        "entity": entity.entity,
        "spans": [list(span) for span in entity.spans],
        "heard": entity.heard,
        "unsettled": [list(span) for span in entity.unsettled],
    }


def _harm_record(event: HarmEvent) -> dict[str, Any]:
    return {
        "field": event.field,
        "trigger": list(event.trigger),
        "group": event.group,
        "form": event.form,
        "agent": _participant_record(event.agent),
        "patient": _participant_record(event.patient),
        "victims": event.victims,
        "voice": event.voice,
        "speaker": list(event.speaker) if isinstance(event.speaker, tuple) else event.speaker,
        "doubted": event.doubted,
    }


def _participant_record(participant: Participant | None) -> dict[str, Any] | None:
    return participant and {**participant._asdict(), "span": list(participant.span)}


def _term_record(term: LoadedTerm) -> dict[str, Any]:
    return {
        "field": term.field,
        "span": list(term.span),
        "term": term.entry.term,
        "category": term.entry.category,
        "lexicon": term.lexicon.name,
        "voice": term.voice,
        "speaker": list(term.speaker) if isinstance(term.speaker, tuple) else term.speaker,
        "negated": term.negated,
    }


def _loaded_record(term: LoadedTerm) -> dict[str, Any]:
    p = None if term.p is None else round(term.p, 3)
    return {**_term_record(term), "p": p, "target": _target_record(term.target), "polarity": term.polarity}


def _target_record(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {**target._asdict(), "span": list(target.span) if target.span else None, "p": round(target.p, 3)}
