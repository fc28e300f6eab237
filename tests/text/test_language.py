"""English or not: by the column, by the first characters, by more of them where these leave a doubt."""

import math

import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.report.article import article_view
from toolkit.scores.scoring import score
from toolkit.text import language
from toolkit.text.language import language_of

FOREIGN = {
    "ar": "استقال وزير الداخلية مساء الاثنين. وقالت المتحدثة باسمه إنه فقد ثقة رئيس الوزراء.",
    "de": "Der Innenminister ist am Montagabend zurückgetreten. Seine Sprecherin sagte, er habe das Vertrauen verloren.",
    "es": "El ministro del Interior dimitió el lunes por la noche. Según su portavoz, ya no contaba con su confianza.",
    "fa": "وزیر کشور دوشنبه شب استعفا داد. سخنگوی او گفت که او دیگر مورد اعتماد نخست‌وزیر نبود.",
    "fr": "Le ministre de l'Intérieur a démissionné lundi soir. Selon sa porte-parole, il avait perdu la confiance.",
    "ru": "Министр внутренних дел ушёл в отставку в понедельник вечером. По словам его секретаря, он потерял доверие премьера.",
    "tr": "İçişleri Bakanı pazartesi akşamı istifa etti. Sözcüsü, bakanın güvenini kaybettiğini söyledi.",
    "zh": "内政部长周一晚间辞职。其发言人表示，他已失去总理的信任，总理前一天宣布展开调查。",
}
ENGLISH = "The interior minister resigned on Monday night. His spokeswoman said that he had lost the trust of the chancellor."


@pytest.mark.parametrize("code", FOREIGN)
@pytest.mark.parametrize("title", [None, "Interior minister steps down"])
def test_other_languages_are_recognised_under_an_english_title_too(code, title):
    assert language_of(tk.Article("a", FOREIGN[code], title=title)).code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:30",
        "Au revoir",
        ENGLISH,
        ENGLISH.upper(),
        f"“Wir schaffen das,” she said. {ENGLISH} “Allahu akbar,” some shouted, others “Vive la République!” or “¡No pasarán!”",
        "Hezbollah, Bashar al-Assad, Deir ez-Zor, Khan Sheikhoun, Idlib, Raqqa, Aleppo",
    ],
)
def test_foreign_words_and_texts_too_short_to_tell_are_english(text):
    assert language_of(tk.Article("a", text)).english


def test_what_the_first_characters_leave_open_more_of_them_decide():
    opening = "Ahmad al-Khatib, Deir ez-Zor, Khan Sheikhoun, Muhammad al-Jawlani, Saraqib, Maarat al-Numan, Jisr al-Shughur, "
    assert language_of(tk.Article("a", opening * 2 + ENGLISH * 3)).english


@pytest.mark.parametrize(
    ("said", "english"), [("en", True), ("en-GB", True), ("ENG", True), ("English", True), ("fr", False), ("enm", False)]
)
def test_the_column_is_believed(said, english):
    for text in (ENGLISH, FOREIGN["de"]):
        assert language_of(tk.Article("a", text, language=said)).english is english


def test_the_model_is_read_only_where_words_leave_a_doubt_or_the_probability_is_asked_for():
    language._identifier.cache_clear()
    language_of(tk.Article("a", FOREIGN["de"], language="en"))
    found = language_of(tk.Article("a", ENGLISH))
    assert found.english
    assert language._identifier.cache_info().currsize == 0
    assert found.p_english > 0.99
    assert language._identifier.cache_info().currsize == 1


@pytest.mark.parametrize("code", FOREIGN)
def test_a_page_that_opens_in_another_language_is_left_to_the_model(code):
    page = f"{FOREIGN[code] * 8} {ENGLISH * 20}"
    found = language_of(tk.Article("a", page))
    assert found.code == language._weighed(found.page)[0]


def test_an_article_that_is_not_read_has_no_figures():
    article = tk.Article("a", FOREIGN["fr"] + "\n\nUn régime brutal.", title="Un régime brutal", outlet="Monde")
    scored = score(article)
    assert all(map(math.isnan, scored.values.values()))
    assert (scored.language, scored.n_words, scored.document.article) == ("fr", 0, article)
    assert scored.document.to_dict()["language"] == ["fr", 0.0]
    assert len(scored.document.voice_map) == len(article.text)
    assert "not in English (fr)" in article_view(scored.document)["note"]
    assert not math.isnan(score(article, any_language=True).values["loaded_narration"])


@pytest.fixture
def mixed(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_text(f'text,outlet\n"{ENGLISH}",Wire\n"{FOREIGN["de"]}",Blatt\n', encoding="utf-8")
    return path


def test_a_table_says_which_rows_were_not_read(mixed):
    table = tk.score(tk.read_articles(mixed))
    (problem,) = table.problems
    assert (problem.file, problem.row, problem.skipped) == (str(mixed), 3, False)
    assert "(de)" in problem.reason
    assert "--any-language" in problem.remedy
    assert table.to_frame()["attributions"].isna().tolist() == [False, True]
    assert not tk.score(tk.read_articles(mixed), any_language=True).problems


@pytest.mark.parametrize("command", ["score", "annotate", "report"])
def test_commands_list_what_was_not_read(command, mixed, tmp_path, capsys):
    output = ["-o", str(tmp_path / ("out.csv" if command == "score" else "out.jsonl"))]
    assert main([command, str(mixed), *output]) == 0
    assert "mixed.csv:3" in capsys.readouterr().err
    assert main([command, str(mixed), *output, "--any-language"]) == 0
    assert main(["score", str(mixed)]) == 0
