import random
import re
import sys

import pytest

from toolkit.text.wildcards import LONGEST, Wildcards, fits


def expression(pattern):
    """The pattern as a regular expression."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))


@pytest.mark.parametrize("n", [1, 5, 60])
def test_patterns_are_found_as_regular_expressions_find_them(n):
    draw = random.Random(n)
    for _ in range(40):
        patterns = ["*" + "".join(draw.choices("abc*", k=draw.randint(0, 5))) for _ in range(n)]
        patterns = [*dict.fromkeys((*patterns, *(pattern[::-1] for pattern in patterns)))]
        expressions, index = list(map(expression, patterns)), Wildcards(patterns)
        for word in {"".join(draw.choices("abc", k=draw.randint(1, 9))) for _ in range(20)}:
            found = [i for i, pattern in enumerate(expressions) if pattern.fullmatch(word)]
            assert index.fitting(word) == found
            assert [i for i, pattern in enumerate(patterns) if fits(word, pattern)] == found


def steps(call):
    """How many lines are run."""
    n, traced = 0, sys.gettrace()

    def count(*_):
        nonlocal n
        n += 1
        return count

    sys.settrace(count)
    try:
        call()
    finally:
        sys.settrace(traced)
    return n


def test_many_patterns_take_hardly_longer_than_a_few():
    numbers = [str(n) for n in range(1000, 5000)]
    patterns = [pattern for n in numbers for pattern in (f"{n}*", f"*{n}", f"*{n}*", f"x*{n}*x")]
    few, many = Wildcards(patterns[:400]), Wildcards(patterns)
    for word in ("strike", "1000th", "x-1010-x", "9" * 30):
        assert steps(lambda word=word: many.fitting(word)) < 1.5 * steps(lambda word=word: few.fitting(word)) + 20


def test_many_stars_are_looked_for_once():
    index = Wildcards(["*a" * 300 + "*", "*b*"])
    assert index.fitting("a" * 900) == [0]
    assert index.fitting("a" * 299) == []
    assert steps(lambda: index.fitting("a" * 900)) < 5000


def test_a_word_of_a_page_is_no_word():
    assert Wildcards(["a*"]).fitting("a" * LONGEST) == [0]
    assert Wildcards(["a*"]).fitting("a" * (LONGEST + 1)) == []
    assert not fits("a" * (LONGEST + 1), "a*")
