"""Loaded terms and scare quotes, by the voice that says them.

What is counted is the expected number of terms that a careful editor would mark: each term that is reported counts as much as
its probability (`LoadedTerm.p`). Hits of a user's own lexicon, and all hits where no model judges them, count 1. Each rate has
the words of its own voice as its base: what a source says in quotation marks is not the outlet's word.
"""

from collections.abc import Iterable
from math import inf

from ..annotation.attributions.voices import OWN_VOICES, UNREAD, VOICES
from ..annotation.document import Document
from ..annotation.loaded.loaded_terms import LoadedTerm
from ..statistics.formulas import LOG_RATIO, Counts
from ..text.lexicon import LOADED_CATEGORIES, UNSORTED
from .measure import Measure, Place, Places, Scale, measure, rate
from .places import speaker_of

_VOICE_NAMES = {
    "headline": "headlines",
    "narration": "narration (the outlet's own words)",
    "paraphrase": "paraphrase (attributed, outside quotation marks)",
    "quotation": "quotation",
    "text": "the text, whoever says them",
}


def _rate(voice: str, category: str | None) -> Measure:
    """The rate of loaded terms in one voice, of one category or of all."""

    def counts(document: Document) -> Counts:
        return (document.loaded_by_voice[voice, category], document.words_by_voice[voice])

    kind = f"{category} terms" if category else "loaded terms"
    name = f"loaded_{voice}" + (f"_{category.replace(' ', '_')}" if category else "")
    definition = f"""Expected number of {kind} per 1,000 words of {_VOICE_NAMES[voice]}; NaN without such words.

    Each term counts as much as it is probable that a careful editor would mark it.

    >>> from toolkit.annotation.annotator import annotate
    >>> MEASURES["{name}"](annotate(""))
    nan
    """
    return measure(
        f"{kind.capitalize()}, {voice}",
        "loaded",
        rate(f"words of {voice}"),
        of={"voice": voice, **({"category": category} if category else {})},
        places=_terms(voice, category),
        name=name,
        definition=definition,
    )(counts)


def _terms(voice: str | None = None, category: str | None = None) -> Places:
    """The loaded terms of a voice and a category, or of all, each weighing its probability."""

    def places(document: Document) -> list[Place]:
        terms = [t for t in document.loaded if voice in (None, t.voice) and category in (None, t.entry.category)]
        return [_place_of(t) for t in terms]

    return places


def _place_of(term: LoadedTerm) -> Place:
    place = Place(term.field, term.span, term.entry.term, term.voice, speaker_of(term.speaker), term.expected)
    if term.target is None:
        return place
    name = term.target.entity or term.target.name
    return place._replace(target=name, polarity=term.polarity or "", target_sure=term.target.sure)


@measure(
    "Loaded terms, own voice against attributed",
    "loaded",
    Scale("log2 of the ratio of rates", (-inf, inf), "log ratio", LOG_RATIO),
    "Hardie 2014",
    places=_terms(),
)
def loaded_log_ratio(document: Document) -> Counts:
    """log2 of the rate of loaded terms in the outlet's own voice over that in attributed content; NaN without any term.

    Half a hit is added to each expected number of terms. 1 means twice as frequent in the outlet's own voice, -1 half as
    frequent. Its places are the terms of both sides, each weighing its probability: those in the outlet's own voice add up to
    the first count, the others to the third.

    >>> from toolkit.annotation.annotator import annotate
    >>> loaded_log_ratio(annotate("Nothing loaded here."))
    nan
    """
    terms, words = document.loaded, document.words_by_voice
    own = sum(term.expected for term in terms if term.voice in OWN_VOICES)
    attributed = sum(term.expected for term in terms if term.voice not in OWN_VOICES)
    own_words = sum(words[voice] for voice in OWN_VOICES)
    return (own, own_words, attributed, sum(words.values()) - own_words)


def _quoted(document: Document) -> list[Place]:
    """The scare quotes, each under its words without the marks."""
    text = document.article.text
    return [Place("text", span, span.of(text).strip("“”\"'‘’").lower(), "scare") for span in document.scare_quotes]


@measure("Scare quotes", "scare quotes", rate("words of narration")._replace(bounds=(0.0, inf)), places=_quoted)
def scare_quotes(document: Document) -> Counts:
    """Quotation marks around words attributed to nobody, per 1,000 words of narration; NaN without narration.

    The words in the marks are not narration, so that the rate has no upper limit: a text of little else can exceed 1,000.

    >>> from toolkit.annotation.annotator import annotate
    >>> scare_quotes(annotate("Their “parliament” met on a warm day in the capital."))
    111.11...
    """
    return (len(document.scare_quotes), document.words_by_voice["narration"])


_SPOKEN = [voice for voice in VOICES if voice != "scare"]
_CATEGORIES = (None, *LOADED_CATEGORIES)
_RATES = [_rate(voice, category) for category in _CATEGORIES for voice in _SPOKEN]

MEASURES: dict[str, Measure] = {m.name: m for m in (*_RATES, loaded_log_ratio, scare_quotes)}

WITHOUT_VOICES: dict[str, Measure] = {m.name: m for m in (_rate(voice, category) for category in _CATEGORIES for voice in UNREAD)}
"""The measures of articles in which loaded terms alone were looked for (`Annotator(only="loaded")`): of headlines, and of the
rest of the text. All others need to know who says what."""


def measures_of_categories(categories: Iterable[str], voices: Iterable[str] = _SPOKEN) -> dict[str, Measure]:
    """The rates of categories that a user's own lexicons have besides the seven shipped ones, in each voice.

    >>> list(measures_of_categories(["label", "job loss"], ["narration"]))
    ['loaded_narration_job_loss']
    """
    own = sorted(set(categories) - {*LOADED_CATEGORIES, UNSORTED})
    return {rate.name: rate for rate in (_rate(voice, category) for category in own for voice in voices)}
