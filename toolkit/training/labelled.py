"""Labelled texts to train and test classifiers with: a public corpus, or a table of the user's own."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..articles.article import Article
from ..classifiers.sentence_words import places_of
from ..errors import ArticleError
from ..statistics.arrays import Indices
from ..text.sentences import sentences
from ..text.spans import Span
from .corpora import FRAME_COLUMNS, FramedText, babe, gun_violence_frames, narrative_frames

BIAS, FRAMES, ISSUE_FRAMES = "bias", "frames", "issue-frames"
_LABELS = ("not biased", "biased")
_YES = frozenset("1 true yes biased".split())
_NO = frozenset("0 false no non-biased unbiased".split())
_NO_FRAMES = frozenset("text label labels words title id outlet url date published event topic author".split())
_TOLD = 10  # problems of a file, in full

Table = list[tuple[int, dict[str, str]]]
"""The rows of a file with the lines that they stand on."""


class Origin(NamedTuple):
    """Where labelled texts come from, for the card of a model that learns from them."""

    name: str
    licence: str = "the user's own"
    citation: str = ""
    url: str = ""
    note: str = ""
    read_in: tuple[str, ...] = ()  # names under which rows of the shipped lexicons cite these texts


OWN = Origin("texts of the user's own")
_BABE = Origin(
    "BABE: sentences of US outlets, labelled by five experts, with the words that they marked",
    "the repository says AGPL-3.0, the cards of its models CC BY-NC: research use; no sentence of it is in the weights",
    "Spinde et al. 2021, Neural Media Bias Detection Using Distant Supervision With BABE (Findings of EMNLP)",
    "https://github.com/Media-Bias-Group/Neural-Media-Bias-Detection-Using-Distant-Supervision-With-BABE",
    note="half of its sentences are marked, more than in ordinary news. Probabilities of an outlet that the model does not know "
    "are drawn towards the middle: held out, Reuters gets .30 and Alternet .66 where experts marked .10 and .75; the order of "
    "outlets holds, differences come out at about half their size",
    read_in=("babe", "mbic"),
)
_NARRATIVE = Origin(
    "Narrative Frames: US and British articles on climate change with generic frames",
    "MIT",
    "Frermann et al. 2023, Conflicts, Villains, Resolutions: Towards models of Narrative Media Framing (ACL)",
    "https://github.com/phenixace/narrative-framing",
    "one topic, climate change: of no known worth on another, and switched on by name only",
)
_GUNS = Origin(
    "Gun Violence Frame Corpus: US headlines of 2018 with the first of nine frames",
    "none stated; no headline of it is in the weights",
    "Liu et al. 2019, Detecting Frames in News Headlines and Its Application to Analyzing News Framing Trends (CoNLL)",
    "https://derrywijaya.github.io/GVFC.html",
    "one issue, gun violence in the USA, and headlines only",
)


@dataclass(frozen=True, eq=False)
class Labelled:
    """Texts with what people said of them.

    Attributes
    ----------
    task : `BIAS`, `FRAMES` or `ISSUE_FRAMES`.
    texts : the texts.
    labels : for bias True or False, for issue frames one name, for frames a row of 0 and 1 (texts, classes).
    classes : the names of the frames; "not biased" and "biased" for bias.
    marked : the words that were marked in each text; None where nobody was asked for them.
    groups : each text's group (the outlet), "" for a text without; None where no text has one. `grouped_by` names the column.
    origin : where they come from, and `sha256` of the file.
    """

    task: str
    texts: tuple[str, ...]
    labels: NDArray[Any]
    classes: tuple[str, ...] = ()
    marked: tuple[tuple[str, ...], ...] | None = None
    groups: NDArray[Any] | None = None
    grouped_by: str = "outlet"
    origin: Origin = OWN
    sha256: str = ""

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.texts)

    def rows(self, chosen: Indices) -> "Labelled":
        """Some of the texts, by their numbers."""
        return replace(
            self,
            texts=tuple(self.texts[i] for i in chosen),
            labels=self.labels[chosen],
            marked=tuple(self.marked[i] for i in chosen) if self.marked is not None else None,
            groups=self.groups[chosen] if self.groups is not None else None,
        )

    @property
    def sha256_of_texts(self) -> str:
        """A hash of the texts in alphabetical order, by which they are known again in another file or order."""
        return hashlib.sha256("\0".join(sorted(self.texts)).encode()).hexdigest()

    @property
    def repeated(self) -> int:
        """How many texts stand in the data a second time or more often; in random folds they would be known already."""
        return len(self) - len(set(self.texts))

    @property
    def rows_by_label(self) -> dict[str, int]:
        """How many texts have each label."""
        matrix = self.labels if self.labels.ndim == 2 else np.array([self.numbers == i for i in range(len(self.classes))]).T
        return {name: int(n) for name, n in zip(self.classes, matrix.sum(axis=0), strict=True)}

    @property
    def rows_by_group(self) -> dict[str, int]:
        """How many texts each group has, the largest first; texts without a group are not counted."""
        return dict(Counter(str(name) for name in (() if self.groups is None else self.groups) if name).most_common())

    @property
    def numbers(self) -> Indices:
        """The number of each text's label among `classes`, where a text has one."""
        if self.task == BIAS:
            return self.labels.astype(np.intp)
        place = {name: i for i, name in enumerate(self.classes)}
        return np.array([place[str(name)] for name in self.labels], dtype=np.intp)


