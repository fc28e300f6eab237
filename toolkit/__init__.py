"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.").values["loaded_narration"]
250.0

Heavy libraries (pandas, matplotlib) are imported by the functions that use them, so that importing this costs little.
"""

__version__ = "0.1.0"

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import charts, keyness, report
from .articles import Article, Articles, Problem, article_of
from .coded import read_coded
from .coding import read_coding, sample
from .compare import Comparison, compare, leave_one_term_out
from .concordance import concordance
from .correction import corrected
from .curation import diff, lint, stats
from .document import Annotator, Document, annotate
from .errors import ArticleError, LexiconError
from .example import EXAMPLE
from .exchange import export_lexicon, import_lexicon
from .lexicons import Entry, Lexicon, load_lexicon, shipped_lexicons
from .naming import Naming, naming
from .placing import LoadedTerm
from .reading import read_articles
from .registry import load_registry
from .scoring import MEASURES, ArticleScore, Scorer, ScoreTable, score
from .spans import Span
from .suggest import suggest
from .validate import validate

if TYPE_CHECKING:
    from .classifiers import load_classifier
    from .classify import BiasedSentences, LoadedWords
    from .features import FramingFeatures
    from .frames import GenericFrames, IssueFrames
    from .signature import OutletSignature

_WITH_SCIKIT_LEARN = {
    "BiasedSentences": "classify",
    "FramingFeatures": "features",
    "GenericFrames": "frames",
    "IssueFrames": "frames",
    "LoadedWords": "classify",
    "OutletSignature": "signature",
    "load_classifier": "classifiers",
}
"""What needs scikit-learn, which takes a second to import, with its module: imported when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name in _WITH_SCIKIT_LEARN:
        return getattr(import_module(f".{_WITH_SCIKIT_LEARN[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "EXAMPLE",
    "MEASURES",
    "Annotator",
    "Article",
    "ArticleError",
    "ArticleScore",
    "Articles",
    "BiasedSentences",
    "Comparison",
    "Document",
    "Entry",
    "FramingFeatures",
    "GenericFrames",
    "IssueFrames",
    "Lexicon",
    "LexiconError",
    "LoadedTerm",
    "LoadedWords",
    "Naming",
    "OutletSignature",
    "Problem",
    "ScoreTable",
    "Scorer",
    "Span",
    "annotate",
    "article_of",
    "charts",
    "compare",
    "concordance",
    "corrected",
    "diff",
    "export_lexicon",
    "import_lexicon",
    "keyness",
    "leave_one_term_out",
    "lint",
    "load_classifier",
    "load_lexicon",
    "load_registry",
    "naming",
    "read_articles",
    "read_coded",
    "read_coding",
    "report",
    "sample",
    "score",
    "shipped_lexicons",
    "stats",
    "suggest",
    "validate",
]
