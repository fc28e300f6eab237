"""Folders of saved scores, which commands take in place of articles."""

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from glob import has_magic
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from ..articles.article import COLUMNS, Article, Articles, Problem
from ..articles.conditions import condition_of, without_value
from ..errors import ArticleError, NoArticleError, OptionError
from ..grouping.groups import By
from ..scores.joined_stores import JOINED, joined_id
from ..scores.saved_lines import with_saved
from ..scores.score_store import Store
from ..scores.scores import ScoreTable, load_scores
from ..scores.scoring import Scorer
from ..scores.store_manifest import is_store
from .commands import OF_READING
from .needed_columns import Passing, check_scored_groups
from .options import scoring_options
from .scoring_run import articles_of, is_streamed, none_meets, nothing_left, read_by, scored, scorer_of
from .terms_alone import check_voices

_PATHS = (
    *("lexicon", "reader", "furniture", "sides", "persons", "organisations", "names"),
    *("loaded_model", "bias_model", "frames_model", "metadata"),
)
"""Options of reading and scoring that may name files."""


def store_of(options: argparse.Namespace) -> Store | None:
    """The folder of saved scores that the input is; None where it is not one.

    Raises OptionError for options by which only articles can be read and scored.
    """
    folders = [path for path in options.input if is_store(path)]
    if not folders:
        return None
    if len(options.input) > 1:
        several = len(folders) == len(options.input)
        remedy = (
            f"framing join {' '.join(folders)} -o all/ makes one of them" if several else "score all articles into one folder"
        )
        raise OptionError(f"{folders[0]}: a folder of scores is taken alone; {remedy}")
    store, given = Store(folders[0]), {name for name, value in _usual_of_scoring().items() if getattr(options, name) != value}
    if options.reader and Path(options.reader).name == store.about.reader:
        given.remove("reader")
    if options.moved_to:
        given.discard("metadata")
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
            table.problems.append(without_value(str(folder), name, next(iter(table.scores.articles())).fields))
    if not conditions:
        return table
    kept = np.array([all(condition.holds(article) for condition in conditions) for article in table.scores.articles()])
    if not kept.any():
        raise OptionError(none_meets(options, list(table.scores.articles())))
    return replace(table, scores=table.scores[kept])


def scores_for(
    options: argparse.Namespace,
    output: Path,
    furniture: Path | None = None,
    *,
    places: bool = False,
    needed: Sequence[By] = (),
) -> ScoreTable:
    """The saved scores that the options name, or those of the articles that they name (see `scoring_run.scored`).

    `furniture` is where what was found to recur is written. Raises OptionError for saved counts of loaded terms alone and, before
    anything is scored, where no article has a value in a column that is `needed`.
    """
    store = store_of(options)
    if store:
        check_voices(store)
        table = saved(store.folder, options)
        check_scored_groups(table, needed)
        return table
    articles = articles_of(options)
    passing = Passing(articles, needed)
    scorer = scorer_of(options, passing, furniture)
    if not is_streamed(options):
        passing.check()
    return scored(articles, scorer, output, options, places=places)


def articles_and_scorer(options: argparse.Namespace, table: Path | None = None) -> tuple[Articles, Scorer]:
    """The articles that the options name, or those behind the saved scores that they name, and what scores them as they say.

    Where the articles are looked through for furniture, what was found is written to `table`. In articles behind saved scores
    nothing is looked for again; those that are not as they were scored are problems.

    Raises OptionError where articles behind saved scores cannot be found, or would be scored otherwise than these were.
    """
    store = store_of(options)
    if store is None:
        articles = articles_of(options)
        return articles, scorer_of(options, articles, table)
    check_voices(store)
    several = _as_scored(options, store)
    articles = _read_again(several, store)
    scorer = scorer_of(several[0], articles if "furniture" in store.about.made_with else (), table)  # without, none recurs
    return _unchanged(articles, store), Scorer.of(with_saved(scorer.annotator, store))