def read_biased(path: str | Path, *, group: str | None = None) -> Labelled:
    """Sentences that people judged as biased or not.

    Parameters
    ----------
    path : BABE's ``final_labels_SG2.csv`` (see `corpora.babe`), or a table of your own (.csv, .tsv) with a row a sentence:
        `text`, `label` (1 or 0, true or false, biased or non-biased), and if there are any `words` (what was marked as biased
        in it, parted by | or ;) and `outlet`.
    group : the column that says whose sentence it is (default: outlet, if there is one).

    Raises
    ------
    ArticleError
        The file cannot be read, a column is missing, or a row has another label or a word that does not stand in its text; all
        problems at once.
    """
    if {"label_bias", "biased_words"} <= set(_header(path)):
        found = babe(path)
        _check_group(path, group, ("outlet", "topic"))
        texts, labels = tuple(one.text for one in found), np.array([one.biased for one in found])
        groups = _names([one.topic if group == "topic" else one.outlet for one in found])
        words = tuple(one.words for one in found)
        return _checked(path, Labelled(BIAS, texts, labels, _LABELS, words, groups, group or "outlet", _BABE))
    table = _table(path, ("text", "label"), group)
    problems: list[str] = []
    labels = np.array([_flag(row["label"], f"{path}:{line}: label", problems) for line, row in table], dtype=bool)
    marked = None
    if table and "words" in table[0][1]:
        words = tuple(_words(row, f"{path}:{line}", problems) for line, row in table)
        marked = words if any(words) else None  # a column that nobody filled in
    _raise(problems)
    return replace(_of_table(path, table, group), task=BIAS, labels=labels, classes=_LABELS, marked=marked)


def read_annotated(labels: str | Path, articles: Iterable[Article]) -> Labelled:
    """The sentences of annotated articles, each with the loaded terms that were marked in it; one with any counts as biased.

    Parameters
    ----------
    labels : a line an article as ``framing annotate`` writes them, corrected by hand: `sha256` of the text, and `loaded`.
    articles : those that were annotated; a label finds its text by the hash.

    Raises ArticleError where the file cannot be read, a line is no such object, or the article of one is missing.
    """
    try:
        lines = Path(labels).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{labels}: cannot be read: {error}") from None
    known, rows, missing = {article.sha256: article for article in articles}, [], 0
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            spans = [Span(*term["span"]) for term in record["loaded"] if term.get("field", "text") == "text"]
            article = known.get(record["sha256"])
        except (ValueError, KeyError, TypeError) as error:
            raise ArticleError(f"{labels}:{number}: not an annotated article ({error!r}); see `framing annotate`") from None
        missing += article is None
        if article:
            for sentence in sentences(article.text):
                marked = tuple(span.of(article.text) for span in spans if sentence.start <= span.start < sentence.end)
                rows.append((sentence.of(article.text), marked, article.outlet or ""))
    if missing:
        raise ArticleError(f"{labels}: the texts of {missing} of its {len(lines)} articles are not among those given")
    texts, marked_in, outlets = zip(*rows, strict=True) if rows else ((), (), ())
    made = Labelled(BIAS, texts, np.array([bool(words) for words in marked_in], dtype=bool), _LABELS, marked_in, _names(outlets))
    return _checked(labels, made)


