"""Figures corrected by a coded sample, group by group, and how many units to code for an interval of a wanted width.

What the interval holds: that other articles would have been written, and that other units would have been drawn and coded. What
it does not: that coders may be wrong together, and what no unit stands for, such as attributions that the machine does not find.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, isnan, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from ..annotation.attributions.attribution import Attribution
from ..annotation.document import Document
from ..choices import several_of
from ..comparison.differences import REST
from ..errors import OptionError
from ..grouping.groups import in_order
from ..measures.catalogue import MEASURES
from ..measures.measure import Measure
from ..statistics.arrays import Floats
from ..statistics.coded_samples import CodedSample, Corrected
from ..statistics.formulas import MEAN, PER_THOUSAND, SHARE, Counts, Formula
from ..statistics.inference import adjusted
from ..statistics.intervals import CONFIDENCE, FEW_UNITS
from ..statistics.resampling import ANY, SHARES, Limits, check_confidence
from ..tabular import size_of
from .coded_sheets import Coding
from .coding_units import ATTRIBUTION, CATEGORY, COUNTED, LOADED_KINDS, NUMBER, WORDS

if TYPE_CHECKING:
    import pandas as pd

OF_ATTRIBUTIONS: dict[str, Measure] = {
    name: measure
    for name, measure in MEASURES.items()
    if measure.family == "sourcing"
    and ("source_type" in measure.of or name in ("official_share", "unnamed_share", "untyped_share"))
}
"""The measures that follow from what coders say of single attributions."""

_USUAL = ("precision", "official_share", "unnamed_share")  # measures of coded attributions, if none are named
_POSITIVE: Limits = (0.0, np.inf)


@dataclass(frozen=True, repr=False)
class Correction:
    """Corrected figures.

    Attributes
    ----------
    groups : one row for each group and measure: group, measure, machine (the figure without coding), corrected, low, high, error
        (standard error), coding_error (the part of it that coding more units would make smaller), freedom (degrees of freedom of
        its t), articles, units, coded, note.
    differences : each group from all others together: group, measure, against, corrected, other, difference, low, high, p,
        p_adjusted (Benjamini and Hochberg 1995, over all rows). Empty for a single group.
    """

    groups: "pd.DataFrame"
    differences: "pd.DataFrame"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({size_of(self.to_frame())})"

    def to_frame(self) -> "pd.DataFrame":
        """The figures of the groups."""
        return self.groups


def corrected(
    coding: Coding, measures: str | Sequence[str] = (), *, confidence: float = CONFIDENCE, tuned: bool = True
) -> Correction:
    """A measure, or a column, as the machine has it and as corrected by a coded sample, by group.

    Of loaded terms the measures are `loaded_terms` (per 1,000 words of the outlet's own voice; here each term counts 1, since
    coders say how many are loaded), `precision` (share of the hits that are loaded) and `missed_per_sentence`. Of attributions
    they are `precision` and those of `OF_ATTRIBUTIONS`. Of whole articles it is the measure that was coded, the mean of the
    column, or the share of each of its values (`column=value`).

    The estimator is that of `CodedSample`. Strata of which nothing was coded are taken to be like the others of their group and
    kind.

    Parameters
    ----------
    measures : one or several of these; by default all of loaded terms and of articles, and precision, official_share and
        unnamed_share of attributions.
    confidence : of the intervals.
    tuned : let the coded units say how much of the machine's counts is taken (λ); otherwise all of them are.

    Raises
    ------
    OptionError
        A measure does not follow from what was coded, or the confidence is no share.

    Examples
    --------
    >>> import pandas as pd
    >>> key = {"unit": ["1", "2", "", ""], "id": list("abab"), "group": "Wire", "kind": ["hit", "hit", "words", "words"]}
    >>> key |= {"label": "", "field": "", "value": [1, 1, 0, 0], "base": [0, 0, 100, 100], "named": "", "units": 1}
    >>> answers = pd.DataFrame({"unit": ["1", "2"], "coder": "Ann", "loaded": [1.0, 0.0], "category": ""})
    >>> coding = Coding(pd.DataFrame(key).assign(coders=[1, 1, 0, 0]), answers)
    >>> corrected(coding, ["loaded_terms"]).groups[["machine", "corrected"]].round(6).values.tolist()
    [[10.0, 5.0]]
    """
    import pandas as pd

    check_confidence(confidence)
    figures = _figures(coding)
    chosen = several_of(measures) or [name for name in figures if name in _USUAL or not set(_USUAL) <= set(figures)]
    if unknown := [name for name in chosen if name not in figures]:
        raise OptionError(f"{', '.join(unknown)}: unknown; this coding gives {', '.join(figures)}")
    groups, differences = list[dict[str, Any]](), list[dict[str, Any]]()
    for name in chosen:
        of_groups, of_differences = _rows(name, figures[name], coding, confidence, tuned=tuned)
        groups += of_groups
        differences += of_differences
    table = pd.DataFrame(differences, columns=list(_DIFFERENCES))
    return Correction(pd.DataFrame(groups), table.assign(p_adjusted=adjusted(table["p"])))


def units_to_code(correction: Correction, half_width: float, *, confidence: float = CONFIDENCE) -> "pd.DataFrame":
    """How many units to code for intervals that reach so far to each side, from what was coded first.

    More coding makes the error of coding smaller, and leaves how much the articles differ. The reach is that of the plain
    interval by Student's t, with the degrees of freedom of what was coded first; more coding adds to these too, which makes it a
    little shorter still.

    Parameters
    ----------
    correction : what `corrected` made of the units that were coded first.
    half_width : wanted reach of the interval, in the unit of the measure (.05 for a share of 5 points).
    confidence : that of the interval, from 0 to 1.

    Returns
    -------
    DataFrame with columns group, measure, coded, half_width (now), units_to_code (in all; NaN where more coding cannot bring it,
    with a note that says how near it comes). Where few articles were coded, a note says so: the true reach may be much longer.

    Examples
    --------
    >>> import pandas as pd
    >>> coded = {"group": ["Wire"], "measure": "official_share", "error": 0.1, "coding_error": 0.08, "coded": 50, "units": 900}
    >>> needed = units_to_code(Correction(pd.DataFrame(coded).assign(freedom=49.0, note=""), pd.DataFrame()), 0.15)
    >>> needed[["half_width", "units_to_code"]].round(2).values.tolist()
    [[0.2, 145.0]]
    """
    from scipy.stats import t

    check_confidence(confidence)
    if half_width <= 0:
        raise OptionError(f"half width {half_width}: give how far the interval may reach to each side, such as 0.05")
    table = correction.groups
    reach = t.ppf(0.5 + confidence / 2, table["freedom"])
    found = [_needed(row, half_width / errors, errors) for row, errors in zip(table.to_dict("records"), reach, strict=True)]
    now, needed, notes = reach * table["error"], [units for units, _ in found], [note for _, note in found]
    rough = [_ROUGH if _ROUGH in note else "" for note in table["note"]]
    notes = ["; ".join(filter(None, both)) for both in zip(notes, rough, strict=True)]
    return table[["group", "measure", "coded"]].assign(half_width=now, units_to_code=needed, note=notes)


def _needed(row: dict[Any, Any], wanted: float, reach: float) -> tuple[float, str]:
    """The units to code for a standard error, of which the interval reaches so many to each side; NaN where it cannot be had."""
    error, coding_error, coded, units = (float(row[name]) for name in ("error", "coding_error", "coded", "units"))
    if isnan(error):
        return float("nan"), "no error yet: code some units of each kind first"
    spread = max(error**2 - coding_error**2, 0.0)
    if error <= wanted:
        return coded, ""
    if wanted**2 <= spread:
        return float("nan"), f"too few articles: with all units coded it is still ±{reach * sqrt(spread):.3g}"
    per_unit = coding_error**2 / (1 / coded - 1 / units)  # the part that falls with the units, and is gone when all are coded
    return float(ceil(1 / ((wanted**2 - spread) / per_unit + 1 / units))), ""


# -- the figures that follow from what was coded ---------------------------------------------------------------------------


class _Figure(NamedTuple):
    """A figure: its formula and bounds, the kinds of units it is made of, and the counts of a row and of an answer.

    `machine` takes rows of the key, `coded` answers joined to these; `step` is by how much another answer changes the first count
    of a unit, from rows of the key, None where nobody can say.
    """

    formula: Formula
    bounds: Limits
    kinds: tuple[str, ...]
    machine: Callable[["pd.DataFrame"], Floats]
    coded: Callable[["pd.DataFrame"], Floats]
    step: Callable[["pd.DataFrame"], Floats] | None


def _figures(coding: Coding) -> dict[str, _Figure]:
    """All figures that follow from what was coded, by name."""
    kinds = set(coding.units["kind"])
    kind = next((kind for kind in (ATTRIBUTION, CATEGORY, NUMBER, *COUNTED) if kind in kinds), "loaded")
    if kind == "loaded":
        return _of_loaded()
    if kind == ATTRIBUTION:
        return {"precision": _precision(ATTRIBUTION, "attribution")} | {n: _of_measure(m) for n, m in OF_ATTRIBUTIONS.items()}
    name = str(coding.units.loc[coding.units["kind"] == kind, "field"].iloc[0])
    if kind == CATEGORY:
        return _of_categories(name, coding)
    if kind == NUMBER:
        return {name: _Figure(MEAN, ANY, (NUMBER,), _own_counts, lambda coded: _pairs(coded["answer"], 1.0), None)}
    bounds = MEASURES[name].bounds if name in MEASURES else ANY
    return {name: _Figure(COUNTED[kind], bounds, (kind,), _own_counts, _coded_counts, None)}


def _pairs(first: Any, second: Any) -> Floats:
    """Two counts of each row."""
    return np.column_stack(np.broadcast_arrays(np.asarray(first, dtype=float), np.asarray(second, dtype=float)))


def _own_counts(rows: "pd.DataFrame") -> Floats:
    return _pairs(rows["value"], rows["base"])


def _coded_counts(coded: "pd.DataFrame") -> Floats:
    """The counts that coders gave; a base that they left empty is the machine's."""
    value, base = list(coded.columns[-2:])
    return _pairs(coded[value], coded[base].fillna(coded["machine_base"]))


