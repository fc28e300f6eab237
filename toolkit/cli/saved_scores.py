"""Folders of saved scores, which commands take in place of articles."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from glob import has_magic
from pathlib import Path
from typing import Any

import numpy as np

from ..articles.article import COLUMNS, Article, Articles, Problem
from ..articles.conditions import condition_of
from ..errors import NoArticleError, OptionError
from ..scores.score_store import Store, is_store
from ..scores.scores import ScoreTable, load_scores
from ..scores.scoring import Scorer
from .commands import ENCODING
from .options import scoring_options
from .scoring_run import articles_of, is_streamed, none_meets, scored, scorer_of
from .terms_alone import check_voices

FURNITURE = "furniture.csv"
"""The table of passages that were left out as furniture, in a folder of scores."""

_PATHS = (
    *("lexicon", "reader", "furniture", "sides", "persons", "organisations", "names"),
    *("loaded_model", "bias_model", "frames_model"),
)
"""Options of scoring that may name files."""


def store_of(options: argparse.Namespace) -> Store | None:
    """The folder of saved scores that the input is; None where it is not one.

    Raises OptionError for options by which only articles can be read and scored.
    """
    folders = [path for path in options.input if is_store(path)]
    if not folders:
        return None
    if len(options.input) > 1:
        raise OptionError(f"{folders[0]}: a folder of scores is taken alone; score all articles into one folder")
    store, given = Store(folders[0]), {name for name, value in _usual_of_scoring().items() if getattr(options, name) != value}
    if options.reader and Path(options.reader).name == store.about.made_with["reader"].split()[0]:
        given.remove("reader")
    if not (store.complete or store.parts):
        raise OptionError(f"{store.folder}: the run that was to make these scores broke off before it had any; start it again")
    if given:
        changed = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(given))
        raise OptionError(f"{changed}: the scores in {folders[0]} stay as they were made; score the articles again")
    if options.example:
        raise OptionError("name a file or folder to read, or give --example (not both)")
    return store


def saved(folder: str | Path, options: argparse.Namespace) -> ScoreTable:
    """The scores in a folder of the articles that meet the conditions of the options.

    Raises NoArticleError where there are none, and OptionError where none meets them.
    """
    table, conditions = load_scores(folder), [condition_of(condition) for condition in options.where]
    if not len(table):
        raise NoArticleError(f"{folder}: no article could be read when these scores were made")
    for name in {condition.name for condition in conditions}:
        if not any(value is not None for value in table.scores.values(name)):
            reason = f"no article has a value for {name!r}"
            table.problems.append(Problem(str(folder), None, reason, "check the name in --where", skipped=False))
    if not conditions:
        return table
    kept = np.array([all(condition.holds(article) for condition in conditions) for article in table.scores.articles()])
    if not kept.any():
        raise OptionError(none_meets(options, list(table.scores.articles())))
    return replace(table, scores=table.scores[kept])


def scores_for(options: argparse.Namespace, output: Path, furniture: Path | None = None, *, places: bool = False) -> ScoreTable:
    """The saved scores that the options name, or those of the articles that they name (see `scoring_run.scored`).

    `furniture` is where what was found to recur is written. Raises OptionError for saved counts of loaded terms alone.
    """
    store = store_of(options)
    if store:
        check_voices(store)
        return saved(store.folder, options)
    articles = articles_of(options)
    return scored(articles, scorer_of(options, articles, furniture), output, options, places=places)


def articles_and_scorer(options: argparse.Namespace, table: Path | None = None) -> tuple[Articles, Scorer]:
    """The articles that the options name, or those behind the saved scores that they name, and what scores them as they say.

    Where the articles are looked through for furniture, what was found is written to `table`. Articles that are not as they were
    scored are problems.

    Raises OptionError where articles behind saved scores cannot be found, or would be scored otherwise than these were.
    """
    store = store_of(options)
    if store is None:
        articles = articles_of(options)
        return articles, scorer_of(options, articles, table)
    check_voices(store)
    read = _as_scored(options, store)
    articles = articles_of(read)
    scorer = scorer_of(read, articles if "furniture" in store.about.made_with else (), table)  # without, none recurs
    if differences := store.about.differences(scorer.empty_table().about({})):
        raise OptionError(
            f"{store.folder}: these scores were made otherwise ({'; '.join(differences)}); score the articles again"
        )
    return _unchanged(articles, store), scorer


def articles_behind(options: argparse.Namespace, store: Store) -> Articles:
    """The articles whose scores are saved, read again as they were when they were scored.

    Raises OptionError where the scores do not say where the articles are, and ArticleError where they are gone.
    """
    return articles_of(_as_scored(options, store))


def _as_scored(options: argparse.Namespace, store: Store) -> argparse.Namespace:
    """The options by which the articles behind saved scores were read and scored."""
    reading = dict(store.about.reading)
    if options.moved_to:
        reading["input"] = options.moved_to
    if not reading:
        raise OptionError(
            f"{store.folder}: it does not say where the articles of these scores are: say where they are now with --moved-to"
        )
    if gone := [path for path in reading.get("input", ()) if not (has_magic(path) or Path(path).exists())]:
        raise OptionError(
            f"{gone[0]}: the articles of {store.folder} are no longer there: say where they are now with --moved-to"
        )
    if (passages := store.folder / FURNITURE).is_file():
        reading["furniture"] = str(passages)
    return argparse.Namespace(**{**vars(options), "input": [], **reading, "where": [*reading.get("where", []), *options.where]})


def _unchanged(articles: Articles, store: Store) -> Articles:
    """The articles that are still as they were when they were scored."""
    known = store.hashes()

    def read(problems: list[Problem]) -> Iterator[Article]:
        for article in articles:
            if (article.id, article.sha256) in known:
                yield article
            else:
                place, reason = article.file or article.id, f"{article.id}: not as it was scored"
                problems.append(Problem(place, article.row, reason, "score again"))
        problems[:0] = articles.problems

    return Articles(articles.path, read)


def reading_of(options: argparse.Namespace) -> dict[str, Any]:
    """The options by which articles are read and scored, for the manifest of saved scores; usual ones are left out.

    Files are named by their whole paths, so that they are found from other folders. Standard input cannot be read again.
    """
    if is_streamed(options):
        return {}
    usual = {"input": [], "example": False, "where": [], **_usual_of_scoring()}
    chosen = {name: getattr(options, name) for name, value in usual.items() if getattr(options, name) != value}
    whole = {name: _whole_path(value) for name, value in chosen.items() if name in _PATHS}
    if options.input:
        whole["input"] = list(map(os.path.abspath, options.input))
    return chosen | whole


def _whole_path(value: Any) -> Any:
    """The whole path of a file; a name that is none, such as that of a shipped lexicon, as it is."""
    if isinstance(value, list):
        return [_whole_path(part) for part in value]
    return os.path.abspath(value) if Path(value).exists() else value


def _usual_of_scoring() -> dict[str, Any]:
    """The options by which articles are read and scored, each with its usual value."""
    parser = argparse.ArgumentParser()
    scoring_options(parser)
    return {**dict.fromkeys(COLUMNS), "encoding": ENCODING, "day_first": False, **vars(parser.parse_args([]))}
