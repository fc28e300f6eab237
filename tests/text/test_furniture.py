"""What of a text is not the article."""

import re

import pytest

import toolkit as tk
from toolkit.text.furniture import Furniture, blanked, furniture
from toolkit.text.lexicon import load_lexicon
from toolkit.text.page_phrases import phrases
from toolkit.text.spans import Span

ARTICLE = (
    "The army left the old town on Monday, the mayor said.",
    "Shops opened again, and the buses ran by noon.",
    "The bridge was closed for a second year.",
    "“It is our bridge,” Ben Abay said.",
    "It rained all day.",
)


def told(*lines):
    text = "\n\n".join(lines)
    return [(part.span.of(text), part.reason) for part in furniture(text)]


def inside(line, at=2):
    """What is told in a line among those of an article."""
    return told(*ARTICLE[:at], line, *ARTICLE[at:])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ADVERTISEMENT", "advertisement"),
        ("Advertisement:", "advertisement"),
        ("Story Continued Below", "page"),
        ("Loading...", "page"),
        ("190920073101403", "page"),
        ('[embedtweet id="4235"] [gallery ids="1,2"]', "page"),
        ("Loading Something is loading.", "page"),
        ("10:32 a.m. ET", "byline"),
        ("Slideshow (5 Images)", "link"),
        ("Sign up to receive our biggest stories of bridges.", "newsletter"),
        ("6 years ago", "byline"),
        ("Twitter: @adahall", "share"),
        ("Read More Town Fears for Its Bridge", "link"),
        ("Click to hear the full interview with the mayor.", "link"),
        ("(For graphic on the bridges of the town click rattle.rs/2Lf)", "link"),
        ("A soldier crosses the old bridge. | Ada Hall/Rattle via Getty Images Town fears for its bridge", "caption"),
        ("var _ndnq = _ndnq || []; _ndnq.push(['embed']);", "page"),
        ("Sign up for the morning letter", "newsletter"),
        ("Get the news that matters delivered to your inbox.", "newsletter"),
        ("Download the Rattle app: click here.", "link"),
        ("RELATED: Town without a bridge", "link"),
        ("( Also on POLITICO: Town without a bridge)", "link"),
        ("Read: Why the town has no bridge", "link"),
        ("See: Town has no bridge after the army leaves.", "link"),
        ("Now read: Mayor says she won’t rebuild it.", "link"),
        ("Read Ada Hall’s entire column here.", "link"),
        ("Watch the mayor's speech below:", "link"),
        ("More on the bridge of the old town", "link"),
        ("(Data: Office of Bridges/Graph: Rattle.com)", "caption"),
        ("Source: Office of Bridges, University of Keldry", "caption"),
        ("CLICK HERE TO GET THE RATTLE APP", "link"),
        ("MAYOR OF THE OLD TOWN SAYS NOBODY PAID FOR BRIDGE", "link"),
        ("Town fears for its bridge after the army left Read more", "link"),
        ("Town fears for its bridge Listen · 5:08 5:08", "link"),
        ("READ FULL LETTERS HERE", "link"),
        ("A soldier crosses the bridge, July 3, 2031. (AP Photo/Ada Hall)", "caption"),
        ("A soldier crosses the bridge. (Ada Hall/Reuters)", "caption"),
        ("A soldier crosses the bridge. Ada Hall/AP", "caption"),
        ("A soldier crosses the bridge. AP Photo/Ada Hall", "caption"),
        ("A soldier crosses the bridge. Ada Hall Getty Images", "caption"),
        ("A soldier crosses the bridge. ADA HALL—Rattle staff", "caption"),
        ("A soldier crosses the bridge. (Photo: Ada Hall, The Rattle)", "caption"),
        ("Ada Hall / AP A soldier crosses the bridge in the old town.", "caption"),
        ("Ada Hall/AP Soldiers who crossed the bridge rest in the old town.", "caption"),
        ("Ada Hall/The Daily Rattle/AP, FILE", "caption"),
        ("A soldier crosses the bridge. | AP Photos Town without a bridge", "caption"),
        ("FILE - In this July 3, 2031, file photo, a soldier crosses the bridge.", "caption"),
        ("Enlarge this image toggle caption Ada Hall/AP Ada Hall/AP", "page"),
        ("Image copyright AFP Image caption A soldier crosses the bridge", "caption"),
        ("Photos: The old town Photos: The old town A soldier crosses the bridge. Hide Caption 2 of 9", "caption"),
        ("SHARE THIS ARTICLE Share Tweet Post Email", "share"),
        ("Follow us on Facebook.", "share"),
        ("Follow Ada on Twitter", "share"),
        ("Send tips to ada@rattle.example", "share"),
        ("Correction: An earlier version misspelt the mayor's name.", "correction"),
        ("Editor’s note — A look at what the mayor said.", "correction"),
        ("This story has been updated.", "correction"),
        ("© 2031 The Daily Rattle. All rights reserved.", "copyright"),
        ("Copyright 2031 Rattle Media", "copyright"),
        ("Leave a comment", "comment"),
        ("Updated at 10:50 p.m.", "byline"),
        ("By Ada Hall, Rattle Staff Writer", "byline"),
    ],
)
def test_a_line_that_is_not_the_article_is_found_as_a_whole(line, reason):
    assert inside(line) == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Read the bill, she said, before you sign it.",
        "The related costs: nobody knows.",
        "By Monday they had left.",
        "By The Numbers",
        "Watch what you say, he warned.",
        "“Sign up for the army,” the poster said, and “click here” said the page.",
        "The photo was taken by a soldier.",
        "It rained, according to Reuters.",
        "The copyright law of 2031 protects songs.",
        "THE FACTS: The bridge is old.",
        "Ben Abay: We have no bridge.",
        "More than half of the town voted.",
        "LESSONS FOR THE TOWN",
        "See what the mayor did here.",
        "Read on, she said, and see the bridge above.",
        "The town (see: Keldry, Dorlin and others) was old.",
        "Source: Mayor planned to sell bridge",
        "A Wire/AP poll found that half of the town voted.",
        "More on the bridge than under it.",
        "They keep watch above. It rained here.",
        "Shares of the company fell, an Associated Press count found.",
        "Ada Hall is a danger to the bridge, Abay thinks.",
        "They wrote in the comments section that it rained." + " The bridge was old, and so was the road to it." * 5,
        "It was an old (read: ugly and dangerous) bridge.",
        "It cost",
        "12.50",
        "Six years ago the town had a bridge",
        "Twitter users mocked @adahall for it",
        "[gallery ids= 1]" * 40 + " showed the bridge",
    ],
)
def test_prose_stays(line):
    more = ["The road was closed again.", "Nobody came."] * 6
    assert told(*ARTICLE[:4], *more, "Ada Hall wrote to Abay in spring.", line, *more, *ARTICLE) == []


