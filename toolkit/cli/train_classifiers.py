"""The commands `framing train …` for classifiers of texts, and for the vectors of words that they can learn from."""

import argparse
import shlex
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from ..files import atomic
from ..progress import told, tracked
from ..training.labelled import BIAS
from ..training.tasks import TASKS
from .commands import add_model, encoding_option, examples, seed_option
from .console import ALL_READ, finish, say
from .evaluate import held_out_option, labelled_of, print_figures, print_groups, texts_option

if TYPE_CHECKING:
    from ..training.classifier_training import Trial
    from ..training.folds import Fold
    from ..training.labelled import Labelled


def add_classifiers(models: Any) -> None:
    """Add the commands for classifiers and vectors."""
    for task in TASKS:
        _add_classifier(models, task)
    _add_vectors(models)


def _add_classifier(models: Any, task: str) -> None:
    shown = examples(f"framing train {task} {TASKS[task].example} -o {task}.npz")
    parser = add_model(models, task, _classifier, TASKS[task].help, shown)
    parser.set_defaults(task=task)
    parser.add_argument("input", metavar="DATA", help=TASKS[task].data)
    if task == BIAS:
        parser.add_argument("--vectors", metavar="NPZ", help="vectors of words, a file that framing train vectors wrote")
        parser.add_argument("--no-lexicons", action="store_true", help="do not learn from the categories of the shipped lexicons")
        parser.add_argument(
            "--prior", type=float, metavar="P", help="expected share of marked sentences (default: the share in DATA)"
        )
        parser.add_argument(
            "--words-from", metavar="MODEL", help="use the loaded words of this model if DATA has no marked words"
        )
    if TASKS[task].of_articles:
        texts_option(parser)
    else:
        parser.add_argument(
            "--embedding", metavar="MODEL", help="learn from vectors of whole texts too: folder of a sentence-transformers model"
        )
    held_out_option(parser)
    parser.add_argument(
        "--seed", type=int, action="append", metavar="N", help="seed of folds and model (default: 0); repeat it to test several"
    )
    parser.add_argument("--no-evaluation", action="store_true", help="do not test the model on held-out texts")
    parser.add_argument(
        "-o", "--output", required=True, metavar="NPZ", help="file for the weights; card and chart go to the same folder"
    )


def _add_vectors(models: Any) -> None:
    what = "vectors of words, made from how a sentence model reads them in your own texts"
    shown = examples("framing train vectors articles.jsonl --words-of mine.csv --embedding minilm/ -o vectors.npz")
    parser = add_model(models, "vectors", _vectors, what, shown)
    parser.add_argument("texts", nargs="+", metavar="TEXTS", help="files, folders or globs of articles; no labels are needed")
    parser.add_argument(
        "--embedding", metavar="MODEL", help="folder of a sentence-transformers model (default: all-MiniLM-L6-v2)"
    )
    parser.add_argument("--words-of", metavar="DATA", help="sentences whose words all get vectors, such as those to learn from")
    encoding_option(parser)
    seed_option(parser, "seed of the choice of sentences")
    parser.add_argument("-o", "--output", required=True, metavar="NPZ", help="file to write")


def _classifier(options: argparse.Namespace) -> int:
    """Train a classifier, and print the figures of its card."""
    from ..training.classifier_training import TRAINERS, Plan
    from ..training.cross_validation import baseline_knows

    labelled = labelled_of(TASKS[options.task], options)
    say(f"{len(labelled)} texts: " + ", ".join(f"{n} {name}" for name, n in labelled.rows_by_label.items()))
    if labelled.repeated:
        say(f"{labelled.repeated} texts are copies of others: figures of random folds are too good; leave copies out")
    note = _words_known(options, labelled)
    plan = Plan(tuple(options.seed or [0]), not options.no_evaluation, _command(options), note, _tracked)
    trained = TRAINERS[options.task](labelled, options.output, plan=plan, **_ingredients(options, labelled))
    for trial in trained.trials:
        held_out = trial.split == "held_out"
        knows = baseline_knows(labelled, held_out=held_out)
        print_figures(trial.evaluation, trial.description, trial.words, knows=knows, held_out=held_out)
    files = trained.files
    if trained.headline:
        print_groups(trained.headline.evaluation)
        files = [*files, _draw(trained.headline, Path(options.output).with_suffix(".calibration.png"))]
    else:
        say("not tested: the card does not say how good the model is")
    say(f"weights, card{' and chart' if trained.trials else ''} → {', '.join(map(str, files))}")
    return ALL_READ


