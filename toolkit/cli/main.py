"""The command `framing`: its parser, and how its commands end."""

import argparse
import errno
import functools
import gc
import os
import sys
from collections.abc import Sequence
from glob import glob
from importlib import import_module
from pathlib import Path

from ..errors import NoArticleError, OptionError, ToolkitError
from ..scores.parallel import collect_seldom
from ..scores.store_manifest import is_store
from ..version import __version__
from .commands import Help, Parser, show_help
from .completion import add_completion_command
from .console import ALL_READ, INTERRUPTED, SOME_PROBLEMS, USAGE, discard_output, say
from .output_folder import scores_of
from .resume import partial_of

_EPILOG = """\
examples:
  framing compare --example -o out/            compare the outlets of the example articles
  framing score article.txt                    print a readable account of one article
  framing score articles.csv -o scores.csv     write a table: one row per article, one column per measure
  framing score articles.csv -o scores/        keep all scores in a folder
  framing compare scores/ -o out/              compare them, without reading a text again
  framing join scores1/ scores2/ -o scores/    one folder of those that several machines made
  framing compare articles.csv --by country --where "genre!=opinion" -o out/
  framing omissions articles.csv -o omissions/  whom each outlet does not hear, name or quote on events that others report too
  framing two a.txt b.txt                      show two texts side by side
  framing annotate articles.jsonl -o annotations.jsonl
  framing annotate articles.jsonl -o tasks.json  for coders in Label Studio, with suggestions
  framing power articles.csv -o power/         how many articles each outlet needs for a difference to be found
  framing report articles/ -o report.html
  framing lexicon show regime articles.csv     show an entry, its source, and where it occurs
  framing validate sample articles.csv --of attributions -o sheet.csv   units to code by hand, to correct figures by
  framing train bias labelled.csv -o bias.npz  train a classifier on labelled sentences
  framing evaluate bias.npz others.csv         test it on sentences that it has not learned from

exit codes: 0 no article was left out (messages tell what was mended, is duplicated, or is in another
language and has no figures); 2 wrong usage; 3 some articles, or all, could not be read, and why is told;
130 interrupted
"""
_ADDED_BY = {
    "score": "score.add_score_command",
    "join": "join.add_join_command",
    "compare": "compare.add_compare_command",
    "omissions": "omissions.add_omissions_command",
    "power": "power.add_power_command",
    "events": "evidence.add_evidence_commands",
    "explain": "evidence.add_evidence_commands",
    "two": "two.add_two_command",
    "annotate": "score.add_annotate_command",
    "report": "report.add_report_command",
    "lexicon": "lexicon.add_lexicon_commands",
    "validate": "validate.add_validate_commands",
    "train": "train.add_model_commands",
    "evaluate": "train.add_model_commands",
}
"""Module and function that add each command: to import those of all takes longer than to read an article."""


_NO_ROOM = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}  # a full disk, or a user's share of it


def command() -> int:
    """Run the command of the command line, in a process that ends with it; returns the exit code."""
    collect_seldom()
    code = main()
    gc.freeze()  # the process ends: to look through lexicons and models for garbage once more takes as long as ten articles
    return code


def main(arguments: list[str] | None = None) -> int:
    """Run the command with these arguments, by default those of the command line; returns the exit code."""
    _open_streams()
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = command_parser(arguments)
    options = parser.parse_args(arguments)
    try:
        if getattr(options, "output", None) is not None and not options.output.strip():
            raise OptionError("-o names nothing: name a file or folder to write, or leave it out")
        if getattr(options, "config", None):
            from .rerun import take_up

            take_up(options)
            options = parser.parse_args(arguments)
        _keep_inputs(options)
        code = int(options.run(options))
        sys.stdout.flush()  # while what goes wrong can still be told
        return code
    except ToolkitError as error:
        say(f"framing: {error}")
        return SOME_PROBLEMS if isinstance(error, NoArticleError) else USAGE
    except BrokenPipeError:  # whoever reads has seen enough, as in "framing score … | head"
        discard_output()
        return ALL_READ
    except OSError as error:
        say(f"framing: cannot write {_not_written(error, options)}")
        discard_output()
        return USAGE
    except KeyboardInterrupt:
        again = "run the same command again to continue" if _goes_on(options) else "nothing was written"
        say(f"framing: interrupted; {again}")
        return INTERRUPTED


def _open_streams() -> None:
    """Give a process that was started without standard output or errors, as by a service, some that lead to nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it stays open as they do


def _not_written(error: OSError, options: argparse.Namespace) -> str:
    """What cannot be written, and why; on a full disk, what to do."""
    output = getattr(options, "output", None)
    told = f"{error.filename or output or 'the output'}: {error.strerror or error}"
    if error.errno not in _NO_ROOM or not output:
        return told
    kept = "; what was done is kept: run the same command again to continue" if _goes_on(options) else ""
    return f"{told}; free some space, or name an output on another disk{kept}"


def _keep_inputs(options: argparse.Namespace) -> None:
    """Refuse to write over a file that the command reads: the output appears in its place, and the input is gone."""
    output = str(getattr(options, "output", None) or "")
    if not Path(output).is_file():
        return
    given = (value if isinstance(value, list) else [value] for name, value in vars(options).items() if name != "output")
    for one in (str(value) for values in given for value in values if isinstance(value, str | Path)):
        if one != "-" and any(os.path.samefile(file, output) for file in [one, *glob(one)] if Path(file).is_file()):
            raise OptionError(f"{output}: it is read by this command and would be written over; name another file after -o")


def _goes_on(options: argparse.Namespace) -> bool:
    """Whether an interrupted command has kept what it did."""
    output = str(getattr(options, "output", None) or "")
    partials = (partial_of(output), partial_of(scores_of(output)))
    return bool(output) and (is_store(output) or any(map(Path.exists, partials)))


def command_parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of the command line: with the command that the arguments begin with, or with all where they name none."""
    parser = Parser(
        prog="framing",
        description="Measure how news outlets frame events: which loaded terms they use, who says them, and who gets to speak.",
        epilog=_EPILOG,
        formatter_class=Help,
    )
    parser.add_argument("--version", action="version", version=f"framing-toolkit {__version__}")
    parser.set_defaults(run=functools.partial(show_help, parser))
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    first = next(iter(arguments), "")
    for added_by in dict.fromkeys([_ADDED_BY[first]] if first in _ADDED_BY else _ADDED_BY.values()):
        module, function = added_by.split(".")
        getattr(import_module(f".{module}", __package__), function)(commands)
    add_completion_command(commands, parser)
    return parser
