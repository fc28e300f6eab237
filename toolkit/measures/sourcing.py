"""Who gets to speak: attributions, sources, and how evenly words are shared among them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import comb, exp, log, nan

from ..annotation.attributions.attribution import STANCES, Attribution
from ..annotation.attributions.voices import ATTRIBUTED_VOICES
from ..annotation.document import Document
from ..annotation.sources.speakers import SOURCE_TYPES
from ..statistics.formulas import MEAN, Counts
from .formatting import type_name
from .measure import Measure, Places, Scale, index, mean_of, measure, number, rate, share
from .places import attributed, attributed_words, having, reporting_verbs, words_in_voices

OFFICIAL = ("government", "legislature", "judiciary", "military")
RAREFIED_TO = 5  # attributions


def words_share(document: Document, field: str, *values: str) -> Counts:
    """Words of the attributions whose `field` (source_type, side) has one of the values, and of all that have the field."""
    by_value = document.attributed_by(field)
    own = sum(sum(by_value.get(value, ())) for value in values)
    return (own, sum(sum(words) for value, words in by_value.items() if value))


def words_without(document: Document, field: str) -> Counts:
    """Words of the attributions that lack the field, and of all."""
    return (sum(document.attributed_by(field).get(None, ())), sum(document.attributed_words))


def attributions_share(document: Document, field: str, value: str) -> Counts:
    """Attributions whose `field` has the value, and all that have the field."""
    by_value = document.attributed_by(field)
    return (len(by_value.get(value, ())), sum(len(words) for known, words in by_value.items() if known))


def stance_share(attributions: Iterable[Attribution], stance: str) -> Counts:
    """Reporting verbs of that stance, and all."""
    cues = [a.stance for a in attributions if a.cue]
    return (cues.count(stance), len(cues))


@measure("Attributions", "sourcing", rate("words"), places=attributed())
def attributions(document: Document) -> Counts:
    """Stretches of content attributed to a source, per 1,000 words of the text.

    >>> from toolkit.annotation.annotator import annotate
    >>> attributions(annotate("Hall said the talks had failed again. They ended."))
    111.11...
    """
    return (len(document.attributions), len(document.words))


@measure("Words attributed", "sourcing", share("words"), places=words_in_voices(*ATTRIBUTED_VOICES))
def words_attributed(document: Document) -> Counts:
    """Share of the text's words that are attributed content, quoted or paraphrased.

    >>> from toolkit.annotation.annotator import annotate
    >>> words_attributed(annotate("Hall said the talks had failed."))
    0.66...
    """
    return (sum(document.words_by_voice[voice] for voice in ATTRIBUTED_VOICES), len(document.words))


@measure("Words quoted", "sourcing", share("attributed words"), places=words_in_voices("quotation"))
def words_quoted(document: Document) -> Counts:
    """Share of the attributed words that are in quotation marks; NaN with no attribution.

    >>> from toolkit.annotation.annotator import annotate
    >>> words_quoted(annotate("Hall said the talks “had failed”."))
    0.5
    """
    quoted = document.words_by_voice["quotation"]
    return (quoted, quoted + document.words_by_voice["paraphrase"])


def _kind_share(kind: str) -> Measure:
    def counts(document: Document) -> Counts:
        return (sum(a.kind == kind for a in document.attributions), len(document.attributions))

    meaning = {
        "direct": "wholly in quotation marks",
        "indirect": "wholly outside them",
        "mixed": "partly in quotation marks",
    }
    definition = f"""Share of attributions that are {kind} ({meaning[kind]}); NaN with no attribution.

    >>> from toolkit.annotation.annotator import annotate
    >>> MEASURES["{kind}_share"](annotate("Hall said the talks had failed."))
    {1.0 if kind == "indirect" else 0.0}
    """
    return measure(
        f"{kind.capitalize()} attributions",
        "sourcing",
        share("attributions"),
        of={"kind": kind},
        places=attributed(having("kind", kind)),
        name=f"{kind}_share",
        definition=definition,
    )(counts)


@measure("Sources", "sourcing", number("sources per article"), places=attributed())
def sources(document: Document) -> Counts:
    """Number of different resolved speakers in the article; grows with its length (see sources_rarefied); NaN without words.

    >>> from toolkit.annotation.annotator import annotate
    >>> sources(annotate("Hall said the talks had failed. Abay said the talks went on."))
    2.0
    """
    return (len(document.words_by_speaker), int(len(document.words) > 0))


@measure(
    "Sources in 5 attributions", "sourcing", number("expected sources", 1, RAREFIED_TO), "Hurlbert 1971", places=attributed()
)
def sources_rarefied(document: Document) -> Counts:
    """Expected number of different speakers in 5 attributions drawn from the article: the number of sources corrected for length.

    NaN with fewer than 5 attributions whose speaker is resolved.

    >>> round(rarefied([3, 3], 5), 2), rarefied([4], 5)
    (2.0, nan)
    """
    return mean_of([rarefied(Counter(s for a in document.attributions for s in a.speakers[:1]).values(), RAREFIED_TO)])


def rarefied(counts: Iterable[int], size: int) -> float:
    """Expected number of kinds in a sample of `size` without replacement (Hurlbert 1971); NaN if there are fewer things in all.

    >>> round(rarefied([8, 1, 1], 5), 3)
    2.0
    """
    counts = list(counts)
    total = sum(counts)
    return sum(1 - comb(total - n, size) / comb(total, size) for n in counts) if total >= size else nan


@measure("Effective sources", "sourcing", number("effective number", 1), "Hill 1973, q = 1", places=attributed())
def effective_sources(document: Document) -> Counts:
    """Effective number of sources, exp of the Shannon entropy of attributed words; NaN with no resolved source.

    Two sources that speak equally give 2, one source 1. Grows with length (see sources_rarefied).

    >>> from toolkit.annotation.annotator import annotate
    >>> effective_sources(annotate("Hall said the talks had failed. Abay said the talks went on."))
    2.0
    """
    return mean_of([effective_number(list(document.words_by_speaker.values()))])


def effective_number(amounts: Sequence[float]) -> float:
    """Hill number of order 1; NaN without any amounts.

    >>> effective_number([5, 5]), effective_number([])
    (2.0, nan)
    """
    total = sum(amounts)
    return round(exp(-sum(x / total * log(x / total) for x in amounts)), 12) if total else nan


@measure("Source concentration (HHI)", "sourcing", index(), "Herfindahl 1950; Simpson 1949", places=attributed())
def source_concentration(document: Document) -> Counts:
    """Sum of the squared shares of attributed words (Herfindahl-Hirschman index); 1 with one source, NaN with none.

    >>> from toolkit.annotation.annotator import annotate
    >>> source_concentration(annotate("Hall said the talks had failed. Abay said the talks went on."))
    0.5
    """
    amounts = document.words_by_speaker.values()
    total = sum(amounts)
    return mean_of([sum((x / total) ** 2 for x in amounts) if total else nan])


@measure("Source inequality (Gini)", "sourcing", index(), "Gini 1912", places=attributed())
def source_gini(document: Document) -> Counts:
    """Gini coefficient of attributed words over the sources: 0 where all speak equally; NaN with fewer than two sources.

    >>> from toolkit.annotation.annotator import annotate
    >>> source_gini(annotate("Hall said the talks had failed. Abay said the talks went on."))
    0.0
    """
    return mean_of([gini(list(document.words_by_speaker.values()))])


def gini(amounts: Sequence[float]) -> float:
    """Mean absolute difference of all pairs, relative to twice the mean; NaN for fewer than two.

    >>> gini([1, 3]), gini([5])
    (0.25, nan)
    """
    n, total = len(amounts), sum(amounts)
    if n < 2 or not total:
        return nan
    ranked = sum((2 * i - n - 1) * amount for i, amount in enumerate(sorted(amounts), 1))
    return ranked / (n * total)


@measure("Top source", "sourcing", share("resolved words", MEAN), places=attributed_words())
def top_source_share(document: Document) -> Counts:
    """Share of the attributed words that belongs to the source with the most; NaN without words of a resolved source.

    >>> from toolkit.annotation.annotator import annotate
    >>> top_source_share(annotate("Hall said the talks had failed."))
    1.0
    """
    amounts = document.words_by_speaker.values()
    return mean_of([max(amounts) / sum(amounts) if any(amounts) else nan])


def _unnamed(attribution: Attribution) -> bool:
    return bool(attribution.speaker) and not attribution.named


@measure("Unnamed sources", "sourcing", share("words of resolved sources"), places=attributed_words(_unnamed))
def unnamed_share(document: Document) -> Counts:
    """Share of the words of resolved sources that belongs to unnamed ones ("officials", "a resident").

    >>> from toolkit.annotation.annotator import annotate
    >>> unnamed_share(annotate("A resident said the bridge had gone."))
    1.0
    """
    pairs = [(a, words) for a, words in zip(document.attributions, document.attributed_words, strict=True) if a.speaker]
    return (sum(words for a, words in pairs if _unnamed(a)), sum(words for _, words in pairs))


@measure(
    "Official sources",
    "sourcing",
    share("words of typed sources"),
    places=attributed_words(having("source_type", *OFFICIAL)),
)
def official_share(document: Document) -> Counts:
    """Share of the words of sources of known type that belongs to governments, legislatures, courts and militaries.

    The others are left out (see untyped_share). Candidates, parties and former officials are not official.

    >>> from toolkit.annotation.annotator import annotate
    >>> official_share(annotate("The foreign minister said the bridge had gone."))
    1.0
    """
    return words_share(document, "source_type", *OFFICIAL)


@measure("Unresolved attributions", "sourcing", share("attributions"), places=attributed(having("speaker", None)))
def unresolved_share(document: Document) -> Counts:
    """Share of attributions whose speaker could not be resolved; says how far the figures by source can be trusted.

    >>> from toolkit.annotation.annotator import annotate
    >>> unresolved_share(annotate("She said the bridge had gone."))
    1.0
    """
    return (sum(a.speaker is None for a in document.attributions), len(document.attributions))


@measure("Sources of unknown type", "sourcing", share("attributed words"), places=attributed_words(having("source_type", None)))
def untyped_share(document: Document) -> Counts:
    """Share of the attributed words whose source has no known type; the shares by type leave them out.

    >>> from toolkit.annotation.annotator import annotate
    >>> untyped_share(annotate("Ostery Quillan said the bridge had gone."))
    1.0
    """
    return words_without(document, "source_type")


def _stance_share(stance: str) -> Measure:
    examples = {
        "neutral": "said",
        "factive": "pointed out",
        "doubt": "claimed",
        "approving": "hailed",
        "disapproving": "slammed",
    }
    definition = f"""Share of reporting verbs whose stance is {stance} ("{examples[stance]}"); NaN without a reporting verb.

    >>> from toolkit.annotation.annotator import annotate
    >>> MEASURES["cue_{stance}"](annotate("Hall said the talks had failed."))
    {1.0 if stance == "neutral" else 0.0}
    """
    return measure(
        f"Reporting verbs, {stance}",
        "sourcing",
        share("reporting verbs"),
        "after Thompson and Ye 1991",
        of={"stance": stance},
        places=reporting_verbs(stance),
        name=f"cue_{stance}",
        definition=definition,
    )(lambda document: stance_share(document.attributions, stance))


def by_type(
    prefix: str,
    title: str,
    family: str,
    scale: Scale,
    source: str = "this toolkit",
    *,
    what: str,
    count: Callable[[Document, str], Counts],
    places: Callable[[str], Places],
) -> list[Measure]:
    """One measure for each source type; `title` and `what` (the definition) have a placeholder for its name.

    >>> how = {"what": "Words of {}", "count": _length_of_type, "places": _words_of_type}
    >>> measures = by_type("said", "Said: {}", "sourcing", number("words"), **how)
    >>> measures[0].name, measures[0].title, measures[0].of
    ('said_government', 'Said: government', {'source_type': 'government'})
    """

    def measure_of(source_type: str) -> Measure:
        name, kind = f"{prefix}_{source_type}", type_name(source_type)
        definition = f"""{what.format(kind)}; NaN with none.

    >>> from toolkit.scores.scoring import score
    >>> score("It rained.").values["{name}"]
    nan
    """
        return measure(
            title.format(kind),
            family,
            scale,
            source,
            of={"source_type": source_type},
            places=places(source_type),
            name=name,
            definition=definition,
        )(lambda document: count(document, source_type))

    return [measure_of(source_type) for source_type in SOURCE_TYPES]


def _length_of_type(document: Document, source_type: str) -> Counts:
    return mean_of(document.attributed_by("source_type").get(source_type, ()))


def attributions_of_type(source_type: str) -> Places:
    """The attributions to sources of a type, each of weight 1."""
    return attributed(having("source_type", source_type))


def _words_of_type(source_type: str) -> Places:
    return attributed_words(having("source_type", source_type))


_BY_TYPE = [
    *by_type(
        "source",
        "Sources: {}",
        "sourcing",
        share("words of typed sources"),
        what="Share of the words of sources whose type is known that belongs to type {}",
        count=lambda document, kind: words_share(document, "source_type", kind),
        places=_words_of_type,
    ),
    *by_type(
        "attributions",
        "Attributions: {}",
        "sourcing",
        share("attributions of typed sources"),
        what="Share of the attributions to sources whose type is known that belongs to type {}",
        count=lambda document, kind: attributions_share(document, "source_type", kind),
        places=attributions_of_type,
    ),
    *by_type(
        "length",
        "Length of attributions: {}",
        "sourcing",
        number("words per attribution"),
        what="Mean number of words of an attribution to a source of type {}",
        count=_length_of_type,
        places=_words_of_type,
    ),
]

_ALL = (
    attributions,
    words_attributed,
    words_quoted,
    *map(_kind_share, ("direct", "indirect", "mixed")),
    sources,
    sources_rarefied,
    effective_sources,
    source_concentration,
    source_gini,
    top_source_share,
    official_share,
    unnamed_share,
    unresolved_share,
    untyped_share,
    *map(_stance_share, STANCES),
    *_BY_TYPE,
)

MEASURES: dict[str, Measure] = {m.name: m for m in _ALL}
