"""The machine that makes documents: every step of annotation, in order."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..articles.article import Article, article_of
from ..classifiers.model_files import read_weights
from ..classifiers.sentence_model import MODEL as BIAS_MODEL, SentenceModel, load_sentence_model
from ..classifiers.sentence_words import wording_in
from ..errors import ArticleError, LexiconError
from ..files import MODELS
from ..text.lexicon import Lexicon, load_lexicon
from ..text.matching import Matcher, words_of_term
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .document import Document
from .loaded_terms import Placing, in_name, once
from .registry import UNDATED, Registry, shipped_registry
from .reporting_verbs import Rules
from .rule_attributions import attributions, completed, extended, nested
from .sources import resolve
from .tagger import Model, load_model, tagged
from .transcripts import turns
from .voices import headings_of, scare_quotes, voice_map

if TYPE_CHECKING:
    from ..classifiers.frames import GenericFrames


DEFAULT_LEXICONS = ("loaded_terms",)
FRAMES_MODEL = MODELS / "generic_frames.npz"
"""The shipped frames of whole articles, trained on articles on climate change."""


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
    from ..classifiers.frames import GenericFrames

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
