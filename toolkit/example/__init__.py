"""The example corpus: invented articles on an invented conflict, with what was planted in them.

Kept outside `read_articles`' code path on purpose: it is an ordinary file, read like any user's own.
"""

from pathlib import Path

EXAMPLE = Path(__file__).parent / "articles.jsonl"
"""The articles (JSON Lines)."""

ORGANISATIONS = Path(__file__).parent / "organisations.csv"
"""The invented organisations and states, as a user would add her own to the registry."""

SIDES = Path(__file__).parent / "sides.csv"
"""Which of the two states each speaker, organisation and state is with."""

NAMES = Path(__file__).parent / "names.csv"
"""What the outlets call the authorities of the two states."""

PLANTED = Path(__file__).parent / "planted.jsonl"
"""The hand labels of the same articles, in the format of `framing annotate`."""
