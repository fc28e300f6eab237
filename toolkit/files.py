"""Writing so that nothing is lost: whole files appear at once, and an interrupted run takes up where it stopped."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

MODELS = Path(__file__).parent / "models"
"""Where the models that ship lie, each with its card."""

_DIGITS = 4  # of a figure in TOML


@contextmanager
def atomic(path: str | Path, mode: str = "w") -> Iterator[IO[Any]]:
    """A file that appears under its name only when it is complete; an error leaves what was there before.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with atomic(Path(folder) / "table.csv") as file:
    ...         _ = file.write("a,b")
    ...     (Path(folder) / "table.csv").read_text()
    'a,b'
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    text = {} if "b" in mode else {"encoding": "utf-8", "newline": ""}
    try:
        with open(unfinished, mode, **text) as file:  # type: ignore[call-overload]
            yield file
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def as_toml(card: Mapping[str, Any]) -> str:
    """Tables, lists and values as TOML; figures are rounded, and what is undefined (None, NaN) is left out.

    >>> print(as_toml({"title": "Bias", "data": {"texts": 2, "by_label": {"not biased": 1}}, "trials": [{"f1": 0.5}]}), end="")
    title = "Bias"
    <BLANKLINE>
    [data]
    texts = 2
    by_label = { "not biased" = 1 }
    <BLANKLINE>
    [[trials]]
    f1 = 0.5
    """
    return "\n".join(_lines(card, "")) + "\n"


def _lines(table: Mapping[str, Any], name: str) -> Iterator[str]:
    """The plain values of a table first, then the tables inside it; a plain one of the second level stands in a line."""
    inner = {key: value for key, value in table.items() if (_has_tables(value) if name else _is_table(value))}
    for key, value in table.items():
        if key not in inner and not _undefined(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        path = f"{name}.{_key(key)}" if name else _key(key)
        for one in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{path}]]" if isinstance(value, list) else f"[{path}]"
            yield from _lines(one, path)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or _is_of_tables(value)


def _has_tables(value: Any) -> bool:
    return isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values())


def _is_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _undefined(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, Mapping | str) and not value)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if not _undefined(v)) + " }"
    if _is_of_tables(value):
        return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(round(value, _DIGITS))
    return json.dumps(value, ensure_ascii=False)
