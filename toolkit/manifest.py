"""What a result was made with, so that the figure can be made again: versions, hashes, options, seeds, counts, problems."""

from collections.abc import Mapping
from hashlib import sha256
from importlib import metadata
from platform import python_version
from typing import Any, Protocol

from .scoring import ScoreTable

_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "matplotlib", "nupunkt")


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
    sha256 over the hashes of all texts in the order of these, problems, and how many articles they lost), results (settings
    of each).

    Examples
    --------
    >>> from toolkit.scoring import score
    >>> from toolkit.articles import article_of
    >>> manifest(score([article_of("It rained.")]))["corpus"]["articles"]
    1
    """
    from . import __version__

    texts = sha256("".join(sorted(one.sha256 for one in scores)).encode()).hexdigest()
    return {
        "toolkit": __version__,
        "versions": {"python": python_version(), **{name: metadata.version(name) for name in _LIBRARIES}},
        "made_with": dict(scores.made_with),
        "corpus": {
            "articles": len(scores),
            "sha256": texts,
            "problems": len(scores.problems),
            "skipped": sum(problem.skipped for problem in scores.problems),
        },
        "results": {name: dict(result.settings) for name, result in results.items()},
    }
