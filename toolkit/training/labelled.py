"""Labelled texts to train and test classifiers with: a public corpus, the user's own table, or annotated articles."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from ..annotation.annotated_files import annotated
from ..articles.article import Article, article_of
from ..classifiers.genre_features import GENRES
from ..errors import ArticleError, OptionError, raise_problems
from ..statistics.arrays import Indices
from ..text.sentences import sentences
from ..text.spans import Span
from .corpora import FRAME_COLUMNS, FramedText, babe, gun_violence_frames, narrative_frames
from .label_tables import Table, flag, frame_columns, header, listed, marked_words, read_table
from .metrics import BINARY, MULTICLASS, MULTILABEL

BIAS, FRAMES, ISSUE_FRAMES, GENRE = "bias", "frames", "issue-frames", "genre"
_LABELS = ("not biased", "biased")
_SECOND_LEVEL = 3  # letters of "co" or "com" before the country in an address


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
    """Texts with the labels that people gave them.

    Attributes
    ----------
    task : the name of one of `tasks.TASKS`.
    texts : the texts.
    labels : for bias True or False, for issue frames one name, for frames a row of 0 and 1 (texts, classes).
    classes : the names of the frames; "not biased" and "biased" for bias.
    marked : the words that were marked in each text; None where words were not marked.
    groups : each text's group (the outlet), "" for a text without one; None where no text has one. `grouped_by` names the column.
    origin : where the texts come from; `sha256` : the hash of their file.
    articles : the articles of the texts, for a classifier that looks at their titles and addresses too; empty for any other.
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
    articles: tuple[Article, ...] = ()

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.texts)

    def rows(self, chosen: Indices) -> "Labelled":
        """Some of the texts, chosen by their numbers."""
        return replace(
            self,
            texts=tuple(self.texts[i] for i in chosen),
            labels=self.labels[chosen],
            marked=tuple(self.marked[i] for i in chosen) if self.marked is not None else None,
            groups=self.groups[chosen] if self.groups is not None else None,
            articles=tuple(self.articles[i] for i in chosen) if self.articles else (),
        )

    @property
    def inputs(self) -> list[Any]:
        """What the classifier reads: the articles where it looks at more than their texts, or else the texts."""
        return list(self.articles or self.texts)

    @property
    def answers(self) -> str:
        """What the labels ask of a classifier: `BINARY`, `MULTILABEL` or `MULTICLASS`.

        >>> Labelled("bias", ("It rained.",), np.array([False])).answers
        'binary'
        """
        if self.labels.ndim == 2:
            return MULTILABEL
        return BINARY if self.labels.dtype == bool else MULTICLASS

    @property
    def sha256_of_texts(self) -> str:
        """A hash of the texts in alphabetical order, by which they are recognised in another file or order."""
        return hashlib.sha256("\0".join(sorted(self.texts)).encode()).hexdigest()

    @property
    def repeated(self) -> int:
        """The number of texts that repeat an earlier one; in random folds their copies may have been learned from."""
        return len(self) - len(set(self.texts))

    @property
    def rows_by_label(self) -> dict[str, int]:
        """The number of texts with each label."""
        matrix = self.labels if self.labels.ndim == 2 else np.array([self.numbers == i for i in range(len(self.classes))]).T
        return {name: int(n) for name, n in zip(self.classes, matrix.sum(axis=0), strict=True)}

    @property
    def rows_by_group(self) -> dict[str, int]:
        """The number of texts in each group, the largest group first; texts without a group are not counted."""
        return dict(Counter(str(name) for name in (() if self.groups is None else self.groups) if name).most_common())

    @property
    def numbers(self) -> Indices:
        """The number of each text's label among `classes`, for tasks in which a text has one label."""
        if self.answers == BINARY:
            return self.labels.astype(np.intp)
        place = {name: i for i, name in enumerate(self.classes)}
        return np.array([place[str(name)] for name in self.labels], dtype=np.intp)


def read_biased(path: str | Path, *, group: str | None = None) -> Labelled:
    """Sentences that people judged as biased or not.

    Parameters
    ----------
    path : BABE's ``final_labels_SG2.csv`` (see `corpora.babe`), or your own table (.csv, .tsv) with one row for each sentence:
        `text`, `label` (1 or 0, true or false, biased or non-biased), and optionally `words` (those marked as biased, separated
        by | or ;) and `outlet`.
    group : the column that names the group of a sentence (default: outlet, if there is one).

    Raises
    ------
    ArticleError
        The file cannot be read, a column is missing, or a row has another label or a word that does not occur in its text; all
        problems are listed at once.
    OptionError
        The file has no column `group`.
    """
    if {"label_bias", "biased_words"} <= set(header(path)):
        return _biased_corpus(path, group)
    table = read_table(path, ("text", "label"), group)
    problems: list[str] = []
    labels = np.array([flag(row["label"], f"{path}:{line}: label", problems) for line, row in table], dtype=bool)
    marked = None
    if table and "words" in table[0][1]:
        words = tuple(marked_words(row, f"{path}:{line}", problems) for line, row in table)
        marked = words if any(words) else None  # a column that nobody filled in
    raise_problems(problems)
    return replace(_of_table(path, table, group), task=BIAS, labels=labels, classes=_LABELS, marked=marked)


