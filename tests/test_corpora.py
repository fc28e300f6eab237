"""Labels of one's own: found by the hash of their text, and refused with a reason."""

import json

import pytest

import toolkit as tk
from toolkit.corpora import polnear, standoff, without_commas
from toolkit.train import _gold_tags, train_attribution

TEXT = "Hall, 47, said the mayor told her that it rained."
ARTICLE = tk.article_of(TEXT, id="a1")


def labels(tmp_path, *records):
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def spans(*parts):
    return [[TEXT.index(part), TEXT.index(part) + len(part)] for part in parts]


RECORD = {
    "id": "under another id",
    "sha256": ARTICLE.sha256,
    "attributions": [
        {"content": spans("it rained"), "cue": spans("told"), "source": spans("the mayor")},
        {"content": spans("the mayor told her that it rained"), "cue": spans("said"), "source": spans("Hall")},
    ],
}


def test_a_label_finds_its_text_by_the_hash(tmp_path):
    found = list(standoff(labels(tmp_path, RECORD), [tk.article_of("Another."), ARTICLE]))
    assert [(one.id, one.text) for one in found] == [("a1", TEXT)]
    assert [a["source"][0].of(TEXT) for a in found[0].attributions] == ["Hall", "the mayor"]


def test_an_attribution_inside_another_is_not_learned(tmp_path):
    found = next(iter(standoff(labels(tmp_path, RECORD), [ARTICLE])))
    tags = _gold_tags(tk.annotate(TEXT).words, found)
    assert tags == [1, 0, 3, 5, 6, 6, 6, 6, 6, 6]


def test_what_annotate_writes_can_be_learned_from(tmp_path):
    record = tk.annotate(ARTICLE).to_dict()
    assert len(list(standoff(labels(tmp_path, record), [ARTICLE]))) == 1


def test_a_text_without_commas_keeps_its_labels(tmp_path):
    bare = without_commas(next(iter(standoff(labels(tmp_path, RECORD), [ARTICLE]))))
    assert bare.text == "Hall 47 said the mayor told her that it rained."
    assert bare.attributions[1]["content"][0].of(bare.text) == "it rained"


@pytest.mark.parametrize(
    ("records", "complaint"),
    [
        ([{"sha256": "x"}], "labels.jsonl:1: not an annotated article"),
        ([{**RECORD, "sha256": "other"}], "the texts of 1 of its 1 articles are not among those given"),
    ],
)
def test_bad_labels_are_refused(tmp_path, records, complaint):
    with pytest.raises(tk.ArticleError, match=complaint):
        list(standoff(labels(tmp_path, *records), [ARTICLE]))


def test_missing_files_are_named(tmp_path):
    with pytest.raises(tk.ArticleError, match=r"nope\.jsonl: cannot be read"):
        list(standoff(tmp_path / "nope.jsonl", []))
    with pytest.raises(tk.ArticleError, match="name a part of PolNeAR"):
        list(polnear(tmp_path))
    with pytest.raises(tk.ArticleError, match="texts without labels"):
        train_attribution(tmp_path, tmp_path / "out.npz", texts=[tmp_path])
