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
from .errors import ArticleError, LexiconError
from .example import EXAMPLE
from .reading import read_articles
from .scoring import Scorer, ScoreTable

if TYPE_CHECKING:
    from rich.console import Console

    from .compare import Comparison

ALL_READ, USAGE, SOME_PROBLEMS = 0, 2, 3
_PROBLEMS_SHOWN = 5
_PRINTED = ("loaded_narration", "loaded_paraphrase", "official_share", "unnamed_share")
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
    except KeyboardInterrupt:
        print("framing: interrupted; the same command takes up where it stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return ALL_READ


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="framing",
        description="Measure how outlets frame the news: loaded terms by who says them, and who gets to speak.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"framing-toolkit {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="{score,compare,annotate,report}")
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
    return Scorer(options.lexicon) if options.lexicon else Scorer()


def _console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


# -- commands -----------------------------------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    """Print accounts of a few articles, or write the table of all."""
    articles, scorer = _articles(options), _scorer(options)
    if options.output:
        table = _scored(articles, scorer, Path(options.output), options)
        _write_frame(table.to_frame(), Path(options.output))
        _say(f"{len(table)} articles → {options.output}")
        return _finish(table.problems)
    if options.json:
        for article in articles:
            print(json.dumps(_plain(scorer.score(article).to_dict()), ensure_ascii=False, default=str))
        return _finish(articles.problems)
    from .account import account

    console, found = _console(), iter(articles)
    for article in islice(found, _ARTICLES_PRINTED):
        for part in account(scorer.score(article)):
            console.print(part)
    more = sum(1 for _ in found)
    if more:
        _say(f"… and {more} more articles: use -o scores.csv for all, or framing compare")
    console.print(f"Lexicons: {', '.join(scorer.lexicons)}", style="dim")
    return _finish(articles.problems)


def _compare(options: argparse.Namespace) -> int:
    """Write tables, charts and a manifest into a folder, and print the main figures."""
    from . import charts

    folder = Path(options.output)
    table = _scored(_articles(options), _scorer(options), folder / "scores.csv", options)
    comparison = _compared(table, options)
    _write_frame(table.to_frame(), folder / "scores.csv")
    _write_frame(comparison.table, folder / "comparison.csv")
    _write_frame(comparison.terms, folder / "terms.csv")
    _write_frame(comparison.distinctive, folder / "distinctive.csv")
    _write_frame(table.problems_frame(), folder / "problems.csv")
    for name, draw in charts.CHARTS.items():
        charts.save(draw(comparison), folder / "charts" / name)
    for number, group in enumerate(comparison.table["group"].unique()):
        charts.save(charts.distinctive(comparison, group), folder / "charts" / f"distinctive_{number:02d}_{_file_name(group)}")
    _write_json(_manifest(comparison, table, options), folder / "manifest.json")
    _print_comparison(comparison)
    _say(f"tables, charts and manifest → {folder}/")
    return _finish(table.problems)


def _annotate(options: argparse.Namespace) -> int:
    """Write one line of standoff annotations an article."""
    from .saving import atomic, partial_of, resumed

    articles, scorer = _articles(options), _scorer(options)
    output, problems, n = Path(options.output), [], 0

    def step(article: Article) -> dict[str, Any]:
        try:
            return scorer.annotator(article).to_dict()
        except Exception as error:  # one bad article never ends a run
            return {"problem": f"{article.id}: not annotated: {type(error).__name__}: {error}"}

    partial = partial_of(output)
    with atomic(output) as file:
        for article, record in resumed(_tracked(articles), step, partial, _settings(options, scorer)):
            if "problem" in record:
                problems.append(Problem(article.id, None, record["problem"], "please report this text as a bug"))
                continue
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            n += 1
    partial.unlink()
    _say(f"{n} articles → {output}")
    return _finish([*articles.problems, *problems])


def _report(options: argparse.Namespace) -> int:
    """Write the HTML report, with an overview where there are several groups."""
    from . import report
    from .scoring import score_document

    articles, scorer = _articles(options), _scorer(options)
    documents = [scorer.annotator(article) for article in _tracked(articles)]
    table = ScoreTable([score_document(document) for document in documents], list(articles.problems), scorer.lexicons)
    groups = {one.article.value(options.by) for one in table} - {None}
    comparison = _compared(table, options) if len(groups) > 1 else None
    report.write(documents, options.output, comparison)
    _say(f"{len(documents)} articles → {options.output}")
    return _finish(table.problems)


# -- steps that commands share ------------------------------------------------------------------------------------------


def _scored(articles: Articles, scorer: Scorer, output: Path, options: argparse.Namespace) -> ScoreTable:
    """Score all articles; what an interrupted run of the same command had done is not done again."""
    from .saving import partial_of, resumed

    partial = partial_of(output)
    table = scorer.table(resumed(_tracked(articles), scorer.record, partial, _settings(options, scorer)))
    partial.unlink()
    table.problems = [*articles.problems, *table.problems]
    return table


def _settings(options: argparse.Namespace, scorer: Scorer) -> str:
    """What the stored results of a run depend on, beside the article's text."""
    columns = {field: getattr(options, field) for field in COLUMNS}
    reading = [str(options.input), options.encoding, options.day_first, options.where, columns]
    return json.dumps([__version__, reading, list(scorer.lexicons)])


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


def _manifest(comparison: "Comparison", table: ScoreTable, options: argparse.Namespace) -> dict[str, Any]:
    """What the figures were made with, so that they can be made again."""
    given = {name: value for name, value in vars(options).items() if name != "run" and value not in (None, [], False)}
    return {
        "toolkit": __version__,
        "options": given,
        "settings": comparison.settings,
        "problems": len(table.problems),
        "skipped": sum(problem.skipped for problem in table.problems),
    }


def _print_comparison(comparison: "Comparison") -> None:
    """The main figures, with interval and n; all others are in comparison.csv."""
    from rich import box
    from rich.table import Table

    from .report import figure, interval
    from .scoring import MEASURES

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=_caption(comparison), caption_justify="left")
    table.add_column(comparison.by, overflow="fold")
    table.add_column("articles", justify="right")
    for name in _PRINTED:
        table.add_column(f"{MEASURES[name].title}\n[dim]{MEASURES[name].unit}[/dim]", justify="right")
    for group, rows in comparison.table.groupby("group", sort=False):
        found = {row["measure"]: row for row in rows.to_dict("records")}
        cells = []
        for name in _PRINTED:
            row, measure = found[name], MEASURES[name]
            limits = interval(row["low"], row["high"], measure).replace(" ", "\u00a0")  # keeps it on one line
            cells.append(f"{figure(row['estimate'], measure)}\n[dim]{limits}[/dim]")
        few = " [dim](few)[/dim]" if found[_PRINTED[0]]["few"] else ""
        table.add_row(f"{group}{few}", str(found[_PRINTED[0]]["n_articles"]), *cells)
    _console().print(table)


