"""Data flows one way: a module imports only from the rows above its own; the README tells the main ones."""

import ast
import re
from pathlib import Path

LAYERS = [
    {"errors", "spans", "shingles", "version"},
    {"articles", "lexicons", "splits", "pairs", "periods", "bags", "closeness"},
    {"reading", "text", "saving", "corpora", "coded"},
    {"exchange", "weights", "cards"},
    {"quotations", "matching"},
    {"curation", "vectors", "counted", "contrasts"},
    {"phrases", "registry"},
    {"attributions", "names", "giveaways", "wording", "embeddings"},
    {"rules", "linking", "cast", "wordmodel", "labelled", "frames"},
    {"nominals", "wordfit", "sentencemodel"},
    {"passages", "mentions", "classify", "voices"},
    {"tagger", "sources", "classifiers"},
    {"placing"},
    {"document"},
    {"concordance", "spoken", "ngrams"},
    {"measures"},
    {"loaded", "sourcing", "language", "marked"},
    {"prominence"},
    {"resampling", "balance", "printed"},
    {"scoring", "apart"},
    {"inference", "grouping"},
    {"duplicates", "events", "manifest"},
    {"samples", "explain"},
    {"differences"},
    {"keyness", "features"},
    {"compare", "profiles"},
    {"naming", "validate", "coding", "suggest", "signature", "wordshift", "timeline", "sensitivity", "outletmap", "countmodel"},
    {"correction", "answers", "silences"},
    {"evaluation"},
    {"heldout", "charts_base", "charts_labels"},
    {"charts_article", "charts_models", "charts_outlets", "charts_sources", "charts_time", "charts_words"},
    {"charts", "training"},
    {"report_article"},
    {"report_evidence"},
    {"report_groups"},
    {"report", "tables"},
    {"account"},
    {"example", "train"},
    {"terminal"},
    {"cli_repeat", "cli_evidence", "cli_lexicon", "cli_evaluate"},
    {"cli_compare"},
    {"cli_models"},
    {"cli"},
    {"__init__", "__main__"},
]
ONLY_IN = {
    "matplotlib": {
        "charts_article",
        "charts_base",
        "charts_labels",
        "charts_models",
        "charts_outlets",
        "charts_sources",
        "charts_time",
        "charts_words",
    },
    "rich": {"account", "cli_compare", "cli_evidence", "cli_evaluate", "cli_lexicon", "cli_models", "terminal"},
    "jinja2": {"report"},
    "argparse": {"cli", "cli_compare", "cli_evidence", "cli_evaluate", "cli_lexicon", "cli_models", "cli_repeat", "terminal"},
    "nupunkt": {"text"},
    "pycrfsuite": {"train"},
    "yaml": {"exchange"},
    "nltk": {"coding"},
    "statsmodels": {"countmodel"},
    "sentence_transformers": {"embeddings"},
    "model2vec": {"embeddings"},
}
PACKAGE = Path(__file__).parents[1] / "toolkit"


def _imports(path: Path) -> tuple[set[str], set[str]]:
    """Modules of ours and of others that a module imports, wherever in it; what only the type checker sees does not count."""
    ours, others = set(), set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            ours |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            others.add(str(node.module).split(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.split(".")[0] for alias in node.names}
    return ours, others


def test_modules_import_only_from_above():
    level = {name: i for i, names in enumerate(LAYERS) for name in names}
    modules = {path.stem: path for path in PACKAGE.glob("*.py")}
    assert set(modules) | {"example"} == set(level)
    for name, path in modules.items():
        ours, _ = _imports(path)
        below = {other for other in ours if other in level and level[other] >= level[name]}
        assert not below, f"{name} imports {below}"


def test_the_readme_tells_of_modules_that_there_are():
    readme = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    (told,) = [line for line in readme.splitlines() if line.startswith("Data flows one way")]
    names = set(re.findall(r"`([a-z]+)`", told[: told.index("What applies a model")])) - {"annotate", "score"}
    assert len(names) > 60
    assert names <= set().union(*LAYERS)


def test_each_library_has_its_room():
    for path in PACKAGE.glob("*.py"):
        _, others = _imports(path)
        for library, rooms in ONLY_IN.items():
            assert library not in others or path.stem in rooms, f"{path.stem} imports {library}"


def test_only_the_command_line_prints():
    for path in PACKAGE.glob("*.py"):
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        printed = [call for call in calls if getattr(call.func, "id", "") == "print"]
        assert not printed or path.stem == "terminal" or path.stem.startswith("cli"), path
