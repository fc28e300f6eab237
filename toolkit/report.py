"""The HTML report: one self-contained page in which every loaded word is coloured by who says it.

Results in, HTML out; nothing is computed here. Jinja2 escapes all text.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from . import charts
from .balance import unheard
from .compare import Comparison
from .document import Document
from .marked import Expected, expected_marked, likely_marked, probabilities
from .measures import Measure
from .placing import LoadedTerm
from .saving import atomic
from .text import paragraphs
from .voices import VOICES

if TYPE_CHECKING:
    from jinja2 import Environment

KEY_MEASURES = (
    "loaded_narration",
    "loaded_paraphrase",
    "loaded_quotation",
    "scare_quotes",
    "marked_narration",
    "words_attributed",
    "official_share",
    "unnamed_share",
    "sources_rarefied",
    "unresolved_share",
    "untyped_share",
)
"""The measures of the overview, with the balance of sides where there are sides; `framing compare` writes them all."""

FRAMES_CAPTION = "probability that coders would find it; the model that ships has read articles on climate change only"

_OVERVIEW_CHARTS = ("loaded_by_voice", "source_types")


class Piece(NamedTuple):
    """A stretch of text in one voice, the loaded term that it is, if any, and how probably its sentence would be marked."""

    text: str
    voice: str
    term: LoadedTerm | None
    p: float | None = None


def write(
    documents: Iterable[Document],
    path: str | Path,
    comparison: Comparison | None = None,
    lexicons: Sequence[str] = (),
    models: Sequence[str] = (),
) -> Path:
    """Write the report of some annotated articles, with an overview where a comparison is given.

    `lexicons` (by default those of the comparison) and `models` are named at the end of the page. Returns the path. The page
    needs nothing from elsewhere: no script, style or font is loaded.

    >>> import tempfile
    >>> from toolkit.document import annotate
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = write([annotate("<script>alert(1)</script> he said.")], Path(folder) / "report.html")
    ...     "<script>alert" in page.read_text()
    False
    """
    from . import __version__

    page = (
        _environment()
        .get_template("report.html")
        .generate(
            articles=(_article(document) for document in documents),
            overview=_overview(comparison) if comparison else None,
            voices=VOICES,
            colours=charts.VOICE_COLOURS,
            version=__version__,
            lexicons=lexicons or (comparison.settings["lexicons"] if comparison else ()),
            models=models,
        )
    )
    with atomic(path) as file:
        for part in page:
            file.write(part)
    return Path(path)


def article_fragment(document: Document) -> str:
    """One article as HTML with its own style, as notebooks show it."""
    template = _environment().get_template("fragment.html")
    return template.render(article=_article(document), voices=VOICES, colours=charts.VOICE_COLOURS)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("toolkit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = figure
    environment.globals |= {"interval": interval, "frames_caption": FRAMES_CAPTION}
    return environment


def figure(value: float, measure: Measure | None = None) -> str:
    """A figure as it is printed: shares in per cent, indices with two decimals, others with one, a dash for nothing.

    >>> from toolkit import MEASURES
    >>> figure(float("nan")), figure(0.256, MEASURES["official_share"]), figure(12.34)
    ('–', '26 %', '12.3')
    """
    if value != value:
        return "–"
    if measure and measure.range == "0 to 1" and "share" in measure.unit:
        return f"{100 * value:.0f} %"
    return f"{value:.2f}" if measure and measure.range in ("0 to 1", "-1 to 1") else f"{value:.1f}"


def interval(low: float, high: float, measure: Measure | None = None) -> str:
    """An interval as it is printed; a dash where there is none.

    >>> from toolkit import MEASURES
    >>> interval(1.25, 3, None), interval(0.1, 0.25, MEASURES["official_share"])
    ('1.2 to 3.0', '10 to 25 %')
    """
    if low != low:
        return "–"
    first, last = figure(low, measure), figure(high, measure)
    return f"{first.removesuffix(' %')} to {last}"


def _article(document: Document) -> dict[str, Any]:
    """What the template shows of one article."""
    article, total = document.article, sum(document.attributed_words)
    return {
        "id": article.id,
        "outlet": article.outlet,
        "title": list(_title_pieces(document)),
        "published": article.published,
        "note": article.labels.get("note"),
        "paragraphs": [list(pieces(document, *span)) for span in paragraphs(article.text)],
        "words": document.words_by_voice,
        "terms": {voice: sum(t.voice == voice for t in document.loaded) for voice in VOICES},
        "sources": [_source(document, speaker, words, total) for speaker, words in document.words_by_speaker.items()],
        "unresolved": sum(a.speaker is None for a in document.attributions),
        "attributions": len(document.attributions),
        "marked": _marked(document),
        "frames": document.frames,
        "unheard": sorted(unheard(document), key=lambda one: -len(one.spans)),
        "details": _details,
    }


def pieces(document: Document, start: int, end: int) -> Iterator[Piece]:
    """The characters from `start` to `end` cut at every change of voice, around loaded terms and sentences likely to be marked.

    >>> from toolkit.document import annotate
    >>> document = annotate("The puppet regime fell.")
    >>> [(piece.text, piece.term is not None) for piece in pieces(document, 0, 23)]
    [('The ', False), ('puppet regime', True), (' fell.', False)]
    """
    text = document.article.text
    at = {i: t for t in document.loaded if t.field == "text" and start <= t.span.start < end for i in range(*t.span)}
    likely = {i: p for p, span in likely_marked(document) if start <= span.start < end for i in range(*span)}
    for (voice, term, p), run in groupby(range(start, end), lambda i: (document.voice_map[i], at.get(i), likely.get(i))):
        places = list(run)
        yield Piece(text[places[0] : places[-1] + 1], VOICES[voice], term, p)


def _marked(document: Document) -> list[tuple[str, Expected]]:
    """How many sentences of each voice annotators would mark; empty where that was not asked for."""
    if not document.p_marked_biased:
        return []
    found = [
        (voice, expected_marked(probabilities(document, voice), document.bias_spread)) for voice in ("narration", "paraphrase")
    ]
    return [(voice, expected) for voice, expected in found if expected.n]


def _title_pieces(document: Document) -> Iterator[Piece]:
    title = document.article.title or ""
    at = {i: term for term in document.loaded if term.field == "title" for i in range(*term.span)}
    for term, run in groupby(range(len(title)), at.get):
        places = list(run)
        yield Piece(title[places[0] : places[-1] + 1], "headline", term)


def _source(document: Document, speaker: str, words: float, total: int) -> dict[str, Any]:
    """One row of the source table."""
    own = [a for a in document.attributions if speaker in a.speakers]
    return {
        "speaker": speaker,
        "type": (own[0].source_type or "").replace("_", " "),
        "named": own[0].named,
        "side": own[0].side,
        "attributions": len(own),
        "words": words,
        "share": words / total if total else 0.0,
        "links": ", ".join(dict.fromkeys(a.link for a in own if a.link)),
    }


def _details(term: LoadedTerm) -> dict[str, str]:
    """What the page tells of a loaded term when it is pointed at."""
    entry, lexicon = term.entry, term.lexicon
    speaker = ", ".join(term.speaker) if isinstance(term.speaker, tuple) else term.speaker
    return {
        "term": entry.term,
        "category": entry.category,
        "voice": term.voice,
        "speaker": speaker or ("unresolved" if term.voice in ("paraphrase", "quotation") else "the outlet"),
        "neutral": entry.neutral,
        "source": lexicon.source_of(entry),
        "lexicon": lexicon.label,
    }


def _overview(comparison: Comparison) -> dict[str, Any]:
    """The table of groups, and the charts as images inside the page."""
    measures = [comparison.measures[name] for name in (*KEY_MEASURES, "side_balance") if name in comparison.measures]
    rows = []
    for group in comparison.table["group"].unique():
        found = comparison.table[comparison.table["group"] == group].set_index("measure")
        cells = [(one, found.loc[one.name].to_dict()) for one in measures]
        rows.append({"group": group, "cells": cells, **found.iloc[0][["n_articles", "n_words", "few"]].to_dict()})
    return {
        "by": comparison.by,
        "settings": comparison.settings,
        "measures": measures,
        "rows": rows,
        "charts": [(name, _image(comparison, name)) for name in _OVERVIEW_CHARTS],
    }


def _image(comparison: Comparison, name: str) -> str:
    """A chart as a data URI."""
    from base64 import b64encode

    out = BytesIO()
    charts.picture(charts.CHARTS[name](comparison), out, "png")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()
