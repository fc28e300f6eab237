import pytest

from toolkit.errors import LexiconError
from toolkit.text.lexicon import load_lexicon, shipped_lexicons
from toolkit.validation.lint import lint


@pytest.fixture
def write(tmp_path):
    def write(text, name="mine.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("name", shipped_lexicons())
def test_the_shipped_lexicons_are_clean(name):
    assert [str(finding) for finding in lint(name)] == []


def test_what_loading_rejects_is_an_error_with_line_and_remedy(write):
    findings = lint(write("term,category\nthug,label\n# a comment,label\nthug,praise\n"))
    assert [(finding.line, finding.level) for finding in findings] == [(3, "error"), (4, "error"), (4, "error")]
    assert findings[0].remedy == "use the note column"


def test_several_terms_in_a_row_are_an_error_and_a_misspelt_category_or_column_is_told_with_what_may_be_meant(write):
    findings = lint(write("term,category\nstrongman|strongmen,label\nthug,labell\n"))
    assert [finding.line for finding in findings] == [2, 3]
    assert "in a column forms" in str(findings[0])
    assert "unknown category 'labell'; perhaps you mean label" in str(findings[1])
    assert [finding.remedy for finding in lint(write("term,category,contxt,mood\nthug,label,,\n"))] == [
        "rename or ignore them; perhaps you mean context"
    ]


def test_not_utf8_is_an_error(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes("term,category\nFührer,label\n".encode("latin-1"))
    assert [finding.level for finding in lint(path)] == ["error"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("term,category\n“so-called”,label\n", "curly marks"),
        ("term,category\nthug ,label\n", "stray spaces"),
        ("term,category,inflect\nthug,label,noun\nthugs,label,\n", "is a form of 'thug' in line 2"),
        ("term,category,not_in\nregime,label,the regime\nthug,label,mob rule\n", "excludes nothing"),
        ("term,category,not_in\nregime,label,regime\n", "never found"),
        ("term,category,case\nwho,label,exact\n", "exact in lower case"),
        ("term,category,inflect\nthug,label,plural\n", "has no rule"),
        ("term,category\n*,label\n", "matches 100 % of common words"),
        ("term,category,weigth\nthug,label,1\n", "columns without meaning here: weigth"),
        ("term,category\n!!!,label\n", "holds no word"),
        ('term,category\n"thug, goon",label\n', "a mark that separates words"),
    ],
)
def test_warnings(write, rows, reason):
    findings = lint(write(rows))
    assert [finding.level for finding in findings] == ["warning"]
    assert reason in findings[0].reason


def test_a_name_may_hold_commas_where_and_says_that_it_is_one(write):
    assert lint(write('term,category\n"Bureau of Roads, Rivers and Dams",label\n')) == []


MISSED = [
    ("witch hunt", "All witch hunts; a witch-hunt.", "'witch hunts' (uses: 1, articles: 1)"),
    ("witch-hunt", "A witchhunt, and witchhunts.", "'witchhunt' (uses: 1, articles: 1), 'witchhunts'"),
    ("thugs", "A thug.", "'thug'"),
    ("slammed", "They slam. Slamming!", "'slam' (uses: 1, articles: 1), 'slamming'"),
    ("brand", "They branded it, branding them.", "'branded' (uses: 1, articles: 1), 'branding'"),
    ("harsh", "The harshest.", "'harshest'"),
    ("lay bare", "He laid it; lays bare.", "'lays bare'"),
]


@pytest.mark.parametrize(("term", "text", "told"), MISSED)
def test_forms_that_a_term_misses_in_articles_are_hinted_at(write, term, text, told):
    findings = lint(write(f"term,category\n{term},label\n"), articles=[text])
    assert [finding.level for finding in findings] == ["hint"]
    assert findings[0].reason.startswith(f"{term!r} does not find {told}")
    assert findings[0].line == 2


@pytest.mark.parametrize(
    "row",
    [
        "thug,label,noun,",
        "thug,label,,thugs",
        "thugs,label,,",
        "*hugs,label,,",
        "would-be,label,,",
        "killer,label,,\nthug*,label,,",
        "fake news,label,,",
    ],
)
def test_forms_that_are_found_or_are_no_forms_are_not_hinted_at(write, row):
    path = write(f"term,category,inflect,forms\n{row}\n")
    assert lint(path, articles=["The thugs, who kill, would be kings of a fake new age."]) == []


def test_forms_are_counted_over_titles_and_articles_and_the_most_frequent_come_first(write):
    articles = [{"title": "Thuggery and thugged thugs", "text": "Thugs."}, {"text": "Thugs."}]
    (finding,) = lint(write("term,category\nmob,label\nthug,label\n"), articles=articles)
    assert finding.line == 3
    assert "find 'thugs' (uses: 3, articles: 2), 'thugged' (uses: 1, articles: 1)" in finding.reason
    assert finding.remedy.endswith("forms: thugs|thugged")


def test_a_pattern_with_some_letters_is_not_greedy(write):
    assert lint(write("term,category\n*-ravaged,emotive\n")) == []


def test_a_term_that_needs_a_context_is_looked_for_with_one(write):
    assert lint(write("term,category,context\nsettlement,label,west bank\n")) == []


def test_every_entry_is_found_in_a_text_of_its_own():
    for name in ("loaded_terms", "names"):
        assert not [finding for finding in lint(name) if "never found" in finding.reason]
        assert len(load_lexicon(name)) > 500


def test_an_entry_that_another_covers_is_reported(write):
    findings = lint(write("term,category,not_in\npuppet,label,\npuppet regime,label,puppet regime\n"))
    assert ["never found" in finding.reason for finding in findings] == [True]


@pytest.mark.parametrize("toml", ["categories = 5", 'sources = ["a"]', "[sources]\na = 'b'"])
def test_a_toml_of_another_form_is_an_error(write, toml):
    path = write("term,category\nthug,label\n")
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"\.toml: "):
        load_lexicon(path)


def test_a_form_that_the_entry_has_is_not_called_missing_where_it_is_out_of_its_context(write):
    path = write("term,category,inflect,context\nsurge,label,verb,migrants\n")
    assert lint(path, articles=["Prices surged, and a surge of calls came."]) == []
