import numpy as np

from toolkit.text import word_tables
from toolkit.text.word_tables import WordTable, numbered


def test_each_word_is_worked_out_once():
    asked = []

    def lengths(words):
        asked.extend(words)
        return np.array([len(word) for word in words])

    table = WordTable(lengths)
    first, second = numbered(["xyzzy-a", "xyzzy-bc", "xyzzy-a"]), numbered(["xyzzy-bc", "xyzzy-def"])
    assert table(first).tolist() == [7, 8, 7]
    assert table(second).tolist() == [8, 9]
    assert [word for word in asked if word.startswith("xyzzy-")] == ["xyzzy-a", "xyzzy-bc", "xyzzy-def"]


def test_a_row_may_hold_several_numbers_and_a_text_no_words():
    table = WordTable(lambda words: np.array([(len(word), 1) for word in words]).reshape(len(words), 2))
    assert table(numbered([])).shape == (0, 2)
    assert table(numbered(["it", "rained"])).tolist() == [[2, 1], [6, 1]]


def test_a_new_vocabulary_begins_where_the_old_one_is_full(monkeypatch):
    table = WordTable(lambda words: np.array([len(word) for word in words]))
    before = numbered(["one", "three"])
    table(before)
    monkeypatch.setattr(word_tables, "_MOST_WORDS", 1)
    after = numbered(["three", "seventy"])
    assert after.vocabulary is not before.vocabulary
    assert table(after).tolist() == [5, 7]
    assert table(before).tolist() == [3, 5]