@pytest.mark.parametrize(
    ("line", "part", "reason"),
    [
        ("The army left. Story Continued Below The shops opened.", "Story Continued Below", "page"),
        ("The army left. (RELATED: Town without a bridge) It rained.", "(RELATED: Town without a bridge)", "link"),
        ("Ada Hall tells the Rattle why it fell. Watch above.", "Watch above.", "link"),
        ("The army left [pullquote] in July.", "pullquote", "page"),
        ("The army left. Follow Ada Hall on Twitter: @adahall", "Follow Ada Hall on Twitter: @adahall", "share"),
        ("For a list of all bridges click here. It rained.", "For a list of all bridges click here.", "link"),
        (
            "He met Sen. Ben Abay Benjamin J. AbayTown frets over bridge Five takeaways from the flood MORE (D-Mass.) there.",
            "Benjamin J. AbayTown frets over bridge Five takeaways from the flood MORE",
            "link",
        ),
    ],
)
def test_furniture_inside_a_line_leaves_the_rest(line, part, reason):
    assert inside(line) == [(part, reason)]


@pytest.mark.parametrize(
    "dateline",
    [
        "CAIRO, July 3 (Wire) - ",
        "WASHINGTON (AP) — ",
        "(Reuters) - ",
        "WASHINGTON — ",
        "(CNN) ",
        "New Delhi, India - ",
        "New Delhi, June 23, 2031 — ",
    ],
)
def test_only_the_dateline_is_left_out_not_the_sentence_after_it(dateline):
    assert told(dateline + ARTICLE[0], *ARTICLE[1:]) == [(dateline, "dateline")]


