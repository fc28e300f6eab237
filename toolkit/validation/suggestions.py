"""Candidate terms for a lexicon, for a person to accept or reject, those first that an editor would most likely mark.

Candidates are the words and pairs of words of the outlets' own voice, without furniture, names and function words. The model of
loaded words (`loaded_words`) says of each place how likely it is that an editor would mark it. A word that comes again
and again in an article is what the article is about (Church and Gale 1995), so that it counts once in each. Beside a candidate
stand the group that favours it (Monroe, Colaresi and Quinn 2008), the entries that occur in the same company (positive pointwise
mutual information reduced by singular values; Levy, Goldberg and Dagan 2015), and an example to judge it by.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import numpy as np

from ..annotation.annotator import Annotator
from ..annotation.attributions.voices import OWN_VOICES, VOICES
from ..annotation.document import Document
from ..annotation.loaded.loaded_words import LoadedModel, load_loaded_model
from ..articles.article import Article
from ..articles.objects import articles_in
from ..articles.rows import RowOptions
from ..errors import ArticleError, OptionError
from ..grouping.groups import By, group_of, no_value_message
from ..statistics.arrays import Floats, Ints
from ..statistics.association import log_odds_ratio
from ..statistics.resampling import check_seed
from ..text.lexicon import Lexicon
from ..text.matching import matcher_of, words_of_term
from ..text.repeated_passages import repeated_passages
from ..text.spans import Span, bracketed, covered
from ..text.word_classes import function_words
from ..text.words import Words

if TYPE_CHECKING:
    import pandas as pd

WINDOW = 4
"""Words on each side that are a word's company."""

DIMENSIONS = 100
"""Length of the vector of a word."""

LEAST_COUNT = 8
"""Occurrences of a word from which its company is compared."""

MOST_NAMED = 0.5
"""Share of the uses of a word in names above which it is taken for a name wherever it stands."""

_OWN = frozenset(VOICES.index(voice) for voice in OWN_VOICES)
_NEAREST = 3  # entries that are named for a neighbour
_VOCABULARY = 20_000  # the most frequent words, whose company is compared
_SIDE = 60  # characters of the example on each side
_COLUMNS = ["term", "score", "p", "of", "z", "near", "similarity", "count", "articles", "example"]


def suggest(
    articles: Iterable[Any],
    lexicon: Lexicon | str = "loaded_terms",
    *,
    by: By = "outlet",
    top: int = 50,
    min_articles: int = 5,
    seed: int = 0,
    **columns: Unpack[RowOptions],
) -> "pd.DataFrame":
    """Words and pairs of words that may belong in a lexicon and that it does not find yet, the likeliest first.

    Names, function words, what is not the article (with passages that recur in an outlet) and what sources say are left out. A
    pair of words stands in place of its likelier word if at least half of the uses of that word are in it.

    Parameters
    ----------
    articles : articles, or whatever `articles_in` makes articles of, with the same `columns`.
    by : a field or column, or several, which are crossed; the group that favours a candidate is told.
    top : number of candidates.
    min_articles : number of articles that must contain a candidate.
    seed : of the reduction to singular values.

    Returns
    -------
    DataFrame with columns term; score, which the order follows (p times articles over count; z where the shipped weights are
    missing, and p is NaN); p (the mean, over its uses, of the probability that an editor would mark it); of and z (the
    group that uses it most above the others, and how clearly; no group where all use it alike); near and similarity (the entries
    with the most similar company, and their mean cosine; none for pairs and rare words, and where no company is alike); count,
    articles; example (its likeliest use).

    Raises
    ------
    ArticleError
        There is no article.
    OptionError
        No article has a value for `by`, or `top` is below 1.

    Examples
    --------
    >>> rows = [{"text": "The mayor made a blunt remark.", "outlet": "Herald"}] * 5
    >>> candidates = suggest(rows)
    >>> candidates["term"].tolist(), candidates["example"][0]
    (['blunt remark'], 'The mayor made a [blunt remark].')
    """
    import pandas as pd

    if top < 1:
        raise OptionError(f"top {top}: give the number of candidates, at least 1")
    check_seed(seed)
    several = list(articles_in(articles, **columns))
    if not several:
        raise ArticleError("no article to suggest terms from")
    groups = [group_of(article, by) for article in several]
    if all(group is None for group in groups):
        raise OptionError(no_value_message(several, by))
    annotator = Annotator([lexicon], loaded_model=None, bias_model=None, furniture=repeated_passages(several))
    model = load_loaded_model()
    documents, matcher = [annotator(article) for article in several], matcher_of(annotator.lexicons[0])
    uses = pd.DataFrame(_uses(documents, model), columns=list(_Use._fields))
    terms = _terms(uses, min_articles)
    terms = terms.loc[np.array([not matcher.hits(Words(term)) for term in terms.index], dtype=bool)]
    terms = terms.join(_favoured(uses, pd.DataFrame({"group": groups, "words": map(_own_words, documents)}), terms.index))
    terms["score"] = terms["z"] if model is None else terms["p"] * terms["articles"] / terms["count"]
    terms["words"] = terms.index.str.count(" ")
    terms = terms.sort_values(["score", "words"], ascending=False, kind="stable")
    terms = terms.loc[_chosen(terms, top)]
    near = _neighbours(documents, annotator.lexicons[0], seed)
    terms["near"], terms["similarity"] = ([near.get(term, _NOTHING)[part] for term in terms.index] for part in (0, 1))
    terms["example"] = [_example(several, uses.loc[place]) for place in terms["likeliest"]]
    return terms.reset_index()[_COLUMNS]


