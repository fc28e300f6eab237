"""How commands are made: their help, and the options that say which articles are read, the same for every command."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import takewhile
from typing import Any

from ..articles.article import COLUMNS
from ..articles.formats import SUFFIXES
from ..articles.metadata import KEY
from ..articles.opening import PACKED, WINDOWS
from ..choices import meant
from ..measures.formatting import sentence
from .console import USAGE, say
from .help_texts import folded

ENCODING = "utf-8"
"""The usual encoding of text files."""

OF_READING: Mapping[str, Any] = {"encoding": ENCODING, "day_first": False, "metadata": None, "metadata_key": KEY}
"""The options by which files are read, other than columns and conditions, each with its usual value."""

_FILES = (
    f"files, folders or patterns ({' '.join(SUFFIXES)}, each also with {' or '.join(PACKED)}), or - for standard "
    "input; downloads of Nexis Uni, Factiva, ProQuest and Europresse are taken apart (docs/files.md)"
)
_SCORES = "; or a folder of scores that framing score -o scores/ wrote"
_FIELDS = {
    "text": "the text",
    "id": "the id",
    "outlet": "the outlet",
    "title": "the title",
    "published": "the date",
    "url": "the URL",
    "event": "the event",
    "language": "the language",
    "genre": "the genre",
    "byline": "the author",
    "wire_credit": "the credited news agency",
    "translated": "true or false: is the article translated",
}
"""What each of `COLUMNS` holds, for the help."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Help whose usage has only what a command needs; all other options follow below it, in groups. Texts fit the terminal."""

    def _format_usage(self, usage: Any, actions: Iterable[argparse.Action], groups: Any, prefix: str | None) -> str:
        needed = [action for action in actions if action.required or not action.option_strings]
        text = super()._format_usage(usage, needed, [], prefix)
        return text if prefix == "" else f"{text.rstrip()} [options]\n\n"  # without a prefix it is how commands below begin

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return folded(super()._fill_text(text, width, indent), width)


class Parser(argparse.ArgumentParser):
    """A parser that tells what it does not know itself, so that the usage shown is that of the command, and what may be meant."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The options; ends the program where an argument is unknown, and tells of an option of one value that is given twice."""
        options, unknown = super().parse_known_args(args, namespace)
        for name in self._given_again([] if args is None else args):
            say(f"mind: {name} is given more than once, and only the last one counts")
        if unknown:
            options_of_it = [name.removeprefix("--") for name in self._option_string_actions]
            wrong = [name.removeprefix("--").partition("=")[0] for name in unknown if name.startswith("--")]
            near = (meant(name, options_of_it, "--{}") for name in wrong)
            self.error(f"unrecognized arguments: {' '.join(unknown)}{next(filter(None, near), '')}")
        return options, unknown

    def _given_again(self, arguments: Iterable[str]) -> list[str]:
        """The options of one value that stand more than once among the arguments."""
        single = self._registry_get("action", "store")
        named = [argument.partition("=")[0] for argument in takewhile("--".__ne__, arguments)]
        given = Counter(action for name in named if name[:1] == "-" and (action := self._option_string_actions.get(name)))
        return [action.option_strings[-1] for action, n in given.items() if n > 1 and type(action) is single and not action.nargs]

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            raise argparse.ArgumentError(action, f"{error.message}{meant(str(value), map(str, action.choices or ()))}") from None


def add_command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int] | None,
    help: str,
    epilog: str | None = None,
    description: str | None = None,
) -> argparse.ArgumentParser:
    """Add a command, without options; returns its parser.

    Parameters
    ----------
    run : what the command does; None where it has commands of its own, which are shown if none is named.
    epilog, description : shown as they are laid out; the description is that of the list of commands unless it is given.
    """
    about = description or f"{sentence(help)}."
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=about, epilog=epilog, formatter_class=Help)
    parser.set_defaults(run=run or partial(show_help, parser))
    return parser


def add_model(
    models: Any, name: str, run: Callable[[argparse.Namespace], int], help: str, examples: str
) -> argparse.ArgumentParser:
    """Add a command of `framing train`, which makes a model."""
    return add_command(models, name, run, help, examples, f"Learn {help}.")


def examples(*lines: str) -> str:
    """The end of a help: commands to copy, each with what is said about it two spaces behind it, if anything is.

    >>> print(examples("framing lexicon stats", "framing lexicon lint mine.csv"))
    examples:
      framing lexicon stats
      framing lexicon lint mine.csv
    """
    return "\n  ".join(["examples:", *lines])


def show_help(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print the help of a command that has commands of its own, since none of these was named."""
    say(parser.format_help().rstrip())
    return USAGE


def reading_options(parser: argparse.ArgumentParser, *names: str, what: str = "the articles", scores: bool = False) -> None:
    """Add the options that say which articles are read.

    Parameters
    ----------
    names : those of the option that names the files; by default the files need none.
    what : what is read, and what for.
    scores : whether the command takes saved scores in their place.
    """
    reading = parser.add_argument_group("reading")
    named: dict[str, Any] = {"dest": "input", "default": []} if names else {}
    reading.add_argument(*(names or ["input"]), nargs="*", metavar="IN", help=f"{what}: {_FILES}{_SCORES * scores}", **named)
    reading.add_argument("--example", action="store_true", help="read the example articles of the toolkit, all invented")
    for field, usual in COLUMNS.items():
        options = [f"--{field.replace('_', '-')}"] + (["--date"] if field == "published" else [])
        columns = f"column with {_FIELDS[field]} (default: {'one of ' if len(usual) > 1 else ''}{', '.join(usual)})"
        reading.add_argument(*options, dest=field, metavar="COLUMN", help=columns)
    reading.add_argument(
        "--metadata",
        metavar="FILE",
        help="table with a row for each text or page: outlet, date, columns of your own; the options above then name its columns",
    )
    reading.add_argument(
        "--metadata-key",
        default=KEY,
        metavar="COLUMN",
        help=f"its column that names the file, such as storm.txt (default: {KEY})",
    )
    encoding_option(reading)
    reading.add_argument("--day-first", action="store_true", help="read the date 4/5/2017 as 4 May, not as 5 April")
    reading.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help='read only articles that meet a condition, e.g. "genre!=opinion" (repeatable)',
    )
    if scores:
        reading.add_argument(
            "--moved-to",
            action="append",
            metavar="IN",
            help="where the articles of saved scores are now, if they are no longer where they were scored (repeatable); with "
            "it, --metadata says where the table about them is",
        )


def encoding_option(parser: Any) -> None:
    """Add the option that says in which encoding texts are."""
    parser.add_argument(
        "--encoding",
        default=ENCODING,
        metavar="NAME",
        help=f"encoding of text files (default: {ENCODING}, or {WINDOWS} where they are plainly not {ENCODING})",
    )


def seed_option(parser: Any, what: str) -> None:
    """Add the option for the seed of random numbers; `what` says what is drawn by it, as help shows it."""
    parser.add_argument("--seed", type=int, metavar="N", default=0, help=f"{what} (default: 0)")
