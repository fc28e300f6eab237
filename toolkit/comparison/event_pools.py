"""What groups bring on one event: the sources that they hear, whom they name, and what they count, with what each leaves out.

The pool of an event is everything that any group on it brings. Names are those of the registry or the fullest in the article, and
are joined over articles (see `joined_names`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..annotation.phrases.noun_phrases import weights_by_form
from ..grouping.groups import in_order
from ..scores.found_spans import FoundSpan, Places
from ..scores.score_columns import Scores
from ..tabular import with_types
from ..text.lexicon import load_lexicon
from ..text.numbers import count_in_words
from ..text.word_classes import function_words, word_list
from .joined_names import Name, joined_names, words_of_name

if TYPE_CHECKING:
    import pandas as pd

SOURCE, ACTOR, NUMBER, STATEMENT = KINDS = ("source", "actor", "number", "statement")
"""Kinds of items: a source is heard by some group on the event, an actor is named and heard by none."""

HEARD, NAMED, ABSENT = STATES = ("heard", "named only", "absent")
"""A source speaks (see `is_said`), is only named, or is not named. A number is told, another number of the same thing is, or
neither. A statement is attributed, told in the outlet's own voice, or not told."""

COLUMNS = (
    *("event", "group", "kind", "item", "what", "source_type", "side", "state", "open", "brought"),
    *("places", "words", "kept", "ids"),
)
_TEXTS = ("event", "group", "kind", "item", "what", "source_type", "side", "state", "ids")
_SURE = 0.7  # of the occurrences of a reporting word, how many must be cues of speech
_KNOWN = 500  # articles whose words are kept at hand
_DISTINCT = 5  # people of a number below it are the same only if they are called the same


class Articles(NamedTuple):
    """The articles of one group on one event: their rows in the scores, ids and number of words, and what was found in them."""

    rows: list[int]
    ids: list[str]
    words: int
    places: list[Places]


class Item(NamedTuple):
    """Something that a group may bring on an event: its name, what it is (person, people, …), source type and side if known."""

    kind: str
    name: str
    what: str
    source_type: str | None = None
    side: str | None = None


class Told(NamedTuple):
    """How a group tells an item, in how many places, and whether it may be there though it was not found."""

    state: str
    places: int = 0
    open: bool = False


Pool = Mapping[Item, Mapping[str, Told]]
"""For each item of an event what each group makes of it; a group that is missing leaves it out."""


def articles_of_events(
    scores: Scores, events: Sequence[str | None], groups: Sequence[str | None]
) -> dict[str, dict[str, Articles]]:
    """The articles by event and group, of events that two groups or more cover; both in the order of their names."""
    several: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, (event, group) in enumerate(zip(events, groups, strict=True)):
        if event is not None and group is not None:
            several[event][group].append(row)
    covered = {event: {group: of[group] for group in in_order(of)} for event, of in sorted(several.items()) if len(of) > 1}
    rows = [row for of in covered.values() for chosen in of.values() for row in chosen]
    places = dict(zip(rows, scores[np.array(rows, dtype=np.intp)].places, strict=True))
    ids, words = scores.values("id"), scores.n_words
    return {
        event: {
            group: Articles(chosen, [ids[i] for i in chosen], sum(words[i] for i in chosen), [places[i] for i in chosen])
            for group, chosen in of.items()
        }
        for event, of in covered.items()
    }


def pool_of(articles: Mapping[str, Articles], vocabulary: "Vocabulary", outlets: Iterable[str | None] = ()) -> Pool:
    """The sources, actors and numbers of an event; `outlets` are those on the event, which are no sources on it."""
    return {**_actors(articles, vocabulary, {tuple(words_of_name(outlet)) for outlet in outlets if outlet}), **_numbers(articles)}


def rows_of(event: str, articles: Mapping[str, Articles], pool: Pool) -> Iterator[tuple[Any, ...]]:
    """The values of `COLUMNS`: a row for each item and group, those that most groups bring first.

    `kept` is the probability that the item were still told, had the group written no more words on the event than the group with
    the fewest. Its places are taken to lie anywhere in the text, each independently of the others (random placement: Coleman
    1981), which comes to the same as rarefaction (Hurlbert 1971) where there are many words.
    """
    shortest = min(of.words for of in articles.values())
    order = sorted(pool, key=lambda item: (KINDS.index(item.kind), -len(_bringing(item, pool[item])), item.name))
    for item in order:
        bringing = _bringing(item, pool[item])
        for group, of in articles.items():
            told = pool[item].get(group, Told(ABSENT))
            brought = group in bringing
            share = shortest / of.words if of.words else 1.0
            kept = 1 - (1 - share) ** max(told.places, 1) if brought else 0.0
            state = (told.state, told.open and not brought, brought, told.places, of.words, kept, ", ".join(of.ids))
            yield (event, group, *item, *state)


