"""A sentence classifier that is added as CONTRIBUTING.md says is trained, saved and evaluated like any other."""

import tomllib
from dataclasses import replace

import numpy as np
import pytest

import toolkit as tk
from toolkit.classifiers import persistence
from toolkit.cli.main import main
from toolkit.training import classifier_training
from toolkit.training.labelled import read_biased
from toolkit.training.model_cards import card_path
from toolkit.training.tasks import TASKS, Task


class Shouting:
    """Marks sentences with at least as many exclamation marks as those that it learned from."""

    def __init__(self, least=1):
        self.least = least

    def get_params(self, deep=True):
        return {"least": self.least}

    def set_params(self, **parameters):
        self.least = parameters.get("least", self.least)
        return self

    def fit(self, texts, y):
        self.least_ = min((text.count("!") for text, marked in zip(texts, y, strict=True) if marked), default=self.least)
        return self

    def predict_proba(self, texts):
        p = np.array([0.9 if text.count("!") >= self.least_ else 0.1 for text in texts])
        return np.column_stack([1 - p, p])

    def arrays(self):
        return {"least_": np.array(self.least_)}

    @classmethod
    def from_arrays(cls, arrays):
        model = cls()
        model.least_ = int(arrays["least_"])
        return model


def read_shouting(path, *, group=None):
    return replace(read_biased(path, group=group), task="shouting", classes=("quiet", "shouting"), marked=None)


def train_shouting(labelled, output, *, plan=classifier_training.USUAL):
    return classifier_training._train(lambda seed: Shouting(), labelled, output, plan)


@pytest.fixture
def registered(monkeypatch):
    row = Task("shouting", read_shouting, "Shouting", "a probability that it shouts", "sentences that shout", "a table")
    monkeypatch.setitem(TASKS, "shouting", row)
    monkeypatch.setitem(classifier_training.TRAINERS, "shouting", train_shouting)
    kinds = persistence._classes()
    monkeypatch.setattr(persistence, "_classes", lambda: {**kinds, "shouting": Shouting})


@pytest.fixture
def table(tmp_path):
    outlets = ("Wire", "Post")
    rows = [f"It rained {n}{end},{len(end)},{outlet}" for n in range(30) for end in ("", "!") for outlet in outlets]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(["text,label,outlet", *rows]), encoding="utf-8")
    return path


def test_it_is_trained_carded_loaded_and_evaluated(registered, table, tmp_path, capsys):
    output = tmp_path / "shouting.npz"
    trained = train_shouting(read_shouting(table), output)
    assert {trial.split for trial in trained.trials} == {"random", "held_out"}
    assert tomllib.loads(card_path(output).read_text(encoding="utf-8"))["title"] == "Shouting"
    assert tk.load_classifier(output).predict_proba(["No!", "No."])[:, 1].tolist() == [0.9, 0.1]
    other = tmp_path / "other.csv"
    other.write_text("text,label\n" + "\n".join(f"Snow {n}{'!' * (n % 2)},{n % 2}" for n in range(20)), encoding="utf-8")
    assert main(["evaluate", str(output), str(other), "--resamples", "40"]) == 0
    assert "macro" in capsys.readouterr().out


def test_the_command_offers_it(registered, capsys):
    with pytest.raises(SystemExit):
        main(["train", "shouting", "--help"])
    assert "sentences that shout" in capsys.readouterr().out.lower()
