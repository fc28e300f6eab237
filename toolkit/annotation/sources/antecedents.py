"""Whom a pronoun means, by number, gender and who was mentioned or spoke last."""

from collections import Counter
from collections.abc import Callable, Collection

from .entities import Cast
from .entity import Entity

_ANYWHERE = 1000  # sentences back
_REACH = 6  # sentences back in which "he" looks for its person
_SUBJECT, _OWNER, _SPOKE = 0.5, 0.5, 0.75  # what a first mention, a possessive and the last speaker count, in sentences
_UNNAMED = 2  # sentences by which somebody without a name seems farther away
_RECENT = 2  # sentences within which the last speaker is the more salient for it
_TO_WHO = 6  # words from the name to its "who"


def antecedent(pronoun: str, place: int, cast: Cast, *, settle: bool = True, but: Collection[str] = ()) -> tuple[Entity, ...]:
    """Whom a personal pronoun at word `place` most likely means (two for a pair); empty if that cannot be decided.

    With `settle` false, a person of either gender may be meant; "he", "she" and "they" mean nobody whose name is in `but`.

    >>> from toolkit.annotation.sources.proper_names import ProperNames
    >>> from toolkit.annotation.phrases.noun_phrases import Phrases
    >>> from toolkit.annotation.sources.registry import shipped_registry
    >>> from toolkit.text.words import Words
    >>> from toolkit.text.sentences import sentences
    >>> text = "President Ada Hall met minister Ben Abay. Mrs. Hall left before they agreed."
    >>> cast = Cast(ProperNames(Phrases(Words(text), []), shipped_registry()), sentences(text))
    >>> cast.introduce([])
    >>> [entity.name for entity in antecedent("she", 11, cast)]
    ['Ada Hall']
    """
    if pronoun in ("he", "she"):
        return _person(pronoun if settle else "", place, cast, but)
    if pronoun == "who":
        return _relative(place, cast)
    if pronoun == "they":
        return cast.pair_before(place) or _group(place, cast, lambda e: _is_group(e) and e.name not in but) or _two(place, cast)
    if pronoun == "it":
        return _group(place, cast, _is_body)
    return ()


def _person(pronoun: str, place: int, cast: Cast, but: Collection[str]) -> tuple[Entity, ...]:
    """The most salient single person, named or not, of that gender or of unknown gender, which the pronoun then settles."""

    def fits(entity: Entity) -> bool:
        single = (
            entity.kind in ("person", "unnamed")
            and (entity.introduced or entity.is_called_in_full or bool(entity.pronoun))
            and not entity.plural
        )
        agrees = not pronoun or entity.pronoun in ("", pronoun)
        return single and entity.personal and "document" not in entity.types and agrees and entity.name not in but

    def may_be(entity: Entity) -> bool:
        return entity.pronoun in ("", pronoun) and entity.name not in but

    def surely_fits(entity: Entity) -> bool:
        return fits(entity) and not entity.unsure

    def fits_here(entity: Entity) -> bool:
        return (entity.kind == "person" and " " in entity.name and may_be(entity)) or surely_fits(entity)

    entity = salient(place, cast, fits_here, _REACH, quoted=True)
    entity = entity or salient(place, cast, surely_fits, _REACH) or salient(place, cast, fits, _REACH)
    entity = entity or next((e for _, e in cast.before(place, _REACH, inside=True) if surely_fits(e)), None)
    entity = entity or _main(place, cast, fits) or salient(place, cast, lambda e: e.is_called_in_full and may_be(e), _REACH)
    if entity is None:
        return ()
    entity.learn(pronoun=pronoun)
    return (entity,)


def _main(place: int, cast: Cast, fits: Callable[[Entity], bool]) -> Entity | None:
    """The fitting person mentioned most often before word `place`, if more than once: whom the article is about."""
    times = Counter(entity for _, entity in cast.before(place, _ANYWHERE) if fits(entity))
    return next((entity for entity, n in times.most_common(1) if n > 1), None)


def salient(place: int, cast: Cast, fits: Callable[[Entity], bool], reach: int, *, quoted: bool = False) -> Entity | None:
    """The fitting entity with the most salient mention before word `place`: near, a subject, or the last to have spoken; with
    `quoted`, of those in the quotation that the word is in."""
    within = cast.names.phrases.quoted
    if quoted and within[place] is None:
        return None
    scores: dict[Entity, float] = {}
    own = cast.sentence_of(place)
    mentions = [
        (cast.sentence_of(at), at, entity)
        for at, entity in cast.before(place, reach, inside=quoted)
        if fits(entity) and (within[at] == within[place] if quoted else cast.floor.is_heard(at, place))
    ]
    earlier_sentences = [*(sentence for sentence, *_ in mentions[1:]), -1]
    for (sentence, at, entity), earlier in zip(mentions, earlier_sentences, strict=False):
        spoke = entity in cast.floor.speakers and sentence + _RECENT >= own
        score = sentence - own + _SUBJECT * (earlier != sentence) - _OWNER * cast.owns(at) + _SPOKE * spoke
        score -= _UNNAMED * (entity.kind == "unnamed")
        scores[entity] = max(scores.get(entity, score), score)
    return max(scores, key=lambda entity: scores[entity], default=None)


def _relative(place: int, cast: Cast) -> tuple[Entity, ...]:
    """The person shortly before a "who" in the same sentence."""
    for at, entity in cast.before(place, 0):
        if place - at <= _TO_WHO and entity.kind in ("person", "unnamed"):
            return (entity,)
    return ()


def _group(place: int, cast: Cast, fits: Callable[[Entity], bool]) -> tuple[Entity, ...]:
    """The last source if it is a body or group, or the last one inside the quotation before; else the most salient body or group
    of this sentence or the one before, and the last inside the content of this one."""
    within = salient(place, cast, lambda e: fits(e) and not e.unsure, 1, quoted=True)
    if within:
        return (within,)
    if len(cast.floor.speakers) == 1 and fits(cast.floor.speakers[0]):
        return cast.floor.speakers
    left = cast.just_left(place)
    if len(left) == 1 and fits(left[0]):
        return left
    inside = (e for _, e in cast.before(place, 0, inside=True) if fits(e) and not e.unsure)
    entity = salient(place, cast, fits, 1) or next(inside, None)
    return (entity,) if entity else ()


def _is_group(entity: Entity) -> bool:
    return entity.plural or entity.kind == "body" or entity.sole


def _is_body(entity: Entity) -> bool:
    return entity.kind in ("body", "country") or entity.unsure or entity.sole


def _two(place: int, cast: Cast) -> tuple[Entity, ...]:
    """The two persons named in this sentence and the one before, if there are exactly two ("Hall met Abay. They …")."""
    persons = [person for person in cast.latest(place, ("person",), 1) if person.introduced]
    return tuple(reversed(persons)) if len(persons) == 2 else ()
