"""The command starts from saved scores: the same tables as from the articles, whose texts are not read again."""

import csv
import json
import shutil

import pytest

from toolkit.cli.main import command_parser, main
from toolkit.cli.saved_scores import store_of
from toolkit.scores.scores import load_scores


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    rows = [("text", "outlet", "country")]
    for i in range(4):
        rows += [(f"The puppet regime fell on day {i}. “It rained {i},” Ada Hall said.", "Herald", "A")]
        rows += [(f"The army left on day {i}. Hall claimed that it rained.", "Wire", "B")]
    path = tmp_path_factory.mktemp("corpus") / "corpus.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*rows, ("", "Wire", "B")])
    return path


@pytest.fixture(scope="module")
def saved(corpus):
    folder = corpus.parent / "scores"
    assert main(["score", str(corpus), "-o", f"{folder}/"]) == 3  # one row has no text
    return folder


def test_scores_are_kept_in_a_folder_with_their_problems(saved):
    assert (saved / "scores.json").is_file()
    assert "no text" in (saved / "problems.csv").read_text(encoding="utf-8")


def test_a_comparison_of_saved_scores_has_the_same_tables(corpus, saved, tmp_path, capsys):
    options = ["--measures", "loaded_narration,attributions", "--resamples", "100", "--min-articles", "2"]
    assert main(["compare", str(corpus), "-o", str(tmp_path / "a"), *options]) == 3
    from_articles = capsys.readouterr().out
    assert main(["compare", str(saved), "-o", str(tmp_path / "b"), *options]) == 3
    assert capsys.readouterr().out == from_articles
    for table in (tmp_path / "a").glob("*.csv"):
        assert (tmp_path / "b" / table.name).read_bytes() == table.read_bytes(), table.name


def test_a_condition_leaves_out_saved_scores(saved, tmp_path, capsys):
    options = ["--measures", "attributions", "--resamples", "100", "--where", "country=A"]
    assert main(["compare", str(saved), "-o", str(tmp_path), *options]) == 3
    assert "Wire" not in (tmp_path / "comparison.csv").read_text(encoding="utf-8")
    assert main(["compare", str(saved), "-o", str(tmp_path), "--where", "country=C"]) == 2
    assert "values of country: A, B" in capsys.readouterr().err
    assert main(["compare", str(saved), "-o", str(tmp_path), "--where", "coutnry!=C", *options[:4]]) == 3
    assert "no article has a value for 'coutnry'" in capsys.readouterr().err


def test_results_are_not_written_into_the_folder_of_scores(saved, capsys):
    assert main(["compare", str(saved), "-o", str(saved)]) == 2
    assert "name another one for the results" in capsys.readouterr().err


def test_events_of_saved_scores(saved, tmp_path):
    assert main(["events", str(saved), "-o", str(tmp_path / "events.csv")]) == 3
    assert (tmp_path / "events.csv").is_file()


def test_explain_and_report_find_the_articles_behind_saved_scores(saved, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the articles are found from any folder
    assert main(["explain", str(saved), "--group", "Herald"]) == 3
    assert "puppet regime" in capsys.readouterr().out
    assert main(["report", str(saved), "-o", str(tmp_path / "report.html")]) == 3
    assert "puppet regime" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_explain_says_what_the_terms_about_one_actor_are_of(tmp_path, capsys):
    path = tmp_path / "articles.csv"
    path.write_text('text,outlet\n"Hall is a terrorist. The brutal regime of Abay fell.",Herald\n')
    assert main(["explain", str(path), "--group", "Herald", "--about", "Hall"]) == 0
    shown = capsys.readouterr().out
    assert "surely about Hall" in shown
    assert "1 place:" in shown


def test_articles_that_have_moved_since_are_found_where_one_says(corpus, tmp_path, capsys):
    before, now = tmp_path / "before" / "corpus.csv", tmp_path / "now" / "corpus.csv"
    for path in (before, now):
        path.parent.mkdir()
        path.write_bytes(corpus.read_bytes())
    assert main(["score", str(before), "-o", str(tmp_path / "scores")]) == 3
    before.unlink()
    explain = ["explain", str(tmp_path / "scores"), "--group", "Herald"]
    assert main(explain) == 2
    assert "no longer there: say where they are now with --moved-to" in capsys.readouterr().err
    assert main([*explain, "--moved-to", str(now)]) == 3
    assert "puppet regime" in capsys.readouterr().out


def test_scores_of_other_articles_are_not_replaced(corpus, tmp_path, capsys):
    other = tmp_path / "other.csv"
    other.write_text("text,outlet\nIt rained.,Wire\n", encoding="utf-8")
    assert main(["score", str(corpus), "-o", str(tmp_path / "scores")]) == 3
    assert main(["score", str(other), "-o", str(tmp_path / "scores")]) == 2
    assert "corpus.csv, which this run would replace" in capsys.readouterr().err
    assert main(["score", str(corpus), str(other), "-o", str(tmp_path / "scores")]) == 3
    assert len(load_scores(tmp_path / "scores")) == 9


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (["--where", "country=A"], "--where: none there, country=A now"),
        (["--outlet", "country"], "--outlet: none there, country now"),
    ],
)
def test_scores_of_articles_that_were_read_otherwise_are_not_replaced(corpus, saved, capsys, option, told):
    assert main(["score", str(corpus), "-o", f"{saved}/", *option]) == 2
    assert f"read otherwise ({told}), which this run would replace" in capsys.readouterr().err
    assert len(load_scores(saved)) == 8


