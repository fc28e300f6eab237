"""Training the models that ship, from the user's own copy of the data; the same data give the same weights."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from .attributions import Rules, attributions
from .corpora import LabelledText, polnear
from .errors import ArticleError
from .linking import TAGS
from .quotations import quotations
from .saving import atomic
from .tagger import BUCKETS, Ints, feature_rows, paragraph_starts
from .text import Words, sentences

L1, L2, ITERATIONS, LEAST_COUNT = 4.0, 0.01, 120, 2
"""Regularisation, stop and rare-feature limit, chosen on 100 held-out training articles; in the end all are trained on."""

CUE_BONUS = -0.3
"""Added to every transition into a new cue, source or content: fewer and surer attributions, as texts beyond the training
data need them (chosen on articles on the Middle East)."""


def train_attribution(folder: str | Path, output: str | Path) -> dict[str, Any]:
    """Train the attribution tagger on PolNeAR's training part and write its weights; returns what the card says.

    Needs python-crfsuite (``pip install 'framing-toolkit[train]'``). About five minutes and 8 GB for 840 articles.

    Raises ArticleError where python-crfsuite or the data are missing.
    """
    try:
        import pycrfsuite
    except ImportError:
        raise ArticleError("training needs python-crfsuite: pip install 'framing-toolkit[train]'") from None
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ITERATIONS, "feature.minfreq": LEAST_COUNT})
    names = [str(bucket) for bucket in range(BUCKETS)]
    articles, digest = 0, hashlib.sha256()
    for labelled in polnear(folder):
        articles += 1
        digest.update(labelled.text.encode())
        for rows, tags in _sequences(labelled):
            trainer.append(pycrfsuite.ItemSequence([[names[i] for i in row] for row in rows]), [str(tag) for tag in tags])
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    scratch = output.with_suffix(".crfsuite")
    trainer.train(str(scratch))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(scratch))
    rows_kept = _write(tagger.info(), output)
    tagger.close()
    scratch.unlink()
    return {"articles": articles, "sha256": digest.hexdigest(), "rows": rows_kept, "bytes": output.stat().st_size}


def _sequences(labelled: LabelledText) -> Iterable[tuple[Ints, list[int]]]:
    """Feature rows and gold tags, paragraph by paragraph."""
    words, spans = Words(labelled.text), sentences(labelled.text)
    if not len(words):
        return
    rules = Rules(words, quotations(labelled.text))
    rows = feature_rows(rules, spans, attributions(rules, spans))
    tags = _gold_tags(words, labelled)
    starts = paragraph_starts(words)
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield rows[start:end], tags[start:end]


def _gold_tags(words: Words, labelled: LabelledText) -> list[int]:
    tags = [0] * len(words)
    for roles in labelled.attributions:
        for role, spans in roles.items():
            for span in spans:
                inside = words.inside(span)
                if role == "content" and inside and words.keys[inside.start] == "that" and len(inside) > 1:
                    inside = inside[1:]  # the complementiser belongs to nobody
                for place, i in enumerate(inside):
                    tags[i] = TAGS.index(f"{'I' if place else 'B'}-{role}")
    return tags


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
