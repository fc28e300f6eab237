"""Candidate terms for a lexicon, for a person to accept or reject: words that an outlet favours, and neighbours of the entries.

Both kinds come from the user's own corpus: words and pairs of words by their keyness in the outlets' own voice (Monroe,
Colaresi and Quinn 2008), and words that occur in the same company as the entries (positive pointwise mutual information reduced
by singular values; Levy, Goldberg and Dagan 2015). Neither says what is loaded; each candidate has an example to judge it by.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.document import Document
from ..annotation.voices import OWN_VOICES, VOICES
from ..articles.article import Article
from ..errors import ArticleError, OptionError
from ..statistics.arrays import Floats, Ints
from ..text.lexicon import Lexicon
from ..text.matching import matcher_of, words_of_term
from ..text.spans import bracketed, covered
from ..text.word_classes import function_words
from ..text.words import Words
from ..vocabulary.keyness import distinctive
from ..vocabulary.said_words import tokens

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 4
"""Words on each side that are a word's company."""

DIMENSIONS = 100
"""Length of the vector of a word."""

LEAST_COUNT = 8
"""Occurrences of a word from which its company is compared."""

_NEAREST = 3  # entries that are named for a neighbour
_VOCABULARY = 20_000  # the most frequent words, whose company is compared
_SIDE = 60  # characters of the example on each side

_Candidate = tuple[str, str, str, float]
"""A term, the way by which it was found, the group or the entries that it belongs to, and its score."""


