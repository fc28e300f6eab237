"""The HTML report: one self-contained page in which every loaded term is marked by who says it.

Nothing is computed here, and Jinja2 escapes all text. The page holds the texts of the articles in compressed pieces, which its
script unpacks when they are needed. A small report can also be read without the script.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import quote

from ..annotation.annotator import usual_annotator
from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..annotation.one_by_one import documents_of
from ..articles.article import Article
from ..articles.objects import check_texts
from ..articles.rows import RowOptions
from ..choices import several_of
from ..comparison.compare import Comparison
from ..comparison.omissions import Omissions
from ..comparison.portrayal import Portrayal
from ..files import atomic
from ..measures.formatting import figure, interval, level, percent, sentence, voice_name
from ..version import __version__
from .accuracy import ACCURACY, ARTICLES
from .article import FRAMES_CAPTION, article_view
from .charts import charts_of
from .evidence import View, gather, index, packed
from .groups import GROUPS_SHOWN, group_pages, overview, portrayed
from .others import heard_by_others

if TYPE_CHECKING:
    from jinja2 import Environment, Template

READABLE_WITHOUT_SCRIPT = 20
"""A report of this many articles or fewer holds their texts as HTML too: it can be read without script and printed as a whole."""

_SCRIPTS = ("data.js", "views.js", "lists.js", "charts.js", "going.js")  # joined to one script, in this order


def write(
    documents: Iterable[Document] | Any,
    path: str | Path,
    comparison: Comparison | Callable[[], Comparison | None] | None = None,
    *,
    lexicons: str | Sequence[str] = (),
    models: str | Sequence[str] = (),
    portrayals: Sequence[Portrayal] | Callable[[], Sequence[Portrayal]] = (),
    omissions: Omissions | Callable[[], Omissions | None] | None = None,
    reader: str | Path | None = None,
    interactive: bool | None = None,
    **columns: Unpack[RowOptions],
) -> Path:
    """Write the report of articles, with an overview if a comparison is given.

    Documents are taken one by one and not kept, so that a corpus may be larger than memory.

    Parameters
    ----------
    documents : annotated articles, or articles in any of the forms that `annotate` takes, which are then annotated with its usual
        options; an iterator is read once.
    comparison : a comparison of groups of these articles, or a function that returns it; the function is called when all
        documents have been read, so that scores can be collected meanwhile.
    lexicons, models : named at the end of the page; the lexicons are by default those of the comparison, or those of the terms
        that were found.
    portrayals : how the groups portray actors or sides, a table each under the comparison, or a function that returns them.
    omissions : what groups leave out of the events of these articles, or a function that returns it, as for the comparison; the
        page then shows beside an article whom others on its event heard.
    reader : the reader that annotates the articles, as in `Annotator`, by default the fast one; of documents, the one that has
        annotated them. The page names it where it is given.
    interactive : charts in the overview whose pointer shows figure, interval, n and the terms behind it, and whose click opens
        the page of a group; the page grows by 0.4 MB. By default where the packages of the extra ``interactive`` are installed.
        Without them, and where no script is run, the overview shows plain bars.
    columns : ``text="body", outlet="paper"``, where articles of a data frame have their fields (see `RowOptions`).

    Returns the path. The page is complete in itself: it loads no script, style or font, and forbids loading any. Raises
    OptionError where there is no such reader, or `interactive` is true and a package is not installed, and for scores, which keep
    no texts.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.annotation.annotator import annotate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write([annotate("<script>alert(1)</script> he said.")], Path(folder) / "report.html")
    ...     "<script>alert" in page.read_text(encoding="utf-8")
    False
    """
    check_texts(documents)
    annotator = usual_annotator().with_reader(reader) if reader else usual_annotator()
    annotated = documents_of(documents, annotator, **columns)
    return write_views(
        ((document.article, article_view(document)) for document in annotated),
        path,
        comparison,
        lexicons=several_of(lexicons),
        models=several_of(models),
        portrayals=portrayals,
        omissions=omissions,
        reader=annotator.reader if reader else "",
        interactive=interactive,
    )


def write_views(
    views: Iterable[tuple[Article, View]],
    path: str | Path,
    comparison: Comparison | Callable[[], Comparison | None] | None = None,
    *,
    lexicons: Sequence[str] = (),
    models: Sequence[str] = (),
    portrayals: Sequence[Portrayal] | Callable[[], Sequence[Portrayal]] = (),
    omissions: Omissions | Callable[[], Omissions | None] | None = None,
    reader: str = "",
    interactive: bool | None = None,
) -> Path:
    """The same from what the page shows of each article (see `article_view`), which other processes may have made."""
    rest = iter(views)
    first = list(islice(rest, READABLE_WITHOUT_SCRIPT + 1))
    with TemporaryFile("w+", encoding="ascii") as spool, atomic(path, "wb") as file:
        evidence = gather(chain(first, rest), spool)
        compared = comparison() if callable(comparison) else comparison
        by = compared.grouping if compared else "outlet"
        tables = list(map(portrayed, portrayals() if callable(portrayals) else portrayals)) if compared else []
        groups = group_pages(compared, evidence.groups(by), tables)
        others = heard_by_others(omissions() if callable(omissions) else omissions)
        named = lexicons or (compared.settings["lexicons"] if compared else sorted({entry[-1] for entry in evidence.entries}))
        made = f"framing-toolkit {__version__}" + (f", {reader.split()[0]} reader" if reader else "")
        spool.seek(0)
        page = (
            _environment()
            .get_template("report.html")
            .generate(
                n=len(evidence.rows),
                readable=[
                    {**view, "others": others.get(article.id)} for article, view in first if len(first) <= READABLE_WITHOUT_SCRIPT
                ],
                overview=overview(compared) if compared else None,
                charts=charts_of(compared, interactive),
                portrayals=tables,
                pieces=map(str.strip, spool),
                index=packed(index(evidence, by, list(groups["pages"])) | {"made": made}),
                groups=packed(groups),
                others=packed(others),
                made=made,
                lexicons=named,
                models=models,
            )
        )
        for part in page:
            file.write(part.encode("utf-8", "replace"))
    return Path(path)


def article_fragment(document: Document) -> str:
    """One article as HTML with its own style, for notebooks."""
    return template("fragment.html").render(article=article_view(document))


def template(name: str) -> "Template":
    """A template of a page."""
    return _environment().get_template(name)


@cache
def _environment() -> "Environment":
    """The templates with their filters and constants."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("toolkit.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    script = "\n".join(loader.get_source(environment, name)[0] for name in _SCRIPTS)
    environment.filters |= {
        "figure": figure,
        "voice": voice_name,
        "sentence": sentence,
        "percent": percent,
        "level": level,
        "address": _address,
    }
    environment.globals |= {
        "accuracy": ACCURACY,
        "accuracy_articles": ARTICLES,
        "interval": interval,
        "frames_caption": FRAMES_CAPTION,
        "shown": GROUPS_SHOWN,
        "version": __version__,
        "voices": VOICES,
        "script": Markup(script),
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }
    return environment


def _address(name: str) -> str:
    """A name as part of the address of a view.

    >>> _address("Wire / East")
    'Wire%20%2F%20East'
    """
    return quote(name.encode("utf-8", "replace"), safe="")
