import pytest

from toolkit.text.quotations import quotations


def quoted(text):
    return [text[q.start : q.end] for q in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A b,” she said. “C.”", ["“A b,”", "“C.”"]),
        ('"A b," she said. "C."', ['"A b,"', '"C."']),
        ("‘A b,’ she said.", ["‘A b,’"]),
        ("'A b,' she said.", ["'A b,'"]),
        ("«Да», he said; „Nein“ too.", ["«Да»", "„Nein“"]),
        ("“They say ‘no’ to it,” he said.", ["“They say ‘no’ to it,”"]),
        ("‘They say “no” to it,’ he said.", ["‘They say “no” to it,’"]),
        ('"One," he said, "two."', ['"One,"', '"two."']),
        ("(“x”) and —“y”—", ["“x”", "“y”"]),
    ],
)
def test_marks_that_pair(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The workers' rights and the boys’ toys.",
        "Rock 'n' roll of the '90s, 'tis true.",
        'He is 6\'2" tall and the board is 12" wide.',
        "It’s the government’s.",
        "stray “ mark in the middle of a sentence",
        'stray " mark in the middle of a sentence',
    ],
)
def test_marks_that_do_not_quote(text):
    assert quoted(text) == []


def test_an_odd_mark_spoils_no_other_quotation():
    assert quoted("An odd “ mark here, but “this” is whole. And “that”.") == ["“this”", "“that”"]


def test_a_quotation_continues_over_paragraphs():
    text = "“First part.\n“Second part.\n“Third,” he said. “New.”"
    assert [[span.of(text) for span in q.spans] for q in quotations(text)] == [
        ["“First part.", "“Second part.", "“Third,”"],
        ["“New.”"],
    ]


def test_an_unclosed_quotation_ends_with_its_paragraph():
    text = "He said: “We will go on.\nThe rain stopped."
    quotation = quotations(text)[0]
    assert (text[quotation.start : quotation.end], quotation.closed) == ("“We will go on.", False)


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""', "«»"])
def test_a_quotation_goes_on_in_the_next_lines_where_each_is_a_sentence(opening, closing):
    lines = f"{opening}It rains.", "It pours.", f"We walk,{closing} Hall said.", f"{opening}We have no boat.{closing}"
    spans = [[span.of("\n".join(lines)) for span in q.spans] for q in quotations("\n".join(lines))]
    assert spans == [[lines[0], lines[1], f"We walk,{closing}"], [lines[3]]]


def test_a_mark_far_behind_an_open_quotation_does_not_close_it():
    far = "\n".join(["“It rains."] + ["Nobody knew of it in the town."] * 40 + ["We walk,” Hall said."])
    assert quoted(far) == ["“It rains."]


def test_british_quotation_with_apostrophes_inside():
    assert quoted("‘I don’t know the boys’ names,’ she said. ‘No.’") == ["‘I don’t know the boys’ names,’", "‘No.’"]


def test_a_mark_behind_an_ellipsis_goes_on_with_the_quotation():
    text = "“Trade fell this year… “Prices rose.” Hall left."
    assert [text[q.start : q.end] for q in quotations(text)] == ["“Trade fell this year… “Prices rose.”"]
