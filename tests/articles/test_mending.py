"""Text that was decoded in a wrong encoding."""

import json

import pytest

import toolkit as tk
from toolkit.annotation.annotated_files import annotated
from toolkit.articles.mending import mended

TEXT = "Ada Hall said they canâ€™t pay.\n\nâ€œIt is our bridge,â€\x9d Ben Abay said in the cafÃ©."
RIGHT = "Ada Hall said they can’t pay.\n\n“It is our bridge,” Ben Abay said in the café."


@pytest.fixture
def read(tmp_path):
    def read(**row):
        path = tmp_path / "articles.jsonl"
        path.write_text(json.dumps({"id": "a", **row}), encoding="utf-8")
        articles = tk.read_articles(path)
        return next(iter(list(articles))), articles.problems

    return read


def test_mojibake_is_mended_and_told(read):
    article, problems = read(text=TEXT, title="Townâ€™s bridge")
    assert (article.text, article.title) == (RIGHT, "Town’s bridge")
    assert "'â€™' → '’'" in problems[0].reason
    assert not problems[0].skipped


@pytest.mark.parametrize("text", [RIGHT, "Ünal çay içti à Paris.", "plain", "Ağrı’da “kar” yağdı – 5 €"])
def test_what_is_right_stays(read, text):
    article, problems = read(text=text)
    assert article.text == text
    assert problems == []
    assert mended(article) is article


def test_only_encoding_is_mended(read):
    assert read(text="“Curly” ﬁne ＷＩＤＥ text.")[0].text == "“Curly” ﬁne ＷＩＤＥ text."


def test_offsets_that_are_written_count_the_text_as_it_was_read(read):
    article, _ = read(text=TEXT, title="Puppet regimeâ€™s bridge of a puppet regime")
    document = tk.annotate(article)
    record = document.to_dict()
    assert record["title"] == "Puppet regimeâ€™s bridge of a puppet regime"
    for (start, end), own in zip(record["attributions"][1]["source"], document.attributions[1].source, strict=True):
        assert TEXT[start:end] == own.of(RIGHT) == "Ben Abay"
    assert [TEXT[slice(*span)] for span in record["attributions"][1]["content"]] == ["â€œIt is our bridge,â€\x9d"]
    titles = [record["title"][slice(*term["span"])] for term in record["loaded"] if term["field"] == "title"]
    assert titles[-1] == "puppet regime"


def test_annotations_find_their_article_again(read, tmp_path):
    article, _ = read(text=TEXT)
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(tk.annotate(article).to_dict()), encoding="utf-8")
    found, record = next(iter(annotated(labels, [article], lambda record: record)))
    assert found.text == TEXT
    assert found.sha256 == article.sha256
    assert TEXT[slice(*record["attributions"][1]["source"][0])] == "Ben Abay"


def test_characters_without_a_shape_are_taken_out_and_not_told(read):
    said = "“It is a dis\u00adgrace,” \u200bMs. Hal\u00adloran said\u2060."
    text = f"Ada Hal\u00adlo\u00adran said the bru\u200btal re\ufeffgime fell. {said}"
    article, problems = read(text=text, title="Hal\u00adloran on the re\u00adgime")
    assert article.text == "Ada Halloran said the brutal regime fell. “It is a disgrace,” Ms. Halloran said."
    assert article.title == "Halloran on the regime"
    assert problems == []
    record = tk.annotate(article).to_dict()
    assert [one["speaker"] for one in record["attributions"]] == ["Ada Halloran", "Ada Halloran"]
    assert [text[slice(*one["source"][0])] for one in record["attributions"]] == [
        "Ada Hal\u00adlo\u00adran",
        "Ms. Hal\u00adloran",
    ]
    marked = [text[slice(*term["span"])] for term in record["loaded"] if term["field"] == "text"]
    assert marked[:2] == ["bru\u200btal", "re\ufeffgime"]


def test_joiners_before_marks_and_each_other_are_taken_out(read):
    assert read(text="He said “no\u200c” to a\u200d\u200bll\u200c—twice.")[0].text == "He said “no” to all—twice."


@pytest.mark.parametrize("text", ["Ages 10\u00ad15 go free.", "So good \U0001f469\u200d\u2708\ufe0f", "می\u200cخواهم"])
def test_characters_without_a_shape_that_say_something_stay(read, text):
    assert read(text=text)[0].text == text


