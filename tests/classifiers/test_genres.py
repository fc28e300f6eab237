"""Genres: marks of the page, wording, the conditions that need no annotation, and how much of a group is opinion."""

import json
import unicodedata
from collections import Counter
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

import toolkit as tk
from toolkit.articles.conditions import condition_of
from toolkit.classifiers.genre_features import GENRES, MARK_NAMES, features_of
from toolkit.classifiers.genre_model import genre_of
from toolkit.classifiers.genres import CONSTANT, Genres
from toolkit.cli.main import main
from toolkit.comparison.opinion import note_on_opinion, p_opinion
from toolkit.errors import ArticleError, ModelError, OptionError
from toolkit.scores.article_score import ArticleScore
from toolkit.training.labelled import read_genres

NEWS = (
    "The mayor of Northport resigned on Monday after a report found that her office had lost 40 files, officials said.\n"
    "“I regret what happened,” she told reporters. A spokesman for the council said on Tuesday that an election would be held "
    "in March. Police declined to comment, according to a statement released on Wednesday."
)
OPINION = (
    "Why do we put up with this? I have written for years that our mayor should go, and still nobody listens.\n"
    "Of course she will say that it was not her fault. But surely we must ask what she did all those years. We can't simply look "
    "away, because it is our town. Let's be clear: she must go, and you should say so too.\nAda Hall is a columnist."
)
TALK = "\n".join(["ADA HALL, HOST: Why did you resign?", "MAYOR: I had to, you know. We lost files."] * 8)
LIVE = "\n".join(f"{hour}:15 p.m. The council is meeting again. More soon." for hour in range(1, 9))


def article(text, **fields):
    return tk.Article("a", text, **fields)


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("Letters: Save the pier", "letter"),
        ("Letters to the editor: Save the pier", "letter"),
        ("Review: The Long Film", "review"),
        ("Opinion: Save the pier", "opinion"),
        ("Analysis: Why the pier fell", "analysis"),
        ("ANALYSIS | Why the pier fell", "analysis"),
        ("Why public opinion: the pier", "news"),
        ("The review: what the pier cost", "news"),
        ("A letter of complaint", "news"),
    ],
)
def test_a_label_that_opens_a_title_settles_the_genre(title, genre):
    found = genre_of(article(NEWS, title=title))
    assert found.name == genre
    assert sum(found.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("section", "genre"), [("Opinion", "opinion"), ("EDITORIAL; Pg. 3", "opinion"), ("World", "news"), ("Letters", "letter")]
)
def test_a_section_settles_the_genre_where_it_names_one(section, genre):
    assert genre_of(article(NEWS, labels={"Section": section})).name == genre


@pytest.mark.parametrize(
    ("fields", "marks"),
    [
        ({"url": "https://wire.example/2017/opinion/mayor.html"}, ["opinion url"]),
        ({"url": "https://blogs.wire.example/mayor"}, ["opinion url"]),
        ({"url": "https://wire.example/opinion-on-the-mayor"}, []),
        ({"url": "https://wire.example/us/storm-live-updates-coast"}, ["news url", "live_blog slug"]),
        ({"title": "Opinion: Go"}, ["opinion label"]),
        ({"title": "Storm Live Updates: It rains"}, ["live_blog label"]),
        ({"title": "She must go | Editorial"}, ["opinion label"]),
        ({"title": "Public opinion turns against the mayor"}, []),
        ({"title": "Review: The Long Film"}, ["review label"]),
        ({"byline": "Guest Writer"}, ["opinion byline"]),
        ({"outlet": "Daily Post - Opinion"}, ["opinion byline"]),
        ({"outlet": "National Review"}, []),
    ],
)
def test_marks_of_the_page(fields, marks):
    features = features_of(article("It rained.", **fields))
    assert [name for name in MARK_NAMES if features[name]] == marks
    without = features_of(article("It rained.", **fields), page=False)
    assert [name for name in MARK_NAMES if without[name]] == [name for name in marks if name.endswith("label")]


def test_the_name_of_an_outlet_is_no_feature():
    assert features_of(article(NEWS, outlet="Wire")) == features_of(article(NEWS, outlet="Daily Rattle"))


