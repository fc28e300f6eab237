"""What a lexicon holds, what changed between two, and which scores that moves."""

from toolkit.articles.article import article_of
from toolkit.text.lexicon import Entry, Lexicon
from toolkit.validation.contents import diff, moved, stats


def test_stats_count_the_verified():
    entries = (Entry("thug", "label", locator="unverified", source="a"), Entry("mob", "label", source="b", neutral="crowd"))
    counts = stats(Lexicon("mine", "loaded", entries)).set_index(["of", "value"])["n"]
    assert counts["entries", ""] == 2
    assert counts["verified", ""] == 1
    assert counts["with a neutral alternative", ""] == 1
    assert counts["category", "label"] == 2


def test_diff_lists_added_removed_and_changed():
    old = Lexicon("a", "loaded", (Entry("thug", "label"), Entry("mob", "label")))
    new = Lexicon("a", "loaded", (Entry("thug", "emotive", weight=0.5), Entry("horde", "emotive")))
    assert diff(old, new).values.tolist() == [
        ["horde", "added", "", "emotive"],
        ["mob", "removed", "label", ""],
        ["thug", "category", "label", "emotive"],
        ["thug", "weight", "1.0", "0.5"],
    ]


def test_moved_shows_which_scores_change():
    old = Lexicon("a", "loaded", (Entry("thug", "label"),))
    new = Lexicon("a", "loaded", (Entry("thug", "label", not_in=("thug life",)), Entry("mob", "label")))
    articles = [article_of("The mob liked a thug life. A thug ran.", outlet="Wire"), article_of("It rained.", outlet="Herald")]
    assert moved(old, new, articles).values.tolist() == [["Herald", 1, 0, 0, ""], ["Wire", 1, 2, 2, "mob +1, thug -1"]]


def test_every_column_is_compared():
    old, new = (Lexicon("a", "cue", (Entry("say", "verb", extra={"complement": what}),)) for what in ("that", "to"))
    assert diff(old, new).values.tolist() == [["say", "complement", "that", "to"]]