def articles_behind(options: argparse.Namespace, store: Store) -> Articles:
    """The articles whose scores are saved, read again as they were when they were scored.

    Raises OptionError where the scores do not say where the articles are, and ArticleError where they are gone.
    """
    return _read_again(_as_scored(options, store), store)


def _as_scored(options: argparse.Namespace, store: Store) -> list[argparse.Namespace]:
    """The options by which the articles behind saved scores were read and scored: once, or for each of the joined folders."""
    readings = [dict(reading) for reading in store.about.reading.get(JOINED, [store.about.reading])]
    if options.moved_to:
        _move(readings, options.moved_to, store)
    if not all(readings):
        raise OptionError(
            f"{store.folder}: it does not say where the articles of these scores are: say where they are now with --moved-to"
        )
    if gone := [
        path for reading in readings for path in reading.get("input", ()) if not (has_magic(path) or Path(path).exists())
    ]:
        raise OptionError(
            f"{gone[0]}: the articles of {store.folder} are no longer there: say where they are now with --moved-to"
        )
    now: dict[str, Any] = {"furniture": str(store.passages)} if store.passages else {}
    if options.metadata:  # which may be elsewhere now, as the articles are
        now["metadata"] = os.path.abspath(options.metadata)
    return [
        argparse.Namespace(
            **{**vars(options), "input": [], **reading, **now, "where": [*reading.get("where", []), *options.where]}
        )
        for reading in readings
    ]


def _move(readings: Sequence[dict[str, Any]], paths: Sequence[str], store: Store) -> None:
    """Replace the paths of articles by those where they are now; of joined scores, path by path.

    Raises OptionError where there are more or fewer of them.
    """
    if len(readings) == 1:
        readings[0]["input"] = list(paths)
        return
    before = [reading.get("input", ["articles without a path"]) for reading in readings]
    if len(paths) != sum(map(len, before)):
        listed = ", ".join(path for several in before for path in several)
        raise OptionError(
            f"{store.folder}: these scores are of several folders: give --moved-to for each of {listed}, in this order"
        )
    rest = iter(paths)
    for reading, several in zip(readings, before, strict=True):
        reading["input"] = list(islice(rest, len(several)))


def _read_again(several: Sequence[argparse.Namespace], store: Store) -> Articles:
    """The articles that these options name; of joined scores each once, under the id that it has there."""
    if len(several) == 1:
        return articles_of(several[0])
    known = store.hashes()
    texts = {text for _, text in known}

    def read(problems: list[Problem]) -> Iterator[Article]:
        left, n = set(known), 0
        for articles in map(read_by, several):
            for article in articles:
                n, text = n + 1, article.sha256
                ids = (id for id in (article.id, joined_id(article.id, text)) if (id, text) in left)
                if id := next(ids, None):
                    left.remove((id, text))
                    yield replace(article, id=id)
                elif text not in texts:  # else it is one with another one
                    yield article
            problems += articles.problems
        if not n:
            raise _nothing_left(several, problems)

    return Articles(str(store.folder), read)


def _nothing_left(several: Sequence[argparse.Namespace], problems: Sequence[Problem]) -> ArticleError:
    """The error where no article of joined scores is left."""
    if not several[0].where:
        return nothing_left(several[0], problems)
    everything = (read_by(argparse.Namespace(**{**vars(options), "where": []})) for options in several)
    return OptionError(none_meets(several[0], chain.from_iterable(everything)))


def _unchanged(articles: Articles, store: Store) -> Articles:
    """The articles that are still as they were when they were scored; ArticleError where none of those that are read is."""
    known = store.hashes()

    def read(problems: list[Problem]) -> Iterator[Article]:
        unchanged = 0
        for article in articles:
            if (article.id, article.sha256) in known:
                unchanged += 1
                yield article
            else:
                place, reason = article.file or article.id, f"{article.id}: not as it was scored"
                problems.append(Problem(place, article.row, reason, "score again"))
        if problems and not unchanged:
            raise ArticleError(f"{articles.path}: no article is as it was when {store.folder} was scored: score again")
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
    return {**dict.fromkeys(COLUMNS), **OF_READING, **vars(parser.parse_args([]))}
