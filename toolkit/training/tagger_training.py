"""Training of the attribution tagger from the user's own copy of the data; the same data give the same weights."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.noun_phrases import Phrases
from ..annotation.reporting_verbs import Rules
from ..annotation.rule_attributions import attributions, nested
from ..annotation.tag_linking import TAGS
from ..annotation.tagger import BUCKETS, Model, feature_rows, nested_stretches, stretch_starts
from ..articles.article import Article
from ..articles.reading import read_articles
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Ints
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .attribution_corpora import LabelledText, Roles, content_words, polnear, standoff, without_commas

L1, L2, ITERATIONS, LEAST_COUNT = 4.0, 0.01, 120, 2
"""Regularisation, number of iterations and least count of a feature, chosen on 100 held-out training articles; the final model is
trained on all articles."""

BONUS = {"outermost": 0.2, "nested": -2.3}
"""Added to every transition into a new cue, source or content, by part of the model: the higher, the more and less certain
attributions are found. Chosen on PolNeAR dev and on articles of broad news that were held out: for the outermost neither F1 moves
by a point between -0.3 and 0.5; PolNeAR labels no nested ones, so that each of these is an error there."""

OWN_WEIGHT = 2
"""How many times each article with the user's own labels counts, since these are few and resemble the texts to be analysed."""

BARE_EVERY = 2
"""Every second article is learned from a second time without its commas, as some collections store texts."""


def train_attribution(
    folder: str | Path, output: str | Path, *, labels: Sequence[str | Path] = (), texts: Sequence[str | Path] = ()
) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns the figures for its card.

    Needs python-crfsuite (``pip install 'framing-toolkit[train]'``). 840 articles take about eight minutes and 10 GB of memory.

    Parameters
    ----------
    folder : the training part of PolNeAR (see `attribution_corpora.polnear`).
    labels, texts : files of attributions labelled by hand (see `attribution_corpora.standoff`), and those of their articles.

    Raises OptionError where python-crfsuite is missing or texts are given without labels, and ArticleError where the data are
    missing.
    """
    if texts and not labels:
        raise OptionError("texts without labels: name the file of labels too")
    own = [labelled for file in labels for labelled in standoff(file, articles_of(texts))]
    crfsuite, names = _crfsuite(), [str(bucket) for bucket in range(BUCKETS)]
    trainers = {part: _trainer(crfsuite) for part in Model._fields}
    articles, digest = 0, hashlib.sha256()
    for labelled, times in _repeated(polnear(folder), own):
        articles += 1
        digest.update(labelled.text.encode())
        for part, rows, tags in _sequences(labelled):
            items = crfsuite.ItemSequence([[names[i] for i in row] for row in rows])
            for _ in range(times):
                trainers[part].append(items, [str(tag) for tag in tags])
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    scratch = output.with_suffix(".crfsuite")
    rows_kept = _write({part: _trained(crfsuite, trainer, scratch) for part, trainer in trainers.items()}, output)
    return {
        "texts": articles,
        "own": len(own),
        "sha256": digest.hexdigest(),
        "rows": rows_kept,
        "bytes": output.stat().st_size,
    }


def _crfsuite() -> Any:
    try:
        import pycrfsuite
    except ImportError:
        raise OptionError("training needs python-crfsuite: pip install 'framing-toolkit[train]'") from None
    return pycrfsuite


def _trainer(crfsuite: Any) -> Any:
    trainer = crfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ITERATIONS, "feature.minfreq": LEAST_COUNT})
    return trainer


def _trained(crfsuite: Any, trainer: Any, scratch: Path) -> Any:
    """Train, and return the contents of crfsuite's file."""
    trainer.train(str(scratch))
    tagger = crfsuite.Tagger()
    tagger.open(str(scratch))
    info = tagger.info()
    tagger.close()
    scratch.unlink()
    return info


def articles_of(paths: Sequence[str | Path]) -> Iterator[Article]:
    """The articles of files, read in both usual encodings; the hash in the labels shows which reading is right."""
    for encoding in ("utf-8", "latin-1"):
        for path in paths:
            yield from read_articles(path, encoding=encoding)


def _repeated(public: Iterable[LabelledText], own: Sequence[LabelledText]) -> Iterator[tuple[LabelledText, int]]:
    """The texts to learn from, and how many times each counts: all public ones, some again without commas, and the user's own."""
    for number, labelled in enumerate(public):
        yield labelled, 1
        if number % BARE_EVERY == 0:
            yield without_commas(labelled), 1
    for labelled in own:
        yield labelled, OWN_WEIGHT


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


def _write(parts: Mapping[str, Any], output: Path) -> int:
    """Write the weights of each part as plain arrays (see `_arrays`); returns the number of rows."""
    arrays = {f"{part}_{name}": array for part, info in parts.items() for name, array in _arrays(info, BONUS[part]).items()}
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **arrays)
    return sum(len(array) for name, array in arrays.items() if name.endswith("_rows"))


def _arrays(info: Any, bonus: float) -> dict[str, Any]:
    """The rows of weights that are not zero, their numbers, and the transitions with the `bonus` of a new stretch."""
    weights = np.zeros((BUCKETS, len(TAGS)), dtype=np.float32)
    transitions = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for (bucket, tag), weight in info.state_features.items():
        weights[int(bucket), int(tag)] = weight
    for (before, after), weight in info.transitions.items():
        transitions[int(before), int(after)] = weight
    inner = [i for i, tag in enumerate(TAGS) if not tag.startswith("B")]
    begins = [i for i, tag in enumerate(TAGS) if tag.startswith("B")]
    transitions[np.ix_(inner, begins)] += bonus
    rows = np.flatnonzero(np.abs(weights).max(axis=1) > 0)
    return {"rows": rows.astype(np.int32), "weights": weights[rows].astype(np.float16), "transitions": transitions}