def _ones(rows: "pd.DataFrame") -> Floats:
    return np.ones(len(rows))


def _of_loaded() -> dict[str, _Figure]:
    sentences = LOADED_KINDS[1:]
    return {
        "loaded_terms": _Figure(
            PER_THOUSAND,
            (0.0, 1000.0),
            (*LOADED_KINDS, WORDS),
            lambda rows: _pairs(rows["value"], np.where(rows["kind"] == WORDS, rows["base"], 0)),
            lambda coded: _pairs(coded["loaded"], 0.0),
            _ones,
        ),
        "precision": _precision("hit", "loaded"),
        "missed_per_sentence": _Figure(
            *(MEAN, _POSITIVE, sentences),
            lambda rows: _pairs(0.0, rows["units"]),
            lambda coded: _pairs(coded["loaded"], 1.0),
            _ones,
        ),
    }


def _precision(kind: str, answer: str) -> _Figure:
    """The share of what the machine found that coders call right."""
    return _Figure(
        *(SHARE, SHARES, (kind,)),
        lambda rows: _pairs(rows["units"], rows["units"]),
        lambda coded: _pairs(coded[answer], 1.0),
        _ones,
    )


def _of_categories(column: str, coding: Coding) -> dict[str, _Figure]:
    """The share of each value that the machine or a coder gave."""
    values = sorted({*coding.units.loc[coding.units["kind"] == CATEGORY, "label"], *coding.answers["answer"]})

    def share_of(value: str) -> _Figure:
        return _Figure(
            *(SHARE, SHARES, (CATEGORY,)),
            lambda rows: _pairs((rows["label"] == value) * rows["units"], rows["units"]),
            lambda coded: _pairs(coded["answer"] == value, 1.0),
            _ones,
        )

    return {f"{column}={value}": share_of(value) for value in values}


