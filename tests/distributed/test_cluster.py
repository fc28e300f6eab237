"""A cluster of Dask saves the scores that one process saves, also when a worker is killed in the middle."""

import os
import signal
from functools import partial

import pandas as pd
import pytest

import toolkit as tk
from toolkit.cli.main import main
from toolkit.distributed.cluster import made_by
from toolkit.errors import OptionError
from toolkit.scores import score_store
from toolkit.scores.score_store import Store, score_into
from toolkit.scores.unscored import problems_of

distributed = pytest.importorskip("distributed")

STEPS = """
import os, signal

def fatal(article):
    if article.id == "3":
        os.kill(os.getpid(), signal.SIGKILL)
    return {"problem": "too short"}

def broken(article):
    raise OSError(28, "No space left on device", "articles-00000.parquet")
"""


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """Steps that workers import, since they search where this process does."""
    folder = tmp_path_factory.mktemp("steps")
    (folder / "steps_of_workers.py").write_text(STEPS)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        import steps_of_workers

        yield steps_of_workers


@pytest.fixture(scope="module")
def client(steps):
    import dask

    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.admin.system-monitor.gil.enabled": False}
    with (
        dask.config.set(settings),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(score_store, "PART", 2)


@pytest.fixture
def corpus(tmp_path):
    rows = [
        "id,text,outlet,mood",
        *(f'{i},"The puppet regime fell on day {i}. “It rained {i},” Ada Hall said.",Herald,dull' for i in range(9)),
        '3,"Il pleut sur la ville, et le maire a dit que tout allait bien pour les habitants.",Wire,',
        "20,,Wire,",
    ]
    path = tmp_path / "corpus.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return tk.read_articles(path)


def rows_of(folder):
    """Everything that a folder of scores says."""
    store, scores = Store(folder), tk.load_scores(folder)
    records = [(article, article.row, {**record, "counts": repr(record["counts"])}) for article, record in store]
    return store.parts, store.problems, records, scores.spans().to_csv()


def test_a_killed_worker_changes_nothing(client, corpus, tmp_path):
    scorer = tk.Scorer()
    about = scorer.empty_table().about({})
    score_into(tmp_path / "one", corpus, scorer.whole_record, about, problems_of)
    killed = []

    def read(problems):
        for number, article in enumerate(corpus):
            if number == 7:
                killed.append(min(client.run(os.getpid).values()))
                os.kill(killed[0], signal.SIGKILL)
            yield article
        problems += corpus.problems

    made, done = partial(made_by, client=client), []
    articles = tk.Articles(corpus.path, read)
    score_into(
        *(tmp_path / "two", articles, scorer.whole_record, about, problems_of), made=made, tell=lambda n, _: done.append(n)
    )
    assert killed
    assert done[-1] == len(list(corpus))
    assert rows_of(tmp_path / "two") == rows_of(tmp_path / "one")
    assert {path.name for path in (tmp_path / "two").iterdir()} == {path.name for path in (tmp_path / "one").iterdir()}


def test_what_no_worker_can_score_is_told_with_its_rows_and_tried_again(client, steps, corpus, tmp_path):
    about, made = tk.Scorer().empty_table().about({}), partial(made_by, client=client)
    folder = tmp_path / "scores"
    store = score_into(folder, corpus, steps.fatal, about, problems_of, made=made)
    failed = [problem for problem in store.problems if "workers failed" in problem.reason]
    assert [(problem.row, problem.reason.split(":")[0]) for problem in failed] == [(4, "2"), (5, "3")]
    assert store.complete
    again = []
    store = score_into(folder, corpus, lambda article: again.append(article.id) or {"problem": "now"}, about, problems_of)
    assert again == ["2", "3"]
    assert not [problem for problem in store.problems if "workers failed" in problem.reason]


def test_a_full_disk_ends_the_run(client, steps, corpus, tmp_path):
    about = tk.Scorer().empty_table().about({})
    with pytest.raises(OSError, match="No space left"):
        score_into(tmp_path / "scores", corpus, steps.broken, about, problems_of, made=partial(made_by, client=client))
    assert not Store(tmp_path / "scores").complete


def test_workers_that_do_not_see_the_folder_are_told(client, corpus, tmp_path):
    made = partial(made_by, client=client)
    about = tk.Scorer().empty_table().about({})

    def missing(make, several, passed):
        return made(make._replace(folder=tmp_path / "nowhere"), several, passed)

    with pytest.raises(OptionError, match="name a folder that all machines share"):
        score_into(tmp_path / "scores", corpus, len, about, problems_of, made=missing)


def test_the_command_and_the_function_give_the_same(client, corpus, tmp_path, capsys):
    address = client.scheduler.address
    assert main(["score", corpus.path, "-o", str(tmp_path / "scores"), "--dask", address]) == 3
    scores = tk.score_on_cluster(corpus, tmp_path / "more", client)
    assert scores.to_frame().equals(tk.load_scores(tmp_path / "scores").to_frame())
    assert main(["score", corpus.path, "-o", str(tmp_path / "scores.csv"), "--dask", address]) == 2
    assert "name a folder" in capsys.readouterr().err


def test_rows_of_a_frame_serve_as_well_as_articles(client, tmp_path):
    frame = pd.DataFrame({"body": ["The puppet regime fell.", "It rained.", ""], "paper": ["Herald", "Wire", "Wire"]})
    scores = tk.score_on_cluster(frame, tmp_path / "scores", client, text="body", outlet="paper", min_p=0.5)
    here = tk.score(frame, text="body", outlet="paper", min_p=0.5)
    assert scores.to_frame().equals(here.to_frame())
    assert [str(problem) for problem in scores.problems] == [str(problem) for problem in here.problems]


def test_an_address_without_a_scheduler_is_told(corpus, tmp_path, capsys):
    import dask

    with dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}):
        assert main(["score", corpus.path, "-o", str(tmp_path / "scores"), "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "no scheduler of Dask answers" in capsys.readouterr().err
