"""An article with everything found in it: attributions, loaded terms, and for each word the voice that says it.

`annotate` joins what the modules below find and decides voice: `headline`, `narration` (the outlet's own words),
`paraphrase` (attributed, outside quotation marks), `quotation` (attributed, inside them) or `scare` (marks around words
that are attributed to nobody). Words of a cue or a source expression belong to narration.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from .articles import Article, article_of
from .attributions import Attribution
from .errors import LexiconError
from .lexicons import Entry, Lexicon, load_lexicon
from .matching import Hit, Matcher, words_of_term
from .passages import attributions, completed, extended, nested, turns
from .phrases import is_title, word_classes
from .quotations import Quotation, quotations
from .registry import UNDATED, Registry, shipped_registry
from .rules import Rules
from .sources import Named, resolve
from .spans import Span, marked
from .tagger import Model, load_model, tagged
from .text import Words, paragraphs, sentences

VOICES = ("headline", "narration", "paraphrase", "quotation", "scare")
OWN_VOICES = ("headline", "narration", "scare")
DEFAULT_LEXICONS = ("loaded_terms",)

_HEADLINE, _NARRATION, _PARAPHRASE, _QUOTATION, _SCARE = range(len(VOICES))
_LONGEST_HEADING = 12  # words
_AROUND, _LONG = 8, 3  # words on both sides, and letters, by which a line of capitals is told
_PROPER = ("ist", "ists", "i", "is", "ian", "ians", "ite", "ites", "nazi", "nazis")  # endings of words that always have a capital
_NEGATION = 4  # words between a negation and the term, both counted
_NEGATIONS = frozenset("not no never without neither nor hardly cannot nobody none nothing".split())
_NO_NEGATION = frozenset({"only", "just", "merely", "until", "more"})  # behind which "not" and "never" deny nothing


@dataclass(frozen=True)
class LoadedTerm:
    """A term of a lexicon (loaded terms, or names for one referent) where it stands, with who says it.

    `field` is "text" or "title"; `span` counts that field's characters. `speaker` is that of the attribution around it,
    None in the outlet's own voice. `negated` tells of a "not" or "no" shortly before it; such a term still counts, since
    coders mark it as loaded too (16 of 21 in 104 coded articles), but can be left out by whoever sees it otherwise.
    """

    field: str
    span: Span
    entry: Entry
    lexicon: Lexicon
    voice: str
    speaker: str | tuple[str, ...] | None = None
    negated: bool = False


@dataclass(frozen=True, eq=False)
class Document:
    """One annotated article. `voice_map` holds for each character of the text its voice as an index into `VOICES`."""

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
            "sentences": [{"span": list(span)} for span in self.sentences],
        }

    def _repr_html_(self) -> str:
        from .report import article_fragment

        return article_fragment(self)


class Annotator:
    """Turns articles into Documents with a choice of lexicons (names of shipped ones, or paths of one's own).

    Attributions come from the shipped model, or with `rules_only` (and where no model ships) from the rules alone. Sources
    are looked up in the shipped registry, or in one with a user's own rows and sides (`load_registry`). `names` is the lexicon of
    competing names for one referent, the shipped one or a user's own with the columns term, category and concept.

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
    ) -> None:
        self.registry = registry or shipped_registry()
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
        place = _Placing(words, title_words, voice_map(text, marks, found, scare, headings), found)
        return Document(
            article=article,
            words=words,
            title_words=title_words,
            sentences=tuple(spans),
            quotations=tuple(marks),
            headings=tuple(headings),
            attributions=tuple(found),
            scare_quotes=tuple(scare),
            voice_map=place.voices,
            loaded=_once([t for matcher in self._matchers for t in place.hits(matcher) if not _in_name(t, named, words)]),
            names=tuple(place.hits(self._names)),
            named=tuple(named),
        )


class _Placing:
    """Places the hits of a lexicon in one article: field, voice and speaker."""

    def __init__(self, words: Words, title_words: Words, voices: bytes, found: Sequence[Attribution]) -> None:
        self.words, self.title_words, self.voices = words, title_words, voices
        self.speakers = {i: a for a in found for span in a.content for i in words.inside(span)}

    def hits(self, matcher: Matcher) -> Iterable[LoadedTerm]:
        """The hits in the title, then those in the text."""
        for hit in matcher.hits(self.title_words):
            span = self.title_words.span(hit.first, hit.after)
            yield LoadedTerm(
                "title", span, hit.entry, matcher.lexicon, "headline", negated=is_negated(self.title_words, hit.first)
            )
        for hit in matcher.hits(self.words):
            yield self._in_text(hit, matcher.lexicon)

    def _in_text(self, hit: Hit, lexicon: Lexicon) -> LoadedTerm:
        """A hit in the text with the voice of its first word and, inside attributed content, the speaker."""
        span = self.words.span(hit.first, hit.after)
        voice = VOICES[self.voices[span.start]]
        around = self.speakers.get(hit.first) if voice in ("paraphrase", "quotation") else None
        speaker = around.speaker if around else None
        return LoadedTerm("text", span, hit.entry, lexicon, voice, speaker, is_negated(self.words, hit.first))


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


