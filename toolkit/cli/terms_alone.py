"""The option --only: loaded terms are counted, and nothing else is looked for."""

import argparse

from ..annotation.given import ONLY
from ..annotation.loaded.loaded_words import MODEL as LOADED_MODEL
from ..classifiers.sentence_model import MODEL as BIAS_MODEL
from ..errors import OptionError
from ..scores.score_store import Store
from ..scores.scoring import Scorer
from .console import say

_LEFT_OUT = ("reader", "rules_only", "sides", "persons", "organisations", "names", "min_p", "frames", "frames_model")
"""Options of what is left out; those of models have values that are no choice."""

_MODELS = {"loaded_model": (str(LOADED_MODEL), "none"), "bias_model": (str(BIAS_MODEL), "none")}


def only_option(parser: argparse.ArgumentParser) -> None:
    """Add the option; commands without it always read who says what."""
    parser.add_argument(
        "--only",
        choices=ONLY,
        help="count loaded terms and nothing else, several times as fast: in headlines and in the text, whoever says them, each "
        "hit as 1; measures that need to know who says what are left out",
    )


def check_only(options: argparse.Namespace) -> None:
    """Raise OptionError for options of what is left out."""
    given = [name for name in _LEFT_OUT if getattr(options, name)]
    given += [name for name, no_choice in _MODELS.items() if getattr(options, name) not in no_choice]
    if given:
        listed = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise OptionError(f"{listed} cannot be combined with --only {options.only}")


def report_only(scorer: Scorer) -> None:
    """Say which measures there are, and why no others, where loaded terms alone are counted."""
    if scorer.annotator.only:
        whole = [name for name, measure in scorer.measures.items() if "category" not in measure.of]
        say(
            f"measures: {', '.join(whole)}, and these by category; all others are left out, since they need to know who says "
            "what, or more of the text than loaded terms (--only loaded)"
        )


def check_voices(store: Store) -> None:
    """Raise OptionError for saved counts of loaded terms alone, where more is needed."""
    if only := store.about.made_with.get("only"):
        raise OptionError(
            f"{store.folder}: holds counts of {only} terms alone (--only {only}), and not who says them, nor other words; score "
            "the articles again without --only"
        )
