"""The errors that the toolkit raises on purpose, by whose fault it is; each message names what would be right."""

from collections.abc import Sequence

_SHOWN = 10  # problems of a file that are shown in full


class ToolkitError(ValueError):
    """Any error that the toolkit raises on purpose, so that one `except` catches them all; each is a ValueError.

    Of its kinds, LexiconError is about lexicons, and ArticleError about all else that is read or chosen.

    >>> issubclass(OptionError, ArticleError), issubclass(LexiconError, ArticleError)
    (True, False)
    """


class ArticleError(ToolkitError):
    """An article, a file of articles or a table of labels cannot be used.

    OptionError, NoArticleError and ModelError are kinds of it.
    """


class NoArticleError(ArticleError):
    """There is nothing to read: a file without a row, a folder without a file, or nothing that could be read in them."""


class OptionError(ArticleError):
    """A choice cannot be met: an unknown name, a figure out of range, a library that is not installed."""


class NothingSharedError(OptionError):
    """There are no two groups, or none that share an event, so that nothing can be compared."""


class ModelError(ArticleError):
    """A file of weights, or the card next to it, cannot be used."""


class LexiconError(ToolkitError):
    """A lexicon breaks the format; the message lists every problem as `file:line: reason`."""


def raise_problems(problems: Sequence[str]) -> None:
    """Raise ArticleError with the first problems of a file and the number of the others, if there are problems."""
    if problems:
        more = [f"… and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise ArticleError("\n".join([*problems[:_SHOWN], *more]))
