"""Joined scores: what several machines scored is what one would have, each article once, and nothing else is mixed in."""

import json
from dataclasses import replace
from itertools import islice

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.errors import ArticleError, OptionError
from toolkit.example import EXAMPLE
from toolkit.measures.measure import measure, rate
from toolkit.scores import joined_stores, score_store, score_tables
from toolkit.scores.joined_stores import FOLDERS, JOINED
from toolkit.scores.score_store import Store
from toolkit.scores.store_manifest import MANIFEST


@pytest.fixture(scope="module")
def scores():
    return tk.score(list(islice(tk.read_articles(EXAMPLE), 10)))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)


def saved(scores, folder, changes=None):
    """Scores in a folder, with some fields of their articles changed."""
    several = [replace(one, article=replace(one.article, **changes)) for one in scores] if changes else scores.scores
    replace(scores, scores=several).save(folder)
    return folder


def test_joined_scores_are_those_of_all_articles(scores, tmp_path):
    parts = [saved(scores[start : start + 5], tmp_path / str(start)) for start in (0, 5)]
    joined = tk.join_scores(parts, tmp_path / "all")
    pd.testing.assert_frame_equal(joined.to_frame(), scores.to_frame())
    pd.testing.assert_frame_equal(joined.spans(), scores.spans())
    assert (joined.lexicons, joined.made_with, joined.problems) == (scores.lexicons, scores.made_with, [])
    assert [part.n for part in Store(tmp_path / "all").parts] == [2, 2, 1, 2, 2, 1]


def test_an_article_that_is_in_several_folders_is_kept_once(scores, tmp_path):
    parts = [saved(scores[:6], tmp_path / "a"), saved(scores[3:], tmp_path / "b")]
    joined = tk.join_scores(parts, tmp_path / "all")
    pd.testing.assert_frame_equal(joined.to_frame(), scores.to_frame())
    pd.testing.assert_frame_equal(joined.spans(), scores.spans())
    for one, other in zip(joined, scores, strict=True):
        assert (one.terms, one.own, one.names, one.talked_about) == (other.terms, other.own, other.names, other.talked_about)
    assert joined.problems == []


def test_the_same_article_under_another_id_is_kept_once(scores, tmp_path):
    parts = [saved(scores[:1], tmp_path / "a"), saved(scores[:1], tmp_path / "b", {"id": "another"})]
    assert len(tk.join_scores(parts, tmp_path / "all")) == 1


def test_the_same_article_with_other_fields_is_kept_as_in_the_first_folder_and_told(scores, tmp_path):
    parts = [saved(scores[:1], tmp_path / "a"), saved(scores[:1], tmp_path / "b", {"outlet": "Wire", "labels": {"page": "7"}})]
    joined = tk.join_scores(parts, tmp_path / "all")
    assert joined.to_frame()["outlet"].tolist() == scores[:1].to_frame()["outlet"].tolist()
    (problem,) = joined.problems
    assert "but for outlet, columns of your own; kept once, as there" in problem.reason
    assert not problem.skipped


def test_another_text_of_the_same_id_gets_an_id_of_its_own_and_is_told(scores, tmp_path):
    parts = [saved(scores[i : i + 1], tmp_path / str(i), {"id": "1"}) for i in (0, 1)]
    joined = tk.join_scores(parts, tmp_path / "all")
    text = scores.scores.sha256[1]
    assert joined.to_frame()["id"].tolist() == ["1", f"1#{text[:8]}"]
    (problem,) = joined.problems
    assert f"1: another text than that of this id in {parts[0]}; now 1#{text[:8]}" == problem.reason
    assert joined.spans()["id"].unique().tolist() == ["1", f"1#{text[:8]}"]
    again = tk.join_scores([tmp_path / "all", parts[1]], tmp_path / "more")  # the id that was changed is known
    assert again.to_frame()["id"].tolist() == joined.to_frame()["id"].tolist()


def test_the_same_text_in_two_outlets_is_two_articles(scores, tmp_path):
    parts = [saved(scores[:1], tmp_path / "a"), saved(scores[:1], tmp_path / "b", {"id": "copy", "outlet": "Wire"})]
    joined = tk.join_scores(parts, tmp_path / "all")
    assert len(joined) == 2
    assert "copy: same text as" in joined.problems[0].reason


