"""Charts of who speaks: a comparison in, matplotlib Axes out."""

from typing import TYPE_CHECKING

import numpy as np

from .charts_base import REST_COLOUR, bar, legend_below, name_rows, new_axes, note_n, stack, styled
from .compare import Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TYPES_SHOWN = {
    "government": "#332288",
    "military": "#88CCEE",
    "armed_group": "#661100",
    "politician": "#DDCC77",
    "international_organisation": "#117733",
    "ngo_monitor": "#A9DDB4",
    "expert": "#999933",
    "civilian": "#CC6677",
    "media": "#AA4499",
}
_REST = "company, document, other"


@styled
def source_types(comparison: Comparison, ax: "Axes | None" = None) -> "Axes":
    """Whose words are attributed: shares of the words of resolved sources by type, one bar a group.

    >>> from toolkit.compare import compare_example
    >>> source_types(compare_example()).get_xlabel()
    'share of the words of sources of known type'
    """
    order = list(comparison.of("official_share").sort_values("estimate", ascending=False, kind="stable")["group"])
    shares = {kind: comparison.of(f"source_{kind}").set_index("group")["estimate"] for kind in _TYPES_SHOWN}
    measured = comparison.of("official_share").set_index("group")
    ax = new_axes(ax, len(order) + 1)
    left = stack(ax, [(kind, shares[kind].loc[order].fillna(0).to_numpy(), colour) for kind, colour in _TYPES_SHOWN.items()])
    rest = np.where(measured.loc[order, "estimate"].isna(), 0, 1 - left)
    bar(ax, left, rest, REST_COLOUR, _REST)
    name_rows(ax, order)
    note_n(ax, list(measured.loc[order, "n_measured"]))
    ax.set_xlim(0, 1)
    ax.set_title(f"Whose words: source types by {comparison.by}")
    ax.set_xlabel("share of the words of sources of known type")
    legend_below(ax)
    return ax
