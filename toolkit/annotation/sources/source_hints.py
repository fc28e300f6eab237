"""What an article and the registries say about a source, as words by which its type is told (see `source_types`).

They describe the source anywhere in the article, stand in its name and in the expressions by which it is a source, or next to its
mentions; further ones are the cues, what the rules and registries make of the source, and whom the article is about.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...text.matching import Hit
from ...text.word_classes import function_words
from ..attributions.attribution import Attribution
from ..phrases.noun_phrases import Range
from .entities import Cast
from .entity import Entity, Referent

ABROAD, BODIES, ROLES = "abroad", "article_body", "article_role"
"""The hints that say what an article is about."""

_AFTER = 8  # words after a name within which an apposition says who it is
_BEFORE = 2  # words before a name that may say who it is
_MENTIONS = 6  # mentions whose neighbours are hints
_FREQUENT = 0.15  # share of the roles in an article from which it is about those of that type


def vote(voter: str, kind: str | None) -> str:
    """The hint that says of a source that it is of a type."""
    return f"{voter}={kind}"


def hints_of(several: Sequence[tuple[Attribution, Referent | None]], cast: Cast) -> list[str]:
    """The hints of all attributions to one source, each once; `several` are these with what the source means."""
    hints = {name for attribution, referent in several for name in _of_attribution(attribution, referent, cast)}
    hints.add(f"heard={1 if len(several) == 1 else 2 if len(several) < 4 else 4}")
    referent = several[0][1]
    for entity in referent.entities if referent else ():
        hints.update(_of_entity(entity, cast))
    return sorted(hints)


def hints_of_article(cast: Cast) -> list[str]:
    """What kinds of roles and bodies an article is about, and whether it is about another country than the United States."""
    bodies, roles = (_kinds(hits.values()) for hits in (cast.names.organisations, cast.names.roles))
    hints = [vote(BODIES, kind) for kind, _ in bodies.most_common(1)]
    hints += [vote(ROLES, kind) for kind, n in roles.items() if n > _FREQUENT * roles.total()]
    return [*hints, ABROAD] if cast.mentions_abroad() else hints


def _kinds(hits: Iterable[Hit]) -> Counter[str]:
    """How often each category is hit."""
    return Counter(hit.entry.category for hit in {id(hit): hit for hit in hits}.values())


# -- attributions ---------------------------------------------------------------------------------------------------------


def _of_attribution(attribution: Attribution, referent: Referent | None, cast: Cast) -> Iterator[str]:
    """What an attribution says about its source: the words of the source, the cue, and how the source was resolved."""
    words = cast.words
    yield from (f"link={referent.link if referent else ''}", f"kind={attribution.kind}")
    for span in attribution.cue:
        yield from (f"cue={words.keys[i]}" for i in words.inside(span))
    for span in attribution.source:
        part = _range(words.inside(span))
        yield from _of_words("source", part, cast)
        if part.first < part.after and words.capital[cast.head(*part) - 1]:
            yield "capital"


def _range(inside: range) -> Range:
    return Range(inside.start, inside.stop)


def _of_words(where: str, part: Range, cast: Cast) -> Iterator[str]:
    """The words of a phrase, its head, and the registered roles and bodies in it."""
    keys, closed = cast.words.keys, function_words()
    yield from (f"{where}:{keys[i]}" for i in range(*part) if keys[i] not in closed)
    if part.first < part.after:
        head = cast.head(*part)
        yield f"{where}_head:{keys[head - 1]}"
        if cast.stated.is_share(head, part.after):
            yield f"{where}_share"
    for i in range(*part):
        if i in cast.names.roles:
            yield vote(f"{where}_role", cast.stated.type_here(cast.names.roles[i]))
        if i in cast.names.organisations:
            yield vote(f"{where}_body", cast.names.organisations[i].entry.category)
        if i in cast.names.countries:
            yield f"{where}_place"


# -- entities -------------------------------------------------------------------------------------------------------------


def _of_entity(entity: Entity, cast: Cast) -> Iterator[str]:
    """What the article and the registries say about an entity."""
    yield from (vote("rule", entity.type), vote("registered", entity.registered))
    if entity.entry and entity.entry.extra.get("own"):
        yield vote("own", entity.registered)
    yield from (f"is={entity.kind}", f"rule={entity.type} is={entity.kind}", f"pronoun={entity.pronoun}")
    yield from (f"spoke={len(entity.spans) > 2}", f"plural={entity.plural}", f"personal={entity.personal}")
    yield from (name for name in ("former", "private") if getattr(entity, name))
    yield from (vote("said", kind) for kind in entity.types)
    for statement in entity.statements:
        if statement.former or statement.is_present_role:
            yield vote("left" if statement.former else "held", statement.source_type)
    if entity.kind != "person":
        yield from (f"name={word}" for word in entity.name.lower().split())
    for part in entity.described:
        yield from _of_words("described", part, cast)
    for span in sorted(entity.spans)[:_MENTIONS]:
        yield from _around(_range(cast.words.inside(span)), cast)


def _around(name: Range, cast: Cast) -> Iterator[str]:
    """The words next to a name: those before it and behind it, those of an apposition, and what a bracket says ("(R-Ohio)")."""
    words, keys, closed = cast.words, cast.words.keys, function_words()
    first, after = name
    yield from (
        f"before:{keys[i]}" for i in range(max(first - _BEFORE, 0), first) if words.joined(i + 1) and keys[i] not in closed
    )
    if first and words.joined(first):
        yield f"left:{keys[first - 1]}"
    if after == len(words):
        return
    if words.joined(after):
        yield f"right:{keys[after]}"
    elif words.gaps[after].startswith(","):
        yield "age" if keys[after].isdigit() else f"apposed:{keys[after]}"
        yield from (f"behind:{key}" for key in _stretch(after, cast) if key not in closed)
    elif "(" in words.gaps[after]:
        yield from (f"bracketed:{key}" for key in _stretch(after, cast))


def _stretch(first: int, cast: Cast) -> Iterator[str]:
    """The words from one on, up to the next mark."""
    words = cast.words
    for i in range(first, min(first + _AFTER, len(words))):
        if i > first and not words.joined(i):
            return
        yield words.keys[i]
