"""The loaded terms of each group: how often, and in which forms, its articles use them."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from ..grouping.groups import codes_of
from ..scores.score_columns import Scores
from ..scores.uses import Uses
from ..statistics.arrays import Indices

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ["group", "term", "category", "lexicon", "voice", "count", "expected", "articles", "written"]
_FORMS = 5  # of a term that are written into a cell


def terms_of(groups: Mapping[str, Scores]) -> "pd.DataFrame":
    """Loaded terms by group and voice, the most frequent first (see `Comparison.terms`)."""
    import pandas as pd

    scores, codes = Scores.joined(list(groups.values())), codes_of(groups)
    forms = _forms(scores.uses("written"), codes)
    uses = scores.uses("terms")
    cell, first, place = _cells(uses, codes)
    count, articles, expected = (
        np.bincount(place, numbers, len(cell)) for numbers in (uses.times, np.ones(len(place)), np.nan_to_num(uses.expected))
    )
    group, key = np.divmod(cell, max(len(uses.keys), 1))
    order = np.lexsort((first, -count, group))
    names, numbers = list(groups), (count.astype(np.int64), expected, articles.astype(np.int64))
    columns = (column[order].tolist() for column in (group, key, *numbers))
    rows = [(names[i], *uses.keys[j], *row, _listed(forms[i, uses.keys[j]])) for i, j, *row in zip(*columns, strict=True)]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _cells(uses: Uses, codes: Indices) -> tuple[Indices, Indices, Indices]:
    """The cells of a table of groups by keys that are used, row by row; where each is used first, and the cell of each use."""
    return np.unique(codes[uses.article] * len(uses.keys) + uses.key, return_index=True, return_inverse=True)


def _forms(uses: Uses, codes: Indices) -> dict[tuple[int, Any], Counter[str]]:
    """How often each group writes each term in each form."""
    forms: defaultdict[tuple[int, Any], Counter[str]] = defaultdict(Counter)
    cell, _, place = _cells(uses, codes)
    for i, n in zip(cell.tolist(), np.bincount(place, uses.times, len(cell)).tolist(), strict=True):
        group, key = divmod(i, len(uses.keys))
        *term, form = uses.keys[key]
        forms[group, tuple(term)][form] = int(n)
    return forms


def _listed(forms: Counter[str]) -> str:
    """Forms of a term in a cell.

    >>> _listed(Counter({"mobs": 1, "mob": 4})), _listed(Counter({"mob": 4}))
    ('mob (4), mobs (1)', 'mob')
    """
    if len(forms) < 2:
        return "".join(forms)
    most = [f"{form} ({n})" for form, n in sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))[:_FORMS]]
    return ", ".join(most + ["…"] * (len(forms) > _FORMS))
