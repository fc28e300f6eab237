"""The type of a source, by a linear model over what the article and the registries say about it.

The features are words: those that describe the source anywhere in the article, those of its name and of the expressions by
which it is a source, the cues, and what the rules and registries make of them. The weights are learned from labelled articles
(`framing train sources`); here they are only applied.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..files import MODELS, arrays_in
from ..statistics.arrays import Floats, Singles
from ..text.word_classes import function_words
from ..text.word_tables import checksum
from .attribution import Attribution
from .entities import Cast
from .entity import Entity, Referent
from .noun_phrases import Range

BUCKETS = 1 << 16  # rows that feature names are hashed into
MODEL = MODELS / "source_types.npz"

VOTERS = ("rule", "registered", "said", "held", "left", "source_role", "source_body", "described_role", "described_body")
"""The kinds of feature that name a type: in addition to its own weights each speaks for that type by the same amount."""

_CERTAIN = ("registered", "left", "source_body", "described_body")
_AFTER = 8  # words after a name within which an apposition says who it is
_BEFORE = 2  # words before a name that may say who it is


class TypeModel(NamedTuple):
    """Weights of each hashed feature for each source type (`types`), and the intercepts.

    `places` gives for each bucket its row of `weights`; the first row is zero, for features without a weight. A source whose
    most probable type is less likely than `least` has none.
    """

    types: tuple[str, ...]
    places: NDArray[np.int32]
    weights: Singles
    intercepts: Singles
    least: float

    def probabilities(self, features: Iterable[str], read: Sequence[Singles] = ()) -> Floats:
        """The probability of each type, given the features of a source and what an encoder `read` in each of its mentions."""
        rows = self.places[sorted({bucket_of(name) for name in features})]
        scores = self.weights[rows].sum(axis=0) + self.intercepts
        if read:
            scores = scores + np.log(np.stack(read)).mean(axis=0)
        odds = np.exp(scores - scores.max())
        p: Floats = odds / odds.sum()
        return p

    def type_of(self, features: Iterable[str], read: Sequence[Singles] = ()) -> str | None:
        """The most probable type (see `probabilities`); None where even that is unlikely."""
        p = self.probabilities(features, read)
        best = int(p.argmax())
        return self.types[best] if p[best] >= self.least else None


@cache
def load_type_model(path: Path = MODEL) -> TypeModel | None:
    """The shipped weights, or None if the file is missing (types are then those of the rules alone)."""
    if not path.is_file():
        return None
    stored = arrays_in(path)
    places = np.zeros(BUCKETS, dtype=np.int32)
    places[stored["rows"]] = np.arange(1, len(stored["rows"]) + 1)
    weights = np.concatenate([np.zeros((1, stored["weights"].shape[1])), stored["weights"]]).astype(np.float32)
    types = tuple(str(stored["types"]).split())
    return TypeModel(types, places, weights, stored["intercepts"], float(stored["least"]))


def bucket_of(name: str) -> int:
    """The row that a feature's name is hashed into."""
    return checksum(name) % BUCKETS


def vote(voter: str, kind: str | None) -> str:
    """The name of a feature that says of a source that it is of a type."""
    return f"{voter}={kind}"


def is_certain(kind: str | None, features: Sequence[str]) -> bool:
    """Whether a type by rule stands whatever the model says: the registry knows the source, or the body that it is described by,
    or the article says that an office is over."""
    return kind is not None and any(vote(voter, kind) in features for voter in _CERTAIN)


def merged_features(several: Sequence[tuple[Attribution, Referent | None]], cast: Cast) -> list[str]:
    """The features of all attributions to one source, each once; `several` are these with what the source means."""
    features = {name for attribution, referent in several for name in _of_attribution(attribution, referent, cast)}
    referent = several[0][1]
    for entity in referent.entities if referent else ():
        features.update(_of_entity(entity, cast))
    return sorted(features)


def _of_attribution(attribution: Attribution, referent: Referent | None, cast: Cast) -> list[str]:
    """What an attribution says about its source: the words of the source, the cue, and how the source was resolved."""
    features = [f"link={referent.link if referent else ''}", f"kind={attribution.kind}"]
    for span in attribution.cue:
        features += [f"cue={cast.words.keys[i]}" for i in cast.words.inside(span)]
    for span in attribution.source:
        inside = cast.words.inside(span)
        features += _of_words("source", Range(inside.start, inside.stop), cast)
    return features


def _of_entity(entity: Entity, cast: Cast) -> Iterator[str]:
    """What the article and the registries say about an entity."""
    yield from (
        vote("rule", entity.type),
        vote("registered", entity.registered),
        f"is={entity.kind}",
        f"pronoun={entity.pronoun}",
    )
    yield from (f"rule={entity.type} is={entity.kind}", f"spoke={len(entity.spans) > 2}")
    if entity.former:
        yield "former"
    for kind in entity.types:
        yield vote("said", kind)
    for statement in entity.statements:
        if statement.former or statement.is_present_role:
            yield vote("left" if statement.former else "held", statement.source_type)
    if entity.kind != "person":
        yield from (f"name={word}" for word in entity.name.lower().split())
    for part in entity.described:
        yield from _of_words("described", part, cast)
    for span in entity.spans[:1]:
        yield from _around(Range(*_bounds(cast.words.inside(span))), cast)


def _bounds(inside: range) -> tuple[int, int]:
    return inside.start, inside.stop


def _of_words(where: str, part: Range, cast: Cast) -> Iterator[str]:
    """The words of a phrase, its head, and the registered roles and bodies in it."""
    keys, closed = cast.words.keys, function_words()
    yield from (f"{where}:{keys[i]}" for i in range(*part) if keys[i] not in closed)
    if part.first < part.after:
        head = cast.head(*part)
        yield f"{where}_head:{keys[head - 1]}"
        if cast.stated.is_share(part.first, head, part.after):
            yield f"{where}_share"
    for i in range(*part):
        for kind, hits in (("role", cast.names.roles), ("body", cast.names.organisations)):
            if i in hits:
                yield vote(f"{where}_{kind}", hits[i].entry.category)
        if i in cast.names.countries:
            yield f"{where}_place"


def _around(name: Range, cast: Cast) -> Iterator[str]:
    """The words next to a name: those before it and, behind a comma, those of an apposition."""
    words, keys, closed = cast.words, cast.words.keys, function_words()
    first, after = name
    yield from (
        f"before:{keys[i]}" for i in range(max(first - _BEFORE, 0), first) if words.joined(i + 1) and keys[i] not in closed
    )
    if after < len(words) and words.gap(after).startswith(","):
        yield "age" if keys[after].isdigit() else f"apposed:{keys[after]}"
        for i in range(after, min(after + _AFTER, len(words))):
            if i > after and not words.joined(i):
                break
            if keys[i] not in closed:
                yield f"behind:{keys[i]}"