def read_frames(path: str | Path, *, group: str | None = None) -> Labelled:
    """Texts with any number of frames.

    Parameters
    ----------
    path : the folder of the Narrative Frames corpus (see `corpora.narrative_frames`), or a table of your own (.csv, .tsv) with
        a row a text: `text`, and either `labels` (names of frames, parted by | or ;) or a column a frame that says 1 or 0, true
        or false. A column counts as a frame where more than half of its cells say so.
    group : the column that says whose text it is (default: outlet, if there is one).

    Raises ArticleError as `read_biased` does.
    """
    if Path(path).is_dir():
        _check_group(path, group, ("outlet",))
        return _framed(path, FRAMES, narrative_frames(path), _NARRATIVE)
    table = _table(path, ("text",), group)
    problems: list[str] = []
    if table and "labels" in table[0][1]:
        sets = [frozenset(_parts(row["labels"])) for _, row in table]
        classes = tuple(sorted({name for one in sets for name in one}))
    else:
        classes = tuple(_frame_columns(table, group))
        sets = [
            frozenset(name for name in classes if _flag(row[name], f"{path}:{line}: {name}", problems)) for line, row in table
        ]
    if not classes:
        problems.append(f"{path}:1: no frame; name them in a column labels, parted by |, or give each a column of 1 and 0")
    _raise(problems)
    matrix = np.array([[name in one for name in classes] for one in sets], dtype=np.int64)
    return replace(_of_table(path, table, group), task=FRAMES, labels=matrix, classes=classes)


def read_issue_frames(path: str | Path, *, group: str | None = None) -> Labelled:
    """Texts with one frame each.

    Parameters
    ----------
    path : the Gun Violence Frame Corpus (see `corpora.gun_violence_frames`), or a table of your own (.csv, .tsv) with a row a
        text: `text`, `label` (the name of its frame), and if there is one `outlet`.
    group : the column that says whose text it is (default: outlet, if there is one).

    Raises ArticleError as `read_biased` does.
    """
    if Path(path).suffix.lower() == ".xlsx" or "Q3 Theme1" in _header(path):
        _check_group(path, group, ("outlet",))
        return _framed(path, ISSUE_FRAMES, gun_violence_frames(path), _GUNS)
    table = _table(path, ("text", "label"), group)
    _raise([f"{path}:{line}: no label; name the frame, or leave the row out" for line, row in table if not row["label"].strip()])
    names = [row["label"].strip() for _, row in table]
    made = _of_table(path, table, group)
    return replace(made, task=ISSUE_FRAMES, labels=np.array(names), classes=tuple(sorted(set(names))))


READERS: dict[str, Callable[..., Labelled]] = {BIAS: read_biased, FRAMES: read_frames, ISSUE_FRAMES: read_issue_frames}
"""What reads the labelled texts of each task."""


# -- making ------------------------------------------------------------------------------------------------------------


def _checked(path: str | Path, made: Labelled) -> Labelled:
    """With the hash of its file; ArticleError where it holds no text."""
    if not len(made):
        raise ArticleError(f"{path}: no labelled text in it")
    origin = Origin(f"{Path(path).name}, labelled by the user") if made.origin is OWN else made.origin
    return replace(made, origin=origin, sha256=_sha256(Path(path)))


def _of_table(path: str | Path, table: Table, group: str | None) -> Labelled:
    """Its texts and groups, still without labels."""
    texts, groups = tuple(row["text"] for _, row in table), [row.get(group or "outlet", "") for _, row in table]
    return _checked(path, Labelled("", texts, np.array([]), groups=_names(groups), grouped_by=group or "outlet"))


def _framed(path: str | Path, task: str, found: Sequence[FramedText], origin: Origin) -> Labelled:
    """A corpus of frames: the title, where it stands apart, is a line before the text."""
    texts = tuple(f"{one.title}\n{one.text}" if one.title and one.title != one.text else one.text for one in found)
    if task == FRAMES:
        classes = tuple(FRAME_COLUMNS.values())
        labels = np.array([[int(name in one.labels) for name in classes] for one in found])
    else:
        labels = np.array([next(iter(one.labels)) for one in found])
        classes = tuple(sorted(set(labels.tolist())))
    groups = _names([one.outlet for one in found])
    return _checked(path, Labelled(task, texts, labels, classes, groups=groups, origin=origin))


