"""An article with everything found in it: attributions, loaded terms, the voice of every word, sentences that would be marked.

`annotate` joins what the modules below find.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from .articles import Article, article_of
from .attributions import Attribution
from .errors import ArticleError, LexiconError
from .lexicons import Lexicon, load_lexicon
from .matching import Matcher, words_of_term
from .passages import attributions, completed, extended, nested, turns
from .placing import LoadedTerm, Placing, in_name, once
from .quotations import Quotation, quotations
from .registry import UNDATED, Registry, shipped_registry
from .rules import Rules
from .sentencemodel import MODEL as BIAS_MODEL
from .sentencemodel import SentenceModel, load_sentence_model
from .sources import Named, resolve
from .spans import Span
from .tagger import Model, load_model, tagged
from .text import Words, sentences
from .voices import OWN_VOICES, VOICES, headings_of, scare_quotes, voice_map
from .weights import read_weights
from .wording import wording_in

if TYPE_CHECKING:
    from .frames import GenericFrames

DEFAULT_LEXICONS = ("loaded_terms",)
FRAMES_MODEL = Path(__file__).parent / "models" / "generic_frames.npz"
"""The shipped frames of whole articles, trained on articles on climate change."""


@dataclass(frozen=True, eq=False)
class Document:
    """One annotated article.

    `voice_map` holds for each character of the text its voice as an index into `VOICES`; `p_marked_biased` for each sentence the
    probability that annotators would mark it as biased (NaN without words; empty where it was not asked for), and `bias_spread`
    how far the model is off between outlets (`SentenceModel.spread`); `frames` holds the probability of each generic frame.
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
    named: tuple[Named, ...]
    p_marked_biased: tuple[float, ...] = ()
    bias_spread: float = float("nan")
    frames: Mapping[str, float] = field(default_factory=dict)
    _repr_html_: ClassVar[Callable[["Document"], str]]  # what Jupyter shows is made by the report: see toolkit/__init__.py

    @cached_property
    def sentence_voices(self) -> tuple[str, ...]:
        """The voice that says most words of each sentence, scare quotes counted as narration; of equals the outlet's own.

        >>> annotate("It rained. Hall said the puppet regime fell.").sentence_voices
        ('narration', 'paraphrase')
        """
        found = []
        for span in self.sentences:
            inside = self.words.inside(span)
            voices = Counter("narration" if v == "scare" else v for v in map(self.voice_at, inside))
            found.append(max(VOICES, key=lambda voice: (voices[voice], voice in OWN_VOICES)) if voices else "narration")
        return tuple(found)

    @cached_property
    def voices(self) -> bytes:
        """For each word its voice as an index into `VOICES`: that of its first character."""
        return bytes(map(self.voice_map.__getitem__, self.words.starts))

    @cached_property
    def words_by_voice(self) -> dict[str, int]:
        """Words said in each voice; the title counts as headline.

        >>> annotate(article_of("Hall said the “plan” failed.", title="Plan fails")).words_by_voice
        {'headline': 2, 'narration': 2, 'paraphrase': 2, 'quotation': 1, 'scare': 0}
        """
        counts = {voice: self.voices.count(i) for i, voice in enumerate(VOICES)}
        counts["headline"] += len(self.title_words)
        return counts

    @cached_property
    def attributed_words(self) -> tuple[int, ...]:
        """Number of words of content of each attribution."""
        return tuple(sum(len(self.words.inside(span)) for span in a.content) for a in self.attributions)

    @cached_property
    def words_by_speaker(self) -> dict[str, float]:
        """Attributed words of each resolved speaker, most first; those of a plural are split evenly.

        >>> annotate("Hall and Abay said it rained. Hall said so twice.").words_by_speaker
        {'Hall': 3.0, 'Abay': 1.0}
        """
        words: dict[str, float] = {}
        for attribution, n in zip(self.attributions, self.attributed_words, strict=True):
            for speaker in attribution.speakers:
                words[speaker] = words.get(speaker, 0.0) + n / len(attribution.speakers)
        return dict(sorted(words.items(), key=lambda item: -item[1]))

    def voice_at(self, word: int) -> str:
        """The voice of word number `word` of the text."""
        return VOICES[self.voices[word]]

    def keys_of(self, *voices: str) -> list[str]:
        """The looked-up forms of the words said in the given voices, without the title."""
        wanted = {VOICES.index(voice) for voice in voices}
        return [word for word, voice in zip(self.words.keys, self.voices, strict=True) if voice in wanted]

    def to_dict(self) -> dict[str, Any]:
        """The standoff annotations, in the format that `framing annotate` writes."""
        return {
            "id": self.article.id,
            "outlet": self.article.outlet,
            "title": self.article.title,
            "sha256": self.article.sha256,
            "attributions": [_attribution_record(a) for a in self.attributions],
            "loaded": [_loaded_record(term) for term in self.loaded],
            "names": [{**_loaded_record(term), "concept": term.entry.extra["concept"]} for term in self.names],
            "scare_quotes": [list(span) for span in self.scare_quotes],
            "named": [_named_record(one) for one in self.named],
            "sentences": self._sentence_records(),
            **({"frames": {name: round(p, 4) for name, p in self.frames.items()}} if self.frames else {}),
        }

    def _sentence_records(self) -> list[dict[str, Any]]:
        """Span and voice of each sentence and, where known, the probability that annotators would mark it."""
        records: list[dict[str, Any]] = [
            {"span": list(span), "voice": voice} for span, voice in zip(self.sentences, self.sentence_voices, strict=True)
        ]
        for record, p in zip(records, self.p_marked_biased, strict=False):
            record["p_marked_biased"] = None if p != p else round(p, 4)
        return records


