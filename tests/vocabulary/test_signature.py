import json
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import FitFailedWarning, NotFittedError
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV

import toolkit as tk
from toolkit.training.folds import grouped_folds
from toolkit.vocabulary import article_pairs as pairs, signature as module
from toolkit.vocabulary.signature import Distinctiveness, OutletSignature

TOPICS = "bridge market harbour school hospital tunnel quarry ferry museum stadium".split()
VERBS = "closed opened flooded burned reopened".split()


def covered(*sayings, outlets=("Wire", "Herald"), events=10, **fields):
    """Two invented outlets on the same events; each has a way of its own to say it, in the place of {}."""
    articles = []
    for i in range(events):
        facts = f"The {TOPICS[i % 10]} {VERBS[i % 5]} on Monday."
        for outlet, saying in zip(outlets, sayings, strict=True):
            text = saying(i) if callable(saying) else saying
            articles.append(tk.article_of(f"{text.format(facts)}", id=f"{outlet}{i}", outlet=outlet, event=f"e{i}", **fields))
    return articles


def often(word, other):
    """A word of one's own in four of five articles, so that it is no boilerplate."""
    return lambda i: f"{{}} The {other if i % 5 == 0 else word} watched."


MOB = covered(often("crowd", "people"), often("mob", "people"))


@pytest.fixture(scope="module")
def mob():
    return OutletSignature(boilerplate=None, n_permutations=99).fit(MOB)


def test_outlets_with_words_of_their_own_are_told_apart(mob):
    assert mob.result_.auroc > 0.8
    assert mob.result_.p <= 0.02
    assert abs(mob.result_.baseline - 0.5) < 0.1
    assert mob.result_.low < mob.result_.auroc <= mob.result_.high <= 1
    assert mob.outlets_["n_pairs"].tolist() == [10, 10]
    assert mob.told_apart_.loc["Wire", "Herald"] == mob.outlets_.set_index("outlet").loc["Wire", "auroc"]
    assert "of pairs told apart" in str(mob.result_)
    assert "interval too narrow" in str(mob.result_)


def test_words_come_with_counts_and_an_example(mob):
    word = mob.words("Herald").set_index("word").loc["mob"]
    assert mob.words("Herald")["word"][0] in ("mob", "the mob", "mob watched")
    assert word[["count", "articles", "articles_elsewhere"]].tolist() == [8, 8, 0]
    assert "The [mob] watched" in word["example"]
    assert 0 < mob.words("Herald")["contribution"].sum() < 1
    with pytest.raises(ValueError, match="no outlet 'Bugle'; outlets are Herald, Wire"):
        mob.words("Bugle")


def test_only_giveaways_tell_nothing():
    wire = (
        "HARBOUR, July 3 (Wire) - {} The Wire has learned.\nReporting by Ada Hall; Editing by Ben Abay\nRead more: wire.com/news"
    )
    herald = "By Cora Dunn\n{} Herald reports.\nFollow us on @herald. © 2031 Herald Media"
    signature = OutletSignature(boilerplate=None, n_permutations=19).fit(covered(wire, herald))
    assert signature.result_.auroc == 0.5
    assert signature.result_.p == 1


def test_words_of_sources_do_not_count():
    articles = covered("{} “What a dreadful mess,” Hall said.", "{} “Our splendid works,” Hall said.")
    own, quoted = (OutletSignature(voice=v, boilerplate=None, n_permutations=19).fit(articles) for v in ("own", "quotation"))
    assert own.result_.auroc == 0.5
    assert quoted.result_.auroc == 1
    assert set(quoted.words("Wire")["word"]) >= {"dreadful", "mess"}