def test_a_folder_of_scores_without_its_manifest_is_not_read_as_articles(saved, tmp_path, capsys):
    other = tmp_path / "scores"
    shutil.copytree(saved, other)
    (other / "scores.json").write_text("{", encoding="utf-8")
    assert main(["compare", str(other), "-o", str(tmp_path / "out")]) == 2
    assert "a folder of saved scores, not of articles" in capsys.readouterr().err


def test_articles_that_have_changed_since_are_told(corpus, tmp_path, capsys):
    copy = tmp_path / "copy.csv"
    copy.write_text(corpus.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["score", str(copy), "-o", str(tmp_path / "scores")]) == 3
    copy.write_text(copy.read_text(encoding="utf-8").replace("puppet regime fell on day 0", "government fell"), encoding="utf-8")
    assert main(["explain", str(tmp_path / "scores"), "--group", "Herald"]) == 3
    assert "not as it was scored" in capsys.readouterr().err
    copy.write_text(copy.read_text(encoding="utf-8").replace("Hall", "Dane"), encoding="utf-8")
    assert main(["explain", str(tmp_path / "scores"), "--group", "Herald"]) == 2
    assert "no article is as it was" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["compare", "explain --group Herald", "report"])
def test_options_of_scoring_cannot_change_saved_scores(command, saved, tmp_path, capsys):
    name, *more = command.split()
    assert main([name, str(saved), *more, "-o", str(tmp_path / "out.csv"), "--rules-only", "--outlet", "country"]) == 2
    assert "--outlet, --rules-only: the scores in" in capsys.readouterr().err


def test_what_was_read_otherwise_has_to_be_saved_too(saved, tmp_path, capsys):
    options = ["-o", str(tmp_path), "--resamples", "100", "--measures", "attributions"]
    assert main(["compare", str(saved), "--otherwise", "accurate", *options]) == 2
    assert "saved scores have no texts to be read in another way" in capsys.readouterr().err
    assert main(["compare", str(saved), "--otherwise", str(saved), *options]) == 2
    assert "is how the articles are read anyway" in capsys.readouterr().err


def test_what_was_read_otherwise_has_to_be_of_the_same_articles(saved, corpus, tmp_path, capsys):
    other = str(tmp_path / "scores")
    assert main(["score", str(corpus), "--where", "country=A", "-o", other]) == 3
    assert main(["compare", str(saved), "--otherwise", other, "-o", str(tmp_path / "out")]) == 2
    assert "4 articles are in one folder of scores only" in capsys.readouterr().err


def test_a_second_run_keeps_what_the_first_one_scored(saved, corpus, capsys):
    before = {file.name: file.stat().st_mtime_ns for file in saved.glob("*.parquet")}
    assert main(["score", str(corpus), "-o", str(saved)]) == 3
    assert {file.name: file.stat().st_mtime_ns for file in saved.glob("*.parquet")} == before
    assert main(["score", str(corpus), "-o", str(saved), "--rules-only"]) == 2
    assert "made otherwise" in capsys.readouterr().err