def read_annotated(labels: str | Path, articles: Iterable[Article]) -> Labelled:
    """The sentences of annotated articles, with the loaded terms marked in each; a sentence with any counts as biased.

    Parameters
    ----------
    labels : one line for each article as ``framing annotate`` writes it, corrected by hand: `sha256` of the text, and `loaded`.
    articles : the articles that were annotated; a line finds its article by the hash.

    Raises ArticleError where the file cannot be read, a line is not such an object, or its article is missing.
    """
    rows = []
    for article, spans in annotated(labels, articles, _loaded_spans):
        for sentence in sentences(article.text):
            words = tuple(span.of(article.text) for span in spans if sentence.start <= span.start < sentence.end)
            rows.append((sentence.of(article.text), words, article.outlet or ""))
    texts, marked, outlets = zip(*rows, strict=True) if rows else ((), (), ())
    biased = np.array([bool(words) for words in marked], dtype=bool)
    return _checked(labels, Labelled(BIAS, texts, biased, _LABELS, marked, _names(outlets)))


def _loaded_spans(record: Any) -> list[Span]:
    """The spans of the loaded terms in the text of an annotated article."""
    return [Span(*term["span"]) for term in record["loaded"] if term.get("field", "text") == "text"]


def read_frames(path: str | Path, *, group: str | None = None) -> Labelled:
    """Texts with any number of frames.

    Parameters
    ----------
    path : the folder of the Narrative Frames corpus (see `corpora.narrative_frames`), or your own table (.csv, .tsv) with one
        row for each text: `text`, and either `labels` (names of frames, separated by | or ;) or a column for each frame that
        says 1 or 0, true or false. A column counts as a frame where more than half of its cells do so.
    group : the column that names the group of a text (default: outlet, if there is one).

    Raises errors as `read_biased` does.
    """
    if Path(path).is_dir():
        _check_group(path, group, ("outlet",))
        return _framed(path, FRAMES, narrative_frames(path), _NARRATIVE)
    table = read_table(path, ("text",), group)
    problems: list[str] = []
    if table and "labels" in table[0][1]:
        sets = [frozenset(listed(row["labels"])) for _, row in table]
        classes = tuple(sorted({name for frames in sets for name in frames}))
    else:
        classes = tuple(frame_columns(table, group))
        sets = [frozenset(name for name in classes if flag(row[name], f"{path}:{line}: {name}", problems)) for line, row in table]
    if not classes:
        problems.append(f"{path}:1: no frame; name them in a column labels, separated by |, or give each a column of 1 and 0")
    raise_problems(problems)
    matrix = np.array([[name in frames for name in classes] for frames in sets], dtype=np.int64)
    return replace(_of_table(path, table, group), task=FRAMES, labels=matrix, classes=classes)


def read_issue_frames(path: str | Path, *, group: str | None = None) -> Labelled:
    """Texts with one frame each.

    Parameters
    ----------
    path : the Gun Violence Frame Corpus (see `corpora.gun_violence_frames`), or your own table (.csv, .tsv) with one row for
        each text: `text`, `label` (the name of its frame), and optionally `outlet`.
    group : the column that names the group of a text (default: outlet, if there is one).

    Raises errors as `read_biased` does.
    """
    if Path(path).suffix.lower() == ".xlsx" or "Q3 Theme1" in header(path):
        _check_group(path, group, ("outlet",))
        return _framed(path, ISSUE_FRAMES, gun_violence_frames(path), _GUNS)
    table = read_table(path, ("text", "label"), group)
    names = [row["label"].strip() for _, row in table]
    unlabelled = [line for (line, _), name in zip(table, names, strict=True) if not name]
    raise_problems([f"{path}:{line}: no label; name the frame, or leave the row out" for line in unlabelled])
    classes = tuple(sorted(set(names)))
    return replace(_of_table(path, table, group), task=ISSUE_FRAMES, labels=np.array(names), classes=classes)


