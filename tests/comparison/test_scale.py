"""What `benchmarks/scale.py` says of growth: an exponent, what a larger corpus would take, and what is over its limit."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def scale():
    path = Path(__file__).parents[2] / "benchmarks" / "scale.py"
    spec = importlib.util.spec_from_file_location("scale_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def costs(scale, *rows):
    return [scale.Cost(articles, cpu, cpu, peak) for articles, cpu, peak in rows]


def test_time_grows_as_a_power_and_memory_as_a_line(scale):
    several = costs(scale, (1000, 2, 100), (10_000, 200, 190))
    assert scale.exponent(several) == pytest.approx(2)
    assert scale.expected(several, 100_000) == pytest.approx((100_000, 20_000, 20_000, 1090))


def test_time_that_every_size_takes_does_not_hide_growth(scale):
    several = costs(scale, (10_000, 20, 100), (100_000, 80, 100))
    assert scale.exponent(several) < 1
    assert scale.expected(several, 1_000_000).cpu == pytest.approx(680)


def test_of_one_size_growth_is_taken_to_be_linear(scale):
    assert scale.expected(costs(scale, (1000, 2, 100)), 10_000) == pytest.approx((10_000, 20, 20, 100))


def test_what_is_over_its_limit_is_named(scale):
    quick, slow = costs(scale, (10_000, 1, 300), (100_000, 10, 500)), costs(scale, (10_000, 1, 300), (100_000, 16, 900))
    assert not list(scale.over({"compare": quick, "keyness": quick, "events": quick}))
    assert [fault.split(",")[0] for fault in scale.over({"compare": slow})] == [
        "compare: exponent 1.20",
        "compare: 256 CPU s with 1",
        "compare: 6",
    ]


def test_steps_that_have_one_limit_share_it(scale):
    quick = costs(scale, (10_000, 3, 300), (100_000, 30, 500))
    assert not list(scale.over({"keyness": quick, "copies": quick}))
    assert list(scale.over({"keyness": quick, "copies": quick, "silences": quick})) == [
        "keyness, silences, copies: 900 CPU s with 1,000,000 articles, over 600"
    ]
