"""Charts: they take a result and return matplotlib Axes. Nothing is computed here; charts of rates draw intervals and n.

`results` refuses what a chart is not drawn from, `base` has the style and what charts share, `ticks` writes figures at an axis,
`edges` says where it ends, `labels` places labels next to points, and `fonts` finds letters that the usual font lacks. The
other modules hold the charts of one `article`, of `outlets` or other groups side by side, of `actors`, `sources`, `omissions`,
`words`, `time`, `maps`, `classifiers` and `planning`. `interactive` has the main ones as Vega-Lite, of parts in `vega`, which
`web_page` writes.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..comparison.compare import Comparison
from . import interactive
from .actors import portrayal_map, portrayal_sides
from .article import strip
from .base import VOICE_COLOURS, picture, save, styled
from .classifiers import calibration
from .maps import outlet_map
from .omissions import event_matrix, omission_shares
from .outlets import categories, differences, rates, sensitivity, voices
from .planning import power
from .sources import balance, prominence, source_types, stances, unheard
from .time import timeline
from .words import distinctive, keyness, keyness_scatter, names, word_shift

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "CHARTS",
    "VOICE_COLOURS",
    "balance",
    "calibration",
    "categories",
    "differences",
    "distinctive",
    "event_matrix",
    "interactive",
    "keyness",
    "keyness_scatter",
    "names",
    "omission_shares",
    "outlet_map",
    "picture",
    "portrayal_map",
    "portrayal_sides",
    "power",
    "prominence",
    "rates",
    "save",
    "sensitivity",
    "source_types",
    "stances",
    "strip",
    "styled",
    "timeline",
    "unheard",
    "voices",
    "word_shift",
]

CHARTS: dict[str, Callable[[Comparison], "Axes"]] = {
    "loaded_narration": lambda comparison: rates(comparison, "loaded_narration"),
    "loaded_by_voice": voices,
    "loaded_categories": categories,
    "source_types": source_types,
    "prominence": prominence,
    "official_share": lambda comparison: rates(comparison, "official_share"),
    "untyped_share": lambda comparison: rates(comparison, "untyped_share"),
    "unnamed_share": lambda comparison: rates(comparison, "unnamed_share"),
    "sources_rarefied": lambda comparison: rates(comparison, "sources_rarefied"),
    "scare_quotes": lambda comparison: rates(comparison, "scare_quotes"),
}
"""The charts of a comparison that `framing compare` writes, by file name."""


def __dir__() -> list[str]:
    """What is public, for tab completion."""
    return __all__
