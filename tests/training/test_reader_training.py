"""The accurate reader learns: how texts become labelled windows, and a whole training of a tiny encoder."""

import json
from hashlib import sha256

import numpy as np
import pytest

from toolkit.annotation.reader_tags import ANCHORS, ROLES
from toolkit.annotation.sources.speakers import SOURCE_TYPES
from toolkit.errors import ModelError, OptionError
from toolkit.text.lexicon import LOADED_CATEGORIES
from toolkit.text.spans import Span
from toolkit.training.reader_corpora import bare_reading, coded_readings
from toolkit.training.reader_examples import UNKNOWN, LabelledAttribution, LabelledReading, examples_of
from toolkit.training.reader_training import adapt_encoder, held_out_outlets, train_reader

tokenizers = pytest.importorskip("tokenizers")

TEXT = "Ada Hall said that thugs had burnt the mill. “Shame,” she added."


def span(words, text=TEXT):
    start = text.index(words)
    return Span(start, start + len(words))


SAID = LabelledAttribution((span("that thugs had burnt the mill"),), (span("said"),), (span("Ada Hall"),), "civilian")
ADDED = LabelledAttribution((span("“Shame,”"),), (span("added"),), (span("she"),), "civilian")
READING = LabelledReading(TEXT, "Herald", [SAID, ADDED], loaded=[(span("thugs"), "label")])


