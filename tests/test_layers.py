"""Data flows one way, through packages in the order of an article's way: rules of import, held without a list of modules."""

import ast
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import toolkit as tk

ROOT = Path(__file__).parents[1] / "toolkit"
ORDER = [
    *(
        "articles",
        "text",
        "statistics",
        "classifiers",
        "annotation",
        "training",
        "measures",
        "scores",
        "exchange",
        "distributed",
        "grouping",
    ),
    *("vocabulary", "comparison", "validation", "charts", "report", "cli"),
]
INSIDE = {"annotation": ["phrases", "attributions", "sources", "loaded", "harm"]}
"""Packages inside a package, in their order; the modules beside them come after all of them."""
PACKAGES = [*ORDER, *(f"{package}/{name}" for package, names in INSIDE.items() for name in names)]
ENTRANCES = ("__init__", "__main__", "example_results")
"""Files at the root that import from every package: the public names, the command, and the results that docstrings show, which
are made with public names as a user would make them. No other file imports these."""

PUBLIC_MODULES = {"interactive", "tables"}  # of a package, handed on as they are
PUBLIC_FACES = {"charts", "report"}  # packages whose __init__ hands public names on
ONLY_IN = {
    "altair": ("charts/",),
    "argparse": ("cli/",),
    "backports": ("articles/opening.py",),
    "dask": (),
    "dateparser": ("articles/dates.py",),
    "distributed": ("distributed/",),
    "duckdb": ("scores/score_tables.py", "scores/table_queries.py"),
    "fastwarc": ("articles/pages.py",),
    "filelock": ("files.py",),
    "ftfy": ("articles/mending.py",),
    "jinja2": ("report/page.py",),
    "lxml": ("articles/",),
    "narwhals": ("articles/objects.py",),
    "matplotlib": ("charts/", "cli/comparison_run.py", "cli/output_folder.py"),
    "model2vec": ("classifiers/embeddings.py",),
    "nltk": ("validation/agreement.py", "vocabulary/collocations.py", "vocabulary/shown_words.py"),
    "openpyxl": ("articles/spreadsheets.py", "table_files.py"),
    "onnx": ("training/reader_export.py", "training/reader_start.py"),
    "onnxruntime": ("annotation/encoder.py", "training/reader_export.py"),
    "nupunkt": ("text/sentences.py",),
    "py3langid": ("text/language.py",),
    "rich": ("cli/", "report/summary.py"),
    "sentence_transformers": ("classifiers/embeddings.py",),
    "striprtf": ("articles/documents.py",),
    "threadpoolctl": ("statistics/threads.py",),
    "tokenizers": ("annotation/encoder.py", "training/reader_training.py"),
    "torch": (
        "classifiers/embeddings.py",
        "training/reader_",
        "training/tagger_",
        "training/target_network.py",
        "training/target_training.py",
        "training/gradient_descent.py",
        "training/masked_words.py",
    ),
    "transformers": ("training/reader_network.py",),
    "shtab": ("cli/completion.py",),
    "spacy": ("exchange/spacy_documents.py",),
    "statsmodels": ("comparison/count_model.py",),
    "tqdm": ("progress.py",),
    "trafilatura": ("articles/pages.py",),
    "vl_convert": ("charts/web_page.py",),
    "xlrd": ("articles/spreadsheets.py",),
    "yaml": ("text/lexicon_formats.py",),
}
"""Libraries that one room uses."""


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[Path]:
    """Files of ours that a file imports, wherever in it: in a function, and for the type checker, too."""
    imported = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for name in (alias.name for alias in node.names):
                tried = (base.with_suffix(".py"), base / f"{name}.py", base / name / "__init__.py", base / "__init__.py")
                imported.add(next(filter(Path.exists, tried)))
    return imported


def libraries(path: Path) -> set[str]:
    """Libraries that a file imports, wherever in it."""
    nodes = list(ast.walk(tree_of(path)))
    direct = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return direct | {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}


MODULES = {path.stem for path in ROOT.rglob("*.py")}
FILES = {path: imports(path) for path in sorted(ROOT.rglob("*.py")) if path.parent != ROOT or path.stem not in ENTRANCES}


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def test_every_package_has_its_place_in_the_order():
    assert {room(path) for path in FILES if path.parent != ROOT} == {*ORDER, "example"}