class _Alone(NamedTuple):
    """Attributions without a document, with all that measures of `OF_ATTRIBUTIONS` ask of one."""

    attributions: tuple[Attribution, ...]
    attributed_words: tuple[float, ...]

    def attributed_by(self, field: str) -> dict[str | None, list[float]]:
        by_value: dict[str | None, list[float]] = {}
        for attribution, words in zip(self.attributions, self.attributed_words, strict=True):
            by_value.setdefault(getattr(attribution, field), []).append(words)
        return by_value


def _of_measure(measure: Measure) -> _Figure:
    """A measure of attributions: that of each row or answer alone, which add up."""

    def counts(source_type: str, named: str, units: float, words: float) -> Counts:
        speaker = "somebody" if named else None
        one = Attribution((), speaker=speaker, source_type=source_type or None, named=named == "yes")
        alone = _Alone((one,) * int(units), (words / max(units, 1),) * int(units))
        return measure.counts(cast(Document, alone))

    def machine(rows: "pd.DataFrame") -> Floats:
        columns = (rows["label"], rows["named"], rows["units"], rows["value"])
        return np.array([counts(*row) for row in zip(*columns, strict=True)], dtype=float).reshape(-1, 2)

    def coded(answers: "pd.DataFrame") -> Floats:
        columns = (answers["source_type"], answers["named"], answers["attribution"], answers["machine_value"])
        return np.array([counts(*row) for row in zip(*columns, strict=True)], dtype=float).reshape(-1, 2)

    by_words = measure.counts(cast(Document, _Alone((Attribution((), speaker="a", source_type="media"),), (7.0,))))[1] == 7
    step = (lambda rows: rows["value"].to_numpy(dtype=float)) if by_words else _ones
    return _Figure(measure.formula, measure.bounds, (ATTRIBUTION,), machine, coded, step)


