"""What the page shows beside an article whose event others report too: whom they heard and it did not. Nothing is computed."""

from collections import defaultdict
from typing import Any

from ..comparison.event_pools import NAMED, SOURCE
from ..comparison.omissions import Omissions
from ..measures.formatting import type_name

SHOWN = 15  # sources of an event, those that most groups hear


def heard_by_others(result: Omissions | None) -> dict[str, dict[str, Any]]:
    """By the id of each article: its event, who reports it too, and the sources that these hear and its own group does not.

    Each source is a list of name, type, the groups that hear it, and what the group of the article does: "named only", or ""
    where it is absent, with a question mark behind where it may be heard though it was not found.

    >>> from toolkit import example_results
    >>> heard_by_others(example_results.omissions())["Herald"]["sources"]
    [['Ben Abay', 'military', 'Post, Wire', 'named only'], ['Cora Lane', 'government', 'Post, Wire', '']]
    """
    shown: dict[str, dict[str, Any]] = {}
    if result is None:
        return shown
    articles = {place: rows["id"].tolist() for place, rows in result.articles.groupby(["event", "group"], sort=False)}
    for event, rows in result.table.groupby("event", sort=False):
        sources = rows[rows["kind"] == SOURCE]
        hearing: dict[str, list[str]] = defaultdict(list)
        for item, group, brought in sources[["item", "group", "brought"]].itertuples(index=False, name=None):
            hearing[item] += [group] if brought else []
        groups = list(dict.fromkeys(rows["group"]))
        of_group: dict[str, list[list[str]]] = {group: [] for group in groups}
        for row in sources[~sources["brought"]].to_dict("records"):
            state = (NAMED if row["state"] == NAMED else "") + ("?" if row["open"] else "")
            kind = type_name(row["source_type"]) if isinstance(row["source_type"], str) else ""
            of_group[row["group"]].append([row["item"], kind, ", ".join(hearing[row["item"]]), state])
        for group in groups:
            others = [other for other in groups if other != group]
            entry = {"event": str(event), "others": others, "sources": of_group[group][:SHOWN]}
            shown |= dict.fromkeys(articles[event, group], entry)
    return shown
