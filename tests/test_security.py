"""What SECURITY.md promises of the whole package, and that each of its promises names tests that exist."""

import ast
import re
import socket
from pathlib import Path

import pytest

from toolkit.cli.main import main

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "toolkit").rglob("*.py"))
RUN = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load", "pickle.loads", "pickle.Unpickler"}
"""Calls that run what they are given."""

LIBRARIES = {
    *("subprocess", "ctypes", "marshal", "shelve", "dill", "joblib", "cloudpickle"),
    *("socket", "ssl", "http", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "urllib3", "urllib.request"),
}
BETWEEN_PROCESSES = {"pickle.loads": ("toolkit/scores/parallel.py", "toolkit/distributed/worker.py")}
"""Those of one machine, and those of a cluster that the user names."""


def calls(tree):
    """The names of what is called, with the module where it is given."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def imported(tree):
    """The modules that are imported, at the top and inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_run_unpickled_or_fetched(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    run = {call for call in calls(tree) & RUN if str(path.relative_to(ROOT)) not in BETWEEN_PROCESSES.get(call, ())}
    libraries = {name for name in imported(tree) if name in LIBRARIES or name.split(".")[0] in LIBRARIES}
    assert (run, libraries) == (set(), set())


def test_arrays_are_read_without_objects():
    loads = [
        ast.unparse(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load")
    ]
    assert loads
    assert all("allow_pickle=False" in load for load in loads)


def test_commands_need_no_network(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise AssertionError("the network is asked for something")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    article = tmp_path / "article.txt"
    article.write_text("The puppet regime fell. Ada Hall said it rained.", encoding="utf-8")
    assert main(["score", str(article), "-o", str(tmp_path / "scores.csv"), "--jobs", "1"]) == 0
    assert main(["report", str(article), "-o", str(tmp_path / "report.html")]) == 0


def test_each_promise_names_a_test():
    rows = re.findall(r"^\| (.*) \| (.*) \|$", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.M)[2:]
    assert len(rows) > 8
    for promise, tests in rows:
        named = [ROOT / name for name in re.findall(r"`((?:tests|benchmarks)/[\w/.]*)`", tests)]
        assert named, promise
        assert all(path.exists() for path in named), promise
