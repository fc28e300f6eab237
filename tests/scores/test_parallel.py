"""Several processes: the same results in the same order, and none that outlives the one it works for."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest

import toolkit as tk
from toolkit.annotation.given import FRAMES_MODEL
from toolkit.errors import OptionError, ToolkitError
from toolkit.example import SIDES
from toolkit.scores import parallel
from toolkit.scores.parallel import mapped


def length(article):
    return len(article.text)


def kill(article):
    os.kill(os.getpid(), signal.SIGKILL)


def fail(article):
    return 1 / 0


def articles(n):
    return [tk.article_of("The puppet regime fell. " * (i % 7), id=str(i)) for i in range(n)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_articles(jobs, monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 3)
    results = list(mapped(length, articles(40), jobs))
    assert [article.id for article, _ in results] == [str(i) for i in range(40)]
    assert all(n == len(article.text) for article, n in results)


def test_scores_do_not_depend_on_the_number_of_processes(monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 2)
    several = [*tk.read_articles(tk.EXAMPLE)][:12]
    one, two = (tk.score(several, jobs=jobs) for jobs in (1, 2))
    assert [score.to_record() for score in two] == [score.to_record() for score in one]


def test_sides_and_frames_go_to_other_processes(monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 1)
    scorer = tk.Scorer(registry=tk.load_registry(sides=SIDES), frames_model=FRAMES_MODEL)
    assert "side_unknown" in scorer.measures
    several = [*tk.read_articles(tk.EXAMPLE)][:3]
    assert [score.to_record() for score in scorer.score_all(several, 2)] == [
        score.to_record() for score in scorer.score_all(several)
    ]


def collecting(article):
    return gc.get_threshold()


@pytest.fixture
def usual():
    """How often the interpreter looks for garbage where no command has run in this process."""
    before, usual = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*usual)
    yield usual
    gc.set_threshold(*before)


@pytest.mark.parametrize("closed", [False, True])
def test_garbage_is_looked_for_as_often_as_before_once_articles_are_scored(usual, closed):
    results = mapped(collecting, articles(3))
    assert next(results)[1][0] > usual[0]
    results.close() if closed else list(results)
    assert gc.get_threshold() == usual


def test_garbage_is_looked_for_as_often_as_before_after_an_error(usual):
    with pytest.raises(ZeroDivisionError):
        list(mapped(fail, articles(3)))
    assert gc.get_threshold() == usual


def test_garbage_is_looked_for_as_often_as_before_after_two_lots_in_turn(usual):
    list(zip(mapped(collecting, articles(2)), mapped(collecting, articles(3)), strict=False))
    assert gc.get_threshold() == usual


def test_fewer_than_one_process_is_an_error():
    with pytest.raises(OptionError, match="give 1 or more"):
        list(mapped(length, articles(1), 0))


def test_a_process_that_is_killed_is_told(monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 0)
    with pytest.raises(ToolkitError, match="a process was killed"):
        list(mapped(kill, articles(4), 2))


UNGUARDED = """
import toolkit as tk
from toolkit.scores import parallel

parallel._ALONE = 0
tk.score([tk.article_of("It rained."), tk.article_of("Hall said so.")], jobs=2)
"""


def test_a_script_whose_processes_cannot_begin_is_told_how_to_begin(tmp_path):
    """They read the script themselves, and would begin others; what is sent to them meanwhile is waited for by nobody."""
    (tmp_path / "script.py").write_text(UNGUARDED, encoding="utf-8")
    run = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 1
    assert run.stderr.rstrip().endswith('in a script of your own, begin under if __name__ == "__main__":')


def slow(article):
    time.sleep(0.3)


def test_nobody_waits_for_results_that_nobody_wants(monkeypatch):
    monkeypatch.setattr(parallel, "_ALONE", 0)
    before = set(multiprocessing.active_children())  # of other tests in this process
    results = mapped(slow, articles(200), 2)
    next(results)
    results.close()
    begun = set(multiprocessing.active_children()) - before
    for process in begun:
        process.join(60)
    for _ in range(1000):  # the pool waits for them too, and who comes second sees them alive until the first has noted it
        if any(process.is_alive() for process in begun):
            time.sleep(0.01)
    assert not any(process.is_alive() for process in begun)


STEP = """
import os, time

def wait(article):
    time.sleep(0.05)
    return os.getpid()
"""
WORK = """
from steps import wait
from toolkit.articles.article import article_of
from toolkit.scores import parallel

if __name__ == "__main__":
    parallel._ALONE = 0
    for _, worker in parallel.mapped(wait, [article_of("a")] * 999, 2):
        print(worker, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_processes_end_with_the_one_that_they_work_for(tmp_path):
    (tmp_path / "steps.py").write_text(STEP)
    script = tmp_path / "work.py"
    script.write_text(WORK)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, cwd=tmp_path) as run:
        worker = int(run.stdout.readline())
        run.kill()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the process goes on")


LONG = """
import time
from pathlib import Path

def wait(article):
    Path(article.id).touch()
    time.sleep(3600)
"""
INTERRUPTED = """
import signal, sys
from steps import wait
from toolkit.articles.article import article_of
from toolkit.scores import parallel

if __name__ == "__main__":
    parallel._ALONE = 0
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell switches off for what it runs in the background
    try:
        list(parallel.mapped(wait, [article_of("a", id=f"{n}.begun") for n in range(99)], 2))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupted_run_does_not_wait_for_the_articles_that_are_read(tmp_path):
    (tmp_path / "steps.py").write_text(LONG)
    script = tmp_path / "work.py"
    script.write_text(INTERRUPTED)
    with subprocess.Popen(
        [sys.executable, script], stderr=subprocess.PIPE, text=True, cwd=tmp_path, start_new_session=True
    ) as run:
        while not list(tmp_path.glob("*.begun")):
            assert run.poll() is None
            time.sleep(0.1)
        os.killpg(run.pid, signal.SIGINT)  # as the terminal does: to all processes
        try:
            assert run.wait(120) == 130
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
        assert run.stderr.read() == ""
