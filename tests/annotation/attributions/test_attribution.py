"""Attributions of sentences of our own, by the rules alone and with the model.

`attribution.json` holds, beside the plain ones, 174 over the fifteen patterns on which other systems are known to fail.
They were written before the rules saw them: the first version of the rules failed 67 of them (`failed_first`). What still
fails is marked with its reason, must go on failing, and loses the mark when it is mended.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import toolkit as tk
from toolkit.annotation.annotator import annotate

CASES = json.loads((Path(__file__).parent / "attribution.json").read_text(encoding="utf-8"))
SYSTEMS = {"rules": tk.Annotator(rules_only=True), "model": tk.Annotator()}


def attributions_of(system, text):
    return [
        {
            "source": [span.of(text) for span in a.source],
            "cue": [span.of(text) for span in a.cue],
            "content": [span.of(text) for span in a.content],
        }
        for a in SYSTEMS[system](tk.article_of(text)).attributions
    ]


def params():
    """Each case for both systems; one that a system is known to fail must fail, with its reason."""
    for case in CASES:
        for system in SYSTEMS:
            reason = case.get("fails", {}).get(system)
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(system, case, id=f"{case['label']}, {system}", marks=marks)


@pytest.mark.parametrize(("system", "case"), list(params()))
def test_attribution(system, case):
    assert attributions_of(system, case["text"]) == case["expect"]


def spoken():
    """The cases that name the speakers, marked where the model does not get them."""
    for case in CASES:
        if "speakers" in case:
            fails = case.get("fails", {})
            reason = fails.get("speakers") or fails.get("model")
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            yield pytest.param(case, id=case["label"], marks=marks)


@pytest.mark.parametrize("case", list(spoken()))
def test_speakers_over_paragraphs(case):
    attributions = SYSTEMS["model"](tk.article_of(case["text"])).attributions
    assert attributions_of("model", case["text"]) == case["expect"]
    assert [a.speaker for a in attributions] == case["speakers"]


def test_cases_cover_the_known_failures():
    patterns = Counter(case["pattern"] for case in CASES if "pattern" in case)
    assert len(patterns) == 15
    assert min(patterns.values()) >= 10
    assert sum(case.get("failed_first", False) for case in CASES) == 67


def test_kinds_and_stances():
    text = "Hall said, “Never again.” Hall claimed it was “over” by then. Hall hailed the army's role."
    attributions = SYSTEMS["rules"](tk.article_of(text)).attributions
    assert [(a.kind, a.stance) for a in attributions] == [("direct", "neutral"), ("mixed", "doubt"), ("indirect", "approving")]


@pytest.mark.parametrize("system", list(SYSTEMS))
@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“We lost,” Ada Hall said. “It is a shame.”", ["“We lost,”", "“It is a shame.”"]),
        ("“We lost the race,” Ada Hall said. “Bad luck.” She left.", ["“We lost the race,”", "“Bad luck.”"]),
        ("“We lost the race,” Ada Hall said. “Bad luck” was blamed.", ["“We lost the race,”"]),
    ],
)
def test_a_sentence_of_a_few_words_goes_on_with_the_quotation_before_it(system, text, content):
    assert attributions_of(system, text)[0]["content"] == content


def test_a_few_quoted_words_go_on_with_no_paraphrase():
    text = "Payrolls grew, according to surveys, and the rate fell to “only” 9 percent. “GREAT JOBS NUMBERS!” Pell wrote."
    assert "“GREAT JOBS NUMBERS!”" not in attributions_of("model", text)[0]["content"]


def test_a_few_quoted_words_behind_another_sentence_go_on_with_no_quotation():
    text = "“We lost the race,” Ada Hall said. The boat sank in May. “Sea Queen.” It was old."
    assert [found["content"] for found in attributions_of("model", text)] == [["“We lost the race,”"]]


@pytest.mark.parametrize("system", list(SYSTEMS))
@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“I ran,” Ada Hall said. “That boat is a wreck and will sink.”", ["“I ran,”", "“That boat is a wreck and will sink.”"]),
        ("“That’s not what the harbour needs,” Ada Hall said.", ["“That’s not what the harbour needs,”"]),
        ("Ada Hall said on Monday, “That boat will sink.”", ["“That boat will sink.”"]),
        ("Ada Hall said on Monday that the boat “will sink.”", ["the boat “will sink.”"]),
    ],
)
def test_a_that_behind_an_opening_mark_belongs_to_the_quotation(system, text, content):
    assert [found["content"] for found in attributions_of(system, text)] == [content]


@pytest.mark.parametrize("system", list(SYSTEMS))
@pytest.mark.parametrize(
    "text", ["“It is over,” said local claims adjuster Ada Hall.", "It was over, local claims adjuster Ada Hall said."]
)
def test_what_looks_like_a_verb_inside_a_role_is_no_cue(system, text):
    (found,) = attributions_of(system, text)
    assert (found["cue"], found["source"][0].endswith("claims adjuster Ada Hall")) == (["said"], True)


@pytest.mark.parametrize("system", list(SYSTEMS))
def test_a_day_between_an_apposition_and_its_verb_is_no_source(system):
    text = "Alvanto, a leading global provider of software, today announced that it would close its plant."
    assert [found["source"] for found in attributions_of(system, text)] == [["Alvanto"]]


@pytest.mark.parametrize("system", list(SYSTEMS))
@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“Why is the harbour closed today?” Ada Hall asked.", ["Ada Hall"]),
        ("“This is a day for the whole harbour!” Mr. Abay said in May.", ["Mr. Abay"]),
        ("“Nobody knows what comes next…” The mayor said in May.", ["The mayor"]),
        ("“They will all be asked, ‘What did you know then?’” Ben Abay said.", ["Ben Abay"]),
        ("“The people of this town ask, ‘Why now?’ ” Ada Hall said on Monday.", ["Ada Hall"]),
    ],
)
def test_a_quoted_question_goes_on_with_whoever_asked_it(system, text, source):
    found = attributions_of(system, text)
    assert found[0]["source"] == source
    assert all(nested["content"][0] in found[0]["content"][0] for nested in found[1:])


@pytest.mark.parametrize("system", list(SYSTEMS))
@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Sen. Ada Hall (D-Calif.), also a lawyer on the list of the party, tweeted that the law was bad.", "Sen. Ada Hall"),
        ("“The law is bad for all,” U.S. Senator Ada Hall, a member of the panel on roads, told CNN.", "U.S. Senator Ada Hall"),
    ],
)
def test_a_subject_is_found_before_its_party_and_apposition(system, text, source):
    assert [found["source"] for found in attributions_of(system, text)] == [[source]]


def test_the_marks_that_close_both_quotations_belong_to_the_content():
    (found, *_) = attributions_of("model", "“I asked him, ‘What did you know?’ ” Ada Hall told the court.")
    assert found["content"] == ["“I asked him, ‘What did you know?’ ”"]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Asked whether the harbour would close, Ada Hall said that it would stay open.", [[], ["Ada Hall"]]),
        ("When he was asked whether the harbour would close, Ben Abay said it would.", [[], ["Ben Abay"]]),
        ("Ada Hall asked whether the harbour would close.", [["Ada Hall"]]),
    ],
)
def test_whoever_is_asked_does_not_ask(text, sources):
    assert [found["source"] for found in attributions_of("model", text)] == sources


def test_what_somebody_goes_on_to_say_is_not_the_papers():
    text = "“I am sick of walking there,” Ada Hall said, according to the Keldry Post. “It has to change, and to change now.”"
    outer, inner = sorted(attributions_of("model", text), key=lambda found: found["cue"])
    assert (outer["source"], len(outer["content"])) == (["the Keldry Post"], 1)
    assert (inner["source"], len(inner["content"])) == (["Ada Hall"], 2)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("President Ada Hall arrived. She said it rained.", ["Ada Hall"]),
        ("Foreign Minister Ben Abay met Ada Hall. The foreign minister said it rained.", ["Ben Abay"]),
        ("General Ben Abay said it rained. Abay added that it would stop.", ["Ben Abay", "Ben Abay"]),
        ("Omar al-Hadi said it rained. Hadi said it would stop.", ["Omar al-Hadi", "Omar al-Hadi"]),
        ("She said it rained.", [None]),
        ("Ada Hall and Ben Abay said it rained.", [("Ada Hall", "Ben Abay")]),
        ("Officials said it rained.", ["Officials"]),
        ("Two residents said it rained.", ["Two residents"]),
    ],
)
def test_speakers(text, speakers):
    assert [a.speaker for a in annotate(text).attributions] == speakers


@pytest.mark.parametrize(
    ("source", "kind", "named"),
    [
        ("The foreign minister", "government", False),
        ("An army spokesman", "military", False),
        ("The United Nations", "international_organisation", True),
        ("Two residents", "civilian", False),
        ("Hezbollah", "armed_group", True),
        ("Reuters", "media", True),
        ("An analyst", "expert", False),
        ("Amnesty International", "ngo_monitor", True),
        ("Russia", "government", True),
    ],
)
def test_source_types(source, kind, named):
    attribution = annotate(f"{source} said the bridge was closed.").attributions[0]
    assert (attribution.source_type, attribution.named) == (kind, named)


def test_every_link_is_explained():
    text = "Iraqi Vice President Nouri al-Maliki spoke. “We agree,” he said. The Iraqi official urged both sides to pull back."
    assert [a.link for a in annotate(text).attributions] == ["pronoun", "role"]
    assert {a.speaker for a in annotate(text).attributions} == {"Nouri al-Maliki"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "“",
        "”",
        '"',
        "said",
        "he said",
        ", said",
        "According to",
        '" said "',
        "“ ” ‘ ’",
        "\x00",
        "a" * 5000,
        "“" * 50,
        "said " * 200,
    ],
)
def test_never_raises(text):
    annotate(text)


def test_an_article_cut_off_by_a_reader_is_no_content():
    text = "The National Rifle Association opposes the bill. The NRA said it would sue. The union wrote that it agreed."
    assert "the" not in [span.of(text) for a in tk.annotate(text).attributions for span in a.content]
