"""Annotations go out to Label Studio and brat, and what people code there comes back."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

import toolkit as tk
from toolkit.exchange.brat import marks_in, standoff_of
from toolkit.exchange.label_studio import interface
from toolkit.exchange.marks import CHOICES, LABELS, Mark
from toolkit.text.spans import Span
from toolkit.validation.coded_documents import coded_document

PARTS = ("content", "cue", "source", "kind", "stance", "speaker", "source_type", "named")


def as_coded(record):
    """What of annotations a coder sees: those of the text."""
    return {
        "attributions": [{name: attribution[name] for name in PARTS} for attribution in record["attributions"]],
        "loaded": [{n: term[n] for n in ("field", "span", "category")} for term in record["loaded"] if term["field"] == "text"],
        "scare_quotes": record["scare_quotes"],
        "furniture": [span[:2] for span in record["furniture"]],
    }


@pytest.fixture
def tasks(documents, tmp_path):
    """The tasks of Label Studio, and the file as it comes back: the first one is coded as it was suggested."""
    path = tmp_path / "tasks.json"
    tk.export_annotations(documents, path)
    tasks = json.loads(path.read_text(encoding="utf-8"))
    tasks[0] |= {"id": 7, "annotations": [{"result": tasks[0]["predictions"][0]["result"]}]}

    def back():
        coded = tmp_path / "coded.json"
        coded.write_text(json.dumps(tasks), encoding="utf-8")
        return coded

    return tasks, back


def test_tasks_have_the_text_and_a_suggestion_in_it(documents, tasks):
    for task, document in zip(tasks[0], documents, strict=True):
        data = task["data"]
        assert (data["id"], data["title"], data["sha256"]) == (
            document.article.id,
            document.article.title,
            document.article.sha256,
        )
        assert data["text"] == document.article.original("text")
        results = task["predictions"][0]["result"]
        for result in results:
            if result["type"] != "relation":
                value = result["value"]
                words = data["text"][value["start"] : value["end"]]
                assert words == value["text"] or result["type"] == "textarea"
    assert {r["value"]["labels"][0] for r in tasks[0][0]["predictions"][0]["result"] if r["type"] == "labels"} >= {
        "content",
        "cue",
        "source",
        "loaded term",
        "scare quotes",
    }


def test_the_interface_offers_every_label_and_value(tasks, tmp_path):
    assert (tmp_path / "tasks.xml").read_text(encoding="utf-8") == interface()
    view = ElementTree.fromstring(interface())
    assert [label.get("value") for label in view.iter("Label")] == list(LABELS)
    values = {choices.get("name"): [choice.get("value") for choice in choices] for choices in view.iter("Choices")}
    assert values == {name: list(values) for attributes in CHOICES.values() for name, values in attributes.items()}
    assert view.find("Text").get("value") == "$text"


def test_what_was_coded_comes_back_from_label_studio(documents, tasks):
    [coded] = tk.read_annotations(tasks[1]())
    assert (coded.article.id, coded.article.outlet) == ("a/1", "Wire")
    assert coded.record["sha256"] == documents[0].article.sha256
    assert {name: coded.record[name] for name in as_coded(documents[0].to_dict())} == as_coded(documents[0].to_dict())


def test_offsets_in_utf16_are_told_by_the_text(documents, tasks):
    made, back = tasks
    text = made[0]["data"]["text"]
    for result in made[0]["annotations"][0]["result"]:
        if result["type"] == "labels":
            for name in ("start", "end"):
                result["value"][name] = len(text[: result["value"][name]].encode("utf-16-le")) // 2
    assert tk.read_annotations(back())[0].record["attributions"] == as_coded(documents[0].to_dict())["attributions"]


def test_a_span_that_is_not_in_its_text_is_told_with_its_task(tasks):
    made, back = tasks
    made[0]["annotations"][0]["result"][0]["value"]["text"] = "elsewhere"
    with pytest.raises(tk.ArticleError, match=r"coded\.json: task 7: .*'elsewhere' is not at \d+ to \d+ of the text"):
        tk.read_annotations(back())


@pytest.mark.parametrize("part", ["labels", "start", "no labels", "to_id", "result", "id"])
def test_a_mark_that_is_not_as_label_studio_exports_it_is_told_with_its_task(tasks, part):
    made, back = tasks
    coded = made[0]["annotations"][0]
    marks = {kind: next(one for one in coded["result"] if one["type"] == kind) for kind in ("labels", "relation")}
    if part == "no labels":
        marks["labels"]["value"]["labels"] = []
    else:
        whole = {"labels": marks["labels"]["value"], "start": marks["labels"]["value"], "to_id": marks["relation"]}
        del whole.get(part, coded if part == "result" else marks["labels"])[part]
    with pytest.raises(tk.ArticleError, match=r"coded\.json: task 7: a mark lacks its label, its place or what it links"):
        tk.read_annotations(back())


def test_a_cue_without_content_and_unknown_labels_are_told(tasks):
    made, back = tasks
    result = made[0]["annotations"][0]["result"]
    made[0]["annotations"][0]["result"] = [one for one in result if one["type"] != "relation"]
    with pytest.raises(tk.ArticleError, match=r"task 7: the (cue|source) at \d+ belongs to no content; link it"):
        tk.read_annotations(back())
    made[0]["annotations"][0]["result"] = [{**result[0], "value": {**result[0]["value"], "labels": ["verb"]}}]
    with pytest.raises(tk.ArticleError, match="task 7: label 'verb' is unknown; labels are loaded term, content"):
        tk.read_annotations(back())


def test_files_that_are_no_export(tmp_path, tasks):
    made, back = tasks
    del made[0]["annotations"]
    with pytest.raises(tk.ArticleError, match="nobody has coded an article yet"):
        tk.read_annotations(back())
    for content in ("[", "{}", '[{"text": "It rained."}]'):
        (tmp_path / "other.json").write_text(content)
        with pytest.raises(tk.ArticleError, match=r"other\.json: (no export of Label Studio|nobody has coded)"):
            tk.read_annotations(tmp_path / "other.json")


def test_what_was_coded_comes_back_from_brat(documents, tmp_path):
    tk.export_annotations(documents, tmp_path / "brat")
    assert sorted(path.name for path in (tmp_path / "brat").iterdir()) == [
        "a_1.ann",
        "a_1.txt",
        "annotation.conf",
        "b.ann",
        "b.txt",
    ]
    with open(tmp_path / "brat" / "a_1.txt", encoding="utf-8", newline="") as file:
        assert file.read() == documents[0].article.original("text")
    first, second = tk.read_annotations(tmp_path / "brat")
    assert {name: first.record[name] for name in as_coded(documents[0].to_dict())} == as_coded(documents[0].to_dict())
    assert first.record["sha256"] == documents[0].article.sha256
    assert second.record["attributions"] == second.record["loaded"] == []
    [alone] = tk.read_annotations(tmp_path / "brat" / "a_1.ann")
    assert alone.record == first.record


def test_a_folder_that_coders_may_have_changed_stays_as_it_is(documents, tmp_path):
    tk.export_annotations(documents, tmp_path / "brat")
    before = {path.name: path.read_bytes() for path in (tmp_path / "brat").iterdir()}
    with pytest.raises(tk.OptionError, match="brat: there is something already, on which coders may have worked"):
        tk.export_annotations(documents[:1], tmp_path / "brat")
    assert {path.name: path.read_bytes() for path in (tmp_path / "brat").iterdir()} == before
    (tmp_path / "new").mkdir()
    tk.export_annotations(documents, tmp_path / "new")
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == before


def test_a_folder_appears_once_it_is_complete(documents, tmp_path):
    def several():
        yield documents[0]
        assert not (tmp_path / "brat").exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tk.export_annotations(several(), tmp_path / "brat")
    assert list(tmp_path.iterdir()) == []


def test_brat_s_own_form(documents, tmp_path):
    tk.export_annotations(documents, tmp_path / "brat")
    text = documents[0].article.original("text")
    lines = (tmp_path / "brat" / "a_1.ann").read_text(encoding="utf-8").splitlines()
    spans = [line.split("\t") for line in lines if line.startswith("T")]
    for _, place, words in spans:
        pieces = [Span(*map(int, piece.split())).of(text) for piece in place.split(" ", 1)[1].split(";")]
        assert " ".join(pieces) == words
    configuration = (tmp_path / "brat" / "annotation.conf").read_text()
    assert {place.split(" ")[0] for _, place, _ in spans} <= set(configuration.split("[relations]")[0].split())


def test_a_span_over_lines_is_in_pieces_and_comes_back_whole():
    text = "It rained,\r\nhe said.\n"
    standoff = standoff_of(text, [Mark("a", "content", Span(3, 14))])
    assert standoff == "T1\tContent 3 10;12 14\trained, he\n"
    assert [mark.span for mark in marks_in(standoff)] == [Span(3, 14)]


def test_ids_that_make_one_name_have_files_of_their_own(tmp_path):
    rows = [{"id": id, "text": "It rained."} for id in ("a/b", "a b", "A_b", "..", "x" * 300)]
    with pytest.warns(RuntimeWarning, match="same text"):
        tk.export_annotations(rows, tmp_path / "brat")
    assert len(list((tmp_path / "brat").glob("*.txt"))) == len(rows)


def test_faults_of_brat_s_files_are_told_with_their_file(tmp_path):
    (tmp_path / "a.ann").write_text("T1\tLoaded_term 4 10\tregime\n")
    with pytest.raises(tk.ArticleError, match=r"a\.ann: its text is missing; put a\.txt beside it"):
        tk.read_annotations(tmp_path)
    (tmp_path / "a.txt").write_text("It rained.")
    for line, reason in {
        "T1\tLoaded_term 4 99\tregime": "loaded term at 4 to 99 is outside the text",
        "T1\tLoaded_term four\tregime": "cannot be read",
        "T1\tPerson 0 2\tIt": "label 'Person' is unknown",
        "R1\tHas Arg1:T1 Arg2:T2": "cannot be read",
        "T1\tLoaded_term 0 2\tIt\nA1\tCategory T1 rude": "category 'rude' is unknown; values are label",
    }.items():
        (tmp_path / "a.ann").write_text(line + "\n")
        with pytest.raises(tk.ArticleError, match=rf"a\.ann: .*{reason}"):
            tk.read_annotations(tmp_path)


def test_content_in_pieces_is_one_attribution(tmp_path):
    (tmp_path / "a.txt").write_text("It rained, Hall said, and it poured.")
    spans = "T1\tContent 0 9;22 35\tIt rained and it poured\nT2\tCue 16 20\tsaid\n"
    (tmp_path / "a.ann").write_text(f"{spans}R1\tHas Arg1:T2 Arg2:T1\n#1\tAnnotatorNotes T1\tHall\n")
    [attribution] = tk.read_annotations(tmp_path)[0].record["attributions"]
    assert (attribution["content"], attribution["cue"]) == ([[0, 9], [22, 35]], [[16, 20]])
    assert attribution["speaker"] == "Hall"


def test_coded_files_are_coded_texts_and_coded_documents(documents, tmp_path, tasks):
    terms = [term["span"] for term in as_coded(documents[0].to_dict())["loaded"]]
    tk.export_annotations(documents[:1], tmp_path / "brat")
    for path in (tasks[1](), tmp_path / "brat"):
        [coded] = tk.read_coded(path)
        assert [list(phrase.span) for phrase in coded.phrases] == terms
    tk.import_annotations(tasks[1](), tmp_path / "coded.jsonl")
    [coded] = tk.read_coded(tmp_path / "coded.jsonl", [documents[0].article])
    assert [list(phrase.span) for phrase in coded.phrases] == terms
    [one] = tk.read_annotations(tasks[1]())
    document = coded_document(one.article, one.record)
    assert [a.speaker for a in document.attributions] == [a.speaker for a in documents[0].attributions]
