"""Training of the model of targets from articles coded by hand; the same data give the same weights."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..annotation.accurate_reader import FAST
from ..annotation.annotated_files import TextFiles
from ..annotation.annotator import Annotator
from ..annotation.loaded.loaded_words import AS_IT_IS
from ..annotation.loaded.targets import ACTORS, NOTHING, TargetModel, groups_table, likeliest, probabilities
from ..articles.reading import read_articles
from ..errors import OptionError
from ..files import atomic
from ..statistics.arrays import Bools, Floats
from .coded_targets import CodedTerms, coded_terms
from .loaded_training import calibration_error, calibration_of, surest
from .target_weights import base_of, stored, weights_of
from .word_groups import WordGroups, word_groups

EPOCHS, FOLDS = 5, 4
"""Passes over the articles, and groups of outlets that are held out in turn."""

ARTICLES = 8
"""Articles that one step learns from."""

RATE = 2e-3
"""The highest learning rate."""

PRECISION = 0.75
"""Share of targets that are right, from which the least probability is chosen on held-out outlets."""


def train_targets(
    labels: Sequence[str | Path],
    texts: Sequence[str | Path],
    output: str | Path,
    *,
    reader: str | Path = FAST,
    seed: int = 0,
    progress: Callable[[int, int, dict[str, float]], None] = lambda *_: None,
) -> dict[str, Any]:
    """Train the model of targets on articles coded by hand, and write its weights; returns the figures for its card.

    Parameters
    ----------
    labels : files of annotated articles, one a line with `sha256` and `loaded` (`span`, `category`, `target` with `name`, `span`
        and `kind`, `polarity`), as `framing annotate` writes them. Terms without a target are left out, and so are those
        of which a coder wrote that they are not loaded there (`loaded` is false).
    texts : files of the articles, which are found by their hash; outlets are held out in turn by their field `outlet`. Groups of
        words with like neighbours are learned from all articles of those files that are in UTF-8.
    reader : the reader whose states of words are learned from: "fast", "accurate", or the folder of one that `framing train
        reader` made, where the weights belong under the name of `targets.npz`.
    seed : of the order of articles, and of the first weights.
    progress : called now and then with the step, the number of steps, and the loss a term; five times from the start, once for
        each group of outlets and once for all.

    Raises ArticleError where a label has no text, or too few articles are coded to learn from, and OptionError where the articles
    are of fewer than two outlets, the reader cannot be used, or PyTorch is missing.
    """
    if find_spec("torch") is None:
        raise OptionError("training needs torch: pip install 'framing-toolkit[train-reader]'")
    articles = TextFiles(texts)
    annotator = Annotator(bias_model=None, keep_furniture=True, reader=reader)
    groups = word_groups(article.text for path in texts for article in read_articles(path))
    coded = list(coded_terms(labels, articles, annotator, _untrained(groups)))
    outlets = sorted({terms.outlet for terms in coded})
    if len(outlets) < 2:
        raise OptionError("the labelled articles are of one outlet: nothing can be held out")
    learning = Learning(coded, groups, seed, progress)
    settled, figures = _settled([trial for terms in coded for trial in _tried(learning.without(terms.outlet), terms)])
    output = Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic(output, "wb") as file:
        np.savez_compressed(file, **{**learning.arrays(), **settled})
    return {
        "articles": len(coded),
        "outlets": len(outlets),
        "terms": sum(len(terms.targets) for terms in coded),
        **figures,
        "bytes": output.stat().st_size,
    }


def _untrained(groups: WordGroups) -> TargetModel:
    """A model that knows groups of words and nothing else."""
    none = np.zeros((1, 1), dtype=np.float32)
    return TargetModel(none, none, none, None, groups_table(*groups), AS_IT_IS, 0.0)


class Learning:
    """Learns from articles, all of them or without those of some outlets.

    The weights of features are fitted first. The layer over the states of words then learns beside what they give to each pair;
    this is always given by weights that have not seen the outlet, since the layer would rely on them too much.
    """

    def __init__(
        self,
        articles: Sequence[CodedTerms],
        groups: WordGroups,
        seed: int,
        progress: Callable[[int, int, dict[str, float]], None],
    ) -> None:
        self.articles, self.groups, self.seed, self.progress = articles, groups, seed, progress
        outlets = sorted({terms.outlet for terms in articles})
        self.parts = {outlet: number % FOLDS for number, outlet in enumerate(outlets)}
        self._features = [weights_of(self._others(part)) for part in range(min(FOLDS, len(outlets)))]
        self._base = {id(terms): base_of(self._features[self.parts[terms.outlet]], terms) for terms in articles}
        self._models: dict[int, TargetModel] = {}

    def _others(self, part: int) -> list[CodedTerms]:
        """The articles of the outlets that are not in a part."""
        return [terms for terms in self.articles if self.parts[terms.outlet] != part]

    def without(self, outlet: str) -> TargetModel:
        """The model that is learned without the outlets that are held out with this one."""
        part = self.parts[outlet]
        if part not in self._models:
            self._models[part] = TargetModel.of(self._joined(self._features[part], self._others(part)))
        return self._models[part]

    def arrays(self) -> dict[str, Any]:
        """The weights that are learned from all articles, as they are stored."""
        return self._joined(weights_of(self.articles), self.articles)

    def _joined(self, features: Mapping[str, Floats], articles: Sequence[CodedTerms]) -> dict[str, Any]:
        """Weights of features and those of the layer, which learns from some articles, as they are stored."""
        layer, shares = self._layer(articles)
        arrays: dict[str, Any] = {name: array.astype(np.float16) for name, array in layer.items()}
        for share, (name, weights) in zip(shares, features.items(), strict=True):
            arrays |= stored(name, weights * share)
        unsettled = {"calibration": np.array(AS_IT_IS), "least": np.float64(0)}
        return {**arrays, **unsettled, "group_words": self.groups.words, "group_numbers": self.groups.numbers}

    def _layer(self, articles: Sequence[CodedTerms]) -> tuple[dict[str, Floats], Floats]:
        """The weights of the layer that is learned from some articles, and the shares of the features beside it."""
        import torch

        from .gradient_descent import Losses, descend
        from .target_network import TargetLearner, batch_of

        torch.manual_seed(self.seed)
        learner = TargetLearner(articles[0].states.words.shape[1])
        steps = -(-len(articles) // ARTICLES)

        def losses_of(step: int) -> Losses:
            order = np.random.default_rng([self.seed, step // steps]).permutation(len(articles))
            some = [articles[i] for i in order[step % steps :: steps]]
            batch = batch_of(some, [self._base[id(terms)] for terms in some])
            parts, weight = learner.losses(batch), float(batch.weights.sum())
            return Losses(sum(parts.values()) / weight, {name: loss.item() for name, loss in parts.items()}, len(batch.weights))

        groups = [{"params": list(learner.parameters()), "lr": RATE}]
        descend(learner, groups, EPOCHS * steps, losses_of, progress=lambda state: self.progress(*state))
        return learner.arrays(), learner.shares.detach().numpy()


# -- held-out outlets ----------------------------------------------------------------------------------------------------------


class Trial(NamedTuple):
    """A hit in an outlet that was held out: how likely its target is before calibration, and what of it is right."""

    p: float
    right: bool
    actor: bool
    polarity: bool
    kind: bool


def _tried(model: TargetModel, terms: CodedTerms) -> Iterator[Trial]:
    """How a model does on the hits of an article that it has not learned from."""
    scores, told = model.scores(terms.table, terms.pairs.terms, terms.states)
    best, chances = likeliest(probabilities(scores, terms.pairs.terms), terms.pairs.terms, terms.entities)
    rows = zip(terms.targets, terms.hit, chances, terms.right[best], model.labels(terms.table[best], told[best]), strict=True)
    for target, hit, p, right, (polarity, kind) in rows:
        if hit and target.name and target.kind != NOTHING:
            yield Trial(p, right, target.kind in ACTORS, polarity == target.polarity, kind == target.kind)


def _settled(trials: Sequence[Trial]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The calibration and the least probability, and the figures for the card."""
    columns = np.array(trials, dtype=float).reshape(-1, len(Trial._fields)).T
    chances, right = columns[0], columns[1] > 0
    calibration = calibration_of(chances, right)
    p = np.array([calibration.of_term(value) for value in chances])
    least = float(p[surest(p, right, PRECISION)[-1]])
    figures = {"least": round(least, 3), "held_out": _figures(p, least, *(columns[1:] > 0))}
    return {"calibration": np.array(calibration), "least": np.float64(least)}, figures


def _figures(p: Floats, least: float, right: Bools, actor: Bools, polarity: Bools, kind: Bools) -> dict[str, Any]:
    """How often what is said of hits in held-out outlets is right."""
    sure = np.argsort(-p, kind="stable")[: round(0.7 * len(p))]
    shares = {
        "target": right.mean(),
        "actor": right[actor].mean(),
        "polarity": polarity.mean(),
        "kind": kind[right].mean(),
        "surest 70 %": right[sure].mean(),
        "above least": right[p >= least].mean(),
        "share above least": (p >= least).mean(),
        "calibration error": calibration_error(p, right),
    }
    return {"terms": len(p), **{name: round(float(share), 3) for name, share in shares.items()}}
