"""How much of the pool of its events each group brings, and how sure it is that this differs from the others on these events."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..grouping.groups import in_order
from ..grouping.sampling_design import numbered
from ..statistics.arrays import Bools, Indices
from ..statistics.formulas import SHARE
from ..statistics.inference import adjusted, permutation_p_within, symmetric_limits, within_blocks
from ..statistics.intervals import Side, limits_and_notes
from ..statistics.permutations import permutations_of
from ..statistics.resampling import SHARES, Resampling
from ..statistics.tallies import Tally, others_of, tally_of
from .event_pools import KINDS, SOURCE

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""The column `split` where all items of a kind are counted; else they are those of one source_type or side, named in `value`."""

COLUMNS = [
    *("group", "kind", "split", "value", "n_events", "pool", "brought", "share", "low", "high"),
    *("share_elsewhere", "difference", "difference_low", "difference_high", "p", "p_adjusted"),
    *("share_rarefied", "alone", "alone_share", "missing", "missing_of", "missing_share", "few", "note"),
]
LEAST_OTHERS = 2
"""Groups that must all bring an item before it counts as missing where it is left out."""


class _Part(NamedTuple):
    """The items of a kind, or those of one source type or side."""

    kind: str
    split: str
    value: str
    rows: Bools


def shares_of(table: "pd.DataFrame", resampling: Resampling, min_events: int) -> "pd.DataFrame":
    """The table of shares (see `Omissions.shares`) from that of items."""
    import pandas as pd

    if table.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = _counted(table)
    cells = rows.groupby(["event", "group"], sort=True).ngroup().to_numpy().astype(np.intp)
    firsts = rows.assign(cell=cells).drop_duplicates("cell").sort_values("cell")
    names, parts = in_order(firsts["group"]), list(_parts(rows))
    groups, blocks = pd.Categorical(firsts["group"], names).codes.astype(np.intp), numbered(firsts["event"].tolist())
    found = _rows(rows, _tally(rows, cells, parts), parts, names, groups, blocks, resampling, min_events)
    shares = pd.DataFrame(list(found), columns=[name for name in COLUMNS if name != "p_adjusted"])
    shares["p_adjusted"] = adjusted(shares["p"])
    return shares[COLUMNS]


def beside_others(table: "pd.DataFrame", least: int = LEAST_OTHERS) -> "pd.DataFrame":
    """The items, each with whether a group brings it alone, all others do (at least `least`), and it is missing where they do.

    What may be there though it was not found (`open`) is neither alone elsewhere nor missing.
    """
    of_item = table.groupby(["event", "kind", "item"], sort=False)
    bringing, others = of_item["brought"].transform("sum"), of_item["group"].transform("size") - 1
    all_others = (bringing - table["brought"] == others) & (others >= least)
    return table.assign(
        alone=table["brought"] & (bringing == 1) & (of_item["open"].transform("sum") == 0),
        all_others=all_others,
        missing=all_others & ~table["brought"] & ~table["open"],
    )


def _counted(table: "pd.DataFrame") -> "pd.DataFrame":
    """The items with what they are counted as, and the probability that any group still brought them in a shorter article."""
    lost = (1 - table["kept"]).groupby([table["event"], table["kind"], table["item"]], sort=False).transform("prod")
    return beside_others(table).assign(kept_by_any=1 - lost)


def _parts(rows: "pd.DataFrame") -> Iterator[_Part]:
    for kind in KINDS:
        of_kind = (rows["kind"] == kind).to_numpy()
        if of_kind.any():
            yield _Part(kind, ALL, "", of_kind)
    sources = (rows["kind"] == SOURCE).to_numpy()
    for split in ("source_type", "side"):
        for value in sorted(rows.loc[sources, split].dropna().unique()):
            yield _Part(SOURCE, split, value, sources & (rows[split] == value).to_numpy())


def _tally(rows: "pd.DataFrame", cells: Indices, parts: list[_Part]) -> Tally:
    """The share of each part of the pool that is brought: a row for each event and group."""
    n, columns = int(cells.max()) + 1, []
    for part in parts:
        for counted in (rows["brought"].to_numpy() & part.rows, part.rows):
            columns.append(np.bincount(cells, counted, n))
    return tally_of({str(number): SHARE for number in range(len(parts))}, np.column_stack(columns))


def _rows(
    rows: "pd.DataFrame",
    tally: Tally,
    parts: list[_Part],
    names: Sequence[str],
    groups: Indices,
    blocks: Indices,
    resampling: Resampling,
    min_events: int,
) -> Iterator[dict[str, Any]]:
    permutations = permutations_of(resampling, len(groups), len(names) * len(parts))
    p = permutation_p_within(tally, groups, blocks, permutations)
    within, others = within_blocks(tally, groups, blocks), others_of(tally, groups)
    for code, group in enumerate(names):
        own, pairs, bootstrap = tally.of(groups == code), within[code]["difference"], resampling.of(str(group))
        side = Side(str(group), own, bootstrap.sums(own.columns))
        shares = limits_and_notes(side, others[code], bootstrap, SHARES, measured=own.n_units, min_articles=min_events)
        limits = symmetric_limits(pairs, bootstrap, SHARES).tolist()
        of_group = (rows["group"] == group).to_numpy()
        for number, part in enumerate(parts):
            name, n = str(number), int(own.n_units[number])
            if not n:
                continue
            chosen, ((low, high), note) = rows[of_group & part.rows], shares[number]
            difference = float(pairs.estimate(name).value)
            of_part = {"group": group, "kind": part.kind, "split": part.split, "value": part.value, "n_events": n}
            elsewhere = float(within[code]["rest"].estimate(name).value)
            against = {"difference": difference, "difference_low": limits[number][0], "difference_high": limits[number][1]}
            note = note.replace("article", "event")
            sure = {"low": low, "high": high, "p": float(p[name][code]), "few": n < min_events, "note": note}
            yield of_part | _counts(chosen) | {"share_elsewhere": elsewhere} | against | sure


def _counts(chosen: "pd.DataFrame") -> dict[str, Any]:
    """The counts and shares of the items of one part in the pools of one group's events."""
    pool, brought, alone = len(chosen), int(chosen["brought"].sum()), int(chosen["alone"].sum())
    missing, missing_of = int(chosen["missing"].sum()), int(chosen["all_others"].sum())
    shares = {"share": _share(brought, pool), "alone_share": _share(alone, brought), "missing_share": _share(missing, missing_of)}
    rarefied = _share(chosen["kept"].sum(), chosen["kept_by_any"].sum())
    counts = {"pool": pool, "brought": brought, "alone": alone, "missing": missing, "missing_of": missing_of}
    return {**counts, **shares, "share_rarefied": rarefied}


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")
