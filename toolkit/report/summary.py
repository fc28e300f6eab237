"""What the terminal shows: the summary of one article, and the main figures of a comparison."""

from collections import Counter
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ..annotation.attributions.voices import VOICES
from ..annotation.document import Document
from ..measures.biased_sentences import expected_marked, likely_marked, probabilities
from ..measures.formatting import figure, interval, level, percent, voice_name
from ..measures.measure import Measure
from ..scores.article_score import ArticleScore
from .article import FRAMES_CAPTION, about_whom, as_written, harm_rows, source_rows, unheard_rows

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

    from ..comparison.compare import Comparison

_FIGURES = (
    "loaded_log_ratio",
    "words_attributed",
    "words_quoted",
    "effective_sources",
    "sources_rarefied",
    "source_concentration",
    "source_gini",
    "top_source_share",
    "official_share",
    "unnamed_share",
    "unresolved_share",
    "untyped_share",
    "unheard_share",
    "unheard_unsettled",
    "first_source_position",
    "cue_neutral",
    "cue_factive",
    "cue_doubt",
    "cue_approving",
    "cue_disapproving",
    "hedges",
    "boosters",
    "agentless_passives",
    "marked_narration",
    "marked_paraphrase",
    "undecided_narration",
)
"""The figures of the last table of the summary."""

_UNHEARD_SHOWN = 12
_SENTENCES_SHOWN, _SENTENCE = 3, 200  # and characters of each
_HEAD = 12  # characters of a line above a column of figures, unless a word is longer

_READING = "Wider intervals, which cover uneven reading, are in comparison.csv and differences.csv. "

COMPARED = ("loaded_narration", "loaded_paraphrase", "official_share", "unnamed_share")
COMPARED_BY_SIDE = ("loaded_narration", "official_share", "unnamed_share", "side_balance")
"""The figures of a comparison that fit on a terminal, without and with a file of sides; comparison.csv has all of them."""


def summary(scored: ArticleScore) -> Iterator["RenderableType"]:
    """The parts of the summary in order, for a rich console: nothing for a score without its document, and no more than a heading
    for an article that is not in English.

    >>> from toolkit.scores.scoring import score
    >>> len(list(summary(score("The puppet regime fell, Hall said."))))
    11
    """
    document = scored.document
    if document is None:
        return
    yield _heading(document, scored.n_words)
    if document.foreign:
        return
    yield _voices(document)
    yield _terms(document)
    yield _targets(document)
    yield _marked(document)
    yield _names(document)
    yield _scare_quotes(document)
    yield _sources(document)
    yield _unheard(document)
    yield _harm(document)
    if document.frames:
        yield _frames(document)
    yield _figures(scored)


def _table(title: str, *columns: str) -> "Table":
    """A plain table; a name that starts with `>` is that of a column of figures.

    On a narrow terminal only columns of texts are broken into lines, never figures or what they are called.
    """
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        figures = column.startswith(">")
        table.add_column(column.removeprefix(">"), justify="right" if figures else "left", no_wrap=figures, overflow="fold")
    return table


def _heading(document: Document, n_words: int) -> "RenderableType":
    from rich.text import Text

    article, genre = document.article, document.genre
    parts = [
        article.outlet,
        article.published and str(article.published),
        f"{n_words} words",
        genre and f"{genre.name.replace('_', ' ')} (p = {genre.p:.2f})",
        document.foreign and f"not read, since it is not in English ({document.foreign})",
    ]
    return Text(f"{article.title or article.id}\n{' · '.join(part for part in parts if part)}", style="bold")


def _voices(document: Document) -> "RenderableType":
    table = _table("Words by voice", "voice", ">words", ">share", ">loaded\nterms", ">expected", ">expected\nper 1,000\nwords")
    total = sum(document.words_by_voice.values())
    for voice, words in document.words_by_voice.items():
        terms = [term for term in document.loaded if term.voice == voice]
        expected = sum(term.expected for term in terms)
        rate = figure(1000 * expected / words) if words else "–"
        table.add_row(
            voice_name(voice), str(words), percent(words / total) if total else "–", str(len(terms)), figure(expected), rate
        )
    table.caption, table.caption_justify = "expected: how many of the loaded terms a careful editor would mark", "left"
    return table


def _terms(document: Document) -> "RenderableType":
    """Loaded terms by category and voice, as the text spells them."""
    from rich.text import Text

    table = _table("Loaded terms", "category", "voice", ">n", "terms")
    shown: dict[tuple[str, str], Counter[str]] = {}
    for term in sorted(document.loaded, key=lambda term: (term.entry.category, VOICES.index(term.voice))):
        shown.setdefault((term.entry.category, term.voice), Counter())[as_written(term, document)] += 1
    for (category, voice), terms in shown.items():
        words = ", ".join(f"“{word}”" + (f" ×{n}" if n > 1 else "") for word, n in terms.items())
        table.add_row(category, voice_name(voice), str(sum(terms.values())), Text(words))
    return table if shown else Text("Loaded terms: none found")


