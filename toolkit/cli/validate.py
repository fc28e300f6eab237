"""The commands `framing validate …`: draw a sample to code by hand, and correct figures by what was coded."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from ..files import locked
from ..progress import tracked
from ..table_files import write_frame
from .commands import add_command, examples, seed_option
from .console import ALL_READ, finish, print_frame, say
from .needed_columns import Passing
from .options import by_of, by_option, guard_option, jobs_option, named, names_in, reading_command, scoring_options
from .resume import partial_of, removed_if_refused
from .saved_scores import articles_and_scorer, articles_behind, scores_for, store_of
from .scoring_run import articles_of, furniture_of, is_streamed

if TYPE_CHECKING:
    import pandas as pd

    from ..articles.article import Articles
    from ..scores.score_store import Store

_EPILOG = """\
examples:
  framing validate sample articles.csv --of loaded -o sheet.csv --blind
  framing validate sample articles.csv --of attributions --units 400 -o sheet.csv
  framing validate sample scores/ --of topic -o sheet.csv        a column that a program filled in
  framing validate correct ann.csv bo.csv --key sheet.key.csv -o out/
  framing validate correct ann.csv --key sheet.key.csv --half-width 0.05

how it works:
  1. sample draws units of each group, rare ones too, into a sheet, and writes their probabilities into a key next to it.
  2. People fill in copies of the sheet, one each. The question of each row says what is asked:
     loaded        loaded: yes or no for a passage that was found, a number for the other loaded terms in a sentence
                   (what others say in it is left out: "[…]"); category, if you like
     attributions  attribution: yes or no; source_type, empty if nothing tells; named: yes or no
     a measure     the counts that it is made of (the base may stay empty); a column: its value, under answer
  3. correct tells how far coders agree, and corrects each group's figure by the errors that they found. Errors may be as many as
     they like and differ between groups; with many the interval is wide. --half-width says how many units a narrower one takes.
