"""Groups of articles side by side: every measure with its n and an interval, and each group compared with the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from ..articles.rows import RowOptions
from ..choices import refuse_names_of_command, several_of
from ..errors import OptionError
from ..grouping.copies import Counting, independent
from ..grouping.events import Events, placed
from ..grouping.groups import (
    By,
    check_by,
    check_least,
    grouped,
    note_on_copies,
    note_on_groups,
    note_on_ungrouped,
    title_of,
)
from ..grouping.sampling_design import Average, Sample, sample_of
from ..measures.measure import Measure, unknown_measure
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..scores.scoring import scores_of
from ..statistics.intervals import limits_and_notes
from ..statistics.resampling import Resampling
from ..tabular import Tabular
from ..vocabulary.distinctive import distinctive_words
from .differences import REST, differences, resampled_by, tested_by, unmatched
from .error_table import NO_ERRORS, ReadingErrors, errors_of
from .opinion import note_on_opinion, opinion_share
from .power import detectable
from .reading_error import with_reading
from .term_table import terms_of
from .testing import Testing, note_on_tests, tested_of

if TYPE_CHECKING:
    import pandas as pd

_HERE = {
    "against": "reference=…",
    "find_events": "within=tk.find_events(scores)",
}
"""What stands for options of the command that are called otherwise in Python."""


@dataclass(frozen=True, repr=False)
class Comparison(Tabular):
    """The comparison of groups.

    Attributes
    ----------
    by : what the articles are grouped by, as titles of charts and tables name it.
    table : one row per group and measure: group, measure, title, unit, estimate, low, high, n_articles, n_measured (articles
        with something to measure), n_units (articles whose base is above 0, or clusters where these are resampled), n_words, base
        (what the estimate is divided by, over all articles of the group: words, attributions, articles), opinion_share (how
        much of the group is opinion; see `opinion.opinion_share`), few, note. Intervals
        show how the figure varies with the sample of articles; they do not cover misreadings of the texts. Where no two articles
        of a group differ (0 hits), the limit comes from the other groups (see `intervals.limits_given_others`), and the note says
        so. With reading error (see `reading_error`), reading_sd is the standard deviation of the toolkit's reading error (made
        of sd_expected in the table of reading errors), and low_with_reading and high_with_reading are the limits of an interval
        that covers it too.
    differences : one row per group, measure and `against` ("rest" for all other groups together, or the reference): estimate,
        other (the same figure there), difference (estimate - other) with low and high, ratio (estimate / other), detectable
        (the smallest ratio that so many articles on both sides would have shown in four samples of five; see
        `power.detectable`), superiority
        (how often an article of the group has the higher value: .5 is no difference; Vargha and Delaney 2000), p (of the test
        that settings["tested"] names), p_adjusted (Benjamini and Hochberg 1995, over all rows with the same `against`),
        n_articles and n_against (articles measured on both sides), n_events (on which both sides are measured; NaN unless
        compared within events), few, note. Within events, estimate and other are weighted means over events that both sides
        cover, and `unmatched` is the difference over all articles. With reading error the same columns as in `table` come on top.
    terms : loaded terms by group and voice: count (how often they occur), expected (how many of these occurrences a careful
        editor is expected to mark, which is what rates count), articles (in how many they occur) and written (the forms in which
        the texts have them, in small letters, the most frequent first, with their numbers where there are several).
    distinctive : words that each group uses more often than the others in its own voice (see `distinctive_words`).
    copies : near-copies and wire copy, and what was done with them (see `copies.independent`).
    articles : one row per article that was compared: group, id, sha256 (of its text).
    settings : the options of the comparison, the numbers of articles that were compared and left out, the measures that are
        `read_unevenly` (reading error is larger than the differences), and notes on what to mind.
    measures : every measure of the table by its name.
    grouping : what the articles are grouped by, as it was given.

    Examples
    --------
    >>> from toolkit import example_results
    >>> compared = example_results.comparison()
    >>> compared.table.loc[compared.table["measure"] == "loaded_narration", ["group", "estimate", "n_articles"]].values.tolist()
    [['Herald', 250.0, 1], ['Wire', 0.0, 1]]
    """

    by: str
    table: "pd.DataFrame"
    differences: "pd.DataFrame"
    terms: "pd.DataFrame"
    distinctive: "pd.DataFrame"
    copies: "pd.DataFrame"
    articles: "pd.DataFrame"
    settings: dict[str, Any]
    measures: Mapping[str, Measure]
    grouping: By

    def wide(self, measures: str | Sequence[str] | None = None) -> "pd.DataFrame":
        """The estimates alone: groups by measures, of one or several of them. Raises OptionError for one that does not exist.

        >>> from toolkit import example_results
        >>> example_results.comparison().wide(["loaded_narration"]).shape
        (2, 1)
        """
        chosen = [measures] if isinstance(measures, str) else list(measures or self.table["measure"].unique())
        for measure in chosen:
            self._check(measure)
        wide = self.table.pivot(index="group", columns="measure", values="estimate")
        return wide.loc[self.table["group"].unique(), chosen]

    def of(self, measure: str) -> "pd.DataFrame":
        """The rows of one measure, in the order of the groups.

        Raises OptionError for a measure that does not exist; the message names those that do.

        >>> from toolkit import example_results
        >>> example_results.comparison().of("loaded_narration")[["group", "estimate"]].values.tolist()
        [['Herald', 250.0], ['Wire', 0.0]]
        """
        self._check(measure)
        return self.table[self.table["measure"] == measure].reset_index(drop=True)

    def drawn(self, measure: str) -> "pd.DataFrame":
        """The same without groups that are left out of tests and charts (`drop_few`, `top`). Raises as `of` does."""
        table = self.of(measure)
        return table[~table["group"].isin(self.settings["not_tested"])].reset_index(drop=True)

    def against(self, measure: str, other: str = REST) -> "pd.DataFrame":
        """The differences in one measure, from the rest or from the reference, in the order of the groups.

        Raises OptionError for a measure that does not exist, for a group that the others were not compared with, and where
        there is only one group.

        >>> from toolkit import example_results
        >>> example_results.comparison().against("loaded_narration")["difference"].tolist()
        [250.0, -250.0]
        """
        self._check(measure)
        against = list(self.differences["against"].unique())
        if other == REST and (alone := note_on_groups(list(self.table["group"].unique()))):
            raise OptionError(alone)
        if other not in against:
            raise OptionError(f"nothing was compared with {other!r}; choose among {', '.join(against) or '(none)'}")
        table = self.differences
        return table[(table["measure"] == measure) & (table["against"] == other)].reset_index(drop=True)

    def _check(self, measure: str) -> None:
        if measure not in self.measures:
            chosen = f"{measure!r} is none of the measures that were compared ({', '.join(self.measures)})"
            told = f"{chosen}; add it to measures=…, or leave that out for all"
            raise OptionError(told if self.settings["measures"] else unknown_measure(measure, self.measures))

    def _shown(self) -> "pd.DataFrame":
        return self.wide().T.round(2)


def compare(
    scores: ScoreTable | Any,
    by: By = "outlet",
    *,
    reference: str | None = None,
    within: By | Events | None = None,
    cluster: By | None = None,
    copies: Counting = "once",
    measures: str | Sequence[str] | None = None,
    average: Average = "words",
    min_articles: int = 20,
    drop_few: bool = False,
    top: int | None = None,
    resamples: int = 2000,
    permutations: int | None = None,
    confidence: float = 0.95,
    seed: int = 0,
    with_reading_error: bool = False,
    reading_error: ReadingErrors | str | Path | None = None,
    **columns: Unpack[RowOptions],
) -> Comparison:
    """Compare groups of scored articles on every measure.

    Estimates are pooled: a rate is all hits over all words of the group; hits of loaded terms are expected numbers of terms
    that a careful editor would mark. Intervals are studentised bootstrap intervals (Hall 1988) over whole articles, since the
    words of one article are not independent. Intervals of differences are made from those of both sides (Newcombe 1998; see
    `intervals.differences_of`), or within events by the symmetric bootstrap-t of events. p is from a permutation test in which
    articles are dealt to the groups at random. The permutations of a row end when 100 are as extreme (Besag and Clifford 1991),
    or with the last of `permutations`, below 1 over which p cannot be. It is adjusted over all rows with the same `against`:
    with many measures and groups each p has to be the smaller. In a corpus of more than 40,000 articles those of large groups
    are dealt in batches (see `against_rest.batched`).

    With `cluster`, whole clusters are resampled, and intervals are as wide as those of as many clusters of equal size as the
    clusters count for (Kish 1965). In the test, articles are dealt to the groups as unevenly over the clusters as they lie in
    them (see `clusters.dealing`); a row ends with the first `resamples` deals unless none of them is as extreme. p is twice that
    of one side, and the interval of a difference excludes 0 where p rejects it.

    Parameters
    ----------
    scores : what `score` returns, or articles in any of the forms that it takes, which are then scored with its usual options.
    by : a field of the articles, a column of the user's own file, a span of time ("year", "quarter", "month", "week", "day"),
        or several of these, which are crossed.
    reference : a group that every other group is compared with, as well as with all others together.
    within : a field or column, usually "event", or what `find_events` finds: articles are compared only with those on the same
        event, so that topic is held constant. Events that only one group covers are left out; events are resampled.
    cluster : a field or column ("day", "event"); articles with the same value are not independent, and are resampled and dealt to
        the groups together. Notes say where clusters count as few.
    copies : near-copies and wire copy are not independent articles: "once" counts each text once, for the outlet that
        published it first; "agency" credits wire copy to its agency, as a group of its own; "keep" counts all (see
        `copies.independent`).
    measures : names of the measures to compare, by default all; p is adjusted over those that are compared.
    average : "words" pools counts; "articles" takes the mean of the articles' own figures.
    min_articles : a group measured in fewer articles keeps its row, marked as few.
    drop_few : leave groups with fewer than `min_articles` articles out of tests and charts, so that p is adjusted for fewer rows.
        They keep their rows in `table`, and are among all others that a group is compared with.
    top : test and draw only so many groups, those with the most articles; the others as with `drop_few`.
    resamples, confidence, seed : options of the bootstrap and of the permutations.
    permutations : how often articles are dealt at most. By default as often as it takes for the rows that are clear after the
        first `resamples` deals, however few, to have an adjusted p of .05: up to 40 times the number of tests (80 times with
        `cluster`), but at most 200,000, and 200 million articles in all.
    with_reading_error : add a second, wider interval, which also covers that outlets are read unevenly (see `reading_error`). It
        has no limits where nothing is known of a measure.
    reading_error : the reading errors to reckon with: a table of your own (see `validation.reading_error`) or its file; by
        default those of the shipped models on articles that we coded. These do not hold for loaded terms of other lexicons, or
        with another model of loaded words or `min_p`; a note says so.
    columns : ``text="body", outlet="paper"``, where articles of a data frame have their fields (see `RowOptions`).

    Raises
    ------
    OptionError
        No article has a value for `by`, `within` or `cluster` (the message lists the columns found), a measure or the
        reference does not exist, a number is out of range, or nothing is known of the reading error.
    ArticleError
        There are no articles.

    Examples
    --------
    >>> from toolkit import example_results
    >>> example_results.comparison().of("loaded_narration")["estimate"].round(0).tolist()
    [250.0, 0.0]
    """
    check_least(min_articles)
    check_by(by)
    refuse_names_of_command(columns, _HERE)
    resampling = Resampling(resamples, confidence, seed, permutations)
    scores, within = placed(scores_of(scores, **columns), within)
    errors = errors_of(scores, reading_error)
    if with_reading_error and errors is None:
        raise OptionError(NO_ERRORS)
    kept, done = independent(scores, copies, by=by)
    sample = sample_of(kept, by, within=within, cluster=cluster, measures=measures, average=average)
    if within and reference not in (None, *sample.names) and reference in grouped(kept, by):
        raise OptionError(f"{reference} has no {title_of(within)} that another group covers; choose another reference")
    testing = Testing(resampling, tested_of(sample, min_articles if drop_few else 0, top))
    contrasts = differences(sample, reference, testing, min_articles)
    contrasts.insert(list(contrasts.columns).index("superiority"), "detectable", detectable(sample, contrasts))
    if within is not None:
        contrasts = contrasts.merge(unmatched(sample_of(kept, by, measures=measures, average=average), reference), how="left")
    members = {name: sample.members(group) for group, name in enumerate(sample.names)}
    shares = {name: opinion_share(articles) for name, articles in members.items()}
    table = estimates(sample, resampling, min_articles)
    table.insert(list(table.columns).index("few"), "opinion_share", table["group"].map(shares))
    reckoned = with_reading(sample, table, contrasts, errors, confidence if with_reading_error else None)
    asked = {
        "by": title_of(by),
        "reference": reference,
        "within": title_of(within),
        "cluster": title_of(cluster),
        "copies": copies,
        "measures": several_of(measures) if measures else None,
        "average": average,
        "min_articles": min_articles,
        "drop_few": drop_few,
        "top": top,
        "with_reading_error": with_reading_error,
        "reading_error": errors.label if errors else None,
    }
    settings = {
        **asked,
        **_done(asked, sample, testing, contrasts),
        "lexicons": list(scores.lexicons),
        "read_unevenly": reckoned.uneven,
        "articles_that_are_copies": int((~done["kept"]).sum()),
        "articles_left_out": len(kept) - len(sample.articles),
    }
    tests = note_on_tests(contrasts, settings["permutations"], settings["least_p"])
    notes = [
        note_on_groups(sample.names),
        note_on_ungrouped(kept.scores, by),
        note_on_copies(scores.scores, kept.scores, by) if copies == "once" else "",
        note_on_opinion(shares, by),
        *reckoned.notes,
        tests,
    ]
    settings["notes"] = list(filter(None, notes))
    compared_measures = sample.measures
    del sample  # the counts of a million articles take a gigabyte, which the words need
    return Comparison(
        title_of(by),
        reckoned.table,
        reckoned.differences,
        terms_of(members),
        distinctive_words(members),
        done,
        _articles(members),
        settings,
        compared_measures,
        by,
    )


def _done(asked: Mapping[str, Any], sample: Sample, testing: Testing, contrasts: "pd.DataFrame") -> dict[str, Any]:
    """What was done of what was asked: how it was resampled and tested, and with how many articles, events, deals and tests."""
    unit = asked["within"] or asked["cluster"]
    return {
        "articles": len(sample.articles),
        "events": None if sample.blocks is None else int(sample.blocks.max()) + 1,
        "resampled": resampled_by(sample, unit),
        "tested": tested_by(sample, unit),
        "not_tested": [name for name in sample.names if name not in testing.groups],
        **testing.resampling.settings,
        "permutations": testing.permutations(sample).most,
        "least_p": testing.least(sample),
        "tests": {against: int(rows.notna().sum()) for against, rows in contrasts.groupby("against", sort=False)["p"]},
    }


def _articles(members: Mapping[str, Scores]) -> "pd.DataFrame":
    """One row per article that was compared."""
    import pandas as pd

    scores = Scores.joined(list(members.values()))
    names = [name for name, several in members.items() for _ in range(len(several))]
    return pd.DataFrame({"group": names, "id": scores.values("id"), "sha256": scores.sha256})


def estimates(sample: Sample, resampling: Resampling, min_articles: int) -> "pd.DataFrame":
    """The table of every group and figure of a sample (see `Comparison.table`)."""
    import pandas as pd

    rows, measured = [], ~np.isnan(sample.values)
    for group, name in enumerate(sample.names):
        own, side, bootstrap = sample.groups == group, sample.side(group, resampling), resampling.of(name)
        n_words, n_measured = sum(sample.members(group).n_words), measured[own].sum(axis=0)
        among = side, sample.others(group), bootstrap, sample.bounds
        limits = limits_and_notes(*among, measured=n_measured, min_articles=min_articles)
        figures = (part.tolist() for part in (side.estimates.value, n_measured, side.units, side.bases))
        for (name_of_measure, measure), ((low, high), note), *numbers in zip(
            sample.measures.items(), limits, *figures, strict=True
        ):
            estimate, n, n_units, base = numbers
            rows.append(
                {
                    "group": name,
                    "measure": name_of_measure,
                    "title": measure.title,
                    "unit": measure.unit,
                    "estimate": estimate,
                    "low": low,
                    "high": high,
                    "n_articles": int(own.sum()),
                    "n_measured": n,
                    "n_units": n_units,
                    "n_words": n_words,
                    "base": base,
                    "few": n < min_articles,
                    "note": note,
                }
            )
    return pd.DataFrame(rows)
