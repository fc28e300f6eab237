"""Names in a text: runs of capitalised words, and what the registries know of them."""

from collections.abc import Iterable

from ..text.matching import Hit
from ..text.sentences import paragraphs
from ..text.word_classes import word_classes
from .noun_phrases import PARTICLES, SURE_CUE, Phrases
from .registry import Registry

_PARTICLES_AT_MOST = 3
_INTRODUCING = 3  # words between a role and what else introduces the same name
_SHOUTED = 4  # letters from which a word in capitals that opens a paragraph is a dateline, not a name
_ACRONYM = 6  # letters at most of an acronym that is taken for a body


class Names:
    """The runs of capitalised words of one text, with the hits of the registries and role nouns by word."""

    def __init__(self, phrases: Phrases, registry: Registry) -> None:
        words = self.words = phrases.words
        self.registry = registry
        self.person_hits = _by_word(registry.persons.hits(words))
        self.organisations = registry.organisations.hits(words)
        self.countries = [hit for hit in registry.countries.hits(words) if not self._surname(hit)]
        self.organisation_hits, self.country_hits = _by_word(self.organisations), _by_word(self.countries)
        self.role_hits, self.cues = phrases.roles, phrases.cues
        self.openings = {words.inside(line).start for line in paragraphs(words.text)}

    def _surname(self, hit: Hit) -> bool:
        """Whether a country's name stands behind a first name ("Michael Jordan")."""
        before = hit.first - 1
        return (
            before >= 0
            and self.words.capital[before]
            and self.words.joined(hit.first)
            and self.words.keys[before] in self.registry.pronouns
        )

    def runs(self) -> Iterable[tuple[int, int]]:
        """Stretches of capitalised words, with particles inside; datelines and function words are left out."""
        words, following, closed = self.words, 0, word_classes()
        for i in [i for i, capital in enumerate(words.capital) if capital]:
            if i < following or words.keys[i] in closed or words.keys[i].split("'")[0] in _NO_NAME:
                continue
            end = i + 1
            while end < len(words) and words.joined(end) and (words.capital[end] or self._particle(end)):
                if self.is_day(end) or self._verb(end):  # "Flake Wednesday", the headline "Hall Says He Will Go"
                    break
                if words.surface(end - 1).endswith(("’s", "'s")) and not self.holds_body(i, end):
                    break
                end += 1
            following = end
            while end > i + 1 and (not words.capital[end - 1] or self._role_behind(i, end)):
                end -= 1
            if not self._dateline(i, end) and not (end > i + 1 and words.keys[end - 1] in _PLACES):
                yield i, end

    def is_day(self, i: int) -> bool:
        """Whether word i is a day or a time of day ("Monday", "today"), which no name ends in; months are names too."""
        return self.words.keys[i] in _DAYS

    def _verb(self, i: int) -> bool:
        """Whether a word with a capital is a reporting verb in a headline, in a form that is no name."""
        hit = self.cues.get(i)
        return hit is not None and hit.entry.weight >= SURE_CUE and self.words.keys[i].endswith(("s", "ed", "said"))

    def _particle(self, i: int) -> bool:
        """Whether a word is a particle inside a name ("de la Cruz")."""
        end = i
        while end < len(self.words) and self.words.keys[end] in PARTICLES and end - i < _PARTICLES_AT_MOST:
            end += 1
        return i < end < len(self.words) and self.words.capital[end]

    def _role_behind(self, first: int, after: int) -> bool:
        """Whether a name of two words or more is followed by a person's role ("Nasr al-Hariri Secretary General")."""
        last = after - 1
        if last - first < 2 or last not in self.role_hits or self.role_hits[last].entry.extra.get("referent"):
            return False
        return not any(i in self.role_hits for i in range(first, first + 2))

    def _dateline(self, first: int, after: int) -> bool:
        """Whether words in capitals open a paragraph: a place, not a person."""
        text = self.words.span(first, after).of(self.words.text)
        return text.isupper() and len(text) >= _SHOUTED and first in self.openings

    def holds_body(self, first: int, after: int) -> bool:
        """Whether a country or a registered organisation is among the words."""
        return any(i in self.country_hits or i in self.organisation_hits for i in range(first, after))

    def past_titles(self, first: int, after: int) -> tuple[int, bool]:
        """Where the name begins behind leading countries, bodies and roles, and whether a role stood there."""
        start, titled = first, False
        for i in range(first, after):
            hit = self.role_hits.get(i) if not self.is_surname(first, i, after) else None
            if i in self.person_hits and self.person_hits[i].first == i and not hit:
                break
            if hit or i in self.country_hits or (i in self.organisation_hits and self.organisation_hits[i].after < after):
                start = max(start, (hit or self.country_hits.get(i) or self.organisation_hits[i]).after)
                titled = titled or (hit is not None and not hit.entry.extra.get("referent"))
            elif i >= start and not any(j in self.role_hits for j in range(i + 1, after - 1)):
                break
        return min(start, after), titled

    def is_surname(self, first: int, i: int, after: int) -> bool:
        """Whether a role at the end of a name is its last part ("Mr. King", "Peter T. King")."""
        if i != after - 1 or i == first:
            return False
        before = self.words.keys[i - 1]
        return before in _COURTESY or len(before) == 1 or (before in self.registry.pronouns and i - 1 not in self.role_hits)

    def body_end(self, first: int, after: int) -> int | None:
        """Where an unregistered body's name ends ("Asia Pacific Group", "Centre of Statistics", "SCI"); None for a person's."""
        last = self.role_hits.get(after - 1)
        surface = self.words.surface(after - 1)
        acronym = after - first == 1 and surface.isupper() and 1 < len(surface) <= _ACRONYM
        headed = last is not None and last.entry.extra.get("referent") == "body"
        the = first > 0 and self.words.keys[first - 1] == "the" and after - first > 1 and not self._names_person(first, after)
        if not (acronym or headed or the):
            return None
        while headed and after + 1 < len(self.words) and self.words.keys[after] in ("of", "for", "on"):
            if not (self.words.capital[after + 1] and self.words.joined(after) and self.words.joined(after + 1)):
                break
            after += 2
            while after < len(self.words) and self.words.capital[after] and self.words.joined(after):
                after += 1
        return after

    def _names_person(self, first: int, after: int) -> bool:
        return any(i in self.person_hits or i in self.role_hits for i in range(first, after))

    def opening(self, first: int) -> int:
        """Where an introduction before a name begins ("former CIA case officer Ada Hall", "envoy to the UN Ben Abay")."""
        start, known = first, (self.role_hits, self.country_hits, self.organisation_hits)
        while start > 0:
            reach = 1 if start == first else _INTRODUCING
            back = next((i for i in range(start - 1, max(start - 1 - reach, -1), -1) if any(i in hits for hits in known)), None)
            if back is None or not all(self.words.joined(i) for i in range(back + 1, start + 1)):
                break
            if not all(self._passable(i) for i in range(back + 1, start)):
                break
            start = back
        return start if any(i in self.role_hits for i in range(start, first)) else first

    def _passable(self, i: int) -> bool:
        """Whether a word may stand inside an introduction between role, country and body."""
        classes = word_classes().get(self.words.keys[i])
        return self.words.keys[i] in _INSIDE or not (self.words.capital[i] or classes)