"""
_LOADED, _ATTRIBUTIONS = "loaded", "attributions"
_UNITS = 300  # of attributions and articles
_MANY = 600  # units: more than most people code by hand


def add_validate_commands(commands: Any) -> None:
    """Add `validate` with its own subcommands."""
    what = "draw a sample to code by hand, and correct figures by what was coded"
    parser = add_command(commands, "validate", None, what, _EPILOG)
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    shown = examples(
        "framing validate sample articles.csv --of loaded -o sheet.csv --blind",
        "framing validate sample articles.csv --of attributions --units 400 -o sheet.csv",
    )
    sample = reading_command(parts, "sample", _sample, "draw units of each group into a sheet for human coders", shown)
    scoring_options(sample)
    sample.add_argument(
        "--of",
        default=_LOADED,
        metavar="WHAT",
        help="what is coded: loaded (terms and sentences), attributions, or whole articles with a measure or a column, by its "
        "name (default: loaded)",
    )
    by_option(sample)
    sample.add_argument(
        "-o", "--output", metavar="FILE", default="sheet.csv", help="sheet to write, with its key next to it (default: sheet.csv)"
    )
    sample.add_argument(
        "--units",
        type=int,
        metavar="N",
        help=f"units to draw in all (default: {_UNITS} attributions or articles; of loaded terms, as many as --hits and "
        "--sentences say)",
    )
    sample.add_argument("--hits", type=int, metavar="N", default=5, help="the most hits of each entry in each group (default: 5)")
    sample.add_argument(
        "--sentences",
        type=int,
        metavar="N",
        default=30,
        help="the most sentences of each group with a hit, and without one (default: 30)",
    )
    sample.add_argument("--blind", action="store_true", help="leave group and id out of the sheet")
    seed_option(sample, "seed of the draw")
    jobs_option(sample)
    _add_correct(parts)


def _add_correct(parts: Any) -> None:
    help = "report the agreement of the coders, and correct figures by their answers"
    shown = examples(
        "framing validate correct ann.csv bo.csv --key sheet.key.csv -o out/",
        "framing validate correct ann.csv --key sheet.key.csv --half-width 0.05",
    )
    correct = add_command(parts, "correct", _correct, help, shown)
    correct.add_argument("sheet", nargs="+", metavar="SHEET", help="the sheet as each coder filled it in")
    correct.add_argument("--key", metavar="CSV", help="the key that sample wrote (default: next to the first sheet)")
    correct.add_argument(
        "--measures",
        type=named,
        metavar="NAMES",
        help="of attributions: source_government, official_share, … (default: the main ones)",
    )
    correct.add_argument(
        "--half-width", type=float, metavar="W", help="also tell how many units to code for intervals of ± W, such as 0.05"
    )
    correct.add_argument("-o", "--output", metavar="FOLDER", help="write groups.csv, differences.csv and agreement.csv")
    guard_option(correct)


def _sample(options: argparse.Namespace) -> int:
    """Draw a sheet and its key."""
    from ..validation.coding_sheets import key_of, new_sheet

    output, store = new_sheet(options.output, options.seed), store_of(options)
    with locked(output), removed_if_refused(furniture_of(output)) as furniture:
        articles, drawn = _drawn(options, output, furniture, store)
    n = int((drawn["unit"] != "").sum())
    fewer = "; --units 400 draws fewer, by category instead of by entry" if options.of == _LOADED and not options.units else ""
    say(f"{n:,} units → {output}, the key → {key_of(output)}{fewer if n > _MANY else ''}")
    return finish(articles.problems, output, store=store)


def _drawn(options: argparse.Namespace, output: Path, furniture: Path, store: "Store | None") -> "tuple[Articles, pd.DataFrame]":
    """The articles, and the key of what was drawn from them into a sheet."""
    from ..validation.coding_sheets import sample, sample_articles, sample_attributions

    how: dict[str, Any] = {"by": by_of(options.by), "blind": options.blind, "seed": options.seed}
    units = _UNITS if options.units is None else options.units
    if not store and not is_streamed(options):
        Passing(articles_of(options), [how["by"]]).check()
    if options.of not in (_LOADED, _ATTRIBUTIONS):
        scores = scores_for(options, output, furniture)
        articles = articles_behind(options, store) if store else articles_of(options)
        drawn = sample_articles(scores, options.of, output, units=units, texts=tracked(articles), **how)
        partial_of(output).unlink(missing_ok=True)
        return articles, drawn
    articles, scorer = articles_and_scorer(options, furniture)
    how["annotator"] = scorer.annotator
    if options.of == _ATTRIBUTIONS:
        return articles, sample_attributions(tracked(articles), output, units=units, **how)
    most = {"hits": options.hits, "sentences": options.sentences, "units": options.units}
    return articles, sample(tracked(articles), output, **most, **how)


def _correct(options: argparse.Namespace) -> int:
    """Print and write what coders agree on, and the corrected figures."""
    from ..validation.coded_sheets import read_coding
    from ..validation.corrected_rates import corrected, units_to_code

    coding = read_coding(*options.sheet, key=options.key)
    correction = corrected(coding, names_in(options.measures) if options.measures else ())
    tables = {"groups": correction.groups, "differences": correction.differences, "agreement": coding.agreements()}
    print_frame(tables["agreement"].query("units > 0"), title="Krippendorff's alpha of the coders, with its 95 % interval")
    shown = correction.groups[["group", "measure", "machine", "corrected", "low", "high", "coded", "note"]]
    print_frame(shown, title="as the machine has it, and corrected by the coding, with 95 % intervals", rows=None)
    shown = correction.differences[["group", "measure", "difference", "low", "high", "p_adjusted"]]
    print_frame(shown, title="each group against all others, corrected", rows=None)
    if options.half_width is not None:
        tables["units_to_code"] = units_to_code(correction, options.half_width)
        print_frame(tables["units_to_code"], title=f"units to code in all for ± {options.half_width:g}", rows=None)
    if options.output:
        folder = Path(options.output)
        if folder.is_file():
            raise OptionError(f"{folder}: it is a file; name a folder for the tables")
        for name, table in tables.items():
            write_frame(table, folder / f"{name}.csv", guarded=options.guard_cells)
        say(f"tables → {folder}/")
    return ALL_READ
