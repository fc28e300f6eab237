"""What was found in the articles of a store, looked up article by article, so that none is read again."""

from functools import cached_property

import numpy as np

from ..annotation.saved_annotations import key_of
from ..articles.article import Article
from ..statistics.arrays import Ints
from .score_store import Store
from .score_tables import connection_of, line_keys_of, lines_of


class SavedLines:
    """Tells what was found in an article when it was scored (`Line.found`); None for one that is not in the store as it is.

    Articles are best asked for in the order of the store, since the lines of two of its parts are held at once.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._held: dict[int, dict[int, str]] = {}

    def __reduce__(self) -> tuple[type["SavedLines"], tuple[Store]]:
        return type(self), (self.store,)

    def __call__(self, article: Article) -> str | None:
        """Raises ArticleError where a file of the store is missing or broken."""
        key = key_of(article)
        number = self._part_of(key)
        return None if number is None else self._lines(number).get(key)

    def _part_of(self, key: int) -> int | None:
        """The number of the part in which an article is."""
        keys, parts = self._index
        place = int(np.searchsorted(keys, key))
        return int(parts[place]) if place < len(keys) and keys[place] == key else None

    @cached_property
    def _index(self) -> tuple[Ints, Ints]:
        """The keys of all articles in ascending order, and the number of the part of each."""
        connection, folder, numbers = connection_of(), self.store.folder, range(len(self.store.parts))
        several = [np.empty(0, dtype=np.int64), *(line_keys_of(connection, folder, number) for number in numbers)]
        keys, parts = np.concatenate(several), np.repeat([-1, *numbers], list(map(len, several)))
        order = np.argsort(keys, kind="stable")
        return keys[order], parts[order]

    def _lines(self, number: int) -> dict[int, str]:
        """What was found in the articles of a part, by their keys."""
        if number not in self._held:
            lines = lines_of(connection_of(), self.store.folder, number).values()
            last = dict(list(self._held.items())[-1:])
            self._held = {**last, number: {line.key: line.found for line in lines}}
        return self._held[number]
