"""Which side gets to speak.

These measures exist only where the user gives a file of sides (`load_registry(sides=…)`); they are made for its labels.
"""

from collections.abc import Iterable, Sequence

from ..annotation.attribution import STANCES, Attribution
from ..annotation.document import Document
from ..statistics.formulas import MEAN, SHARE, Counts
from ..text.spans import Span
from .measure import Measure, Place, mean_of, measure
from .places import attributed, attributed_words, having, place_of, reporting_verbs
from .prominence import word_positions
from .sourcing import attributions_share, stance_share, words_share, words_without

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

    places = attributed_words(having("side", None))
    return measure("Sources on no side", "share of attributed words", "0 to 1", SHARE, places=places)(side_unknown)


def _words_share(label: str) -> Measure:
    return measure(
        f"Words of side {label}",
        "share of words of sources with a side",
        "0 to 1",
        SHARE,
        places=attributed_words(having("side", label)),
        name=f"{_OF_WORDS}{label}",
        definition=f"Share of the words of sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: words_share(document, "side", label))


def _attributions_share(label: str) -> Measure:
    return measure(
        f"Attributions to side {label}",
        "share of attributions with a side",
        "0 to 1",
        SHARE,
        places=attributed(having("side", label)),
        name=f"side_attributions_{label}",
        definition=f"Share of the attributions to sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: attributions_share(document, "side", label))


def _balance(one: str, other: str) -> Measure:
    def places(document: Document) -> list[Place]:
        pairs = zip(document.attributions, document.attributed_words, strict=True)
        weights = [(a, {one: n, other: -n}.get(a.side or "")) for a, n in pairs]
        return [place_of(document, a, weight) for a, weight in weights if weight is not None]

    def side_balance(document: Document) -> Counts:
        first, second = _words(document, one), _words(document, other)
        return (first - second, first + second)

    side_balance.__doc__ = f"""Balance of two sides in attributed words, ({one} - {other}) / ({one} + {other}).

    1 where only {one} speaks, -1 where only {other} does, 0 where both have as much; NaN with neither. Its places are the
    attributions to both sides, weighing their words, those of {other} below zero.
    """
    source = "Janis and Fadner 1943 (coefficient of imbalance), here without its neutral part"
    return measure(f"Balance of {one} and {other}", "index", "-1 to 1", SHARE, source, places=places)(side_balance)


def _second_side(one: str, other: str) -> Measure:
    def heard(document: Document) -> list[tuple[Attribution, float]]:
        """The first attribution to the side that is heard second, or to the only one, with the share of the text before it."""
        firsts = {a.side: a for a in reversed(document.attributions) if a.side in (one, other)}
        if len(firsts) < 2:
            return [(a, 1.0) for a in firsts.values()]
        second = max(firsts.values(), key=lambda a: a.start)
        return [(second, len(document.words.inside(Span(0, second.start))) / len(document.words))]

    def places(document: Document) -> list[Place]:
        return [place_of(document, a, share) for a, share in heard(document)]

    def second_side_position(document: Document) -> Counts:
        return mean_of([share for _, share in heard(document)])

    second_side_position.__doc__ = f"""Share of the text before the first words of the second of {one} and {other} to be heard.

    1 where only one of them is heard, NaN where neither is.
    """
    return measure("Words before the other side", "share of words", "0 to 1", MEAN, places=places)(second_side_position)


def _position(label: str) -> Measure:
    return measure(
        f"Position of words: side {label}",
        "share of the text before them",
        "0 to 1",
        MEAN,
        "after Pöttker 2003 (inverted pyramid)",
        places=attributed(having("side", label)),
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
        places=reporting_verbs(stance, having("side", label)),
        name=f"side_cue_{stance}_{label}",
        definition=f"Share of the reporting verbs for {label} whose stance is {stance}; NaN without one.",
    )(lambda document: stance_share((a for a in document.attributions if a.side == label), stance))
