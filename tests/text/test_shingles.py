"""Sketches of texts: the same everywhere, and close to what the full texts would give."""

import random
import subprocess
import sys

import numpy as np
import pytest

import toolkit as tk
from toolkit.scores.article_score import ArticleScore
from toolkit.text.shingles import NO_SKETCH, RUN, SIZE, containment, hashes, likeness, matrix, resemblance, sketch

ARMY = "the army left the old town in the early morning".split()  # ten words, six runs of five


def invented(rng, sentences):
    """Sentences of words that nobody wrote."""
    return [[f"w{rng.randrange(3000)}" for _ in range(rng.randint(8, 24))] for _ in range(sentences)]


def words(sentences):
    return [word for sentence in sentences for word in sentence]


def exact(one, other):
    """Jaccard and containment by all hashes."""
    a, b = set(hashes(one).tolist()), set(hashes(other).tolist())
    return len(a & b) / len(a | b), len(a & b) / min(len(a), len(b))


def test_a_text_has_as_many_hashes_as_different_runs():
    assert len(hashes(ARMY)) == 6
    assert len(hashes(ARMY * 2)) == 6 + 4  # the four runs across the seam come on top
    assert len(hashes(["so"] * 50)) == 1


def test_a_sketch_holds_the_smallest_in_ascending_order():
    long = [f"w{i}" for i in range(400)]
    assert sketch(long).tolist() == hashes(long)[:SIZE].tolist() == sorted(hashes(long).tolist())[:SIZE]


def test_texts_of_less_than_a_run_are_one_piece():
    assert [len(sketch(ARMY[:n])) for n in range(RUN + 2)] == [0, 1, 1, 1, 1, 1, 2]
    assert resemblance(sketch(ARMY[:3]), sketch(ARMY[:3])) == 1
    assert resemblance(sketch(ARMY[:3]), sketch(ARMY[:2])) == 0


def test_the_order_of_words_counts():
    assert resemblance(sketch(ARMY), sketch(ARMY[::-1])) == 0


def test_short_texts_are_compared_exactly():
    cut, changed = ARMY[:7], [*ARMY[:9], "evening"]
    assert resemblance(sketch(ARMY), sketch(cut)) == 3 / 6
    assert containment(sketch(ARMY), sketch(cut)) == 1
    assert resemblance(sketch(ARMY), sketch(changed)) == 5 / 7
    assert containment(sketch(ARMY), sketch(changed)) == 5 / 6


def test_without_words_there_is_no_figure():
    assert np.isnan(resemblance(NO_SKETCH, sketch(ARMY)))
    assert np.isnan(containment(NO_SKETCH, NO_SKETCH))
    assert len(likeness(matrix([]), np.empty(0, dtype=int), np.empty(0, dtype=int)).resemblance) == 0


@pytest.mark.parametrize("replaced", [0.1, 0.3, 0.6])
def test_the_estimate_is_near_the_truth_when_sentences_are_replaced(replaced):
    rng, errors, contained = random.Random(7), [], []
    for _ in range(60):
        text = invented(rng, 40)
        copy = list(text)
        for i in rng.sample(range(40), round(40 * replaced)):
            copy[i] = invented(rng, 1)[0]
        one, other = words(text), words(copy)
        truth = exact(one, other)
        errors.append(resemblance(sketch(one), sketch(other)) - truth[0])
        contained.append(containment(sketch(one), sketch(other)) - truth[1])
    assert abs(np.mean(errors)) < 0.015
    assert np.sqrt(np.mean(np.square(errors))) < 0.05
    assert np.sqrt(np.mean(np.square(contained))) < 0.05


def test_a_text_cut_to_its_first_half_is_contained():
    text = invented(random.Random(1), 50)
    whole, half = sketch(words(text)), sketch(words(text[:25]))
    assert containment(whole, half) == 1
    assert resemblance(whole, half) == pytest.approx(0.5, abs=0.12)


def test_a_sketch_is_the_same_in_every_process():
    code = "from toolkit.text.shingles import sketch; print(sketch('the army left the old town'.split()).tolist())"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("0", "1")
    }
    assert printed == {"[751913724, 3785551904]"}


def test_a_score_keeps_the_sketch_of_its_text_and_not_of_its_title():
    text = "The army left the old town in the early morning."
    one, other = tk.score([tk.article_of(text, title="Army out"), tk.article_of(text, title="Town free")])
    assert one.sketch.tolist() == other.sketch.tolist() == sketch(ARMY).tolist()
    assert ArticleScore.from_record(one.article, one.to_record()).sketch.tolist() == one.sketch.tolist()
    older = {name: value for name, value in one.to_record().items() if name != "sketch"}
    assert len(ArticleScore.from_record(one.article, older).sketch) == 0


@pytest.mark.parametrize(
    "form", ["The army left the “old town” in the early morning.", "THE ARMY left the old town, in the early morning"]
)
def test_marks_and_capitals_make_no_difference(form):
    assert tk.score(form).sketch.tolist() == sketch(ARMY).tolist()
