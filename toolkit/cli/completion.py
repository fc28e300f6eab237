"""The command `framing completion`: a script by which a shell completes commands, options and file names."""

import argparse
from collections.abc import Iterator
from functools import partial
from typing import Any

from ..errors import OptionError
from .commands import add_command
from .console import ALL_READ

_EPILOG = """\
examples:
  framing completion bash > ~/.local/share/bash-completion/completions/framing
  framing completion zsh > ~/.zfunc/_framing        with fpath+=~/.zfunc before compinit in ~/.zshrc

Start a new shell afterwards. It needs pip install 'framing-toolkit[completion]', once: the script does without it.
"""


def add_completion_command(commands: Any, parser: argparse.ArgumentParser) -> None:
    """Add `completion` to the commands of a parser, which it completes."""
    help = "print a script by which your shell completes commands, options and file names"
    completion = add_command(commands, "completion", partial(_completion, parser), help, _EPILOG)
    completion.add_argument("shell", choices=["bash", "zsh", "tcsh"], metavar="SHELL", help="your shell: bash, zsh or tcsh")


def _completion(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print the script."""
    try:
        import shtab
    except ImportError:
        raise OptionError("completion needs shtab: pip install 'framing-toolkit[completion]'") from None
    for action in _actions(parser):
        if action.nargs != 0 and not action.choices:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(parser, options.shell))
    return ALL_READ


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The options of a parser and of all its commands."""
    for action in parser._actions:  # argparse shows them to nobody, and shtab reads them there too
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