def headings_of(text: str) -> list[Span]:
    """Lines inside a text that are headings: short, without final punctuation, before a paragraph that has some.

    >>> text = "The army left.\\nA new start\\nThe people came back."
    >>> [span.of(text) for span in headings_of(text)]
    ['A new start']
    """
    lines = paragraphs(text)
    found = []
    for line, following in pairwise(lines):
        words = line.of(text).split()
        short = 2 <= len(words) <= _LONGEST_HEADING and words[0][0].isalnum() and words[0].lower() != "by"
        if short and line.of(text)[-1].isalnum() and following.of(text)[-1] in ".!?”\"'’" and len(following.of(text).split()) > 3:
            found.append(line)
    return found


def scare_quotes(
    text: str, words: Words, marks: Sequence[Quotation], found: Sequence[Attribution], headings: Sequence[Span]
) -> list[Span]:
    """Quotation marks around words that are attributed to nobody; titles of works and headings are left out."""
    taken = marked((*(span for a in found for span in a.content), *headings), len(text))
    spans = [mark.spans[0] for mark in marks]
    return [span for span in spans if not any(taken[slice(*span)]) and not is_title(words, span)]


def voice_map(
    text: str, marks: Sequence[Quotation], found: Sequence[Attribution], scare: Sequence[Span], headings: Sequence[Span]
) -> bytes:
    """The voice of every character as an index into `VOICES`."""
    painted = bytearray([_NARRATION]) * len(text)

    def paint(spans: Iterable[Span], voice: int, over: int = _NARRATION) -> None:
        change = bytes(voice if old == over else old for old in range(256))
        for start, end in spans:
            painted[start:end] = painted[start:end].translate(change)

    paint((span for a in found for span in a.content), _PARAPHRASE)
    paint((span for mark in marks for span in mark.spans), _QUOTATION, over=_PARAPHRASE)
    paint((span for a in found for span in (*a.cue, *a.source)), _NARRATION, over=_PARAPHRASE)
    paint(scare, _SCARE)
    paint(headings, _HEADLINE)
    return bytes(painted)


def is_negated(words: Words, place: int) -> bool:
    """Whether a negation stands at most `_NEGATION` words before a word, in the same clause: a hint, not an analysis.

    >>> is_negated(Words("They are no heroes."), 3), is_negated(Words("No, heroes they are."), 1)
    (True, False)
    """
    for i in range(place - 1, max(place - 1 - _NEGATION, -1), -1):
        if set(words.gap(i + 1)) & set(".,;:!?"):
            return False
        if words.keys[i] in _NO_NEGATION:
            return False
        if words.keys[i] in _NEGATIONS or words.keys[i].endswith("n't"):
            return True
    return False


def _once(found: Sequence[LoadedTerm]) -> tuple[LoadedTerm, ...]:
    """Words that several lexicons find count once: the longest hit, and of equals that of the lexicon named last."""
    if len({term.lexicon.name for term in found}) < 2:
        return tuple(found)
    kept: list[int] = []
    taken: dict[str, set[int]] = {"title": set(), "text": set()}
    for i in sorted(range(len(found)), key=lambda i: (found[i].span.start - found[i].span.end, -i)):
        characters = range(*found[i].span)
        if taken[found[i].field].isdisjoint(characters):
            taken[found[i].field].update(characters)
            kept.append(i)
    return tuple(found[i] for i in sorted(kept))


def _in_name(term: LoadedTerm, named: Sequence[Named], words: Words) -> bool:
    """Whether a term is a part of a name ("Martyrs" in "Al-Aqsa Martyrs Brigades", not "regime" in "the Assad regime").

    That is a term with capitals inside a longer name of a body, or one word of it beside other capitals: but not in a line of
    capitals, not before a person ("Martyr Hall"), and not a word that always has one ("Zionist").
    """
    inside = words.inside(term.span)
    if term.field == "title" or not all(words.capital[i] for i in inside):
        return False
    (start, end), first, after = term.span, inside.start, inside.stop
    spans = [(span, one.kind) for one in named for span in one.spans]
    if any(s <= start and end <= e and e - s > end - start and kind == "body" for (s, e), kind in spans):
        return True
    if any(words.keys[i].endswith(_PROPER) for i in inside) or _all_in_capitals(words, first, after):
        return False
    before = first > 0 and words.capital[first - 1] and words.joined(first) and words.keys[first - 1] not in word_classes()
    of_name = after + 1 < len(words) and words.keys[after] == "of" and words.capital[after + 1]
    behind = after < len(words) and words.capital[after] and words.joined(after)
    person = behind and any(kind == "person" and s <= words.starts[after] < e for (s, e), kind in spans)
    return len(inside) == 1 and (before or of_name or (behind and not person))


def _all_in_capitals(words: Words, first: int, after: int) -> bool:
    """Whether the long words around a term have capitals as a headline's do."""
    low, high = first, after
    while low > 0 and first - low < _AROUND and not set(words.gap(low)) & set(".!?\n"):
        low -= 1
    while high < len(words) and high - after < _AROUND and not set(words.gap(high)) & set(".!?\n"):
        high += 1
    others = [words.capital[i] for i in (*range(low, first), *range(after, high)) if len(words.keys[i]) > _LONG]
    return len(others) > 1 and sum(others) > 0.6 * len(others)


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
