"""The accurate reader: windows of word pieces, sequences of roles, and what the shipped encoder reads in texts of our own."""

import tomllib
from hashlib import sha256

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.accurate_reader import Reading, equally, reader_folder
from toolkit.annotation.encoder import best_roles, load_encoder
from toolkit.annotation.phrases.noun_phrases import Phrases
from toolkit.annotation.reader_tags import ROLES
from toolkit.annotation.windows import LENGTH, OTHER_GUIDE, windows_of
from toolkit.classifiers.sentence_model import MODEL as BIAS_MODEL
from toolkit.errors import ModelError, OptionError
from toolkit.files import MODELS
from toolkit.text.quotations import quotations
from toolkit.text.sentences import sentences
from toolkit.text.spans import Span
from toolkit.text.words import Words

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

TEXT = (
    "The mayor of Arden said the bridge would open in May. "
    "“We are ready,” added Ada Hall, her spokeswoman, “and the money is there.”\n"
    "Critics called the plan a “vanity project”, according to a report by the city's auditor that the Herald has seen.\n"
)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(reader_folder("accurate"))


@pytest.fixture(scope="module")
def annotator():
    return tk.Annotator(reader="accurate", bias_model=None)


def phrases_of(text):
    return Phrases(Words(text), quotations(text))


def test_every_word_is_in_one_window(encoder):
    text = TEXT * 30
    phrases = phrases_of(text)
    windows = windows_of(phrases, sentences(text), encoder.tokenizer)
    assert [i for window in windows for i in window.words] == list(range(len(phrases.words)))
    assert all(len(window.ids) <= LENGTH for window in windows)
    assert all(len(window.words) == len(window.begins) for window in windows)


def test_a_window_begins_with_a_paragraph_where_it_can(encoder):
    text = TEXT * 30
    phrases = phrases_of(text)
    first = [phrases.words.starts[window.words.start] for window in windows_of(phrases, sentences(text), encoder.tokenizer)]
    assert all(start == 0 or text[start - 1] == "\n" for start in first)


def test_a_sentence_without_end_is_cut(encoder):
    text = "rain and " * 400
    windows = windows_of(phrases_of(text), sentences(text), encoder.tokenizer)
    assert len(windows) > 1
    assert sum(len(window.words) for window in windows) == 800


def test_words_begin_where_their_pieces_do(encoder):
    phrases = phrases_of("Unbelievably, Al-Maliki’s aide spoke.")
    (window,) = windows_of(phrases, sentences(phrases.words.text), encoder.tokenizer)
    pieces = [encoder.tokenizer.id_to_token(window.ids[place]) for place in window.begins]
    assert pieces[1:] == ["al", "aide", "spoke"]


def test_the_guide_is_marked_at_the_start(encoder):
    phrases = phrases_of("It rained.")
    ours, other = (windows_of(phrases, sentences("It rained."), encoder.tokenizer, other_guide=flag)[0] for flag in (False, True))
    assert (ours.marks[0], other.marks[0]) == (0, OTHER_GUIDE)
    assert (ours.marks[1:] == other.marks[1:]).all()


def test_windows_do_not_depend_on_each_other(encoder):
    text = TEXT * 8
    windows = windows_of(phrases_of(text), sentences(text), encoder.tokenizer)
    alone = np.concatenate([encoder.states([window]) for window in windows])
    np.testing.assert_array_equal(encoder.states(windows), alone)


def test_what_begins_ends():
    rng = np.random.default_rng(0)
    for tags in best_roles(rng.normal(size=(50, 12, len(ROLES)))):
        open_role = None
        for tag in [ROLES[i] for i in tags] + ["O"]:
            place, _, role = tag.partition("-")
            assert (open_role == role) == (place in ("I", "E"))
            open_role = {"B": role, "I": role}.get(place)


def test_best_roles_is_the_best_of_all_sequences():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(1, 3, len(ROLES)))
    best = best_roles(scores)[0]

    def is_valid(tags):
        open_role = None
        for tag in [ROLES[i] for i in tags] + ["O"]:
            place, _, role = tag.partition("-")
            if (open_role == role and open_role is not None) != (place in ("I", "E")):
                return False
            open_role = role if place in ("B", "I") else None
        return True

    n = len(ROLES)
    every = [(a, b, c) for a in range(n) for b in range(n) for c in range(n) if is_valid((a, b, c))]
    total = {tags: sum(scores[0, i, tag] for i, tag in enumerate(tags)) for tags in every}
    assert tuple(best) == max(total, key=total.get)


def test_it_finds_who_says_what(annotator):
    found = {a.speaker: a for a in annotator(tk.article_of(TEXT)).attributions}
    assert "Ada Hall" in found
    hall = found["Ada Hall"]
    assert [span.of(TEXT) for span in hall.content] == ["“We are ready,”", "“and the money is there.”"]
    assert (hall.kind, hall.named) == ("direct", True)


def test_an_empty_text_has_nothing(annotator):
    document = annotator(tk.article_of(""))
    assert (document.attributions, document.loaded) == ((), ())


