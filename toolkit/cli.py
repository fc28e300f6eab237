"""The command `framing`: score, compare, annotate and report, from files to files."""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .articles import COLUMNS, Article, Articles, Problem
from .cli_lexicon import add_lexicon_commands
from .cli_models import add_model_commands
from .errors import ArticleError, LexiconError
from .saving import atomic, partial_of, resumed
from .scoring import ArticleScore, Scorer, ScoreTable, failure, guarded, unscored
from .terminal import (
    ALL_READ,
    PROBLEMS_SHOWN,
    USAGE,
    articles_of,
    check_table,
    console,
    finish,
    models_of,
    reading_command,
    say,
    scorer_of,
    scoring_options,
    tracked,
    write_frame,
    write_json,
)

if TYPE_CHECKING:
    from .compare import Comparison

_GROUPS_DRAWN = 20  # of distinctive words, one chart each
_CONCEPTS_DRAWN = 5  # with competing names, one chart each
_ARTICLES_PRINTED = 3  # accounts printed for a file of many articles; the rest goes to -o
_EPILOG = """\
examples:
  framing compare --example -o out/            the invented articles that ship, compared
  framing score article.txt                    a readable account of one article
  framing score articles.csv -o scores.csv     every measure, one row an article
  framing compare articles.csv --by country --where "genre!=opinion" -o out/
  framing annotate articles.jsonl -o found.jsonl
  framing report articles/ -o report.html
  framing lexicon show regime articles.csv     an entry with its source, and where it stands
  framing train bias labelled.csv -o bias.npz  a classifier from labelled sentences, with a card
  framing evaluate bias.npz others.csv         how good it is on sentences that it does not know

exit code: 0 all read, 3 some problems (they are listed), 2 wrong usage
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ArticleError, LexiconError) as error:
        print(f"framing: {error}", file=sys.stderr)
        return USAGE
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            return ALL_READ
        print(f"framing: cannot write {error.filename or 'the output'}: {error.strerror or error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("framing: interrupted; the same command takes up where it stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="framing",
        description="Measure how outlets frame the news: loaded terms by who says them, and who gets to speak.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"framing-toolkit {__version__}")
    commands = parser.add_subparsers(
        title="commands", required=True, metavar="{score,compare,annotate,report,lexicon,train,evaluate}"
    )
    score = reading_command(commands, "score", _score, "a readable account of an article, or a table of many")
    scoring_options(score)
    score.add_argument("--json", action="store_true", help="print one JSON object an article instead of the account")
    score.add_argument("-o", "--output", help="write the table of articles × measures: .csv or .parquet")
    compare = reading_command(commands, "compare", _compare, "outlets (or other groups) side by side, with intervals and charts")
    scoring_options(compare)
    _grouping(compare)
    compare.add_argument("-o", "--output", default="out", help="folder for tables and charts (default: out/)")
    annotate = reading_command(commands, "annotate", _annotate, "standoff annotations: attributions, loaded terms, voices")
    scoring_options(annotate)
    annotate.add_argument("-o", "--output", required=True, help="file to write (.jsonl)")
    report = reading_command(commands, "report", _report, "one self-contained HTML page with every term marked by voice")
    scoring_options(report)
    _grouping(report)
    report.add_argument("-o", "--output", default="report.html", help="file to write (default: report.html)")
    add_lexicon_commands(commands)
    add_model_commands(commands)
    return parser


def _grouping(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("comparing")
    group.add_argument("--by", default="outlet", help="field or column whose values are compared (default: outlet)")
    group.add_argument("--min-articles", type=int, default=20, help="groups with fewer are marked as few (default: 20)")
    group.add_argument("--resamples", type=int, default=2000, help="of the bootstrap (default: 2000)")
    group.add_argument("--seed", type=int, default=0, help="of the bootstrap (default: 0)")


# -- commands -----------------------------------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    """Print accounts of a few articles, or write the table of all."""
    articles, scorer = articles_of(options), scorer_of(options)
    if options.output:
        output = Path(options.output)
        check_table(output)
        table = _scored(articles, scorer, output, options)
        write_frame(table.to_frame(), output)
        partial_of(output).unlink()
        say(f"articles: {len(table)} → {options.output}")
        return finish(table.problems, output)
    failed: list[Problem] = []
    printed = _print_json(articles, scorer, failed) if options.json else _print_accounts(articles, scorer, failed)
    if not printed and not articles.problems:
        say("no articles found")
    return finish([*articles.problems, *failed])


def _print_json(articles: Articles, scorer: Scorer, failed: list[Problem]) -> int:
    n = 0
    for scored in _each(articles, scorer, failed):
        print(json.dumps(_plain(scored.to_dict()), ensure_ascii=False, default=str))
        n += 1
    return n


def _print_accounts(articles: Articles, scorer: Scorer, failed: list[Problem]) -> int:
    from .account import account

    screen, found = console(), iter(articles)
    n = 0
    for scored in _each(islice(found, _ARTICLES_PRINTED), scorer, failed):
        n += 1
        for part in account(scored):
            screen.print(part)
    more = sum(1 for _ in found)
    if more:
        say(f"… and {more} more articles: use -o scores.csv for all, or framing compare")
    screen.print(f"Lexicons: {', '.join(scorer.lexicons)}", style="dim", markup=False)
    models = models_of(scorer)
    if models:
        screen.print(f"Models: {', '.join(models)}", style="dim", markup=False)
    return n


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    from . import charts
    from .account import comparison_table
    from .naming import naming

    folder, scorer = Path(options.output), scorer_of(options)
    table = _scored(articles_of(options), scorer, folder / "scores.csv", options)
    comparison = _compared(table, options)
    write_frame(table.to_frame(), folder / "scores.csv")
    write_frame(comparison.table, folder / "comparison.csv")
    write_frame(comparison.terms, folder / "terms.csv")
    write_frame(comparison.distinctive, folder / "distinctive.csv")
    _write_deciding(comparison, folder / "deciding.csv")
    write_frame(table.problems_frame(), folder / "problems.csv")
    chosen = naming(table, options.by, resamples=options.resamples, seed=options.seed)
    write_frame(chosen.table, folder / "names.csv")
    write_frame(chosen.divergence, folder / "names_divergence.csv")
    for concept in chosen.contested(_CONCEPTS_DRAWN):
        charts.save(charts.names(chosen, concept), folder / "charts" / f"names_{_file_name(concept)}")
    for name, draw in charts.CHARTS.items():
        charts.save(draw(comparison), folder / "charts" / name)
    groups = comparison.table.drop_duplicates("group").nlargest(_GROUPS_DRAWN, "n_articles")["group"]
    for group in groups:
        charts.save(charts.distinctive(comparison, group), folder / "charts" / f"distinctive_{_file_name(group)}")
    write_json(_manifest(comparison, table, scorer, options), folder / "manifest.json")
    partial_of(folder / "scores.csv").unlink()
    console().print(comparison_table(comparison))
    say(f"tables, charts and manifest → {folder}/")
    return finish(table.problems)


def _write_deciding(comparison: "Comparison", path: Path) -> None:
    """Which terms decide the difference of the groups with the highest and the lowest rate in the own voice."""
    from .compare import leave_one_term_out

    rates = comparison.of("loaded_narration").dropna(subset=["estimate"]).query("not few").sort_values("estimate")
    if len(rates) > 1:
        low, high = str(rates["group"].iloc[0]), str(rates["group"].iloc[-1])
        table = leave_one_term_out(comparison, high, low)
        write_frame(table.rename(columns={"count_one": f"count {high}", "count_other": f"count {low}"}), path)


def _annotate(options: argparse.Namespace) -> int:
    """Write one line of standoff annotations an article."""
    articles, scorer = articles_of(options), scorer_of(options)
    output, failed, n = Path(options.output), [], 0
    step = guarded(lambda article: scorer.annotator(article).to_dict())
    partial = partial_of(output)
    with atomic(output) as file:
        for article, record in resumed(tracked(articles), step, partial, _settings(options, scorer)):
            if "problem" in record:
                failed.append(unscored(article, record["problem"]))
                continue
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            n += 1
    partial.unlink()
    say(f"{n} articles → {output}")
    return finish([*articles.problems, *failed], output)


def _report(options: argparse.Namespace) -> int:
    """Write the HTML report, with an overview where there are several groups."""
    from . import report

    articles, scorer, failed = articles_of(options), scorer_of(options), list[Problem]()
    scores = list(_each(tracked(articles), scorer, failed))
    table = ScoreTable(scores, [*articles.problems, *failed], scorer.lexicons, scorer.annotator.names, scorer.measures)
    groups = {one.article.value(options.by) for one in table} - {None}
    comparison = _compared(table, options) if len(groups) > 1 or options.by != "outlet" else None
    report.write((one.document for one in scores if one.document), options.output, comparison, scorer.lexicons, models_of(scorer))
    say(f"articles: {len(scores)} → {options.output}")
    return finish(table.problems, Path(options.output))


# -- steps that commands share ------------------------------------------------------------------------------------------


def _scored(articles: Articles, scorer: Scorer, output: Path, options: argparse.Namespace) -> ScoreTable:
    """Score all articles; what an interrupted run of the same command had done is not done again."""
    records = resumed(tracked(articles), scorer.record, partial_of(output), _settings(options, scorer))
    table = scorer.table(articles, records)
    if not len(table):
        raise ArticleError("\n".join(["no article could be read", *map(str, table.problems[:PROBLEMS_SHOWN])]))
    if table.sideless:
        say("no source is on any side: are the names in the file of sides those that framing score shows?")
    return table


def _each(articles: Iterable[Article], scorer: Scorer, failed: list[Problem]) -> Iterator[ArticleScore]:
    """The scores one by one, with their documents; an article that fails is noted and passed over."""
    for article in articles:
        try:
            yield scorer.score(article)
        except Exception as error:  # one bad article never ends a run
            failed.append(unscored(article, failure(article, error)))


def _settings(options: argparse.Namespace, scorer: Scorer) -> str:
    """What the stored results of a run depend on, beside the article's text."""
    columns = {field: getattr(options, field) for field in COLUMNS}
    reading = [str(options.input), options.encoding, options.day_first, options.where, columns]
    return json.dumps([__version__, reading, scorer.made_with])


def _compared(table: ScoreTable, options: argparse.Namespace) -> "Comparison":
    from .compare import compare

    return compare(table, options.by, min_articles=options.min_articles, resamples=options.resamples, seed=options.seed)


def _manifest(comparison: "Comparison", table: ScoreTable, scorer: Scorer, options: argparse.Namespace) -> dict[str, Any]:
    """What the figures were made with, so that they can be made again."""
    given = {name: value for name, value in vars(options).items() if name != "run" and value is not None}
    given |= {name: Path(given[name]).name for name in ("bias_model", "frames_model") if name in given}
    return {
        "toolkit": __version__,
        "made_with": scorer.made_with,
        "options": given,
        "settings": comparison.settings,
        "problems": len(table.problems),
        "skipped": sum(problem.skipped for problem in table.problems),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """NaN is no JSON; null says the same."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in record.items()}


def _file_name(text: str) -> str:
    return "".join(ch if ch.isalnum() else "_" for ch in text.lower())[:40]
