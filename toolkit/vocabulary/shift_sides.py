"""The two groups between which words shift: what each counts, and both as tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..errors import OptionError
from ..grouping.copies import Counting
from ..grouping.groups import By, unknown_group
from ..scores.score_columns import Scores
from ..statistics.arrays import Floats, Ints
from ..statistics.term_counts import Bags
from .grouped_words import Groups, groups_of

if TYPE_CHECKING:
    import pandas as pd


def pair_of(scores: Groups, by: By, one: str, other: str, copies: Counting) -> dict[str, Scores]:
    """The articles of two groups by name.

    Raises OptionError for a group that does not exist (the message names those that do), and where both are the same.

    >>> from toolkit.scores.scoring import score
    >>> list(pair_of({name: score(["It rained."]) for name in ("east", "north", "west")}, "outlet", "west", "east", "keep"))
    ['west', 'east']
    """
    groups = groups_of(scores, by, copies)
    for name in (one, other):
        if name not in groups:
            raise OptionError(unknown_group(name, groups))
    if one == other:
        raise OptionError(f"{one!r} cannot be compared with itself; groups are {', '.join(groups)}")
    return {name: groups[name] for name in (one, other)}


class Side(NamedTuple):
    """A group: its terms, and for each article its words, and the base of the rates (words or loaded terms).

    Rates are told for `scale` of the base (1,000 words). The bags of loaded terms hold expected numbers; `times` says how often
    each term occurs.
    """

    name: str
    bags: Bags
    base: Floats
    scale: float
    words: Floats
    times: Floats | None = None

    @property
    def counts(self) -> Floats:
        """What each term counts: its uses, or of a loaded term their expected number."""
        return total_of(self.bags)

    @property
    def uses(self) -> Ints:
        """How often each term occurs."""
        return (self.counts if self.times is None else self.times).astype(np.int64)

    @property
    def expected(self) -> dict[str, Floats]:
        """The expected number of each loaded term; nothing for words, of which every one counts."""
        return {} if self.times is None else {"expected": self.counts}

    @property
    def rates(self) -> Floats:
        """How often each term is used; NaN where the group has nothing to count it in."""
        return self.scale * self.counts / (self.base.sum() or np.nan)


def sides_of(
    pair: Mapping[str, Scores], bags: Bags, words: Floats, base: Floats | None = None, scale: float = 1000
) -> list[Side]:
    """The two groups as sides; the bags are those of the first group's articles, then those of the second's.

    `words` and `base` have a number for each of these articles; without `base`, rates are told for words.
    """
    base = words if base is None else base
    codes = np.repeat(np.arange(2), [len(members) for members in pair.values()])
    members = [codes == code for code in range(2)]
    return [Side(name, bags.only(own), base[own], scale, words[own]) for name, own in zip(pair, members, strict=True)]


def total_of(bags: Bags) -> Floats:
    """The number of each term in all articles together."""
    return np.asarray(bags.counts.sum(axis=0), dtype=float).ravel()


def shift_table(sides: Sequence[Side], parts: Floats, names: Sequence[str], **more: Floats) -> "pd.DataFrame":
    """One row per term, the largest part first (see `WordShift.table`).

    Parameters
    ----------
    parts : the part of each term in the difference; `share` is what it is of their sum.
    names : the columns that make a term, such as "term" and "category"; with a single one, terms are no tuples.
    more : further columns, a figure for each term.
    """
    import pandas as pd

    terms = sides[0].bags.terms
    columns: dict[str, Any] = (
        {name: [row[i] for row in terms] for i, name in enumerate(names)} if len(names) > 1 else {"term": terms}
    )
    columns.update(more)
    for suffix, side in zip(("one", "other"), sides, strict=True):
        columns[f"count_{suffix}"] = side.uses
        columns |= {f"{name}_{suffix}": values for name, values in side.expected.items()}
        columns[f"articles_{suffix}"] = np.asarray(side.bags.counts.astype(bool).sum(axis=0)).ravel().astype(np.int64)
        columns[f"rate_{suffix}"] = side.rates
    whole = parts.sum()
    share = parts / whole if whole else np.full(len(parts), np.nan)
    table = pd.DataFrame({**columns, "contribution": parts, "share": share})
    return table.sort_values("contribution", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def table_of_sides(sides: Sequence[Side], values: Sequence[float]) -> "pd.DataFrame":
    """One row per group: its score and the counts that it rests on."""
    import pandas as pd

    rows = [
        {
            "group": side.name,
            "value": value,
            "count": int(side.uses.sum()),
            **{name: float(numbers.sum()) for name, numbers in side.expected.items()},
            "words": int(side.words.sum()),
            "articles": len(side.words),
        }
        for side, value in zip(sides, values, strict=True)
    ]
    return pd.DataFrame(rows)
