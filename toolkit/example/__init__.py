"""The example corpus: invented articles on an invented conflict, with labels of what was planted in them.

It is an ordinary file, which `read_articles` reads like any file of a user.
"""

from pathlib import Path

EXAMPLE = Path(__file__).parent / "articles.jsonl"
"""The articles (JSON Lines)."""

ORGANISATIONS = Path(__file__).parent / "organisations.csv"
"""The invented organisations and states, in the form in which users add their own to the registry."""

SIDES = Path(__file__).parent / "sides.csv"
"""Which of the two sides each speaker, organisation and state is on."""

NAMES = Path(__file__).parent / "names.csv"
"""What the outlets call the authorities of the two states."""

PLANTED = Path(__file__).parent / "planted.jsonl"
"""The hand labels of the same articles, in the format of `framing annotate`."""

OMISSIONS = Path(__file__).parent / "omissions.jsonl"
"""By event: what several outlets tell (statements and numbers), with the passages in which each tells it."""