def test_packages_import_only_what_comes_before_them():
    level = {name: number for number, name in enumerate(ORDER, 1)}  # files at the root: 0
    for path, imported in FILES.items():
        for other in imported:
            used, package = level.get(room(other), 0), level.get(room(path), 0)
            assert used <= package, f"{path.relative_to(ROOT)} imports {other.relative_to(ROOT)}"


@pytest.mark.parametrize("package", INSIDE)
def test_packages_inside_a_package_import_only_what_comes_before_them(package):
    level = {name: number for number, name in enumerate(INSIDE[package])}
    inside = {path: path.relative_to(ROOT / package).parts[0] for path in FILES if room(path) == package}
    assert {path.parent.name for path in inside} == {package, *INSIDE[package]}
    for path, name in inside.items():
        for other in FILES[path] & inside.keys():
            used = level.get(inside[other], len(level))
            assert used <= level.get(name, len(level)), f"{path.relative_to(ROOT)} imports {other.relative_to(ROOT)}"


def test_our_modules_import_each_other_relatively_and_never_an_entrance():
    for path, imported in FILES.items():
        assert not {other.stem for other in imported if other.parent == ROOT} & set(ENTRANCES), path
        assert "toolkit" not in libraries(path), path


def test_no_modules_import_each_other_in_a_ring():
    assert len(list(TopologicalSorter(FILES).static_order())) == len(FILES)


def test_every_name_that_a_test_imports_is_there():
    """A file of tests that cannot be imported is skipped, as a module is whose examples need a library that is not installed."""
    for path in Path(__file__).parent.rglob("*.py"):
        for node in tree_of(path).body:
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "toolkit":
                for name in (alias.name for alias in node.names):
                    assert name in MODULES or hasattr(import_module(str(node.module)), name), f"{path}: no {name}"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_names_with_an_underscore_are_used_in_their_own_file_only():
    for path in FILES:
        nodes = list(ast.walk(tree_of(path)))
        names = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) and node.level for alias in node.names}
        of_modules = [
            node.attr for node in nodes if isinstance(node, ast.Attribute) and getattr(node.value, "id", None) in names & MODULES
        ]
        private = list(filter(is_private, [*names, *of_modules]))
        assert not private, f"{path.relative_to(ROOT)} uses {private}"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_for_and_names_its_modules(package):
    tree = tree_of(ROOT / package / "__init__.py")
    docstring = ast.get_docstring(tree) or ""
    assert docstring.splitlines()[0].endswith(".")
    modules = sorted(path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__")
    assert [name for name in modules if f"`{name}`" not in docstring] == []
    assert len(tree.body) == 1 or package in PUBLIC_FACES


@pytest.mark.parametrize("package", ["toolkit", *(f"toolkit.{name.replace('/', '.')}" for name in PACKAGES)])
def test_a_name_of_a_package_is_a_module_or_something_else_never_both(package):
    module = import_module(package)
    for path in Path(str(module.__file__)).parent.iterdir():
        if path.suffix == ".py" and path.stem not in ("__init__", "__main__"):
            try:
                submodule = import_module(f"{package}.{path.stem}")
            except ModuleNotFoundError as error:
                if error.name != "torch":  # which only the training of the accurate reader needs
                    raise
                continue
            assert isinstance(getattr(module, path.stem, submodule), ModuleType)
            assert path.stem not in set(getattr(module, "__all__", ())) - PUBLIC_MODULES


def test_what_is_public_is_all_that_is_shown():
    assert set(dir(tk)) == set(tk.__all__)
    for name in tk.__all__:
        assert getattr(tk, name) is not None
        assert name == "__version__" or not name.startswith("_")


def test_each_library_has_its_room():
    for path in FILES:
        inside = path.relative_to(ROOT).as_posix()
        for library in libraries(path) & set(ONLY_IN):
            assert inside.startswith(ONLY_IN[library]), f"{inside} imports {library}"


def test_only_the_command_line_prints():
    for path in FILES:
        calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        assert room(path) == "cli" or not [call for call in calls if getattr(call.func, "id", "") == "print"], path
