"""Annotations as tables, as documents of spaCy, and by the command."""

import json

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.exchange.formats import FORMATS


def test_places_are_those_of_scores(documents, articles, tmp_path):
    tk.export_annotations(documents, tmp_path / "spans.parquet")
    spans = tk.score(articles).spans()
    written = pd.read_parquet(tmp_path / "spans.parquet")
    spans["published"] = spans["published"].dt.date.astype(object)  # a column of days in the file
    one, other = (table.astype(object).where(table.notna(), None).values.tolist() for table in (written, spans))
    assert one == other
    assert list(written.columns) == list(spans.columns)


def test_places_say_who_says_what_about_whom(documents):
    rows = {(row.mark, row.text): row for row in tk.score(documents[0].article).spans}
    regime = rows["loaded term", "regime"]
    assert (regime.voice, regime.speaker, regime.source_type) == ("quotation", "Ada Hall", "government")
    assert rows["hedge", "perhaps"].voice == "narration"
    assert rows["scare quotes", "“liberators”"].voice == "scare"
    killed, thugs = rows["harm", "killed"], rows["loaded term", "thugs"]
    [dead] = [row for (mark, _), row in rows.items() if mark == "number"]
    assert {(row.speaker, row.source_type) for row in (killed, thugs, dead)} == {("Ben Abay", "civilian")}


def test_every_word_has_its_voice_and_speaker(documents, tmp_path):
    tk.export_annotations(documents, tmp_path / "tokens.csv", "tokens")
    table = pd.read_csv(tmp_path / "tokens.csv", keep_default_na=False)
    assert list(table.columns)[:3] == ["doc_id", "token", "token_id"]
    for document in documents:
        rows = table[table["doc_id"] == document.article.id]
        assert rows["token_id"].tolist() == list(range(1, len(rows) + 1))
        assert rows["voice"].value_counts().to_dict() == {voice: n for voice, n in document.words_by_voice.items() if n}
        for row in rows.itertuples():
            assert document.article.original(row.field)[row.start : row.end] == row.token or "’" in row.token
    first = table.set_index("token").loc["lost"]
    assert (first["voice"], first["speaker"], first["source_type"], first["sentence_id"]) == (
        "quotation",
        "Ada Hall",
        "government",
        1,
    )
    assert set(table.loc[table["voice"].isin(["narration", "headline", "scare"]), "speaker"]) == {""}


def test_documents_of_spacy(documents, tmp_path):
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    tk.export_annotations(documents, tmp_path / "found.spacy")
    stored = list(DocBin().from_disk(tmp_path / "found.spacy").get_docs(spacy.blank("en").vocab))
    for doc, made, document in zip(stored, tk.to_spacy(documents), documents, strict=True):
        text = document.article.original("text")
        assert doc.text == made.text == text
        assert doc.user_data["id"] == document.article.id
        for group, spans in made.spans.items():
            assert [(span.start, span.end, span.label_) for span in doc.spans[group]] == [
                (span.start, span.end, span.label_) for span in spans
            ]
    first = stored[0]
    assert [span.text for span in first.spans["source"]] == [
        a.source[0].of(documents[0].article.text) for a in documents[0].attributions
    ]
    assert {span._.speaker for span in first.spans["content"] if span._.speaker} == {"Ada Hall", "Ben Abay"}
    voices = {token.text: token._.voice for token in first}
    assert (voices["lost"], voices["Monday"], voices["liberators"], voices["bridge"]) == (
        "quotation",
        "narration",
        "scare",
        "paraphrase",
    )
    assert next(tk.to_spacy(documents[1:])).text == "It rained."


def test_documents_of_spacy_are_made_with_a_language_of_one_s_own_before_any_other(documents, monkeypatch):
    spacy = pytest.importorskip("spacy")
    for extensions in ("token_extensions", "span_extensions"):
        monkeypatch.setattr(spacy.tokens.underscore.Underscore, extensions, {})
    doc = next(tk.to_spacy(documents, spacy.blank("en")))
    assert {token._.voice for token in doc} >= {"quotation", "narration"}


@pytest.mark.parametrize(
    ("name", "format"),
    [("x.jsonl", None), ("x.csv", None), ("x.xlsx", "tokens"), ("x.json", None), ("brat", None), ("x.parquet", "spans")],
)
def test_the_command_writes_what_python_does(articles, tmp_path, name, format):
    pytest.importorskip("pyarrow")
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": a.id, "text": a.original("text"), "title": a.title}) + "\n" for a in articles))
    asked = ["--format", format] if format else []
    assert main(["annotate", str(path), *asked, "-o", str(tmp_path / "out" / name)]) == 0
    with pytest.warns(RuntimeWarning, match="mended"):
        tk.export_annotations(tk.read_articles(path), tmp_path / "same" / name, format)
    folders = [[file for file in sorted((tmp_path / top).rglob("*")) if "problems" not in file.name] for top in ("out", "same")]
    assert [file.name for file in folders[0]] == [file.name for file in folders[1]]
    for one, other in zip(*folders, strict=True):
        if one.suffix == ".xlsx":
            assert pd.read_excel(one).equals(pd.read_excel(other))
        elif one.is_file():
            assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("name", "format", "message"),
    [
        ("x.txt", None, r"x\.txt: annotations are not written to such a file; .*label-studio: \.json; brat: a folder"),
        ("x.jsonl", "brat", r"x\.jsonl: annotations are not .*: brat: a folder"),
        ("x.csv", "qqq", "unknown format 'qqq'; formats are jsonl, spans"),
    ],
)
def test_endings_that_no_form_has(documents, tmp_path, name, format, message):
    with pytest.raises(tk.OptionError, match=message):
        tk.export_annotations(documents, tmp_path / name, format)


def test_every_form_has_an_ending_of_its_own_or_a_name():
    first = {}
    for name, form in FORMATS.items():
        for ending in form.endings:
            first.setdefault(ending, name)
    assert set(first.values()) == set(FORMATS) - {"tokens"}