def test_the_captions_of_a_gallery_are_furniture_however_many_they_are():
    caption = "Photos: The flood The flood – A man looks at a boat that the water left on a roof. Hide Caption {} of 9 "
    gallery = "".join(caption.format(number) for number in range(1, 10))
    text = f"The dam burst on Monday.\n\n{gallery}\n\nPhotos: a long line that has no gallery. {'It rained. ' * 30}"
    assert [(part.span.of(text), part.reason) for part in furniture(text)] == [(gallery.rstrip(), "caption")]


def test_a_label_of_a_speaker_is_no_dateline():
    assert told("ADA HALL: It rained.", "BEN ABAY: So it did.") == []


@pytest.mark.parametrize(
    "bio",
    [
        "Ada Hall is a senior fellow at the Institute of Bridges.",
        "• Ada Hall, a former engineer, is the author of nine books.",
        "Ada Hall is president of the Institute of Bridges.",
        "Ada Hall is founder of a firm. Follow her on Twitter @adahall.",
        "Ada Hall teaches engineering. The opinions expressed here are her own.",
    ],
)
def test_a_biography_is_told_by_its_form_at_the_edge_of_the_text(bio):
    assert told(*ARTICLE, bio) == [(bio, "bio")]
    assert told(bio, *ARTICLE) == [(bio, "bio")]


def test_one_whom_the_article_discusses_has_no_biography_in_it():
    last = "Ben Abay is a professor of engineering."
    assert told(*ARTICLE, last) == []
    assert told(*ARTICLE, last.replace("Ben Abay", "Cleo Dane")) == [(last.replace("Ben Abay", "Cleo Dane"), "bio")]


def test_the_name_and_the_role_at_the_top_are_the_byline():
    assert told("Ada Hall", "Opinion contributor", *ARTICLE) == [("Ada Hall", "byline"), ("Opinion contributor", "byline")]


def test_credits_at_the_end_are_left_out_with_their_abbreviations():
    credit = "Rattle News' Ben Abay and Dr. Ada Hall contributed to this report."
    assert told(*ARTICLE, credit) == [(credit, "byline")]


def test_what_follows_the_heading_of_corrections_is_one_too():
    correction = ["Corrections & Amplifications", "The last name of Ben Abay was incorrectly given as Abbay."]
    assert told(*ARTICLE, *correction) == [(line, "correction") for line in correction]


@pytest.mark.parametrize(
    "sentence",
    [
        "Voters trust a bridge when they see other voters trust it.",
        "With assistance from lawyers, the mayor had it rebuilt.",
        "It was weaker than it originally appeared in the plans.",
    ],
)
def test_sentences_that_only_sound_like_furniture_are_the_article(sentence):
    long = f"{'It rained on the old town. ' * 20}{sentence}"
    assert told(*ARTICLE * 3, long, *ARTICLE * 3) == []


def test_titles_after_a_heading_of_links_are_links():
    links = ["READ MORE:", "Why the town has no bridge", "Advertisement", "The bridge of sighs"]
    assert [reason for _, reason in told(*ARTICLE, *links)] == ["link", "link", "advertisement", "link"]
    assert [part for part, _ in told(*ARTICLE, "Related Articles A bridge too old", "Mayor walks out on engineers")][-1:] == [
        "Mayor walks out on engineers"
    ]


def test_what_follows_further_reading_at_the_end_are_links():
    links = ["Further reading:", "How the bridge fell.", "The bridge, explained. Here's why it matters."]
    assert told(*ARTICLE, *links) == [(line, "link") for line in links]
    long = "The bridge was old. " * 15
    assert told(*ARTICLE, "Further reading", long, *ARTICLE[:2]) == [("Further reading", "link")]


def test_a_line_pulled_out_of_the_text_to_be_printed_large_is_told_once():
    pulled = ARTICLE[0].removesuffix(".")
    around = f"It was early. {ARTICLE[0]} It rained all the same."
    assert told(*ARTICLE[1:3], pulled, around) == [(pulled, "pull quote")]
    assert told(around, *ARTICLE[1:3]) == []


def test_a_text_that_is_there_twice_is_not_pulled_out_of_itself():
    assert told(*ARTICLE, " ".join(ARTICLE)) == []


def test_a_text_without_furniture_is_read_as_it_is():
    text = "\n".join(ARTICLE)
    assert blanked(text, furniture(text)) is text