_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning afternoon evening".split()
)
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_PLACES = frozenset(
    "city province governorate airport airbase street square bridge road river valley mountains hills island islands sea gulf "
    "strait ocean district avenue park lake desert peninsula crossing neighborhood neighbourhood asia africa europe".split()
)  # a name that ends so is a place, neither a person nor a body
_INSIDE = frozenset({"of", "to", "the", "for", "and", "in"})
_NO_NAME = frozenset(
    (
        "the a an this that these those he she it they we i you his her its their our my in on at for from by with of "
        "to as but and or if when while after before since although though however meanwhile according earlier later "
        "also there what who which where why how not no yes nobody none nothing everybody everyone somebody someone anyone"
    ).split()
)


def _by_word(hits: Iterable[Hit]) -> dict[int, Hit]:
    return {i: hit for hit in hits for i in range(hit.first, hit.after)}


def surname_of(word: str) -> str:
    """The key of a last name without its particle: "al-Maliki" and "Maliki" are one.

    >>> surname_of("al-maliki")
    'maliki'
    """
    head, _, rest = word.partition("-")
    return rest if rest and head in PARTICLES else word


def plain(name: str) -> str:
    """A name as it is listed: one line, no possessive.

    >>> plain("Nouri\\nal-Maliki's")
    'Nouri al-Maliki'
    """
    name = " ".join(name.split())
    return name[:-2] if name.endswith(("’s", "'s")) else name
