"""Training of the attribution tagger from the user's own copy of the data; the same data give the same weights."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.noun_phrases import Phrases
from ..annotation.reporting_verbs import Rules
from ..annotation.rule_attributions import attributions
from ..annotation.tag_linking import TAGS
from ..annotation.tagger import BUCKETS, feature_rows, stretch_starts
from ..articles.article import Article
from ..articles.reading import read_articles
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Ints
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .attribution_corpora import LabelledText, Roles, polnear, standoff, without_commas

L1, L2, ITERATIONS, LEAST_COUNT = 4.0, 0.01, 120, 2
"""Regularisation, number of iterations and least count of a feature, chosen on 100 held-out training articles; the final model is
trained on all articles."""

CUE_BONUS = 0.2
"""Added to every transition into a new cue, source or content: above 0, more and less certain attributions are found. Chosen with
the two limits of `rule_attributions` on PolNeAR dev and the domain labels: between -0.3 and 0.5, neither F1 moves by a point."""

OWN_WEIGHT = 6
"""How many times each article with the user's own labels counts, since these are few and resemble the texts to be analysed."""

BARE_EVERY = 2
"""Every second article is learned from a second time without its commas, as some collections store texts."""


def train_attribution(
    folder: str | Path, output: str | Path, *, labels: str | Path | None = None, texts: Sequence[str | Path] = ()
) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns the figures for its card.

    Needs python-crfsuite (``pip install 'framing-toolkit[train]'``). 840 articles take about eight minutes and 10 GB of memory.

    Parameters
    ----------
    folder : the training part of PolNeAR (see `attribution_corpora.polnear`).
    labels, texts : attributions labelled by hand (see `attribution_corpora.standoff`), and the files that hold their articles.

    Raises OptionError where python-crfsuite is missing or texts are given without labels, and ArticleError where the data are
    missing.
    """
    if texts and not labels:
        raise OptionError("texts without labels: name the file of labels too")
    own = list(standoff(labels, _articles(texts))) if labels else []
    crfsuite, names = _crfsuite(), [str(bucket) for bucket in range(BUCKETS)]
    trainer = _trainer(crfsuite)
    articles, digest = 0, hashlib.sha256()
    for labelled, times in _repeated(polnear(folder), own):
        articles += 1
        digest.update(labelled.text.encode())
        for rows, tags in _sequences(labelled):
            items = crfsuite.ItemSequence([[names[i] for i in row] for row in rows])
            for _ in range(times):
                trainer.append(items, [str(tag) for tag in tags])
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    rows_kept = _write(_trained(crfsuite, trainer, output.with_suffix(".crfsuite")), output)
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


def _articles(paths: Sequence[str | Path]) -> Iterator[Article]:
    """The articles of files, read in both usual encodings; the hash in the labels shows which reading is right."""
    for path in paths:
        for encoding in ("utf-8", "latin-1"):
            yield from read_articles(path, encoding=encoding)


def _repeated(public: Iterable[LabelledText], own: Sequence[LabelledText]) -> Iterator[tuple[LabelledText, int]]:
    """The texts to learn from, and how many times each counts: all public ones, some again without commas, and the user's own."""
    for number, labelled in enumerate(public):
        yield labelled, 1
        if number % BARE_EVERY == 0:
            yield without_commas(labelled), 1
    for labelled in own:
        yield labelled, OWN_WEIGHT


def _sequences(labelled: LabelledText) -> Iterable[tuple[Ints, list[int]]]:
    """Feature rows and gold tags of each stretch of a text (see `tagger.stretch_starts`)."""
    words, spans = Words(labelled.text), sentences(labelled.text)
    if not len(words):
        return
    phrases = Phrases(words, quotations(labelled.text))
    rows = feature_rows(phrases, spans, attributions(Rules(phrases), spans))
    tags = _gold_tags(words, labelled)
    starts = stretch_starts(phrases, spans)
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield rows[start:end], tags[start:end]


def _gold_tags(words: Words, labelled: LabelledText) -> list[int]:
    """One tag for each word; attributions inside the content of another are left to the rules (see `rule_attributions`)."""
    tags = [0] * len(words)
    for roles in _outermost(labelled.attributions):
        for role, spans in roles.items():
            for span in spans:
                inside = words.inside(span)
                if role == "content" and inside and words.keys[inside.start] == "that" and len(inside) > 1:
                    inside = inside[1:]  # the complementiser is not part of the content
                for place, i in enumerate(inside):
                    tags[i] = TAGS.index(f"{'I' if place else 'B'}-{role}")
    return tags


def _outermost(attributions: list[Roles]) -> list[Roles]:
    """The attributions whose content does not lie inside that of another."""

    def inside(one: Roles, other: Roles) -> bool:
        return one is not other and all(any(a <= s and e <= b for a, b in other["content"]) for s, e in one["content"])

    return [roles for roles in attributions if not any(inside(roles, other) for other in attributions)]


def _write(info: Any, output: Path) -> int:
    """Write the weights as plain arrays, the rows that are not zero and the transitions; returns the number of rows."""
    weights = np.zeros((BUCKETS, len(TAGS)), dtype=np.float32)
    transitions = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for (bucket, tag), weight in info.state_features.items():
        weights[int(bucket), int(tag)] = weight
    for (before, after), weight in info.transitions.items():
        transitions[int(before), int(after)] = weight
    inner = [i for i, tag in enumerate(TAGS) if not tag.startswith("B")]
    begins = [i for i, tag in enumerate(TAGS) if tag.startswith("B")]
    transitions[np.ix_(inner, begins)] += CUE_BONUS
    rows = np.flatnonzero(np.abs(weights).max(axis=1) > 0)
    with atomic(output, "wb") as file:
        np.savez_compressed(file, rows=rows.astype(np.int32), weights=weights[rows].astype(np.float16), transitions=transitions)
    return len(rows)
