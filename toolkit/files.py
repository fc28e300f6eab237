"""Files written whole or not at all and by one run at a time, arrays from whomever they are, and tables as TOML."""

import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import wraps
from math import isnan
from pathlib import Path
from typing import IO, Any, TypeVar, cast
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from .errors import OptionError

MODELS = Path(__file__).parent / "models"
"""The folder of the models that ship, each with its card."""

LARGEST = 1 << 29
"""Bytes of the largest file of arrays that is read, unpacked: fifty times the largest that ships."""

_FEW = 2  # numbers of an array in which one may be missing (NaN), such as an error that nobody measured
_DIGITS = 4  # decimals of a figure in TOML


_Load = TypeVar("_Load", bound=Callable[..., Any])


def kept_until_changed(usual: Path | None = None) -> Callable[[_Load], _Load]:
    """Keep what a function loads from a path, by default the usual one, until the file or a file of the folder is another.

    >>> @kept_until_changed()
    ... def text_of(path):
    ...     return [path.read_text()]
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "weights.txt"
    ...     _ = path.write_text("old")
    ...     first, again = text_of(path), text_of(path)
    ...     _ = path.write_text("newer")
    ...     first is again, text_of(path)
    (True, ['newer'])
    """

    def keeping(load: _Load) -> _Load:
        kept: dict[Path, tuple[Any, Any]] = {}

        @wraps(load)
        def loaded(path: Any = usual) -> Any:
            stamp = _stamp(path)
            if path not in kept or kept[path][0] != stamp:
                kept[path] = stamp, load(path)
            return kept[path][1]

        return cast(_Load, loaded)

    return keeping


def _stamp(path: Path) -> list[tuple[Any, ...]]:
    """What tells a file, or those of a folder, from others of the same name; nothing for what is not there."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    states = [(file.name, file.stat()) for file in files if file.exists()]
    return [(name, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns) for name, state in states]


@contextmanager
def atomic(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """A file that appears under its name only once it is complete; after an error, the earlier file of that name is still there.

    Where the name is a link, the file that it leads to is written. Raises OptionError for a folder, a pipe or a device.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic(Path(folder) / "table.csv") as file:
    ...         _ = file.write("a,b")
    ...     (Path(folder) / "table.csv").read_text()
    'a,b'
    """
    path = real_output(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    with whole(path) as unfinished, open(unfinished, mode, **text) as file:  # type: ignore[call-overload]
        yield file


@contextmanager
def whole(path: Path, run: str = "") -> Iterator[Path]:
    """Under which name a file is written until it is complete; `run` tells apart several that may be writing it at once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, whole(Path(folder) / "part.parquet", ".2") as unfinished:
    ...     unfinished.name, unfinished.write_bytes(b"")
    ('.part.parquet.2.unfinished', 0)
    """
    unfinished = path.with_name(f".{path.name}{run}.unfinished")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        with suppress(OSError):  # what went wrong before says more
            unfinished.unlink()


def real_output(path: str | Path) -> Path:
    """Where a file is really written: for a link, what it leads to.

    Raises OptionError for what is there and is no file, which must not be replaced, and for a file in place of its folder.

    >>> real_output("out/new.csv").name
    'new.csv'
    """
    path = Path(path)
    if path.is_dir():
        raise OptionError(f"{path}: a folder; name a file in it")
    if path.exists() and not path.is_file():
        raise OptionError(f"{path}: a pipe or device, not a file; name a file")
    if path.parent.is_file():
        raise OptionError(f"cannot write {path}: {path.parent} is a file, not a folder")
    return Path(os.path.realpath(path)) if path.is_symlink() else path


@contextmanager
def locked(path: str | Path) -> Iterator[None]:
    """Keep other runs from writing a file for as long as this one may; new folders in which nothing is written do not stay.

    Raises OptionError where another run is writing it, and what `real_output` raises.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder) / "table.csv"):
    ...     print(*(file.name for file in Path(folder).iterdir()))
    .table.csv.lock
    """
    from filelock import FileLock, Timeout  # here, since it takes long to import and what is shown on a terminal needs none

    path = real_output(path)
    new = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise OptionError(f"{path}: another run is writing it; wait for it, or name another output") from None
    try:
        yield
    finally:
        with suppress(OSError):  # where an open file cannot be removed, it stays
            Path(lock.lock_file).unlink()
        lock.release()
        with suppress(OSError):  # where something was written, they stay
            for folder in new:
                folder.rmdir()


def arrays_in(path: str | Path) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz file, which may be a stranger's: nothing in it is run, and it takes no more memory than `LARGEST`.

    Raises OSError where the file cannot be read, and ValueError where it holds objects, numbers that are none, or too much.
    """
    try:
        with ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > LARGEST:
            raise ValueError(f"unpacked it would take {unpacked / 2**20:,.0f} MiB")
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except (BadZipFile, EOFError, KeyError, MemoryError, RuntimeError, zlib.error) as error:
        raise ValueError(f"not a whole .npz file ({error})") from None
    if other := [name for name, array in arrays.items() if not isinstance(array, np.ndarray)]:
        raise ValueError(f"{', '.join(other[:3])}: no arrays, so it is another kind of archive")
    for name, array in arrays.items():
        if array.dtype.kind == "f" and (np.isinf(array).any() or (array.size > _FEW and np.isnan(array).any())):
            raise ValueError(f"the array {name} holds values that are no numbers")
    return arrays