# -- correcting ------------------------------------------------------------------------------------------------------------

_ROUGH = f"interval rough: coded in under {FEW_UNITS} articles"
_DIFFERENCES = ("group", "measure", "against", "corrected", "other", "difference", "low", "high", "p")


def _rows(
    name: str, figure: _Figure, coding: Coding, confidence: float, *, tuned: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of one figure: of groups, and of differences."""
    rows = coding.units[coding.units["kind"].isin(figure.kinds)].reset_index(drop=True)
    sample, groups = _sample(figure, rows, coding.answers, tuned=tuned)
    names, units = in_order(groups.tolist()), rows[rows["kind"] != WORDS]
    estimates = {group: _inside(sample.estimate(groups == group), figure.bounds) for group in names}
    found = [
        {
            "group": group,
            "measure": name,
            "machine": float(figure.formula.compute(sample.found[groups == group].sum(axis=0))),
            "corrected": estimate.value,
            **dict(zip(("low", "high"), estimate.limits(confidence, figure.bounds), strict=True)),
            "error": estimate.error,
            "coding_error": estimate.coding_error,
            "freedom": estimate.freedom,
            "articles": int((groups == group).sum()),
            **_described(units[units["group"] == group]),
        }
        for group, estimate in estimates.items()
    ]
    others = {group: _inside(sample.estimate(groups != group), figure.bounds) for group in names if len(names) > 1}
    return found, [_difference(group, name, estimates[group], rest, confidence, figure.bounds) for group, rest in others.items()]


def _inside(estimate: Corrected, bounds: Limits) -> Corrected:
    """An estimate outside the range of the figure, as errors in a small sample may bring it, moved to the end of the range."""
    return estimate._replace(value=float(np.clip(estimate.value, *bounds)))


def _sample(figure: _Figure, rows: "pd.DataFrame", answers: "pd.DataFrame", *, tuned: bool) -> tuple[CodedSample, Any]:
    """The coded sample that a figure is made from, and the group of each of its articles."""
    articles, drawn = rows.groupby(["group", "id"], sort=False).ngroup().to_numpy(), (rows["kind"] != WORDS).to_numpy()
    groups = rows["group"].to_numpy()[np.unique(articles, return_index=True)[1]]
    units, known = rows[drawn], figure.machine(rows[~drawn]) if not drawn.all() else np.zeros((0, 2))
    strata, kinds = (units.groupby(columns).ngroup().to_numpy() for columns in (["group", "kind", "label"], ["group", "kind"]))
    families = kinds[np.unique(strata, return_index=True)[1]]
    machine, coded = figure.machine(units), _coded(figure, units, answers)
    exact = np.zeros((len(groups), machine.shape[1]))
    np.add.at(exact, articles[~drawn], known)
    steps = _pairs(figure.step(units), 0.0) if figure.step else _usual_error(machine, coded)
    sizes, numbers = units["units"].to_numpy(dtype=float), articles.astype(np.intp)
    of_units = (numbers[drawn], strata.astype(np.intp), families.astype(np.intp), sizes)
    return CodedSample(*of_units, machine, coded, steps, exact, figure.formula, tuned), groups


def _coded(figure: _Figure, units: "pd.DataFrame", answers: "pd.DataFrame") -> Floats:
    """The counts of each unit as coded, the mean of its coders; NaN where nobody coded it."""
    import pandas as pd

    about = units[["unit", "value", "base"]].rename(columns={"value": "machine_value", "base": "machine_base"})
    joined = about[about["unit"] != ""].merge(answers, on="unit")
    counts = pd.DataFrame(figure.coded(joined) if len(joined) else np.zeros((0, 2))).groupby(joined["unit"].to_numpy()).mean()
    return np.asarray(counts.reindex(units["unit"].to_numpy()), dtype=float)


def _usual_error(machine: Floats, coded: Floats) -> Floats:
    """For numbers, of which nobody can say what another answer would be: how far coders are from the machine, on the whole."""
    differ = (coded - machine)[~np.isnan(coded).any(axis=1)]
    return np.broadcast_to(np.sqrt((differ**2).mean(axis=0)) if len(differ) else np.zeros(2), machine.shape)


def _difference(group: str, name: str, own: Corrected, rest: Corrected, confidence: float, bounds: Limits) -> dict[str, Any]:
    difference, (low, high) = own.less(rest), bounds
    limits = np.clip(difference.limits(confidence), low - high, high - low)
    values = (group, name, REST, own.value, rest.value, difference.value, *limits, difference.p)
    return dict(zip(_DIFFERENCES, values, strict=True))


def _described(units: "pd.DataFrame") -> dict[str, Any]:
    """How many units there are in a group, how many were coded, and what the reader must know."""
    coded = units[units["coders"] > 0]
    strata, of_coded = (part.groupby(["kind", "label"]).ngroups for part in (units, coded))
    missing = sorted(set(units["kind"]) - set(coded["kind"]))
    notes = [f"not coded: {', '.join(missing)}"] if missing else []
    if not missing and of_coded < strata:
        notes.append(f"{strata - of_coded} of {strata} strata not coded, taken to be like the others")
    if coded["id"].nunique() < FEW_UNITS:
        notes.append(_ROUGH)
    return {"units": int(units["units"].sum()), "coded": len(coded), "note": "; ".join(notes)}
