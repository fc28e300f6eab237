# Every public name and where it is defined: what type checkers read, and what `toolkit/__init__.py` imports when it is asked for.
from . import charts as charts, report as report
from .annotation.annotator import Annotator as Annotator, annotate as annotate
from .annotation.document import Document as Document
from .annotation.loaded.loaded_terms import LoadedTerm as LoadedTerm, Target as Target
from .annotation.sources.registry import load_registry as load_registry
from .articles.article import Article as Article, Articles as Articles, Problem as Problem, article_of as article_of
from .articles.objects import articles_in as articles_in
from .articles.reading import read_articles as read_articles
from .classifiers.estimators import BiasedSentences as BiasedSentences, LoadedWords as LoadedWords
from .classifiers.frames import GenericFrames as GenericFrames, IssueFrames as IssueFrames
from .classifiers.persistence import load_classifier as load_classifier
from .comparison.compare import Comparison as Comparison, compare as compare
from .comparison.count_model import CountModel as CountModel, count_model as count_model
from .comparison.explain import Explanation as Explanation, explain as explain
from .comparison.omissions import Omissions as Omissions, omissions as omissions
from .comparison.portrayal import Portrayal as Portrayal, portrayal as portrayal
from .comparison.power import Power as Power, power as power
from .comparison.sensitivity import Sensitivity as Sensitivity, sensitivity as sensitivity
from .comparison.side_by_side import SideBySide as SideBySide, side_by_side as side_by_side
from .comparison.silences import Silences as Silences, silences as silences
from .comparison.timeline import Timeline as Timeline, timeline as timeline
from .distributed.cluster import score_on_cluster as score_on_cluster
from .distributed.frames import score_frame as score_frame, score_schema as score_schema
from .errors import (
    ArticleError as ArticleError,
    LexiconError as LexiconError,
    ModelError as ModelError,
    NoArticleError as NoArticleError,
    OptionError as OptionError,
    ToolkitError as ToolkitError,
)
from .example import EXAMPLE as EXAMPLE
from .exchange.coded_files import import_annotations as import_annotations, read_annotations as read_annotations
from .exchange.formats import export_annotations as export_annotations
from .exchange.spacy_documents import to_spacy as to_spacy
from .exchange.tables import tokens as tokens
from .grouping.copies import Copies as Copies, copies as copies, independent as independent
from .grouping.events import (
    Events as Events,
    Matched as Matched,
    find_events as find_events,
    matched as matched,
    with_events as with_events,
)
from .measures.catalogue import MEASURES as MEASURES
from .report import tables as tables
from .report.manifest import manifest as manifest
from .scores.article_score import ArticleScore as ArticleScore
from .scores.features import FramingFeatures as FramingFeatures
from .scores.joined_stores import join_scores as join_scores
from .scores.saved_lines import load_annotator as load_annotator
from .scores.scores import ScoreTable as ScoreTable, load_scores as load_scores
from .scores.scoring import Scorer as Scorer, score as score
from .text.lexicon import Entry as Entry, Lexicon as Lexicon, load_lexicon as load_lexicon, shipped_lexicons as shipped_lexicons
from .text.lexicon_formats import export_lexicon as export_lexicon, import_lexicon as import_lexicon
from .text.repeated_passages import repeated_passages as repeated_passages
from .text.spans import Span as Span
from .validation.accuracy import validate as validate
from .validation.agreement import Agreement as Agreement, agreement_of as agreement_of
from .validation.coded_sheets import Coding as Coding, read_coding as read_coding
from .validation.coded_texts import read_coded as read_coded
from .validation.coding_sheets import (
    sample as sample,
    sample_articles as sample_articles,
    sample_attributions as sample_attributions,
)
from .validation.concordance import concordance as concordance
from .validation.contents import diff as diff, stats as stats
from .validation.corrected_rates import Correction as Correction, corrected as corrected, units_to_code as units_to_code
from .validation.lint import lint as lint
from .validation.reading_error import read_twice as read_twice, reading_errors as reading_errors
from .validation.suggestions import suggest as suggest
from .version import __version__ as __version__
from .vocabulary.collocations import Collocations as Collocations, collocations as collocations
from .vocabulary.keyness import (
    Keyness as Keyness,
    keyness as keyness,
    keyness_of_phrases as keyness_of_phrases,
    keyness_of_voices as keyness_of_voices,
)
from .vocabulary.naming import Naming as Naming, naming as naming
from .vocabulary.outlet_map import OutletMap as OutletMap, outlet_map as outlet_map
from .vocabulary.signature import OutletSignature as OutletSignature
from .vocabulary.word_shift import WordShift as WordShift, divergence_shift as divergence_shift, word_shift as word_shift