def _names(groups: Sequence[str]) -> NDArray[Any] | None:
    """The groups' names, "" for a text without; None where no text has one."""
    names = [name.strip() for name in groups]
    return np.array(names, dtype=object) if any(names) else None


def _sha256(path: Path) -> str:
    """That of a file; of a folder, that of its tables one after the other, by name."""
    files = sorted(path.rglob("*.tsv")) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


# -- reading a table -----------------------------------------------------------------------------------------------------


def _header(path: str | Path) -> list[str]:
    """The names of the columns of a table, nothing for what is none."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        return []
    return next(csv.reader([first], delimiter=_delimiter(path, first)), [])


def _delimiter(path: str | Path, first: str) -> str:
    return "\t" if Path(path).suffix.lower() == ".tsv" else max(",;\t", key=first.count)


def _table(path: str | Path, columns: Sequence[str], group: str | None) -> Table:
    """The rows of a table that have a text, with their lines; ArticleError where it cannot be read or lacks a column."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            names = [_column(name, group) for name in next(csv.reader([first], delimiter=_delimiter(path, first)), [])]
            missing = [name for name in (*columns, *([group] if group else [])) if name not in names]
            if twice := sorted({name for name in names if name and names.count(name) > 1}):
                raise ArticleError(f"{path}:1: more than one column {', '.join(twice)}; letter case does not tell them apart")
            if missing:
                found = ", ".join(names) or "none"
                raise ArticleError(f"{path}:1: no column {', '.join(missing)}; columns found: {found}; the first line names them")
            return list(_rows(csv.DictReader(file, names, restval="", delimiter=_delimiter(path, first))))
    except UnicodeDecodeError:
        raise ArticleError(f"{path}: not UTF-8; save the file as UTF-8") from None
    except (OSError, csv.Error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from None


def _column(name: str, group: str | None) -> str:
    """The name of a column as we know it, whatever its letter case; that of a frame as it was written.

    >>> [_column(name, "paper") for name in (" Text", "PAPER", "Human interest ")]
    ['text', 'paper', 'Human interest']
    """
    bare, low = name.strip(), name.strip().lower()
    return group if group and low == group.strip().lower() else low if low in _NO_FRAMES else bare


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in reader:
        if row["text"].strip():
            yield reader.line_num + 1, row


def _check_group(path: str | Path, group: str | None, known: Sequence[str]) -> None:
    if group and group not in known:
        raise ArticleError(f"{path}: no group {group!r}; this corpus tells {' and '.join(known)}")


def _flag(cell: str, place: str, problems: list[str]) -> bool:
    if (said := cell.strip().lower()) not in _YES | _NO:
        problems.append(f"{place} is {cell!r}; say 1 or 0, true or false, biased or non-biased")
    return said in _YES


def _words(row: dict[str, str], place: str, problems: list[str]) -> tuple[str, ...]:
    words = _parts(row["words"])
    lost = [word for word in words if not any(places_of(row["text"], [word]))]
    if lost:
        problems.append(f"{place}: {', '.join(map(repr, lost))} not in the text; copy whole words, parted by | or ;")
    return words


def _frame_columns(table: Table, group: str | None) -> list[str]:
    """The columns in which more than half of the cells say yes or no."""
    names = [name for name in (table[0][1] if table else {}) if name not in _NO_FRAMES | {group or ""}]
    said = {name: sum(row[name].strip().lower() in _YES | _NO for _, row in table) for name in names}
    return [name for name in names if said[name] > len(table) / 2]


def _parts(cell: str) -> tuple[str, ...]:
    """The words of a cell.

    >>> _parts("thug | mob;")
    ('thug', 'mob')
    """
    return tuple(part.strip() for part in cell.replace(";", "|").split("|") if part.strip())


def _raise(problems: Sequence[str]) -> None:
    if problems:
        more = [f"… and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else []
        raise ArticleError("\n".join([*problems[:_TOLD], *more]))
