"""Training of classifiers on labelled texts: the weights, and a card that says how good they are on held-out texts.

The same texts and seed give the same weights. Every figure in the card is for texts that were not learned from, once in random
folds and once with whole outlets held out; the latter shows what to expect of an outlet that the model does not know.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ..classifiers.persistence import save_classifier
from ..classifiers.word_vectors import WordVectors
from ..errors import ArticleError, OptionError
from ..statistics.arrays import Floats
from ..statistics.resampling import Resampling
from ..version import __version__
from .cross_validation import cross_validated, evaluated, evaluated_words, fitted, splits_of, spread_of
from .evaluation import LEAST_SHOWN, Evaluation
from .folds import Fold
from .labelled import BIAS, FRAMES, GENRE, ISSUE_FRAMES, Labelled
from .metrics import BINARY, MULTICLASS, MULTILABEL
from .model_cards import write_card
from .tasks import TASKS

HEADLINES: Mapping[str, tuple[str, ...]] = {
    BINARY: ("macro_f1", "auroc", "auroc_within_groups", "ece", "word_f1", "top_word_right"),
    MULTILABEL: ("micro_f1", "macro_f1", "macro_auroc", "ece"),
    MULTICLASS: ("accuracy", "macro_f1", "macro_auroc", "ece"),
}
"""The figures that the card summarises over all seeds, by `Evaluation.task`."""

WITH_BASELINE = ("macro_f1", "micro_f1", "accuracy")
"""Those of them for which the card gives the baseline's figures too."""


class Plan(NamedTuple):
    """How to train.

    `seeds` are those of folds and models (the first is that of the weights); `evaluation` says whether to test the model on
    held-out texts; `command` and `note` are for the card. `tracked` is called with folds and a description, and passes the folds
    on one by one, to show progress.
    """

    seeds: tuple[int, ...] = (0,)
    evaluation: bool = True
    command: str = ""
    note: str = ""
    tracked: Callable[..., Iterable[Fold]] = lambda folds, description: folds
    resamples: int = 1000


USUAL = Plan()


class Trial(NamedTuple):
    """How good a model, and its word model if it has one, is on texts held out in one way; `p` are the probabilities."""

    split: str
    description: str
    seed: int
    evaluation: Evaluation
    words: Evaluation | None
    p: Floats


