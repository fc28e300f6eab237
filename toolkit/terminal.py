"""What the commands share: options that say what to read, progress, problems told, tables written."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .articles import COLUMNS, Article, Articles, Problem, condition_of
from .document import DEFAULT_LEXICONS, FRAMES_MODEL
from .errors import ArticleError
from .example import EXAMPLE, NAMES, ORGANISATIONS, SIDES
from .grouping import By
from .lexicons import Lexicon, load_lexicon
from .reading import read_articles
from .registry import load_registry
from .saving import atomic, partial_of, resumed
from .scoring import Scorer, ScoreTable
from .sentencemodel import MODEL as BIAS_MODEL
from .tagger import MODEL as ATTRIBUTION_MODEL
from .version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from .events import Events

ALL_READ, USAGE, SOME_PROBLEMS = 0, 2, 3
VALUES_SHOWN = 10  # of a column whose condition no article meets
PROBLEMS_SHOWN = 5  # on the terminal; all of them are written beside the output


def reading_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
    """A subcommand with the options that say what to read."""
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
    return parser


def finding_options(parser: argparse.ArgumentParser) -> None:
    """The options that say with which lexicons of loaded terms, and how attributions are found."""
    parser.add_argument("--rules-only", action="store_true", help="find attributions by rule, without the shipped model")
    parser.add_argument(
        "--lexicon",
        action="append",
        metavar="NAME_OR_CSV",
        help="loaded terms to use in place of the shipped ones (repeatable; loaded_terms names the shipped)",
    )
    weight_option(parser)


def weight_option(parser: argparse.ArgumentParser) -> None:
    """The option that leaves weak entries out."""
    parser.add_argument(
        "--least-weight",
        type=float,
        default=0.0,
        metavar="W",
        help="only terms of that weight or more; 1 leaves out those that are not loaded in most contexts (default: 0)",
    )


def scoring_options(parser: argparse.ArgumentParser) -> None:
    """The options that say with which lexicons, registries and sides articles are scored."""
    finding_options(parser)
    parser.add_argument(
        "--sides",
        metavar="CSV",
        help="whose side speakers, organisations and countries are on (columns name,side): adds the measures by side",
    )
    for name in ("persons", "organisations"):
        parser.add_argument(f"--{name}", metavar="CSV", help=f"{name} of your own (columns term,category,…) before the shipped")
    parser.add_argument(
        "--names",
        metavar="CSV",
        help="competing names of your own in place of the shipped ones (columns term,category,concept)",
    )
    parser.add_argument(
        "--bias-model",
        metavar="NPZ",
        default=str(BIAS_MODEL),
        help="sentences that annotators would mark by weights of your own (framing train bias); none: not told",
    )
    parser.add_argument(
        "--frames",
        action="store_true",
        help="tell five generic frames too, by the shipped weights (learned from articles on climate change only)",
    )
    parser.add_argument("--frames-model", metavar="NPZ", help="tell frames by weights of your own (framing train frames)")


def grouping_options(parser: argparse.ArgumentParser) -> Any:
    """The options that say what is compared and how figures are resampled; returns their group."""
    group = parser.add_argument_group("comparing")
    group.add_argument(
        "--by", default="outlet", help="a field, a column or a span of time (month); a,b crosses two (default: outlet)"
    )
    group.add_argument("--min-articles", type=int, default=20, help="groups with fewer are marked as few (default: 20)")
    group.add_argument("--resamples", type=int, default=2000, help="of bootstrap and permutations (default: 2000)")
    group.add_argument("--seed", type=int, default=0, help="of bootstrap and permutations (default: 0)")
    return group


def copies_option(group: Any) -> None:
    """The option that says how near-copies count."""
    group.add_argument(
        "--copies",
        choices=["once", "agency", "keep"],
        default="once",
        help="near-copies count once, or for their agency, or are kept (default: once)",
    )


def by_of(text: str) -> By:
    """The column or columns that an option names.

    >>> by_of("outlet"), by_of("outlet, year")
    ('outlet', ['outlet', 'year'])
    """
    names = [name.strip() for name in text.split(",")]
    return names[0] if len(names) == 1 else names


def articles_of(options: argparse.Namespace) -> Articles:
    """The articles that the options of a reading command name."""
    if bool(options.input) == options.example:
        raise ArticleError("name a file or folder to read, or give --example (not both)")
    columns = {field: getattr(options, field) for field in COLUMNS if getattr(options, field)}
    path = EXAMPLE if options.example else options.input
    return read_articles(path, columns=columns, encoding=options.encoding, where=options.where, day_first=options.day_first)


def scorer_of(options: argparse.Namespace) -> Scorer:
    """The scorer with the lexicons and the registry that the options name."""
    organisations = options.organisations or (ORGANISATIONS if options.example else None)
    sides = options.sides or (SIDES if options.example else None)
    names = options.names or (NAMES if options.example else "names")
    registry = load_registry(options.persons, organisations, sides)
    return Scorer(
        lexicons_of(options),
        rules_only=options.rules_only,
        registry=registry,
        names=names,
        bias_model=None if options.bias_model == "none" else options.bias_model,
        frames_model=options.frames_model or (FRAMES_MODEL if options.frames else None),
    )


def models_of(scorer: Scorer) -> list[str]:
    """The models that a scorer asks, each with what it tells, its file and the first letters of its hash.

    >>> [label.rsplit(" ", 1)[0] for label in models_of(Scorer())]
    ['attributions: attribution', 'sentences: biased_sentences']
    """
    made_with = scorer.made_with
    asked = {name: Path(path).stem for name, path in scorer.models.items() if path}
    found = [f"{name}: {file} {made_with[f'{name} model']}" for name, file in asked.items()]
    if scorer.annotator.model:
        found.insert(0, f"attributions: {ATTRIBUTION_MODEL.stem} {made_with['attribution model']}")
    return found


def lexicons_of(options: argparse.Namespace) -> list[Lexicon]:
    """The lexicons of loaded terms that the options name, without the terms of too little weight."""
    return [load_lexicon(name).at_least(options.least_weight) for name in options.lexicon or DEFAULT_LEXICONS]


def scored(articles: Articles, scorer: Scorer, output: Path, options: argparse.Namespace) -> ScoreTable:
    """Score all articles; what an interrupted run of the same command had done is not done again."""
    records = resumed(tracked(articles), scorer.record, partial_of(output), run_settings(options, scorer))
    table = scorer.table(articles, records)
    if not len(table):
        raise ArticleError("\n".join([_nothing_left(options), *map(str, table.problems[:PROBLEMS_SHOWN])]))
    if table.sideless:
        say("no source is on any side: are the names in the file of sides those that framing score shows?")
    return table


def _nothing_left(options: argparse.Namespace) -> str:
    """Why there is no article: the conditions leave none, or none could be read."""
    if not options.where:
        return "no article could be read"
    everything = articles_of(argparse.Namespace(**{**vars(options), "where": []}))
    names = [condition_of(condition).name for condition in options.where]
    values = {name: sorted({str(article.value(name)) for article in everything})[:VALUES_SHOWN] for name in names}
    told = "; ".join(f"{name} is {', '.join(found)}" for name, found in values.items())
    return f"no article meets --where {' and '.join(options.where)}; {told}"


def run_settings(options: argparse.Namespace, scorer: Scorer) -> str:
    """What the stored results of a run depend on, beside the article's text."""
    columns = {field: getattr(options, field) for field in COLUMNS}
    reading = [str(options.input), options.encoding, options.day_first, options.where, columns]
    return json.dumps([__version__, reading, scorer.made_with])


