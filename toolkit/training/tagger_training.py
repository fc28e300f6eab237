"""Training of the attribution tagger from the user's own copy of the data; the same data and seed give the same weights."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.accurate_reader import reader_folder
from ..annotation.annotated_files import TextFiles
from ..annotation.attributions.tag_linking import TAGS
from ..annotation.attributions.tagger import PARTS
from ..annotation.attributions.word_columns import SIZES
from ..annotation.encoder import load_encoder
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Floats
from .attribution_corpora import LabelledText, by_one_guide, polnear, sentences_alone, standoff, without_commas
from .tagger_examples import Plan, tagged_words
from .tagger_teacher import Lessons, lessons

EPOCHS = 7
"""Passes over the data."""

LEANING = {"outermost": 0.0, "nested": -2.0}
"""Added to the score of every tag that begins a cue, source or content, by part of the tags: the higher, the more and the less
certain attributions are found."""

OWN_WEIGHT = 2
"""How many times in a pass each article with the user's own labels is learned from, since these are few and resemble the texts to
be analysed."""

BARE_EVERY = 2
"""Every second article is learned from a second time without its commas, as some collections store texts."""

ALONE_EVERY = 4
"""Of every fourth article each sentence is learned from a second time, as a text of its own."""

RATE = 3e-3
"""The highest learning rate."""


def train_attribution(
    folder: str | Path,
    output: str | Path,
    *,
    labels: Sequence[str | Path] = (),
    pseudo_labels: Sequence[str | Path] = (),
    texts: Sequence[str | Path] = (),
    reader: str | Path | None = None,
    epochs: int = EPOCHS,
    seed: int = 0,
    progress: Callable[[int, int, dict[str, float]], None] = lambda *_: None,
) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns the figures for its card.

    8,000 articles take an hour on one core, and with a reader half an hour more. A run that is broken off goes on from its last
    checkpoint (beside the output) when it is started again with the same data.

    Parameters
    ----------
    folder : the training part of PolNeAR (see `attribution_corpora.polnear`).
    labels : files of attributions labelled by hand (see `attribution_corpora.standoff`), from each of which a pass learns
        `OWN_WEIGHT` times.
    pseudo_labels : files of articles that a better reader has annotated (``framing annotate --reader accurate``), to learn from
        these what it knows (self-training with pseudo-labels; Lee 2013).
    texts : files of the articles of both.
    reader : accurate, or the folder of a reader that `train_reader` made: learn from what its encoder makes of the words of the
        pseudo-labelled articles too (see `tagger_teacher`).
    epochs : passes over the data.
    seed : of the order in which windows of text are learned from, and of the first weights.
    progress : called now and then with the step, the number of steps, and the loss a word by part of the tags; before that, with
        how many articles the reader has read, how many there are, and no losses.

    Raises OptionError where texts are given without labels, a reader without pseudo-labels, or PyTorch is missing, and
    ArticleError where the data are missing.
    """
    if texts and not (labels or pseudo_labels):
        raise OptionError("texts without labels: name the file of labels too")
    if reader and not pseudo_labels:
        raise OptionError("a reader without articles that it has annotated: name the file of pseudo-labels too")
    articles = TextFiles(texts)
    own, pseudo = ([by_one_guide(one) for file in files for one in standoff(file, articles)] for files in (labels, pseudo_labels))
    public = list(polnear(folder))
    several = list(_counted(public, own, pseudo))
    if find_spec("torch") is None:
        raise OptionError("training needs torch: pip install 'framing-toolkit[train-reader]'")
    import torch

    from .gradient_descent import Losses, descend
    from .tagger_network import TaggerNetwork, numbers_of_keys

    known = _lessons(reader, pseudo, progress) if reader else None
    words, output = tagged_words(several, known and known.states), Path(output)
    met = [np.bincount(column, minlength=size) for column, size in zip(words.rows.T, SIZES.values(), strict=True)]
    torch.manual_seed(seed)
    start = (known.vectors, known.states.shape[1]) if known else ()
    network, plan = TaggerNetwork(numbers_of_keys(met[0]), *start), Plan(words, epochs, seed)

    def losses_of(step: int) -> Losses:
        batch = plan.batch(step)
        parts = network.losses(batch)
        return Losses(sum(parts.values()) / len(batch.rows), {name: loss.item() for name, loss in parts.items()}, len(batch.rows))

    output.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = output.with_suffix(".checkpoint.pt")
    groups = [{"params": list(network.parameters()), "lr": RATE}]
    descend(network, groups, plan.steps, losses_of, checkpoint=checkpoint, progress=lambda state: progress(*state))
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **network.arrays([counts > 0 for counts in met], _leaning()))
    checkpoint.unlink(missing_ok=True)
    digest = hashlib.sha256("".join(labelled.text for labelled, _ in several).encode())
    return {
        "public": len(public),
        "own": len(own),
        "pseudo": len(pseudo),
        "sha256": digest.hexdigest(),
        "bytes": output.stat().st_size,
    }


def _counted(
    public: Sequence[LabelledText], own: Sequence[LabelledText], pseudo: Sequence[LabelledText]
) -> Iterator[tuple[LabelledText, int]]:
    """The texts to learn from, and how many times each counts: some also without commas or by single sentences. Those with
    pseudo-labels come last."""
    for several, count in ((public, 1), (own, OWN_WEIGHT)):
        yield from ((labelled, count) for labelled in several)
        yield from ((alone, count) for labelled in several[::ALONE_EVERY] for alone in sentences_alone(labelled))
    yield from ((without_commas(labelled), 1) for labelled in public[::BARE_EVERY])
    yield from ((labelled, 1) for labelled in pseudo)


def _lessons(
    reader: str | Path, several: Sequence[LabelledText], progress: Callable[[int, int, dict[str, float]], None]
) -> Lessons:
    """What the encoder of a reader makes of the words of texts."""
    encoder, texts = load_encoder(reader_folder(reader)), [labelled.text for labelled in several]
    return lessons(encoder, texts, lambda done, of: progress(done, of, {}))


def _leaning() -> Floats:
    """What is added to the score of each tag."""
    return np.array([LEANING[part] * tag.startswith("B") for part in PARTS for tag in TAGS])
