"""The commands that compare: their files, a run repeated, events and evidence."""

import csv
import json
import tomllib

import pytest

from toolkit.cli.main import main


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def corpus(tmp_path):
    """Two papers, two articles on each of three events, no two of which are copies."""
    rows = [("text", "paper", "country", "date", "event")]
    events = {
        "dam": "The dam at Hallet burst and flooded {}.",
        "vote": "Voters in Corran chose {} as mayor.",
        "fire": "A fire burned {} down.",
    }
    for day, (event, told) in enumerate(events.items()):
        for number, (what, who) in enumerate([("the lower fields", "Ada Hall"), ("an old mill", "Ben Abay")]):
            rows.append(
                (
                    f"{told.format(what)} The puppet regime blamed {who} for it.",
                    "Herald",
                    "A",
                    f"2017-0{day + 1}-0{number + 1}",
                    event,
                )
            )
            rows.append(
                (f"{told.format(what)} {who} said that nobody knew why.", "Wire", "B", f"2017-0{day + 1}-0{number + 1}", event)
            )
    rows.append(("", "Wire", "B", "", ""))
    path = tmp_path / "corpus.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def compared(corpus, tmp_path):
    """Run the comparison with some options; returns its folder."""

    def compared(*options, folder="out"):
        out = tmp_path / folder
        code = main(
            ["compare", str(corpus), "--outlet", "paper", "--copies", "keep", "--resamples", "50", "-o", str(out), *options]
        )
        assert code == 3  # one row has no text
        return out

    return compared


def test_tables_charts_manifest_and_run(compared, capsys):
    out = compared("--period", "month", "--min-articles", "2")
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    tables = "comparison differences scores terms keyness word_shift names names_divergence silences sensitivity copies timeline"
    assert {f"{name}.csv" for name in tables.split()} | {"manifest.json", "run.toml"} <= names
    charts = "loaded_narration loaded_by_voice differences sensitivity word_shift timeline keyness_herald"
    assert {f"charts/{name}.{kind}" for name in charts.split() for kind in ("png", "svg")} <= names
    assert not [name for name in names if "partial" in name or "unfinished" in name]
    assert {row["group"] for row in rows_of(out / "comparison.csv")} == {"Herald", "Wire"}
    assert {"estimate", "low", "high", "n_articles", "n_words", "note"} <= set(rows_of(out / "comparison.csv")[0])
    assert {"difference", "p", "p_adjusted", "superiority"} <= set(rows_of(out / "differences.csv")[0])
    assert "no text" in capsys.readouterr().err


def test_the_manifest_names_what_the_figures_were_made_with(compared):
    record = json.loads((compared("--by", "country") / "manifest.json").read_text(encoding="utf-8"))
    assert record["results"]["comparison"]["lexicons"][0].startswith("loaded_terms")
    assert record["options"]["by"] == "country"
    assert record["corpus"] == {**record["corpus"], "articles": 12, "problems": 1, "skipped": 1}
    assert "bias_model" not in record["options"]  # the shipped one; its hash stands in made_with
    assert len(record["made_with"]["sentences model"]) == 12


def test_a_run_is_repeated_from_its_options(compared, tmp_path, capsys):
    out = compared("--by", "country", "--seed", "3", "--within", "event")
    options = tomllib.loads((out / "run.toml").read_text(encoding="utf-8"))["options"]
    assert options == {**options, "by": "country", "seed": 3, "within": "event", "outlet": "paper", "copies": "keep"}
    again = tmp_path / "again"
    assert main(["compare", "--config", str(out / "run.toml"), "-o", str(again)]) == 3
    for name in ("comparison.csv", "differences.csv", "names.csv", "run.toml"):
        assert (again / name).read_bytes() == (out / name).read_bytes()
    assert "differs" not in capsys.readouterr().err
    assert main(["compare", "--config", str(out / "run.toml"), "--seed", "4", "-o", str(again)]) == 3
    assert tomllib.loads((again / "run.toml").read_text(encoding="utf-8"))["options"]["seed"] == 4