def suggest(
    articles: Iterable[Article],
    lexicon: Lexicon | str = "loaded_terms",
    *,
    by: str = "outlet",
    top: int = 50,
    least_articles: int = 5,
    seed: int = 0,
) -> "pd.DataFrame":
    """Words and pairs of words that may belong in a lexicon and that it does not find yet; names are left out.

    Parameters
    ----------
    by : a field or column; the words that its groups favour are suggested.
    top : number of candidates from each group by keyness, and of neighbours of the entries in all.
    least_articles : number of articles (of the group, or of all for a neighbour) that must contain a candidate.
    seed : of the reduction to singular values.

    Returns
    -------
    DataFrame with columns term, way (keyness or neighbour), of (the group, or the entries with similar company), score (z, or
    cosine similarity), count and articles (in the group, or in all for a neighbour), example.

    Raises
    ------
    ArticleError
        There is no article.
    OptionError
        No article has a value for `by`, or `top` is below 1.
    """
    import pandas as pd

    if top < 1:
        raise OptionError(f"top {top}: give the number of candidates, at least 1")
    annotator = Annotator([lexicon], loaded_model=None)
    documents = [annotator(article) for article in articles]
    if not documents:
        raise ArticleError("no article to suggest terms from")
    groups = [str(value) if (value := document.article.value(by)) is not None else "" for document in documents]
    if not any(groups):
        raise OptionError(f"no article has a value for {by!r}; name another field or column")
    own_terms, matcher = [_own_terms(document) for document in documents], matcher_of(annotator.lexicons[0])
    candidates = [*_by_keyness(groups, own_terms, top), *_neighbours(documents, annotator.lexicons[0], top, seed)]
    counts = [Counter(terms) for terms in own_terms]
    rows = []
    for term, way, of, score in candidates:
        holders = [i for i, count in enumerate(counts) if term in count and (way != "keyness" or groups[i] == of)]
        if len(holders) >= max(least_articles, 1) and not matcher.hits(Words(term)):
            n = sum(counts[i][term] for i in holders)
            rows.append((term, way, of, score, n, len(holders), _example(documents[holders[0]], term)))
    columns = ["term", "way", "of", "score", "count", "articles", "example"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates("term", ignore_index=True)


def _own_terms(document: Document) -> list[str]:
    """The words of the outlet's own voice, and pairs of them that nothing separates, without names and function words."""
    words, closed = document.words, function_words()
    own = {VOICES.index(voice) for voice in OWN_VOICES}
    names = covered((span for entity in document.named for span in entity.spans), len(document.article.text))
    first = {document.words.inside(span).start for span in document.sentences}
    is_name = [names[start] or (words.capital[i] and i not in first) for i, start in enumerate(words.starts)]
    rows = zip(words.keys, document.voices, is_name, strict=True)
    kept = [voice in own and not name and key not in closed and key[0].isalpha() for key, voice, name in rows]
    return [token.term for token in tokens("text", words, kept)]


def _by_keyness(groups_of: Sequence[str], own_terms: Sequence[list[str]], top: int) -> list[_Candidate]:
    """What each group says more often than the others."""
    groups: dict[str, list[Counter[str]]] = {}
    for group, terms in zip(groups_of, own_terms, strict=True):
        if group:
            groups.setdefault(group, []).append(Counter(terms))
    if len(groups) < 2:
        return []
    keyness = distinctive(groups, top=top)
    rows = zip(keyness["term"], keyness["group"], keyness["z"], strict=True)
    return [(str(term), "keyness", str(group), float(z)) for term, group, z in rows]


def _example(document: Document, term: str) -> str:
    """The first place of a term in a document, in its context."""
    words, parts = document.words, term.split(" ")
    at = next(i for i in words.places[parts[0]] if words.keys[i : i + len(parts)] == parts)
    return bracketed(document.article.text, words.span(at, at + len(parts)), _SIDE)


# -- neighbours ------------------------------------------------------------------------------------------------------------


def _neighbours(documents: Sequence[Document], lexicon: Lexicon, top: int, seed: int) -> list[_Candidate]:
    """The words with the company most like that of the entries; none where no entry is frequent enough."""
    words, vectors = word_vectors([document.words.keys for document in documents], seed=seed)
    place = {word: i for i, word in enumerate(words)}
    forms = {" ".join(words_of_term(form)) for entry in lexicon.entries for form in entry.forms}
    entries = sorted(forms & place.keys())
    if not entries:
        return []
    similarity = vectors @ vectors[[place[form] for form in entries]].T
    nearest = np.argsort(-similarity, axis=1)[:, :_NEAREST]
    score = np.take_along_axis(similarity, nearest, axis=1).mean(axis=1)
    order = [i for i in np.argsort(-score) if words[i] not in forms and words[i] not in function_words()]
    return [(words[i], "neighbour", ", ".join(entries[j] for j in nearest[i]), float(score[i])) for i in order[:top]]


def word_vectors(texts: Sequence[Sequence[str]], *, seed: int = 0) -> tuple[list[str], Floats]:
    """The words of some texts and a vector of length 1 for each, similar for words that occur in the same company.

    Positive pointwise mutual information of words at most `WINDOW` places from each other, reduced to `DIMENSIONS` singular
    values, each weighted by its square root (Levy, Goldberg and Dagan 2015).

    >>> words, vectors = word_vectors([["red", "boat"], ["blue", "boat"]] * 10)
    >>> bool(vectors[words.index("red")] @ vectors[words.index("blue")] > 0.9)
    True
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import svds

    counts = Counter(word for text in texts for word in text)
    words = sorted(word for word, n in counts.most_common(_VOCABULARY) if n >= LEAST_COUNT)
    place = {word: i for i, word in enumerate(words)}
    if len(words) < 2:
        return words, np.zeros((len(words), 1))
    rows, columns = _pairs(texts, place)
    n = len(words)
    pairs = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(n, n)).tocsr()
    pairs = (pairs + pairs.T).tocoo()
    company = np.asarray(pairs.sum(axis=1)).ravel()
    mutual = np.log(pairs.data * company.sum() / (company[pairs.row] * company[pairs.col]))
    matrix = coo_matrix((np.maximum(mutual, 0), (pairs.row, pairs.col)), shape=(n, n)).tocsr()
    left, values, _ = svds(matrix, k=min(DIMENSIONS, n - 1), v0=np.random.default_rng(seed).random(n))
    vectors = left * np.sqrt(values)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return words, vectors / np.where(length > 0, length, 1)


def _pairs(texts: Sequence[Sequence[str]], place: Mapping[str, int]) -> tuple[Ints, Ints]:
    """The numbers (by `place`) of the words of every pair at most `WINDOW` places from each other."""
    left, right = [], []
    for text in texts:
        numbers = np.array([place.get(word, -1) for word in text], dtype=np.int64)
        for distance in range(1, WINDOW + 1):
            both = (numbers[:-distance] >= 0) & (numbers[distance:] >= 0)
            left.append(numbers[:-distance][both])
            right.append(numbers[distance:][both])
    return np.concatenate(left), np.concatenate(right)
