"""Which side gets to speak.

These measures exist only where the user gives a file of sides (`load_registry(sides=…)`); they are made for its labels.
"""

from collections.abc import Mapping, Sequence

from ..annotation.attributions.attribution import STANCES, Attribution
from ..annotation.document import Document
from ..statistics.formulas import MEAN, SHARE, Counts
from ..text.spans import Span
from .harm import measures_of_harm
from .measure import Measure, Place, index, mean_of, measure, named_in, share
from .places import attributed, attributed_words, having, place_of, reporting_verbs
from .prominence import word_positions
from .sourcing import attributions_share, stance_share, words_share, words_without


def measures_of_sides(labels: Sequence[str]) -> dict[str, Measure]:
    """The measures for the sides of a user's file, in its order; none where there are no sides.

    The balance compares the first two sides.

    >>> list(measures_of_sides(["east", "west"]))[:4]
    ['side_unknown', 'side_words_east', 'side_attributions_east', 'side_words_west']
    """
    if not labels:
        return {}
    measures = [_unknown()]
    for label in labels:
        measures += [_words_share(label), _attributions_share(label)]
    if len(labels) > 1:
        measures += [_balance(*labels[:2]), _second_side(*labels[:2])]
    measures += [_position(label) for label in labels]
    measures += [_stance_share(label, stance) for label in labels for stance in STANCES]
    measures += [made for label in labels for made in measures_of_harm(label)]
    return {measure.name: measure for measure in measures}


def labels_of(measures: Mapping[str, Measure]) -> list[str]:
    """The labels of the sides that measures were made for, in the order of the user's file.

    >>> labels_of(measures_of_sides(["east", "west"]))
    ['east', 'west']
    """
    return named_in(measures, "side")


def _unknown() -> Measure:
    def side_unknown(document: Document) -> Counts:
        """Share of the attributed words whose source is on no side of the file; the shares by side leave them out."""
        return words_without(document, "side")

    places = attributed_words(having("side", None))
    return measure("Sources on no side", "side", share("attributed words"), places=places)(side_unknown)


def _words_share(label: str) -> Measure:
    return measure(
        f"Words of side {label}",
        "side",
        share("words of sources with a side"),
        of={"side": label},
        places=attributed_words(having("side", label)),
        name=f"side_words_{label}",
        definition=f"Share of the words of sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: words_share(document, "side", label))


def _attributions_share(label: str) -> Measure:
    return measure(
        f"Attributions to side {label}",
        "side",
        share("attributions with a side"),
        of={"side": label},
        places=attributed(having("side", label)),
        name=f"side_attributions_{label}",
        definition=f"Share of the attributions to sources with a side that belongs to {label}; NaN with none.",
    )(lambda document: attributions_share(document, "side", label))


def _balance(one: str, other: str) -> Measure:
    def places(document: Document) -> list[Place]:
        pairs = zip(document.attributions, document.attributed_words, strict=True)
        weights = [(a, {one: words, other: -words}.get(a.side or "")) for a, words in pairs]
        return [place_of(document, a, weight) for a, weight in weights if weight is not None]

    def side_balance(document: Document) -> Counts:
        first, second = (words_share(document, "side", label)[0] for label in (one, other))
        return (first - second, first + second)

    side_balance.__doc__ = f"""Balance of two sides in attributed words, ({one} - {other}) / ({one} + {other}).

    1 where only {one} speaks, -1 where only {other} does, 0 where both have as many words; NaN with neither. Its places are the
    attributions to both sides, weighing their words, those of {other} below zero.
    """
    source = "Janis and Fadner 1943 (coefficient of imbalance), here without its neutral part"
    of = {"side": one, "against": other}
    return measure(f"Balance of {one} and {other}", "side", index(-1, SHARE), source, of=of, places=places)(side_balance)


def _second_side(one: str, other: str) -> Measure:
    def heard_second(document: Document) -> list[tuple[Attribution, float]]:
        """The first attribution to the side heard second, with the share of the text before it; or to the only side, with 1."""
        firsts = {a.side: a for a in reversed(document.attributions) if a.side in (one, other)}
        if len(firsts) < 2:
            return [(a, 1.0) for a in firsts.values()]
        second = max(firsts.values(), key=lambda a: a.start)
        return [(second, len(document.words.inside(Span(0, second.start))) / len(document.words))]

    def places(document: Document) -> list[Place]:
        return [place_of(document, a, before) for a, before in heard_second(document)]

    def second_side_position(document: Document) -> Counts:
        return mean_of([before for _, before in heard_second(document)])

    second_side_position.__doc__ = f"""Share of the text before the first words of the second of {one} and {other} to be heard.

    1 where only one of them is heard, NaN where neither is.
    """
    of = {"side": one, "against": other}
    return measure("Words before the other side", "side", share("words", MEAN), of=of, places=places)(second_side_position)


def _position(label: str) -> Measure:
    return measure(
        f"Position of words: side {label}",
        "side",
        share("the text before them", MEAN),
        "after Pöttker 2003 (inverted pyramid)",
        of={"side": label},
        places=attributed(having("side", label)),
        name=f"side_position_{label}",
        definition=f"Mean share of the text that comes before the attributed words of {label}; NaN with none.",
    )(lambda document: word_positions(document, "side", label))


def _stance_share(label: str, stance: str) -> Measure:
    return measure(
        f"Reporting verbs for {label}, {stance}",
        "side",
        share("reporting verbs"),
        "after Thompson and Ye 1991",
        of={"side": label, "stance": stance},
        places=reporting_verbs(stance, having("side", label)),
        name=f"side_cue_{stance}_{label}",
        definition=f"Share of the reporting verbs for {label} whose stance is {stance}; NaN without one.",
    )(lambda document: stance_share((a for a in document.attributions if a.side == label), stance))
