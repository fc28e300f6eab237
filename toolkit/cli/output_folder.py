"""The folder of a run's tables and charts: its manifest lists them with their hashes, so that none of an earlier run stay."""

import argparse
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OptionError
from ..files import locked
from ..measures.formatting import counted
from ..scores.store_manifest import is_store
from ..table_files import write_frame
from .console import say, write_json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MANIFEST = "manifest.json"
_NAMED = 3  # files in a message


class OutputFolder:
    """What one run writes into its folder; `earlier` has the files of the run before, each with its hash."""

    def __init__(self, options: argparse.Namespace, command: str, earlier: Mapping[str, str]) -> None:
        self.path, self.command, self.earlier = Path(options.output), command, earlier
        self._guarded, self._kept = options.guard_cells, _named_in(options)
        self._written: list[Path] = []
        self._expected: dict[Path, Any] = {}

    def table(self, name: str, frame: "pd.DataFrame") -> None:
        """Write a table."""
        path = self.path / f"{name}.csv"
        write_frame(frame, path, guarded=self._guarded)
        self._written.append(path)

    def chart(self, name: str, ax: "Axes") -> None:
        """Write a chart."""
        from .. import charts

        self._written += charts.save(ax, self.path / "charts" / name)

    def page(self, name: str, chart: Any) -> None:
        """Write an interactive chart as a page."""
        from ..charts import interactive

        self._written.append(interactive.save(chart, self.path / "charts" / name))

    def expected(self, name: str) -> Path:
        """The path of a file that another step may write; it belongs to this run where it is a new one in the end."""
        path = self.path / name
        self._expected[path] = _identity(path)
        return path

    def give_up(self) -> None:
        """Remove what another step wrote where there was nothing before: a run that is refused leaves nothing."""
        for path, before in self._expected.items():
            if before is None:
                path.unlink(missing_ok=True)

    def close(self, record: Mapping[str, Any]) -> None:
        """Remove what the run before wrote and this one did not, and write the manifest: the record, and the files."""
        several = [*self._written, *(path for path, before in self._expected.items() if _identity(path) != before)]
        files = {path.relative_to(self.path).as_posix(): _hash(path) for path in several}
        self._remove({name: hash for name, hash in self.earlier.items() if name not in files})
        write_json({"command": self.command, **record, "files": files}, self.path / MANIFEST)

    def _remove(self, stale: Mapping[str, str]) -> None:
        """Remove files that are still as the run before wrote them; links, and files that an option names, stay."""
        there = {name: path for name in stale if (path := self._inside(name))}
        gone = [name for name, path in there.items() if path.resolve() not in self._kept and _hash(path) == stale[name]]
        for name in gone:
            there[name].unlink()
        if gone:
            say(f"removed, since the run before wrote them and this one does not: {counted(len(gone), 'file')} ({_some(gone)})")
        if others := [name for name in there if name not in gone]:
            say(f"of the run before, but changed since or in use, and so left: {_some(others)}")

    def _inside(self, name: str) -> Path | None:
        """The file of this name in the folder; None where there is none, or it lies elsewhere."""
        path = self.path / name
        is_elsewhere = path.is_symlink() or not path.resolve().is_relative_to(self.path.resolve())
        return None if is_elsewhere or not path.is_file() else path


@contextmanager
def output_folder(options: argparse.Namespace, command: str) -> Iterator[OutputFolder]:
    """The folder that -o names, which no other run may write meanwhile.

    Raises OptionError where it holds saved scores, or what another command wrote.
    """
    folder = Path(options.output)
    if is_store(folder):
        raise OptionError(f"{folder}: a folder of scores; name another one for the results (-o)")
    with locked(folder / MANIFEST):
        earlier = _read(folder / MANIFEST)
        if (other := earlier.get("command", command)) != command:
            raise OptionError(f"{folder}: holds the results of framing {other}; name another folder (-o)")
        files = earlier.get("files")
        output = OutputFolder(options, command, files if isinstance(files, dict) else {})
        try:
            yield output
        except BaseException:
            output.give_up()
            raise


def _read(path: Path) -> dict[str, Any]:
    """What a manifest holds; nothing where there is none that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _named_in(options: argparse.Namespace) -> set[Path]:
    """The paths that options name."""
    values = chain.from_iterable(value if isinstance(value, list) else [value] for value in vars(options).values())
    return {Path(value).resolve() for value in values if isinstance(value, str) and value}


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file that was written anew from the one before; None where there is none."""
    return (path.stat().st_ino, path.stat().st_mtime_ns) if path.is_file() else None


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def scores_of(folder: str | Path) -> Path:
    """The table of scores in the folder of a comparison.

    >>> scores_of("out").name
    'scores.csv'
    """
    return Path(folder) / "scores.csv"