class Annotator:
    """Turns articles into Documents with a choice of lexicons (names of shipped ones, or paths of one's own).

    Attributions come from the shipped model, or with `rules_only` (and where no model ships) from the rules alone. Sources
    are looked up in the shipped registry, or in one with a user's own rows and sides (`load_registry`). `names` is the lexicon of
    competing names for one referent, the shipped one or a user's own with the columns term, category and concept.

    `bias_model` names the weights by which sentences are told that annotators would mark as biased, `frames_model` those of the
    frames of a whole article (``framing train bias`` and ``frames`` make one's own); None for none. Frames are told only where
    asked for, since the shipped model (`FRAMES_MODEL`) knows one topic.

    >>> document = Annotator(["loaded_terms"])(article_of("The Takfiri elements fled."))
    >>> document.loaded[0].entry.term, document.loaded[0].voice
    ('takfiri', 'narration')
    """

    def __init__(
        self,
        lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
        *,
        rules_only: bool = False,
        registry: Registry | None = None,
        names: str | Path | Lexicon = "names",
        bias_model: str | Path | None = BIAS_MODEL,
        frames_model: str | Path | None = None,
    ) -> None:
        self.registry = registry or shipped_registry()
        self.bias_model: SentenceModel | None = load_sentence_model(bias_model) if bias_model else None
        self.frames_model: GenericFrames | None = _frames_model(frames_model) if frames_model else None
        self.model: Model | None = None if rules_only else load_model()
        self.lexicons: tuple[Lexicon, ...] = tuple(x if isinstance(x, Lexicon) else load_lexicon(x) for x in lexicons)
        given = [lexicon.name for lexicon in self.lexicons]
        twice = sorted({name for name in given if given.count(name) > 1})
        if twice:
            raise LexiconError(f"two lexicons are called {', '.join(twice)}; their hits would be told as one: rename a file")
        wrong = [lexicon.name for lexicon in self.lexicons if lexicon.kind != "loaded"]
        if wrong:
            raise LexiconError(f"{', '.join(wrong)}: not a lexicon of loaded terms (its TOML names another kind)")
        empty = [lexicon.name for lexicon in self.lexicons if not any(map(words_of_term, lexicon.by_term))]
        if empty:
            raise LexiconError(f"{', '.join(empty)}: no term in it; a rate of nothing would be told as 0")
        self._matchers = [Matcher(lexicon) for lexicon in self.lexicons]
        self.names = names if isinstance(names, Lexicon) else load_lexicon(names, like="names")
        nameless = [entry.term for entry in self.names.entries if not entry.extra.get("concept")]
        if nameless:
            raise LexiconError(f"{self.names.name}: no concept for {', '.join(nameless[:5])}; say what each name is a name for")
        self._names = Matcher(self.names)

    def __call__(self, article: Article) -> Document:
        text = article.text
        spans, marks, headings = sentences(text), quotations(text), headings_of(text)
        repeated = bool(headings) and headings[0].of(text) == (article.title or "").strip()
        words, title_words = Words(text), Words("" if repeated else article.title or "")
        rules = Rules(words, marks)
        found = by_rule = attributions(rules, spans)
        if self.model:
            found = completed(tagged(self.model, rules, spans, by_rule), by_rule, rules)
        found = extended(rules, found, spans)
        found = sorted([*found, *nested(rules, found, spans), *turns(rules)], key=lambda a: a.start)
        year = article.published.year if article.published else UNDATED
        found, named = resolve(found, rules, spans, self.registry, year)
        scare = scare_quotes(text, words, marks, found, headings)
        place = Placing(words, title_words, voice_map(text, marks, found, scare, headings), found)
        document = Document(
            article=article,
            words=words,
            title_words=title_words,
            sentences=tuple(spans),
            quotations=tuple(marks),
            headings=tuple(headings),
            attributions=tuple(found),
            scare_quotes=tuple(scare),
            voice_map=place.voices,
            loaded=once([t for matcher in self._matchers for t in place.hits(matcher) if not in_name(t, named, words)]),
            names=tuple(place.hits(self._names)),
            named=tuple(named),
        )
        document = replace(document, frames=self._frames(article))
        if self.bias_model is None:
            return document
        p = self.bias_model.probabilities(wording_in(words, spans, marks))
        return replace(document, p_marked_biased=tuple(p.tolist()), bias_spread=self.bias_model.spread)

    def _frames(self, article: Article) -> dict[str, float]:
        if self.frames_model is None:
            return {}
        p = self.frames_model.predict_proba([f"{article.title or ''}\n{article.text}"])[0]
        return dict(zip(map(str, self.frames_model.classes_), p.tolist(), strict=True))


