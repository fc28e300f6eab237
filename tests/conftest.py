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
