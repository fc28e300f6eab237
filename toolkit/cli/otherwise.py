"""The same articles read in other ways, for the table of `framing compare` that says whether ranks depend on it."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import OptionError
from ..scores.scores import ScoreTable
from ..scores.scoring import Scorer
from ..scores.store_manifest import is_store
from .resume import partial_of
from .saved_scores import saved
from .scoring_run import articles_of, is_streamed, scored

FURNITURE, RULES = "furniture", "rules"


def otherwise_option(group: Any) -> None:
    """Add the option that names other ways to read the articles."""
    group.add_argument(
        "--otherwise",
        action="append",
        default=[],
        metavar="WAY",
        help="read all articles in another way too, and show in sensitivity.csv whether ranks depend on it: by another reader, "
        f"such as accurate; {RULES}, by the rules alone; {FURNITURE}, with advertisements, bylines and the like kept; or a "
        "folder of scores that were made otherwise (repeatable)",
    )


def scorers_otherwise(options: argparse.Namespace, scorer: Scorer) -> dict[str, Scorer]:
    """The scorers of the other ways, by what these are called, each with everything else as it is.

    Raises OptionError for a way that is no other, and where articles cannot be read twice.
    """
    if options.otherwise and is_streamed(options):
        raise OptionError("--otherwise reads all articles twice, and standard input can be read only once: name a file")
    several = [Scorer.of(_annotator(scorer, way)) for way in options.otherwise]
    return {_called(way, scorer.made_with, other.made_with): other for way, other in zip(options.otherwise, several, strict=True)}


def _annotator(scorer: Scorer, way: str) -> Any:
    if way == FURNITURE:
        return scorer.annotator.with_furniture()
    return scorer.annotator.by_rules_alone() if way == RULES else scorer.annotator.with_reader(way)


def scored_otherwise(options: argparse.Namespace, scorers: Mapping[str, Scorer]) -> dict[str, ScoreTable]:
    """The scores of the articles in each of the other ways."""
    several = zip(scorers.items(), _files(options), strict=True)
    return {name: scored(articles_of(options), scorer, file, options) for (name, scorer), file in several}


def forget_partial(options: argparse.Namespace) -> None:
    """Remove what was kept of the other ways while a run went on."""
    for file in _files(options):
        partial_of(file).unlink(missing_ok=True)


def _files(options: argparse.Namespace) -> list[Path]:
    return [Path(options.output) / f"scores.otherwise{number}.csv" for number in range(len(options.otherwise))]


def saved_otherwise(options: argparse.Namespace, everything: ScoreTable) -> dict[str, ScoreTable]:
    """The saved scores of the same articles that were made otherwise, by what that is called.

    Raises OptionError for what is no folder of scores: saved scores have no texts that could be read in another way.
    """
    tables = {}
    for way in options.otherwise:
        if not is_store(way):
            raise OptionError(
                f"--otherwise {way}: saved scores have no texts to be read in another way; score the articles in that way "
                "into a folder too, and name that"
            )
        other = saved(way, options)
        texts, others = ({*zip(table.scores.values("id"), table.scores.sha256, strict=True)} for table in (everything, other))
        if texts != others:
            raise OptionError(
                f"--otherwise: {len(texts ^ others)} articles are in one folder of scores only; score the same articles"
            )
        tables[_called(way, everything.made_with, other.made_with)] = other
    return tables


def _called(way: str, made: Mapping[str, str], other: Mapping[str, str]) -> str:
    """What the variant is called, by what differs; OptionError where nothing does, or something else."""
    differ = {name for name in made.keys() | other.keys() if made.get(name) != other.get(name)}
    if not differ:
        raise OptionError(f"--otherwise {way} is how the articles are read anyway: name another way, such as accurate")
    if differ == {"furniture"}:
        return "furniture kept" if other["furniture"] == "kept" else "other furniture left out"
    rules = other["attribution model"] == "none: rules only"
    of_reader = {"reader", "attribution model", "target model"} | ({"source type model"} if rules else set())
    if more := sorted(differ - of_reader):
        raise OptionError(f"--otherwise {way}: {', '.join(more)} differ too; score with the same lexicons and models")
    return "read by the rules alone" if rules else f"read by the {other['reader'].split(' ')[0]} reader"
