"""The commands that compare: their files, a run repeated, events and evidence.

A comparison with all its charts takes long. Three are made once, and most tests read what these wrote: `run` has most options,
`repeated` is made from its run.toml, and `changed` from the same with other options and other articles.
"""

import csv
import json
import tomllib
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

import toolkit as tk
from toolkit.cli import comparison_results
from toolkit.cli.main import main

RUN = (
    "--by paper --outlet paper --copies keep --find-events --days 5 --period month --min-articles 2 "
    "--seed 3 --resamples 50 --where country!=C --with-reading-error"
).split()
RUN += ["--actors", "puppet regime, Nobody"]
CHANGED = "--no-find-events --within event --copies once --min-articles 3 --where country!=D".split()
CHOSEN = (
    "--by paper,year --outlet paper --copies keep --resamples 50 --period year --cluster event --actors Wire --measures".split()
)
ONE_MEASURE = ["--measures", "loaded_narration"]  # few charts


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def result_settings(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["results"]


def options_of(folder):
    return tomllib.loads((folder / "run.toml").read_text(encoding="utf-8"))["options"]


def write_corpus(path):
    """Two papers, two articles on each of three events, no two of which are copies; the last row has no text."""
    rows = [("text", "paper", "country", "date", "event")]
    events = {
        "dam": "The dam at Hallet opened above {}.",
        "vote": "Voters in Corran chose {} as mayor.",
        "fire": "A fire burned {} down.",
    }
    for month, (event, lead) in enumerate(events.items(), 1):
        for day, (what, who) in enumerate([("the lower fields", "Ada Hall"), ("an old mill", "Ben Abay")], 1):
            date = f"2017-0{month}-0{day}"
            rows.append((f"{lead.format(what)} The puppet regime blamed {who} for it.", "Herald", "A", date, event))
            rows.append((f"{lead.format(what)} {who} said that nobody knew why.", "Wire", "B", date, event))
    rows.append(("", "Wire", "B", "", ""))
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def add_rows(path, *rows):
    with open(path, "a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


class Run(NamedTuple):
    """What a comparison left: its folder, and its messages."""

    folder: object
    messages: str


def compare(folder, *arguments):
    """Run `framing compare`; one row of its articles has no text."""
    with redirect_stderr(StringIO()) as messages:
        assert main(["compare", *map(str, arguments), "-o", str(folder)]) == 3
    return Run(folder, messages.getvalue())


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path / "corpus.csv")


@pytest.fixture(scope="session")
def shared_corpus(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("compare") / "corpus.csv")


@pytest.fixture(scope="session")
def run(shared_corpus):
    """A comparison with most options."""
    return compare(shared_corpus.parent / "run", shared_corpus, *RUN)


@pytest.fixture(scope="session")
def repeated(run):
    """The same again, from its run.toml."""
    return compare(run.folder.parent / "repeated", "--config", run.folder / "run.toml")


@pytest.fixture(scope="session")
def changed(run):
    """The same with other options on the line, of articles that are one more."""
    other = write_corpus(run.folder.parent / "other.csv")
    add_rows(other, ("The fire at Corran was put out at last.", "Wire", "B", "2017-03-04", "fire"))
    return compare(run.folder.parent / "changed", other, "--config", run.folder / "run.toml", *CHANGED)


@pytest.fixture(scope="session")
def chosen(shared_corpus):
    """A comparison of two measures, against one group, by two columns."""
    measures = ["official_share, loaded_narration", "--against", "Wire · 2017"]
    return compare(shared_corpus.parent / "chosen", shared_corpus, *CHOSEN, *measures)


@pytest.fixture(scope="session")
def odd_names(tmp_path_factory):
    """A comparison of outlets whose names differ in signs or in capitals only, and of one article without an outlet."""
    path = write_corpus(tmp_path_factory.mktemp("odd") / "corpus.csv")
    text = path.read_text(encoding="utf-8").replace("Herald", "A&B").replace("Wire", "A-B")
    path.write_text(text, encoding="utf-8")
    papers = ("", "a&b ", "Post", "post", "POST")
    add_rows(path, *((f"It rained {times} times.", paper, "B", "2018-07-09", "rain") for times, paper in enumerate(papers)))
    options = ["--resamples", "40", "--cluster", "event", "--no-function-words"]
    return compare(path.parent / "out", path, "--outlet", "paper", *options)


def test_tables_charts_manifest_and_run(run):
    out = run.folder
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    tables = "comparison differences scores terms keyness word_shift names names_divergence silences sensitivity copies timeline"
    tables += " portrayal portrayal_differences"
    assert {f"{name}.csv" for name in tables.split()} | {"manifest.json", "run.toml"} <= names
    charts = "loaded_narration loaded_by_voice differences sensitivity word_shift timeline keyness_herald"
    charts += " portrayal_actors"
    assert {f"charts/{name}.{kind}" for name in charts.split() for kind in ("png", "svg")} <= names
    assert not [name for name in names if "partial" in name or "unfinished" in name]
    assert {row["group"] for row in rows_of(out / "comparison.csv")} == {"Herald", "Wire"}
    assert {"estimate", "low", "high", "n_articles", "n_words", "note"} <= set(rows_of(out / "comparison.csv")[0])
    assert {"difference", "p", "p_adjusted", "superiority"} <= set(rows_of(out / "differences.csv")[0])
    wider = {"reading_sd", "low_with_reading", "high_with_reading"}
    assert all(wider <= set(rows_of(out / f"{name}.csv")[0]) for name in ("comparison", "differences"))
    assert "no text" in run.messages
    assert {(row["group"], row["actor"]) for row in rows_of(out / "portrayal.csv")} == {("Herald", "puppet regime")}
    assert "not by that name: Nobody" in run.messages


def test_a_run_repeated_has_the_wider_intervals_too(run, repeated):
    assert options_of(run.folder)["with_reading_error"] is True
    settings = result_settings(repeated.folder)["comparison"]
    assert settings["with_reading_error"]
    assert settings["reading_error"].startswith("reading_error.csv (")


def test_wider_intervals_of_the_rules_alone_are_refused_before_anything_is_read(corpus, tmp_path, capsys):
    assert (
        main(["compare", str(corpus), "--outlet", "paper", "--rules-only", "--with-reading-error", "-o", str(tmp_path / "o")])
        == 2
    )
    assert "nothing is known of the reading error of any reader but the fast one" in capsys.readouterr().err
    assert not (tmp_path / "o" / "scores.csv").exists()


def test_another_reader_is_a_variant_and_the_same_one_is_refused(corpus, tmp_path, capsys):
    pytest.importorskip("onnxruntime")
    usual = ["--outlet", "paper", "--measures", "loaded_narration", "--resamples", "40", "--bias-model", "none"]
    ways = ["--otherwise", "accurate", "--otherwise", "rules", "--otherwise", "furniture"]
    run = compare(tmp_path / "o", corpus, *usual, *ways)
    variants = {row["variant"] for row in rows_of(run.folder / "sensitivity.csv")}
    assert {"read by the accurate reader", "read by the rules alone", "furniture kept"} < variants
    assert not list(run.folder.glob("*.partial"))
    for same in (["fast"], ["furniture", "--keep-furniture"], ["rules", "--rules-only"]):
        assert main(["compare", str(corpus), *usual, "--otherwise", *same, "-o", str(tmp_path / "p")]) == 2
        assert "is how the articles are read anyway" in capsys.readouterr().err


def test_the_manifest_names_what_the_figures_were_made_with(run):
    record = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert record["results"]["comparison"]["lexicons"][0].startswith("loaded_terms")
    assert record["options"]["by"] == "paper"
    assert record["corpus"] == {**record["corpus"], "articles": 12, "problems": 1, "skipped": 1}
    assert "bias_model" not in record["options"]  # the shipped one; its hash is in made_with
    assert len(record["made_with"]["sentences model"]) == 12


def test_a_run_is_repeated_from_its_options(run, repeated):
    expected = {"by": "paper", "seed": 3, "find_events": True, "outlet": "paper", "copies": "keep", "min_articles": 2}
    assert options_of(run.folder) == {**options_of(run.folder), **expected}
    for name in ("comparison.csv", "differences.csv", "names.csv", "run.toml"):
        assert (repeated.folder / name).read_bytes() == (run.folder / name).read_bytes()
    assert "differs from" not in repeated.messages


def test_a_repeated_run_reports_what_differs(changed):
    assert "corpus articles is 13, was 12" in changed.messages
    assert "made_with" not in changed.messages


def test_options_on_the_line_go_before_those_of_the_run_even_where_they_are_the_usual_ones(changed):
    assert result_settings(changed.folder)["comparison"]["copies"] == options_of(changed.folder)["copies"] == "once"
    assert options_of(changed.folder)["min_articles"] == 3


def test_lists_and_articles_on_the_line_take_the_place_of_those_of_the_run(changed):
    options = options_of(changed.folder)
    other = changed.folder.parent / "other.csv"
    assert (options["input"], options["where"], options["seed"]) == ([str(other)], ["country!=D"], 3)


def test_a_run_that_found_events_can_be_repeated_without(changed):
    assert "find_events" not in options_of(changed.folder)
    assert not (changed.folder / "events.csv").exists()


def test_every_result_says_how_copies_were_counted_and_from_how_many_articles_on(changed):
    results = result_settings(changed.folder)
    assert {settings["copies"] for settings in results.values() if "copies" in settings} == {"once"}
    of_groups = [settings for name, settings in results.items() if name != "keyness"]  # there it is of words
    assert {settings["min_articles"] for settings in of_groups if "min_articles" in settings} == {3}
    assert results["sensitivity"]["measure"] == results["timeline"]["measure"] == "loaded_narration"


def test_options_of_a_run_that_do_not_exist(tmp_path, capsys):
    path = tmp_path / "run.toml"
    path.write_text('[options]\ninput = "x.csv"\nbay = "outlet"\n', encoding="utf-8")
    assert main(["compare", "--config", str(path)]) == 2
    assert "unknown option bay" in capsys.readouterr().err
    path.write_text("[options", encoding="utf-8")
    assert main(["compare", "--config", str(path)]) == 2
    assert "cannot be read as the options of a run" in capsys.readouterr().err


def test_chosen_measures_are_compared_and_drawn(chosen):
    assert {row["measure"] for row in rows_of(chosen.folder / "comparison.csv")} == {"official_share", "loaded_narration"}
    assert {row["against"] for row in rows_of(chosen.folder / "differences.csv")} == {"rest", "Wire · 2017"}
    assert (chosen.folder / "charts" / "official_share.png").is_file()
    assert not (chosen.folder / "charts" / "loaded_by_voice.png").exists()


def test_what_shows_none_of_the_chosen_measures_is_left_out_unless_it_is_asked_for(chosen, run):
    written, every = ({path.name for path in made.folder.rglob("*") if path.is_file()} for made in (chosen, run))
    assert {"names.csv", "silences.csv", "keyness.csv", "keyness_herald.png"} <= every - written
    assert {"sensitivity.csv", "terms.csv", "timeline.csv", "portrayal.csv"} <= written
    assert "left out, since --measures names what is wanted: names, silences, keyness, map\n" in chosen.messages
    columns = set(rows_of(chosen.folder / "scores.csv")[0])
    assert columns & set(tk.MEASURES) == {"official_share", "loaded_narration"}
    assert {"id", "paper", "country", "n_words"} <= columns | {"paper"}


def test_every_table_of_a_comparison_is_documented(run):
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(run.folder.glob("*.*")) if f"`{path.name}`" not in page] == []