def test_a_repeated_run_tells_what_differs(compared, corpus, tmp_path, capsys):
    out = compared()
    with open(corpus, "a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(("The fire at Corran was put out at last.", "Wire", "B", "2017-03-04", "fire"))
    main(["compare", "--config", str(out / "run.toml"), "-o", str(tmp_path / "again")])
    told = capsys.readouterr().err
    assert "corpus articles is 13, was 12" in told
    assert "made_with" not in told


def test_options_of_a_run_that_do_not_exist(tmp_path, capsys):
    path = tmp_path / "run.toml"
    path.write_text('[options]\ninput = "x.csv"\nbay = "outlet"\n', encoding="utf-8")
    assert main(["compare", "--config", str(path)]) == 2
    assert "unknown option bay" in capsys.readouterr().err
    path.write_text("[options", encoding="utf-8")
    assert main(["compare", "--config", str(path)]) == 2
    assert "cannot be read as the options of a run" in capsys.readouterr().err


def test_chosen_measures_are_compared_and_drawn(compared):
    out = compared("--measures", "official_share, sources", "--against", "Wire")
    assert {row["measure"] for row in rows_of(out / "comparison.csv")} == {"official_share", "sources"}
    assert {row["against"] for row in rows_of(out / "differences.csv")} == {"rest", "Wire"}
    assert (out / "charts" / "sources.png").is_file()
    assert not (out / "charts" / "loaded_by_voice.png").exists()


def test_events_are_found_and_compared_within(compared):
    out = compared("--find-events")
    assert len({row["event"] for row in rows_of(out / "events.csv")}) == 3
    settings = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["results"]["comparison"]
    assert (settings["within"], settings["events"], settings["articles"]) == ("event", 3, 12)
    assert "unmatched" in rows_of(out / "differences.csv")[0]


def test_two_columns_crossed(compared):
    assert {row["group"] for row in rows_of(compared("--by", "paper,year") / "comparison.csv")} == {
        "Herald · 2017",
        "Wire · 2017",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--by", "continent"], "columns found: id, published, event, paper, country"),
        (["--text", "body"], "no column body; columns found: text, paper, country"),
        (["--by", "paper", "--resamples", "0"], "needs at least 40"),
        (["--by", "paper", "--measures", "loadedness"], "unknown measure 'loadedness'"),
        (["--by", "paper", "--against", "Times"], "groups are Herald, Wire"),
        (["--by", "paper", "--measures", "side_balance"], "measure 'side_balance' exists only with a file of sides"),
        (["--by", "paper", "--within", "story"], "no article has a value for 'story'"),
    ],
)
def test_wrong_usage_says_what_would_be_right(corpus, capsys, tmp_path, arguments, message):
    assert main(["compare", str(corpus), "--resamples", "40", "-o", str(tmp_path / "out"), *arguments]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists() or "--text" in arguments  # told before anything is scored, or nothing can be


def test_events_as_a_table(corpus, tmp_path, capsys):
    assert main(["events", str(corpus), "--outlet", "paper", "-o", str(tmp_path / "events.csv")]) == 3
    assert len(rows_of(tmp_path / "events.csv")) == 12
    assert "events: 3 of two articles or more, with 12 of 12 articles" in capsys.readouterr().err


def test_the_evidence_for_a_figure(corpus, tmp_path, capsys):
    assert main(["explain", str(corpus), "--outlet", "paper", "--group", "Herald", "-o", str(tmp_path / "places.csv")]) == 3
    printed = capsys.readouterr().out
    assert "Loaded terms, narration, Herald:" in printed
    assert "puppet regime" in printed
    places = rows_of(tmp_path / "places.csv")
    assert {row["what"] for row in places} == {"puppet regime"}
    assert len(places) == 6


def test_options_on_the_line_go_before_those_of_the_run_even_where_they_are_the_usual_ones(compared, tmp_path):
    out = compared()  # copies are kept
    again = tmp_path / "again"
    main(["compare", "--config", str(out / "run.toml"), "--copies", "once", "-o", str(again)])
    record = json.loads((again / "manifest.json").read_text(encoding="utf-8"))
    assert record["results"]["comparison"]["copies"] == "once"
    assert record["options"]["copies"] == "once"


def test_a_run_that_found_events_can_be_repeated_without(compared, tmp_path):
    out, again = compared("--find-events"), tmp_path / "again"
    assert main(["compare", "--config", str(out / "run.toml"), "--no-find-events", "--within", "event", "-o", str(again)]) == 3
    assert not (again / "events.csv").exists()


def test_an_agency_that_copies_are_credited_to_can_be_the_reference(tmp_path):
    path, rows = tmp_path / "wire.jsonl", []
    for town in "abcd":
        rows.append({"text": f"The mob of {town} fled. Nobody saw it again.", "outlet": "X", "wire_credit": "AP"})
        rows.append({"text": f"It rained in {town} all day, and then it snowed.", "outlet": "Y"})
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = ["--copies", "agency", "--against", "Associated Press", "--resamples", "40", "-o", str(tmp_path / "out")]
    assert main(["compare", str(path), *options]) == 0
    assert "Associated Press" in {row["against"] for row in rows_of(tmp_path / "out" / "differences.csv")}


def test_lists_and_articles_on_the_line_take_the_place_of_those_of_the_run(compared, corpus, tmp_path):
    out, other = compared("--where", "country=A"), tmp_path / "other.csv"
    other.write_bytes(corpus.read_bytes())
    again = tmp_path / "again"
    main(["compare", str(other), "--config", str(out / "run.toml"), "--where", "country=B", "-o", str(again)])
    options = tomllib.loads((again / "run.toml").read_text(encoding="utf-8"))["options"]
    assert (options["input"], options["where"], options["seed"]) == (str(other), ["country=B"], 0)


def test_terms_and_words_are_of_all_articles_where_figures_are_within_events(corpus, tmp_path, capsys):
    with open(corpus, "a", encoding="utf-8", newline="") as file:
        rows = [
            (f"The thug of {town} fled. Nobody saw the man again.", "Post", "B", "2018-07-09", f"alone {town}") for town in "abcd"
        ]
        csv.writer(file).writerows(rows)
    out = tmp_path / "out"
    main(
        [
            "compare",
            str(corpus),
            "--outlet",
            "paper",
            "--within",
            "event",
            "--copies",
            "keep",
            "--resamples",
            "50",
            "-o",
            str(out),
        ]
    )
    assert {row["group"] for row in rows_of(out / "comparison.csv")} == {"Herald", "Wire"}
    assert "Post" in {row["group"] for row in rows_of(out / "terms.csv")}
    assert "Post" in {row["group"] for row in rows_of(out / "keyness.csv")}
    assert "of 12 articles on events that two groups cover; words, names and ranks of 16" in capsys.readouterr().err


def test_articles_in_no_group_and_groups_of_like_names_are_told(corpus, tmp_path, capsys):
    with open(corpus, "a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("It rained.", "", "B", "2018-07-09", ""), ("It snowed.", "herald ", "B", "2018-07-09", "")])
    main(["compare", str(corpus), "--outlet", "paper", "--resamples", "50", "-o", str(tmp_path / "out")])
    told = capsys.readouterr().err
    assert "1 articles without a value for outlet are in no group: 15" in told
    assert "groups of like names, which are compared as different ones: 'Herald', 'herald" in told


def test_every_result_says_how_copies_were_counted_and_from_how_many_articles_on(compared):
    out = compared("--copies", "once", "--min-articles", "3", "--period", "month")
    results = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["results"]
    assert {one["copies"] for one in results.values() if "copies" in one} == {"once"}
    assert {one["min_articles"] for one in results.values() if "min_articles" in one} == {3}
    assert results["sensitivity"]["measure"] == results["timeline"]["measure"] == "loaded_narration"


def test_one_measure_is_looked_at_closely_throughout(compared):
    out = compared("--measures", "official_share,loaded_narration", "--period", "year")
    results = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["results"]
    assert results["sensitivity"]["measure"] == results["timeline"]["measure"] == "loaded_narration"


def test_events_are_either_found_or_given(corpus, tmp_path, capsys):
    assert main(["compare", str(corpus), "--find-events", "--within", "event", "-o", str(tmp_path / "out")]) == 2
    assert "leave --within out" in capsys.readouterr().err


def test_found_events_stand_in_the_manifest(compared):
    record = json.loads((compared("--find-events") / "manifest.json").read_text(encoding="utf-8"))
    assert record["results"]["events"]["events"] == 3
    assert record["results"]["events"]["days"] == 4


def test_names_that_look_alike_have_files_of_their_own(corpus, tmp_path):
    text = corpus.read_text(encoding="utf-8").replace("Herald", "A&B").replace("Wire", "A-B")
    corpus.write_text(text, encoding="utf-8")
    main(["compare", str(corpus), "--outlet", "paper", "--resamples", "40", "-o", str(tmp_path / "out")])
    assert len(list((tmp_path / "out" / "charts").glob("keyness_a_b*.png"))) == 2
