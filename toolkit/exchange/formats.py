"""The forms in which annotations are written."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Unpack

from ..annotation.annotator import Annotator, usual_annotator
from ..annotation.document import Document
from ..annotation.one_by_one import documents_of
from ..articles.article import Article
from ..articles.rows import RowOptions
from ..errors import OptionError
from ..files import atomic
from ..table_files import ENDINGS as TABLES, check_table
from .brat import write_folder
from .label_studio import write_tasks
from .spacy_documents import spacy_record, write_docs
from .tables import places_record, tokens_record, write_places, write_tokens

Annotated = Iterable[tuple[Article, Mapping[str, Any]]]


class Format(NamedTuple):
    """A form of annotations: what it makes of a document (plain JSON), and how many articles with these are written.

    `endings` are those of the files; "" stands for a folder. Where no form is named, it is the first with the file's ending.
    """

    endings: tuple[str, ...]
    record: Callable[[Document], dict[str, Any]]
    write: Callable[[Annotated, Path], None]


def write_json_lines(annotated: Annotated, path: Path) -> None:
    """Write the annotations of each article as a line of JSON."""
    with atomic(path) as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for _, record in annotated)


FORMATS: Mapping[str, Format] = {
    "jsonl": Format((".jsonl",), Document.to_dict, write_json_lines),
    "spans": Format(TABLES, places_record, write_places),
    "tokens": Format(TABLES, tokens_record, write_tokens),
    "label-studio": Format((".json",), Document.to_dict, write_tasks),
    "brat": Format(("",), Document.to_dict, write_folder),
    "spacy": Format((".spacy",), spacy_record, write_docs),
}
"""The forms by the names that `framing annotate --format` takes."""


def format_of(path: str | Path, name: str | None = None) -> Format:
    """The form that a file is written in: that of the name or, without one, that of its ending.

    Raises OptionError for an unknown name, and for an ending that the form does not have.

    >>> format_of("found.json").write.__name__, format_of("words.csv", "tokens").write.__name__
    ('write_tasks', 'write_tokens')
    """
    ending = Path(path).suffix.lower()
    if name is not None and name not in FORMATS:
        raise OptionError(f"unknown format {name!r}; formats are {', '.join(FORMATS)}")
    fitting = [form for key, form in FORMATS.items() if ending in form.endings and name in (None, key)]
    if not fitting:
        known = FORMATS if name is None else {name: FORMATS[name]}
        forms = "; ".join(f"{key}: {' '.join(form.endings) or 'a folder'}" for key, form in known.items())
        raise OptionError(f"{path}: annotations are not written to such a file; give a name with one of these endings: {forms}")
    if ending in TABLES:
        check_table(Path(path))
    return fitting[0]


def export_annotations(
    articles: Any,
    path: str | Path,
    format: str | None = None,
    *,
    annotator: Annotator | None = None,
    **columns: Unpack[RowOptions],
) -> None:
    """Write what was found in articles for other programs.

    Parameters
    ----------
    articles : documents (see `annotate`), or articles in any of the forms that `annotate` takes, which are annotated one by one.
    path : the file to write; its ending says in which form: our own annotations, one object an article (.jsonl); a row for each
        place (.csv, .parquet, .xlsx; see `FoundSpan`), or with ``format="tokens"`` for each word (see `Token`); tasks of Label
        Studio, with its labelling interface (.xml) beside it (.json); a DocBin of spaCy (.spacy); a folder of brat (no ending).
    format : the name of the form (see `FORMATS`), where the ending does not tell.
    annotator : annotates with other lexicons, models or options than the usual ones.
    columns : ``text="body", outlet="paper"``, where articles of a data frame have their fields (see `RowOptions`).

    Label Studio, brat and spaCy get the texts without the titles. What people coded is read back by `read_annotations` and
    `read_coded`.

    Raises OptionError for an unknown form or ending and where spaCy or, for Parquet, pyarrow is not installed; and what
    `articles_in` raises.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_annotations("Hall said the regime fell.", Path(folder) / "words.csv", "tokens")
    ...     (Path(folder) / "words.csv").read_text().splitlines()[3]
    'text,the,3,text,10,13,1,paraphrase,Hall,,'
    """
    form = format_of(path, format)
    documents = documents_of(articles, annotator or usual_annotator(), **columns)
    form.write(((document.article, form.record(document)) for document in documents), Path(path))