class Trained(NamedTuple):
    """A fitted classifier, the contents of its card, its trials, and the files that were written."""

    model: Any
    card: dict[str, Any]
    trials: list[Trial]
    files: list[Path]

    @property
    def headline(self) -> Trial | None:
        """The trial that shows what to expect: that of the first seed, with groups held out where there are groups."""
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
    labelled : sentences (see `labelled.read_biased`); output : file for the weights (.npz).
    vectors : vectors of words made from other texts (see `word_vectors.load_vectors`).
    loaded_words : a fitted word model to use as it is, for sentences without marked words.
    embedding : a `SentenceEmbedding`, which is needed again whenever the model is used.
    prior : the expected share of marked sentences (default: the share in the data).
    plan : seeds, whether to test the model, and what the card should say of its making.

    Raises ArticleError where there are neither marked words nor a fitted word model, or too few texts; OptionError where the
    output is not an .npz file, or the embedding cannot be saved.
    """
    from ..classifiers.estimators import BiasedSentences, LoadedWords

    if labelled.marked is None and loaded_words is None:
        raise ArticleError("no words are marked: add a column words, or name a trained model whose words to use (--words-from)")

    def make(seed: int) -> Any:
        words = loaded_words if labelled.marked is None else LoadedWords(vectors, random_state=seed)
        return BiasedSentences(words, embedding=embedding, prior=prior, random_state=seed)

    description = "" if vectors is None else f"{len(vectors.words)} words, made of {vectors.made_of}"
    return _train(make, labelled, Path(output), plan, vectors=description)


def train_frames(labelled: Labelled, output: str | Path, *, embedding: Any = None, plan: Plan = USUAL) -> Trained:
    """Train `GenericFrames` (see `labelled.read_frames`); parameters and files are those of `train_bias`.

    Raises ArticleError where a frame occurs in no text, in every text, or in no text of a fold.
    """
    from ..classifiers.frames import GenericFrames

    return _train(
        lambda seed: GenericFrames(labelled.classes, embedding=embedding, random_state=seed), labelled, Path(output), plan
    )


def train_issue_frames(labelled: Labelled, output: str | Path, *, embedding: Any = None, plan: Plan = USUAL) -> Trained:
    """Train `IssueFrames` (see `labelled.read_issue_frames`); parameters and files are those of `train_bias`.

    Raises ArticleError where there is only one frame, or a frame has fewer texts than there are folds.
    """
    from ..classifiers.frames import IssueFrames

    return _train(lambda seed: IssueFrames(embedding=embedding, random_state=seed), labelled, Path(output), plan)


def train_genre(labelled: Labelled, output: str | Path, *, plan: Plan = USUAL) -> Trained:
    """Train `Genres` (see `labelled.read_genres`); parameters and files are those of `train_bias`.

    Raises ArticleError where there is only one genre, or a genre has fewer articles than there are folds.
    """
    from ..classifiers.genres import Genres

    return _train(lambda seed: Genres(), labelled, Path(output), plan)


TRAINERS: Mapping[str, Callable[..., Trained]] = {
    BIAS: train_bias,
    FRAMES: train_frames,
    ISSUE_FRAMES: train_issue_frames,
    GENRE: train_genre,
}
"""The function that trains on the labelled texts of each task."""


# -- steps -----------------------------------------------------------------------------------------------------------------


def _train(make: Callable[[int], Any], labelled: Labelled, output: Path, plan: Plan, *, vectors: str = "") -> Trained:
    """Test the model on held-out texts, fit it on all texts, write everything."""
    if output.suffix != ".npz":
        raise OptionError(f"{output}: weights are written as .npz; name such a file")
    trials = [trial for seed in plan.seeds for trial in _trials(make, labelled, seed, plan)] if plan.evaluation else []
    try:
        model = fitted(make(plan.seeds[0]), labelled)
    except ValueError as error:
        raise ArticleError(f"{labelled.origin.name}: {error}") from None
    trial = headline(trials)
    kept: Any = getattr(model, "model_", None)
    if hasattr(kept, "spread") and trial and trial.split == "held_out" and labelled.groups is not None:
        grouped = labelled.groups != ""
        spread = spread_of(trial.p[grouped], labelled.labels[grouped], labelled.groups[grouped])
        model.model_ = kept._replace(spread=spread)
    hashes = {"sha256": labelled.sha256, "sha256_of_texts": labelled.sha256_of_texts}
    save_classifier(output, model, hashes, texts=labelled.texts)
    card = _card(labelled, output, plan, trials) | {"parameters": {**_parameters(model), "vectors": vectors}}
    if trials:
        card["figures"] = _over_seeds(trials)
    card["trials"] = [_figures(trial, tables=trial.seed == plan.seeds[0]) for trial in trials]
    return Trained(model, card, trials, [output, write_card(output, card)])


def headline(trials: Sequence[Trial]) -> Trial | None:
    """The last trial of the first seed; None where the model was not tested."""
    first = [trial for trial in trials if trial.seed == trials[0].seed]
    return first[-1] if first else None


def _trials(make: Callable[[int], Any], labelled: Labelled, seed: int, plan: Plan) -> Iterable[Trial]:
    resampling = Resampling(plan.resamples, seed=seed)
    try:
        for split in splits_of(labelled, seed=seed):
            description = split.description if "seed" in split.description else f"{split.description}, seed {seed}"
            tracked = partial(plan.tracked, description=description)
            predictions = cross_validated(lambda: make(seed), labelled, split.folds, tracked=tracked)
            evaluation = evaluated(labelled, predictions, resampling=resampling)
            words = evaluated_words(labelled, predictions, resampling=resampling)
            yield Trial(split.name, description, seed, evaluation, words, predictions.p)
    except ArticleError as error:
        raise ArticleError(f"cannot be tested: {error}; give more texts, or train without testing (--no-evaluation)") from None


# -- the card --------------------------------------------------------------------------------------------------------------


def _card(labelled: Labelled, output: Path, plan: Plan, trials: list[Trial]) -> dict[str, Any]:
    origin = labelled.origin
    return {
        "title": TASKS[labelled.task].title,
        "means": TASKS[labelled.task].means,
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
        "headline": trial.split if (trial := headline(trials)) else "",
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
    """The plain settings of an estimator and of the one inside it; of the folder of an embedding only the name."""
    settings = {name: list(value) if type(value) is tuple else value for name, value in model.get_params().items()}
    plain = {name: value for name, value in settings.items() if isinstance(value, str | int | float | list)}
    return {name: Path(str(value)).name if name == "embedding__model" else value for name, value in plain.items()}


def _over_seeds(trials: Sequence[Trial]) -> dict[str, dict[str, dict[str, float]]]:
    """For each split the mean, smallest and largest value over the seeds, of each headline figure and of the baseline's."""
    by_split: dict[str, dict[str, list[float]]] = {}
    for trial in trials:
        figures, values = _values(trial), by_split.setdefault(trial.split, {})
        for name in [name for name in HEADLINES[trial.evaluation.task] if name in figures]:
            values.setdefault(name, []).append(figures[name]["value"])
            if name in WITH_BASELINE:
                values.setdefault(f"baseline_{name}", []).append(figures[name]["baseline"])
    return {split: {name: _summary(over) for name, over in values.items()} for split, values in by_split.items()}


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {"mean": sum(values) / len(values), "min": min(values), "max": max(values)}


def _values(trial: Trial) -> dict[str, dict[str, float]]:
    """All figures of a trial by name, including those of words."""
    evaluations = {"": trial.evaluation, "word_": trial.words}
    return {
        f"{prefix}{figure['figure']}".replace("word_top_word", "top_word"): {
            part: figure[part] for part in ("value", "low", "high", "baseline")
        }
        for prefix, evaluation in evaluations.items()
        for figure in (evaluation.figures.to_dict("records") if evaluation is not None else ())
    }


def _figures(trial: Trial, *, tables: bool) -> dict[str, Any]:
    """What the card says about one trial, with or without tables."""
    resampled = trial.evaluation.settings["resampled"]
    head: dict[str, Any] = {"split": trial.split, "held_out": trial.description, "seed": trial.seed, "resampled": resampled}
    return head | _values(trial) | (_tables(trial) if tables else {})


def _tables(trial: Trial) -> dict[str, Any]:
    """Figures by group and label, and calibration."""
    tables = trial.evaluation.to_dict()
    return {
        "by_group": [group for group in tables["by_group"] if group["n"] >= LEAST_SHOWN],
        "by_label": tables["by_class"],
        "calibration": [[step["mean_p"], step["share"], step["n"]] for step in tables["calibration"]],
    }