def _tracked(folds: Iterable["Fold"], description: str) -> Iterable["Fold"]:
    """The folds one by one, with a bar that says what is tested."""
    return tracked(list(folds), "folds", stage=shorten(description, 48, placeholder="…"))


def _draw(trial: "Trial", path: Path) -> Path:
    """Draw the chart of calibration; returns its path."""
    from ..charts import calibration, picture

    with atomic(path, "wb") as file:
        picture(calibration(trial.evaluation, title=trial.description), file, "png")
    return path


def _ingredients(options: argparse.Namespace, labelled: "Labelled") -> dict[str, Any]:
    """What a classifier is made from in addition to texts; rows of lexicons that come from these texts are left out."""
    from ..classifiers.embeddings import SentenceEmbedding
    from ..classifiers.persistence import load_classifier
    from ..classifiers.word_vectors import load_vectors, with_lexicons

    embedding = getattr(options, "embedding", None)
    arguments: dict[str, Any] = {"embedding": SentenceEmbedding(embedding)} if embedding else {}
    if options.task == BIAS:
        vectors = load_vectors(options.vectors) if options.vectors else None
        arguments["prior"] = options.prior
        arguments["vectors"] = vectors if options.no_lexicons else with_lexicons(vectors, without=labelled.origin.read_in)
        arguments["loaded_words"] = _words_of(load_classifier(options.words_from)) if options.words_from else None
    return arguments


def _words_known(options: argparse.Namespace, labelled: "Labelled") -> str:
    """A warning where the model whose words are used has learned from some of the texts; it is printed, and put on the card."""
    from ..classifiers.persistence import known_texts

    if not getattr(options, "words_from", None) or labelled.marked is not None:
        return ""
    learned = int(known_texts(options.words_from, labelled.texts).sum())
    if not learned:
        return ""
    warning = f"the model whose words are used has learned from {learned} of {len(labelled)} texts: figures are too good"
    say(warning)
    return warning


def _words_of(model: Any) -> Any:
    if not hasattr(model, "loaded_words_"):
        raise ModelError("--words-from: the model knows no loaded words; name one that framing train bias wrote")
    return model.loaded_words_


def _command(options: argparse.Namespace) -> str:
    """The command that makes the model again, with the names of files without their folders."""
    parts = ["framing", "train", options.task, Path(options.input).name]
    for name in ("vectors", "words_from", "embedding", "by", "prior"):
        value = getattr(options, name, None)
        if value is not None:
            parts += [f"--{name.replace('_', '-')}", str(value) if name in ("by", "prior") else Path(value).name]
    parts += [part for path in getattr(options, "texts", ()) for part in ("--texts", Path(path).name)]
    parts += [part for seed in options.seed or [] for part in ("--seed", str(seed))]
    parts += [f"--{name}" for name in ("no-lexicons", "no-evaluation") if getattr(options, name.replace("-", "_"), False)]
    return shlex.join([*parts, "-o", Path(options.output).name])


def _vectors(options: argparse.Namespace) -> int:
    """Make vectors of words."""
    from ..articles.reading import read_articles
    from ..classifiers.embeddings import SentenceEmbedding
    from ..classifiers.word_vectors import contextual_vectors
    from ..text.words import Words
    from ..training.labelled import read_biased

    encoder = SentenceEmbedding(options.embedding) if options.embedding else SentenceEmbedding()
    words = {key for text in (read_biased(options.words_of).texts if options.words_of else ()) for key in Words(text).keys}
    collections = [read_articles(path, encoding=options.encoding) for path in options.texts]
    texts = (article.text for articles in collections for article in articles)
    made_of = f"{Path(encoder.model).name} reading {', '.join(Path(path).name for path in options.texts)}"
    with told("batches", stage="reading sentences") as tell:
        batches = count(1)

        def read(batch: Sequence[str]) -> Any:
            tell(next(batches))
            return encoder.pieces(batch)

        vectors = contextual_vectors(texts, read, words=sorted(words), seed=options.seed, made_of=made_of)
    vectors.save(options.output)
    say(f"{len(vectors.words)} words from {vectors.made_of} → {options.output}")
    return finish([problem for articles in collections for problem in articles.problems], Path(options.output))
