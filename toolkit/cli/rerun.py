"""The record of a run of `framing compare`, manifest.json and run.toml, and its repetition with `--config`."""

import argparse
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from ..files import as_toml, atomic
from ..report.manifest import Result, manifest
from .console import say
from .output_folder import OutputFolder

if TYPE_CHECKING:
    from ..scores.scores import ScoreTable

_NOT_KEPT = frozenset({"run", "config", "output", "jobs"})  # these do not affect figures
_ABOUT = "# framing compare --config run.toml repeats this comparison, and says where texts, lexicons or models differ.\n"


def write_record(options: argparse.Namespace, scores: "ScoreTable", results: Mapping[str, Result], folder: OutputFolder) -> None:
    """Write manifest.json, and run.toml from which `--config` repeats the run; report what differs from the run repeated."""
    record, kept = manifest(scores, **results), _kept(options)
    parts = {"made_with": {"toolkit": record["toolkit"], **record["made_with"]}, "corpus": record["corpus"]}
    with atomic(folder.expected("run.toml")) as file:
        file.write(_ABOUT + as_toml({"options": kept, **parts}))
    folder.close({**record, "options": kept})
    for part, now in parts.items():
        before = options.earlier.get(part, {})
        for name in before:
            if before[name] != now.get(name):
                say(f"differs from {options.config}: {part} {name} is {now.get(name, 'not used')}, was {before[name]}")


def _kept(options: argparse.Namespace) -> dict[str, Any]:
    """The options that affect figures, including those left at their default.

    Shipped models are left out: their paths depend on where the toolkit is installed, and `made_with` has their hashes.
    """
    kept = {name: value for name, value in sorted(vars(options).items()) if name in options.usual and name not in _NOT_KEPT}
    for model in ("bias_model", "loaded_model"):
        if kept[model] == options.usual[model]:
            del kept[model]
    return {name: value for name, value in kept.items() if value is not None and value is not False and value != []}


def take_up(options: argparse.Namespace) -> None:
    """Make the options of the run that --config names the defaults, so that options on the command line override them.

    A repeatable option on the command line replaces all its values in the run, and articles replace the articles of the run.

    Raises OptionError for a file that does not hold the options of a run.
    """
    earlier = _read(options.config)
    wanted = earlier.get("options", {})
    if isinstance(wanted.get("input"), str):  # one path, as earlier versions wrote it
        wanted["input"] = [wanted["input"]]
    unknown = sorted(set(wanted) - set(options.usual))
    if unknown:
        raise OptionError(f"{options.config}: unknown option {', '.join(unknown)}; framing compare --help lists them")
    typed = {name for name, usual in options.usual.items() if getattr(options, name) != usual}
    typed |= {"input", "example"} if typed & {"input", "example"} else set()
    options.parser.set_defaults(earlier=earlier, **{name: value for name, value in wanted.items() if name not in typed})


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OptionError(f"{path}: cannot be read as the options of a run: {reason}") from None
