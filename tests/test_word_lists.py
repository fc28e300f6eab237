"""English is in one place: no module holds a list of words, the lexicons do."""

import ast
import re
from pathlib import Path

import pytest

from toolkit.text.lexicon import load_lexicon

ROOT = Path(__file__).parents[1] / "toolkit"
MOST = 3  # words that a rule may name itself ("and", "but", "while")
WORD = re.compile(r"[a-z][a-z'-]+(?: [a-z'-]+)*")
ALTERNATIVES = re.compile(r"[a-z' ]+(?:\|[a-z' ]+)+")

READS_TEXT = ("text", "annotation", "measures", "grouping", "vocabulary")  # packages where a set of any words is a word list

NO_ENGLISH = {
    "articles/factiva.py": "codes of a database",
    "articles/feeds.py": "names of fields",
    "annotation/phrases/pronouns.py": "a rule of agreement about he, she, it and they",
    "annotation/sources/body_names.py": "names of classes of words",
    "annotation/sources/registry.py": "columns of a registry",
    "annotation/sources/speakers.py": "names of source types",
    "annotation/loaded/target_candidates.py": "a class of their own for six function words",
    "annotation/loaded/target_features.py": "names of columns",
    "annotation/attributions/word_columns.py": "names of columns",
    "classifiers/genre_features.py": "names of genres",
    "comparison/differences.py": "columns of a table",
    "comparison/explain.py": "columns of a table",
    "comparison/omission_shares.py": "columns of a table",
    "scores/score_tables.py": "columns of a table",
    "vocabulary/keyness.py": "columns of a table",
    "validation/coding_sheets.py": "columns of a sheet",
    "vocabulary/word_shift.py": "names of settings",
}
"""Modules whose lists of words are no English that a text is read by, each with what they are."""


def strings(node):
    """The strings of a literal, whatever it is nested in."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    return [word for child in ast.iter_child_nodes(node) for word in strings(child)]


def is_split(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split"


def words_in(node, known, *, any_words):
    """The words that a literal lists: of a set or a split string any where `any_words` is set, else those that are `known`."""
    words = []
    if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict):
        words = strings(node)
    elif is_split(node) and isinstance(node.func.value, ast.Constant):
        words = str(node.func.value.value).split()
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        words = [word.strip() for part in ALTERNATIVES.findall(node.value) for word in part.split("|")]
    whole = any_words and (isinstance(node, ast.Set) or is_split(node))
    return {word for word in map(str.lower, words) if WORD.fullmatch(word) and (whole or word in known)}


def word_lists(source, known, *, any_words=True):
    """Line and words of every list of words in some code."""
    for node in ast.walk(ast.parse(source)):
        words = words_in(node, known, any_words=any_words)
        if len(words) > MOST:
            yield node.lineno, sorted(words)


@pytest.fixture(scope="module")
def known():
    names = ("function_words", "discourse_words", "page_furniture")
    return frozenset(entry.term for name in names for entry in load_lexicon(name).entries)


@pytest.mark.parametrize(
    "source",
    [
        'DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday"})',
        'DAYS = "monday tuesday wednesday thursday".split()',
        'LINKS = ("of", "from", "at", "with")',
        'LINKS = {"of": 1, "from": 2, "at": 3, "with": 4}',
        'LINKS = re.compile(r"(?:of|from|at|with)")',
    ],
)
def test_a_list_of_words_is_noticed(source, known):
    assert len(list(word_lists(source, known))) == 1


def test_columns_and_short_alternatives_are_no_list_of_words(known):
    assert not list(word_lists('a = ("term", "category", "weight", "source", "note")\nb = {"and", "but", "while"}', known))


def test_no_module_holds_a_list_of_words(known):
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        any_words = name.startswith(READS_TEXT)
        for line, words in word_lists(path.read_text(encoding="utf-8"), known, any_words=any_words):
            found.setdefault(name, []).append(f"{name}:{line}: {' '.join(words)}; move them to a class of a lexicon")
    assert [message for name in found if name not in NO_ENGLISH for message in found[name]] == []
    assert set(NO_ENGLISH) <= set(found), "an exception that is not needed any more"