def test_problems_of_the_folders_stay(scores, tmp_path):
    for name in "ab":
        table = replace(scores[:1], problems=[tk.Problem(f"{name}.csv", 3, "no text")])
        saved(table, tmp_path / name, {"id": name, "outlet": name})
    joined = tk.join_scores([tmp_path / "a", tmp_path / "b"], tmp_path / "all")
    assert [problem.file for problem in joined.problems if problem.reason == "no text"] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"rules_only": True}, r"attribution model: .* in .*/a, none: rules only in .*/b"),
        ({"min_p": 0.9}, r"min p: none in .*/a, 0.9 in .*/b"),
        ({"keep_furniture": True}, "it kept all furniture"),
        (
            {"lexicons": [tk.Lexicon("mine", "loaded", (tk.Entry("wet", "label", source="m"),))]},
            r"mine: none in .*/a, mine .*in .*/b",
        ),
        ({"only": "loaded"}, r"only: none in .*/a, loaded in .*/b"),
    ],
)
def test_scores_that_were_made_otherwise_are_refused(scores, tmp_path, option, told):
    scores[:1].save(tmp_path / "a")
    tk.score(["It rained."], **option).save(tmp_path / "b")
    with pytest.raises(OptionError, match=told):
        tk.join_scores([tmp_path / "a", tmp_path / "b"], tmp_path / "all")
    assert not (tmp_path / "all").exists()


def test_scores_by_other_measures_are_refused_and_these_named(scores, tmp_path, monkeypatch):
    scores[:1].save(tmp_path / "a")
    monkeypatch.setitem(tk.MEASURES, "words", measure("Words", "words", rate("words"))(lambda document: (1, 1)))
    tk.score(["It rained."]).save(tmp_path / "b")
    with pytest.raises(OptionError, match=r"measures: different \(words\)"):
        tk.join_scores([tmp_path / "a", tmp_path / "b"], tmp_path / "all")


def test_scores_of_another_version_are_refused(scores, tmp_path):
    for name in "ab":
        scores[:1].save(tmp_path / name)
    manifest = json.loads((tmp_path / "b" / MANIFEST).read_text(encoding="utf-8"))
    (tmp_path / "b" / MANIFEST).write_text(json.dumps({**manifest, "toolkit": "99"}))
    with pytest.raises(OptionError, match=r"scored otherwise than .*/a \(toolkit: .* in .*/a, 99 in .*/b\)"):
        tk.join_scores([tmp_path / "a", tmp_path / "b"], tmp_path / "all")


def test_folders_that_cannot_be_joined_are_told(scores, tmp_path):
    a, b = (saved(scores[i : i + 1], tmp_path / name) for i, name in enumerate("ab"))
    with pytest.raises(OptionError, match="two folders of scores or more"):
        tk.join_scores([a], tmp_path / "all")
    with pytest.raises(OptionError, match="named twice"):
        tk.join_scores([a, b, a], tmp_path / "all")
    with pytest.raises(OptionError, match="is joined itself"):
        tk.join_scores([a, b], a)
    with pytest.raises(ArticleError, match="no saved scores"):
        tk.join_scores([a, tmp_path], tmp_path / "all")
    with pytest.raises(OptionError, match="holds other scores"):
        tk.join_scores([a, saved(scores[3:4], tmp_path / "c")], b)
    manifest = json.loads((b / MANIFEST).read_text(encoding="utf-8"))
    (b / MANIFEST).write_text(json.dumps({**manifest, "complete": False}))
    with pytest.raises(ArticleError, match="the scores of 1 articles so far"):
        tk.join_scores([a, b], tmp_path / "all")


def test_a_call_that_broke_off_goes_on_and_a_further_folder_can_be_added(scores, tmp_path, monkeypatch):
    parts = [keyed(saved(scores[i : i + 4], tmp_path / str(i))) for i in (0, 4, 8)]
    copied, real = [], joined_stores.copy_part

    def copy(*where):
        if len(copied) == 3:
            raise OSError(28, "No space left on device")
        copied.append(where[-1])
        real(*where)

    monkeypatch.setattr(joined_stores, "copy_part", copy)
    with pytest.raises(OSError, match="No space"):
        tk.join_scores(parts[:2], tmp_path / "all")
    with pytest.raises(ArticleError, match="so far"):
        tk.load_scores(tmp_path / "all")
    copied.clear()
    assert len(tk.join_scores(parts[:2], tmp_path / "all")) == 8
    assert copied == [3]
    assert len(tk.join_scores(parts, tmp_path / "all")) == 10
    assert copied == [3, 4]


