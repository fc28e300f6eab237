import tomllib

import matplotlib as mpl
import pandas as pd
import pytest

from toolkit.cli.main import main
from toolkit.training.model_cards import card_path

mpl.use("Agg")


@pytest.fixture
def model(sentences, tmp_path):
    path = tmp_path / "bias.npz"
    assert main(["train", "bias", str(sentences), "--no-evaluation", "-o", str(path)]) == 0
    return path


def test_train_without_a_model_says_which_there_are(capsys):
    assert main(["train"]) == 2
    err = capsys.readouterr().err
    for name in ("attribution", "bias", "frames", "issue-frames", "vectors"):
        assert f"framing train {name} " in err


def test_attribution_is_trained_as_before(tmp_path, capsys):
    assert main(["train", "attribution", str(tmp_path), "-o", str(tmp_path / "out.npz")]) == 2
    assert "no text/ and attributions/ in it" in capsys.readouterr().err


def test_bias_is_trained_and_tested(sentences, tmp_path, capsys):
    output = tmp_path / "models" / "bias.npz"
    assert main(["train", "bias", str(sentences), "--seed", "3", "-o", str(output)]) == 0
    printed = capsys.readouterr()
    assert "24 texts: 12 not biased, 12 biased" in printed.err
    assert "5 random folds, seed 3 (n = 24)" in printed.out
    assert "words: top word right" in printed.out
    assert "2 folds of whole groups by outlet, seed 3 (n = 24)" in printed.out
    assert "baseline (reads no text): the share of biased sentences of the same outlet in what was learned from" in printed.out
    assert "intervals: 1,000 resamples of texts" in printed.out
    assert "over 2 groups: macro f1 1.000 to 1.000, accuracy 1.000 to 1.000" in printed.out
    assert (
        tomllib.loads(card_path(output).read_text(encoding="utf-8"))["made_by"]
        == "framing train bias mine.csv --seed 3 -o bias.npz"
    )
    assert output.with_suffix(".calibration.png").is_file()


def test_wrong_labels_end_the_command(sentences, tmp_path, capsys):
    sentences.write_text("text,label\nIt rained.,wet\n", encoding="utf-8")
    assert main(["train", "bias", str(sentences), "-o", str(tmp_path / "bias.npz")]) == 2
    assert "mine.csv:2: label is 'wet'" in capsys.readouterr().err


def test_a_model_is_evaluated_on_other_texts(model, tmp_path, capsys):
    other = tmp_path / "other.csv"
    rows = ["Those thugs sang.,1,Wire", "That man sang.,0,Wire", "A thug slept.,1,Post", "The army slept.,0,Post"]
    other.write_text("\n".join(["text,label,paper", *rows]), encoding="utf-8")
    folder = tmp_path / "out"
    assert main(["evaluate", str(model), str(other), "--by", "paper", "--resamples", "40", "-o", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "bias.npz on other.csv (n = 4)" in out
    assert "too close to call" in out
    assert "learned from" not in out
    assert pd.read_csv(folder / "evaluation.csv").set_index("figure").loc["macro_f1", "value"] == 1
    assert pd.read_csv(folder / "by_group.csv")["group"].tolist() == ["Post", "Wire"]
    assert pd.read_csv(folder / "calibration.csv")["n"].sum() == 4
    assert (folder / "calibration.png").is_file()


def test_texts_that_were_learned_from_are_no_test(model, sentences, tmp_path, capsys):
    assert main(["evaluate", str(model), str(sentences), "--resamples", "40"]) == 2
    assert "24 of 24 texts were learned from: none is left" in capsys.readouterr().err
    lines = sentences.read_text(encoding="utf-8").splitlines()
    sentences.write_text(
        "\n".join([lines[0], "Those  thugs sang.,1,,Wire", "A boy sang.,0,,Wire", *lines[:8:-1]]), encoding="utf-8"
    )
    assert main(["evaluate", str(model), str(sentences), "--resamples", "40"]) == 0
    out = capsys.readouterr().out
    assert "16 of 18 texts were learned from: the figures are of the other 2." in out
    assert "(n = 2)" in out


def test_frames_of_an_issue_from_the_command_line(tmp_path, capsys):
    headlines, output = tmp_path / "headlines.csv", tmp_path / "issue.npz"
    rows = [row for i in range(8) for row in (f"The mayor accused her rival {i},conflict", f"Prices and wages rose {i},economic")]
    headlines.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
    assert main(["train", "issue-frames", str(headlines), "-o", str(output)]) == 0
    assert "by label" in capsys.readouterr().out
    other = tmp_path / "other.csv"
    other.write_text("text,label\nWages rose,economic\nIt rained,weather\n", encoding="utf-8")
    assert main(["evaluate", str(output), str(other), "--resamples", "40"]) == 0
    assert "never gives: weather" in capsys.readouterr().out


def test_words_from_a_model_that_has_none(sentences, tmp_path, capsys):
    headlines, issue = tmp_path / "headlines.csv", tmp_path / "issue.npz"
    headlines.write_text(
        "text,label\nSenate votes,politics\nSenate sits,politics\nSchools close,schools\nSchools open,schools\n", encoding="utf-8"
    )
    assert main(["train", "issue-frames", str(headlines), "--no-evaluation", "-o", str(issue)]) == 0
    command = ["train", "bias", str(sentences), "--words-from", str(issue), "-o", str(tmp_path / "bias.npz")]
    assert main(command) == 2
    assert "knows no loaded words" in capsys.readouterr().err


def test_words_of_a_model_that_knows_the_texts_cause_a_warning(model, sentences, tmp_path, capsys):
    lines = [line.split(",") for line in sentences.read_text(encoding="utf-8").splitlines()]
    sentences.write_text("\n".join(",".join(line[:2]) for line in lines), encoding="utf-8")
    output = tmp_path / "other.npz"
    command = [
        "train",
        "bias",
        str(sentences),
        "--words-from",
        str(model),
        "--no-evaluation",
        "--prior",
        "0.2",
        "-o",
        str(output),
    ]
    assert main(command) == 0
    assert "the model whose words are used has learned from 24 of 24 texts" in capsys.readouterr().err
    card = tomllib.loads(card_path(output).read_text(encoding="utf-8"))
    assert "24 of 24" in card["note"]
    assert card["parameters"]["prior"] == 0.2
    assert "--prior 0.2" in card["made_by"]


def test_vectors_of_words(sentences, tmp_path, monkeypatch):
    import numpy as np

    from toolkit.classifiers.embeddings import SentenceEmbedding
    from toolkit.classifiers.word_vectors import load_vectors

    def pieces(self, batch):
        return [(np.array([[0, 4], [4, len(text)]]), np.array([[1.0, 0, len(text)], [0, 1, 0]])) for text in batch]

    monkeypatch.setattr(SentenceEmbedding, "pieces", pieces)
    articles, output = tmp_path / "articles.csv", tmp_path / "vectors.npz"
    articles.write_text("text\n" + "The vicious mob ran wild in all the streets. " * 6, encoding="utf-8")
    assert main(["train", "vectors", str(articles), "--words-of", str(sentences), "-o", str(output)]) == 0
    assert {"mob", "thugs"} <= set(load_vectors(output).words)
    command = ["train", "bias", str(sentences), "--vectors", str(output), "--no-evaluation", "-o", str(tmp_path / "b.npz")]
    assert main(command) == 0
    assert "6 sentences" in tomllib.loads(card_path(tmp_path / "b.npz").read_text(encoding="utf-8"))["parameters"]["vectors"]
