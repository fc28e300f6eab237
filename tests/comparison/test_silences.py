"""Who is talked about and never heard, on articles short enough to count by hand."""

import json

import pytest

import toolkit as tk
from toolkit.comparison.silences import newcombe
from toolkit.measures.unheard import silence_counts
from toolkit.scores.article_score import ArticleScore
from toolkit.statistics.intervals import wilson

HEARD = "President Ada Hall said that it rained in {}."
UNHEARD = "President Ada Hall went to {}. Ada Hall is old."
ONCE = "President Ada Hall went to {}."  # named once and not heard: not talked about
OPEN = "The Quillguard Party fled to {}. The Quillguard Party fled again. You fled. They said it rained."


def silences(scores, **options):
    """The texts here are near-copies of each other."""
    return tk.silences(scores, copies="keep", **options)


def articles(**texts):
    """Articles by outlet, the text each time with another place."""
    places = iter(f"Arle{chr(97 + i)}" for i in range(26))
    return [
        tk.article_of(text.format(place), id=place, outlet=outlet)
        for outlet, many in texts.items()
        for text, place in zip(many, places, strict=False)
    ]


@pytest.fixture(scope="module")
def result():
    return silences(tk.score(articles(Wire=[HEARD] * 3 + [UNHEARD], Herald=[UNHEARD] * 3 + [ONCE], Echo=[HEARD, UNHEARD])))


def test_a_single_kind_needs_no_list():
    scores = tk.score(articles(Wire=[HEARD] * 3, Herald=[UNHEARD] * 3))
    assert silences(scores, kinds="person").settings == silences(scores, kinds=["person"]).settings
    with pytest.raises(tk.OptionError, match="unknown kind nobody; choose among"):
        silences(scores, kinds="nobody")


def test_articles_are_counted_by_group_and_elsewhere(result):
    columns = ["group", "talked_about", "heard", "talked_about_elsewhere", "heard_elsewhere", "n_articles"]
    assert result.of("Ada Hall")[columns].values.tolist() == [
        ["Echo", 2, 1, 7, 3, 2],
        ["Herald", 3, 0, 6, 4, 4],
        ["Wire", 4, 3, 5, 1, 4],
    ]


def test_shares_have_wilsons_interval_and_their_difference_newcombes(result):
    herald = result.of("Ada Hall").set_index("group").loc["Herald"]
    assert (herald["share_heard"], herald["low"], herald["high"]) == pytest.approx(wilson(0, 3))
    assert herald["share_heard_elsewhere"] == pytest.approx(4 / 6)
    assert herald["difference"] == pytest.approx(-4 / 6)
    limits = newcombe(wilson(0, 3), wilson(4, 6))
    assert (herald["difference_low"], herald["difference_high"]) == pytest.approx(limits[1:])


def test_p_is_fishers(result):
    """0 of 3 against 4 of 6: of the 126 ways to hear four of nine, 15 leave out those three, and 6 hear three of them."""
    herald = result.of("Ada Hall").set_index("group").loc["Herald"]
    assert herald["p"] == pytest.approx((15 + 6) / 126)


def test_never_heard(result):
    assert result.never_heard()[["group", "name"]].values.tolist() == [["Herald", "Ada Hall"]]
    assert result.never_heard(4).empty


def test_named_once_and_unheard_is_not_talked_about():
    assert silence_counts(tk.annotate(ONCE.format("Arle"))) == {}


def test_somebody_heard_though_named_once_is_not_silent():
    assert silence_counts(tk.annotate(HEARD.format("Arle"))) == {("Ada Hall", "person", "heard"): 1}


def test_a_pronoun_that_may_be_theirs_leaves_it_open():
    counts = silence_counts(tk.annotate(OPEN.format("Arle")))
    assert counts == {("Quillguard Party", "body", "open"): 2}
    row = silences(tk.score(articles(Wire=[OPEN] * 3))).of("Quillguard Party").iloc[0]
    assert (row["talked_about"], row["heard"], row["open"]) == (3, 0, 3)


