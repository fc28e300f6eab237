"""The commands `framing score` and `framing annotate`: what is found in articles, as figures and as annotations."""

import argparse
import functools
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from ..articles.article import COLUMNS, Article, Articles, Problem
from ..errors import OptionError
from ..exchange.formats import FORMATS, format_of
from ..files import locked
from ..grouping.groups import no_value_message
from ..measures.formatting import counted
from ..progress import told, tracked
from ..scores.article_score import ArticleScore
from ..scores.joined_stores import JOINED
from ..scores.score_store import FURNITURE, Made, Store, made_here, score_into
from ..scores.scores import ScoreTable
from ..scores.scoring import Scorer
from ..scores.store_manifest import About, is_store
from ..scores.unscored import failure, problems_of, unread, unscored
from ..table_files import check_table, write_frame
from .commands import OF_READING
from .console import PROBLEMS, console, finish, say
from .needed_columns import Passing
from .options import guard_option, jobs_option, reading_command, scoring_options
from .resume import partial_of, resumed
from .saved_scores import reading_of
from .scoring_run import (
    articles_of,
    furniture_of,
    is_streamed,
    models_of,
    nothing_left,
    run_settings,
    scored,
    scorer_of,
    write_passages,
)
from .terms_alone import only_option, report_only

_ARTICLES_PRINTED = 3  # accounts printed of a file of many articles; a table has all of them
_SCORE = """\
examples:
  framing score article.txt                        an account of one article: voices, loaded terms, sources, harm
  framing score articles.csv -o scores.csv         a row for each article, a column for each measure
  framing score articles.csv -o scores/            everything, for compare, explain, report and the others to start from
  framing score mine.csv --text body --outlet paper -o scores/
  framing score articles.csv --lexicon mine.csv --only loaded -o scores/
"""
_ANNOTATE = """\
examples:
  framing annotate articles.csv -o annotations.jsonl
  framing annotate articles.csv -o places.csv      a row for each place in a text
  framing annotate articles.csv -o tasks.json      for coders in Label Studio
  framing annotate articles.csv --format tokens -o words.csv
"""


def add_score_command(commands: Any) -> None:
    """Add `score` to the commands."""
    what = "describe an article, or write a table of the measures of many"
    score = reading_command(commands, "score", _score, what, _SCORE, scores=False)
    scoring_options(score)
    only_option(score)
    score.add_argument("--json", action="store_true", help="print one JSON object per article instead of a description")
    score.add_argument(
        "-o",
        "--output",
        metavar="FILE_OR_FOLDER",
        help="write a table with one row per article and one column per measure (.csv, .parquet or .xlsx); a name that ends in / "
        "or has no ending is that of a folder for all scores, from which compare, events, explain and report start",
    )
    jobs_option(score)
    score.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="score on a cluster of Dask, into a folder that its machines share: the address of the scheduler, such as "
        "tcp://10.0.0.1:8786, or its scheduler file (needs pip install 'framing-toolkit[distributed]')",
    )
    guard_option(score)


def add_annotate_command(commands: Any) -> None:
    """Add `annotate` to the commands."""
    what = "write what was found in each article, and where in the text"
    annotate = reading_command(commands, "annotate", _annotate, what, _ANNOTATE, scores=False)
    scoring_options(annotate)
    annotate.add_argument(
        "-o",
        "--output",
        metavar="FILE_OR_FOLDER",
        required=True,
        help="what to write: .jsonl (annotations, one object an article), .csv, .parquet or .xlsx (a row for each place), .json "
        "(tasks of Label Studio), .spacy (documents of spaCy), or a folder, whose name has no ending (brat)",
    )
    annotate.add_argument(
        "--format",
        choices=list(FORMATS),
        help="what to write, where the ending does not tell: tokens for a table with a row for each word, by voice and speaker",
    )
    jobs_option(annotate)


def _score(options: argparse.Namespace) -> int:
    """Print accounts of the first articles, or write the scores of all."""
    output = Path(options.output or "-")
    to_folder = bool(options.output) and (options.output.endswith(("/", os.sep)) or not output.suffix)
    if to_folder:
        return _score_into(output, options)
    if options.dask:
        raise OptionError("--dask: name a folder for the scores, such as -o scores/")
    if options.output:
        return _score_table(output, options)
    if options.only and not options.json:
        raise OptionError("--only counts terms and prints no account: name an output (-o scores.csv or scores/), or give --json")
    articles = articles_of(options)
    scorer, failed = scorer_of(options, articles), list[Problem]()
    (_print_json if options.json else _print_accounts)(articles, scorer, failed)
    return finish([*articles.problems, *failed])


def _score_table(output: Path, options: argparse.Namespace) -> int:
    """Write a table with a row for each article."""
    check_table(output)
    with locked(output):
        articles = articles_of(options)
        scorer = scorer_of(options, articles, furniture_of(output))
        table = scored(articles, scorer, output, options)
        write_frame(table.to_frame(), output, guarded=options.guard_cells)
        partial_of(output).unlink()
        say(f"articles: {len(table)} → {options.output}")
        report_only(scorer)
        return finish(table.problems, output, guarded=options.guard_cells)