def read_genres(path: str | Path, *, group: str | None = None, texts: Iterable[Article] = ()) -> Labelled:
    """Articles with their genres (`genre_features.GENRES`).

    Parameters
    ----------
    path : JSON Lines with `sha256` of the text and `genre` of each article (other keys do not matter); or your own table (.csv,
        .tsv) with one row for each article: `text`, `label` (its genre), and optionally `title`, `url`, `byline`, `outlet`.
    group : the column that names the group of an article (default: the site in its address, or else its outlet).
    texts : the articles that lines of JSON belong to; a line finds its article by the hash.

    Raises errors as `read_biased` does, and ArticleError for a genre that does not exist.
    """
    if Path(path).suffix.lower() == ".jsonl":
        pairs = list(annotated(path, texts, lambda record: str(record["genre"])))
    else:
        pairs = [(_article_of(row), row["label"].strip()) for _, row in read_table(path, ("text", "label"), group)]
    if unknown := sorted({genre for _, genre in pairs} - set(GENRES)):
        raise ArticleError(f"{path}: unknown genre {', '.join(map(repr, unknown))}; genres are {', '.join(GENRES)}")
    articles, labels = tuple(article for article, _ in pairs), np.array([genre for _, genre in pairs])
    groups = _names([str(article.value(group) or "") if group else _site_of(article) for article in articles])
    classes = tuple(genre for genre in GENRES if genre in labels)
    plain = tuple(article.text for article in articles)
    by = group or "site"
    return _checked(path, Labelled(GENRE, plain, labels, classes, groups=groups, grouped_by=by, articles=articles))


def _article_of(row: dict[str, str]) -> Article:
    """The article of a row of a table, with its columns as labels."""
    fields = {name: row[name] for name in ("title", "url", "byline", "outlet") if row.get(name, "").strip()}
    return article_of(row["text"], **fields, labels=row)


def _site_of(article: Article) -> str:
    """The site in the address of an article, whatever its subdomain; its outlet where there is no address.

    >>> _site_of(Article("a", "", url="https://blogs.wire.example/a")), _site_of(Article("b", "", url="http://www.bbc.co.uk/b"))
    ('wire.example', 'bbc.co.uk')
    """
    host = urlsplit(article.url or "").netloc.lower().split(".")
    country = len(host) > 2 and len(host[-1]) == 2 and len(host[-2]) <= _SECOND_LEVEL
    return ".".join(host[-3 if country else -2 :]) or (article.outlet or "")


# -- from a corpus or a table ------------------------------------------------------------------------------------------


def _biased_corpus(path: str | Path, group: str | None) -> Labelled:
    """BABE as labelled sentences."""
    sentences = babe(path)
    _check_group(path, group, ("outlet", "topic"))
    labels, words = np.array([row.biased for row in sentences]), tuple(row.words for row in sentences)
    groups = _names([row.topic if group == "topic" else row.outlet for row in sentences])
    texts = tuple(row.text for row in sentences)
    return _checked(path, Labelled(BIAS, texts, labels, _LABELS, words, groups, group or "outlet", _BABE))


def _framed(path: str | Path, task: str, framed: Sequence[FramedText], origin: Origin) -> Labelled:
    """A corpus of frames as labelled texts; a title that is not part of the text becomes a line before it."""
    texts = tuple(f"{row.title}\n{row.text}" if row.title and row.title != row.text else row.text for row in framed)
    if task == FRAMES:
        classes = tuple(FRAME_COLUMNS.values())
        labels = np.array([[int(name in row.labels) for name in classes] for row in framed])
    else:
        labels = np.array([next(iter(row.labels)) for row in framed])
        classes = tuple(sorted(set(labels.tolist())))
    groups = _names([row.outlet for row in framed])
    return _checked(path, Labelled(task, texts, labels, classes, groups=groups, origin=origin))


def _check_group(path: str | Path, group: str | None, columns: Sequence[str]) -> None:
    if group and group not in columns:
        raise OptionError(f"{path}: no group {group!r}; this corpus has {' and '.join(columns)}")


def _of_table(path: str | Path, table: Table, group: str | None) -> Labelled:
    """The texts and groups of a table, without labels as yet."""
    texts, groups = tuple(row["text"] for _, row in table), [row.get(group or "outlet", "") for _, row in table]
    return _checked(path, Labelled("", texts, np.array([]), groups=_names(groups), grouped_by=group or "outlet"))


def _checked(path: str | Path, labelled: Labelled) -> Labelled:
    """Labelled texts with the hash of their file; ArticleError where there is no text."""
    if not len(labelled):
        raise ArticleError(f"{path}: no labelled text in it")
    origin = Origin(f"{Path(path).name}, labelled by the user") if labelled.origin is OWN else labelled.origin
    return replace(labelled, origin=origin, sha256=_sha256(Path(path)))


def _names(groups: Sequence[str]) -> NDArray[Any] | None:
    """The name of each text's group, "" for a text without one; None where no text has one."""
    names = [name.strip() for name in groups]
    return np.array(names, dtype=object) if any(names) else None


def _sha256(path: Path) -> str:
    """The hash of a file; for a folder, that of its tables in the order of their names."""
    files = sorted(path.rglob("*.tsv")) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
