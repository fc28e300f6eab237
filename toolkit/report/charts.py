"""The interactive charts of the overview, which the script of the page draws. Nothing is computed here."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from ..charts import web_page
from ..charts.interactive import VOICES, source_types, voices
from ..charts.sources import TYPES_SHOWN
from ..comparison.compare import Comparison
from .evidence import packed
from .groups import GROUPS_SHOWN


class Chart(NamedTuple):
    """A chart of the overview: what draws it, and the measures that the comparison must have."""

    draw: Callable[..., Any]
    measures: frozenset[str]

    def has_marks(self, comparison: Comparison) -> bool:
        """Whether a comparison has all the measures, and anything to draw of one of them."""
        return self.measures <= set(comparison.measures) and any((comparison.of(n)["estimate"] > 0).any() for n in self.measures)


_CHARTS = {
    "voices": Chart(voices, frozenset(f"loaded_{voice}" for voice in VOICES)),
    "sources": Chart(source_types, frozenset(f"source_{kind}" for kind in TYPES_SHOWN) | {"official_share"}),
}


class Charts(NamedTuple):
    """The charts of a page: title and notes of each by its name; all of them, and Vega-Lite, packed; the hash of Vega-Lite."""

    told: dict[str, dict[str, Any]]
    drawings: str
    library: str
    library_hash: str


def charts_of(comparison: Comparison | None, wanted: bool | None = None) -> Charts | None:
    """The interactive charts of a comparison; None where there are none, and where they are not wanted.

    By default they are wanted where the packages are installed that draw them. Raises OptionError, with the remedy, where they
    are asked for and a package is missing.

    >>> from toolkit import example_results
    >>> charts_of(example_results.comparison(), False)
    """
    if wanted:
        web_page.check()
    if comparison is None or wanted is False or not web_page.is_installed():
        return None
    shown = {name: chart for name, chart in _CHARTS.items() if chart.has_marks(comparison)}
    drawn = {name: web_page.embedded(chart.draw(comparison, groups=GROUPS_SHOWN)) for name, chart in shown.items()}
    if not drawn:
        return None
    library = web_page.library()
    digest = b64encode(sha256(library.encode()).digest()).decode()
    drawings = {name: chart.pop("drawing") for name, chart in drawn.items()}
    return Charts(drawn, packed(drawings), packed(library), digest)