def test_encoder_and_model_have_an_equal_say_in_sentences(encoder):
    text = "The mayor opened the bridge in May. The despicable thugs wrecked it out of sheer spite."
    spans, model = sentences(text), tk.Annotator()(tk.article_of(text)).p_marked_biased
    reading = Reading.of(encoder, Words(text))
    own = [encoder.settings.marked.of_term(p) for p in reading.any_marked(spans).tolist()]
    assert own[0] < 0.5 < own[1]
    both = tk.Annotator(reader="accurate")(tk.article_of(text)).p_marked_biased
    assert all(min(one, other) <= p <= max(one, other) for one, other, p in zip(own, model, both, strict=True))
    assert both == pytest.approx(list(map(equally, own, model)))


def test_the_chance_that_any_word_is_marked_is_that_of_independent_words(encoder):
    text = "The thugs fled. …"
    reading = Reading.of(encoder, Words(text))
    p, nothing = reading.any_marked([Span(0, 15), Span(16, 17)])
    assert p == pytest.approx(1 - np.prod(reading.scores.marked[:, 0]), abs=1e-6)
    assert np.isnan(nothing)


def test_an_encoder_that_has_not_learned_what_experts_mark_leaves_sentences_to_the_model(encoder, monkeypatch):
    monkeypatch.setattr(encoder, "settings", encoder.settings._replace(marked=None))
    by_model = np.array([0.2])
    assert Reading.of(encoder, Words("It rained.")).biased([Span(0, 10)], by_model) is by_model


def test_a_model_of_sentences_of_the_user_decides_alone(tmp_path):
    own = tmp_path / "own.npz"
    own.write_bytes(BIAS_MODEL.read_bytes())
    article = tk.article_of("The despicable thugs wrecked it out of sheer spite.")
    ps = [tk.Annotator(reader=reader, bias_model=own)(article).p_marked_biased for reader in ("fast", "accurate")]
    assert ps[0] == ps[1] != tk.Annotator(reader="accurate")(article).p_marked_biased


def test_scores_name_the_reader(annotator):
    scores = tk.score([tk.article_of("It rained.")], reader="accurate", bias_model=None)
    assert scores.made_with["reader"].startswith("accurate ")
    assert tk.score([tk.article_of("It rained.")], bias_model=None).made_with["reader"] == "fast"


def test_a_report_has_what_the_reader_that_it_names_found(annotator, tmp_path):
    articles, usual = [tk.article_of(TEXT)], tk.Annotator()
    documents = [usual.with_reader("accurate")(article) for article in articles]
    pages = [
        tk.report.write(given, tmp_path / "r.html", reader="accurate").read_text(encoding="utf-8")
        for given in (articles, documents)
    ]
    assert pages[0] == pages[1] != tk.report.write(articles, tmp_path / "r.html").read_text(encoding="utf-8")
    assert f"{tk.__version__}, accurate reader" in pages[0]
    assert documents[0].to_dict() != usual(articles[0]).to_dict()


def test_a_reader_has_the_same_name_wherever_its_weights_lie(encoder, tmp_path, monkeypatch):
    installed = tmp_path / "framing_toolkit_accurate"
    installed.symlink_to(encoder.folder)
    monkeypatch.setattr("toolkit.annotation.annotator.reader_folder", lambda reader: installed)
    assert tk.Annotator(reader="accurate", bias_model=None).reader == f"accurate {encoder.sha256[:12]}"


def test_another_reader_has_all_else_in_common(annotator):
    fast = tk.Annotator(bias_model=None)
    other = fast.with_reader("accurate")
    assert (fast.reader, other.reader, other.passages is fast.passages) == ("fast", annotator.reader, True)
    assert other(tk.article_of(TEXT)).to_dict() == annotator(tk.article_of(TEXT)).to_dict()


def test_terms_have_probabilities_and_categories(annotator):
    text = "The corrupt regime crushed its heroic critics in a barbaric purge."
    terms = annotator(tk.article_of(text)).loaded
    assert terms
    assert all(0 < term.p <= 1 for term in terms)


def test_attributions_of_a_long_text_are_those_of_its_parts(encoder):
    reading = Reading(encoder, phrases_of(TEXT * 20), sentences(TEXT * 20))
    assert len(reading.found) >= 15 * len(Reading(encoder, phrases_of(TEXT), sentences(TEXT)).found)


def test_the_card_is_that_of_the_files(encoder):
    card = tomllib.loads((MODELS / "accurate" / "reader.card.toml").read_text(encoding="utf-8"))
    hashes = {name: sha256((MODELS / "accurate" / name).read_bytes()).hexdigest() for name in card["sha256"]}
    assert hashes == card["sha256"]


def test_a_folder_without_a_reader_is_refused(tmp_path):
    with pytest.raises(OptionError, match="fast, accurate, or a folder"):
        tk.Annotator(reader=tmp_path)
    (tmp_path / "encoder.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="not the files of a reader"):
        tk.Annotator(reader=tmp_path)


def test_the_weights_of_targets_are_told_as_those_of_the_reader():
    scorer = tk.Scorer(reader="accurate")
    assert scorer.model_files["target"] == scorer.annotator.encoder.folder / "targets.npz"
    assert scorer.made_with["target model"] != tk.Scorer().made_with["target model"]