def console(*, stderr: bool = False) -> "Console":
    """The terminal, for tables and marked text."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def tracked(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, with a progress line where somebody watches."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        yield from progress.track(articles, total=None)


def finish(problems: list[Problem], output: Path | None = None) -> int:
    """Tell of the problems, lost articles first, and list all beside the output; the exit code says whether there were any."""
    for problem in sorted(problems, key=lambda problem: not problem.skipped)[:PROBLEMS_SHOWN]:
        say(f"problem: {problem}")
    if len(problems) > PROBLEMS_SHOWN:
        say(f"… and {len(problems) - PROBLEMS_SHOWN} more problems")
    if problems and output:
        table = output.with_name(f"{output.name}.problems.csv")
        write_frame(ScoreTable(problems=problems).problems_frame(), table)
        say(f"all problems → {table}")
    return SOME_PROBLEMS if problems else ALL_READ


def tell_of_events(events: "Events") -> None:
    """How many events were found, and what a reader must know of them."""
    sizes = events.table["event"].value_counts()
    several = sizes[sizes > 1]
    say(f"events: {len(several)} of two articles or more, with {several.sum()} of {len(events.table)} articles")
    for note in events.notes:
        say(f"events: {note}")


def say(text: str) -> None:
    """Tell the user something that is no result."""
    print(text, file=sys.stderr)


def check_table(path: Path) -> None:
    """Raise ArticleError for a table that cannot be written, before the work is done."""
    if path.suffix not in (".csv", ".parquet"):
        raise ArticleError(f"{path}: unknown kind of table; write .csv or .parquet")
    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ArticleError("writing .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None


def write_json(record: dict[str, Any], path: Path) -> None:
    """A record as JSON, whole or not at all."""
    with atomic(path) as file:
        json.dump(record, file, indent=1, ensure_ascii=False)


def write_frame(frame: Any, path: Path) -> None:
    """A table as CSV or, by its suffix, as Parquet."""
    if path.suffix == ".parquet":
        with atomic(path, "wb") as file:
            frame.to_parquet(file)
    else:
        with atomic(path) as file:
            frame.to_csv(file, index=False, lineterminator="\n")
