"""Which words a comparison of groups shows: with or without function words and the names of outlets; forms of a word as one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

import numpy as np

from ..scores.score_columns import Scores
from ..statistics.arrays import Bools, Floats
from ..text.word_classes import words_without_content
from ..text.words import Words


class Shown(NamedTuple):
    """What is shown of the words and phrases of each group.

    `names` are the words of the names by which a group is called itself; no term with one of them is shown for it.
    """

    names: Mapping[str, frozenset[str]]
    with_function_words: bool = True

    @classmethod
    def of(cls, outlets: Mapping[str, Iterable[str | None]], *, with_function_words: bool, with_own_name: bool) -> Self:
        """What is shown of groups with articles of these outlets: a group has a name of its own if they are all of one."""
        single = {group: set(several) for group, several in outlets.items()}
        names = {group: name_words(*several) for group, several in single.items() if len(several) == 1}
        return cls({} if with_own_name else names, with_function_words)

    def terms(self, group: str, terms: Iterable[str]) -> Bools:
        """Whether each word or phrase is shown; a phrase that begins or ends with a function word counts as one.

        >>> shown = Shown({"Fox": name_words("Fox News")}, with_function_words=False)
        >>> shown.terms("Fox", ["fox", "told fox news", "the", "the dam", "house of lords"]).tolist()
        [False, False, False, False, True]
        """
        names, closed = self.names.get(group, frozenset()), () if self.with_function_words else words_without_content()
        several = (term.split(" ") for term in terms)
        return np.array(
            [names.isdisjoint(words) and words[0] not in closed and words[-1] not in closed for words in several], dtype=bool
        )


def outlets_of(groups: Mapping[str, Scores]) -> dict[str, set[str | None]]:
    """The outlets of the articles of each group."""
    return {name: set(members.fields("outlet")) for name, members in groups.items()}


def name_words(outlet: str | None) -> frozenset[str]:
    """The words of an outlet's name but for function words, and the same written as one word.

    >>> sorted(name_words("The Daily Rattle")), name_words(None)
    (['daily', 'dailyrattle', 'rattle'], frozenset())
    """
    words = [key for key in Words(outlet or "").keys if key not in words_without_content()]
    return frozenset({*words, "".join(words)} if words else ())


def forms_as_one(words: Sequence[str], times: Floats) -> list[str]:
    """For each word the most frequent one with the same stem (NLTK's Snowball stemmer; Porter 2001); `times` are the counts.

    Function words stay what they are.

    >>> forms_as_one(["regime", "regimes", "our", "ours"], np.array([5, 2, 3, 3]))
    ['regime', 'regime', 'our', 'ours']
    """
    from nltk.stem.snowball import SnowballStemmer

    stem, closed = SnowballStemmer("english").stem, words_without_content()
    stems = [word if word in closed else f"{stem(word)}-" for word in words]
    commonest = dict[str, str]()
    for _, _, word, one in sorted(zip((-times).tolist(), map(len, words), words, stems, strict=True)):
        commonest.setdefault(one, word)
    return [commonest[one] for one in stems]
