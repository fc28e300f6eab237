"""What results were made with, so that their figures can be reproduced: versions, hashes, settings, seeds, counts, problems."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib import metadata
from operator import add
from platform import python_version
from typing import Any, Protocol

from ..scores.scores import ScoreTable, check_scored
from ..version import __version__

_LIBRARIES = ("numpy", "scipy", "pandas", "scikit-learn", "matplotlib", "nupunkt", "statsmodels")


class Result(Protocol):
    """A result that records its settings, such as a comparison or a timeline."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings by their names."""


def manifest(scores: ScoreTable, **results: Result) -> dict[str, Any]:
    """A record of what figures were made with, as plain JSON, to publish together with them.

    Parameters
    ----------
    results : each under the name that the record gives it, e.g. ``manifest(scores, outlets=tk.compare(scores))``.

    Returns
    -------
    dict with these parts:

    - toolkit: its version; versions: those of Python and of libraries; made_with: each lexicon and model with its hash
    - corpus: the number of articles, sha256 over the sorted hashes of all texts, sha256_of_fields over these and titles, outlets,
      dates and all other fields, the number of problems, and how many articles were skipped because of them
    - results: the settings of each result

    Examples
    --------
    >>> from toolkit.scores.scoring import score
    >>> from toolkit.articles.article import article_of
    >>> manifest(score([article_of("It rained.")]))["corpus"]["articles"]
    1
    """
    check_scored(scores)
    hashes = scores.scores.sha256
    return {
        "toolkit": __version__,
        "versions": {"python": python_version(), **_versions()},
        "made_with": dict(scores.made_with),
        "corpus": {
            "articles": len(scores),
            "sha256": _hashed(hashes),
            "sha256_of_fields": _hashed(map(add, hashes, (article.described for article in scores.scores.articles()))),
            "problems": len(scores.problems),
            "skipped": sum(problem.skipped for problem in scores.problems),
        },
        "results": {name: dict(getattr(result, "settings", {})) for name, result in results.items()},
    }


def _versions() -> dict[str, str]:
    """The versions of those of `_LIBRARIES` that are installed."""
    versions = {}
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def _hashed(parts: Iterable[str]) -> str:
    """One hash over all parts, whatever their order."""
    return sha256("\n".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()
