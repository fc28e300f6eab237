"""Makes documents: every step of annotation, in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, overload

from ..articles.article import Article
from ..articles.objects import is_single, single_article
from ..articles.rows import RowOptions
from ..classifiers.genre_model import genre_of
from ..classifiers.sentence_model import MODEL as BIAS_MODEL, SentenceModel, load_sentence_model
from ..classifiers.sentence_words import wording_in
from ..errors import ArticleError, OptionError
from ..text.furniture import Furniture, blanked, furniture
from ..text.language import Language, language_of
from ..text.lexicon import Lexicon
from ..text.matching import matcher_of
from ..text.quotations import Quotation, quotations
from ..text.repeated_passages import Passages, passages_of
from ..text.sentences import sentences
from ..text.spans import Span
from ..text.words import Words
from .accurate_reader import FAST, EncodedWords, Reading, reader_folder, unlisted_by
from .attributions.block_quotations import block_quotations
from .attributions.fast_reader import FastReading
from .attributions.passages import in_passage, passage_of
from .attributions.reporting_verbs import Rules
from .attributions.tagger import Network, load_model
from .attributions.transcripts import transcript
from .document import Document
from .encoder import Encoder, load_encoder
from .given import DEFAULT_LEXICONS, AnnotationOptions, check_only, frames_given, loaded_lexicons, names_lexicon
from .harm.harm_events import harm_events
from .loaded.loaded_terms import LoadedTerm, Placement, in_name, outside_names
from .loaded.loaded_words import (
    LEXICON as LOADED_LEXICON,
    MODEL as LOADED_MODEL,
    SHIPPED as JUDGED,
    LoadedModel,
    WordJudge,
    judged,
    load_loaded_model,
)
from .loaded.targets import Targeting, TargetModel, load_target_model, target_model_of
from .one_by_one import documents_of
from .phrases.noun_phrases import Phrases
from .readable import Readable, byline_of, readable, without_letters
from .saved_annotations import document_of
from .sources.registry import UNDATED, Registry, shipped_registry
from .sources.source_types import TypeModel, load_type_model, types_read
from .sources.speakers import NamedEntity, resolve
from .sources.turn_speakers import settled
from .terms_alone import with_terms_alone
from .voiced import Voiced

if TYPE_CHECKING:
    import pandas as pd

    from ..classifiers.frames import GenericFrames

One = str | Article | Mapping[str, Any]
"""One article: a text, an `Article`, or a dictionary."""

Saved = Callable[[Article], str | None]
"""What was found in an article earlier (see `saved_annotations.Line.found`); None where that is not known."""

Readings = Mapping[str, Callable[[], Reading | FastReading]]
"""What the reader reads in the title and in the text, when it is asked for."""


class Annotator:
    """Turns articles into Documents.

    Parameters
    ----------
    lexicons : lexicons of loaded terms, one or several: names of shipped ones, paths of your own, or `Lexicon` objects.
    reader : "fast", or "accurate": a small transformer that reads attributions, source types and loaded words better, but about
        five times slower (``pip install 'framing-toolkit[accurate]'``); or the folder of one that `framing train reader` made.
    rules_only : find attributions by the rules alone, without the shipped model.
    registry : persons, organisations and sides to look sources up in, by default the shipped ones; `load_registry` adds yours.
    names : lexicon of competing names for one referent: the shipped one, or a CSV with the columns term, category, concept.
    loaded_model : weights that decide which words are loaded, together with the shipped lexicon: the shipped ones, or your own
        (`framing train loaded`). A term counts as much as it is probable that a careful editor would mark it. None to count every
        hit of the lexicons as 1, and nothing else; so do lexicons without `loaded_terms` among them.
    min_p : the least `p` of a term for it to count: its calibrated probability, from 0 to 1, that a careful editor would mark
        it. By default the limit is that of the weights, above which three words in four are ones that coders marked: with the
        shipped weights a `p` of .59 for hits of `loaded_terms`. A word that no lexicon lists counts from .54 on (.55 before
        calibration), and a lower `min_p` does not change that. Hardly any term has more than .9. Hits of your own lexicons
        always count.
    bias_model : weights that give each sentence the probability that annotators would mark it as biased: the shipped ones, or
        your own (`framing train bias`); None for no probabilities. With the shipped ones, the accurate reader has an equal say.
    frames_model : weights of the frames of whole articles (`framing train frames`). Those in
        `toolkit.annotation.given.FRAMES_MODEL` were trained on articles on climate change only, so frames are left out unless
        asked for; None for no frames.
    furniture : passages that are furniture since they recur in an outlet, in addition to what form and position tell: a table of
        `repeated_passages`, or the CSV file that it was saved in.
    keep_furniture : read everything, also what is not the article: advertisements, links, captions, bylines, biographies.
    any_language : read every article as if it were in English; otherwise nothing is found in those in another language.
    only : "loaded" to look for the terms of the lexicons and for nothing else, which is several times as fast. Nobody reads
        who says what, so that a term is in the headline or in the text (`UNREAD`). No model is used: each hit counts 1, and
        whether it is part of a name is told by capitals alone. Options of what is left out cannot be set.

    Raises
    ------
    OptionError
        The table of furniture cannot be read, `min_p` is no probability, a model of loaded words of your own has nothing to
        decide about, or an option cannot be combined with `only`.
    LexiconError
        A lexicon cannot be used: two share a name, it is of another kind, it has no terms, or a name lacks its concept.
    ModelError
        A file of weights cannot be used.

    Examples
    --------
    >>> from toolkit.articles.article import article_of
    >>> document = Annotator(["loaded_terms"])(article_of("The Takfiri elements fled."))
    >>> document.loaded[0].entry.term, document.loaded[0].voice
    ('takfiri', 'narration')
    """

    def __init__(
        self,
        lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
        *,
        reader: str | Path = FAST,
        rules_only: bool = False,
        registry: Registry | None = None,
        names: str | Path | Lexicon = "names",
        loaded_model: str | Path | None = LOADED_MODEL,
        min_p: float | None = None,
        bias_model: str | Path | None = BIAS_MODEL,
        frames_model: str | Path | None = None,
        furniture: "str | Path | pd.DataFrame | None" = None,
        keep_furniture: bool = False,
        any_language: bool = False,
        only: str | None = None,
    ) -> None:
        if only:
            asked = {"reader": reader != FAST, "rules_only": rules_only, "registry": registry, "names": names != "names"}
            asked |= {"loaded_model": loaded_model not in (LOADED_MODEL, None), "min_p": min_p is not None}
            check_only(only, {**asked, "bias_model": bias_model not in (BIAS_MODEL, None), "frames_model": frames_model})
            loaded_model = bias_model = None
        self.only = only
        self._saved: Saved | None = None
        self._registry = registry
        self.rules_only = rules_only
        self._take(reader)
        self.types: TypeModel | None = None if rules_only or only else load_type_model()
        self.lexicons = loaded_lexicons(lexicons)
        if not any(lexicon.name in JUDGED for lexicon in self.lexicons):
            if loaded_model and Path(loaded_model) != LOADED_MODEL:
                raise OptionError(
                    f"{loaded_model} (--loaded-model) decides about hits of {', '.join(JUDGED)}, which is not in use: "
                    f"add --lexicon {JUDGED[0]}, or leave the model out"
                )
            loaded_model = None
        self.weights = {"loaded words": loaded_model, "sentences": bias_model, "frames": frames_model}
        self.loaded_model: LoadedModel | None = load_loaded_model(Path(loaded_model)) if loaded_model else None
        if min_p is not None and not 0 <= min_p <= 1:
            raise OptionError(f"the least probability of a term (--min-p) is {min_p:g}; give one between 0 and 1, such as .8")
        self.min_p = min_p
        self.bias_model: SentenceModel | None = load_sentence_model(bias_model) if bias_model else None
        self.frames_model: GenericFrames | None = frames_given(frames_model) if frames_model else None
        self.names = names_lexicon(names)
        self._loaded_terms = [matcher_of(lexicon) for lexicon in self.lexicons]
        self._names = matcher_of(self.names)
        self.keep_furniture = keep_furniture
        self.any_language = any_language
        self.passages = Passages() if furniture is None else passages_of(furniture)

    def _take(self, reader: str | Path) -> None:
        """Read by this reader: by its encoder, or by the model of attributions beside the rules."""
        self._saved = None
        self._reader = Path(reader).name
        self.encoder: Encoder | None = None if reader == FAST or self.rules_only else load_encoder(reader_folder(reader))
        self.model: Network | None = None if self.encoder or self.rules_only or self.only else load_model()
        encoder = self.encoder
        self.target_model: TargetModel | None = target_model_of(encoder.folder, encoder.width) if encoder else load_target_model()

    @property
    def registry(self) -> Registry:
        """The persons, organisations and sides in which sources are looked up; the shipped ones are read when they are needed."""
        return self._registry or shipped_registry()

    @property
    def reader(self) -> str:
        """The name of the reader; for one with an encoder, with the first letters of its hash.

        >>> Annotator().reader
        'fast'
        """
        return f"{self._reader} {self.encoder.sha256[:12]}" if self.encoder else FAST

    def with_reader(self, reader: str | Path) -> "Annotator":
        """The same annotator, with its lexicons, registry and furniture, but with another reader. Raises as `Annotator` does.

        >>> Annotator().with_reader("fast").reader
        'fast'
        """
        other = copy(self)
        other._take(reader)
        return other

    def by_rules_alone(self) -> "Annotator":
        """The same annotator without models of attributions and of source types.

        >>> Annotator().by_rules_alone().model is None
        True
        """
        other = copy(self)
        other.rules_only, other.types = True, None
        other._take(FAST)
        return other

    def with_furniture(self) -> "Annotator":
        """The same annotator, which reads everything, also what is not the article.

        >>> from toolkit.articles.article import article_of
        >>> Annotator().with_furniture().read(article_of("It rained.\\nAdvertisement")).split()
        ['It', 'rained.', 'Advertisement']
        """
        other = copy(self)
        other.keep_furniture, other._saved = True, None
        return other

    def with_saved(self, saved: Saved) -> "Annotator":
        """The same annotator, which does not look again for what an annotator like it found earlier.

        >>> from toolkit.annotation.saved_annotations import line_of
        >>> from toolkit.articles.article import article_of
        >>> found = line_of(annotate("Hall said it rained.")).found
        >>> Annotator().with_saved(lambda article: found)(article_of("Hall said it snowed.")).attributions[0].speaker
        'Hall'
        """
        other = copy(self)
        other._saved = saved
        return other

    def furniture(self, article: One) -> list[Furniture]:
        """What of an article's text is not the article; none where furniture is kept.

        >>> from toolkit.articles.article import article_of
        >>> [part.reason for part in Annotator().furniture(article_of("It rained.\\nAdvertisement\\nIt poured."))]
        ['advertisement']
        """
        article = single_article(article)
        return [] if self.keep_furniture else furniture(article.text, self.passages.of(article.outlet))

    def read(self, article: One) -> str:
        """The text that is read: that of the article, with spaces in place of furniture.

        >>> from toolkit.articles.article import article_of
        >>> Annotator().read(article_of("It rained.\\nAdvertisement")).split()
        ['It', 'rained.']
        """
        article = single_article(article)
        return blanked(article.text, self.furniture(article))

    def words(self, article: One) -> tuple[Words, Words]:
        """The words of the title and of the text that are read; none of an article that is in another language.

        >>> from toolkit.articles.article import article_of
        >>> [words.keys for words in Annotator().words(article_of("It rained.\\nAdvertisement", title="Rain"))]
        [['rain'], ['it', 'rained']]
        """
        article = single_article(article)
        language = self._language(article)
        words = self._readable(without_letters(article) if language and not language.english else article)
        return words.title_words, words.words

    def reading_of(self, words: Words) -> Reading | FastReading:
        """What the reader reads in a title or text, given its words alone.

        >>> Annotator().reading_of(Words("It rained.")).states.shape
        (2, 96)
        """
        return Reading.of(self.encoder, words) if self.encoder else FastReading.of(self.model, words)

    def __call__(self, article: One) -> Document:
        article = single_article(article)
        language, saved = self._language(article), self._saved and self._saved(article)
        foreign = language is not None and not language.english
        read = without_letters(article) if foreign else article
        if saved is not None:
            return replace(self._found_again(read, saved), article=article, language=language)
        genre = None if foreign or self.only else genre_of(article)
        return replace(self._document(read), article=article, language=language, genre=genre)

    def _language(self, article: Article) -> Language | None:
        return None if self.any_language else language_of(article)

    def _readable(self, article: Article) -> Readable:
        return readable(article, self.furniture(article))

    def _found_again(self, article: Article, found: str) -> Document:
        """The document of an article in English in which everything was found earlier."""
        lexicons = {lexicon.name: lexicon for lexicon in self.lexicons}
        if self.loaded_model:
            lexicons[LOADED_LEXICON] = unlisted_by(self.encoder) if self.encoder else self.loaded_model.lexicon
        spread = self.bias_model.spread if self.bias_model else nan
        try:
            return document_of(found, article, lexicons, self.names, spread)
        except (LookupError, TypeError, ValueError) as error:
            reason = f"what was found in it earlier cannot be used ({type(error).__name__}: {error}); score the articles again"
            raise ArticleError(f"{article.id}: {reason}") from None

    def _document(self, article: Article) -> Document:
        """The document of an article in English."""
        if self.only:
            return with_terms_alone(article, self._readable(article), self._loaded_terms)
        read = self._readable(article)
        posts, words, text = read.posts, read.words, read.words.text
        spans, marks = sentences(text), quotations(text)
        phrases = Phrases(words, marks)
        year = article.published.year if article.published else UNDATED
        talk = transcript(phrases, article.title or "", article.outlet or "")
        turns = [turn for turn in talk.turns if not in_passage(turn.content[0], posts)]
        passages = [*posts, *block_quotations(Rules(phrases), spans, [*posts, *map(passage_of, turns)])]
        reading = Reading(self.encoder, phrases, spans) if self.encoder else FastReading(self.model, phrases, spans)
        readings: Readings = {"text": lambda: reading, "title": cache(lambda: self.reading_of(read.title_words))}
        attributions = reading.attributions(turns, passages)
        by_states = (
            reading.types() if isinstance(reading, Reading) else types_read(self.types, attributions, words, reading.states)
        )
        resolved = resolve(
            attributions, phrases, spans, self.registry, year, self.types, byline_of(article, read.furniture), by_states
        )
        attributed = settled(resolved.attributions, resolved.named, talk, text, self.registry, year)
        voiced = Voiced.of(article, read, spans, marks, attributed)
        placing = voiced.placing
        hits = [term for matcher in self._loaded_terms for term in placing.hits(matcher)]
        terms = self._judged(placing, hits, resolved.named, self._judge(readings))
        if self.target_model:
            states = {field: readings[field]().states for field in {term.field for term in terms}}
            terms = Targeting(self.target_model, placing, resolved, phrases, spans, states)(terms)
        return voiced.document(
            loaded=tuple(terms),
            names=tuple(placing.hits(self._names)),
            harm=tuple(harm_events(phrases, spans, resolved, placing)),
            named=tuple(resolved.named),
            frames=self._frames(article, text),
            transcript=talk.whole,
            **self._bias(words, spans, marks, reading),
        )

    def _judge(self, readings: Readings) -> WordJudge | None:
        """What decides which words are loaded: the accurate reader where it reads, or the model; None for neither."""
        if self.encoder is None or self.loaded_model is None:
            return self.loaded_model
        encoded = {field: one for field, read in readings.items() if isinstance(one := read(), Reading)}
        return EncodedWords.of(self.encoder, self.loaded_model, **encoded)

    def _judged(
        self, placing: Placement, hits: Sequence[LoadedTerm], named: Sequence[NamedEntity], judge: WordJudge | None
    ) -> list[LoadedTerm]:
        """The loaded terms that count: no parts of names and, where a model decides, those that are likely enough."""
        kept = outside_names(hits, named, placing.words)
        if judge is None:
            return kept
        terms = judged(judge, placing, kept, self.min_p)
        return [term for term in terms if term.entry.source != LOADED_LEXICON or not in_name(term, named, placing.words)]

    def _bias(
        self, words: Words, spans: Sequence[Span], marks: Sequence[Quotation], reading: Reading | FastReading
    ) -> dict[str, Any]:
        """The probability that annotators would mark each sentence, and how far off it may be; empty without a model."""
        if self.bias_model is None:
            return {}
        p = self.bias_model.probabilities(wording_in(words, spans, marks))
        if isinstance(reading, Reading) and self.weights["sentences"] == BIAS_MODEL:
            p = reading.biased(spans, p)
        return {"p_marked_biased": tuple(p.tolist()), "bias_spread": self.bias_model.spread}

    def _frames(self, article: Article, text: str) -> dict[str, float]:
        """The probability of each frame of an article, given the text that is read."""
        if self.frames_model is None or not text.strip():
            return {}
        p = self.frames_model.predict_proba([f"{article.title or ''}\n{text}"])[0]
        return dict(zip(map(str, self.frames_model.classes_), p.tolist(), strict=True))


@cache
def usual_annotator() -> Annotator:
    """The annotator without options, kept because building one takes as long as annotating many articles."""
    return Annotator()


@overload
def annotate(
    articles: Article | str | Mapping[str, Any], annotator: Annotator | None = ..., **columns: Unpack[RowOptions]
) -> Document: ...
@overload
def annotate(
    articles: Iterable[Any],
    annotator: Annotator | None = ...,
    *,
    progress: bool | None = ...,
    **columns: Unpack[RowOptions],
) -> list[Document]: ...
def annotate(
    articles: Any, annotator: Annotator | None = None, *, progress: bool | None = None, **columns: Unpack[RowOptions]
) -> Document | list[Document]:
    """One article, or many, with sentences, attributions, loaded terms and voices.

    Parameters
    ----------
    articles : as for `score`: one (a text, an `Article`, a dictionary) gives a `Document`, many (such as a data frame) a list.
    annotator : finds with other lexicons, models or options than the usual ones.
    progress : whether to show a bar; by default in notebooks and on terminals.
    columns : ``text="body", outlet="paper"``: where articles of a data frame or dictionary have their fields (see `RowOptions`).

    An article that cannot be read is left out, with a warning that says why. Raises what `articles_in` raises.

    Examples
    --------
    >>> document = annotate("“They are heroic,” Hall said.")
    >>> document.attributions[0].speaker, document.loaded[0].voice
    ('Hall', 'quotation')
    >>> [document.article.id for document in annotate([{"id": "a", "text": "It rained."}])]
    ['a']
    """
    if options := sorted(columns.keys() & AnnotationOptions.__annotations__.keys()):
        raise OptionError(f"{options[0]} is an option of the annotator: tk.annotate(…, tk.Annotator({options[0]}=…))")
    made_by = annotator or usual_annotator()
    if is_single(articles):
        return made_by(single_article(articles, **columns))
    return list(documents_of(articles, made_by, progress=progress, **columns))