def test_registered_names_are_the_same_in_all_articles():
    texts = ["Erdogan spoke. Erdogan left.", "President Recep Tayyip Erdogan spoke. Mr Erdogan left.", "Erdogan said it rained."]
    table = silences(tk.score(articles(Wire=texts))).table
    assert table[["name", "talked_about", "heard"]].values.tolist() == [["Recep Tayyip Erdogan", 3, 1]]


def test_labels_are_counted_on_request():
    scores = tk.score(articles(Wire=["The Takfiris fled from {}."] * 3))
    assert silences(scores).table.empty
    assert silences(scores, kinds=["group"]).table[["name", "talked_about", "heard"]].values.tolist() == [["takfiri", 3, 0]]


def test_an_outlet_that_names_itself_is_left_out():
    text = "Reuters could not verify it in {}. Reuters tried."
    assert list(silences(tk.score(articles(Reuters=[text] * 2, Herald=[text] * 3))).table["group"]) == ["Herald"]


@pytest.mark.parametrize(
    ("outlet", "name"),
    [
        ("The Keldry Times", "Keldry Times"),
        ("Keldry Times", "The Keldry Times"),
        ("keldrytimes.com", "The Keldry Times"),
        ("Keldry Times - Opinion", "The Keldry Times"),
        ("Keldry Times (Online News)", "Keldry Times"),
        ("AP", "The AP"),
        ("Fox Online News", "Fox News"),
    ],
)
def test_an_outlet_is_itself_however_its_name_is_written(outlet, name):
    text = f"{name} could not verify it. {name} tried. President Ada Hall left. Ada Hall is old."
    score = tk.score(tk.article_of(text, outlet=outlet))
    assert [name for name, _, _ in score.talked_about] == ["Ada Hall"]
    assert score.values["unheard_share"] == 1
    assert len(tk.score(tk.article_of(text, outlet="Herald")).talked_about) == 2


def test_another_outlet_is_not_itself():
    text = "The Keldry Times could not verify it. The Keldry Times tried."
    assert tk.score(tk.article_of(text, outlet="Dorlin Times")).talked_about
    assert tk.score(tk.article_of(text)).talked_about


def test_survives_the_record_and_old_records_are_read():
    score = tk.score(tk.article_of(UNHEARD.format("Arle")))
    record = json.loads(json.dumps(score.to_record()))
    assert ArticleScore.from_record(score.article, record).talked_about == {("Ada Hall", "person", "unheard"): 2}
    del record["talked_about"]
    assert ArticleScore.from_record(score.article, record).talked_about == {}


def test_copies_are_one_trial():
    text = "President Ada Hall went to the old town in the morning. Ada Hall is old. The road was closed for days and few came."
    scores = tk.score([tk.article_of(text, id=str(i), outlet=outlet) for i, outlet in enumerate(["Wire", "Wire", "Herald"])])
    assert tk.silences(scores, least=1).table[["group", "talked_about"]].values.tolist() == [["Wire", 1]]


def test_wrong_use_says_what_would_be_right(result):
    scores = tk.score(articles(Wire=[HEARD]))
    with pytest.raises(tk.OptionError, match="person, body, group"):
        silences(scores, kinds=["people"])
    with pytest.raises(tk.OptionError, match="between 0 and 1"):
        silences(scores, confidence=95)
    with pytest.raises(tk.OptionError, match="Ada Hall"):
        result.of("Nobody")


def test_syrian_war_by_outlet(syria):
    """The Syrian National Coalition's own site talks about the United Nations and lets it never speak; others do."""
    result = tk.silences(tk.load_scores(syria))
    etilaf = result.of("United Nations").set_index("group").loc["etilaf"]
    assert etilaf["heard"] <= 1 < 6 <= etilaf["talked_about"]
    assert etilaf["share_heard_elsewhere"] > 0.6
    assert etilaf["difference_high"] < 0
