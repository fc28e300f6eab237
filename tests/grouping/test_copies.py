"""Near-copies: found whole, cut and changed, without drifting from copy to copy, and counted once or for their agency."""

import random
from datetime import date

import pytest

import toolkit as tk
from toolkit.grouping.copies import agency_of, copies, independent, precedence
from toolkit.scores.article_score import ArticleScore
from toolkit.scores.scores import ScoreTable

VERBS = "left took saw held lost sold built found closed reached guarded mapped painted mended crossed".split()
PLACES = "town mill bridge harbour depot school quarry market chapel tunnel orchard station ferry tower well".split()


def sentences(seed, n=30):
    """Invented sentences of twelve words."""
    rng = random.Random(seed)
    template = "On day {} the {} crew {} the {} near mark {}."
    return [
        template.format(rng.randrange(900), rng.choice(PLACES), rng.choice(VERBS), rng.choice(PLACES), rng.randrange(900))
        for _ in range(n)
    ]


def text(*parts):
    return " ".join(sentence for part in parts for sentence in part)


SCORER = tk.Scorer(rules_only=True, bias_model=None)


def scored(*rows):
    """A table of articles: (id, text, and further fields)."""
    return SCORER.score_all([tk.article_of(text, id=id, **fields) for id, text, fields in rows])


def sets(result):
    """The ids of each set, its first before the others."""
    return [group["id"].tolist() for _, group in result.table.groupby("set")]


def changed(share, seed=1):
    """Sentences of which a share was replaced, spread over the text."""
    whole, other = sentences(seed), sentences(f"{seed} other")
    every = {round(i / share) for i in range(round(share * len(whole)))}
    return [other[i] if i in every else sentence for i, sentence in enumerate(whole)]


@pytest.mark.parametrize(("share", "is_copy"), [(0.1, True), (0.3, True), (0.6, False)])
def test_a_copy_may_have_some_sentences_replaced(share, is_copy):
    result = copies(scored(("a", text(sentences(1)), {}), ("b", text(changed(share)), {})))
    assert len(result) == int(is_copy)


@pytest.mark.parametrize(("kept", "is_copy"), [(15, True), (8, True), (4, True), (2, False)])
def test_wire_copy_is_cut_from_the_end(kept, is_copy):
    result = copies(scored(("a", text(sentences(1)), {}), ("b", text(sentences(1)[:kept]), {})))
    assert len(result) == int(is_copy)
    if is_copy:
        assert result.table["containment"].tolist() == [1, 1]
        assert result.table["resemblance"].iloc[1] == pytest.approx(kept / 30, abs=0.1)


def test_a_copy_with_paragraphs_added_is_still_a_copy():
    result = copies(scored(("a", text(sentences(1)), {}), ("b", text(sentences(2, 10), sentences(1)), {})))
    assert sets(result) == [["b", "a"]]


def test_articles_on_one_subject_are_no_copies():
    assert len(copies(scored(*((f"{i}", text(sentences(i)), {}) for i in range(20))))) == 0


def test_equal_texts_are_copies_however_short():
    result = copies(
        scored(("a", "It rained.", {}), ("b", "It rained!", {}), ("c", "It snowed.", {}), ("d", "", {}), ("e", "", {}))
    )
    assert sorted(result.table["id"]) == ["a", "b"]
    assert result.table["resemblance"].tolist() == [1, 1]


def test_a_chain_of_copies_is_cut_where_it_has_drifted():
    """Each is a copy of the one before, the last shares nothing with the first."""
    parts = [sentences(i, 10) for i in range(7)]
    days = [{"published": date(2017, 3, i + 1)} for i in range(5)]
    result = copies(scored(*((f"{i}", text(*parts[i : i + 3]), days[i]) for i in range(5))))
    assert sets(result) == [["0", "1"], ["2", "3"]]
    assert "4" not in set(result.table["id"])


def test_the_earliest_represents_the_set_then_the_longest():
    whole = sentences(1)
    result = copies(
        scored(
            ("undated", text(whole), {}),
            ("late", text(whole, sentences(2, 3)), {"published": date(2017, 3, 2)}),
            ("short", text(whole[:-4]), {"published": date(2017, 3, 1)}),
            ("long", text(whole), {"published": date(2017, 3, 1)}),
        )
    )
    assert sets(result) == [["long", "short", "late", "undated"]]
    assert result.table["first"].tolist() == [True, False, False, False]