def _caption(comparison: "Comparison") -> str:
    settings = comparison.settings
    return (
        f"{100 * settings['confidence']:.0f} % intervals from resampling whole articles; too narrow under 50 articles. "
        f"Lexicons: {', '.join(settings['lexicons'])}"
    )


def _finish(problems: list[Problem]) -> int:
    """Tell of the problems, lost articles first; the exit code says whether there were any."""
    for problem in sorted(problems, key=lambda problem: not problem.skipped)[:_PROBLEMS_SHOWN]:
        _say(f"problem: {problem}")
    if len(problems) > _PROBLEMS_SHOWN:
        _say(f"… and {len(problems) - _PROBLEMS_SHOWN} more problems")
    return SOME_PROBLEMS if problems else ALL_READ


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """NaN is no JSON; null says the same."""
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in record.items()}


def _file_name(text: str) -> str:
    return "".join(ch if ch.isalnum() else "_" for ch in text.lower())[:40]


def _write_json(record: dict[str, Any], path: Path) -> None:
    from .saving import atomic

    with atomic(path) as file:
        json.dump(record, file, indent=1, ensure_ascii=False)


def _write_frame(frame: Any, path: Path) -> None:
    """A table as CSV or, by its suffix, as Parquet."""
    from .saving import atomic

    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ArticleError("writing .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
        with atomic(path, "wb") as file:
            frame.to_parquet(file)
        return
    if path.suffix != ".csv":
        raise ArticleError(f"{path}: unknown kind of table; write .csv or .parquet")
    with atomic(path) as file:
        frame.to_csv(file, index=False, lineterminator="\n")