def test_offsets_where_both_were_mended(read):
    text = "They canâ€™t say Hal\u00adlo\u00adranâ\u0080\u0099s na\u200bme."
    article, problems = read(text=text)
    assert article.text == "They can’t say Halloran’s name."
    assert len(problems) == 1
    for word, as_read in {"Halloran": "Hal\u00adlo\u00adran", "name": "na\u200bme", "say": "say"}.items():
        start = article.text.index(word)
        assert text[slice(*article.as_read("text", start, start + len(word)))] == as_read


def test_the_place_where_something_was_taken_out_has_offsets_in_order(read):
    assert read(text="It \u200brained.")[0].as_read("text", 3, 3) == (4, 4)


@pytest.mark.parametrize(
    ("run_together", "parted"),
    [
        ("It rained.The pier fell in 2001.Hall left.", "It rained. The pier fell in 2001. Hall left."),
        (
            "“It rained.”“It dried,” he said.“Then it froze.”She left.",
            "“It rained.” “It dried,” he said. “Then it froze.” She left.",
        ),
        ('He left."It rained," she said."Go home."They did.', 'He left. "It rained," she said. "Go home." They did.'),
        ('"It rained."They left."Why?""I know," she said.', '"It rained." They left. "Why?" "I know," she said.'),
        ('"One.\nIt rained."It dried," he said.', '"One.\nIt rained. "It dried," he said.'),
    ],
)
def test_sentences_that_run_together_are_parted_and_not_told(read, run_together, parted):
    article, problems = read(text=run_together, title="Rain")
    assert (article.text, problems) == (parted, [])
    place = parted.index("It dried" if "It dried" in parted else "left")
    start, end = article.as_read("text", place, place + 4)
    assert run_together[start:end] == parted[place : place + 4]
    assert article.original("text") == run_together


@pytest.mark.parametrize(
    "text", ["Write to Ada.Hall@wire.example.", "See www.Wire.Example for it.", "The U.S.Senate and No.Two."]
)
def test_full_stops_in_addresses_and_abbreviations_part_nothing(read, text):
    assert read(text=text)[0].text == text


def test_offsets_where_sentences_ran_together_and_errors_of_encoding_were_mended(read):
    text = "They canâ€™t pay.Hall left.â€œIt is Hal\xadloran,â€\x9d Ben said."
    article, _ = read(text=text)
    assert article.text == "They can’t pay. Hall left. “It is Halloran,” Ben said."
    for word, was in (("Hall", "Hall"), ("“It", "â€œIt"), ("Halloran", "Hal\xadloran"), ("Ben", "Ben")):
        place = article.text.index(word)
        start, end = article.as_read("text", place, place + len(word))
        assert text[start:end] == was


HTML = (
    "<p>Ada Hall &amp; Ben said they &#8220;can&rsquo;t <i><b>pay.</b></i>&#8221;</p>\n"
    "<P class='a'>It is our bridge.<br/>They left.</P>"
    "<script>var a = '<p>It burned.</p>';</script><!-- It sank. --><p>The canâ€™t end.Hall left.</p><style>p {}"
)


def test_a_text_in_html_is_read_as_its_page_shows_it(read):
    article, problems = read(text=HTML, title="Rain &amp;#8217; snow")
    lines = [line for line in article.text.split("\n") if line.strip()]
    assert lines == ["Ada Hall & Ben said they “can’t pay.”", "It is our bridge.", "They left.", "The can’t end. Hall left."]
    assert article.title == "Rain ’ snow"
    assert ["'â€™' → '’'" in problem.reason for problem in problems] == [True]
    as_read = {
        "Hall &": "Hall &amp;",
        "“can’t pay": "&#8220;can&rsquo;t <i><b>pay",
        "pay.": "pay.",
        "pay.”": "pay.</b></i>&#8221;",
        "They": "They",
        "can’t end.": "canâ€™t end.",
        "Hall left.": "Hall left.",
    }
    for now, before in as_read.items():
        place = article.text.index(now)
        start, end = article.as_read("text", place, place + len(now))
        assert HTML[start:end] == before


@pytest.mark.parametrize("text", ["2 < 3, and <b is no tag, nor is a<b and c>d.", "AT&T and R&D; B & C", "One.\nTwo."])
def test_signs_of_a_plain_text_are_no_markup(read, text):
    assert read(text=text)[0].text == text