def test_line_breaks_and_composition_of_letters_make_no_difference():
    text = "The café is open, I think.\nYou should go there.\n" * 20
    for other in (text.replace("\n", "\r\n"), unicodedata.normalize("NFD", text)):
        assert features_of(tk.Article("a", other)) == features_of(tk.Article("a", text))


def test_words_in_quotation_marks_are_not_the_outlets_wording():
    told = features_of(article("“I must go, and we should too,” she said."))
    assert told["first_singular"] == told["duty"] == 0
    assert told["quoted"] > 0.5
    assert features_of(article("‘I’ must go"))["first_singular"] > 0


@pytest.mark.parametrize("fields", [{}, {"title": "Mayor resigns", "url": "https://wire.example/news/mayor"}])
@pytest.mark.parametrize(("text", "genre"), [(NEWS, "news"), (OPINION, "opinion"), (TALK, "transcript"), (LIVE, "live_blog")])
def test_the_shipped_model_on_plain_cases(text, genre, fields):
    found = genre_of(article(text, **fields))
    assert found.name == genre
    assert found.p == max(found.probabilities.values())
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert tuple(found.probabilities) == GENRES


def test_genres_without_labelled_articles_are_told_by_their_marks():
    letter = article("To the editor: Your report on the mayor is wrong in all its parts.", title="Letters: The mayor")
    assert genre_of(letter).name == "letter"


def test_no_text_has_no_genre():
    assert genre_of(article(" \n")) is None


def test_what_features_add_sums_to_the_score_and_files_give_the_same_model():
    genres = Genres().fit([NEWS] * 4 + [OPINION] * 4, ["news"] * 4 + ["opinion"] * 4)
    p = genres.predict_proba([OPINION])[0]
    scores = {genre: sum(genres.explain(OPINION, genre).values()) for genre in ("news", "opinion")}
    assert scores["opinion"] - scores["news"] == pytest.approx(np.log(p[1] / p[0]))
    assert CONSTANT in genres.explain(OPINION, "news")
    again = Genres.from_arrays(genres.arrays())
    assert again.predict_proba([NEWS, OPINION]).tolist() == genres.predict_proba([NEWS, OPINION]).tolist()
    with pytest.raises(ModelError, match="other features"):
        Genres.from_arrays({**genres.arrays(), "features": np.array(["length"])})


def test_what_cannot_be_learned_is_said():
    with pytest.raises(ArticleError, match="unknown genres poem; genres are news"):
        Genres().fit([NEWS, OPINION], ["news", "poem"])
    with pytest.raises(ArticleError, match="same genre"):
        Genres().fit([NEWS, OPINION], ["news", "news"])
    with pytest.raises(ArticleError, match="2 articles, but 1 genres"):
        Genres().fit([NEWS, OPINION], ["news"])
    with pytest.raises(ArticleError, match="a list"):
        Genres().fit(NEWS, ["news"])
    with pytest.raises(OptionError, match="unknown genre 'poem'"):
        Genres().fit([NEWS, OPINION], ["news", "opinion"]).explain(NEWS, "poem")


# -- conditions, scores, comparisons -----------------------------------------------------------------------------------------


@pytest.fixture
def without_column(tmp_path):
    path = tmp_path / "mine.jsonl"
    rows = [
        {"id": f"{outlet}{n}", "outlet": outlet, "text": f"{text}\nPart {n}."}
        for outlet, text in (("Wire", NEWS), ("Post", OPINION))
        for n in range(3)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["genre", "genre_detected"])
def test_a_condition_on_the_genre_needs_no_column(without_column, name):
    articles = tk.read_articles(without_column, where=[f"{name}=news"])
    assert {article.outlet for article in articles} == {"Wire"}
    assert articles.problems == []


def test_the_users_own_genre_wins():
    own = article(OPINION, genre="news")
    assert condition_of("genre=news").holds(own)
    assert condition_of("genre_detected=opinion").holds(own)
    assert (own.value("genre"), own.genre_detected) == ("news", None)
    assert tk.score(own).to_dict()["genre"] == "news"
    assert tk.score(own).to_dict()["genre_detected"] == "opinion"


