"""What charts are given: a result that they are not drawn from, or wrong Axes, are refused by name."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from ..errors import OptionError

_MADE_BY = {
    "Comparison": "tk.compare",
    "Document": "tk.annotate",
    "Evaluation": "toolkit.training.evaluation",
    "Keyness": "tk.keyness",
    "Naming": "tk.naming",
    "Omissions": "tk.omissions",
    "OutletMap": "tk.outlet_map",
    "Portrayal": "tk.portrayal",
    "Power": "tk.power",
    "Sensitivity": "tk.sensitivity",
    "Silences": "tk.silences",
    "Timeline": "tk.timeline",
    "WordShift": "tk.word_shift",
}
"""What makes each kind of result that is drawn."""

_COUNTS = ("groups", "top")  # parameters that say how many are shown

P = ParamSpec("P")
R = TypeVar("R")


def takes_its_result(draw: Callable[P, R]) -> Callable[P, R]:
    """Refuse anything but the result that the first parameter of a chart is annotated with, and say what makes one.

    >>> from toolkit.charts import rates
    >>> rates([0.5], "official_share")
    Traceback (most recent call last):
    ...
    toolkit.errors.OptionError: rates: give what tk.compare makes (Comparison), not list
    """
    parameters = signature(draw).parameters
    first = next(iter(parameters.values()), None)
    wanted: str = getattr(first.annotation, "__name__", first.annotation) if first else ""
    if first is None or wanted not in _MADE_BY:
        return draw

    @wraps(draw)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        given = type(args[0] if args else kwargs.get(first.name))
        if wanted not in {one.__name__ for one in given.__mro__}:
            raise OptionError(f"{draw.__name__}: give what {_MADE_BY[wanted]} makes ({wanted}), not {given.__name__}")
        _check({**dict(zip(parameters, args, strict=False)), **kwargs})
        return draw(*args, **kwargs)

    return checked


def _check(given: Mapping[str, Any]) -> None:
    """Raise OptionError for Axes that are none, such as all those of a figure, and where nothing would be shown."""
    ax = given.get("ax")
    if ax is not None and not hasattr(ax, "plot"):
        raise OptionError(f"ax: give one Axes, such as axes[0, 0] of plt.subplots(2, 2)[1], not {type(ax).__name__}")
    for name in _COUNTS:
        if name in given and not given[name] >= 1:
            raise OptionError(f"{name} {given[name]}: give 1 or more")