def _score_into(folder: Path, options: argparse.Namespace) -> int:
    """Write the scores of all articles into a folder."""
    with _makers(options) as made:
        articles = articles_of(options)
        passing = Passing(articles, ["outlet"])
        scorer = scorer_of(options, passing)
        _report_outlets(passing, options)
        about = scorer.empty_table().about(reading_of(options))
        _check_others(folder, about)
        with told("articles", stage="scoring") as tell:
            store = score_into(folder, articles, scorer.whole_record, about, problems_of, made=made, tell=tell)
    write_passages(scorer.annotator.passages.to_frame(), folder / FURNITURE)
    if not len(store):
        raise nothing_left(options, store.problems)
    write_frame(ScoreTable(problems=store.problems).problems_frame(), folder / PROBLEMS, guarded=options.guard_cells)
    say(f"articles: {len(store)} → {folder}/; framing compare {folder} compares them")
    report_only(scorer)
    return finish(store.problems)


def _report_outlets(passing: Passing, options: argparse.Namespace) -> None:
    """Report, before anything is scored, that no article has an outlet, by which most commands that take scores compare."""
    if not is_streamed(options) and passing.first_empty() is not None:
        say(f"mind, if outlets are to be compared: {no_value_message(passing.articles, 'outlet')}")


def _check_others(folder: Path, about: About) -> None:
    """Raise OptionError where a folder holds the scores of files that are still there and that this run does not read, or reads
    otherwise."""
    if not is_store(folder):
        return
    earlier, now = Store(folder).about.reading, about.reading
    if JOINED in earlier:
        raise OptionError(f"{folder}: holds joined scores, which this run would replace: name another folder, and join them")
    others = sorted(path for path in set(earlier.get("input", ())) - set(now.get("input", ())) if Path(path).exists())
    if others:
        raise OptionError(
            f"{folder}: holds the scores of {others[0]}{' and others' * (len(others) > 1)}, which this run would replace: name "
            "another folder, or all files, those of before first"
        )
    if read_otherwise := "; ".join(_read_otherwise(earlier, now)):
        raise OptionError(
            f"{folder}: holds the scores of articles that were read otherwise ({read_otherwise}), which this run would replace: "
            "name another folder, or delete this one"
        )


def _read_otherwise(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """By which options articles were chosen and read in another way; of standard input nothing is known."""
    for name in ("where", *OF_READING, *COLUMNS) if earlier and now else ():
        if earlier.get(name) != now.get(name):
            yield f"--{name.replace('_', '-')}: {_shown(earlier.get(name))} there, {_shown(now.get(name))} now"


def _shown(value: Any) -> str:
    return " and ".join(value) if isinstance(value, list) else str(value or "none")


@contextmanager
def _makers(options: argparse.Namespace) -> Iterator[Made]:
    """What makes the parts of saved scores: processes of this machine, or a cluster."""
    if not options.dask:
        yield functools.partial(made_here, jobs=options.jobs)
        return
    from ..distributed.cluster import client_of, made_by

    with client_of(options.dask) as client:
        yield functools.partial(made_by, client=client)


def _print_json(articles: Articles, scorer: Scorer, failed: list[Problem]) -> None:
    """Print a line of JSON for each article."""
    for score in _each(articles, scorer, failed):
        print(json.dumps(_plain(score.to_dict()), ensure_ascii=False, default=str))


def _print_accounts(articles: Articles, scorer: Scorer, failed: list[Problem]) -> None:
    """Print the accounts of the first articles, and what they were made with."""
    from ..report.summary import summary

    screen, rest = console(), iter(articles)
    for score in _each(islice(rest, _ARTICLES_PRINTED), scorer, failed):
        for part in summary(score):
            screen.print(part)
    more = sum(1 for _ in rest)
    if more:
        say(f"… and {counted(more, 'more article')}: use -o scores.csv to score all of them, or framing compare")
    screen.print(f"Lexicons: {', '.join(scorer.lexicons)}", style="dim", markup=False)
    models = models_of(scorer)
    if models:
        screen.print(f"Models: {', '.join(models)}", style="dim", markup=False)


def _annotate(options: argparse.Namespace) -> int:
    """Write the annotations of all articles in the form that is asked for."""
    output, failed, form = Path(options.output), list[Problem](), format_of(options.output, options.format)
    partial, n = partial_of(output), 0
    with locked(partial if form.endings == ("",) else output):
        articles = articles_of(options)
        scorer = scorer_of(options, articles, furniture_of(output))
        settings = json.dumps([run_settings(options, scorer), options.format, output.suffix])
        step = functools.partial(scorer.annotations, make=form.record)

        def annotated() -> Iterator[tuple[Article, dict[str, Any]]]:
            nonlocal n
            for article, record in resumed(tracked(articles, stage="annotating"), step, partial, settings, options.jobs):
                failed.extend(problems_of(article, record))
                if "problem" not in record:
                    n += 1
                    yield article, record["made"]

        form.write(annotated(), output)
        partial.unlink()
        say(f"articles: {n} → {options.output}")
        return finish([*articles.problems, *failed], output)


# -- steps that commands share ------------------------------------------------------------------------------------------


def _each(articles: Iterable[Article], scorer: Scorer, failed: list[Problem]) -> Iterator[ArticleScore]:
    """The scores one by one, with their documents; articles that fail are left out, and their problems collected."""
    for article in articles:
        try:
            score = scorer.score(article)
            failed += unread(article, score.n_words, score.language)
            yield score
        except Exception as error:  # one bad article never ends a run
            failed.append(unscored(article, failure(article, error)))


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """The record with None in place of NaN, which JSON does not have."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in record.items()}