def test_one_outlet_alone_is_described_and_what_cannot_be_compared_is_told(corpus, tmp_path, capsys):
    options = ["--outlet", "paper", "--where", "paper=Wire", "--where", "text!=", "--resamples", "40", *ONE_MEASURE]
    out = tmp_path / "out"
    assert main(["compare", str(corpus), *options, "-o", str(out)]) == 3  # for the row without a text
    said = capsys.readouterr().err
    assert "mind: there is only one group (Wire): give at least two" in said
    assert "without another group there are no differences" in said
    assert {row["group"] for row in rows_of(out / "comparison.csv")} == {"Wire"}
    assert rows_of(out / "differences.csv") == []
    assert not list(out.glob("sensitivity*"))


def test_the_main_charts_as_pages_with_tooltips(shared_corpus, tmp_path):
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    options = ["--outlet", "paper", "--copies", "keep", "--resamples", "40", "--period", "month", "--interactive", *ONE_MEASURE]
    charts = compare(tmp_path, shared_corpus, *options).folder / "charts"
    pages = {path.stem for path in charts.glob("*.html")}
    assert {"loaded_narration", "differences", "timeline"} <= pages <= {path.stem for path in charts.glob("*.png")}


def test_without_the_packages_for_pages_nothing_is_scored(corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("toolkit.charts.web_page.find_spec", lambda name: None)
    assert main(["compare", str(corpus), "--interactive", "-o", str(tmp_path / "out")]) == 2
    assert "pip install 'framing-toolkit[interactive]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_says_for_how_many_tests_p_is_adjusted(chosen):
    tests = "p is adjusted for 4 tests (2 groups, 2 measures)"
    assert f"{tests}: a single difference would need a p of .013, and " in chosen.messages
    assert "p is adjusted for 2 tests against Wire · 2017 (1 group, 2 measures)" in chosen.messages


def test_two_columns_crossed(chosen):
    assert {row["group"] for row in rows_of(chosen.folder / "comparison.csv")} == {"Herald · 2017", "Wire · 2017"}


def test_loaded_terms_are_looked_at_closely_where_they_are_among_the_measures(chosen):
    results = result_settings(chosen.folder)
    assert results["sensitivity"]["measure"] == results["timeline"]["measure"] == "loaded_narration"


def test_clusters_are_those_of_all_that_resamples_articles(chosen, odd_names):
    results = result_settings(chosen.folder)
    assert {results[name]["cluster"] for name in ("comparison", "sensitivity", "timeline")} == {"event"}
    assert result_settings(odd_names.folder)["names"]["cluster"] == "event"


def test_events_are_found_and_compared_within(run):
    assert len({row["event"] for row in rows_of(run.folder / "events.csv")}) == 3
    settings = result_settings(run.folder)
    comparison, events = settings["comparison"], settings["events"]
    assert (comparison["within"], comparison["events"], comparison["articles"]) == ("event", 3, 12)
    assert (events["events"], events["days"]) == (3, 5)
    assert "unmatched" in rows_of(run.folder / "differences.csv")[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "continent"], "columns found: paper, country, date, event, year"),
        (["--by", "paper", "--resamples", "0"], "needs at least 40"),
        (["--by", "paper", "--measures", "loadedness"], "unknown measure 'loadedness'"),
        (["--by", "paper", "--against", "Times"], "groups are Herald, Wire"),
        (["--by", "paper", "--measures", "side_balance"], "measure 'side_balance' exists only with a file of sides"),
        (["--by", "paper", "--within", "story"], "no article has a value for 'story'"),
        (["--by", "paper", "--permutations", "5"], "permutations 5: give 19 or more"),
    ],
)
def test_wrong_usage_says_what_would_be_right(corpus, capsys, tmp_path, arguments, message):
    assert main(["compare", str(corpus), "--resamples", "40", "-o", str(tmp_path / "out"), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()  # before anything is scored


def test_a_column_that_no_article_has_leaves_nothing_to_read(corpus, capsys, tmp_path):
    assert main(["compare", str(corpus), "--text", "body", "-o", str(tmp_path / "out")]) == 3
    assert "no column body; columns found: text, paper, country" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_events_as_a_table(corpus, tmp_path, capsys):
    assert main(["events", str(corpus), "--outlet", "paper", "-o", str(tmp_path / "events.csv")]) == 3
    events = [(row["event"], row["published"], row["title"]) for row in rows_of(tmp_path / "events.csv")]
    assert len(events) == 12
    assert events == sorted(events)
    assert "events: 3 with two articles or more, which cover 12 of 12 articles" in capsys.readouterr().err


def test_the_evidence_for_a_figure(corpus, tmp_path, capsys):
    assert main(["explain", str(corpus), "--outlet", "paper", "--group", "Herald", "-o", str(tmp_path / "places.csv")]) == 3
    printed = capsys.readouterr().out
    assert "Loaded terms, narration, Herald:" in printed
    assert "puppet regime" in printed
    places = rows_of(tmp_path / "places.csv")
    assert {row["what"] for row in places} == {"puppet regime"}
    assert len(places) == 6


def test_events_are_either_found_or_given(corpus, tmp_path, capsys):
    assert main(["compare", str(corpus), "--find-events", "--within", "event", "-o", str(tmp_path / "out")]) == 2
    assert "leave --within out" in capsys.readouterr().err


def test_an_agency_that_copies_are_credited_to_can_be_the_reference(tmp_path):
    path, rows = tmp_path / "wire.jsonl", []
    for town in "abcd":
        rows.append({"text": f"The mob of {town} fled. Nobody saw it again.", "outlet": "X", "wire_credit": "AP"})
        rows.append({"text": f"It rained in {town} all day, and then it snowed.", "outlet": "Y"})
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ["--copies", "agency", "--against", "Associated Press", "--resamples", "40", *ONE_MEASURE]
    assert main(["compare", str(path), *options, "-o", str(tmp_path / "out")]) == 0
    assert "Associated Press" in {row["against"] for row in rows_of(tmp_path / "out" / "differences.csv")}


def test_terms_and_words_are_of_all_articles_where_figures_are_within_events(corpus, tmp_path):
    text = "The thug of {} fled. Nobody saw the man again."
    add_rows(corpus, *((text.format(town), "Post", "B", "2018-07-09", f"alone {town}") for town in "abcd"))
    options = "--outlet paper --within event --copies keep --resamples 50".split()
    out, messages = compare(tmp_path / "out", corpus, *options, *ONE_MEASURE)
    assert {row["group"] for row in rows_of(out / "comparison.csv")} == {"Herald", "Wire"}
    assert "Post" in {row["group"] for row in rows_of(out / "terms.csv")}
    assert "Post" in {row["group"] for row in rows_of(out / "sensitivity.csv")}
    assert "rest on 12 articles with an event that two groups cover; words, names and ranks on all 16" in messages


def test_figures_within_a_column_name_it(corpus, tmp_path):
    options = "--outlet paper --within month --copies keep --resamples 50".split()
    _, messages = compare(tmp_path / "out", corpus, *options, *ONE_MEASURE)
    assert "articles with a month that two groups cover" in messages


def test_articles_in_no_group_and_groups_of_like_names_are_reported(odd_names):
    assert "without a value for outlet, and so in no group: 1 article (15)" in odd_names.messages
    assert "groups with similar names are compared as different groups: 'A&B', 'a&b" in odd_names.messages


def test_copies_that_are_left_out_are_told_and_a_group_that_is_gone_with_them(corpus, tmp_path):
    text = "A fire burned an old mill down in the night, and nobody knows why it had been left open."
    add_rows(corpus, (text, "Wire", "B", "2018-07-09", "mill"), (text, "Copyist", "B", "2018-07-10", "mill"))
    _, messages = compare(tmp_path / "out", corpus, "--outlet", "paper", "--resamples", "40", *ONE_MEASURE)
    assert "near-copies of other articles, which count once: 1 left out (copies.csv has them)" in messages
    assert "mind: all articles of Copyist are near-copies of others, and counted there: it is no group of its own" in messages
    _, messages = compare(tmp_path / "kept", corpus, "--outlet", "paper", "--copies", "keep", "--resamples", "40", *ONE_MEASURE)
    assert "near-copies" not in messages.replace("of near-copies", "")


def test_articles_without_a_date_are_told_where_there_is_a_timeline(corpus, tmp_path):
    add_rows(corpus, ("It rained on the bridge.", "Wire", "B", "", "rain"))
    options = ["--outlet", "paper", "--copies", "keep", "--period", "month", "--resamples", "40", *ONE_MEASURE]
    _, messages = compare(tmp_path / "out", corpus, *options)
    assert "mind: without a date, and so not in the timeline: 1 of 13 articles" in messages


def test_it_is_told_that_not_every_group_has_a_chart_of_key_words(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(comparison_results, "_GROUPS_DRAWN", 1)
    _, messages = compare(tmp_path / "out", corpus, "--outlet", "paper", "--copies", "keep", "--resamples", "40")
    assert "charts of key words: 1 of 2 groups, by number of articles and name (keyness.csv has all)" in messages


def test_names_that_look_alike_have_files_of_their_own(odd_names):
    groups = {row["group"] for row in rows_of(odd_names.folder / "comparison.csv")}
    assert groups == {"A&B", "a&b ", "A-B", "Post", "post", "POST"}
    charts = [path.name.casefold() for path in (odd_names.folder / "charts").glob("keyness_*.png")]
    assert len(set(charts)) == 6
    assert sum(name.startswith("keyness_a_b") for name in charts) == 3
    assert sum(name.startswith("keyness_post") for name in charts) == 3


def test_key_words_have_no_function_words_on_request(run, odd_names):
    words, content = ({row["term"] for row in rows_of(one.folder / "keyness.csv")} for one in (run, odd_names))
    assert "the" in words
    assert content
    assert not {"the", "a", "it", "on"} & content


def test_events_too_few_for_an_interval_are_told(tmp_path, capsys):
    articles = [
        {"text": f"The puppet regime fell, Hall said {n} times.", "outlet": outlet, "event": f"{n // 2}"}
        for n in range(4)
        for outlet in ("Wire", "Herald")
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    options = ["--within", "event", "--copies", "keep", "--measures", "loaded_narration", "--resamples", "40"]
    assert main(["compare", str(path), "-o", str(tmp_path / "out"), *options]) in {0, 3}
    told = capsys.readouterr().err
    assert "mind: only 8 articles on 2 events that two groups cover, too few for any interval" in told
