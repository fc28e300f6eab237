"""Training the models that ship, from the user's own copy of the data; the same data give the same weights."""

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
from ..errors import ArticleError
from ..files import atomic
from ..statistics.arrays import Ints
from ..text.quotations import quotations
from ..text.sentences import sentences
from ..text.words import Words
from .attribution_corpora import LabelledText, polnear, standoff, without_commas
from .corpora import Roles

L1, L2, ITERATIONS, LEAST_COUNT = 4.0, 0.01, 120, 2
"""Regularisation, stop and rare-feature limit, chosen on 100 held-out training articles; in the end all are trained on."""

CUE_BONUS = 0.2
"""Added to every transition into a new cue, source or content: above 0 more and less sure attributions. Chosen with the two
limits of `passages` on PolNeAR dev and the domain labels: between -0.3 and 0.5 the F1 of either moves by less than a point."""

OWN_WEIGHT = 6
"""Times that each article of a user's own labels counts, since they are few and the texts at hand are like them."""

BARE_EVERY = 2
"""One article in so many is learned from a second time without its commas, as some collections keep their texts."""


def train_attribution(
    folder: str | Path, output: str | Path, *, labels: str | Path | None = None, texts: Sequence[str | Path] = ()
) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns what the card says.

    Needs python-crfsuite (``pip install 'framing-toolkit[train]'``). About eight minutes and 10 GB for 840 articles.

    Parameters
    ----------
    folder : the training part of PolNeAR (see `corpora.polnear`).
    labels, texts : attributions labelled by hand (see `corpora.standoff`), and the files that hold their articles.

    Raises ArticleError where python-crfsuite or the data are missing.
    """
    if texts and not labels:
        raise ArticleError("texts without labels: name the file of labels too")
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
        raise ArticleError("training needs python-crfsuite: pip install 'framing-toolkit[train]'") from None
    return pycrfsuite


def _trainer(crfsuite: Any) -> Any:
    trainer = crfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ITERATIONS, "feature.minfreq": LEAST_COUNT})
    return trainer


def _trained(crfsuite: Any, trainer: Any, scratch: Path) -> Any:
    """Train, and give what crfsuite's file holds."""
    trainer.train(str(scratch))
    tagger = crfsuite.Tagger()
    tagger.open(str(scratch))
    info = tagger.info()
    tagger.close()
    scratch.unlink()
    return info


def _articles(paths: Sequence[str | Path]) -> Iterator[Article]:
    """The articles of some files in either usual encoding; the hash in the labels tells which reading is theirs."""
    for path in paths:
        for encoding in ("utf-8", "latin-1"):
            yield from read_articles(path, encoding=encoding)


def _repeated(public: Iterable[LabelledText], own: Sequence[LabelledText]) -> Iterator[tuple[LabelledText, int]]:
    """What is learned from, and how often: all of the public set, some of it without commas, and the user's own."""
    for number, labelled in enumerate(public):
        yield labelled, 1
        if number % BARE_EVERY == 0:
            yield without_commas(labelled), 1
    for labelled in own:
        yield labelled, OWN_WEIGHT


def _sequences(labelled: LabelledText) -> Iterable[tuple[Ints, list[int]]]:
    """Feature rows and gold tags, stretch by stretch (see `tagger.stretch_starts`)."""
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
    """One tag a word; an attribution inside another's content is left to the rules (see `nested`)."""
    tags = [0] * len(words)
    for roles in _outermost(labelled.attributions):
        for role, spans in roles.items():
            for span in spans:
                inside = words.inside(span)
                if role == "content" and inside and words.keys[inside.start] == "that" and len(inside) > 1:
                    inside = inside[1:]  # the complementiser belongs to nobody
                for place, i in enumerate(inside):
                    tags[i] = TAGS.index(f"{'I' if place else 'B'}-{role}")
    return tags


def _outermost(attributions: list[Roles]) -> list[Roles]:
    """The attributions whose content does not lie in that of another."""

    def inside(one: Roles, other: Roles) -> bool:
        return one is not other and all(any(a <= s and e <= b for a, b in other["content"]) for s, e in one["content"])

    return [one for one in attributions if not any(inside(one, other) for other in attributions)]


def _write(info: Any, output: Path) -> int:
    """The weights as plain arrays: the rows that are not zero, and the transitions."""
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