def test_a_folder_for_which_no_article_can_be_read_is_an_error(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("text\n", encoding="utf-8")
    assert main(["score", str(tmp_path / "a.csv"), "-o", str(tmp_path / "scores/")]) == 3
    assert "no article could be read" in capsys.readouterr().err


def test_saved_scores_are_not_scored_as_articles(saved, tmp_path, capsys):
    for command in (["score"], ["score", "-o", str(tmp_path / "a.csv")], ["annotate", "-o", str(tmp_path / "a.jsonl")]):
        assert main([command[0], str(saved), *command[1:]]) == 2
        assert "holds saved scores, not articles" in capsys.readouterr().err


def test_a_reader_that_is_not_that_of_the_saved_scores_is_refused(saved, tmp_path, capsys):
    made = saved / "scores.json"
    other = tmp_path / "scores"
    other.mkdir()
    (other / "scores.json").write_text(made.read_text(encoding="utf-8").replace('"reader": "fast"', '"reader": "accurate 0a"'))
    assert main(["compare", str(other), "-o", str(tmp_path / "out"), "--reader", "fast"]) == 2
    assert "--reader: the scores in" in capsys.readouterr().err
    assert store_of(command_parser().parse_args(["compare", str(saved), "-o", "out", "--reader", "fast"])) is not None


def test_scores_that_a_run_has_not_begun_to_make_are_told(saved, tmp_path, capsys):
    folder = tmp_path / "scores"
    folder.mkdir()
    manifest = json.loads((saved / "scores.json").read_text(encoding="utf-8"))
    (folder / "scores.json").write_text(json.dumps({**manifest, "parts": [], "complete": False}), encoding="utf-8")
    for command in (["compare"], ["explain", "--group", "Wire"], ["report"]):
        assert main([command[0], str(folder), *command[1:], "-o", str(tmp_path / "out.html")]) == 2
        assert "broke off" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["compare", "--measures", "attributions", "--min-articles", "2"],
        ["explain", "--group", "Wire"],
        ["report", "-o", "report.html"],
    ],
)
def test_problems_that_were_told_when_articles_were_scored_are_only_counted_later(saved, tmp_path, capsys, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    assert main([command[0], str(saved), *command[1:]]) == 3
    told = capsys.readouterr().err
    assert f"1 problem when these articles were scored, of which 1 left something out: {saved / 'problems.csv'} has them" in told
    assert "problem: " not in told


def test_only_where_groups_are_few_the_table_says_what_few_are(saved, tmp_path, capsys):
    for least, is_told in ((2, False), (9, True)):
        options = ["--measures", "attributions", "--resamples", "100", "--min-articles", str(least)]
        assert main(["compare", str(saved), "-o", str(tmp_path / "out"), *options]) == 3
        assert ("n stands where" in capsys.readouterr().out) == is_told


@pytest.mark.parametrize("command", [["compare"], ["omissions"], ["score"], ["explain", "--group", "Wire"]])
@pytest.mark.parametrize("name", ["", " "])
def test_an_output_without_a_name_is_refused(saved, capsys, tmp_path, monkeypatch, command, name):
    monkeypatch.chdir(tmp_path)
    assert main([*command, str(saved), "-o", name]) == 2
    assert "-o names nothing" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_texts_with_a_table_are_read_again_as_they_were(tmp_path, capsys):
    texts, about, scores = tmp_path / "texts", tmp_path / "about.csv", tmp_path / "scores"
    texts.mkdir()
    for i in range(4):
        (texts / f"a{i}.txt").write_text(f"The puppet regime fell on day {i}. “It rained,” Ada Hall said.")
    lines = ["file,paper", *(f"a{i}.txt,{('Herald', 'Wire')[i % 2]}" for i in range(4))]
    about.write_text("\n".join(lines))
    score = ["score", str(texts), "-o", f"{scores}/", "--metadata", str(about), "--outlet", "paper"]
    assert main(score) == 0
    assert main(["explain", str(scores), "--group", "Wire"]) == 0
    assert "Wire" in capsys.readouterr().out
    texts.rename(tmp_path / "moved")
    about.rename(tmp_path / "moved.csv")
    moved = ["--moved-to", str(tmp_path / "moved"), "--metadata", str(tmp_path / "moved.csv")]
    assert main(["explain", str(scores), "--group", "Wire", *moved]) == 0
    (tmp_path / "moved").rename(texts)
    about.write_text("\n".join([*lines[:-1], "a3.txt,Globe"]))
    assert main(score) == 0
    assert load_scores(scores).to_frame().set_index("id")["outlet"].to_dict()["a3"] == "Globe"
    assert main(["score", str(texts), "-o", f"{scores}/"]) == 2
    assert "read otherwise (--metadata: " in capsys.readouterr().err