def keyed(folder):
    """The folder with hashes of its parts, as a run that scores articles keeps them."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    parts = [{**part, "key": f"{folder.name}-{number}"} for number, part in enumerate(manifest["parts"])]
    (folder / MANIFEST).write_text(json.dumps({**manifest, "parts": parts}))
    return folder


def test_a_file_that_is_missing_or_broken_is_told(scores, tmp_path):
    a, b = saved(scores[:5], tmp_path / "a"), saved(scores[3:], tmp_path / "b")
    (b / "terms-00000.parquet").unlink()
    with pytest.raises(ArticleError, match=r"b: .* cannot be read \(terms-00000.parquet is missing\)"):
        tk.join_scores([a, b], tmp_path / "all")
    (b / "terms-00000.parquet").write_bytes(b"nothing")
    with pytest.raises(ArticleError, match="b: a file of these scores cannot be read"):
        tk.join_scores([a, b], tmp_path / "all")


def table(*rows):
    return pd.DataFrame([(*row, "repeated") for row in rows], columns=["outlet", "passage", "reason"])


def of_outlet(folder, outlet, *passages):
    furniture = table(*passages)
    several = [tk.article_of(f"It rained in {outlet}.\nFriends of the rain.", id=outlet, outlet=outlet)]
    scores = tk.score(several, furniture=furniture)
    scores.save(folder)
    tk.Annotator(furniture=furniture).passages.to_frame().to_csv(folder / "furniture.csv", index=False)
    return folder


def test_passages_that_were_left_out_may_differ_between_outlets(tmp_path):
    parts = [of_outlet(tmp_path / name, name, (name, f"Passage of {name}.")) for name in ("Herald", "Wire")]
    joined = tk.join_scores(parts, tmp_path / "all")
    whole = table(("Herald", "Passage of Herald."), ("Wire", "Passage of Wire."))
    assert joined.made_with["furniture"] == tk.Annotator(furniture=whole).passages.label
    assert tk.Annotator(furniture=tmp_path / "all" / "furniture.csv").passages.label == joined.made_with["furniture"]


@pytest.mark.parametrize("outlet", ["Herald", ""])
def test_passages_that_differ_for_one_outlet_are_refused(tmp_path, outlet):
    parts = [of_outlet(tmp_path / name, "Herald", (outlet, f"Passage of {name}.")) for name in "ab"]
    with pytest.raises(OptionError, match=f"b: other passages {'of Herald' if outlet else 'of no outlet'}.*--furniture"):
        tk.join_scores(parts, tmp_path / "all")


def test_a_table_of_passages_that_was_changed_is_refused(tmp_path):
    parts = [of_outlet(tmp_path / name, name, (name, f"Passage of {name}.")) for name in ("Herald", "Wire")]
    (parts[1] / "furniture.csv").write_text("outlet,passage,reason\n", encoding="utf-8")
    with pytest.raises(OptionError, match=r"Wire: its furniture.csv is not the one that it was made with"):
        tk.join_scores(parts, tmp_path / "all")


# -- the command -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def machines(tmp_path):
    """Two machines with a table each, whose ids are the numbers of the rows, and the folders into which they scored it."""
    for name, outlet in (("one", "Herald"), ("two", "Wire")):
        rows = [f"It rained on day {i} in {outlet}.,{outlet}\n" for i in range(2)]
        text = "".join(["body,paper\n", *rows, "The puppet regime fell.,Herald\n"])
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        options = ["--text", "body", "--outlet", "paper", "-o", str(tmp_path / f"{name}_scores")]
        assert main(["score", str(tmp_path / f"{name}.csv"), *options]) == 0
    return [str(tmp_path / f"{name}_scores") for name in ("one", "two")]


def test_the_command_joins_and_tells_what_was_in_several(machines, tmp_path, capsys):
    assert main(["join", *machines, "-o", str(tmp_path / "all")]) == 0
    told = capsys.readouterr().err
    assert f"articles: 5 → {tmp_path / 'all'}/ (1 article in several folders, kept once)" in told
    assert "another text than that of this id" in (tmp_path / "all" / "problems.csv").read_text(encoding="utf-8")
    reading = Store(tmp_path / "all").about.reading
    assert (len(reading[JOINED]), reading[FOLDERS]) == (2, machines)
    assert main(["compare", str(tmp_path / "all"), "-o", str(tmp_path / "out"), "--resamples", "50", "--min-articles", "1"]) == 0


def test_a_comparison_of_joined_scores_has_the_same_tables_as_one_of_all_articles(tmp_path, monkeypatch):
    monkeypatch.setattr(score_store, "PART", 10)
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    several = {"all": lines, "one": lines[: half + 2], "two": lines[half:]}
    for name, some in several.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(some), encoding="utf-8")
        assert main(["score", str(tmp_path / f"{name}.jsonl"), "--keep-furniture", "-o", str(tmp_path / f"{name}_scores")]) == 0
    assert (
        main(["join", *(str(tmp_path / f"{name}_scores") for name in ("one", "two")), "-o", str(tmp_path / "joined_scores")]) == 0
    )
    for name in ("all", "joined"):
        options = ["-o", str(tmp_path / name), "--measures", "loaded_narration,attributions", "--resamples", "50"]
        assert main(["compare", str(tmp_path / f"{name}_scores"), *options]) == 0
    tables = list((tmp_path / "all").glob("*.csv"))
    assert tables
    for table in tables:
        assert (tmp_path / "joined" / table.name).read_bytes() == table.read_bytes(), table.name


def test_a_name_of_a_table_is_refused(machines, tmp_path, capsys):
    assert main(["join", *machines, "-o", str(tmp_path / "all.csv")]) == 2
    assert "the joined scores are a folder" in capsys.readouterr().err


def test_the_articles_behind_joined_scores_are_found(machines, tmp_path, capsys):
    assert main(["join", *machines, "-o", str(tmp_path / "all")]) == 0
    explain = ["explain", str(tmp_path / "all"), "--group"]
    assert main([*explain, "Herald"]) == 0
    shown = capsys.readouterr()
    assert "Herald: 200.0" not in shown.out
    assert "not as it was scored" not in shown.err
    assert shown.out.count("puppet regime") >= 1
    assert main(["report", str(tmp_path / "all"), "-o", str(tmp_path / "report.html"), "--no-interactive"]) == 0
    assert f"articles: 5 → {tmp_path / 'report.html'}" in capsys.readouterr().err
    assert main([*explain, "Wire", "--where", "outlet=Wire"]) == 0  # none of the first folder
    assert main([*explain, "Wire", "--where", "outlet=Post"]) == 2
    assert "values of outlet: Herald, Wire" in capsys.readouterr().err


def test_articles_behind_joined_scores_that_have_moved_are_named_one_by_one(machines, tmp_path, capsys):
    assert main(["join", *machines, "-o", str(tmp_path / "all")]) == 0
    (tmp_path / "one.csv").rename(tmp_path / "moved.csv")
    explain = ["explain", str(tmp_path / "all"), "--group", "Herald"]
    assert main(explain) == 2
    assert "say where they are now with --moved-to" in capsys.readouterr().err
    assert main([*explain, "--moved-to", str(tmp_path / "moved.csv")]) == 2
    assert "give --moved-to for each of" in capsys.readouterr().err
    assert main([*explain, "--moved-to", str(tmp_path / "moved.csv"), "--moved-to", str(tmp_path / "two.csv")]) == 0


def test_joined_scores_are_not_replaced_by_others(machines, tmp_path, capsys):
    assert main(["join", *machines, "-o", str(tmp_path / "all")]) == 0
    options = ["--text", "body", "--outlet", "paper", "-o", str(tmp_path / "all")]
    assert main(["score", str(tmp_path / "one.csv"), *options]) == 2
    assert "holds joined scores" in capsys.readouterr().err


def test_several_folders_of_scores_are_joined_first(machines, tmp_path, capsys):
    assert main(["compare", *machines, "-o", str(tmp_path / "out")]) == 2
    assert f"framing join {' '.join(machines)} -o all/ makes one of them" in capsys.readouterr().err


def test_copies_are_whole_or_not_there(scores, tmp_path, monkeypatch):
    a, b = (saved(scores[i : i + 2], tmp_path / str(i)) for i in (0, 2))
    monkeypatch.setattr(score_tables, "copyfile", lambda *_: (_ for _ in ()).throw(OSError(5, "broken")))
    with pytest.raises(OSError, match="broken"):
        tk.join_scores([a, b], tmp_path / "all")
    assert not list((tmp_path / "all").glob("*.parquet"))
    assert not list((tmp_path / "all").glob(".*unfinished"))
