"""What a user gets: the wheel with its lexicons, a light import, and a README that tells the truth."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import toolkit as tk

ROOT = Path(__file__).parents[1]


def run(code, cwd=None):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=cwd).stdout.strip()


def test_import_toolkit_is_ours(tmp_path):
    assert Path(run("import toolkit; print(toolkit.__file__)", cwd=tmp_path)).parts[-2] == "toolkit"
    assert tk.__doc__.startswith("framing-toolkit")


def test_a_folder_of_the_users_named_lexicons_changes_nothing(tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "loaded_terms.csv").write_text("term,category\nrain,label\n")
    code = "import toolkit as tk; print(len(tk.load_lexicon('loaded_terms')) > 100)"
    assert run(code, cwd=tmp_path) == "True"


def test_import_loads_no_heavy_library():
    heavy = ["pandas", "matplotlib", "sklearn", "scipy", "nltk", "ftfy", "rich", "jinja2", "py3langid"]
    assert run(f"import sys, toolkit; print([m for m in {heavy} if m in sys.modules])") == "[]"


def test_import_reads_no_module_before_it_is_used():
    late = ["measures", "grouping", "vocabulary", "comparison", "validation", "charts", "report", "cli"]
    code = f"import sys, toolkit as tk; print([p for p in {late} if f'toolkit.{{p}}' in sys.modules]); tk.compare"
    assert run(code) == "[]"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Builds the wheel of a folder of the repository as for an index; returns its path."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    code = "import os; os.chdir({!r}); from hatchling.build import build_wheel; print(build_wheel({!r}))"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCURATE_WEIGHTS", f"=={tk.__version__}")
        yield lambda place: folder / run(code.format(str(ROOT / place), str(folder))).split("\n")[-1]


@pytest.fixture(scope="module")
def wheel(built):
    return zipfile.ZipFile(built("."))


def test_wheel_holds_lexicons_templates_and_example(wheel):
    files = set(wheel.namelist())
    expected = {f"toolkit/_lexicons/{path.name}" for path in (ROOT / "lexicons").iterdir()}
    expected |= {
        "toolkit/py.typed",
        "toolkit/__init__.pyi",
        "toolkit/report/__init__.pyi",
        "toolkit/report/templates/report.html",
        "toolkit/example/articles.jsonl",
        "toolkit/charts/framing.mplstyle",
    }
    assert expected <= files
    assert not [file for file in files if file.startswith(("tests", "lexicons/"))]


def test_the_toolkit_is_small_and_the_accurate_reader_is_apart(wheel, built):
    assert Path(wheel.filename).stat().st_size < 5e6
    assert not [name for name in wheel.namelist() if "models/accurate" in name]
    weights = zipfile.ZipFile(built("toolkit/models/accurate"))
    held = {name.rpartition("/")[2]: info.file_size for name, info in weights.NameToInfo.items()}
    assert {"encoder.onnx", "heads.npz", "targets.npz", "tokenizer.json", "reader.card.toml"} <= set(held)
    assert held["encoder.onnx"] + held["heads.npz"] + held["targets.npz"] < 30e6


def test_a_wheel_for_an_index_names_no_place_of_the_machine(wheel):
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    needed = [line for line in wheel.read(metadata).decode().splitlines() if line.startswith("Requires-Dist")]
    assert any("framing-toolkit-accurate==" in line for line in needed)
    assert [line for line in needed if " @ " in line] == []


def test_versions_agree():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{tk.__version__}"' in pyproject
    weights = (ROOT / "toolkit" / "models" / "accurate" / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{tk.__version__}"' in weights
    assert f"version: {tk.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {tk.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