def test_words_in_nearly_all_of_one_outlet_are_boilerplate():
    articles = covered("{} Tickets are sold out.", often("mob", "people"))
    guarded, open_ = (OutletSignature(boilerplate=b, n_permutations=9).fit(articles) for b in (0.8, None))
    left_out = guarded.boilerplate_.set_index("word")
    assert left_out.loc["tickets", ["outlet", "share", "share_elsewhere"]].tolist() == ["Wire", 1, 0]
    assert not any("tickets" in word for word in guarded.terms_)
    assert "tickets are" in open_.terms_
    assert not len(open_.boilerplate_)


def test_further_names_are_left_out():
    articles = covered(lambda i: "{} So the Bugler found." if i % 2 else "{}", "{}")
    assert "bugler" in OutletSignature(n_permutations=9).fit(articles).terms_
    named = OutletSignature(n_permutations=9, aliases={"Wire": ["The Bugler"]}).fit(articles)
    assert not any("bugler" in term for term in named.terms_)


def test_the_closed_form_is_ridge_fitted_anew_in_every_fold():
    rng = np.random.default_rng(0)
    texts = [list(rng.choice(list("abcdefgh"), 6)) for _ in range(30)]
    codes, units = rng.integers(3, size=30), np.arange(30) % 6
    folds = grouped_folds(codes, units, n_splits=3)
    smoother = module._smoother(CountVectorizer(analyzer=list).fit_transform(texts), folds, 0.7)
    for train, test in folds:
        tfidf = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit([texts[i] for i in train])
        ridge = Ridge(0.7).fit(tfidf.transform([texts[i] for i in train]).toarray(), np.eye(3)[codes[train]])
        expected = ridge.predict(tfidf.transform([texts[i] for i in test]).toarray())
        assert np.allclose((smoother @ np.eye(3)[codes])[test], expected)
        assert not smoother[np.ix_(test, test)].any()


