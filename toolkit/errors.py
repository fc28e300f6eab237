"""The two errors that the toolkit raises on purpose; both are `ValueError`s with a message that names the remedy."""


class ArticleError(ValueError):
    """An article, a file of articles, or an option that names one cannot be used."""


class LexiconError(ValueError):
    """A lexicon breaks the format; the message lists every problem as `file:line: reason`."""
