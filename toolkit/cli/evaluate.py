"""The command `framing evaluate`: how good a model is on labelled texts, printed and as tables."""

import argparse
from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ArticleError
from ..files import atomic
from ..measures.formatting import percent
from ..table_files import write_frame
from .commands import add_command, seed_option
from .console import ALL_READ, print_table, say, write_json
from .options import guard_option, named

if TYPE_CHECKING:
    import pandas as pd

    from ..training.evaluation import Evaluation
    from ..training.labelled import Labelled
    from ..training.tasks import Task

_NAMED = 5  # groups that are named without figures, at most
_RESAMPLED = {"texts": "texts, as if those of one group were independent", "groups": "whole groups"}
_EPILOG = """\
examples:
  framing evaluate bias.npz mine.csv                 a model on your own sentences, by outlet
  framing evaluate bias.npz mine.csv --by topic -o out/
  framing evaluate genre genres.jsonl --texts articles.jsonl
  framing evaluate generic_frames coded.csv          the shipped model; columns text, labels (names of frames, separated by |)

The data have the form that `framing train` reads. Texts that the model has learned from do not test it and are left out. The
baseline reads no text, but knows the labels of four fifths of the data.
"""


def add_evaluate_command(commands: Any) -> None:
    """Add `evaluate`."""
    what = "report how good a model is on labelled texts that it has not learned from, overall and by group"
    parser = add_command(commands, "evaluate", _evaluate, what, _EPILOG)
    parser.add_argument("model", metavar="MODEL", help="file of weights (.npz), or the name of a shipped model")
    parser.add_argument("input", metavar="DATA", help="labelled texts, in the form that framing train reads")
    held_out_option(parser)
    texts_option(parser)
    parser.add_argument("--resamples", type=int, metavar="N", default=1000, help="bootstrap samples (default: 1000)")
    seed_option(parser, "seed of the bootstrap")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", help="write tables (.csv) and the chart of calibration to this folder"
    )
    guard_option(parser)


def held_out_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that says by what texts are grouped that are held out together."""
    parser.add_argument(
        "--by",
        type=named,
        metavar="COLUMN",
        help="texts with the same value are held out together (default: outlet, if there is one)",
    )


def texts_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the articles of labels that find their text by its hash."""
    parser.add_argument(
        "--texts", metavar="FILE", action="append", default=[], help="file of the articles that lines of JSON label (repeatable)"
    )


def labelled_of(task: "Task", options: argparse.Namespace) -> "Labelled":
    """The labelled texts that the options name."""
    from ..articles.reading import read_articles

    if not task.of_articles:
        return task.read(options.input, group=options.by)
    articles = (article for path in options.texts for article in read_articles(path))
    return task.read(options.input, group=options.by, texts=articles)


# -- evaluate --------------------------------------------------------------------------------------------------------------


def _evaluate(options: argparse.Namespace) -> int:
    """Print how good a model is on labelled texts, and write the tables."""
    from ..classifiers.model_files import read_weights
    from ..classifiers.persistence import load_classifier, path_of
    from ..statistics.resampling import Resampling
    from ..training.cross_validation import baseline_knows, evaluated, evaluated_words, predicted
    from ..training.tasks import TASKS

    model = load_classifier(options.model)
    kind = read_weights(path_of(options.model)).kind
    (task,) = (task for task in TASKS.values() if task.model == kind)
    labelled = labelled_of(task, options)
    labelled, warnings = _not_learned(options.model, labelled)
    warnings += _warnings(model, labelled)
    resampling, predictions = Resampling(options.resamples, seed=options.seed), predicted(model, labelled)
    evaluation = evaluated(labelled, predictions, band=getattr(model, "band", None), resampling=resampling)
    words = evaluated_words(labelled, predictions, resampling=resampling)
    title = f"{Path(options.model).name} on {Path(options.input).name}"
    print_figures(evaluation, title, words, knows=baseline_knows(labelled, own=True))
    print_groups(evaluation)
    _print_calibration(evaluation)
    for warning in warnings:
        print(warning)
    if options.output:
        _write(evaluation, words, Path(options.output), " ".join(warnings), guarded=options.guard_cells)
        say(f"tables and chart → {options.output}/")
    return ALL_READ


def _not_learned(path: str, labelled: "Labelled") -> tuple["Labelled", list[str]]:
    """The texts that the model has not learned from, and a warning if it has learned from others.

    Raises ArticleError where no text is left.
    """
    from ..classifiers.persistence import known_texts

    learned = known_texts(path, labelled.texts)
    count = f"{int(learned.sum())} of {len(labelled)} texts were learned from"
    if learned.all():
        raise ArticleError(f"{count}: none is left to evaluate {path} with; its card has figures on held-out texts")
    if not learned.any():
        return labelled, []
    return labelled.rows((~learned).nonzero()[0]), [f"{count}: the figures are of the other {int((~learned).sum())}."]


def _warnings(model: Any, labelled: "Labelled") -> list[str]:
    """What else the reader of the figures must know."""
    warnings = []
    unknown = sorted(set(labelled.classes) - set(map(str, model.classes_))) if labelled.answers != "binary" else []
    if unknown:
        warnings.append(f"The model does not know, and never gives: {', '.join(unknown)}.")
    if labelled.origin.note:
        warnings.append(f"The data: {labelled.origin.note}.")
    return warnings


