"""Whom articles name, and whom a name may mean that is nobody's."""

import re
from collections import Counter

from ..annotation.sources.registry import shipped_registry
from ..grouping.groups import nearest
from ..scores.scores import ScoreTable


def named_actors(scores: ScoreTable) -> Counter[str]:
    """Whom or what articles name or use loaded terms about, with how often they name it.

    >>> from toolkit.scores.scoring import score
    >>> named_actors(score(["Ada Hall left the talks with ISIS. Ada Hall said the puppet regime had failed."]))["Ada Hall"]
    2
    """
    named = Counter[str]()
    for place in (place for places in scores.scores.places for place in places if place.target):
        named[str(place.target)] += (place.times or 1) if place.mark == "actor" else 0
    return named


def actors_like(named: Counter[str], name: str, top: int = 3) -> list[str]:
    """Whom a name may mean that none of those `named` has: by the registry, by a fuller name, or else by a similar one.

    Those whom articles name most often come first.

    >>> from toolkit.scores.scoring import score
    >>> named = named_actors(score(["President Ada Hall left the talks with ISIS. Ada Hall said the puppet regime had failed."]))
    >>> actors_like(named, "hall"), actors_like(named, "Ada Hal"), actors_like(named, "Daesh")
    (['Ada Hall'], ['Ada Hall'], ['Islamic State'])
    """
    if (standing := shipped_registry().called(name)) in named:
        return [standing]
    words = _words(name)
    alike = [actor for actor, _ in named.most_common() if words <= _words(actor)]
    near = nearest(name, named)
    return alike[:top] or ([near] if near else [])


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))
