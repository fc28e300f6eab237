"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.").values["loaded_narration"]
250.0

Heavy libraries (pandas, matplotlib) are imported by the functions that use them, so that importing this costs little.
"""

__version__ = "0.1.0"

from . import charts, keyness, report
from .articles import Article, Articles, Problem, article_of
from .compare import Comparison, compare
from .document import Annotator, Document, LoadedTerm, annotate
from .errors import ArticleError, LexiconError
from .example import EXAMPLE
from .lexicons import Entry, Lexicon, load_lexicon, shipped_lexicons
from .reading import read_articles
from .registry import load_registry
from .scoring import MEASURES, ArticleScore, Scorer, ScoreTable, score
from .spans import Span

__all__ = [
    "EXAMPLE",
    "MEASURES",
    "Annotator",
    "Article",
    "ArticleError",
    "ArticleScore",
    "Articles",
    "Comparison",
    "Document",
    "Entry",
    "Lexicon",
    "LexiconError",
    "LoadedTerm",
    "Problem",
    "ScoreTable",
    "Scorer",
    "Span",
    "annotate",
    "article_of",
    "charts",
    "compare",
    "keyness",
    "load_lexicon",
    "load_registry",
    "read_articles",
    "report",
    "score",
    "shipped_lexicons",
]