@pytest.mark.parametrize("piece", ["<script>", "<!--", "<p", "</p>\n", "&amp;", "<b>", "&", "<"])
def test_markup_takes_time_in_proportion(piece):
    mended(tk.article_of("<p>It rained.</p>" + piece * 200_000))


def test_many_errors_in_one_line_take_time_in_proportion(read):
    read(text="It canâ€™t “hold”, he saidâ€¦ " * 20_000)


@pytest.mark.parametrize(
    ("dumped", "shown"),
    [
        (
            r"It rained.\n\n\"We walk,\" she said.\r\nIt\u2019s over\/gone.",
            'It rained.\n\n"We walk," she said. \nIt’s over/gone.',
        ),
        (r"It rained.\\nHall didn\'t mind \ud83d\ude00.", "It rained.\nHall didn't mind \U0001f600."),
        (r"It rained.\nIt\xe2\x80\x99s over in the caf\xc3\xa9.", "It rained.\nIt’s over in the café."),
        (r"\u003cp\u003eIt rained.\u003c/p\u003e", "\n\nIt rained.\n\n"),
    ],
)
def test_escapes_of_a_dump_are_undone_and_not_told(read, dumped, shown):
    article, problems = read(text=dumped)
    assert (article.text, problems) == (shown, [])
    assert article.original("text") == dumped


@pytest.mark.parametrize("text", [r"In C:\new\reports and \alpha", "¯\\_(ツ)_/¯", r"a \ b"])
def test_other_backslashes_stay(read, text):
    assert read(text=text)[0].text == text


MARKS = "“I don’t know the women’s names,” Hall said. “Why? I don’t ask.” The “friend” left."


@pytest.mark.parametrize(
    ("lost", "shown"),
    [
        (MARKS.translate(dict.fromkeys(map(ord, "“”’"), "?")), MARKS),
        (MARKS.translate(dict.fromkeys(map(ord, "“”’"), "\ufffd")), MARKS),
        (MARKS.translate(dict.fromkeys(map(ord, "“”’"), "\ufffd" * 3)), MARKS),
        (MARKS.replace("”", "\ufffd"), MARKS),
        ("?It rains.\n?It pours,? O?Hara said.", "“It rains.\n“It pours,” O’Hara said."),
        ("She asked, ?Do you??", "She asked, “Do you?”"),
        ("“Isn’t it?” she said in the caf\ufffd of Jos\ufffd.", "“Isn’t it?” she said in the caf\ufffd of Jos\ufffd."),
        ("â€œIt rains,â€ he said. â€œIt pours.â€", "“It rains,” he said. “It pours.”"),
        ("â€œIt rains,â€\ufffd he said; itâ€™s cold.", "“It rains,” he said; it’s cold."),
    ],
)
def test_marks_that_an_encoding_lost_come_back_and_are_told(read, lost, shown):
    article, problems = read(text=lost)
    assert article.text == shown
    assert len(problems) == (lost != shown)
    assert article.original("text") == lost


@pytest.mark.parametrize(
    "text",
    [
        "Is it true? Yes, she said. “Why?” he asked. (Really?) What?! Who knows?—nobody.",
        "See wire.example/?s=rain, wire.example/a?t=5 and www.wire.example?id=5&m=2.",
        "Will it rain ? Nobody knew ?",
        "Why?\nBecause.",
    ],
)
def test_question_marks_stay(read, text):
    assert read(text=text)[0].text == text


@pytest.mark.parametrize(
    ("apart", "shown"),
    [
        (
            "`` I do n't know , '' Hall said , and the women 's friends -LRB- all three -RRB- left , as he \" knew \" , in May .",
            "“I don't know,” Hall said, and the women's friends (all three) left, as he \"knew\", in May.",
        ),
        (
            "“ I don ’ t know , ” Hall said , “ what the workers ’ union wants , for $ 5 ... ” They paid 10 % . Why ?",
            "“I don’t know,” Hall said, “what the workers’ union wants, for $5 ...” They paid 10%. Why?",
        ),
    ],
)
def test_words_that_a_tokeniser_set_apart_are_joined_and_not_told(read, apart, shown):
    article, problems = read(text=apart)
    assert (article.text, problems) == (shown, [])
    place = shown.index("Hall")
    assert apart[slice(*article.as_read("text", place, place + 4))] == "Hall"


def test_single_spaces_before_marks_stay(read):
    text = "Hall , who left, said that it rained, poured, and froze ."
    assert read(text=text)[0].text == text