def test_p_is_uniform_where_outlets_are_shuffled_within_events():
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice("ash bay cod dew elm fir gum hay ivy jam".split(), 8)) for _ in range(40)]
    p_values = []
    for seed in range(20):
        outlets = np.concatenate([rng.permutation(["Wire", "Herald"]) for _ in range(20)])
        signature = OutletSignature(n_permutations=19, random_state=seed).fit(texts, outlets, np.arange(40) // 2)
        p_values.append(signature.result_.p)
    assert 0.35 < np.mean(p_values) < 0.65
    assert np.mean(np.array(p_values) <= 0.1) <= 0.2


def test_same_seed_same_result(mob):
    again = clone(mob).fit(MOB)
    assert again.result_ == mob.result_
    assert clone(mob).set_params(random_state=1).fit(MOB).result_ != mob.result_


def test_it_classifies_and_is_pickled(mob):
    texts = ["The quarry burned. The mob watched.", "The ferry closed. The crowd watched."]
    proba = mob.predict_proba(texts)
    assert mob.classes_.tolist() == ["Herald", "Wire"]
    assert np.allclose(proba.sum(axis=1), 1)
    assert mob.predict(texts).tolist() == ["Herald", "Wire"]
    assert np.array_equal(pickle.loads(pickle.dumps(mob)).predict_proba(texts), proba)
    assert np.allclose(mob.predict_proba(["Nothing known here."]), 0.5, atol=0.3)
    with pytest.raises(NotFittedError):
        OutletSignature().predict(texts)


def test_in_a_grid_search_with_plain_texts_and_labels():
    texts, labels = [article.text for article in MOB], [article.outlet for article in MOB]
    grid = {"voice": ["own", "quotation"]}
    search = GridSearchCV(OutletSignature(boilerplate=None, n_permutations=9), grid, cv=2, error_score=0.0)
    with pytest.warns(FitFailedWarning, match="fits failed"):  # nobody is quoted
        search.fit(texts, labels)
    assert search.best_params_ == {"voice": "own"}
    assert search.best_score_ > 0.8


def test_without_events_random_blocks_are_compared_and_the_result_says_so():
    articles = covered(often("crowd", "people"), often("mob", "people"), events=30)
    signature = OutletSignature(event=None, boilerplate=None, n_permutations=19).fit(articles)
    assert "topics too may tell outlets apart" in str(signature.result_)
    assert signature.result_.auroc > 0.8


def test_a_missing_interval_is_not_reported():
    nothing = float("nan")
    told = str(Distinctiveness(0.7, nothing, nothing, 0.5, 0.4, 0.1, 20, 2, 2, ("no interval: one value only",)))
    assert told.startswith("0.700 of pairs told apart (.5 is chance); outlets shuffled")
    assert "nan" not in told


def test_one_event_is_dealt_into_blocks():
    signature = OutletSignature(boilerplate=None, n_permutations=9).fit(MOB, groups=["war"] * len(MOB))
    assert "one event only" in str(signature.result_)
    assert signature.result_.n_events == 2


def test_what_cannot_be_compared_is_left_out_and_noted():
    more = [tk.article_of("The people watched.", outlet="Rag", event="e0"), tk.article_of("It rained.", outlet="Wire")]
    notes = OutletSignature(boilerplate=None, n_permutations=9).fit([*MOB, *more]).result_.notes
    assert notes[:2] == ("1 articles without outlet or event left out", "left out with fewer than 5 articles: Rag")


def test_of_very_many_articles_whole_events_are_drawn(monkeypatch):
    monkeypatch.setattr(pairs, "LARGEST", 13)
    result = OutletSignature(boilerplate=None, n_permutations=9).fit(MOB).result_
    assert (result.n_articles, result.n_events) == (12, 6)
    assert "at most 13 of 20 articles drawn, by whole events" in result.notes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"voice": "whisper"}, "unknown voice 'whisper'; choose own, all, or among headline"),
        ({"n_permutations": 0}, "n_permutations must be at least 1"),
        ({"by": "genre"}, "need two outlets with 5 articles"),
        ({"event": "id"}, "no event has articles of two outlets; event=None"),
        ({"voice": "quotation"}, "no word occurs in two articles in the voice 'quotation'"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(change, message):
    with pytest.raises(ValueError, match=message):
        OutletSignature(**change).fit(MOB)


def test_labels_and_articles_must_be_as_many():
    with pytest.raises(ValueError, match="20 articles, but 1 values of y or groups"):
        OutletSignature().fit(MOB, ["Wire"])


def test_the_example_outlets_are_told_apart_without_their_names():
    signature = OutletSignature(n_permutations=19).fit(list(tk.read_articles(tk.EXAMPLE)))
    assert signature.result_.auroc > 0.95
    assert signature.result_.n_events == 20
    names = {"halyard", "wire", "rattle", "wayside", "dispatch", "kelmarra", "astreva", "(halyard)", "roke", "anselm"}
    assert not names & {word for term in signature.terms_ for word in term.split()}


def test_real_outlets_are_recognised_by_their_own_words_and_not_by_their_sources(shared):
    """BASIL (Fan et al. 2019), the first 50 of its 100 events in three outlets."""
    articles = []
    for path in sorted((shared / "basil" / "articles").rglob("*.json"))[:150]:
        row = json.loads(path.read_text(encoding="utf-8"))
        text = "\n".join(" ".join(paragraph) for paragraph in row["body-paragraphs"])
        outlet, event = row["source"].lower(), row["triplet-uuid"]
        articles.append(tk.article_of(text, id=row["uuid"], outlet=outlet, event=event, title=row["title"], url=row["url"]))
    aliases = {"nyt": ["The New York Times", "NYTimes"], "fox": ["Fox News"], "hpo": ["The Huffington Post", "HuffPost"]}
    own, quoted = (OutletSignature(voice=v, aliases=aliases, n_permutations=99).fit(articles) for v in ("own", "quotation"))
    assert own.result_.auroc > 0.8
    assert own.result_.p == 0.01
    assert quoted.result_.auroc < 0.6
    assert not {"fox", "huffington", "huffpost", "nytimes"} & {word for term in own.terms_ for word in term.split()}