def test_blanking_keeps_every_offset_and_line_break():
    text = "It rained.\r\nAdvertisement\r\nIt poured.\rAds"
    read = blanked(text, [Furniture(Span(10, 25), "page")])
    assert len(read) == len(text)
    assert [i for i, ch in enumerate(read) if ch in "\r\n"] == [i for i, ch in enumerate(text) if ch in "\r\n"]
    assert read.split() == ["It", "rained.", "It", "poured.", "Ads"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Advertisement", "”", "(", ":", "By", "İİİ Follow us on"])
def test_odd_texts_are_read(text):
    for part in furniture(text):
        assert part.span.of(text)


def test_every_phrase_has_a_place_that_the_code_asks_for():
    places = {place for entry in load_lexicon("page_phrases").entries for place in entry.listed("place")}
    assert all(phrases(place) for place in places)
    assert all(re.fullmatch(r"\S.*\S|\S", entry.term) for entry in load_lexicon("page_phrases").entries)


# -- what is read of an article ----------------------------------------------------------------------------------------------

PAGE = "\n\n".join(
    [
        "A soldier fled the brutal regime. (AP Photo/Ada Hall)",
        ARTICLE[0],
        "Advertisement",
        "RELATED: Brutal regime, Cleo Dane says",
        *ARTICLE[1:],
        "Cleo Dane is the author of “The Brutal Regime.”",
    ]
)


def test_furniture_has_no_words_no_source_and_no_term():
    document = tk.annotate(PAGE)
    assert document.loaded == ()
    assert {a.speaker for a in document.attributions} == {"mayor", "Ben Abay"}
    assert len(document.words) == sum(len(tk.annotate(line).words) for line in ARTICLE)
    assert [part.reason for part in document.furniture] == ["caption", "advertisement", "link", "bio"]


def test_what_is_found_is_the_same_as_in_the_article_alone_but_for_its_place():
    page, alone = tk.score(PAGE), tk.score("\n\n".join(ARTICLE))
    assert page.counts.tolist() == alone.counts.tolist()
    assert page.own == alone.own
    assert page.sketch.tolist() == alone.sketch.tolist()


def test_offsets_are_those_of_the_text_as_it_is():
    for attribution in tk.annotate(PAGE).attributions:
        assert attribution.source[0].of(PAGE) in ("the mayor", "Ben Abay")


def test_furniture_can_be_kept():
    document = tk.Annotator(keep_furniture=True)(tk.article_of(PAGE))
    assert document.furniture == ()
    assert len(document.loaded) > 1
    assert tk.score([tk.article_of(PAGE)], keep_furniture=True).made_with["furniture"] == "kept"


def test_annotations_say_what_is_furniture():
    record = tk.annotate(PAGE).to_dict()
    assert [(PAGE[start:end], reason) for start, end, reason in record["furniture"]][1] == ("Advertisement", "advertisement")


def test_a_text_that_is_all_furniture_has_no_figures_and_a_row_among_the_problems():
    table = tk.score([tk.article_of("Advertisement\nRead more: Town without a bridge")])
    frame = table.to_frame()
    assert frame["loaded_narration"].isna().all()
    assert "nothing to read" in table.problems[0].reason
    assert not table.problems[0].skipped


def test_a_quotation_goes_on_over_an_advertisement():
    text = "“First of all,” said Ada Hall, “it is not true.\n\nAdvertisement\n\n“Second, nobody asked us.”"
    assert len(tk.annotate(text).quotations) == len(tk.annotate(text.replace("Advertisement\n\n", "")).quotations)


def test_the_report_greys_furniture_out_and_says_why(tmp_path):
    path = tk.report.write([tk.annotate(PAGE)], tmp_path / "report.html")
    html = path.read_text(encoding="utf-8")
    assert '<span class="furniture" title="not the article: advertisement">Advertisement</span>' in html


def test_no_break_spaces_hide_no_inserted_link():
    text = "Collins S CollinsL warn nal MORE"
    assert furniture(text.replace(" ", "\u00a0")) == furniture(text) != []


def test_a_name_that_a_page_inserts_is_furniture_with_and_without_headlines():
    text = "Sen. Ada Hall Ada Mary HallMORE (R-La.) met Ben Abay Benjamin AbayMayor opens a road MORE on Monday."
    assert [part.span.of(text) for part in furniture(text)] == ["Ada Mary HallMORE", "Benjamin AbayMayor opens a road MORE"]
