"""The documentation: nothing public is left out of it, and its links lead somewhere (CI builds it by Sphinx)."""

import importlib.util
import re
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.cli.main import command_parser

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs").glob("*.md"))
WRITTEN = {"reference", "parts", "guides"}  # folders that are written when the site is built


def module_of_docs(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages():
    return module_of_docs("pages")


def test_every_measure_has_a_row(pages):
    rows = "\n".join(pages.measures())
    kept = (ROOT / "docs" / "parts" / "measures.md").read_text(encoding="utf-8")
    assert kept == f"{rows}\n", "build the documentation, which writes the table of measures anew"
    assert set(re.findall(r"^\| `([^`]+)` \|", rows, re.M)) == set(tk.MEASURES)


def test_every_public_name_is_in_the_reference(pages):
    described = " ".join(pages.REFERENCE.values()).split()
    assert sorted(described) == sorted(pages.public_names())


def test_every_command_is_shown_with_its_options(pages):
    shown = "\n".join(pages._command())
    assert {"## framing compare", "## framing lexicon lint", "--min-articles"} <= set(
        re.findall(r"^## .+|--[a-z-]+", shown, re.M)
    )


def test_commands_on_pages_have_the_options_that_they_name(pages):
    known = {
        name: {option for action in part._actions for option in action.option_strings}
        for name, part in pages._parts(command_parser())
    }
    unknown = []
    for page in [ROOT / "README.md", ROOT / "lexicons" / "README.md", ROOT / "toolkit" / "example" / "README.md", *PAGES]:
        for command in re.findall(r"\bframing [a-z][^`#…\n]*", page.read_text(encoding="utf-8")):
            words = command.split()
            name = max((name for name in known if words[: len(name.split())] == name.split()), default=None, key=len)
            unknown += [(page.name, command) for word in words if name and re.match("--[a-z]", word) and word not in known[name]]
    assert unknown == []


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES], ids=lambda path: path.name)
def test_links_lead_to_files(page):
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [name for name in linked if not (page.parent / name).exists() and Path(name).parts[0] not in WRITTEN] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_into_pages_lead_to_headings(page):
    for name, heading in re.findall(r"\]\(([a-z_]+\.md)#([^)]+)\)", page.read_text(encoding="utf-8")):
        text = (page.parent / name).read_text(encoding="utf-8")
        headings = [
            re.sub(r"[^\w\s-]", "", line.lstrip("# ").lower()).replace(" ", "-") for line in text.splitlines() if line[:1] == "#"
        ]
        assert heading in headings


def test_the_readme_is_short():
    assert (ROOT / "README.md").stat().st_size <= 9000


def test_docstrings_are_made_ready_for_sphinx():
    lines = ["Words by | and `a|b`.", "", "seed : makes it repeatable", "Examples", ">>> 2 * 3"]
    module_of_docs("docstrings").prepared(None, "", "", None, None, lines)
    assert lines == ["Words by \\| and `a|b`.", "", "seed", "    makes it repeatable", "Examples", ">>> 2 * 3"]
