"""Loaders of public labelled corpora: each takes the path of the user's own copy and returns texts with labels."""

import ast
import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ..articles.article import Article
from ..errors import ArticleError, raise_problems

# -- labelled sentences, articles and headlines ----------------------------------------------------------------------------


class BiasedText(NamedTuple):
    """A sentence that experts judged, with the words that they marked as biased, spelled as in the file."""

    id: str
    outlet: str
    topic: str
    text: str
    biased: bool
    words: tuple[str, ...]


_BIASED = {"Biased": True, "Non-biased": False, "No agreement": None}


def babe(path: str | Path) -> list[BiasedText]:
    """BABE, the sentences labelled by five experts (Spinde et al. 2021), ``final_labels_SG2.csv``.

    https://github.com/Media-Bias-Group/Neural-Media-Bias-Detection-Using-Distant-Supervision-With-BABE; the repository says
    AGPL-3.0, the cards of its models CC BY-NC. Sentences on which the experts did not agree, and rows without text, are left
    out. The id of a sentence is the number of its row, from 1.

    Raises ArticleError where the file cannot be read or lacks a column, or a row has another label or no list of words.
    """
    columns = ("text", "outlet", "topic", "label_bias", "biased_words")
    sentences, problems = [], []
    for number, (line, row) in enumerate(_rows(path, columns, ";"), 1):
        words, label = _words(row["biased_words"]), row["label_bias"].strip()
        if label not in _BIASED:
            problems.append(f"{path}:{line}: label_bias is {label!r}, not one of {', '.join(_BIASED)}")
        elif words is None:
            problems.append(f"{path}:{line}: biased_words is {row['biased_words']!r}, not a list such as ['word', 'other word']")
        elif (biased := _BIASED[label]) is not None and row["text"].strip():
            sentences.append(BiasedText(str(number), row["outlet"].strip(), row["topic"].strip(), row["text"], biased, words))
    raise_problems(problems)
    return sentences


BASIL_OUTLETS = {"nyt": "New York Times", "fox": "Fox News", "hpo": "HuffPost"}


def basil(folder: str | Path) -> list[Article]:
    """The articles of BASIL: 100 events of 2010 to 2019, each in three US outlets (Fan et al. 2019). No licence is stated.

    https://github.com/launchnlp/BASIL; `folder` is the repository, or its folder ``articles``. `event` is the triplet that an
    article belongs to, and `published` its day. Each paragraph is a line of the text.

    Raises ArticleError where the folder holds no article, or a file is not an article.
    """
    folder = Path(folder)
    articles, problems = [], []
    for path in sorted((folder / "articles" if (folder / "articles").is_dir() else folder).glob("*/*.json")):
        try:
            row = json.loads(path.read_text(encoding="utf-8"))
            text = "\n".join(" ".join(paragraph) for paragraph in row["body-paragraphs"])
            outlet, day = row["source"].lower(), date.fromisoformat(row["date"])
            fields = {"outlet": BASIL_OUTLETS.get(outlet, outlet), "published": day, "event": row["triplet-uuid"]}
            articles.append(Article(path.stem, text, title=row["title"], url=row["url"], **fields))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            problems.append(f"{path}: not an article of BASIL ({error!r})")
    if problems or not articles:
        raise ArticleError("\n".join(problems) or f"{folder}: no YEAR/*.json in it; name BASIL's folder articles")
    return articles


class FramedText(NamedTuple):
    """An article or headline with the frames that people found in it; `title` is "" where it is not known."""

    id: str
    outlet: str
    text: str
    title: str
    labels: frozenset[str]


FRAME_COLUMNS = {"CO": "conflict", "HI": "human interest", "EC": "economic", "MO": "morality", "RE": "responsibility"}


def narrative_frames(folder: str | Path) -> list[FramedText]:
    """The Narrative Frames corpus: 428 articles on climate change with generic frames (Frermann et al. 2023). MIT licence.

    https://github.com/phenixace/narrative-framing; `folder` holds ``articles_metadata.tsv``, or a folder ``data`` that does.
    The frame that the authors call resolution is named responsibility here. The file has no column of titles, but texts begin
    with them: where ``full_annotations.json`` in the same folder names the title, `title` holds it and `text` the rest. Outlets
    are spelled in two ways in the file ("foxnews", "Fox News"); here in small letters without spaces. An article whose row has
    no frames gets them from ``role_and_frame_annoations.tsv``, or is left out.

    Raises ArticleError where the table is missing, lacks a column, or a row has another value than True or False.
    """
    folder = Path(folder)
    folder = folder / "data" if (folder / "data" / _ARTICLES).is_file() else folder
    if not (folder / _ARTICLES).is_file():
        raise ArticleError(f"{folder}: no {_ARTICLES} in it; name the folder of the corpus or its folder data")
    titles, second = _titles(folder / "full_annotations.json"), _second_frames(folder / "role_and_frame_annoations.tsv")
    articles, problems = [], []
    for line, row in _rows(folder / _ARTICLES, ("ID", "source", "text", *FRAME_COLUMNS), "\t"):
        cells = [row[column].strip(" )") for column in FRAME_COLUMNS]
        cells = cells if any(cells) else second.get(row["ID"], [])
        if not set(cells) <= {"True", "False"}:
            problems.append(f"{folder / _ARTICLES}:{line}: the frames are {cells}, not each True or False")
        elif cells:
            end = _title_end(row["text"], titles.get(row["ID"], ""))
            title, text = row["text"][:end].strip(), row["text"][end:].lstrip()
            labels = frozenset(name for name, cell in zip(FRAME_COLUMNS.values(), cells, strict=True) if cell == "True")
            articles.append(FramedText(row["ID"], "".join(filter(str.isalnum, row["source"].lower())), text, title, labels))
    raise_problems(problems)
    return articles