@pytest.fixture(scope="module")
def tokenizer():
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *"abcdefghijklmnopqrstuvwxyz",
        *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
    ]
    made = tokenizers.Tokenizer(tokenizers.models.WordPiece({piece: i for i, piece in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer = tokenizers.normalizers.BertNormalizer()
    made.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return made


def example(reading, tokenizer):
    (only,) = examples_of(reading, tokenizer)
    return only


def test_words_get_the_tags_of_their_attributions(tokenizer):
    made = example(READING, tokenizer)
    assert [ANCHORS[i] for i in made.anchor] == ["O", "O", "B-cue", *["O"] * 8, "B-cue"]
    assert made.anchors == [2, 11]
    assert [ROLES[i] for i in made.roles[0]][:5] == ["B-source", "E-source", "O", "O", "B-content"]  # "that" is no content
    assert [ROLES[i] for i in made.roles[1]][9:] == ["S-content", "S-source", "O"]
    assert made.types == [SOURCE_TYPES.index("civilian")] * 2


def test_loaded_terms_have_tags_and_categories(tokenizer):
    made = example(READING, tokenizer)
    assert made.loaded.tolist() == [0, 0, 0, 0, 1, *[0] * 7]
    assert made.category.tolist() == [*[UNKNOWN] * 4, LOADED_CATEGORIES.index("label"), *[UNKNOWN] * 7]


def test_what_nobody_labelled_is_unknown(tokenizer):
    made = example(LabelledReading(TEXT, marked=["thugs"], biased=True), tokenizer)
    assert set(made.anchor) == set(made.loaded) == {UNKNOWN}
    assert (made.marked.tolist().index(1), made.biased, made.anchors) == (4, 1, [])


def test_by_another_guide_nothing_is_said_of_words_inside_content(tokenizer):
    made = example(LabelledReading(TEXT, attributions=[SAID], other_guide=True), tokenizer)
    assert made.anchor.tolist() == [0, 0, 1, 0, *[UNKNOWN] * 5, 0, 0, 0]


def test_content_without_a_cue_hangs_on_its_first_word(tokenizer):
    made = example(LabelledReading(TEXT, attributions=[LabelledAttribution((span("“Shame,”"),), (), ())]), tokenizer)
    assert (ANCHORS[made.anchor[9]], made.anchors) == ("B-free", [9])


def test_texts_without_commas_keep_their_labels(tokenizer):
    made = example(bare_reading(READING), tokenizer)
    assert made.anchors == [2, 11]
    assert set(made.loaded) == {UNKNOWN}


def test_a_long_text_loses_no_attribution(tokenizer):
    n = 40
    shifted = [
        LabelledAttribution(*(tuple(Span(a + k * (len(TEXT) + 1), b + k * (len(TEXT) + 1)) for a, b in role) for role in one[:3]))
        for k in range(n)
        for one in (SAID, ADDED)
    ]
    made = list(examples_of(LabelledReading(" ".join([TEXT] * n), attributions=shifted), tokenizer))
    assert len(made) > 1
    assert sum(len(one.anchors) for one in made) == 2 * n


def test_one_outlet_in_eight_is_held_out():
    texts = [LabelledReading(TEXT, f"outlet {i:02d}", [], loaded=[]) for i in range(20)]
    learned, held_out = held_out_outlets([*texts, LabelledReading(TEXT, "outlet 07")])
    assert {text.group for text in held_out} == {"outlet 07", "outlet 15"}
    assert not {text.group for text in learned} & {text.group for text in held_out}


def coded(folder, outlets):
    """Files of coded articles and of their texts, an article for each outlet."""
    rows = [{"id": outlet, "outlet": outlet, "text": f"{TEXT} {outlet}."} for outlet in outlets]
    labels = [
        {
            "id": row["id"],
            "sha256": sha256(row["text"].encode()).hexdigest(),
            "attributions": [
                {"content": one.content, "cue": one.cue, "source": one.source, "source_type": one.source_type}
                for one in (SAID, ADDED)
            ],
            "loaded": [{"span": span("thugs"), "category": "label"}],
        }
        for row in rows
    ]
    for name, several in (("texts.jsonl", rows), ("labels.jsonl", labels)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in several), encoding="utf-8")
    return [folder / "labels.jsonl"], [folder / "texts.jsonl"]


def test_coded_articles_are_read_with_their_types(tmp_path):
    (reading,) = coded_readings(*coded(tmp_path, ["Herald"]))
    assert (reading.group, reading.loaded) == ("Herald", [(span("thugs"), "label")])
    assert reading.attributions[0] == SAID


def test_training_needs_its_libraries(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.training.reader_training.find_spec", lambda name: None)
    with pytest.raises(OptionError, match="train-reader"):
        train_reader([], [], tmp_path)


@pytest.fixture(scope="module")
def tiny(tokenizer, tmp_path_factory):
    """A folder with a tiny encoder."""
    pytest.importorskip("torch", reason="PyTorch is needed to train the accurate reader only")
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("onnx")
    folder = tmp_path_factory.mktemp("tiny")
    config = transformers.BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_a_tiny_encoder_learns_and_is_applied(tiny, tmp_path):
    import toolkit as tk

    labels, texts = coded(tmp_path, [f"outlet {i}" for i in range(8)])
    told = []
    figures = train_reader(labels, texts, tmp_path / "mine", encoder=tiny, epochs=45, progress=lambda *state: told.append(state))
    assert (figures["articles"], figures["outlets"], figures["held_out"]["articles"]) == (7, 7, 1)
    assert told[-1][2]["roles"] < told[0][2]["roles"]
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["encoder.onnx", "heads.npz", "tokenizer.json"]
    document = tk.Annotator(reader=tmp_path / "mine", bias_model=None)(tk.article_of(TEXT))
    assert document.attributions is not None


def test_training_goes_on_from_what_a_reader_has_learned(tiny, tmp_path):
    from toolkit.annotation.encoder import Encoder

    told = []
    labels, texts = coded(tmp_path, [f"outlet {i}" for i in range(8)])
    train_reader(labels, texts, tmp_path / "first", encoder=tiny, epochs=45, progress=lambda *state: told.append(state[2]))
    learned, untrained = told[-1]["roles"], told[0]["roles"]
    labels, texts = coded(tmp_path, ["outlet 1", "outlet 2"])
    figures = train_reader(
        labels, texts, tmp_path / "second", reader=tmp_path / "first", epochs=1, progress=lambda *state: told.append(state[2])
    )
    assert told[-1]["roles"] - learned < (untrained - learned) / 10
    assert "held_out" not in figures
    assert Encoder(tmp_path / "second").settings == Encoder(tmp_path / "first").settings


def test_a_share_of_the_weights_is_kept(tiny):
    from toolkit.training.reader_network import pretrained
    from toolkit.training.reader_start import keep_some

    network, before = pretrained(tiny), pretrained(tiny)
    own, earlier = network.words.weight.detach().clone(), before.words.weight.detach()
    keep_some(network, before, 0.25)
    assert np.allclose(network.words.weight.detach(), 0.75 * own + 0.25 * earlier, atol=1e-6)


@pytest.mark.parametrize("options", [{"keep": 1}, {"keep": -0.1}, {"keep": 0.5, "reader": None}])
def test_the_share_to_keep_is_of_a_reader(tmp_path, options):
    pytest.importorskip("torch", reason="PyTorch is needed to train the accurate reader only")
    with pytest.raises(OptionError, match="keep is a share"):
        train_reader([], [], tmp_path, **{"reader": "accurate", **options})


def test_a_reader_to_go_on_from_is_one(tiny, tmp_path):
    with pytest.raises(OptionError, match="not from both"):
        train_reader([], [], tmp_path, encoder=tiny, reader="accurate")
    with pytest.raises(OptionError, match="no reader"):
        train_reader([], [], tmp_path, reader=tiny)


@pytest.mark.parametrize("broken", [b"", b"no model at all"])
def test_a_broken_reader_is_told(tiny, tmp_path, broken):
    from toolkit.training.reader_start import network_of

    (tmp_path / "encoder.onnx").write_bytes(broken)
    with pytest.raises(ModelError, match="not a reader to go on from"):
        network_of(tmp_path)


def test_hidden_words_are_guessed_better_and_better(tiny, tokenizer, tmp_path):
    texts = tmp_path / "news.jsonl"
    texts.write_text("".join(json.dumps({"id": i, "text": f"{TEXT} " * 30}) + "\n" for i in range(40)), encoding="utf-8")
    told = []
    adapt_encoder([texts], tmp_path / "adapted", encoder=tiny, progress=lambda *state: told.append(state))
    assert told[-1][:2] == (told[-1][1],) * 2
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {path.name for path in (tmp_path / "adapted").iterdir()}
    assert not (tmp_path / "adapted" / "checkpoint.pt").exists()


def test_a_fifth_of_the_pieces_is_hidden():
    pytest.importorskip("torch", reason="PyTorch is needed to train the accurate reader only")
    from toolkit.training.masked_words import HIDDEN, hidden

    ids = np.full((50, 200), 2000)
    shown, chosen = hidden(ids, 4, 3000, np.random.default_rng(0))
    assert chosen.mean() == pytest.approx(HIDDEN, abs=0.02)
    assert (shown[~chosen] == 2000).all()
    assert (shown[chosen] == 4).mean() == pytest.approx(0.8, abs=0.03)


def test_training_goes_on_where_it_broke_off_and_ends_the_same(tiny, tokenizer, tmp_path, monkeypatch):
    import torch

    from toolkit.training import gradient_descent, reader_fitting
    from toolkit.training.reader_network import pretrained

    examples = list(examples_of(READING, tokenizer)) * 300
    monkeypatch.setattr(gradient_descent, "CHECKPOINT_EVERY", 1)

    def fitted(checkpoint, stop=None):
        torch.manual_seed(0)
        network = pretrained(tiny)

        def keep(*arguments):
            original(*arguments)
            if arguments[1] == stop:
                raise KeyboardInterrupt

        monkeypatch.setattr(gradient_descent, "_keep", keep)
        reader_fitting.fit(network, examples, epochs=1, pieces=1024, checkpoint=checkpoint)
        return network.state_dict()["together.weight"].numpy()

    original = gradient_descent._keep
    whole = fitted(tmp_path / "one.pt")
    with pytest.raises(KeyboardInterrupt):
        fitted(tmp_path / "other.pt", stop=3)
    np.testing.assert_allclose(fitted(tmp_path / "other.pt"), whole, atol=1e-6)


def test_windows_may_be_shorter(tokenizer):
    long = list(examples_of(LabelledReading(" ".join([TEXT] * 4)), tokenizer))
    short = list(examples_of(LabelledReading(" ".join([TEXT] * 4)), tokenizer, length=64))
    assert len(short) > len(long)
    assert max(len(one.window.ids) for one in short) <= 64


def test_a_reader_reads_windows_of_the_length_that_it_learned_from(tiny, tokenizer, tmp_path):
    from toolkit.annotation.accurate_reader import Reading
    from toolkit.annotation.encoder import Encoder
    from toolkit.text.words import Words
    from toolkit.training.reader_export import export_reader
    from toolkit.training.reader_network import pretrained

    export_reader(pretrained(tiny), tokenizer, tmp_path, length=64)
    reading = Reading.of(Encoder(tmp_path), Words(" ".join([TEXT] * 4)))
    assert len(reading.windows) > 1
    assert max(len(window.ids) for window in reading.windows) <= 64


def test_one_head_alone_learns_and_the_others_do_not(tiny, tokenizer):
    import torch

    from toolkit.training.reader_fitting import fit
    from toolkit.training.reader_network import pretrained

    torch.manual_seed(0)
    network = pretrained(tiny)
    before = {name: of.clone() for name, of in network.state_dict().items()}
    fit(network, list(examples_of(READING, tokenizer)) * 8, epochs=2, weights={"types": 1.0})
    changed = {name for name, of in network.state_dict().items() if not torch.equal(of, before[name])}
    assert {"types.weight", "encoder.embeddings.word_embeddings.weight"} <= changed
    assert not {"words.weight", "together.weight", "sentence.weight"} & changed
