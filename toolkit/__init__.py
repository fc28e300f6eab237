"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.").values["loaded_narration"]
250.0

Heavy libraries (pandas, matplotlib) are imported by the functions that use them, so that importing this costs little.
"""

__version__ = "0.1.0"

from . import charts, keyness, report
from .articles import Article, Articles, Problem, article_of
from .coded import read_coded
from .coding import read_coding, sample
from .compare import Comparison, compare, leave_one_term_out
from .concordance import concordance
from .correction import corrected
from .curation import diff, lint, stats
from .document import Annotator, Document, LoadedTerm, annotate
from .errors import ArticleError, LexiconError
from .example import EXAMPLE
from .exchange import export_lexicon, import_lexicon
from .lexicons import Entry, Lexicon, load_lexicon, shipped_lexicons
from .naming import Naming, naming
from .reading import read_articles
from .registry import load_registry
from .scoring import MEASURES, ArticleScore, Scorer, ScoreTable, score
from .spans import Span
from .suggest import suggest
from .validate import validate

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
    "Naming",
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