def lines_in(text: str) -> list[str]:
    r"""The lines of a text. Unlike ``str.splitlines``, it parts at line breaks alone: JSON leaves others in its strings.

    >>> lines_in('{"a": "\u2028"}\n{}\n'), lines_in("")
    (['{"a": "\u2028"}', '{}'], [])
    """
    return text.removesuffix("\n").split("\n") if text else []


def as_toml(table: Mapping[str, Any], *, brief: bool = True) -> str:
    """A table with tables, lists and values in it as TOML; figures are rounded, and what is undefined (None, NaN) is left out.

    Parameters
    ----------
    brief : leave out empty texts too, and write a table in a line where it lies in another one and holds only values.
        Otherwise every table has its own heading, except one that holds only tables.

    Examples
    --------
    >>> card = {"title": "Bias", "data": {"texts": 2, "by_label": {"not biased": 1}}, "trials": [{"f1": 0.5}]}
    >>> print(as_toml(card), end="")
    title = "Bias"
    <BLANKLINE>
    [data]
    texts = 2
    by_label = { "not biased" = 1 }
    <BLANKLINE>
    [[trials]]
    f1 = 0.5
    >>> print(as_toml({"title": "", "sources": {"reuters": {"citation": "Reuters"}}}, brief=False), end="")
    title = ""
    <BLANKLINE>
    [sources.reuters]
    citation = "Reuters"
    """
    return "\n".join(_lines(table, "", brief)) + "\n"


def _lines(table: Mapping[str, Any], path: str, brief: bool) -> Iterator[str]:
    """The plain values of a table first, then the tables inside it."""
    inner = {key: value for key, value in table.items() if (_holds_tables(value) if path and brief else _is_table(value))}
    for key, value in table.items():
        if key not in inner and not _left_out(value, brief):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        below = f"{path}.{_key(key)}" if path else _key(key)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(value, list):
                yield from ("", f"[[{below}]]")
            elif brief or not _holds_only_tables(part):
                yield from ("", f"[{below}]")
            yield from _lines(part, below, brief)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_list_of_tables(value)


def _holds_tables(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(part, Mapping) for part in value.values())


def _holds_only_tables(table: Mapping[str, Any]) -> bool:
    return bool(table) and all(map(_is_table, table.values()))


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _left_out(value: Any, brief: bool) -> bool:
    if isinstance(value, float):
        return isnan(value)
    return value is None or (brief and isinstance(value, Mapping | str) and not value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if not _left_out(v, brief=True)) + " }"
    if _is_list_of_tables(value):
        return "[\n" + "".join(f"  {_value(part)},\n" for part in value) + "]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(round(value, _DIGITS))
    return json.dumps(value, ensure_ascii=False)
