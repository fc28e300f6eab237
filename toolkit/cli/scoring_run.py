"""What a run that scores is made of, by its options: the articles, the scorer, and the table of scores."""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..annotation.accurate_reader import FAST
from ..annotation.attributions.tagger import MODEL as ATTRIBUTION_MODEL
from ..annotation.given import DEFAULT_LEXICONS, FRAMES_MODEL, AnnotationOptions
from ..annotation.sources.registry import load_registry
from ..articles.article import COLUMNS, Article, Articles, Problem
from ..articles.conditions import condition_of, value_of, without_value
from ..articles.reading import read_articles
from ..errors import ArticleError, NoArticleError, OptionError
from ..example import EXAMPLE, NAMES, ORGANISATIONS, SIDES
from ..progress import tracked
from ..scores.scores import ScoreTable
from ..scores.scoring import Scorer
from ..scores.store_manifest import is_store
from ..table_files import write_frame
from ..text.lexicon import Lexicon, load_lexicon
from ..text.repeated_passages import repeated_rows, table_of
from ..version import __version__
from .commands import OF_READING
from .console import VALUES_SHOWN, first_problems, say
from .resume import partial_of, resumed
from .terms_alone import check_only

if TYPE_CHECKING:
    import pandas as pd


def articles_of(options: argparse.Namespace) -> Articles:
    """The articles that the options of a reading command name; after they were read once, their number is known.

    Raises what `read_by` raises. Reading them raises NoArticleError where there is none, and OptionError where none meets the
    conditions.
    """
    read = read_by(options)

    def some(problems: list[Problem]) -> Iterator[Article]:
        n = 0
        for article in read:
            n += 1
            yield article
        problems += read.problems
        articles.size = n
        if not n:
            raise nothing_left(options, problems)

    articles = Articles(read.path, some)
    return articles


def read_by(options: argparse.Namespace) -> Articles:
    """The articles that the options name, of which there may be none.

    Raises OptionError where the options name no articles, two sources, or saved scores, whose tables would be read as articles.
    """
    if bool(options.input) == options.example:
        raise OptionError("name a file or folder to read, or give --example (not both)")
    if stores := list(filter(is_store, options.input)):
        raise OptionError(
            f"{stores[0]}: holds saved scores, not articles; framing compare, explain, report, omissions and power take it, "
            "other commands take the articles themselves"
        )
    columns = {field: getattr(options, field) for field in COLUMNS if getattr(options, field)}
    paths = EXAMPLE if options.example else options.input
    return read_articles(paths, columns=columns, where=options.where, **_of_reading(options))


def _of_reading(options: argparse.Namespace) -> dict[str, Any]:
    """How the options say that files are read, other than their columns and conditions."""
    return {name: getattr(options, name) for name in OF_READING}


def is_streamed(options: argparse.Namespace) -> bool:
    """Whether the articles come from standard input, and so can be read only once."""
    return bool(options.input == ["-"])


def reader_of(options: argparse.Namespace) -> str:
    """The reader that the options name; that none is named is kept apart, since saved scores have one already."""
    return options.reader or FAST


def scorer_of(options: argparse.Namespace, articles: Iterable[Article], table: Path | None = None) -> Scorer:
    """The scorer with the lexicons, the registry, the models and the furniture that the options name.

    Where the articles are looked through for furniture, what was found is written to `table`.
    """
    if options.only:
        check_only(options)
        alone: AnnotationOptions = {
            "only": options.only,
            "furniture": furniture_in(options, articles, table),
            "keep_furniture": options.keep_furniture,
            "any_language": options.any_language,
        }
        return Scorer(lexicons_of(options), **alone)
    organisations = options.organisations or (ORGANISATIONS if options.example else None)
    sides = options.sides or (SIDES if options.example else None)
    names = options.names or (NAMES if options.example else "names")
    registry = load_registry(options.persons, organisations, sides)
    return Scorer(
        lexicons_of(options),
        reader=reader_of(options),
        rules_only=options.rules_only,
        registry=registry,
        names=names,
        loaded_model=None if options.loaded_model == "none" else options.loaded_model,
        min_p=options.min_p,
        bias_model=None if options.bias_model == "none" else options.bias_model,
        frames_model=options.frames_model or (FRAMES_MODEL if options.frames else None),
        furniture=furniture_in(options, articles, table),
        keep_furniture=options.keep_furniture,
        any_language=options.any_language,
    )


