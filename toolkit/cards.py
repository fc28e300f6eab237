"""Cards of trained models (NAME.card.toml): what a model is, what it learned from, under which licence, and how good it is."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .errors import ArticleError
from .saving import atomic

_DIGITS = 4  # of a figure


def card_path(model: str | Path) -> Path:
    """Where the card of a model's file is.

    >>> card_path("models/bias.npz").name
    'bias.card.toml'
    """
    return Path(model).with_suffix(".card.toml")


def read_card(model: str | Path) -> dict[str, Any]:
    """The card beside a model's file; nothing where there is none, ArticleError where it cannot be read."""
    path = card_path(model)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError) as error:
        raise ArticleError(f"{path}: no card that can be read ({error})") from None


def write_card(model: str | Path, card: Mapping[str, Any]) -> Path:
    """Write the card of a model beside its file; returns where."""
    path = card_path(model)
    with atomic(path) as file:
        file.write(as_toml(card))
    return path


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