def _targets(document: Document) -> "RenderableType":
    """About whom or what the loaded terms are, and how many put them in a bad or a good light."""
    from rich.text import Text

    table = _table("About whom", "about", "kind", ">n", ">bad", ">good", "terms")
    rows = about_whom(document)
    for row in rows:
        words = ", ".join(f"“{word}”" for word in row["terms"])
        table.add_row(Text(row["name"]), row["kind"], str(row["n"]), str(row["bad"]), str(row["good"]), Text(words))
    sure = sum(row["n"] for row in rows)
    note = f"{sure} of {len(document.loaded)} loaded terms have a target that is sure enough to be counted"
    table.caption, table.caption_justify = note, "left"
    return table if rows else Text(f"About whom: {note}\n" if document.loaded else "")


def _marked(document: Document) -> "RenderableType":
    """The sentences of narration and paraphrase that annotators would most probably mark, and how many they would mark."""
    from rich.text import Text

    if not document.p_marked_biased:
        return Text("Sentences that annotators would mark: not asked for\n")
    table = _table("Sentences that annotators would most probably mark", ">probability", "voice", "sentence")
    voice_of = dict(zip(document.sentences, document.sentence_voices, strict=True))
    for p, span in sorted(likely_marked(document), key=lambda sentence: -sentence[0])[:_SENTENCES_SHOWN]:
        words = " ".join(span.of(document.article.text).split())
        table.add_row(f"{p:.2f}", voice_of[span], Text(words if len(words) <= _SENTENCE else f"{words[:_SENTENCE]}…"))
    numbers = "; ".join(_expected(document, voice) for voice in ("narration", "paraphrase"))
    summary = Text(f"Expected to be marked: {numbers}. Intervals are for an outlet that the model does not know.")
    if not table.row_count:
        return Text.assemble("Sentences that annotators would most probably mark: none\n", summary, "\n")
    table.caption, table.caption_justify = summary, "left"
    return table


def _expected(document: Document, voice: str) -> str:
    expected = expected_marked(probabilities(document, voice), document.bias_spread)
    limits = f" ({expected.low} to {expected.high})" if expected.low is not None else ""
    return f"{voice} {expected.mean:.1f} of {expected.n} sentences{limits}"


def _names(document: Document) -> "RenderableType":
    """Where one thing has several names: the names chosen that take a side."""
    from rich.text import Text

    table = _table("Names that take a side", "for", "name", "connotation", "voices")
    chosen: dict[tuple[str, str, str], Counter[str]] = {}
    for term in document.names:
        extra = term.entry.extra
        chosen.setdefault((extra["concept"], term.entry.term, extra.get("connotation", "")), Counter())[term.voice] += 1
    for (concept, name, connotation), voices in sorted(chosen.items()):
        if connotation not in ("neutral", "official"):
            table.add_row(concept, name, connotation, ", ".join(f"{voice_name(voice)} ×{n}" for voice, n in voices.items()))
    return table if table.row_count else Text("Names that take a side: none found\n")


def _scare_quotes(document: Document) -> "RenderableType":
    from rich.text import Text

    marks = ", ".join(span.of(document.article.text) for span in document.scare_quotes)
    return Text(f"Scare quotes: {len(document.scare_quotes)}" + (f": {marks}" if marks else "") + "\n")


def _sources(document: Document) -> "RenderableType":
    from rich.text import Text

    table = _table("Sources", "speaker", "type", "named", ">share of\nattributed\nwords", ">attributions")
    for row in source_rows(document):
        named = "yes" if row["named"] else "no"
        table.add_row(Text(row["speaker"]), row["type"], named, percent(row["share"]), str(row["attributions"]))
    total = sum(document.attributed_words)
    unresolved = [n for a, n in zip(document.attributions, document.attributed_words, strict=True) if a.speaker is None]
    if unresolved:
        table.add_row("(unresolved)", "", "", percent(sum(unresolved) / total) if total else "–", str(len(unresolved)))
    kinds = Counter(a.kind for a in document.attributions)
    table.caption = Text(f"{kinds['direct']} direct, {kinds['indirect']} indirect, {kinds['mixed']} mixed attributions")
    if document.attributions:
        first = document.attributions[0]
        table.caption.append(f"; first heard: {', '.join(first.speakers) or 'unresolved'}")
    table.caption_justify = "left"
    return table


def _unheard(document: Document) -> "RenderableType":
    """Who is talked about and never a source, with the number of pronouns as sources that may mean them."""
    from rich.text import Text

    rows = unheard_rows(document)
    table = _table("Talked about, never heard", "name", "kind", ">mentions", ">pronouns\nthat may\nbe it")
    for row in rows[:_UNHEARD_SHOWN]:
        table.add_row(Text(row["name"]), row["kind"], str(row["mentions"]), str(row["open"]))
    if len(rows) > _UNHEARD_SHOWN:
        table.caption = f"… and {len(rows) - _UNHEARD_SHOWN} more"
    return table if rows else Text("Talked about, never heard: nobody named twice or by a loaded label\n")


