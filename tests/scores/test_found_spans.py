"""The rows of places: actors and numbers, and the cue and the side of attributions."""

from dataclasses import replace

import toolkit as tk
from toolkit.annotation.sources.registry import Sides, shipped_registry
from toolkit.scores.found_spans import found_spans


def rows(text, mark, **options):
    article = tk.article_of(text, title="Nine killed in Keldry")
    return [row for row in found_spans(tk.annotate(article, tk.Annotator(**options))) if row.mark == mark]


def test_an_actor_has_one_row_at_its_first_place():
    text = "President Ada Hall said it rained. Hall met General Ben Abay. Ben Abay left."
    hall, abay = rows(text, "actor")
    assert (hall.term, hall.text, hall.kind, hall.times, hall.target_kind) == ("Ada Hall", "Ada Hall", "heard", 2, "person")
    assert (abay.term, abay.kind, abay.times) == ("Ben Abay", "unheard", 2)
    assert text[hall.start : hall.end] == hall.text


def test_actors_are_called_by_the_registry_as_target():
    (actor,) = [row for row in rows("Vladimir Putin arrived. Putin said it rained.", "actor") if row.target_kind == "person"]
    assert actor.target == "Vladimir Putin"


def test_numbers_of_the_title_and_of_sources():
    title, told = rows("Ada Hall said that nine people were killed.", "number")
    assert (title.field, title.voice, title.term) == ("title", "headline", "9 killed")
    assert (told.field, told.voice, told.speaker, told.term, told.category) == (
        "text",
        "paraphrase",
        "Ada Hall",
        "9 killed",
        "people",
    )


def test_attributions_have_their_cue_and_side():
    registry = replace(shipped_registry(), sides=Sides({"ada hall": "east"}, ("east",)))
    (row,) = rows("President Ada Hall claimed that it rained.", "attribution", registry=registry)
    assert (row.term, row.side) == ("claimed", "east")