def _write(evaluation: "Evaluation", words: "Evaluation | None", folder: Path, note: str, *, guarded: bool) -> None:
    """Write the tables, the settings and the chart of calibration."""
    import pandas as pd

    from ..charts import calibration, picture

    frames = [evaluation.to_frame().assign(of="texts"), *([words.to_frame().assign(of="words")] if words else [])]
    write_frame(pd.concat(frames, ignore_index=True), folder / "evaluation.csv", guarded=guarded)
    for name in ("by_group", "by_class", "calibration", "calibration_by_group"):
        table = getattr(evaluation, name)
        if len(table):
            write_frame(table, folder / f"{name}.csv", guarded=guarded)
    write_json({"note": note, **evaluation.to_dict()["settings"]}, folder / "settings.json")
    with atomic(folder / "calibration.png", "wb") as file:
        picture(calibration(evaluation, title=note), file, "png")


# -- on the terminal -------------------------------------------------------------------------------------------------------


def print_figures(
    evaluation: "Evaluation", title: str, words: "Evaluation | None", *, knows: str, held_out: bool = False
) -> None:
    """Figures with intervals and those of the baseline, described by `knows`; with groups held out, the range over groups too."""
    rows = [
        [_spaced(row["figure"], prefix), _number(row["value"]), _interval(row), _number(row["baseline"])]
        for prefix, figures in (("", evaluation), ("words: ", words))
        for row in (figures.figures.to_dict("records") if figures is not None else ())
    ]
    names = ["figure", "value", "95 % interval", "baseline"]
    _print_table(names, rows, f"{title} (n = {evaluation.settings['n']:,})", end="")
    print(f"baseline (reads no text): {knows}")
    print(f"intervals: {evaluation.settings['resamples']:,} resamples of {_RESAMPLED[evaluation.settings['resampled']]}")
    if held_out:
        _print_range(evaluation)
    if "band" in evaluation.settings:
        low, high = evaluation.settings["band"]
        share = evaluation.of("abstained")
        print(
            f"too close to call (probability {low:g} to {high:g}): {percent(share, 1)}; the F1 of the others is macro f1 decided"
        )
    print()


def _print_range(evaluation: "Evaluation") -> None:
    """The smallest and the largest figures of the groups that are shown."""
    from ..training.evaluation import LEAST_SHOWN

    groups = evaluation.by_group
    shown = groups[groups["n"] >= LEAST_SHOWN] if len(groups) else groups
    ranges = [
        f"{_spaced(name)} {_number(float(shown[name].min()))} to {_number(float(shown[name].max()))}"
        for name in ("macro_f1", "micro_f1", "accuracy")
        if name in shown and shown[name].notna().any()
    ]
    if ranges:
        print(f"over {len(shown)} groups: {', '.join(ranges)}")


def print_groups(evaluation: "Evaluation") -> None:
    """A table with a row for each group that has enough texts, and a table with a row for each frame."""
    from ..training.evaluation import LEAST_SHOWN

    groups = evaluation.by_group
    if len(groups):
        shown = groups[groups["n"] >= LEAST_SHOWN]
        if len(shown):
            _print_frame(shown, "by group")
        few = groups.loc[groups["n"] < LEAST_SHOWN, "group"].tolist()
        if few:
            names = ", ".join(few[:_NAMED]) + (", …" if len(few) > _NAMED else "")
            print(f"not shown: {len(few)} with fewer than {LEAST_SHOWN} texts ({names})\n")
    if evaluation.task in ("multilabel", "multiclass"):
        _print_frame(evaluation.by_class, "by label")


def _print_frame(table: "pd.DataFrame", title: str) -> None:
    rows = [[_number(value) for value in row] for row in table.itertuples(index=False)]
    _print_table([_spaced(str(name)) for name in table.columns], rows, title)


def _print_calibration(evaluation: "Evaluation") -> None:
    """A table of probability and share with a row for each bin."""
    rows = [
        [f"{row['above']:.1f} to {row['up_to']:.1f}", *(_number(row[name]) for name in ("n", "mean_p", "share")), _interval(row)]
        for row in evaluation.calibration.to_dict("records")
    ]
    _print_table(["probability", "n", "mean", "share that came true", "95 % interval"], rows, "calibration")


def _print_table(names: Sequence[str], rows: Sequence[Sequence[str]], title: str, *, end: str = "\n") -> None:
    """Print a table, and `end` after it (by default an empty line)."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(names):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    print_table(table, title)
    print(end=end)


def _number(value: Any) -> str:
    """A figure with three digits, a whole number as it is, a dash for NaN.

    >>> [_number(value) for value in (0.25, -0.25, 1200, float("nan"), "Wire")]
    ['.250', '-.250', '1,200', '–', 'Wire']
    """
    if isinstance(value, str):
        return value
    if isnan(value):
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"


def _interval(row: Mapping[Any, Any]) -> str:
    return "–" if isnan(row["low"]) else f"{_number(row['low'])} to {_number(row['high'])}"


def _spaced(name: str, prefix: str = "") -> str:
    return prefix + name.replace("_", " ")
