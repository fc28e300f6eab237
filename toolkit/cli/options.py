"""What the commands share: options that say what to read, progress, problems told, tables written."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..annotation.annotator import DEFAULT_LEXICONS, FRAMES_MODEL
from ..annotation.registry import load_registry
from ..annotation.tagger import MODEL as ATTRIBUTION_MODEL
from ..articles.article import COLUMNS, Articles
from ..articles.conditions import condition_of
from ..articles.reading import read_articles
from ..classifiers.sentence_model import MODEL as BIAS_MODEL
from ..errors import ArticleError
from ..example import EXAMPLE, NAMES, ORGANISATIONS, SIDES
from ..grouping.groups import By
from ..measures.scores import ScoreTable
from ..measures.scoring import Scorer
from ..text.lexicon import Lexicon, load_lexicon
from ..version import __version__
from .console import PROBLEMS_SHOWN, VALUES_SHOWN, say, tracked
from .resume import partial_of, resumed


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
    asked = {name: Path(path).stem for name, path in scorer.annotator.weights.items() if path}
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


def check_table(path: Path) -> None:
    """Raise ArticleError for a table that cannot be written, before the work is done."""
    if path.suffix not in (".csv", ".parquet"):
        raise ArticleError(f"{path}: unknown kind of table; write .csv or .parquet")
    if path.suffix == ".parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise ArticleError("writing .parquet needs pyarrow: pip install 'framing-toolkit[parquet]'") from None