def _frames_model(path: str | Path) -> "GenericFrames":
    """The frames' estimator from its weights; scikit-learn is read only where frames are asked for."""
    from .frames import GenericFrames

    weights = read_weights(path)
    if weights.kind != "generic_frames" or weights.settings.get("embedding"):
        raise ArticleError(
            f"{path}: no frames of whole articles, or learned with an embedding: name what framing train frames wrote"
        )
    return GenericFrames.from_arrays(weights.arrays)


@cache
def _default_annotator() -> Annotator:
    return Annotator()


def annotate(article: Article | str, annotator: Annotator | None = None) -> Document:
    """The article (or plain text) with sentences, attributions, loaded terms and voices.

    >>> text = "“They are heroic,” Hall said."
    >>> document = annotate(text)
    >>> document.attributions[0].speaker, document.loaded[0].voice
    ('Hall', 'quotation')
    """
    return (annotator or _default_annotator())(article_of(article) if isinstance(article, str) else article)


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


def _named_record(one: Named) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "source_type": one.source_type,
        "entity": one.entity,
        "spans": [list(span) for span in one.spans],
        "heard": one.heard,
        "unsettled": [list(span) for span in one.unsettled],
    }


def _loaded_record(term: LoadedTerm) -> dict[str, Any]:
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