def test_the_order_of_articles_makes_no_difference():
    rows = [(f"{i}-{share}", text(changed(share, i) if share else sentences(i)), {}) for i in range(6) for share in (0, 0.1, 0.3)]
    random.Random(3).shuffle(rows)
    columns = ["set", "id", "resemblance", "first"]
    one, other = (copies(scored(*order)).table[columns].values.tolist() for order in (rows, rows[::-1]))
    assert one == other
    assert len({number for number, *_ in one}) == 6


def test_many_articles_with_one_stock_paragraph_are_no_copies():
    stock = sentences("stock", 6)
    rows = [(f"{i:03}", text(sentences(i, 12), stock), {}) for i in range(60)]
    rows += [("copy", text(sentences(7, 12), stock), {})]
    assert sorted(copies(scored(*rows)).table["id"]) == ["007", "copy"]


def test_many_copies_of_one_text_make_one_set():
    result = copies(scored(*((f"{i}", text(changed(0.1, 1) if i % 2 else sentences(1)), {}) for i in range(40))))
    assert [len(one) for one in sets(result)] == [40]


@pytest.mark.parametrize("threshold", [0, -0.1, 1.2])
def test_a_threshold_that_is_no_share_is_refused(threshold):
    with pytest.raises(tk.OptionError, match="give a share above 0, up to 1"):
        copies(ScoreTable(), threshold=threshold)


def test_scores_without_sketches_are_refused_and_some_are_noted():
    table = scored(("a", "It rained.", {}), ("b", "It rained.", {}))
    bare = [ArticleScore.from_record(one.article, {**one.to_record(), "sketch": []}) for one in table]
    with pytest.raises(tk.ArticleError, match="score the articles again"):
        copies(ScoreTable(bare))
    result = copies(ScoreTable([*table, bare[0]]))
    assert result.notes == ("1 articles have no sketch and were not compared",)
    assert len(copies(ScoreTable())) == 0


@pytest.mark.parametrize(
    ("fields", "agency"),
    [
        ({"wire_credit": "Reuters"}, "Reuters"),
        ({"wire_credit": "AFP"}, "Agence France-Presse"),
        ({"wire_credit": "Halyard Wire"}, "Halyard Wire"),
        ({"wire_credit": "with AP and Xinhua"}, "Associated Press"),
        ({"byline": "By Xinhua staff"}, "Xinhua"),
        ({"byline": "Ann Hall, The Associated Press"}, "Associated Press"),
        ({"byline": "Petra Saba"}, None),
        ({"byline": "Ann Hall"}, None),
        ({}, None),
    ],
)
def test_the_agency_is_named_in_the_credit_or_byline(fields, agency):
    assert agency_of(tk.article_of("It rained.", **fields)) == agency


WIRE = [
    ("a", text(sentences(1)), {"outlet": "Post", "published": date(2017, 3, 2), "country": "x"}),
    ("b", text(sentences(1)), {"outlet": "Herald", "published": date(2017, 3, 1), "wire_credit": "Reuters"}),
    ("c", text(sentences(2)), {"outlet": "Post"}),
    ("d", text(sentences(2)[:20]), {"outlet": "Herald"}),
    ("e", text(sentences(3)), {"outlet": "Post"}),
    ("f", text(sentences(3)), {"outlet": "Post"}),
    ("g", text(sentences(4)), {"outlet": "Herald", "wire_credit": "TASS"}),
    ("h", text(sentences(5)), {"outlet": "Herald"}),
]


def wire():
    rows = [(id, body, {name: value for name, value in fields.items() if name != "country"}) for id, body, fields in WIRE]
    return scored(*rows)


def left(result):
    return sorted((one.article.id, one.article.outlet) for one in result.scores)


def test_each_text_counts_once_for_the_outlet_that_had_it_first():
    result = independent(wire(), "once")
    assert [id for id, _ in left(result)][:2] == ["b", "c"]
    assert [outlet for _, outlet in left(result)] == ["Herald", "Post", "Post", "Herald", "Herald"]
    assert len(result.scores) == 5
    assert result.done.set_index("id").loc["a", "kept"] == False  # noqa: E712


