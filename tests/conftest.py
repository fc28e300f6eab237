"""Where the real corpora are; tests that need them are skipped, with the reason, where they are absent."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TOOLKIT_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real corpora (../shared/data, or $TOOLKIT_DATA)."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real corpora at {SHARED} (or name their folder in TOOLKIT_DATA)")
    return SHARED


@pytest.fixture(scope="session")
def founding(shared: Path) -> str:
    """The text of the article that the project started from."""
    return (shared / "founding" / "article.txt").read_text(encoding="utf-8")


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    """A table of 24 labelled sentences of our own, of two outlets."""
    path = tmp_path / "mine.csv"
    rows = [
        row
        for word in "abcdef"
        for row in (
            f"The thugs fled {word}.,1,thugs,Wire",
            f"A thug ran home {word}.,1,thug,Herald",
            f"The army fled {word}.,0,,Wire",
            f"A man ran home {word}.,0,,Herald",
        )
    ]
    path.write_text("\n".join(["text,label,words,outlet", *rows]), encoding="utf-8")
    return path
