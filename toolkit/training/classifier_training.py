"""Training of classifiers on labelled texts: the weights, and beside them a card with how good they are on texts held out.

The same texts and seed give the same weights. Every figure in the card is of texts that were not learned from, once in random
folds and once with whole outlets held out; the latter says what to expect of an outlet that the model does not know.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ..classifiers.persistence import save_classifier
from ..classifiers.word_vectors import WordVectors
from ..errors import ArticleError
from ..statistics.arrays import Floats
from ..statistics.resampling import Resampling
from ..version import __version__
from .cross_validation import cross_validated, evaluated, evaluated_words, fitted, splits_of, spread_of
from .evaluation import Evaluation
from .folds import Fold
from .labelled import BIAS, FRAMES, ISSUE_FRAMES, Labelled
from .metrics import BINARY, MULTICLASS, MULTILABEL
from .model_cards import write_card

TITLES = {
    BIAS: "Biased sentences: would annotators mark it, and which words would they mark as loaded",
    FRAMES: "Generic frames: which of them a text uses",
    ISSUE_FRAMES: "Frames of one issue: which one a text uses",
}
MEANS = {
    BIAS: "a probability that annotators like those of the data would mark the sentence; not that it, or its outlet, is biased",
    FRAMES: "a probability of each frame as the coders of the data understood it; a text may use several",
    ISSUE_FRAMES: "a probability of each frame as the coders of the data understood it; they sum to 1",
}
"""What an answer of the model says, for its card."""

LEAST_TOLD = 10
"""Texts of a group from which the card tells its figures; those of fewer are chance."""

HEADLINES: Mapping[str, tuple[str, ...]] = {
    BINARY: ("macro_f1", "auroc", "auroc_within_groups", "ece", "word_f1", "top_word_right"),
    MULTILABEL: ("micro_f1", "macro_f1", "macro_auroc", "ece"),
    MULTICLASS: ("accuracy", "macro_f1", "macro_auroc", "ece"),
}
"""The figures that the card gives over all seeds, by what `Evaluation.task` says."""

BESIDE = ("macro_f1", "micro_f1", "accuracy")
"""Those of them beside which the baseline's stand."""


class Plan(NamedTuple):
    """How to train: the seeds of folds and models (the first is that of the weights), whether to try the model out, and the
    command that does it and what else to know, for the card. `tracked` passes folds on one by one, to show progress."""

    seeds: tuple[int, ...] = (0,)
    evaluation: bool = True
    command: str = ""
    note: str = ""
    tracked: Callable[..., Iterable[Fold]] = lambda folds, told: folds
    resamples: int = 1000


USUAL = Plan()


class Trial(NamedTuple):
    """How good a model is on texts held out in one way, and its word model, where it has one; `p` are the probabilities."""

    split: str
    told: str
    seed: int
    evaluation: Evaluation
    words: Evaluation | None
    p: Floats


class Trained(NamedTuple):
    """A fitted classifier, what its card says, the trials, and the files that were written."""

    model: Any
    card: dict[str, Any]
    trials: list[Trial]
    files: list[Path]

    @property
    def headline(self) -> Trial | None:
        """The trial that says what to expect: with groups held out, where there are groups, by the first seed."""
        return headline(self.trials)


def train_bias(
    labelled: Labelled,
    output: str | Path,
    *,
    vectors: WordVectors | None = None,
    loaded_words: Any = None,
    embedding: Any = None,
    prior: float | None = None,
    plan: Plan = USUAL,
) -> Trained:
    """Train `BiasedSentences`, and write its weights and card (`charts.calibration` draws its `headline`).

    Parameters
    ----------
    labelled : sentences (see `labelled.read_biased`); output : file of the weights (.npz).
    vectors : what is known of words from elsewhere (see `vectors.load_vectors`).
    loaded_words : a fitted word model to take as it is, for sentences whose biased words nobody marked.
    embedding : a `SentenceEmbedding`, which is needed again whenever the model is used.
    prior : the share of sentences to expect to be marked (default: the share in the data).

    Raises ArticleError where there are neither marked words nor a fitted word model, or too few texts.
    """
    from ..classifiers.estimators import BiasedSentences, LoadedWords

    if labelled.marked is None and loaded_words is None:
        raise ArticleError("nobody marked words: add a column words, or name a trained model whose words to take (--words-from)")

    def make(seed: int) -> Any:
        words = loaded_words if labelled.marked is None else LoadedWords(vectors, random_state=seed)
        return BiasedSentences(words, embedding=embedding, prior=prior, random_state=seed)

    told = "" if vectors is None else f"{len(vectors.words)} words, made of {vectors.made_of}"
    return _train(make, labelled, Path(output), plan, vectors=told)