def test_wire_copy_counts_for_its_agency():
    result = independent(wire(), "agency")
    outlets = {id: outlet for id, outlet in left(result) if id not in ("e", "f")}
    assert outlets == {"b": "Reuters", "c": "wire copy", "g": "TASS", "h": "Herald"}
    assert len(result.scores) == 5
    assert {outlet for id, outlet in left(result) if id in ("e", "f")} == {"Post"}  # a text twice in one outlet stays its own
    assert result.done.query("id == 'a'")[["set", "agency", "kept", "credited"]].values.tolist()[0][1:] == [
        "Reuters",
        False,
        "Reuters",
    ]


def test_keeping_all_looks_for_no_copies_but_tells_which_were_found_before(monkeypatch):
    table, known = wire(), copies(wire())
    result = independent(table, "keep", found=known)
    assert [one.article for one in result.scores] == [one.article for one in table]
    assert sorted(result.done["id"]) == list("abcdefg")
    assert result.done["kept"].all()
    monkeypatch.delattr("toolkit.grouping.copies.likeness")  # without which none can be found
    again = independent(table, "keep")
    assert [one.article for one in again.scores] == [one.article for one in table]
    assert not (again.done["set"] > 0).any()


def test_an_agency_that_is_itself_an_outlet_is_credited():
    rows = [("a", text(sentences(1)), {"outlet": "Reuters"}), ("b", text(sentences(1)), {"outlet": "Post"})]
    assert [one.article.outlet for one in independent(scored(*rows), "agency").scores] == ["Reuters"]


def test_another_column_can_take_the_agency_s_name():
    rows = [
        (f"{i}", text(sentences(1)), {"outlet": "Post", "labels": {"country": land}})
        for i, land in enumerate(("Astreva", "Ulmery"))
    ]
    result = independent(scored(*rows), "agency", by="country")
    assert [(one.article.outlet, one.article.value("country")) for one in result.scores] == [("Post", "wire copy")]
    with pytest.raises(tk.OptionError, match="cannot hold the name of an agency"):
        independent(scored(*rows), "agency", by="published")


def test_copies_found_before_are_used_and_those_of_other_scores_refused():
    table = wire()
    known = copies(table)
    assert left(independent(table, "once", found=known)) == left(independent(table))
    with pytest.raises(tk.OptionError, match="belong to other scores"):
        independent(scored(("z", "It rained.", {})), found=known)
    with pytest.raises(tk.OptionError, match="give one of once, agency, keep"):
        independent(table, "twice")


def test_chance_and_not_the_alphabet_decides_between_equals():
    tables = [
        scored((f"{i}a", "It rained.", {"outlet": "Astreva One"}), (f"{i}b", "It rained.", {"outlet": "Zenith"}))
        for i in range(40)
    ]
    ranks = [precedence(table.scores) for table in tables]
    firsts = [table.scores[order.index(min(order))].article.outlet for table, order in zip(tables, ranks, strict=True)]
    assert 10 < firsts.count("Zenith") < 30


def test_no_copy_is_found_in_the_example():
    assert len(copies(SCORER.score_all(tk.read_articles(tk.EXAMPLE)))) == 0


def test_the_texts_that_occur_twice_in_a_real_corpus_are_found(shared, syria):
    """FA-KES (Abu Salem et al. 2019): 15 texts occur there twice; further pairs are wire copy or text used again."""
    path = shared / "fakes_syria" / "FA-KES-Dataset.csv"
    articles = list(tk.read_articles(path, encoding="latin-1"))
    table = copies(tk.load_scores(syria)).table
    number = dict(zip(table["position"], table["set"], strict=True))
    texts: dict[str, list[int]] = {}
    for i, article in enumerate(articles):
        texts.setdefault(article.text, []).append(i)
    twice = [places for places in texts.values() if len(places) > 1]
    assert sum(len(places) - 1 for places in twice) == 15
    assert all(len({number.get(i) for i in places} - {None}) == 1 and set(places) <= set(number) for places in twice)
    assert 40 < table["set"].nunique() < 90
