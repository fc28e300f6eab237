"""The command `framing`: score, compare, annotate and report, from files to files."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .articles import COLUMNS, Article, Articles, Problem
from .document import DEFAULT_LEXICONS
from .errors import ArticleError, LexiconError
from .example import EXAMPLE, ORGANISATIONS, SIDES
from .reading import read_articles
from .registry import load_registry
from .saving import atomic, partial_of, resumed
from .scoring import ArticleScore, Scorer, ScoreTable, failure, guarded, unscored

if TYPE_CHECKING:
    from rich.console import Console

    from .compare import Comparison

ALL_READ, USAGE, SOME_PROBLEMS = 0, 2, 3
_PROBLEMS_SHOWN = 5
_GROUPS_DRAWN = 20  # of distinctive words, one chart each
_ARTICLES_PRINTED = 3  # accounts printed for a file of many articles; the rest goes to -o
_EPILOG = """\
examples:
  framing compare --example -o out/            the invented articles that ship, compared
  framing score article.txt                    a readable account of one article
  framing score articles.csv -o scores.csv     every measure, one row an article
  framing compare articles.csv --by country --where "genre!=opinion" -o out/
  framing annotate articles.jsonl -o found.jsonl
  framing report articles/ -o report.html

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
    commands = parser.add_subparsers(title="commands", required=True, metavar="{score,compare,annotate,report,train}")
    score = _command(commands, "score", _score, "a readable account of an article, or a table of many")
    score.add_argument("--json", action="store_true", help="print one JSON object an article instead of the account")
    score.add_argument("-o", "--output", help="write the table of articles × measures: .csv or .parquet")
    compare = _command(commands, "compare", _compare, "outlets (or other groups) side by side, with intervals and charts")
    _grouping(compare)
    compare.add_argument("-o", "--output", default="out", help="folder for tables and charts (default: out/)")
    annotate = _command(commands, "annotate", _annotate, "standoff annotations: attributions, loaded terms, voices")
    annotate.add_argument("-o", "--output", required=True, help="file to write (.jsonl)")
    report = _command(commands, "report", _report, "one self-contained HTML page with every term marked by voice")
    _grouping(report)
    report.add_argument("-o", "--output", default="report.html", help="file to write (default: report.html)")
    train = commands.add_parser("train", help="make a shipped model again from your own copy of its data")
    train.set_defaults(run=_train)
    train.add_argument("model", choices=["attribution"], help="attribution: from PolNeAR's training part (data/train)")
    train.add_argument("input", metavar="PATH", help="folder of the training data")
    train.add_argument(
        "--labels", metavar="JSONL", help="your own labels besides: lines as framing annotate writes them, corrected by hand"
    )
    train.add_argument("--texts", metavar="FILE", action="append", default=[], help="where their articles are (repeatable)")
    train.add_argument("-o", "--output", default="attribution.npz", help="file to write (default: attribution.npz)")
    return parser


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
    """A subcommand with the options that say what to read and with which lexicons."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    parser.set_defaults(run=run)
    parser.add_argument(
        "input",
        nargs="?",
        metavar="IN",
        help="file, folder or glob of .txt .html .csv .tsv .jsonl .parquet; - for standard input",
    )
    parser.add_argument("--example", action="store_true", help="use the invented articles that ship with the toolkit")
    reading = parser.add_argument_group("reading")
    for field, usual in COLUMNS.items():
        names = [f"--{field.replace('_', '-')}"] + (["--date"] if field == "published" else [])
        taken = f"column that holds the {field.replace('_', ' ')}; if not named: {', '.join(usual)}"
        reading.add_argument(*names, dest=field, metavar="COLUMN", help=taken)
    reading.add_argument("--encoding", default="utf-8", help="of text files (default: utf-8)")
    reading.add_argument("--day-first", action="store_true", help="read 4/5/2017 as 4 May")
    reading.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help='only articles with e.g. "genre!=opinion" (repeatable)',
    )
    parser.add_argument("--rules-only", action="store_true", help="find attributions by rule, without the shipped model")
    parser.add_argument(
        "--sides",
        metavar="CSV",
        help="whose side speakers, organisations and countries are on (columns name,side): adds the measures by side",
    )
    for name in ("persons", "organisations"):
        parser.add_argument(f"--{name}", metavar="CSV", help=f"{name} of your own (columns term,category,…) before the shipped")
    parser.add_argument(
        "--lexicon",
        action="append",
        metavar="NAME_OR_CSV",
        help="loaded terms to use in place of the shipped ones (repeatable; loaded_terms names the shipped)",
    )
    return parser


def _grouping(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("comparing")
    group.add_argument("--by", default="outlet", help="field or column whose values are compared (default: outlet)")
    group.add_argument("--min-articles", type=int, default=20, help="groups with fewer are marked as few (default: 20)")
    group.add_argument("--resamples", type=int, default=2000, help="of the bootstrap (default: 2000)")
    group.add_argument("--seed", type=int, default=0, help="of the bootstrap (default: 0)")


def _articles(options: argparse.Namespace) -> Articles:
    if bool(options.input) == options.example:
        raise ArticleError("name a file or folder to read, or give --example (not both)")
    columns = {field: getattr(options, field) for field in COLUMNS if getattr(options, field)}
    path = EXAMPLE if options.example else options.input
    return read_articles(path, columns=columns, encoding=options.encoding, where=options.where, day_first=options.day_first)


def _scorer(options: argparse.Namespace) -> Scorer:
    organisations = options.organisations or (ORGANISATIONS if options.example else None)
    sides = options.sides or (SIDES if options.example else None)
    registry = load_registry(options.persons, organisations, sides)
    return Scorer(options.lexicon or DEFAULT_LEXICONS, rules_only=options.rules_only, registry=registry)


def _console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


# -- commands -----------------------------------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    """Print accounts of a few articles, or write the table of all."""
    articles, scorer = _articles(options), _scorer(options)
    if options.output:
        output = Path(options.output)
        _check_table(output)
        table = _scored(articles, scorer, output, options)
        _write_frame(table.to_frame(), output)
        partial_of(output).unlink()
        _say(f"{len(table)} articles → {options.output}")
        return _finish(table.problems, output)
    failed: list[Problem] = []
    printed = _print_json(articles, scorer, failed) if options.json else _print_accounts(articles, scorer, failed)
    if not printed and not articles.problems:
        _say("no articles found")
    return _finish([*articles.problems, *failed])


def _print_json(articles: Articles, scorer: Scorer, failed: list[Problem]) -> int:
    n = 0
    for scored in _each(articles, scorer, failed):
        print(json.dumps(_plain(scored.to_dict()), ensure_ascii=False, default=str))
        n += 1
    return n


def _print_accounts(articles: Articles, scorer: Scorer, failed: list[Problem]) -> int:
    from .account import account

    console, found = _console(), iter(articles)
    n = 0
    for scored in _each(islice(found, _ARTICLES_PRINTED), scorer, failed):
        n += 1
        for part in account(scored):
            console.print(part)
    more = sum(1 for _ in found)
    if more:
        _say(f"… and {more} more articles: use -o scores.csv for all, or framing compare")
    console.print(f"Lexicons: {', '.join(scorer.lexicons)}", style="dim", markup=False)
    return n


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    from . import charts
    from .account import comparison_table

    folder, scorer = Path(options.output), _scorer(options)
    table = _scored(_articles(options), scorer, folder / "scores.csv", options)
    comparison = _compared(table, options)
    _write_frame(table.to_frame(), folder / "scores.csv")
    _write_frame(comparison.table, folder / "comparison.csv")
    _write_frame(comparison.terms, folder / "terms.csv")
    _write_frame(comparison.distinctive, folder / "distinctive.csv")
    _write_frame(table.problems_frame(), folder / "problems.csv")
    for name, draw in charts.CHARTS.items():
        charts.save(draw(comparison), folder / "charts" / name)
    groups = comparison.table.drop_duplicates("group").nlargest(_GROUPS_DRAWN, "n_articles")["group"]
    for group in groups:
        charts.save(charts.distinctive(comparison, group), folder / "charts" / f"distinctive_{_file_name(group)}")
    _write_json(_manifest(comparison, table, scorer, options), folder / "manifest.json")
    partial_of(folder / "scores.csv").unlink()
    _console().print(comparison_table(comparison))
    _say(f"tables, charts and manifest → {folder}/")
    return _finish(table.problems)


def _annotate(options: argparse.Namespace) -> int:
    """Write one line of standoff annotations an article."""
    articles, scorer = _articles(options), _scorer(options)
    output, failed, n = Path(options.output), [], 0
    step = guarded(lambda article: scorer.annotator(article).to_dict())
    partial = partial_of(output)
    with atomic(output) as file:
        for article, record in resumed(_tracked(articles), step, partial, _settings(options, scorer)):
            if "problem" in record:
                failed.append(unscored(article, record["problem"]))
                continue
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            n += 1
    partial.unlink()
    _say(f"{n} articles → {output}")
    return _finish([*articles.problems, *failed], output)


def _report(options: argparse.Namespace) -> int:
    """Write the HTML report, with an overview where there are several groups."""
    from . import report

    articles, scorer, failed = _articles(options), _scorer(options), list[Problem]()
    scores = list(_each(_tracked(articles), scorer, failed))
    table = ScoreTable(scores, [*articles.problems, *failed], scorer.lexicons, scorer.measures)
    groups = {one.article.value(options.by) for one in table} - {None}
    comparison = _compared(table, options) if len(groups) > 1 or options.by != "outlet" else None
    report.write((one.document for one in scores if one.document), options.output, comparison)
    _say(f"{len(scores)} articles → {options.output}")
    return _finish(table.problems, Path(options.output))


def _train(options: argparse.Namespace) -> int:
    """Train a model, and say what its card should say."""
    from .train import train_attribution

    _say("training: about eight minutes and 10 GB of memory for 840 articles")
    made = train_attribution(options.input, options.output, labels=options.labels, texts=options.texts)
    print(json.dumps(made, indent=1))
    return ALL_READ


# -- steps that commands share ------------------------------------------------------------------------------------------


def _scored(articles: Articles, scorer: Scorer, output: Path, options: argparse.Namespace) -> ScoreTable:
    """Score all articles; what an interrupted run of the same command had done is not done again."""
    records = resumed(_tracked(articles), scorer.record, partial_of(output), _settings(options, scorer))
    table = scorer.table(articles, records)
    if not len(table):
        raise ArticleError("\n".join(["no article could be read", *map(str, table.problems[:_PROBLEMS_SHOWN])]))
    if table.sideless:
        _say("no source is on any side: are the names in the file of sides those that framing score shows?")
    return table


def _each(articles: Iterable[Article], scorer: Scorer, failed: list[Problem]) -> Iterator[ArticleScore]:
    """The scores one by one, with their documents; an article that fails is noted and passed over."""
    for article in articles:
        try:
            yield scorer.score(article)
        except Exception as error:  # one bad article never ends a run
            failed.append(unscored(article, failure(article, error)))


def _check_table(path: Path) -> None:
    """Raise ArticleError for a table that cannot be written, before the work is done."""
    if path.suffix not in (".csv", ".parquet"):
        raise ArticleError(f"{path}: unknown kind of table; write .csv or .parquet")
    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ArticleError("writing .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None


def _settings(options: argparse.Namespace, scorer: Scorer) -> str:
    """What the stored results of a run depend on, beside the article's text."""
    columns = {field: getattr(options, field) for field in COLUMNS}
    reading = [str(options.input), options.encoding, options.day_first, options.where, columns]
    return json.dumps([__version__, reading, scorer.made_with])


