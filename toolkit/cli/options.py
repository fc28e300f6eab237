"""Options that the commands share: those that say what is read, found, compared and written."""

import argparse
from collections.abc import Callable
from typing import Any

from ..annotation.loaded.loaded_words import MODEL as LOADED_MODEL
from ..classifiers.sentence_model import MODEL as BIAS_MODEL
from ..grouping.events import DAYS
from ..grouping.groups import By
from ..scores.parallel import cores
from .commands import add_command, reading_options, seed_option


def reading_command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
    epilog: str | None = None,
    *,
    scores: bool = True,
) -> argparse.ArgumentParser:
    """Add a command with the options that say what is read: articles and, for most commands, saved scores; returns its parser."""
    parser = add_command(commands, name, run, help, epilog)
    reading_options(parser, scores=scores)
    return parser


def finding_options(parser: argparse.ArgumentParser) -> Any:
    """Add the options that say who reads, and which lexicons the loaded terms come from; returns their group."""
    group = parser.add_argument_group("scoring")
    group.add_argument(
        "--reader",
        metavar="NAME_OR_FOLDER",
        help="what reads who says what and which words are loaded: fast, accurate (fewer errors, several times slower; needs pip "
        "install 'framing-toolkit[accurate]'), or a folder that framing train reader wrote (default: fast)",
    )
    group.add_argument("--rules-only", action="store_true", help="find attributions by rules only, without the shipped model")
    group.add_argument(
        "--lexicon",
        action="append",
        metavar="NAME_OR_CSV",
        help="lexicon of loaded terms to use in place of the shipped one, loaded_terms (repeatable); without loaded_terms among "
        "them, every hit counts 1, and no other word does",
    )
    weight_option(group)
    group.add_argument(
        "--furniture",
        metavar="CSV",
        help="passages that are no part of the articles, as an earlier run wrote them (default: found anew in a file or folder)",
    )
    group.add_argument(
        "--keep-furniture",
        action="store_true",
        help="read everything, also what is not the article: advertisements, links, captions, bylines, biographies",
    )
    return group


def weight_option(parser: Any) -> None:
    """Add the option that leaves out weak entries."""
    parser.add_argument(
        "--min-weight",
        type=float,
        default=0.0,
        metavar="W",
        help="use only terms of this weight or more; 1 leaves out terms that are loaded only in some contexts (default: 0)",
    )


def scoring_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say with which lexicons, registries, sides and models articles are scored."""
    group = finding_options(parser)
    parser.set_defaults(only=None)
    group.add_argument(
        "--sides",
        metavar="CSV",
        help="which side speakers, organisations and countries are on (columns name,side); adds measures of each side",
    )
    for name in ("persons", "organisations"):
        group.add_argument(
            f"--{name}",
            metavar="CSV",
            help=f"your own {name}, which take precedence over the shipped ones (columns term,category,…)",
        )
    group.add_argument(
        "--names",
        metavar="CSV",
        help="your own list of competing names for one thing, in place of the shipped one (columns term,category,concept)",
    )
    group.add_argument(
        "--loaded-model",
        metavar="NPZ",
        default=str(LOADED_MODEL),
        help="your own model of loaded words (framing train loaded), or none: then every hit of the lexicons counts 1 (default: "
        "the shipped one, by which a term counts as much as it is probable that an editor would mark it)",
    )
    group.add_argument(
        "--min-p",
        type=float,
        metavar="P",
        help="count a term from this probability on, 0 to 1, that an editor would mark it; hardly any term has more than .9 "
        "(default: that of the model, above which three words in four are marked: with the shipped one .59 for hits of "
        "loaded_terms; words that no lexicon lists count from .54 on, also where P is lower)",
    )
    group.add_argument(
        "--bias-model",
        metavar="NPZ",
        default=str(BIAS_MODEL),
        help="your own model of sentences that annotators would mark (framing train bias), or none (default: the shipped one)",
    )
    group.add_argument(
        "--frames",
        action="store_true",
        help="also report five generic frames, by the shipped model (trained only on articles about climate change)",
    )
    group.add_argument("--frames-model", metavar="NPZ", help="also report frames by your own model (framing train frames)")
    group.add_argument(
        "--any-language", action="store_true", help="read articles in other languages too, as if they were in English"
    )


def grouping_options(parser: argparse.ArgumentParser) -> Any:
    """Add the options that say what is compared and how figures are resampled; returns their group."""
    group = parser.add_argument_group("comparing")
    by_option(group)
    group.add_argument(
        "--min-articles", type=int, metavar="N", default=20, help="mark groups with fewer articles as few (default: 20)"
    )
    resampling_options(group)
    return group


def by_option(parser: Any) -> None:
    """Add the option that says what articles are grouped by."""
    parser.add_argument(
        "--by",
        type=named,
        default="outlet",
        metavar="COLUMN",
        help="group articles by a field, a column or a span of time such as month; a,b crosses two (default: outlet)",
    )


def resampling_options(parser: Any) -> None:
    """Add the options that say how figures are resampled."""
    parser.add_argument("--resamples", type=int, metavar="N", default=2000, help="bootstrap samples (default: 2000)")
    seed_option(parser, "seed of the random numbers")


def permutations_option(parser: Any) -> None:
    """Add the option that says how often articles are dealt to groups for p."""
    parser.add_argument(
        "--permutations",
        type=int,
        metavar="N",
        help="permutations at most; p is never below 1 / (N + 1), and where there is no difference they end sooner (default: as "
        "many as it takes for one row alone to have an adjusted p of .05, up to 200,000, and fewer with many articles)",
    )


def days_option(parser: Any) -> None:
    """Add the option that says how far apart in time articles on one event may be."""
    told = f"with --find-events: the most days between two articles on one event (default: {DAYS})"
    parser.add_argument("--days", type=int, metavar="N", default=DAYS, help=told)


def guard_option(parser: Any) -> None:
    """Add the option by which a spreadsheet takes no cell for a formula."""
    parser.add_argument(
        "--guard-cells",
        action="store_true",
        help="write an apostrophe before texts that begin with = + - or @, so that spreadsheets do not compute them",
    )


def jobs_option(parser: Any) -> None:
    """Add the option that says how many processes score."""
    parser.add_argument(
        "--jobs",
        type=int,
        default=cores(),
        metavar="N",
        help="processes that read articles side by side; results do not depend on it (default: one for each core)",
    )


def copies_option(group: Any) -> None:
    """Add the option that says how near-copies count."""
    group.add_argument(
        "--copies",
        choices=["once", "agency", "keep"],
        default="once",
        help="articles that are nearly the same: count them once, count them for their news agency, or keep all (default: once)",
    )


def names_in(text: str) -> list[str]:
    """The names that an option lists with commas between them.

    >>> names_in("hedges, boosters")
    ['hedges', 'boosters']
    """
    return [name for part in text.split(",") if (name := part.strip())]


def named(text: str) -> str:
    """What an option names, which must not be nothing: `type` of an argument.

    >>> named("hedges, ")
    'hedges, '
    >>> named(" ")
    Traceback (most recent call last):
    ...
    argparse.ArgumentTypeError: ' ' names nothing; leave the option out, or name what you want
    """
    if not names_in(text):
        raise argparse.ArgumentTypeError(f"{text!r} names nothing; leave the option out, or name what you want")
    return text


def by_of(text: str) -> By:
    """The column, or the columns, that an option names.

    >>> by_of("outlet"), by_of("outlet, year")
    ('outlet', ['outlet', 'year'])
    """
    names = names_in(text)
    return names[0] if len(names) == 1 else names
