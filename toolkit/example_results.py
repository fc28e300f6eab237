"""Results of a few invented articles each, for the examples of docstrings and for tests; nothing else imports this.

Each is made once, as a user would make it, but without the model of loaded words, so that each hit counts 1. The corpus that
ships with the toolkit is another thing: see `toolkit.example`.

>>> comparison().of("loaded_narration")["estimate"].tolist()
[250.0, 0.0]
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import toolkit as tk
from toolkit.annotation.sources.registry import Sides, shipped_registry

_TWO_OUTLETS = {"Wire": "The army left the town.", "Herald": "The puppet regime fled."}


def _articles(texts: Iterable[tuple[str, str]]) -> list[tk.Article]:
    """Articles of (outlet, text), each with an id of its own."""
    return [tk.article_of(text, id=f"{outlet} {number}", outlet=outlet) for number, (outlet, text) in enumerate(texts)]


def _scores(articles: Iterable[tk.Article]) -> tk.ScoreTable:
    """The scores of articles in which every hit of the lexicon counts 1."""
    return tk.score(articles, loaded_model=None)


@cache
def comparison() -> tk.Comparison:
    """Two outlets with an article each."""
    return tk.compare(_scores(_articles(_TWO_OUTLETS.items())))


@cache
def comparison_with_sides() -> tk.Comparison:
    """Two outlets with the same article, in which a source of either side speaks."""
    registry = replace(shipped_registry(), sides=Sides({"ada hall": "east", "ben abay": "west"}, ("east", "west")))
    text = "President Ada Hall said it rained. General Ben Abay claimed it was dry."
    articles = _articles((outlet, text) for outlet in ("Wire", "Herald"))
    return tk.compare(tk.score(articles, registry=registry, loaded_model=None), copies="keep", resamples=40)


@cache
def count_model() -> tk.CountModel:
    """Two outlets, one of which uses twice as many loaded terms."""
    loaded = {"Herald": 4, "Wire": 2}
    texts = [(outlet, text) for outlet, n in loaded.items() for text in ["The mob fled."] * n + ["The army fled."] * (8 - n)]
    return tk.count_model(_scores(_articles(texts)), reference="Wire", copies="keep", resamples=50)


@cache
def keyness() -> tk.Keyness:
    """Two outlets with six articles each; one says "army" where the other says "regime"."""
    texts = {"Wire": "The army left the town.", "Herald": "The regime left the town."}
    return tk.keyness(_scores(_articles(item for item in texts.items() for _ in range(6))), copies="keep")


@cache
def naming() -> tk.Naming:
    """Two outlets with an article each, which call one referent by different names."""
    texts = {"Wire": "Daesh fled the town.", "Herald": "Isis fled the town. Isis fell."}
    return tk.naming(_scores(_articles(texts.items())))


@cache
def omissions() -> tk.Omissions:
    """Three outlets on one event, one of which hears one person of three."""
    heard = "President Ada Hall said the dam failed. General Ben Abay said 12 people died. Minister Cora Lane said it rained."
    cut = "The dam failed, President Ada Hall said. General Ben Abay was there. Ben Abay left."
    texts = {"Herald": cut, "Post": heard.replace("it rained", "it had rained"), "Wire": heard}
    articles = [tk.article_of(text, id=outlet, outlet=outlet, event="dam") for outlet, text in texts.items()]
    return tk.omissions(_scores(articles), texts=articles, copies="keep", resamples=50)


@cache
def power() -> tk.Power:
    """An outlet whose articles have one loaded term in four sentences, or none, and one that has a third of its terms."""
    texts = ("The mob fled. It rained. It was late. They left.", "The army fled. It rained. It was late. They left.")
    scores = _scores(_articles(("Wire", text) for text in texts * 5))
    return tk.power(scores, ratios=[3.0], articles=[10, 80], copies="keep", samples=20, resamples=50)


@cache
def outlet_map() -> tk.OutletMap:
    """Three outlets, one of which says what the first says in half of its articles, and what the last says in the others."""
    first, last = "The regime fled from town.", "The army left the town."
    texts = {"Herald": [first] * 9 + [last], "Post": [first, last] * 5, "Wire": [last] * 9 + [first]}
    articles = _articles((outlet, text) for outlet, several in texts.items() for text in several)
    return tk.outlet_map(_scores(articles), copies="keep", resamples=50)


@cache
def portrayal() -> tk.Portrayal:
    """Two outlets with three articles each on one person, whom one calls heroic and the other corrupt."""
    texts = {"Wire": "President Ada Hall was heroic in {}.", "Herald": "President Ada Hall was corrupt in {}."}
    articles = _articles((outlet, text.format(place)) for outlet, text in texts.items() for place in ("Arle", "Brone", "Corrin"))
    return tk.portrayal(_scores(articles), copies="keep", resamples=50)


@cache
def sensitivity() -> tk.Sensitivity:
    """The two outlets of `comparison`, compared again in other ways."""
    return tk.sensitivity(_scores(_articles(_TWO_OUTLETS.items())), resamples=40)


@cache
def silences() -> tk.Silences:
    """Two outlets with three articles each on one person, whom only one of them lets speak."""
    texts = {"Wire": "President Ada Hall said it rained in {}.", "Herald": "President Ada Hall went to {}. Ada Hall is old."}
    articles = _articles((outlet, text.format(place)) for outlet, text in texts.items() for place in ("Arle", "Brone", "Corrin"))
    return tk.silences(_scores(articles), copies="keep")


@cache
def timeline() -> tk.Timeline:
    """Three months, the second of them without an article."""
    texts = {1: "The puppet regime fled.", 3: "The army left."}
    articles = [tk.article_of(text, id=str(month), published=date(2017, month, 5)) for month, text in texts.items()]
    return tk.timeline(_scores(articles))


@cache
def word_shift() -> tk.WordShift:
    """Two outlets with an article of ten words each, one of which has another loaded term."""
    texts = {"Herald": "The mob met the regime in the old town hall.", "Wire": "The council met the regime in the old town hall."}
    return tk.word_shift(_scores(_articles(texts.items())), "Herald", "Wire", copies="keep", resamples=40)
