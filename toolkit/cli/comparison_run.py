"""One run of `framing compare`: what the options ask for, the scores that it rests on, and the folder that it writes into."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict
from zlib import crc32

from ..grouping.copies import Copies
from ..grouping.groups import By, group_names
from .console import report_events
from .options import by_of, names_in
from .output_folder import OutputFolder

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..comparison.compare import Comparison
    from ..scores.scores import ScoreTable

_LONGEST = 60  # characters of the name of a chart's file


class Shared(TypedDict):
    """Options that several steps share."""

    min_articles: int
    resamples: int
    seed: int


@dataclass
class Run:
    """One comparison: its options, the scores that it rests on, and the folder into which tables and charts are written."""

    options: argparse.Namespace
    folder: OutputFolder
    everything: "ScoreTable"
    otherwise: "Mapping[str, ScoreTable]" = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    drawn: dict[str, str] = field(default_factory=dict)
    """What each chart shows, by the name of its file without regard to letter case."""

    @cached_property
    def by(self) -> By:
        """What the articles are grouped by."""
        return by_of(self.options.by)

    @cached_property
    def cluster(self) -> By | None:
        """The column whose values are resampled as a whole, if any."""
        return by_of(self.options.cluster) if self.options.cluster else None

    @cached_property
    def within(self) -> By | None:
        """The column whose values articles are compared within, if any: that of the events found, or the one that is named."""
        within = "event" if self.options.find_events else self.options.within
        return by_of(within) if within else None

    @cached_property
    def table(self) -> "ScoreTable":
        """The scores, with the events found where --find-events asks for them."""
        if not self.options.find_events:
            return self.everything
        from ..grouping.events import find_events, with_events

        events = find_events(self.everything, days=self.options.days)
        report_events(events)
        self.record("events", events)
        self.write("events", events.by_event())
        return with_events(self.everything, events)

    @cached_property
    def copies(self) -> "Copies":
        """The near-copies among the scores."""
        from ..grouping.copies import copies

        return copies(self.table)

    @cached_property
    def counted(self) -> "ScoreTable":
        """The scores, with near-copies counted as --copies says."""
        from ..grouping.copies import independent

        return independent(self.table, self.options.copies, by=self.by, found=self.copies).scores

    @cached_property
    def groups(self) -> set[str]:
        """The groups that articles are in."""
        return {group for group in group_names(self.counted.scores, self.by) if group is not None}

    @cached_property
    def comparison(self) -> "Comparison":
        """The comparison that the options ask for."""
        return _compared(self)

    @cached_property
    def whole(self) -> "Comparison":
        """The comparison over all articles: the same one, or a second one where articles are compared within events."""
        if not self.comparison.settings["within"]:
            return self.comparison
        from ..comparison.compare import compare

        average = self.options.average
        return compare(self.counted, self.by, copies="keep", measures=[self.main_measure], average=average, **self.shared)

    @cached_property
    def measures(self) -> list[str] | None:
        """The measures chosen; None for all."""
        return measures_of(self.options)

    @property
    def main_measure(self) -> str:
        """The measure examined more closely: loaded terms in narration, or the first measure if that is not compared."""
        usual = "loaded_text" if self.terms_alone else "loaded_narration"
        return usual if self.measures is None or usual in self.measures else self.measures[0]

    @property
    def terms_alone(self) -> bool:
        """Whether the scores are counts of loaded terms alone (see `Annotator`)."""
        return "only" in self.everything.made_with

    @property
    def shared(self) -> Shared:
        """The options that all steps share."""
        options = self.options
        return {"min_articles": options.min_articles, "resamples": options.resamples, "seed": options.seed}

    def scores_frame(self) -> "pd.DataFrame":
        """The scores of all articles, of the measures chosen."""
        frame = self.everything.to_frame()
        return frame.drop(columns=[name for name in self.everything.measures if self.measures and name not in self.measures])

    def tested(self, table: "pd.DataFrame") -> "pd.DataFrame":
        """A table without groups that are left out of tests and charts."""
        return table[~table["group"].isin(self.comparison.settings["not_tested"])].reset_index(drop=True)

    def record(self, name: str, result: Any) -> None:
        """Keep a result for the manifest; its settings say how near-copies were counted before it was made."""
        if "copies" in result.settings:
            result = replace(result, settings={**result.settings, "copies": self.options.copies})
        self.results[name] = result

    def write(self, name: str, frame: Any) -> None:
        """Write a table into the folder."""
        self.folder.table(name, frame)

    def draw(self, name: str, ax: "Axes", interactive: Callable[[], Any] | None = None) -> None:
        """Write a chart into the folder of charts, and its interactive form where the options ask for it."""
        file = _file_name(name)
        if self.drawn.setdefault(file.casefold(), name) != name:  # many disks take Herald.png and herald.png for one file
            file = f"{file}_{_hash(name)}"
        self.folder.chart(file, ax)
        if interactive and self.options.interactive:
            self.folder.page(file, interactive())


def measures_of(options: argparse.Namespace) -> list[str] | None:
    """The measures that --measures names; None for all."""
    return names_in(options.measures) if options.measures else None


def _compared(run: Run) -> "Comparison":
    """The comparison that the options ask for."""
    from ..comparison.compare import compare

    options = run.options
    return compare(
        run.table,
        run.by,
        reference=options.against,
        within=run.within,
        cluster=run.cluster,
        copies=options.copies,
        measures=run.measures,
        average=options.average,
        drop_few=options.drop_few,
        top=options.top,
        permutations=options.permutations,
        with_reading_error=options.with_reading_error,
        reading_error=options.reading_error,
        **run.shared,
    )


def _file_name(text: str) -> str:
    """The name in small letters, digits and underscores, with a hash where it loses other signs, or its end."""
    name = "".join(ch if ch.isalnum() or ch == "_" else "_" for ch in text.lower())[:_LONGEST]
    return name if name.replace("_", " ") == text.lower().replace("_", " ") else f"{name}_{_hash(text)}"


def _hash(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
