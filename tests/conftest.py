"""Where the real corpora are, and what several files of tests ask of one; in which order tests run.

Tests that need the corpora are skipped, with the reason, where they are absent.
"""

import os
from pathlib import Path

import pytest
from filelock import FileLock

import toolkit as tk

SHARED = Path(os.environ.get("TOOLKIT_DATA", Path(__file__).parents[2] / "shared" / "data"))
LONGEST = ("test_notebooks.py", "test_real_data.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files of tests that take minutes come first, so that no core waits for one of them at the end."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real corpora (../shared/data, or $TOOLKIT_DATA)."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real corpora at {SHARED} (or name their folder in TOOLKIT_DATA)")
    return SHARED


@pytest.fixture(scope="session")
def syria(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scores of FA-KES: 804 articles on the war in Syria. Only the first of parallel processes scores them."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "syria"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            tk.score(tk.read_articles(shared / "fakes_syria" / "FA-KES-Dataset.csv", encoding="latin-1")).save(folder)
    return folder


@pytest.fixture(scope="session")
def example_scores() -> tk.ScoreTable:
    """The 100 articles of the example corpus, scored with no option set. Tests change a copy of it, such as `replace` makes."""
    return tk.score(tk.read_articles(tk.EXAMPLE))


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