_ARTICLES = "articles_metadata.tsv"


def _second_frames(path: Path) -> dict[str, list[str]]:
    """The frames of each article in the table of roles, which repeats them; empty where there is no such table."""
    if not path.is_file():
        return {}
    return {row["ID"]: [row[column].strip() for column in FRAME_COLUMNS] for _, row in _rows(path, ("ID", *FRAME_COLUMNS), "\t")}


def _titles(path: Path) -> dict[str, str]:
    """The title of each article, without punctuation, from the name of its file; empty where there are no annotations."""
    try:
        records = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return {key: record["_ID"].split("--", 2)[-1].removesuffix(".txt") for key, record in records.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArticleError(f"{path}: not the annotations of the Narrative Frames corpus ({error!r})") from None


def _title_end(text: str, title: str) -> int:
    """The number of characters at the start of a text that spell its title; 0 where it starts with something else.

    >>> _title_end("It's the sun, stupid! Hall said", "Its the sun stupid")
    21
    """
    wanted, at = [letter for letter in title.lower() if letter.isalnum()], 0
    for letter in wanted:
        while at < len(text) and not text[at].isalnum():
            at += 1
        if at == len(text) or text[at].lower() != letter:
            return 0
        at += 1
    while wanted and at < len(text) and not text[at].isspace():
        at += 1
    return at


ISSUE_FRAMES = dict(
    zip(
        "123456789",
        "gun rights|gun control|politics|mental health|public safety|race and ethnicity|public opinion|society and culture|"
        "economic consequences".split("|"),
        strict=True,
    )
)


def gun_violence_frames(path: str | Path) -> list[FramedText]:
    """The Gun Violence Frame Corpus: headlines of 2018 with one of nine frames (Liu et al. 2019). No licence is stated.

    https://derrywijaya.github.io/GVFC.html; `path` is the workbook ``GVFC_headlines_and_annotations.xlsx`` or a CSV with its
    columns (``news_title`` or ``headline``, and ``Q3 Theme1``). Headlines without a first frame (99, or empty) are left out.
    `title` and `text` are both the headline, `outlet` is the host of ``article_url`` where there is one, and `labels` holds the
    first frame.

    Raises ArticleError where the file cannot be read or lacks a column, or a row has another frame than 1 to 9.
    """
    rows = list(_sheet(path) if Path(path).suffix.lower() == ".xlsx" else _rows(path, ("Q3 Theme1",), ","))
    if not rows or not {"news_title", "headline"} & set(rows[0][1]) or "Q3 Theme1" not in rows[0][1]:
        raise ArticleError(f"{path}:1: no row, or no column Q3 Theme1 and news_title or headline")
    headlines, problems = [], []
    for number, (line, row) in enumerate(rows, 1):
        theme, headline = row.get("Q3 Theme1", "").strip(), row.get("news_title") or row.get("headline", "")
        if theme in ISSUE_FRAMES:
            outlet = urlsplit(row.get("article_url", "")).netloc.removeprefix("www.")
            headlines.append(FramedText(str(number), outlet, headline, headline, frozenset([ISSUE_FRAMES[theme]])))
        elif theme not in ("", "99"):
            problems.append(f"{path}:{line}: Q3 Theme1 is {theme!r}, not 1 to 9 or 99")
    raise_problems(problems)
    return headlines


_TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _sheet(path: str | Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The number and the cells of each row of the first sheet of an Excel workbook; its first row names the cells."""
    try:
        with zipfile.ZipFile(path) as file:
            shared = [
                "".join(piece.text or "" for piece in item.iter(f"{_TAG}t"))
                for item in ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
            ]
            rows = list(ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml")).iter(f"{_TAG}row"))
            names: dict[str, str] = {}
            for row in rows:
                cells = {str(cell.get("r")).rstrip("0123456789"): _cell(cell, shared) for cell in row}
                if names:
                    yield int(row.get("r", 0)), {name: cells.get(column, "") for column, name in names.items()}
                names = names or cells
    except (OSError, zipfile.BadZipFile, KeyError, IndexError, ValueError, ElementTree.ParseError) as error:
        raise ArticleError(f"{path}: cannot be read as a workbook ({error!r}); save the sheet as CSV") from None


def _cell(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    value = "".join(piece.text or "" for piece in cell.iter() if piece.tag in (f"{_TAG}v", f"{_TAG}t"))
    return shared[int(value)] if cell.get("t") == "s" else value


def _words(cell: str) -> tuple[str, ...] | None:
    """The words of a cell that holds a Python list of them; None where it holds something else."""
    try:
        words = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return tuple(words) if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


def _rows(path: str | Path, columns: Sequence[str], delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table, each with the line on which it starts; ArticleError where it cannot be read or lacks a column."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=delimiter, restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise ArticleError(f"{path}:1: no column {', '.join(missing)}; its columns are {reader.fieldnames or 'none'}")
            line = reader.line_num + 1
            for row in reader:
                yield line, row
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ArticleError(f"{path}: cannot be read: {error}") from None
