"""The HTML report: one self-contained page in which every loaded word is marked by who says it.

Results in, HTML out; nothing is computed here. Jinja2 escapes all text. The texts of the articles stand in the page in
compressed pieces, which its script unpacks when they are asked for; a small report can be read without script too.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..annotation.document import Document
from ..annotation.voices import VOICES
from ..comparison.compare import Comparison
from ..files import atomic
from ..measures.formatting import figure, interval
from ..version import __version__
from .article import FRAMES_CAPTION, article_view, term_view
from .evidence import gather, index, packed
from .groups import group_pages, overview

if TYPE_CHECKING:
    from jinja2 import Environment

READABLE_WITHOUT_SCRIPT = 20
"""A report of so many articles or fewer holds their texts as HTML too: readable without script, and printed as a whole."""

_SCRIPTS = ("data.js", "views.js", "lists.js", "going.js")  # one script in the page, in this order


def write(
    documents: Iterable[Document],
    path: str | Path,
    comparison: Comparison | Callable[[], Comparison | None] | None = None,
    lexicons: Sequence[str] = (),
    models: Sequence[str] = (),
) -> Path:
    """Write the report of some annotated articles, with an overview where a comparison is given.

    Documents are taken one by one and not kept, so that a corpus may be larger than memory.

    Parameters
    ----------
    documents : annotated articles; an iterator is read once.
    comparison : groups of these articles compared; or a function that gives it when all documents were read, for scores that
        are made on the way.
    lexicons, models : named at the end of the page; lexicons by default those of the comparison.

    Returns the path. The page needs nothing from elsewhere: no script, style or font is loaded, and it forbids it.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.annotation.annotator import annotate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write([annotate("<script>alert(1)</script> he said.")], Path(folder) / "report.html")
    ...     "<script>alert" in page.read_text(encoding="utf-8")
    False
    """
    rest = iter(documents)
    first = list(islice(rest, READABLE_WITHOUT_SCRIPT + 1))
    with TemporaryFile("w+", encoding="ascii") as spool, atomic(path, "wb") as file:
        evidence = gather(chain(first, rest), spool)
        found = comparison() if callable(comparison) else comparison
        by = found.settings["by"] if found else "outlet"
        groups = group_pages(found, evidence.groups(by))
        spool.seek(0)
        page = (
            _environment()
            .get_template("report.html")
            .generate(
                n=len(evidence.rows),
                readable=[article_view(document) for document in first] if len(first) <= READABLE_WITHOUT_SCRIPT else [],
                overview=overview(found) if found else None,
                pieces=map(str.strip, spool),
                index=packed(index(evidence, by, list(groups["pages"]))),
                groups=packed(groups),
                version=__version__,
                lexicons=lexicons or (found.settings["lexicons"] if found else ()),
                models=models,
            )
        )
        for part in page:
            file.write(part.encode("utf-8", "replace"))
    return Path(path)


def article_fragment(document: Document) -> str:
    """One article as HTML with its own style, as notebooks show it."""
    return _environment().get_template("fragment.html").render(article=article_view(document))


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("toolkit.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    script = "\n".join(loader.get_source(environment, name)[0] for name in _SCRIPTS)
    environment.filters |= {"figure": figure, "address": _address}
    environment.globals |= {
        "interval": interval,
        "term_view": term_view,
        "frames_caption": FRAMES_CAPTION,
        "voices": VOICES,
        "script": Markup(script),
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }
    return environment


def _address(name: str) -> str:
    """A name as a part of the address of a view.

    >>> _address("Wire / East")
    'Wire%20%2F%20East'
    """
    return quote(name.encode("utf-8", "replace"), safe="")