def _harm(document: Document) -> "RenderableType":
    """The events of harm: what is done to whom by whom, in which form and voice."""
    from rich.text import Text

    table = _table("Harm", "word", "form", "voice", "by whom", "to whom", ">victims")
    for row in harm_rows(document):
        told = (
            Text(row["word"]),
            row["form"],
            voice_name(row["voice"]),
            Text(row["agent"]),
            Text(row["patient"]),
            row["victims"],
        )
        table.add_row(*told)
    return table if document.harm else Text("Harm: no event found\n")


def _frames(document: Document) -> "RenderableType":
    """The probability that coders would find each frame in the article."""
    from rich.text import Text

    table = _table("Frames", "frame", ">probability")
    for name, p in document.frames.items():
        table.add_row(Text(name), f"{p:.2f}")
    table.caption, table.caption_justify = Text(FRAMES_CAPTION), "left"
    return table


def _figures(scored: ArticleScore) -> "RenderableType":
    from rich.text import Text

    table = _table("Balance", "measure", ">figure", "unit")
    sided = [name for name, measure in scored.measures.items() if measure.family == "side" and "stance" not in measure.of]
    for name in (*_FIGURES, *sided):
        measure = scored.measures[name]
        table.add_row(Text(measure.title), figure(scored.values[name], measure), measure.unit)
    return table


def shown_of(comparison: "Comparison") -> tuple[str, ...]:
    """The measures of a comparison that fit on a terminal.

    >>> from toolkit import example_results
    >>> shown_of(example_results.comparison())[0]
    'loaded_narration'
    """
    measures = comparison.measures
    usual = COMPARED_BY_SIDE if "side_balance" in measures else COMPARED
    return usual if set(usual) <= set(measures) else tuple(measures)[: len(usual)]


def comparison_table(comparison: "Comparison", n: int | None = None) -> "Table":
    """Groups by the first `n` of the main measures, by default all, with intervals.

    >>> from toolkit import example_results
    >>> comparison_table(example_results.comparison()).row_count
    2
    """
    from rich.text import Text

    from ..comparison.reading_error import has_wider  # here, since the summary of one article needs nothing of a comparison

    measures, compared = comparison.measures, shown_of(comparison)[:n]
    heads = (">" + _in_lines(measures[name].title, f"({measures[name].unit})") for name in compared)
    table = _table("", comparison.by, ">articles", ">opinion", *heads)
    table.collapse_padding = True
    any_few = False
    for group, rows in comparison.table.groupby("group", sort=False):
        row_of = {row["measure"]: row for row in rows.to_dict("records")}
        cells = [_cell(row_of[name], measures[name]) for name in compared]
        first, any_few = row_of[compared[0]], any_few or any(row_of[name]["few"] for name in compared)
        table.add_row(Text(str(group)), str(first["n_articles"]), percent(first["opinion_share"]), *cells)
    settings = comparison.settings
    table.caption = (
        f"n stands where a figure is of fewer than {settings['min_articles']} articles. "
        * any_few
        + f"{level(settings['confidence'])} intervals from resampling {settings['resampled']}: they show how figures vary "
        f"with the sample, not how often texts are misread. {_READING * has_wider(comparison.table)}"
        f"Lexicons: {', '.join(settings['lexicons'])}"
    )
    table.caption_justify = "left"
    return table


def _in_lines(*texts: str) -> str:
    """Texts one below the other, broken between words so that several columns fit on a terminal.

    >>> _in_lines("Loaded terms, narration").split("\\n")
    ['Loaded', 'terms,', 'narration']
    """
    return "\n".join(line for text in texts for line in wrap(text, _HEAD, break_long_words=False))


def _cell(row: Mapping[Any, Any], measure: Measure) -> "Text":
    """A figure with its interval below it, and n where it is of few articles."""
    from rich.text import Text

    few = f"\nn = {row['n_measured']}" if row["few"] else ""
    return Text(f"{figure(row['estimate'], measure)}\n{_limits(row['low'], row['high'], measure)}{few}")


def _limits(low: float, high: float, measure: Measure) -> str:
    """An interval in few characters; of figures below zero, which a dash would seem to join, in words.

    >>> from toolkit import MEASURES
    >>> _limits(0.1, 0.25, MEASURES["official_share"]), _limits(-1.0, -0.5, MEASURES["loaded_log_ratio"])
    ('10–25 %', '-1.0 to -0.5')
    """
    limits = interval(low, high, measure)
    return limits if low < 0 else limits.replace(" to ", "–")
