"""The example corpus: invented articles on an invented conflict, with what was planted in them.

Kept outside `read_articles`' code path on purpose: it is an ordinary file, read like any user's own.
"""

from pathlib import Path

EXAMPLE = Path(__file__).parent / "articles.jsonl"
"""The articles (JSON Lines)."""

PLANTED = Path(__file__).parent / "planted.jsonl"
"""The hand labels of the same articles, in the format of `framing annotate`."""