def test_documents_and_scores_have_the_genre(without_column):
    document = tk.annotate(article(OPINION))
    record = document.to_dict()["genre"]
    assert (record["name"], record["p"]) == ("opinion", record["probabilities"]["opinion"])
    score = tk.score(article(OPINION))
    again = ArticleScore.from_record(score.article, json.loads(json.dumps(score.to_record())))
    assert again.genre == score.genre == document.genre
    assert again.article.value("genre") == "opinion"
    frame = tk.score(tk.read_articles(without_column)).to_frame()
    assert Counter(frame["genre_detected"]) == {"news": 3, "opinion": 3}
    assert (frame["p_genre_detected"] > 0.5).all()


def test_groups_can_be_genres_and_comparisons_say_how_much_is_opinion(without_column):
    table = tk.score(tk.read_articles(without_column))
    by_genre = tk.compare(table, by="genre_detected", copies="keep", resamples=100)
    assert not [note for note in by_genre.settings["notes"] if note.startswith("opinion is ")]
    by_outlet = tk.compare(table, copies="keep", resamples=100)
    shares = by_outlet.table.drop_duplicates("group").set_index("group")["opinion_share"]
    assert shares["Wire"] < 0.2 < 0.8 < shares["Post"]
    (note,) = [note for note in by_outlet.settings["notes"] if note.startswith("opinion is ")]
    assert "of Post and" in note


def test_a_section_or_topic_does_not_hide_how_much_is_opinion(without_column):
    read = tk.read_articles(without_column)
    plain, topics = (tk.score([replace(one, genre=genre) for one in read]).scores for genre in (None, "Health"))
    assert p_opinion(topics) == p_opinion(plain)
    assert p_opinion(tk.score([replace(one, genre="Live blog") for one in read]).scores) == [0] * len(topics)


def test_like_shares_and_unknown_ones_give_no_note():
    assert note_on_opinion({"Wire": 0.3, "Post": 0.45, "Herald": float("nan")}, "outlet") == ""
    assert note_on_opinion({"Wire": float("nan")}, "outlet") == ""
    assert note_on_opinion({"news": 0.0, "opinion": 1.0}, ["outlet", "genre"]) == ""


def test_the_command_says_it(without_column, tmp_path, capsys):
    arguments = ["compare", str(without_column), "--copies", "keep", "--resamples", "100", "--measures", "loaded_narration"]
    assert main([*arguments, "-o", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr()
    assert "opinion" in printed.out
    assert "mind: opinion is" in printed.err
    assert main([*arguments, "--by", "genre_detected", "-o", str(tmp_path / "again")]) == 0
    assert "mind" not in capsys.readouterr().err


# -- training ----------------------------------------------------------------------------------------------------------------


def test_it_is_trained_from_labels_by_hash_and_evaluated(without_column, tmp_path, capsys):
    rows = [
        {"id": f"{kind}{n}", "text": f"{text}\nPart {n}.", "url": f"https://{kind}{n % 5}.example/a"}
        for kind, text in (("news", NEWS), ("opinion", OPINION))
        for n in range(10)
    ]
    texts, labels, output = tmp_path / "texts.jsonl", tmp_path / "labels.jsonl", tmp_path / "genre.npz"
    texts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    lines = [{"sha256": sha256(row["text"].encode()).hexdigest(), "genre": row["id"].rstrip("0123456789")} for row in rows]
    labels.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main(["train", "genre", str(labels), "--texts", str(texts), "-o", str(output)]) == 0
    assert "by site" in capsys.readouterr().out
    assert tk.load_classifier(output).predict([NEWS, OPINION]).tolist() == ["news", "opinion"]
    table = tmp_path / "mine.csv"
    table.write_text(f'text,label,outlet\n"{NEWS}",news,Wire\n"{OPINION}",opinion,Post\n', encoding="utf-8")
    assert main(["evaluate", str(output), str(table), "--resamples", "40"]) == 0
    assert "by label" in capsys.readouterr().out


def test_labels_are_checked(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("text,label,title,paper\nIt rained.,poem,Rain,Wire\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="unknown genre 'poem'; genres are news"):
        read_genres(table)
    table.write_text("text,label,title,paper\nIt rained.,news,Rain,Wire\nIt is dry.,other,Dry,\n", encoding="utf-8")
    labelled = read_genres(table, group="paper")
    assert [article.title for article in labelled.inputs] == ["Rain", "Dry"]
    assert labelled.groups.tolist() == ["Wire", ""]
    assert labelled.classes == ("news", "other")
    assert labelled.rows(np.array([1])).inputs[0].title == "Dry"
