"""What was found in the articles of a store, looked up article by article, so that none is read again."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Unpack

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.given import DEFAULT_LEXICONS, AnnotationOptions
from ..annotation.saved_annotations import key_of
from ..articles.article import Article
from ..errors import OptionError
from ..statistics.arrays import Ints
from ..text.lexicon import Lexicon
from .score_store import Store
from .score_tables import connection_of
from .scoring import Scorer
from .table_queries import line_keys_of, lines_of


def load_annotator(
    folder: str | Path,
    lexicons: Iterable[str | Path | Lexicon] = DEFAULT_LEXICONS,
    **options: Unpack[AnnotationOptions],
) -> Annotator:
    """An annotator that finds in articles what was found when they were scored into a folder, without looking for it again.

    It makes their documents many times as fast, for `annotate`, `report.write` and, as ``scorer=tk.Scorer.of(annotator)``, for
    `explain`. An article that was not scored, or whose text or fields have changed since, is annotated as usual.

    Parameters
    ----------
    folder : of saved scores, as `framing score articles.csv -o scores/` and `ScoreTable.save` write it.
    lexicons, options : those of `Annotator` with which the articles were scored. The folder itself says which reader read them,
        and which passages were left out as furniture since they recur.

    Raises OptionError where an annotator with these options is not the one that found what is saved, with what differs;
    ArticleError where the folder holds no scores. Otherwise as `Annotator` does.

    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> article = article_of("Hall said the regime fell.", outlet="Wire")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     score([article]).save(folder)
    ...     load_annotator(folder)(article).attributions[0].speaker
    'Hall'
    """
    store = Store(folder)
    options.setdefault("reader", store.about.reader)
    if "furniture" in store.about.made_with and store.passages:
        options.setdefault("furniture", store.passages)
    return with_saved(Annotator(lexicons, **options), store)


def with_saved(annotator: Annotator, store: Store) -> Annotator:
    """The same annotator, which looks for nothing again in the articles of a store that were scored with one like it.

    Raises OptionError where they were scored otherwise, with what differs.
    """
    if differences := store.about.differences(Scorer.of(annotator).empty_table().about({})):
        raise OptionError(
            f"{store.folder}: these scores were made otherwise ({'; '.join(differences)}); score the articles again"
        )
    return annotator.with_saved(SavedLines(store))


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
