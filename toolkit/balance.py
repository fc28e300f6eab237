"""Which side gets to speak, and who is talked about and never heard.

The measures by side exist only where the user gives a file of sides (`load_registry(sides=…)`); they are made for its labels.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import nan

from .attributions import STANCES
from .document import Document
from .measures import MEAN, SHARE, Counts, Measure, mean_of, measure
from .placing import LoadedTerm
from .prominence import word_positions
from .sources import Named, may_mean
from .sourcing import attributions_share, stance_share, words_share, words_without
from .spans import Span, marked

TALKED_ABOUT = 2
"""Times that an article must name somebody (or once by a loaded label) who then counts as talked about."""


def talked_about(document: Document) -> list[Named]:
    """The persons, organisations and groups that an article names at least twice or calls by a loaded label.

    Countries are left out: they are named as places. A group that has only its label for a name ("Takfiri elements") counts
    under the label, whoever uses it. Of persons, those count whom a role, the registry or a full name tells.

    >>> from toolkit.document import annotate
    >>> found = talked_about(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    >>> [(one.name, one.heard) for one in found]
    [('Ada Hall', True), ('takfiri', False)]
    """
    named = [one for one in document.named if one.kind != "country"]
    labels = [term for term in document.loaded if term.field == "text" and term.entry.category == "label"]
    length = len(document.article.text)
    in_label, in_name = marked((t.span for t in labels), length), marked((span for one in named for span in one.spans), length)
    often = [one for one in named if len(one.spans) >= TALKED_ABOUT or any(any(in_label[s:e]) for s, e in one.spans)]
    return [*often, *_labelled(document, [term for term in labels if not any(in_name[slice(*term.span)])])]


def unheard(document: Document) -> list[Named]:
    """Those talked about (see `talked_about`) that are the source of no attribution.

    >>> from toolkit.document import annotate
    >>> [one.name for one in unheard(annotate("The Takfiris fled. President Ada Hall said it rained."))]
    ['takfiri']
    """
    return [one for one in talked_about(document) if not one.heard]


def _labelled(document: Document, terms: Sequence[LoadedTerm]) -> list[Named]:
    """The groups that are called by a label only, each term once."""
    in_source = marked((span for a in document.attributions for span in a.source), len(document.article.text))
    open_ones = [a.source[0] for a in document.attributions if a.source and a.speaker is None]
    spans: dict[str, list[Span]] = {}
    for term in terms:
        spans.setdefault(term.entry.term, []).append(term.span)
    found = []
    for name, where in spans.items():
        heard = any(any(in_source[start:end]) for start, end in where)
        text = document.article.text
        later = (span for span in open_ones if span > where[0] and may_mean("group", "", span.of(text).lower()))
        found.append(Named(name, "group", None, None, tuple(where), heard, () if heard else tuple(later)))
    return found


def silence_counts(document: Document) -> Counter[tuple[str, str, str]]:
    """Everybody whom an article talks about or hears, as (name, kind, state), with the times that it names her.

    The name is that of the registry where she is in it, so that it is the same in all articles. `state` is heard; unheard (of
    those talked about); or open: unheard, but a pronoun that is a source and stayed unresolved may be her. Whoever is heard
    counts though named once, so that nobody is told to be silent who speaks.

    >>> from toolkit.document import annotate
    >>> silence_counts(annotate("The Takfiris fled. President Ada Hall said it rained."))
    Counter({('Ada Hall', 'person', 'heard'): 1, ('takfiri', 'group', 'unheard'): 1})
    """
    heard = [one for one in document.named if one.heard and one.kind != "country"]
    found: Counter[tuple[str, str, str]] = Counter()
    for one in dict.fromkeys((*heard, *talked_about(document))):
        state = "heard" if one.heard else "open" if one.unsettled else "unheard"
        found[one.entity or one.name, one.kind, state] += len(one.spans)
    return found


@measure("Talked about, never heard", "share of those talked about", "0 to 1", SHARE)
def unheard_share(document: Document) -> Counts:
    """Share of the persons, organisations and groups named at least twice, or by a loaded label, that are never a source.

    NaN where nobody is named so. Read it with unheard_unsettled.

    >>> from toolkit.document import annotate
    >>> unheard_share(annotate("The Takfiris fled. President Ada Hall spoke. Hall said it rained."))
    0.5
    """
    found = talked_about(document)
    return (sum(not one.heard for one in found), len(found))


@measure("Sources that may be the unheard", "share of mentions", "0 to 1", SHARE)
def unheard_unsettled(document: Document) -> Counts:
    """Share of the mentions of those never heard that coreference could not settle: pronouns as sources that may be one of them.

    >>> from toolkit.document import annotate
    >>> unheard_unsettled(annotate("The Takfiris fled. Nobody asked the Takfiris."))
    0.0
    """
    missing = unheard(document)
    unsettled = len({span for one in missing for span in one.unsettled})
    return (unsettled, unsettled + sum(len(one.spans) for one in missing))


MEASURES: dict[str, Measure] = {m.name: m for m in (unheard_share, unheard_unsettled)}


# -- sides --------------------------------------------------------------------------------------------------------------

_OF_WORDS = "side_words_"  # the first measure of each side, by which it is known


def measures_of_sides(labels: Sequence[str]) -> dict[str, Measure]:
    """The measures for the sides of a user's file, in its order; none where there are no sides.

    The first two sides are the two that the balance weighs against each other.

    >>> list(measures_of_sides(["east", "west"]))[:4]
    ['side_unknown', 'side_words_east', 'side_attributions_east', 'side_words_west']
    """
    if not labels:
        return {}
    made = [_unknown()]
    for label in labels:
        made += [_words_share(label), _attributions_share(label)]
    if len(labels) > 1:
        made += [_balance(*labels[:2]), _second_side(*labels[:2])]
    made += [_position(label) for label in labels]
    made += [_stance_share(label, stance) for label in labels for stance in STANCES]
    return {one.name: one for one in made}


def labels_of(measures: Iterable[str]) -> list[str]:
    """The labels of the sides that measures were made for, in the order of the user's file.

    >>> labels_of(measures_of_sides(["east", "west"]))
    ['east', 'west']
    """
    return [name.removeprefix(_OF_WORDS) for name in measures if name.startswith(_OF_WORDS)]


def _words(document: Document, label: str) -> float:
    return words_share(document, "side", label)[0]


def _unknown() -> Measure:
    def side_unknown(document: Document) -> Counts:
        """Share of the attributed words whose source is on no side of the file; the shares by side leave them out."""
        return words_without(document, "side")

    return measure("Sources on no side", "share of attributed words", "0 to 1", SHARE)(side_unknown)


def _words_share(label: str) -> Measure:
    return measure(
        f"Words of side {label}",
        "share of words of sources with a side",
        "0 to 1",
        SHARE,
        name=f"{_OF_WORDS}{label}",
        definition=f"Share of the words of sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: words_share(document, "side", label))


def _attributions_share(label: str) -> Measure:
    return measure(
        f"Attributions to side {label}",
        "share of attributions with a side",
        "0 to 1",
        SHARE,
        name=f"side_attributions_{label}",
        definition=f"Share of the attributions to sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: attributions_share(document, "side", label))


def _balance(one: str, other: str) -> Measure:
    def side_balance(document: Document) -> Counts:
        first, second = _words(document, one), _words(document, other)
        return (first - second, first + second)

    side_balance.__doc__ = f"""Balance of two sides in attributed words, ({one} - {other}) / ({one} + {other}).

    1 where only {one} speaks, -1 where only {other} does, 0 where both have as much; NaN with neither.
    """
    source = "Janis and Fadner 1943 (coefficient of imbalance), here without its neutral part"
    return measure(f"Balance of {one} and {other}", "index", "-1 to 1", SHARE, source)(side_balance)


def _second_side(one: str, other: str) -> Measure:
    def second_side_position(document: Document) -> Counts:
        starts = {a.side: a.start for a in reversed(document.attributions) if a.side in (one, other)}
        if not starts:
            return (0, 0)
        if len(starts) == 1:
            return (1, 1)
        before = document.words.inside(Span(0, max(starts.values())))
        return mean_of([len(before) / len(document.words) if len(document.words) else nan])

    second_side_position.__doc__ = f"""Share of the text before the first words of the second of {one} and {other} to be heard.

    1 where only one of them is heard, NaN where neither is.
    """
    return measure("Words before the other side", "share of words", "0 to 1", MEAN)(second_side_position)


def _position(label: str) -> Measure:
    return measure(
        f"Position of words: side {label}",
        "share of the text before them",
        "0 to 1",
        MEAN,
        "after Pöttker 2003 (inverted pyramid)",
        name=f"side_position_{label}",
        definition=f"Mean share of the text that stands before the attributed words of {label}; NaN with none.",
    )(lambda document: word_positions(document, "side", label))


def _stance_share(label: str, stance: str) -> Measure:
    return measure(
        f"Reporting verbs for {label}, {stance}",
        "share of reporting verbs",
        "0 to 1",
        SHARE,
        "after Thompson and Ye 1991",
        name=f"side_cue_{stance}_{label}",
        definition=f"Share of the reporting verbs for {label} whose stance is {stance}; NaN without one.",
    )(lambda document: stance_share((a for a in document.attributions if a.side == label), stance))