def train_frames(labelled: Labelled, output: str | Path, *, embedding: Any = None, plan: Plan = USUAL) -> Trained:
    """Train `GenericFrames` (see `labelled.read_frames`); parameters and files as those of `train_bias`.

    Raises ArticleError where a frame has no text, every text, or none in a fold.
    """
    from ..classifiers.frames import GenericFrames

    return _train(
        lambda seed: GenericFrames(labelled.classes, embedding=embedding, random_state=seed), labelled, Path(output), plan
    )


def train_issue_frames(labelled: Labelled, output: str | Path, *, embedding: Any = None, plan: Plan = USUAL) -> Trained:
    """Train `IssueFrames` (see `labelled.read_issue_frames`); parameters and files as those of `train_bias`.

    Raises ArticleError where there is one frame only, or one with fewer texts than folds.
    """
    from ..classifiers.frames import IssueFrames

    return _train(lambda seed: IssueFrames(embedding=embedding, random_state=seed), labelled, Path(output), plan)


TRAINERS: Mapping[str, Callable[..., Trained]] = {BIAS: train_bias, FRAMES: train_frames, ISSUE_FRAMES: train_issue_frames}
"""What trains on the labelled texts of each task."""


# -- steps -----------------------------------------------------------------------------------------------------------------


def _train(make: Callable[[int], Any], labelled: Labelled, output: Path, plan: Plan, *, vectors: str = "") -> Trained:
    """Try the model out on texts held out, fit it on all, write everything."""
    if output.suffix != ".npz":
        raise ArticleError(f"{output}: weights are written as .npz; name such a file")
    trials = [trial for seed in plan.seeds for trial in _trials(make, labelled, seed, plan)] if plan.evaluation else []
    try:
        model = fitted(make(plan.seeds[0]), labelled)
    except ValueError as error:
        raise ArticleError(f"{labelled.origin.name}: {error}") from None
    shown = headline(trials)
    if labelled.task == BIAS and shown and shown.split == "held_out" and labelled.groups is not None:
        named = labelled.groups != ""
        spread = spread_of(shown.p[named], labelled.labels[named], labelled.groups[named])
        model.model_ = model.model_._replace(spread=spread)
    hashes = {"sha256": labelled.sha256, "sha256_of_texts": labelled.sha256_of_texts}
    save_classifier(output, model, hashes, texts=labelled.texts)
    card = _card(labelled, output, plan, trials) | {"parameters": {**_parameters(model), "vectors": vectors}}
    if trials:
        card["figures"] = _over_seeds(trials)
    card["trials"] = [_figures(trial, tables=trial.seed == plan.seeds[0]) for trial in trials]
    return Trained(model, card, trials, [output, write_card(output, card)])


def headline(trials: Sequence[Trial]) -> Trial | None:
    """The last trial of the first seed; None where nothing was tried out."""
    first = [trial for trial in trials if trial.seed == trials[0].seed]
    return first[-1] if first else None


def _trials(make: Callable[[int], Any], labelled: Labelled, seed: int, plan: Plan) -> Iterable[Trial]:
    resampling = Resampling(plan.resamples, seed=seed)
    try:
        for split in splits_of(labelled, seed=seed):
            told = split.told if "seed" in split.told else f"{split.told}, seed {seed}"
            found = cross_validated(lambda: make(seed), labelled, split.folds, tracked=partial(plan.tracked, told=told))
            words = evaluated_words(labelled, found, resampling=resampling)
            yield Trial(split.name, told, seed, evaluated(labelled, found, resampling=resampling), words, found.p)
    except ArticleError as error:
        raise ArticleError(f"cannot be tried out: {error}; give more texts, or train without trials (--no-evaluation)") from None


