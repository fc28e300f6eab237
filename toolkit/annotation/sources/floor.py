"""Who has the floor: who spoke last at a place of an article, in what the outlet says itself or in what others say."""

from collections.abc import Iterable

from ...text.words import Words
from ..attributions.attribution import Attribution, content_words
from ..phrases.noun_phrases import Phrases
from .entity import Entity


class Floor:
    """Who spoke last, as the sources of an article are read in order.

    Whoever is a source inside a quotation has the floor until the outlet speaks again: in "“My nephew thinks so,” Hall said. He
    left" the nephew spoke last, but not for the outlet.

    >>> from toolkit.text.quotations import quotations
    >>> words = Words("“Abay thinks so,” Hall said.")
    >>> floor = Floor(Phrases(words, quotations(words.text)))
    >>> for word, name in ((0, "Abay"), (3, "Hall")):
    ...     floor.go_on_to(word)
    ...     floor.take((Entity(name),), word)
    >>> [entity.name for entity in floor.speakers], floor.is_heard(0, 4)
    (['Hall'], False)
    """

    def __init__(self, phrases: Phrases) -> None:
        self.left: tuple[int, tuple[Entity, ...]] = (0, ())  # who spoke last in the quotation that ended last, and where
        self._quoted = phrases.quoted
        self._content: set[int] = set()  # the words of attributed content
        self._spoke: list[tuple[int, tuple[Entity, ...]]] = []  # with where the source begins, from the outermost on
        self._sources: set[int] = set()  # where the sources begin

    def open(self, attributions: Iterable[Attribution], words: Words) -> None:
        """Begin to read an article with these attributions."""
        self._content = content_words(attributions, words)

    @property
    def speakers(self) -> tuple[Entity, ...]:
        """Those who spoke last."""
        return self._spoke[-1][1] if self._spoke else ()

    def is_content(self, place: int) -> bool:
        """Whether a word is part of attributed content."""
        return place in self._content

    def go_on_to(self, place: int) -> None:
        """Go on to a source whose words begin at `place`; who spoke in a quotation that ends before it has the floor no more."""
        last, depth = self._spoke[-1:], self._depth(place)
        while self._spoke and self._depth(self._spoke[-1][0]) > depth:
            self._spoke.pop()
            self.left = last[0]

    def take(self, entities: tuple[Entity, ...], place: int) -> None:
        """Note that they speak, as a source whose words begin at `place`."""
        self._spoke.append((place, entities))
        self._sources.add(place)

    def give(self, speakers: tuple[Entity, ...]) -> None:
        """Give the floor to those who spoke last before a place, once the article has been read."""
        self._spoke, self.left = [(0, speakers)], (0, ())

    def is_heard(self, source: int, place: int) -> bool:
        """Whether a mention counts at a place: one that is a source in somebody's words does not in what the outlet says."""
        return source not in self._sources or self._depth(source) <= self._depth(place)

    def _depth(self, place: int) -> int:
        """2 inside quotation marks, 1 inside other content, 0 in what the outlet says itself."""
        return 2 if self._quoted[place] is not None else int(place in self._content)
