"""Training of the attribution tagger from the user's own copy of the data; the same data give the same weights."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.noun_phrases import Phrases
from ..annotation.reporting_verbs import Rules
from ..annotation.rule_attributions import attributions, nested
from ..annotation.tag_linking import TAGS
from ..annotation.tagger import BUCKETS, Model, feature_rows, nested_stretches, stretch_starts
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Ints
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .attribution_corpora import LabelledText, Roles, content_words, polnear, standoff, without_commas
from .label_files import TextFiles
from .sequence_fitting import Field, Stretches, fitted

L1, EPOCHS = {"outermost": 3.0, "nested": 10.0}, 6
"""Penalty of the weights by part of the model, and passes over the data. A penalty of 2 for the outermost makes a file twice as
large."""

BONUS = {"outermost": 1.0, "nested": -2.3}
"""Added to every transition into a new cue, source or content, by part of the model: the higher, the more and less certain
attributions are found. Chosen on PolNeAR dev and on 224 articles of broad news that were held out: for the outermost neither F1
moves by a point between 0.2 and 1; PolNeAR labels no nested ones, so that each of these is an error there."""

OWN_WEIGHT = 2
"""How many times each article with the user's own labels counts, since these are few and resemble the texts to be analysed."""

BARE_EVERY = 2
"""Every second article is learned from a second time without its commas, as some collections store texts."""


def train_attribution(
    folder: str | Path,
    output: str | Path,
    *,
    labels: Sequence[str | Path] = (),
    pseudo_labels: Sequence[str | Path] = (),
    texts: Sequence[str | Path] = (),
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda *_: None,
) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns the figures for its card.

    840 articles take two minutes, and each 1,000 more another minute.

    Parameters
    ----------
    folder : the training part of PolNeAR (see `attribution_corpora.polnear`).
    labels : files of attributions labelled by hand (see `attribution_corpora.standoff`), each of which counts `OWN_WEIGHT` times.
    pseudo_labels : files of articles that a better reader has annotated (``framing annotate --reader accurate``), to learn from
        these what it knows (self-training with pseudo-labels; Lee 2013).
    texts : files of the articles of both.
    seed : of the order in which the stretches of text are learned from.
    progress : called after every pass with its number, the number of passes, and the mean loss a word.

    Raises OptionError where texts are given without labels, and ArticleError where the data are missing.
    """
    if texts and not (labels or pseudo_labels):
        raise OptionError("texts without labels: name the file of labels too")
    articles = TextFiles(texts)
    own, pseudo = ([one for file in files for one in standoff(file, articles)] for files in (labels, pseudo_labels))
    found: dict[str, list[tuple[Any, list[int], float]]] = {part: [] for part in Model._fields}
    learned, digest = 0, hashlib.sha256()
    for labelled, times in _counted(polnear(folder), own, pseudo):
        learned += 1
        digest.update(labelled.text.encode())
        for part, rows, tags in _sequences(labelled):
            found[part].append((rows.astype(np.int32), tags, times))
    fields = {
        part: fitted(Stretches.of(several), (BUCKETS, len(TAGS)), l1=L1[part], epochs=EPOCHS, seed=seed, progress=progress)
        for part, several in found.items()
    }
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    rows_kept = _write(fields, output)
    return {
        "texts": learned,
        "own": len(own),
        "pseudo": len(pseudo),
        "sha256": digest.hexdigest(),
        "rows": rows_kept,
        "bytes": output.stat().st_size,
    }


def _counted(
    public: Iterable[LabelledText], own: Sequence[LabelledText], pseudo: Sequence[LabelledText]
) -> Iterator[tuple[LabelledText, float]]:
    """The texts to learn from, and how many times each counts: some of the public ones come again without commas."""
    for number, labelled in enumerate(public):
        yield labelled, 1
        if number % BARE_EVERY == 0:
            yield without_commas(labelled), 1
    for labelled in own:
        yield labelled, OWN_WEIGHT
    for labelled in pseudo:
        yield labelled, 1


def _sequences(labelled: LabelledText) -> Iterator[tuple[str, Ints, list[int]]]:
    """Feature rows and gold tags of each stretch of a text that either part of the model reads, with the part's name.

    Attributions inside the content of others are learned only from texts in which some are labelled: PolNeAR has none.
    """
    words, spans = Words(labelled.text), sentences(labelled.text)
    if not len(words):
        return
    phrases = Phrases(words, quotations(labelled.text))
    by_rule = attributions(Rules(phrases), spans)
    rows = feature_rows(phrases, spans, by_rule, nested(phrases, by_rule, spans))
    outermost, inner = _outermost(labelled.attributions)
    tags, starts = _gold_tags(words, outermost), stretch_starts(phrases, spans)
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield "outermost", rows[start:end], tags[start:end]
    tags = _gold_tags(words, _outermost(inner)[0])
    for inside in nested_stretches(words, (span for roles in outermost for span in roles["content"])) if inner else ():
        yield "nested", rows[inside.start : inside.stop], tags[inside.start : inside.stop]


def _gold_tags(words: Words, attributions: Iterable[Roles]) -> list[int]:
    """One tag for each word."""
    tags = [0] * len(words)
    for roles in attributions:
        for role, spans in roles.items():
            for span in spans:
                inside = content_words(words, span) if role == "content" else words.inside(span)
                for place, i in enumerate(inside):
                    tags[i] = TAGS.index(f"{'I' if place else 'B'}-{role}")
    return tags


def _outermost(attributions: Sequence[Roles]) -> tuple[list[Roles], list[Roles]]:
    """The attributions whose content does not lie inside that of another, and the rest."""

    def inside(one: Roles, other: Roles) -> bool:
        smaller = one["content"] != other["content"]
        return smaller and all(any(a <= s and e <= b for a, b in other["content"]) for s, e in one["content"])

    nested = [roles for roles in attributions if any(inside(roles, other) for other in attributions)]
    return [roles for roles in attributions if roles not in nested], nested


def _write(fields: Mapping[str, Field], output: Path) -> int:
    """Write the weights of each part as plain arrays (see `_arrays`); returns the number of rows."""
    arrays = {f"{part}_{name}": array for part, field in fields.items() for name, array in _arrays(field, BONUS[part]).items()}
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **arrays)
    return sum(len(array) for name, array in arrays.items() if name.endswith("_rows"))


def _arrays(field: Field, bonus: float) -> dict[str, Any]:
    """The rows of weights that are not zero, their numbers, and the transitions with the `bonus` of a new stretch."""
    inner = [i for i, tag in enumerate(TAGS) if not tag.startswith("B")]
    begins = [i for i, tag in enumerate(TAGS) if tag.startswith("B")]
    transitions = field.transitions.copy()
    transitions[np.ix_(inner, begins)] += bonus
    rows = np.flatnonzero(np.abs(field.weights).max(axis=1) > 0)
    return {"rows": rows.astype(np.int32), "weights": field.weights[rows].astype(np.float16), "transitions": transitions}
