"""The command `framing report`: a page that shows every loaded term in its text, from articles or from saved scores."""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..articles.article import Article, Problem
from ..errors import NothingSharedError
from ..files import locked
from ..progress import tracked
from ..scores.article_score import ArticleScore
from ..scores.held_columns import HeldColumns
from ..scores.score_columns import Scores
from ..scores.scores import ScoreTable
from ..scores.scoring import Scorer, score_document
from ..scores.unscored import failure, problems_of
from .console import finish, say
from .options import by_of, grouping_options, jobs_option, reading_command, scoring_options
from .resume import Record, partial_of, resumed
from .saved_scores import articles_and_scorer, saved, store_of
from .scoring_run import furniture_of, models_of, run_settings

if TYPE_CHECKING:
    from ..comparison.compare import Comparison
    from ..comparison.omissions import Omissions
    from ..comparison.portrayal import Portrayal

_REPORT = """\
examples:
  framing report --example -o report.html
  framing report scores/ -o report.html         from saved scores
  framing report articles.csv --by country -o report.html
"""
_NAME = "report.html"  # of the page, where none is given
_ACTORS_SHOWN = 10  # those with most loaded terms about them


def add_report_command(commands: Any) -> None:
    """Add `report` to the commands."""
    what = "write an HTML page that shows every loaded term in its text, by voice"
    report = reading_command(commands, "report", _report, what, _REPORT)
    scoring_options(report)
    jobs_option(report)
    grouping_options(report)
    report.add_argument(
        "-o",
        "--output",
        metavar="FILE_OR_FOLDER",
        default=_NAME,
        help=f"file to write, or a folder, whose name has no ending, for {_NAME} (default: {_NAME})",
    )
    report.add_argument(
        "--interactive",
        action=argparse.BooleanOptionalAction,
        help="charts in which the pointer shows figures and terms, and a click opens the page of a group; adds 0.4 MB, and needs "
        "pip install 'framing-toolkit[interactive]' (default: where that is installed; without it the page has plain bars)",
    )


@dataclass(frozen=True)
class _Step:
    """What a process makes of an article: what the page shows of it and, unless scores are saved already, its score."""

    scorer: Scorer
    is_saved: bool

    def __call__(self, article: Article) -> Record:
        from ..report.article import article_view

        try:
            document = self.scorer.annotator(article)
            about = {"n_words": len(document.words), "language": document.foreign}
            score = {} if self.is_saved else score_document(document, self.scorer.measures).to_record(annotations=False)
            return {**about, **score, "page": article_view(document)}
        except Exception as error:  # one bad article never ends a run
            return {"problem": failure(article, error)}


def _report(options: argparse.Namespace) -> int:
    """Write the HTML report, with an overview if there are several groups; texts are not kept in memory."""
    from ..report import page

    output, store = Path(options.output), store_of(options)
    output = output if output.suffix else output / _NAME
    with locked(output):
        articles, scorer = articles_and_scorer(options, furniture_of(output))
        shown = _Shown(scorer, saved(store.folder, options) if store else None)
        settings, partial = run_settings(options, scorer), partial_of(output)
        records = resumed(tracked(articles, stage="reading"), _Step(scorer, store is not None), partial, settings, options.jobs)
        page.write_views(
            shown.views(records),
            output,
            lambda: _compared(shown.table, options),
            lexicons=scorer.lexicons,
            models=models_of(scorer),
            portrayals=lambda: _portrayed(shown.table, options),
            omissions=lambda: _left_out(shown.table, options),
            reader=scorer.annotator.reader,
            interactive=options.interactive,
        )
        partial.unlink()
        say(f"articles: {len(shown.table)} → {output}")
        return finish([*articles.problems, *shown.problems], output, store=store)


class _Shown:
    """The articles that have passed: their scores, kept or saved before, and their problems."""

    def __init__(self, scorer: Scorer, saved: ScoreTable | None) -> None:
        self.scorer, self.saved = scorer, saved
        self.columns, self.passed = HeldColumns(measures=scorer.measures), set[tuple[str, str]]()
        self.problems: list[Problem] = []

    def views(self, records: Iterable[tuple[Article, Mapping[str, Any]]]) -> Iterator[tuple[Article, dict[str, Any]]]:
        """What the page shows of each article; its score is kept."""
        from ..report.article import with_pieces

        for article, record in records:
            self.problems += problems_of(article, record)
            if "problem" in record:
                continue
            if self.saved is None:
                self.columns.add(ArticleScore.from_record(article, record, self.scorer.measures))
            else:
                self.passed.add((article.id, article.sha256))
            yield article, with_pieces(record["page"])

    @property
    def table(self) -> ScoreTable:
        """The scores of the articles that have passed."""
        if self.saved is None:
            return replace(self.scorer.empty_table(), scores=Scores(self.columns))
        scores = self.saved.scores
        rows = [i for i, key in enumerate(zip(scores.values("id"), scores.sha256, strict=True)) if key in self.passed]
        return replace(self.saved, scores=scores[np.array(rows, dtype=np.intp)])


def _compared(table: ScoreTable, options: argparse.Namespace) -> "Comparison | None":
    """The comparison of the groups; None where all articles are of one outlet."""
    from ..comparison.compare import compare

    if _is_one_outlet(table, options):
        return None
    by, least = by_of(options.by), options.min_articles
    return compare(table, by, min_articles=least, resamples=options.resamples, seed=options.seed)


def _portrayed(table: ScoreTable, options: argparse.Namespace) -> "list[Portrayal]":
    """How the groups portray sides, where the user names some, and actors; nothing where all articles are of one outlet."""
    from ..comparison.portrayal import portrayal
    from ..measures.sides import labels_of

    if _is_one_outlet(table, options):
        return []
    by, least, top = by_of(options.by), options.min_articles, _ACTORS_SHOWN
    return [
        portrayal(table, by, sides=sides, top=top, min_articles=least, resamples=options.resamples, seed=options.seed)
        for sides in ([True, False] if labels_of(table.measures) else [False])
    ]


def _is_one_outlet(table: ScoreTable, options: argparse.Namespace) -> bool:
    from ..grouping.groups import group_names

    by = by_of(options.by)
    return by == "outlet" and len(set(group_names(table.scores, by)) - {None}) < 2


def _left_out(table: ScoreTable, options: argparse.Namespace) -> "Omissions | None":
    """What each group leaves out of its events; None where the articles have no events, or groups share none."""
    from ..comparison.omissions import omissions

    if not any(event is not None for event in table.scores.values("event")):
        return None
    try:
        return omissions(table, by_of(options.by), resamples=options.resamples, seed=options.seed)
    except NothingSharedError:
        return None
