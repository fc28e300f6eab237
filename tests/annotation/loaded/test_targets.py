"""About whom or what loaded terms are: what is written of a target, whatever weights chose it."""

import json
import tomllib
from hashlib import sha256

import numpy as np
import pytest

from toolkit.annotation.annotator import Annotator, annotate
from toolkit.annotation.loaded import targets
from toolkit.annotation.loaded.target_candidates import DEMONSTRATIVE, REACH, Candidates, Passage, WordClass, candidates
from toolkit.annotation.loaded.target_network import PairStates, TargetNetwork
from toolkit.annotation.loaded.targets import KINDS, MODEL, POLARITIES, likeliest, load_target_model, target_model_of
from toolkit.articles.article import article_of
from toolkit.errors import ModelError
from toolkit.text.words import Words

LINKS = ("modifier", "head", "predicate", "subject", "object", "possessor", "apposition", "pronoun", "self")


def _target(text, term):
    """The loaded term of a text that is spelt so, with its target."""
    document = annotate(text)
    return next(t for t in document.loaded if t.span.of(text) == term)


def _passage(text, sentences=None):
    words = Words(text)
    none = np.zeros(len(words), dtype=np.uint64)
    sentences = np.zeros(len(words), dtype=np.intp) if sentences is None else np.array(sentences)
    return Passage.of(words, {}, {}, groups=none, voices=none, sentences=sentences)


@pytest.mark.parametrize(
    ("text", "term", "name", "link"),
    [
        ("The brutal regime fell on Monday.", "brutal", "regime", "head"),
        ("Minister Ada Hall arrived on Monday. The minister was heroic, people said.", "heroic", "Ada Hall", "predicate"),
        ("Minister Ada Hall spoke. She was heroic.", "heroic", "Ada Hall", "pronoun"),
        ("Daesh massacred the villagers.", "massacred", "Daesh", "subject"),
        ("He called this cowardly outrage a crime.", "outrage", "outrage", "self"),
    ],
)
def test_a_target_is_found_with_its_name_and_link(text, term, name, link):
    target = _target(text, term).target
    assert (target.name, target.link) == (name, link)


@pytest.mark.parametrize(("speaker", "named"), [("Ada Hall", True), ("The women", False)])
def test_who_says_we_has_a_name_or_none(speaker, named):
    target = _target(f"{speaker} said: “We are heroic.”", "heroic").target
    assert (target.link, target.named) == ("pronoun", named)


@pytest.mark.parametrize(
    ("text", "term", "name"),
    [
        ("“They flooded us,” claimed one supporter. It rained on the town of Dorlin.", "claimed", "supporter"),
        pytest.param(
            "One aide privy to the closed-door talks claimed envoys did not want to bend to the demands.",
            "claimed",
            "aide",
            marks=pytest.mark.xfail(reason="the tagger finds no source here"),
        ),
        ("The road was shut. Hall slammed Abay as a liar, boasting that the dam was safe.", "boasting", "Hall"),
    ],
)
def test_a_loaded_cue_is_about_the_head_of_its_source(text, term, name):
    target = _target(text, term).target
    assert (target.name, target.sure) == (name, True)


def test_the_country_is_the_first_that_the_sentence_speaks_of():
    target = _target("The Iraqi official urged more help in the terror-ravaged country.", "terror-ravaged").target
    assert (target.name, target.entity, target.kind) == ("Iraq", "Iraq", "country")


def test_a_term_that_is_itself_the_mention_has_no_span():
    target = _target("The looters fled.", "looters").target
    assert (target.name, target.span, target.link) == ("looters", None, "self")


def test_good_and_bad_light_are_told_apart():
    assert _target("Ada Hall was heroic.", "heroic").polarity == "+"
    assert _target("The brutal regime fell.", "brutal").polarity == "-"


def test_every_target_of_an_article_is_written_with_its_span_and_probability():
    text = "“They are brutal thugs,” Minister Ada Hall said of Daesh. The terrorists slaughtered heroic villagers in Iraq."
    article = article_of(text, title="Brutal terrorists slaughter villagers")
    record = annotate(article).to_dict()
    assert {term["field"] for term in record["loaded"]} == {"title", "text"}
    for term in record["loaded"]:
        target = term["target"]
        assert term["polarity"] in POLARITIES
        assert target["kind"] in KINDS
        assert target["link"] in LINKS
        assert 0 < target["p"] <= 1
        start, end = target["span"] or (0, 1)
        assert (text if term["field"] == "text" else article.title)[start:end].strip()
    assert json.loads(json.dumps(record)) == record


def test_terms_of_a_users_own_lexicon_have_targets_too(tmp_path):
    (tmp_path / "mine.csv").write_text("term,category\nsplendid,glorifying\n", encoding="utf-8")
    document = Annotator([tmp_path / "mine.csv"])(article_of("The splendid minister Ada Hall arrived."))
    assert document.loaded[0].target.name == "Ada Hall"


def test_a_text_without_loaded_terms_has_no_targets():
    assert annotate("It rained.").loaded == ()


def test_this_is_a_pronoun_only_where_no_noun_follows():
    passage = _passage("This is wrong, and this war is, too.")
    assert [i for i, pronoun in enumerate(passage.pronouns) if pronoun == DEMONSTRATIVE] == [0]


