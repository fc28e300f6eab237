"""What a caller chooses by name: one or several, and what may be meant by a name that there is not."""

from collections.abc import Collection, Iterable, Mapping

from .errors import OptionError


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


def meant(name: str, known: Iterable[str], shown: str = "{}") -> str:
    """The end of a message that tells what may be meant by a name that there is not, as it is `shown`; empty for nothing alike.

    >>> meant("scroe", ["score", "compare"]), meant("readr", ["reader"], "--{}"), meant("zzz", ["score"])
    ('; perhaps you mean score', '; perhaps you mean --reader', '')
    """
    near = similar(name, known, 1)
    return f"; perhaps you mean {shown.format(near[0])}" if near else ""


def refuse_names_of_command(given: Collection[str], here: Mapping[str, str]) -> None:
    """Raise OptionError for a name that only the command has; `here` says what stands for each in Python.

    >>> refuse_names_of_command({"against": "Wire"}, {"against": "reference=…"})
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: against: what the command calls --against is reference=… here
    """
    for name in here.keys() & set(given):
        raise OptionError(f"{name}: what the command calls --{name.replace('_', '-')} is {here[name]} here")
