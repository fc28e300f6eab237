"""Whether the manifest of a score store is what a run wrote: it may have been edited, cut off, or made by a stranger."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import ArticleError

_Holds = Callable[[Any], bool]


def check_form(manifest: Mapping[str, Any], file: object) -> None:
    """Raise ArticleError where something is missing in a manifest, or is of another kind.

    >>> check_form({"schema": 5}, "scores/scores.json")
    Traceback (most recent call last):
    ...
    toolkit.errors.ArticleError: scores/scores.json: damaged (no 'toolkit'); score the articles again into a new folder
    """
    if fault := next(_faults(manifest), None):
        raise damaged(file, fault)


def damaged(file: object, fault: str) -> ArticleError:
    """The error of a folder of scores with a fault in one of its files."""
    return ArticleError(f"{file}: damaged ({fault}); score the articles again into a new folder")


def _faults(manifest: Mapping[str, Any]) -> Iterator[str]:
    for name, holds in _FORM.items():
        if name not in manifest:
            yield f"no {name!r}"
        elif not holds(manifest[name]):
            yield f"{name!r} is not what a run writes"
    if not _is_numbered(manifest.get("ahead", {})):
        yield "'ahead' is not what a run writes"


def _is_number(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _holds_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _holds_lists(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(names, list) and all(map(_is_text, names)) for names in value.values())


def _are_problems(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_problem, value))


def _is_problem(row: Any) -> bool:
    """Whether a row has a file, a number or none, a reason, a remedy, and whether an article was left out."""
    if not isinstance(row, list) or len(row) != 5:
        return False
    file, number, reason, remedy, skipped = row
    return all(map(_is_text, (file, reason, remedy))) and (number is None or _is_number(number)) and _is_truth(skipped)


def _is_part(value: Any) -> bool:
    whole = isinstance(value, dict) and value.keys() == {"key", "n", "problems", "sizes"}
    return (
        whole
        and _is_text(value["key"])
        and _is_number(value["n"])
        and _are_problems(value["problems"])
        and _are_sizes(value["sizes"])
    )


def _are_sizes(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


def _are_parts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_part, value))


def _is_numbered(value: Any) -> bool:
    return isinstance(value, dict) and all(number.isdecimal() and _is_part(part) for number, part in value.items())


_FORM: Mapping[str, _Holds] = {
    "schema": _is_number,
    "toolkit": _is_text,
    "made_with": _holds_texts,
    "counts": _holds_lists,
    "settings": _is_table,
    "reading": _is_table,
    "complete": _is_truth,
    "problems": _are_problems,
    "parts": _are_parts,
}
"""What a manifest holds, and of which kind each is."""
