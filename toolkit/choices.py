"""What a caller chooses by name: one or several, and what may be meant by a name that there is not."""

from collections.abc import Iterable


def several_of(names: str | Iterable[str]) -> list[str]:
    """The names as a list, also where there is a single one.

    >>> several_of("narration"), several_of(("narration", "quotation"))
    (['narration'], ['narration', 'quotation'])
    """
    return [names] if isinstance(names, str) else list(names)


def similar(name: str, known: Iterable[str], n: int = 3, least: float = 0.6) -> list[str]:
    """The names most like one that there is not, the nearest first; `least` is the least share that they have in common.

    >>> similar("readr", ["reader", "registry"])
    ['reader']
    """
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=n, cutoff=least)
