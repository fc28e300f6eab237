import pytest

import toolkit as tk
from toolkit.errors import LexiconError
from toolkit.text.lexicon import Entry, Lexicon, load_lexicon, shipped_lexicons


@pytest.fixture
def write(tmp_path):
    def write(text, toml=""):
        path = tmp_path / "mine.csv"
        path.write_text(text, encoding="utf-8")
        if toml:
            path.with_suffix(".toml").write_text(toml, encoding="utf-8")
        return path

    return write


def test_a_users_own_csv_needs_only_term_and_category(write):
    lexicon = load_lexicon(write("term,category\npuppet regime,label\n"))
    assert [entry.term for entry in lexicon.entries] == ["puppet regime"]
    assert lexicon.kind == "loaded"
    assert len(lexicon.sha256) == 64


def test_all_problems_are_reported_at_once_with_their_lines(write):
    path = write("term,category,weight\nregime,label,1\n# note,label,1\nregime,label,1\nbrave,praise,heavy\n")
    with pytest.raises(LexiconError) as raised:
        load_lexicon(path)
    lines = str(raised.value).split("\n")
    assert [line.split(": ")[0].rsplit(":")[-1] for line in lines] == ["3", "4", "5", "5"]
    assert "use the note column" in lines[0]
    assert "line 2" in lines[1]
    assert "categories are label, emotive" in lines[2]
    assert "not a number" in lines[3]


def test_a_missing_column_names_those_found(write):
    with pytest.raises(LexiconError, match="no column category; columns found: term, kind"):
        load_lexicon(write("term,kind\na,b\n"))


def test_an_unknown_source_is_an_error(write):
    path = write("term,category,source\nregime,label,bbc\n", 'kind = "loaded"\n[sources.reuters]\ncitation = "Reuters"\n')
    with pytest.raises(LexiconError, match=r"mine.csv:2: unknown source 'bbc'; add \[sources.bbc\]"):
        load_lexicon(path)


def test_an_unknown_name_lists_what_ships():
    with pytest.raises(LexiconError, match="loaded_terms"):
        load_lexicon("no_such_list")


def test_not_utf8(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes("term,category\nFührer,label\n".encode("latin-1"))
    with pytest.raises(LexiconError, match="not UTF-8"):
        load_lexicon(path)


@pytest.mark.parametrize("name", shipped_lexicons())
def test_shipped_lexicons_keep_the_format(name):
    lexicon = load_lexicon(name)
    terms = [entry.term for entry in lexicon.entries]
    assert terms == sorted(terms, key=str.casefold)
    assert lexicon.title
    assert lexicon.licence
    assert all(entry.source in lexicon.sources for entry in lexicon.entries)
    assert {entry.source for entry in lexicon.entries} == set(lexicon.sources)
    text = "".join(terms)
    assert not set("‘’“”") & set(text)


def test_loaded_terms_are_sourced():
    lexicon = load_lexicon("loaded_terms")
    own = sum(entry.source == "own_reading" for entry in lexicon.entries)
    unverified = sum(entry.locator == "unverified" for entry in lexicon.entries)
    assert len(lexicon) - unverified >= 300
    assert own / len(lexicon) <= 0.5
    assert {entry.category for entry in lexicon.entries} == {
        "label", "emotive", "evaluative", "delegitimising", "euphemism", "glorifying", "intensifier",
    }  # fmt: skip


def test_words_that_two_lexicons_find_count_once():
    one = Lexicon("one", "loaded", (Entry("regime", "label"), Entry("mob", "label")))
    other = Lexicon("other", "loaded", (Entry("puppet regime", "delegitimising"), Entry("mob", "emotive")))
    loaded = tk.Annotator([one, other], rules_only=True)(tk.article_of("The puppet regime sent a mob.")).loaded
    assert [(term.lexicon.name, term.entry.term) for term in loaded] == [("other", "puppet regime"), ("other", "mob")]


def test_a_lexicon_without_terms_is_an_error(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("term,category\n", encoding="utf-8")
    with pytest.raises(tk.LexiconError, match="holds no term"):
        tk.Annotator([path])
