"""Passages that recur in articles of one outlet."""

import json

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.text.repeated_passages import Passages, passages_of

TOWNS = ("Ada", "Bo", "Cleo", "Dane", "Ebo", "Finn")
FRIENDS = "For all the friends of rain and snow, every day."


def article(town, *more, outlet="Wire", i=0):
    text = f"The army left the town of {town} on Monday morning.\n\nNobody in {town} knew who had paid for the long bridge."
    return tk.article_of("\n\n".join([text, *more]), id=f"{town} {i}", outlet=outlet)


def found(articles):
    return tk.repeated_passages(articles)[["passage", "articles", "reason"]].values.tolist()


def test_a_line_of_three_articles_of_one_outlet_recurs():
    assert found([article(town, FRIENDS) for town in TOWNS[:3]]) == [[FRIENDS, 3, "repeated"]]
    assert found([article(town, FRIENDS) for town in TOWNS[:2]]) == []


def test_texts_and_rows_of_a_frame_serve_as_well_as_articles():
    articles = [article(town, FRIENDS) for town in TOWNS[:3]]
    frame = pd.DataFrame({"body": [one.text for one in articles], "paper": "Wire"})
    assert tk.repeated_passages(frame, text="body", outlet="paper").equals(tk.repeated_passages(articles))
    assert found([one.text for one in articles]) == found(articles)


STORY = "The army left the town of {0} on Monday, and nobody in {0} knew who had paid for the bridge. " * 6
WEATHER = ("It rained", "It poured", "It snowed", "It froze", "It thawed", "It hailed")
CLOSING = "Comment via Keldry Comment via the News Desk"


def one_line(town, weather, closing):
    return tk.article_of(f"{weather} all day. {STORY.format(town)}{weather} in {town}. {closing}", id=town, outlet="Wire")


def test_what_closes_texts_of_one_line_recurs():
    articles = list(map(one_line, TOWNS, WEATHER, [CLOSING] * 6))
    assert found(articles) == [[CLOSING, 6, "repeated"]]
    parts = tk.Annotator(furniture=tk.repeated_passages(articles)).furniture(articles[0])
    assert [part.span.of(articles[0].text) for part in parts] == [CLOSING]


def test_news_that_closes_few_texts_does_not_recur():
    rare = [
        one_line(f"{town}{i}", weather, f"{town} {i}.") for i in range(9) for town, weather in zip(TOWNS, WEATHER, strict=True)
    ]
    assert found([*map(one_line, TOWNS, WEATHER, [CLOSING] * 5), *rare]) == []


def test_texts_of_one_line_that_are_versions_of_one_article_count_once():
    assert found([one_line("Ada", "It rained", CLOSING) for _ in range(9)]) == []


def test_outlets_are_counted_one_by_one():
    assert found([article(town, FRIENDS, outlet=town) for town in TOWNS]) == []


def test_case_punctuation_and_figures_make_no_difference():
    lines = ["Our long slideshow of 5 pictures", "OUR LONG SLIDESHOW OF 12 PICTURES!", "Our long slideshow of 7 pictures."]
    assert found(map(article, TOWNS, lines)) == [[lines[1], 3, "repeated"]]


def test_versions_of_one_article_count_once():
    versions = [article("Ada", FRIENDS, f"More came at {i}.", i=i) for i in range(9)]
    assert found(versions) == []
    assert found([*versions, *(article(town, FRIENDS) for town in TOWNS[1:3])])[0][1] == 3


def test_articles_that_nothing_tells_apart_count_once():
    assert found([tk.article_of("The puppet regime fell.", id=str(i), outlet="Wire") for i in range(9)]) == []


def test_speech_and_headings_do_not_recur():
    speech, heading, question = "“We will go on and on and on,” he said.", "The details", "What is it that we know so far?"
    ends = [[f"It {what} in {town}." for what in ("rained", "poured", "snowed")] for town in TOWNS]
    assert found([article(town, speech, heading, question, *end) for town, end in zip(TOWNS, ends, strict=True)]) == []


def test_whose_a_quotation_is_does_not_recur():
    assert found([article(town, f"“It rained in {town}.”", "Ada Hall of The Daily Rattle") for town in TOWNS]) == []


def test_in_a_large_outlet_a_passage_must_recur_more_often():
    many = [tk.article_of(f"It rained on day {'x' * i}.", id=str(i), outlet="Wire") for i in range(1000)]
    assert found([*many, *(article(town, FRIENDS) for town in TOWNS[:3])]) == []