def _bringing(item: Item, told: Mapping[str, Told]) -> list[str]:
    """The groups that bring an item: that hear a source, or name an actor whom nobody hears."""
    wanted = NAMED if item.kind == ACTOR else HEARD
    return [group for group, of in told.items() if of.state == wanted]


def table_of(rows: Iterable[tuple[Any, ...]]) -> "pd.DataFrame":
    """The rows of all events as a table, whose columns of text are such also where no row has a type or a side."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return with_types(frame, texts=_TEXTS, days=(), others={"open": bool, "brought": bool, "kept": float})


# -- actors ----------------------------------------------------------------------------------------------------------------


class Vocabulary:
    """The words of each article, by which it is seen that a name may be there though it was not found."""

    def __init__(self, scores: Scores) -> None:
        self._uses = scores.words(("own", "attributed"))
        self._numbers = {word: i for i, word in enumerate(self._uses.keys)}
        self._known: dict[int, set[int]] = {}  # of the articles asked for last

    def may_name(self, row: int, name: Name) -> bool:
        """Whether an article has the last name of a person, or all words of the name of a body or country."""
        words = words_of_name(name.name)
        wanted = words[-1:] if name.kind == "person" else [word for word in words if word not in function_words()]
        own = self._words_of(row)
        return bool(wanted) and all(any(self._numbers.get(form) in own for form in (word, f"{word}s")) for word in wanted)

    def _words_of(self, row: int) -> set[int]:
        """The numbers of the words of an article."""
        if row not in self._known:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            start, end = self._uses.starts[row : row + 2]
            self._known[row] = set(self._uses.key[start:end].tolist())
        return self._known[row]


class _Actor:
    """What is gathered about somebody on an event."""

    def __init__(self) -> None:
        self.types, self.sides = Counter[str](), Counter[str]()
        self.heard, self.named, self.open = Counter[str](), Counter[str](), set[str]()

    def add(self, group: str, place: FoundSpan) -> None:
        """Note a row of an actor; one whom "he" may mean is left open, as is one that "members of the union" speak for."""
        self.named[group] += place.times or 1
        if place.kind != "unheard":
            self.open.add(group)
        if place.source_type:
            self.types[place.source_type] += 1

    def add_attribution(self, group: str, place: FoundSpan) -> None:
        """Note a stretch of what a source says."""
        self.heard[group] += 1
        if place.source_type:
            self.types[place.source_type] += 1
        if place.side:
            self.sides[place.side] += 1


def _actors(articles: Mapping[str, Articles], vocabulary: Vocabulary, outlets: set[tuple[str, ...]]) -> Pool:
    mentions = [(group, place, names) for group, of in articles.items() for found in of.places for place, names in _named(found)]
    standing = joined_names(name for *_, names in mentions for name in names)
    actors: dict[Name, _Actor] = defaultdict(_Actor)
    for group, place, names in mentions:
        for name in {standing[name] for name in names}:
            (actors[name].add if place.mark == "actor" else actors[name].add_attribution)(group, place)
    pool = {}
    for name, actor in actors.items():
        if tuple(words_of_name(name.name)) not in outlets:
            kind = SOURCE if actor.heard else ACTOR
            item = Item(kind, name.name, name.kind, _commonest(actor.types), _commonest(actor.sides))
            pool[item] = {group: _told(name, actor, group, of, vocabulary) for group, of in articles.items()}
    return pool


def _named(places: Places) -> Iterator[tuple[FoundSpan, list[Name]]]:
    """The actors of an article, and what is surely said by sources that are among them, each with the names that it stands under.

    A source that is no actor ("Democrats", "the Fox poll", a place) is not sure enough to be told as missing elsewhere.
    """
    actors = {
        place.term: Name(str(place.target), str(place.target_kind))
        for place in places
        if place.mark == "actor" and _is_name(str(place.term), str(place.target_kind))
    }
    for place in places:
        if place.mark == "actor" and place.term in actors:
            yield place, [actors[place.term]]
        elif place.mark == "attribution" and place.named and place.speaker and is_said(place):
            several = [place.speaker] if place.speaker in actors else place.speaker.split(", ")
            if names := [actors[name] for name in several if name in actors]:
                yield place, names


def _is_name(name: str, kind: str) -> bool:
    """Whether a name is written like one ("al-Shabab", not "ex-Republican"), and means one ("Democrat" and "States" do not)."""
    words = name.split()
    first = words[0] if words else ""
    small = first.partition("-")[0] in word_list("name_particle") | word_list("article")
    owned = kind == "person" and any(word.endswith(("’s", "'s")) for word in words[:-1])
    common = kind == "person" and name.lower() in word_list("common", "common_words")
    member = words_of_name(name)[-1:] and words_of_name(name)[-1] in word_list("party_member")
    return bool((first[:1].isupper() or small) and not (common or owned or member))


def is_said(place: FoundSpan) -> bool:
    """Whether an attribution surely reports speech: in quotation marks, or by a cue that nearly always does, and no intention.

    >>> is_said(FoundSpan("attribution", "text", 0, 9, "it rained", "paraphrase", kind="indirect", term="said"))
    True
    >>> is_said(FoundSpan("attribution", "text", 0, 10, "to comment", "paraphrase", kind="indirect", term="declined"))
    False
    """
    if place.kind != "indirect":
        return True
    return _cues().get((place.term or "").lower(), 0.0) >= _SURE and not place.text.startswith("to ")


@cache
def _cues() -> dict[str, float]:
    """How often each form of a reporting word is a cue."""
    shares: dict[str, float] = {}
    for entry in load_lexicon("reporting_verbs").entries:
        by_form = weights_by_form(entry)
        shares |= {form: by_form.get(form, entry.weight) for form in entry.forms}
    return shares


def _told(name: Name, actor: _Actor, group: str, articles: Articles, vocabulary: Vocabulary) -> Told:
    if group in actor.heard:
        return Told(HEARD, actor.heard[group])
    if group in actor.named:
        return Told(NAMED, actor.named[group], group in actor.open)
    seen = any(vocabulary.may_name(row, name) for row in articles.rows)
    return Told(ABSENT, 0, seen)


def _commonest(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


# -- numbers ---------------------------------------------------------------------------------------------------------------


class _Number(NamedTuple):
    number: str
    noun: str
    kind: str

    @property
    def key(self) -> tuple[str, str]:
        """What is the same in two articles: people of one number are, whatever they are called, unless these are very few."""
        alike = self.kind == "people" and self.number.isdigit() and int(self.number) >= _DISTINCT
        return self.number, "people" if alike else self.noun


def _numbers(articles: Mapping[str, Articles]) -> Pool:
    found = [
        (group, _Number(*str(place.term).partition(" ")[::2], str(place.category)))
        for group, of in articles.items()
        for places in of.places
        for place in places
        if place.mark == "number"
    ]
    keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, number in found:
        if number.noun:
            keys[number.number].add(number.key)
    names, told = defaultdict[tuple[str, str], Counter[_Number]](Counter), defaultdict[tuple[str, str], Counter[str]](Counter)
    for group, number in found:
        key = number.key if number.noun else _only(keys[number.number], number)
        if key:
            told[key][group] += 1
            names[key].update([number] if number.noun else [])
    of_noun = {(number.noun, group) for group, number in found}
    pool: dict[Item, Mapping[str, Told]] = {}
    for key, groups in told.items():
        best = min(names[key], key=lambda number: (-names[key][number], number))
        others = {group: Told(NAMED if (best.noun, group) in of_noun else ABSENT) for group in articles}
        pool[Item(NUMBER, count_in_words(best.number, best.noun), best.kind)] = others | {
            g: Told(HEARD, n) for g, n in groups.items()
        }
    return pool


def _only(keys: set[tuple[str, str]], number: _Number) -> tuple[str, str] | None:
    """What a number without a noun counts, if the event has only one thing of that number, and it is no very small one."""
    large = number.number.isdigit() and int(number.number) >= _DISTINCT
    return next(iter(keys)) if large and len(keys) == 1 else None
