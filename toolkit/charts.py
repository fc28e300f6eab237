"""Charts: a result in, matplotlib Axes out. Nothing is computed here; every chart of rates draws interval and n."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from .charts_article import strip
from .charts_base import VOICE_COLOURS, picture, save, styled
from .charts_models import calibration
from .charts_outlets import categories, differences, outlet_map, rates, sensitivity, voices
from .charts_sources import balance, prominence, source_types, stances, unheard
from .charts_time import timeline
from .charts_words import distinctive, keyness, keyness_scatter, names, word_shift
from .compare import Comparison

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
    "keyness",
    "keyness_scatter",
    "names",
    "outlet_map",
    "picture",
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
"""The charts that `framing compare` writes, by file name."""