def test_what_form_tells_is_listed_with_its_reason():
    assert found([article(town, "Sign up for the morning letter of rain") for town in TOWNS])[0][2] == "newsletter"


def test_an_outlet_without_a_name_is_one_too():
    table = tk.repeated_passages([article(town, FRIENDS, outlet=None) for town in TOWNS])
    assert table["outlet"].tolist() == [""]


# -- what is read with a table -------------------------------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "furniture.csv"
    tk.repeated_passages([article(town, FRIENDS) for town in TOWNS]).to_csv(path, index=False)
    return path


def reasons(annotator, *lines, outlet="Wire"):
    return [part.reason for part in annotator(article("Gus", *lines, outlet=outlet)).furniture]


def test_a_table_and_its_file_are_the_same_furniture(table):
    from_file, from_table = (tk.Annotator(furniture=furniture) for furniture in (table, pd.read_csv(table)))
    assert from_file.passages == from_table.passages
    assert reasons(from_file, FRIENDS.upper()) == ["repeated"]
    assert reasons(from_file, FRIENDS, outlet="Post") == []


def test_a_person_can_keep_a_passage_and_add_one(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("outlet,passage,reason\n,The bridge is closed.,my own\nWire,Advertisement,article\n", encoding="utf-8")
    annotator = tk.Annotator(furniture=path)
    assert reasons(annotator, "The bridge is closed.", "Advertisement", "It rained.") == ["my own"]
    assert reasons(annotator, "The bridge is closed.", "Advertisement", "It rained.", outlet="Post") == [
        "my own",
        "advertisement",
    ]


def test_results_say_with_which_passages_they_were_made(table):
    label = tk.score([article("Gus")], furniture=table).made_with["furniture"]
    assert label.startswith("1 passages (")
    assert "furniture" not in tk.score([article("Gus")]).made_with
    assert label != Passages({"": {"a b": "c"}}).label


def test_a_table_that_is_none_is_an_error_of_the_user(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    for wrong in (path, tmp_path / "missing.csv", pd.DataFrame({"a": ["b"]})):
        with pytest.raises(tk.OptionError, match=r"passage|cannot be read"):
            passages_of(wrong)


# -- the command ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "articles.jsonl"
    rows = [{"id": town, "outlet": "Wire", "text": article(town, FRIENDS).text} for town in TOWNS]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def annotated(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_is_looked_through_first_and_the_table_written_beside_the_output(corpus, tmp_path):
    out = tmp_path / "out.jsonl"
    assert main(["annotate", str(corpus), "-o", str(out)]) == 0
    assert all(record["furniture"][0][2] == "repeated" for record in annotated(out))
    assert pd.read_csv(tmp_path / "out.jsonl.furniture.csv")["passage"].tolist() == [FRIENDS]


def test_the_users_table_is_taken_as_it_is(corpus, tmp_path):
    mine, out = tmp_path / "mine.csv", tmp_path / "out.jsonl"
    mine.write_text("outlet,passage,reason\n", encoding="utf-8")
    assert main(["annotate", str(corpus), "-o", str(out), "--furniture", str(mine)]) == 0
    assert all(record["furniture"] == [] for record in annotated(out))
    assert not (tmp_path / "out.jsonl.furniture.csv").exists()


def test_furniture_can_be_kept_by_the_command(corpus, tmp_path):
    out = tmp_path / "out.jsonl"
    assert main(["annotate", str(corpus), "-o", str(out), "--keep-furniture"]) == 0
    assert all(record["furniture"] == [] for record in annotated(out))


def test_a_comparison_writes_the_table_into_its_folder_and_is_repeated_with_it(corpus, tmp_path):
    run, again = tmp_path / "run", tmp_path / "again"
    few = ["--resamples", "40", "--min-articles", "1", "--measures", "loaded_narration"]
    assert main(["compare", str(corpus), "-o", str(run), *few]) == 0
    assert pd.read_csv(run / "furniture.csv")["passage"].tolist() == [FRIENDS]
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_with"]["furniture"].startswith("1 passages (")
    assert main(["compare", "--config", str(run / "run.toml"), "-o", str(again)]) == 0
    assert (run / "scores.csv").read_bytes() == (again / "scores.csv").read_bytes()


def test_a_run_that_goes_on_reads_with_the_same_furniture(corpus, tmp_path):
    out = tmp_path / "scores.csv"
    partial = tmp_path / "scores.csv.partial"
    assert main(["score", str(corpus), "-o", str(out)]) == 0
    whole = out.read_bytes()
    main(["score", str(corpus), "-o", str(out), "--keep-furniture"])
    assert out.read_bytes() != whole
    assert not partial.exists()
