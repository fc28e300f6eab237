"""The classes of words that the rules ask the lexicons for."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.text.lexicon import lexicon_folder, load_lexicon
from toolkit.text.word_classes import either, function_words, owners, past_forms, word_list, word_parts

OWN = ("discourse_words", "page_furniture", "word_parts")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(tk.__file__).parent.rglob("*.py"))


def classes_of(lexicon):
    return tomllib.loads((lexicon_folder() / f"{lexicon}.toml").read_text(encoding="utf-8"))["classes"]


def test_a_word_belongs_to_the_class_of_its_row_and_to_those_in_also():
    assert word_list("article") == {"a", "an", "the"}
    assert "the" in word_list("definite") & word_list("not_a_name")


def test_an_unknown_class_is_an_error_that_names_the_known_ones():
    with pytest.raises(tk.LexiconError, match=r"'articles'; its classes are .*article"):
        word_list("articles")


def test_word_parts_have_no_hyphen():
    assert "ous" in word_parts("adjective")
    assert "reiterated".startswith(word_parts("light_verb"))
    assert not any("-" in part for name in classes_of("word_parts") for part in word_parts(name))


def test_every_possessive_but_that_of_the_hearer_has_an_owner():
    assert set(owners()) == word_list("possessive") - {"your"}
    assert all("pronoun" in function_words()[pronoun] for pronoun in owners().values())


def test_irregular_past_forms_hold_participles_and_past_tenses():
    assert past_forms() == word_list("participle", "participles") | word_list("past", "participles")


def test_alternatives_match_whole_phrases_before_shorter_ones():
    assert re.fullmatch(either({"sign up", "sign up for", "a.b"}), "sign up for")
    assert not re.fullmatch(either({"a.b"}), "axb")


@pytest.mark.parametrize("lexicon", OWN)
def test_every_class_is_described_filled_and_used(lexicon):
    entries, classes = load_lexicon(lexicon).entries, classes_of(lexicon)
    assert {name for entry in entries for name in (entry.category, *entry.listed("also"))} == set(classes)
    assert all(f'"{name}"' in CODE or f"'{name}'" in CODE for name in classes)


def test_agencies_are_those_of_the_organisations_that_sell_news():
    sellers = {entry.term for entry in load_lexicon("organisations").entries if entry.extra["sells_news"]}
    assert {"Associated Press", "Reuters", "Xinhua"} <= sellers
    assert "BBC" not in sellers


def test_importing_every_module_reads_no_lexicon():
    code = """
import importlib, pkgutil, toolkit
for module in pkgutil.walk_packages(toolkit.__path__, "toolkit."):
    if not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            assert error.name == "torch", error
from toolkit.text.lexicon import _shipped
print(_shipped.cache_info().currsize)
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "0"