def furniture_in(options: argparse.Namespace, articles: Iterable[Article], table: Path | None) -> "str | pd.DataFrame | None":
    """The passages that are furniture since they recur: of the user's file, or found in a first pass and written to `table`.

    Standard input can be read only once, so nothing is looked for in it.
    """
    if options.furniture or options.keep_furniture or is_streamed(options):
        return None if options.keep_furniture else options.furniture
    rows = repeated_rows(tracked(articles, stage="first reading"))
    if not rows:
        return None
    passages = table_of(rows)
    if table:
        write_passages(passages, table)
    return passages


def write_passages(passages: "pd.DataFrame", table: Path) -> None:
    """Write the passages that were left out, if there are any, and say where."""
    if len(passages):
        write_frame(passages, table)
        say(f"passages that recur in an outlet, and are not counted: {len(passages)} → {table}")


def models_of(scorer: Scorer) -> list[str]:
    """The models that a scorer uses: what each one finds, its file and the first letters of its hash.

    >>> [label.rsplit(" ", 1)[0] for label in models_of(Scorer())][:4]
    ['attributions: attribution', 'loaded words: loaded_words', 'sentences: biased_sentences', 'source type: source_types']
    """
    made_with = scorer.made_with
    models = [f"{name}: {Path(file).stem} {made_with[f'{name} model']}" for name, file in scorer.model_files.items() if file]
    if scorer.annotator.encoder:
        models.insert(0, f"reader: {made_with['reader']}")
    if scorer.annotator.model:
        models.insert(0, f"attributions: {ATTRIBUTION_MODEL.stem} {made_with['attribution model']}")
    return models


def lexicons_of(options: argparse.Namespace) -> list[Lexicon]:
    """The lexicons of loaded terms that the options name, without terms below the least weight."""
    return [load_lexicon(name).at_least(options.min_weight) for name in options.lexicon or DEFAULT_LEXICONS]


def scored(articles: Articles, scorer: Scorer, output: Path, options: argparse.Namespace, *, places: bool = False) -> ScoreTable:
    """Score all articles, without repeating what an interrupted run of the same command has done.

    The table has the `places` where something was found if that is asked for.

    Raises NoArticleError where no article is left.
    """
    settings = run_settings(options, scorer)
    step = scorer.whole_record if places else scorer.record
    records = resumed(tracked(articles, stage="scoring"), step, partial_of(output), settings, options.jobs)
    table = scorer.table(articles, records)
    if not len(table):
        partial_of(output).unlink()
        raise nothing_left(options, table.problems)
    if table.sideless:
        say("no source is on any side: does the file of sides use the names that framing score shows?")
    return table


def nothing_left(options: argparse.Namespace, problems: Sequence[Problem]) -> ArticleError:
    """The error that says why there is no article: none meets the conditions, or none could be read."""
    if not options.where:
        return NoArticleError("\n".join(["no article could be read", *first_problems(problems)]))
    reason = none_meets(options, articles_of(argparse.Namespace(**{**vars(options), "where": []})))
    return OptionError("\n".join([reason, *first_problems(problems)]))


def none_meets(options: argparse.Namespace, everything: Iterable[Article]) -> str:
    """The reason where no article meets the conditions: the values that there are."""
    names = dict.fromkeys(condition_of(condition).name for condition in options.where)
    values: dict[str, set[str]] = {name: set() for name in names}
    known: dict[str, None] = {}
    for article in everything:
        known |= dict.fromkeys(article.fields)
        for name in names:
            values[name] |= {str(value)} if (value := value_of(article, name)) is not None else set()
    told = [_values_told(name, found, known) for name, found in values.items()]
    return f"no article meets --where {' and '.join(options.where)}; {'; '.join(told)}"


def _values_told(name: str, found: set[str], known: Iterable[str]) -> str:
    """The values that articles have under a name, or what may be meant where none has one."""
    if not found:
        lacking = without_value("", name, known)
        return f"{lacking.reason} ({lacking.remedy})"
    return f"values of {name}: {', '.join([*sorted(found)[:VALUES_SHOWN], *['…'] * (len(found) > VALUES_SHOWN)])}"


def run_settings(options: argparse.Namespace, scorer: Scorer) -> str:
    """What the stored results of a run depend on, in addition to each article."""
    columns = {field: getattr(options, field) for field in COLUMNS}
    reading = [options.input, options.example, _of_reading(options), options.where, columns]
    return json.dumps([__version__, options.run.__name__, reading, scorer.made_with])


def furniture_of(output: Path) -> Path:
    """The table of furniture next to an output.

    >>> furniture_of(Path("out/scores.csv")).name
    'scores.csv.furniture.csv'
    """
    return output.with_name(f"{output.name}.furniture.csv")
