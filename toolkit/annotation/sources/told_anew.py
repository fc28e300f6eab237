"""Persons whom a definite description tells something new about ("the former mayor"), and those whom the next sentence names."""

from collections.abc import Callable
from itertools import islice, takewhile

from ...text.word_classes import word_list
from .antecedents import salient
from .described_bodies import LEAD
from .entities import Cast
from .entity import Entity
from .unnamed_sources import Description

_JUST = 1  # sentences back in which somebody is of whom a description tells something new
_NEXT = 1  # sentences on in which somebody of the type is named for the first time
_OPENING = 12  # the most words of that sentence before the name
_SOON = 2  # sentences on in which somebody called the same is
_PUBLIC = ("government", "legislature", "politician", "military")  # types of roles that one person often has together
_AHEAD = 40  # mentions behind a description among which its holder is
_BELOW = ("legislature", "military")  # types of roles that a member of the government has no more


def told_anew(description: Description, cast: Cast, able: Callable[[Entity], bool]) -> Entity | None:
    """The most salient person just before a definite description, where it says what somebody was, or a public role of somebody
    who has another one ("Senator Ada Hall objected. The former mayor left").

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "Minister Ada Hall objected. The mayor said so."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> told_anew(Description(4, 6, 6, cast.names.roles[5], "politician", plural=False), cast, lambda person: True).name
    'Ada Hall'
    """
    first, head = description.first, description.head
    if cast.words.keys[first] != "the" or description.plural or any(map(cast.words.is_possessive, range(first, head))):
        return None
    former, below = cast.stated.is_former(first, head), description.source_type in _BELOW
    public = description.source_type in _PUBLIC and head == description.after
    speaking = cast.floor.speakers if cast.floor.is_content(first) else ()  # who does not speak so of themselves

    def fits(entity: Entity) -> bool:
        sure = entity.kind == "person" and not entity.unsure and (entity.introduced or entity.is_called_in_full)
        return sure and able(entity) and entity not in speaking and not (former and entity.heads_government)

    def is_public(entity: Entity) -> bool:
        return fits(entity) and entity.type in _PUBLIC and not (below and entity.type == "government")

    if former:
        return salient(first, cast, is_public, _JUST) or salient(first, cast, fits, _JUST)
    return salient(first, cast, is_public, _JUST) if public else None


def named_next(description: Description, words: set[str], cast: Cast) -> Entity | None:
    """The person whom the next sentence names for the first time, where a definite description says whose office it is ("The
    mayor of Keldry objected. Ada Hall said …") and the type is the same, or who is called so within two ("her lawyer")."""
    first, sentence = description.first, cast.sentence_of(description.first)
    if description.plural or "and" in cast.words.keys[first : description.after]:
        return None
    office = cast.words.keys[first] == "the" and cast.words.keys[description.head : description.after][:1] == ["of"]
    soon = list(takewhile(lambda named: cast.sentence_of(named[0]) - sentence <= _SOON, cast.since(description.after)))
    new = (i for i, (_, person) in enumerate(soon) if _is_new(person, cast.words.starts[first]))
    if (i := next(new, None)) is None:
        return None
    place, person = soon[i]
    known = any(other.kind == "person" for _, other in soon[:i])  # the sentence is about somebody known
    same = person.type == description.source_type and person.type not in (None, "civilian", "other")
    is_next = cast.sentence_of(place) - sentence == _NEXT and place - cast.sentence_start(place) <= _OPENING
    if not (words <= person.words or (office and not known and same and is_next and not cast.owns(place))):
        return None
    person.learn(words=words)
    return person


def introduced_later(description: Description, cast: Cast) -> Entity | None:
    """The person whom the article introduces later by the office of an indefinite description ("A judge objected. … Judge Ada
    Hall said …"), where nobody has had it before: that of a judge, or any in the lead."""
    first = description.first
    noun = cast.words.keys[description.head - 1]
    named = description.source_type == "judiciary" or cast.sentence_of(first) < LEAD
    if not named or noun in word_list("general_role") or cast.words.keys[first] not in word_list("article") or description.plural:
        return None
    if any(noun in person.words for person in cast.latest(first, ("person",))):
        return None
    later = islice(cast.since(description.after), _AHEAD)
    return next((e for _, e in later if noun in e.words and _is_new(e, cast.words.starts[first])), None)


def _is_new(entity: Entity, start: int) -> bool:
    """Whether an entity is a person who is introduced, and not named before a place of the text."""
    return entity.kind == "person" and entity.introduced and min(entity.spans).start >= start
