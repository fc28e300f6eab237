"""Two texts side by side, for the terminal and as a page. Nothing is computed here."""

from pathlib import Path

from ..comparison.side_by_side import SideBySide
from ..files import atomic
from .article import article_view, with_pieces
from .page import template

NOTE = "What is found is evidence and no verdict; docs/accuracy.md says how often it is right."

_TITLES = {
    "figures": "In figures",
    "own voice": "Loaded terms in its own voice",
    "others' voices": "Loaded terms that it lets others say",
    "about whom": "About whom the loaded terms are",
    "sources": "Sources, with the words that introduce what they say",
    "harm": "Harm, by who suffers it",
    "statements": "Statements that both bring",
    "words": "Words that only one uses",
}


def sections(result: SideBySide) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The sections with their titles, each as rows of what, first and second.

    >>> from toolkit.comparison.side_by_side import side_by_side
    >>> sections(side_by_side("It rained.", "It snowed."))[-1]
    ('Words that only one uses', [('only here', 'rained', 'snowed')])
    """
    return [
        (_TITLES[str(section)], list(rows[["what", "first", "second"]].itertuples(index=False, name=None)))
        for section, rows in result.table.groupby("section", sort=False)
    ]


def write(result: SideBySide, path: str | Path) -> None:
    """Write a page with the texts of both sides, marked by voice, and the tables below."""
    sides = [[with_pieces(article_view(document)) for document in side] for side in result.documents]
    with atomic(path) as file:
        file.write(template("two.html").render(names=result.names, sides=sides, sections=sections(result), note=NOTE))