def _compared(table: ScoreTable, options: argparse.Namespace) -> "Comparison":
    from .compare import compare

    return compare(table, options.by, min_articles=options.min_articles, resamples=options.resamples, seed=options.seed)


def _tracked(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, with a progress line where somebody watches."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    console = _console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield from progress.track(articles, total=None)


def _manifest(comparison: "Comparison", table: ScoreTable, scorer: Scorer, options: argparse.Namespace) -> dict[str, Any]:
    """What the figures were made with, so that they can be made again."""
    given = {name: value for name, value in vars(options).items() if name != "run" and value is not None}
    return {
        "toolkit": __version__,
        "made_with": scorer.made_with,
        "options": given,
        "settings": comparison.settings,
        "problems": len(table.problems),
        "skipped": sum(problem.skipped for problem in table.problems),
    }


def _finish(problems: list[Problem], output: Path | None = None) -> int:
    """Tell of the problems, lost articles first, and list all beside the output; the exit code says whether there were any."""
    for problem in sorted(problems, key=lambda problem: not problem.skipped)[:_PROBLEMS_SHOWN]:
        _say(f"problem: {problem}")
    if len(problems) > _PROBLEMS_SHOWN:
        _say(f"… and {len(problems) - _PROBLEMS_SHOWN} more problems")
    if problems and output:
        table = output.with_name(f"{output.name}.problems.csv")
        _write_frame(ScoreTable(problems=problems).problems_frame(), table)
        _say(f"all problems → {table}")
    return SOME_PROBLEMS if problems else ALL_READ


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """NaN is no JSON; null says the same."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in record.items()}


def _file_name(text: str) -> str:
    return "".join(ch if ch.isalnum() else "_" for ch in text.lower())[:40]


def _write_json(record: dict[str, Any], path: Path) -> None:
    with atomic(path) as file:
        json.dump(record, file, indent=1, ensure_ascii=False)


def _write_frame(frame: Any, path: Path) -> None:
    """A table as CSV or, by its suffix, as Parquet."""
    if path.suffix == ".parquet":
        with atomic(path, "wb") as file:
            frame.to_parquet(file)
    else:
        with atomic(path) as file:
            frame.to_csv(file, index=False, lineterminator="\n")
