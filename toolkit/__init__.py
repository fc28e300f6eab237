"""framing-toolkit: measure how outlets frame the news, by who says what.

>>> import toolkit as tk
>>> tk.score("The puppet regime fell.").values["loaded_narration"]
250.0

Heavy libraries (pandas, matplotlib) are imported by the functions that use them, so that importing this costs little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import charts, report, tables
from .articles import Article, Articles, Problem, article_of
from .coded import read_coded
from .coding import read_coding, sample
from .compare import Comparison, compare
from .concordance import concordance
from .correction import corrected
from .countmodel import CountModel, count_model
from .curation import diff, lint, stats
from .document import Annotator, Document, annotate
from .duplicates import Copies, copies, independent
from .errors import ArticleError, LexiconError
from .events import Events, Matched, find_events, matched, with_events
from .example import EXAMPLE
from .exchange import export_lexicon, import_lexicon
from .explain import Explanation, explain
from .keyness import Keyness, keyness, keyness_of_phrases, keyness_of_voices
from .lexicons import Entry, Lexicon, load_lexicon, shipped_lexicons
from .manifest import manifest
from .naming import Naming, naming
from .outletmap import OutletMap, outlet_map
from .placing import LoadedTerm
from .reading import read_articles
from .registry import load_registry
from .scoring import MEASURES, ArticleScore, Scorer, ScoreTable, score
from .sensitivity import Sensitivity, sensitivity
from .silences import Silences, silences
from .spans import Span
from .suggest import suggest
from .timeline import Timeline, timeline
from .validate import validate
from .version import __version__ as __version__
from .wordshift import WordShift, divergence_shift, word_shift

Document._repr_html_ = report.article_fragment

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
    "Copies",
    "CountModel",
    "Document",
    "Entry",
    "Events",
    "Explanation",
    "FramingFeatures",
    "GenericFrames",
    "IssueFrames",
    "Keyness",
    "Lexicon",
    "LexiconError",
    "LoadedTerm",
    "LoadedWords",
    "Matched",
    "Naming",
    "OutletMap",
    "OutletSignature",
    "Problem",
    "ScoreTable",
    "Scorer",
    "Sensitivity",
    "Silences",
    "Span",
    "Timeline",
    "WordShift",
    "annotate",
    "article_of",
    "charts",
    "compare",
    "concordance",
    "copies",
    "corrected",
    "count_model",
    "diff",
    "divergence_shift",
    "explain",
    "export_lexicon",
    "find_events",
    "import_lexicon",
    "independent",
    "keyness",
    "keyness_of_phrases",
    "keyness_of_voices",
    "lint",
    "load_classifier",
    "load_lexicon",
    "load_registry",
    "manifest",
    "matched",
    "naming",
    "outlet_map",
    "read_articles",
    "read_coded",
    "read_coding",
    "report",
    "sample",
    "score",
    "sensitivity",
    "shipped_lexicons",
    "silences",
    "stats",
    "suggest",
    "tables",
    "timeline",
    "validate",
    "with_events",
    "word_shift",
]
