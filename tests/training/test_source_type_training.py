"""The model of source types learns from coded articles, and shares what the rules say between types."""

import json
from hashlib import sha256

import numpy as np
import pytest

from toolkit.annotation.sources.source_hints import vote
from toolkit.annotation.sources.source_types import bucket_of, load_type_model
from toolkit.annotation.sources.speakers import SOURCE_TYPES
from toolkit.errors import ArticleError, OptionError
from toolkit.training.source_type_training import Source, fitted, train_source_types


def _coded(folder, outlets, professor="Professor", kinds=("government", "expert")):
    """Articles in which a minister and a professor speak, with labels, by some outlets in turn."""
    rows, labels = [], []
    for i in range(12):
        text = f"Minister Ada Hall said it would take {i} days. {professor} Ben Cole said it would take longer."
        rows.append({"id": f"a{i}", "outlet": outlets[i % len(outlets)], "text": text})
        cues = [j for j in range(len(text)) if text.startswith("said", j)]
        starts = (0, text.index(professor))
        ends = (text.index("."), len(text) - 1)
        attributions = [
            {"content": [[cue + 5, end]], "cue": [[cue, cue + 4]], "source": [[start, cue - 1]], "source_type": kind}
            for cue, start, end, kind in zip(cues, starts, ends, kinds, strict=True)
        ]
        labels.append({"id": f"a{i}", "sha256": sha256(text.encode()).hexdigest(), "attributions": attributions})
    for name, lines in (("articles", rows), ("labels", labels)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return [folder / "labels.jsonl"], [folder / "articles.jsonl"]


def test_what_is_learned_can_be_loaded_and_is_the_same_each_time(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post", "Star"))
    figures = train_source_types(labels, texts, tmp_path / "one.npz")
    train_source_types(labels, texts, tmp_path / "two.npz")
    assert figures["sources"] == 24
    assert figures["held_out"]["right"] == 1
    model = load_type_model(tmp_path / "one.npz")
    assert np.array_equal(model.weights, load_type_model(tmp_path / "two.npz").weights)
    assert model.type_of([vote("rule", "expert"), "source:professor"]) == "expert"


def test_held_out_figures_are_not_learned_from(tmp_path):
    labels, texts = _coded(tmp_path, [f"outlet {i}" for i in range(12)])
    lines = [json.loads(line) for line in labels[0].read_text(encoding="utf-8").splitlines()]
    kinds = [kind for kind in SOURCE_TYPES for _ in range(2)][: 2 * len(lines)]
    for line, two in zip(lines, zip(kinds[::2], kinds[1::2], strict=True), strict=True):
        for attribution, kind in zip(line["attributions"], two, strict=True):
            attribution["source_type"] = kind  # each type in one outlet alone
    labels[0].write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert train_source_types(labels, texts, tmp_path / "model.npz")["held_out"]["right"] < 0.2


def test_articles_of_one_outlet_cannot_be_held_out(tmp_path):
    with pytest.raises(OptionError, match="one outlet"):
        train_source_types(*_coded(tmp_path, ("Wire",)), tmp_path / "model.npz")


def test_a_label_without_a_type_is_an_error_with_its_place(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post"))
    lines = labels[0].read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].replace(', "source_type": "expert"', "")
    labels[0].write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ArticleError, match=r"labels\.jsonl:3: not an annotated article \(no 'source_type'\)"):
        train_source_types(labels, texts, tmp_path / "model.npz")


def test_what_the_rules_say_counts_for_types_that_few_sources_have():
    kinds = [kind for kind in ("government", "media", "company") for _ in range(20)]
    sources = [Source.of("Wire", [vote("rule", kind)], [kind]) for kind in kinds]
    sources += [Source.of("Wire", ["source:man"], ["lawyer"]), Source.of("Wire", ["source:woman"], ["civilian"])]
    weights = fitted(sources)
    scores = weights.joint()[bucket_of(vote("rule", "lawyer"))] + weights.intercepts
    assert SOURCE_TYPES[int(scores.argmax())] == "lawyer"  # though the rules never said so of a source


def test_what_a_better_reader_says_counts_where_the_labels_say_nothing(tmp_path):
    labels, texts = _coded(tmp_path, ("Wire", "Post", "Star"))
    (tmp_path / "read").mkdir()
    pseudo, more = _coded(tmp_path / "read", ("Wire",), professor="Harpist", kinds=("government", "civilian"))
    figures = train_source_types(labels, [*texts, *more], tmp_path / "both.npz", pseudo_labels=pseudo)
    assert (figures["articles"], figures["pseudo"], figures["sources"]) == (12, 12, 24)
    train_source_types(labels, texts, tmp_path / "alone.npz")
    harpist = ["described:harpist", "source:harpist", "source_head:harpist"]
    alone, both = (load_type_model(tmp_path / f"{name}.npz").probabilities(harpist) for name in ("alone", "both"))
    assert both[SOURCE_TYPES.index("civilian")] > 2 * alone[SOURCE_TYPES.index("civilian")]


def test_labels_count_more_than_what_a_better_reader_says():
    read = [("source:harpist", "civilian"), ("source:mayor", "expert"), ("source:nurse", "civilian")] * 20
    coded = [("source:mayor", "government"), ("source:nurse", "civilian")] * 20
    first, then = ([Source.of("Wire", [name], [kind]) for name, kind in part] for part in (read, coded))
    weights = fitted(then, fitted(first))
    scores = [weights.joint()[bucket_of(name)] + weights.intercepts for name in ("source:mayor", "source:harpist")]
    assert [SOURCE_TYPES[int(one.argmax())] for one in scores] == ["government", "civilian"]


def test_the_types_of_one_source_are_counted_together():
    source = Source.of("Wire", ["is=person", "is=person"], ["media", "expert", "media"])
    assert len(source.buckets) == 1
    assert {kind: n for kind, n in zip(SOURCE_TYPES, source.times, strict=True) if n} == {"media": 2, "expert": 1}