def test_words_like_family_are_no_adverbs():
    passage = _passage("These deadly attacks shook the family. This clearly hurt.")
    assert WordClass.ADVERB not in passage.classes[:6]
    assert passage.classes[1] == WordClass.ADJECTIVE
    assert passage.pronouns.tolist().count(DEMONSTRATIVE) == 1


def test_classes_follow_endings_capitals_and_closed_lists():
    passage = _passage("He thanked the regimes of Homs.")
    classes = [WordClass(one).name for one in passage.classes.tolist()]
    assert classes == ["PRONOUN", "IN_ED", "DETERMINER", "PLURAL", "OF", "NAME"]


def test_candidates_are_nouns_of_the_sentence_and_whoever_is_meant_around_it():
    words = "It rained. He left early. The brutal regime fell at dawn. They cheered the end."
    passage = _passage(words, [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3])
    pairs = candidates(passage, [range(6, 7)])
    assert [passage.words.keys[i] for i in pairs.words] == ["it", "he", "regime", "fell", "dawn", "they", "brutal"]
    assert pairs.itself.tolist() == [False] * 6 + [True]


def test_candidates_of_text_without_full_stops_are_within_reach():
    passage = _passage("regime " * 3 * REACH)
    pairs = candidates(passage, [range(1), range(REACH + 10, REACH + 12)])
    assert np.bincount(pairs.terms).tolist() == [REACH + 1, 2 * REACH + 1]
    assert pairs.words[: REACH + 1].max() == REACH


def test_no_more_terms_than_a_few_are_looked_at_at_once(monkeypatch):
    sizes, usual = [], targets.candidates

    def counted(passage, terms):
        sizes.append(len(terms))
        return usual(passage, terms)

    monkeypatch.setattr(targets, "AT_ONCE", 5)
    monkeypatch.setattr(targets, "candidates", counted)
    document = annotate("The brutal regime fell. " * 12)
    assert (max(sizes), sum(sizes)) == (5, len(document.loaded))
    assert [term.target.name for term in document.loaded] == ["regime"] * len(document.loaded)


def test_mentions_of_one_entity_count_together():
    best, p = likeliest(np.array([0.4, 0.35, 0.25]), np.array([0, 0, 0]), np.array([0, 7, 7]))
    assert (best.tolist(), p.tolist()) == ([1], [0.6])


def test_states_of_words_speak_for_candidates():
    pairs = Candidates(np.array([0, 0]), np.array([0, 2]), np.array([1, 1]), np.array([2, 2]))
    states = np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32)
    one, none = np.eye(2, 4, dtype=np.float32), np.zeros(4, dtype=np.float32)
    network = TargetNetwork(one, none, np.roll(one, 2, axis=1) + one, none, np.ones((2, 12), dtype=np.float32))
    told = network.scores(pairs.terms, PairStates.of(pairs, states))
    assert told[:, 0].tolist() == [2, 1]  # the sums of term and candidate, cut off at zero: (1, 1) and (-1, 1)


def test_a_reader_without_weights_of_its_own_takes_those_of_features(tmp_path):
    model = target_model_of(tmp_path, 384)
    assert model.network is None
    assert model.targets is load_target_model().targets


def test_weights_for_the_states_of_another_reader_are_refused(tmp_path):
    (tmp_path / MODEL.name).write_bytes(MODEL.read_bytes())
    assert target_model_of(tmp_path, 96).network is not None
    with pytest.raises(ModelError, match="train targets --reader"):
        target_model_of(tmp_path, 384)


def test_targets_are_found_without_states_too():
    document = Annotator(rules_only=True)(article_of("The brutal regime fell on Monday."))
    assert document.loaded[0].target.name == "regime"


def test_a_file_that_holds_no_such_weights_is_an_error(tmp_path):
    np.savez(tmp_path / "other.npz", something=np.zeros(3))
    with pytest.raises(ModelError, match="not weights of targets"):
        load_target_model(tmp_path / "other.npz")


LIKE_THE_FOUNDING_ARTICLE = [
    ("The Takfiri Daesh terrorist group lost two towns in the Arab country.", "Takfiri", "Islamic State", "-"),
    (
        "Daesh unleashed its campaign of death and destruction in Iraq in 2013.",
        "campaign of death and destruction",
        "Islamic State",
        "-",
    ),
    ("Russia took an honorable stance when it sent wheat to Iraq.", "honorable stance", "Russia", "+"),
    ("Iraq’s minister urged more trade with the terror-ravaged country.", "terror-ravaged", "Iraq", None),
    ("“Russia has made a tremendous effort in the region,” he said.", "tremendous", "Russia", "+"),
]
"""Sentences of the form of those that the project began with: term, term of the registry that it is about, and light."""


@pytest.mark.parametrize(("text", "term", "entity", "polarity"), LIKE_THE_FOUNDING_ARTICLE)
def test_whom_the_terms_of_the_founding_article_are_about(text, term, entity, polarity):
    found = _target(text, term)
    assert found.target.entity == entity
    assert found.target.sure
    assert polarity in (None, found.polarity)


def test_the_weights_are_those_for_the_states_of_the_network_that_ships():
    card = tomllib.loads(MODEL.with_name("targets.card.toml").read_text(encoding="utf-8"))
    assert sha256(MODEL.read_bytes()).hexdigest() == card["sha256"]
    assert sha256(MODEL.with_name(card["states"]["of"]).read_bytes()).hexdigest() == card["states"]["sha256"]