# -- the card --------------------------------------------------------------------------------------------------------------


def _card(labelled: Labelled, output: Path, plan: Plan, trials: list[Trial]) -> dict[str, Any]:
    origin = labelled.origin
    return {
        "title": TITLES[labelled.task],
        "means": MEANS[labelled.task],
        "limits": origin.note,
        "file": output.name,
        "sha256": hashlib.sha256(output.read_bytes()).hexdigest(),
        "bytes": output.stat().st_size,
        "date": date.today(),
        "toolkit": __version__,
        "seed": plan.seeds[0],
        "made_by": plan.command,
        "note": plan.note,
        "tried_out": bool(trials),
        "headline": shown.split if (shown := headline(trials)) else "",
        "data": {
            "name": origin.name,
            "citation": origin.citation,
            "url": origin.url,
            "licence": origin.licence,
            "sha256": labelled.sha256,
            "sha256_of_texts": labelled.sha256_of_texts,
            "texts": len(labelled),
            "repeated": labelled.repeated,
            "by_label": labelled.rows_by_label,
            f"by_{labelled.grouped_by}": labelled.rows_by_group,
        },
    }


def _parameters(model: Any) -> dict[str, Any]:
    """The settings of an estimator and of the one inside it, as far as they are plain; a model's folder by its name."""
    found = {name: list(value) if type(value) is tuple else value for name, value in model.get_params().items()}
    plain = {name: value for name, value in found.items() if isinstance(value, str | int | float | list)}
    return {name: Path(str(value)).name if name == "embedding__model" else value for name, value in plain.items()}


def _over_seeds(trials: Sequence[Trial]) -> dict[str, dict[str, dict[str, float]]]:
    """Of each split, the mean, least and greatest of each headline figure over the seeds, and of the baseline's."""
    found: dict[str, dict[str, list[float]]] = {}
    for trial in trials:
        figures, of_split = _values(trial), found.setdefault(trial.split, {})
        for name in [name for name in HEADLINES[trial.evaluation.task] if name in figures]:
            of_split.setdefault(name, []).append(figures[name]["value"])
            if name in BESIDE:
                of_split.setdefault(f"baseline_{name}", []).append(figures[name]["baseline"])
    return {
        split: {name: {"mean": sum(seen) / len(seen), "min": min(seen), "max": max(seen)} for name, seen in of_split.items()}
        for split, of_split in found.items()
    }


def _values(trial: Trial) -> dict[str, dict[str, float]]:
    """All figures of a trial by name, those of words among them."""
    several = {"": trial.evaluation, "word_": trial.words}
    return {
        f"{prefix}{figure['figure']}".replace("word_top_word", "top_word"): {
            part: figure[part] for part in ("value", "low", "high", "baseline")
        }
        for prefix, found in several.items()
        for figure in (found.figures.to_dict("records") if found is not None else ())
    }


def _figures(trial: Trial, *, tables: bool) -> dict[str, Any]:
    """What the card says of one trial; tables only where they are asked for."""
    resampled = trial.evaluation.settings["resampled"]
    row: dict[str, Any] = {"split": trial.split, "held_out": trial.told, "seed": trial.seed, "resampled": resampled}
    return row | _values(trial) | (_tables(trial) if tables else {})


def _tables(trial: Trial) -> dict[str, Any]:
    """Figures by group and label, and calibration."""
    row, tables = {}, trial.evaluation.to_dict()
    row["by_group"] = [one for one in tables["by_group"] if one["n"] >= LEAST_TOLD]
    row["by_label"] = tables["by_class"]
    row["calibration"] = [[one["mean_p"], one["share"], one["n"]] for one in tables["calibration"]]
    return row
