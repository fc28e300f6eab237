"""What a result was made with, so that the figure can be made again: versions, hashes, options, seeds, counts, problems."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import metadata
from platform import python_version
from typing import Any, Protocol

from ..articles.article import Article
from ..measures.scores import ScoreTable
from ..version import __version__

_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "matplotlib", "nupunkt", "statsmodels")


class Result(Protocol):
    """A result that says with which settings it was made: a comparison, a timeline, a choice of names."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings."""


def manifest(scores: ScoreTable, **results: Result) -> dict[str, Any]:
    """A record of what figures were made with, as plain JSON: give it beside a paper's figure.

    Parameters
    ----------
    results : by the names that the record shall give them, e.g. ``manifest(scores, outlets=tk.compare(scores))``.

    Returns
    -------
    dict with toolkit, versions (of Python and libraries), made_with (each lexicon and model with its hash), corpus (articles,
    sha256 over the hashes of all texts in the order of these, sha256_of_fields over titles, outlets, dates and all other fields,
    problems, and how many articles they lost), results (settings of each).

    Examples
    --------
    >>> from toolkit.measures.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> manifest(score([article_of("It rained.")]))["corpus"]["articles"]
    1
    """
    return {
        "toolkit": __version__,
        "versions": {"python": python_version(), **_versions()},
        "made_with": dict(scores.made_with),
        "corpus": {
            "articles": len(scores),
            "sha256": _hashed(one.sha256 for one in scores),
            "sha256_of_fields": _hashed(one.sha256 + _fields(one.article) for one in scores),
            "problems": len(scores.problems),
            "skipped": sum(problem.skipped for problem in scores.problems),
        },
        "results": {name: dict(result.settings) for name, result in results.items()},
    }


def _versions() -> dict[str, str]:
    """Of the libraries that are installed."""
    found = {}
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _fields(article: Article) -> str:
    """All fields but the text, one like any other article's that has the same."""
    return repr(sorted((name, str(value)) for name in article.fields if (value := article.value(name)) is not None))


def _hashed(parts: Iterable[str]) -> str:
    """One hash for all parts, whatever their order."""
    return sha256("\n".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()