_NOTHING = ("", float("nan"))  # near a term


class _Use(NamedTuple):
    """One use of a term: in which article, how likely an editor would mark it, and where it stands."""

    term: str
    article: int
    p: float
    start: int
    end: int


def _uses(documents: Sequence[Document], model: LoadedModel | None) -> Iterator[_Use]:
    """The uses of words and pairs of words in the outlets' own voice, of those that the model looks at.

    Words in names and in hits of the lexicon are left out.
    """
    in_names = [_in_names(document) for document in documents]
    named, every = Counter[str](), Counter[str]()
    for document, names in zip(documents, in_names, strict=True):
        every.update(document.words.keys)
        named.update(key for key, name in zip(document.words.keys, names, strict=True) if name)
    left_out = {key for key, n in named.items() if n > MOST_NAMED * every[key]} | function_words().keys()
    for number, (document, names) in enumerate(zip(documents, in_names, strict=True)):
        words = document.words
        found = covered((hit.span for hit in document.loaded if hit.field == "text"), len(words.text))
        rows = zip(words.keys, words.starts, document.voices, names, strict=True)
        kept = [
            voice in _OWN and not (name or found[start] or key in left_out) and key[0].isalpha()
            for key, start, voice, name in rows
        ]
        p: Mapping[int, float] = dict.fromkeys(range(len(words)), float("nan"))
        if model:
            p = model.probabilities("text", words, document.voice_at, document.loaded)
        for i in range(len(words)):
            for first in (i, i - 1) if i and kept[i - 1] and words.joined(i) else (i,):
                chances = [p[place] for place in range(first, i + 1) if place in p]
                if kept[i] and chances:
                    term = " ".join(words.keys[first : i + 1])
                    yield _Use(term, number, max(chances), *words.span(first, i + 1))


def _own_words(document: Document) -> int:
    """The number of words in the outlet's own voice."""
    return sum(document.voices.count(code) for code in _OWN)


def _in_names(document: Document) -> list[bool]:
    """Whether each word is part of a name: of somebody that the article names, or with a capital inside a sentence."""
    words = document.words
    names = covered((span for entity in document.named for span in entity.spans), len(document.article.text))
    first = {words.inside(span).start for span in document.sentences}
    return [bool(names[start]) or (words.capital[i] and i not in first) for i, start in enumerate(words.starts)]


def _terms(uses: "pd.DataFrame", min_articles: int) -> "pd.DataFrame":
    """Each term that enough articles have: count, articles, mean p, and the row of its likeliest use."""
    terms = uses.groupby("term").agg(count=("p", "size"), articles=("article", "nunique"), p=("p", "mean"))
    likeliest = uses.sort_values("p", ascending=False, kind="stable").drop_duplicates("term")
    terms["likeliest"] = likeliest.reset_index().set_index("term")["index"]
    return terms[terms["articles"] >= min_articles]


def _chosen(terms: "pd.DataFrame", top: int) -> list[str]:
    """The first terms, each word in one of them: in a pair if that has at least half of the uses of its likelier word."""
    count, p = terms["count"].to_dict(), terms["p"].to_dict()
    chosen, taken = list[str](), set[str]()
    for term in terms.index:
        words = [word for word in term.split() if word in count] or [term]
        likelier = max(words, key=p.__getitem__)
        if taken.isdisjoint(words) and 2 * count[term] >= count[likelier] and len(chosen) < top:
            chosen.append(term)
            taken.update(word for word in words if 2 * count[term] >= count[word])
    return chosen


def _favoured(uses: "pd.DataFrame", articles: "pd.DataFrame", terms: "pd.Index[str]") -> "pd.DataFrame":
    """The group that uses each term most above the others, and the z of its keyness there."""
    import pandas as pd

    articles = articles.dropna()
    sizes = articles.groupby("group")["words"].sum()
    counts = pd.crosstab(uses["term"], uses["article"].map(articles["group"])).reindex(terms, columns=sizes.index, fill_value=0)
    count, size = counts.to_numpy(float), sizes.to_numpy(float)
    _, z = log_odds_ratio(count, count.sum(axis=1, keepdims=True) - count, size, size.sum() - size)
    table = pd.DataFrame(z, index=terms, columns=sizes.index).fillna(0.0)
    most = table.max(axis=1)
    return pd.DataFrame({"of": table.idxmax(axis=1).where(most > 0, ""), "z": most}, index=terms)


def _example(articles: Sequence[Article], use: "pd.Series[Any]") -> str:
    """A use in its context."""
    return bracketed(articles[use["article"]].text, Span(use["start"], use["end"]), _SIDE)


# -- neighbours ------------------------------------------------------------------------------------------------------------


def _neighbours(documents: Sequence[Document], lexicon: Lexicon, seed: int) -> dict[str, tuple[str, float]]:
    """For each frequent word the entries with the company most like its own, and how like; none where none is alike."""
    words, vectors = word_vectors([document.words.keys for document in documents], seed=seed)
    place = {word: i for i, word in enumerate(words)}
    forms = {" ".join(words_of_term(form)) for entry in lexicon.entries for form in entry.forms}
    entries = sorted(forms & place.keys())
    if not entries:
        return {}
    similarity = vectors @ vectors[[place[form] for form in entries]].T
    nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :_NEAREST]
    alike = {word: [j for j in nearest[i] if similarity[i, j] > 0] for i, word in enumerate(words)}
    return {
        word: (", ".join(entries[j] for j in near), float(similarity[place[word], near].mean()))
        for word, near in alike.items()
        if near
    }


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
