"""Charts of omissions: who is heard, named or left out on one event, and how much of the pool of its events each group brings."""

from typing import TYPE_CHECKING, Any

from ..comparison.event_pools import ABSENT, ACTOR, HEARD, NAMED, NUMBER, SOURCE, STATEMENT
from ..comparison.omission_shares import ALL
from ..comparison.omissions import Omissions
from ..errors import OptionError
from ..grouping.groups import in_order
from ..measures.formatting import counted, level
from .base import (
    GREY,
    GROUPS,
    INK,
    PALE,
    draw_interval,
    left_out,
    legend_below,
    marks_are,
    name_rows,
    new_axes,
    note_right,
    short,
    styled,
)
from .ticks import in_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLUMN = 0.42  # inches
_ITEM = 44  # characters of a statement
_LOOKS: dict[str, dict[str, Any]] = {
    HEARD: {"marker": "s", "ms": 9, "mfc": INK, "mec": INK},
    NAMED: {"marker": "s", "ms": 9, "mfc": "white", "mec": INK},
    ABSENT: {"marker": ".", "ms": 3, "color": PALE},
}
_WORDS = {
    SOURCE: ("heard", "named only", "not named"),
    NUMBER: ("told", "another number", "neither"),
    ACTOR: ("heard", "named", "not named"),
    STATEMENT: ("attributed", "in its own voice", "not told"),
}


@styled
def event_matrix(
    result: Omissions,
    event: str | None = None,
    ax: "Axes | None" = None,
    *,
    kind: str = SOURCE,
    items: int = 25,
    groups: int = 20,
) -> "Axes":
    """What each group on an event makes of each item: filled where heard, hollow where only named, a dot where absent.

    A question mark means that the item may be there though it was not found (see `Omissions.table`).

    Parameters
    ----------
    event : by default the one with most items.
    kind : source, actor, number or statement.
    items, groups : the most items shown, those that most groups bring, and the most groups, those that bring most of these.

    Raises OptionError for an event that no two groups share, and where it has no items of the kind.

    >>> from toolkit import example_results
    >>> event_matrix(example_results.omissions()).get_title("left")
    'Sources on dam, by outlet'
    """
    name = result.events[0] if event is None else event
    rows = result.of(name)
    rows = rows[rows["kind"] == kind]
    if rows.empty:
        raise OptionError(f"no {kind} on the event {name!r}")
    names = list(rows["item"].unique())
    shown = names[:items]
    chosen = rows[rows["item"].isin(shown)]
    columns = in_order(chosen.groupby("group")["brought"].sum().sort_values(ascending=False, kind="stable").index[:groups])
    ax = new_axes(ax, len(shown) + 3, width=3.2 + _COLUMN * len(columns))
    chosen = chosen[chosen["group"].isin(columns)]
    for group, item, state, is_open in chosen[["group", "item", "state", "open"]].itertuples(index=False, name=None):
        place = columns.index(group), shown.index(item)
        ax.plot(*place, ls="", **_LOOKS[state])
        if is_open:
            ax.annotate("?", place, (7, 0), textcoords="offset points", va="center", fontsize=7, color=GREY)
    name_rows(ax, shown)
    if kind == STATEMENT:
        ax.set_yticks(range(len(shown)), [short(item, _ITEM) for item in shown])
    ax.tick_params(axis="x", top=False, labeltop=True, bottom=False, labelbottom=False)
    ax.set_xticks(range(len(columns)), [short(group) for group in columns], rotation=40, ha="left", rotation_mode="anchor")
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_title(f"{kind.capitalize()}s on {short(f'event {name}' if name.isdigit() else name)}, by {result.settings['by']}")
    left = rows["group"].nunique() - len(columns)
    told = {
        "?: may be there, though not found": chosen["open"].any(),
        f"shown: the {len(shown)} of {len(names)} that most bring": len(shown) < len(names),
        f"not shown: {left:,} that bring less": left,
    }
    ax.set_xlabel("\n".join(line for line, applies in told.items() if applies))
    legend_below(ax, _handles(_WORDS[kind]))
    return ax


def _handles(labels: tuple[str, ...]) -> list[Any]:
    from matplotlib.lines import Line2D

    return [Line2D([], [], ls="", label=label, **look) for label, look in zip(labels, _LOOKS.values(), strict=True)]


@styled
def omission_shares(result: Omissions, ax: "Axes | None" = None, *, kind: str = SOURCE, groups: int = GROUPS) -> "Axes":
    """How much of the pool of its events each group brings, with its interval; the tick is the others' share on the same events.

    `groups` is the most groups shown: those on the most events.

    Raises OptionError where there are no items of the kind.

    >>> from toolkit import example_results
    >>> omission_shares(example_results.omissions()).get_title("left")
    'Sources of an event that each outlet hears'
    """
    table = result.shares[(result.shares["kind"] == kind) & (result.shares["split"] == ALL)]
    if table.empty:
        raise OptionError(f"no {kind} on any event; kinds are {', '.join(result.settings['kinds'])}")
    shown = table.nlargest(groups, "n_events").sort_values("share", ascending=False, kind="stable")
    ax = new_axes(ax, len(shown) + 1)
    for place, row in enumerate(shown.to_dict("records")):
        draw_interval(ax, place, (row["share"], row["low"], row["high"]), INK, "o", hollow=row["few"])
        ax.plot([row["share_elsewhere"]] * 2, [place + 0.14, place + 0.42], color=GREY, lw=2, solid_capstyle="butt")
        note_right(ax, place, f"{row['brought']:,} of {row['pool']:,}, alone {row['alone']:,}")
    name_rows(ax, list(shown["group"]))
    ax.set_xlim(left=0)
    verb = {SOURCE: "hears", ACTOR: "names"}.get(kind, "tells")
    ax.set_title(f"{kind.capitalize()}s of an event that each {result.settings['by']} {verb}")
    ax.xaxis.set_major_formatter(in_percent)
    least = f"{result.settings['min_events']} events"
    events = f"{counted(result.settings['events'], 'event')}; "
    interval = f"{events}{level(result.settings['confidence'])} interval{marks_are(shown, least, 'share')}"
    others = f"tick: the others on the same events{left_out(len(shown), table['n_events'], 'events')}"
    ax.set_xlabel(f"share of what all on the event bring ({interval})\n{others}")
    return ax
