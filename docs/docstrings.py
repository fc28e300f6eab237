"""Docstrings as Sphinx wants them: ours are plain English with `code`, and say what a parameter is on the line of its name."""

import re
from typing import Any

_PARAMETER = re.compile(r"^([a-z_]\w*(?:, [a-z_]\w*)*) : (.+)$")
_CODE = re.compile(r"(`[^`]*`)")
_SPECIAL = re.compile(r"[*|\\]|_(?!\w)")
_EXAMPLES = "Examples"


def prepared(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Change the lines of a docstring in place, as the event `autodoc-process-docstring` asks."""
    end = lines.index(_EXAMPLES) if _EXAMPLES in lines else next((i for i, line in enumerate(lines) if ">>>" in line), len(lines))
    before = [part for line in lines[:end] for part in _apart(_plain(line))]
    lines[:] = before + lines[end:]


def left_out(app: Any, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what scikit-learn adds to an estimator by itself, as the event `autodoc-skip-member` asks."""
    return True if re.fullmatch(r"set_\w+_request|get_metadata_routing", name) else None


def _plain(line: str) -> str:
    r"""The line with the signs escaped that reStructuredText would read as marks.

    >>> _plain("aliases are separated by |, as in `a|b`")
    'aliases are separated by \\|, as in `a|b`'
    """
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\g<0>", part) for part in _CODE.split(line))


def _apart(line: str) -> list[str]:
    """A parameter and what it is, on lines of their own.

    >>> _apart("seed : makes it repeatable")
    ['seed', '    makes it repeatable']
    """
    found = _PARAMETER.match(line)
    return [found[1], f"    {found[2]}"] if found else [line]
