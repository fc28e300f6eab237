"""Pages that are written from the code: the table of measures, the command's help, the reference, and the guides.

They are written anew whenever the documentation is built. Only the table of measures is kept in the repository, where it can be
read without building them.
"""

import argparse
import ast
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import toolkit as tk
from toolkit import charts
from toolkit.cli.main import command_parser

FAMILIES = {
    "loaded": "Loaded terms",
    "scare quotes": "Scare quotes",
    "sourcing": "Who speaks",
    "prominence": "Who speaks first, and where",
    "unheard": "Who is not heard",
    "language": "Language of the narration",
    "harm": "Who acts and who suffers",
    "sentences": "Sentences that annotators would mark",
}
REFERENCE = {
    "Articles in": "Article Articles Problem article_of articles_in read_articles repeated_passages Span",
    "Reading and scoring": "Annotator annotate Document LoadedTerm Target load_registry Scorer score ArticleScore ScoreTable "
    "load_scores load_annotator join_scores FramingFeatures score_frame score_schema score_on_cluster",
    "Groups compared": "compare Comparison explain Explanation sensitivity Sensitivity timeline Timeline count_model CountModel "
    "silences Silences omissions Omissions portrayal Portrayal power Power side_by_side SideBySide",
    "Events and copies": "find_events with_events matched Events Matched copies independent Copies",
    "Words and names": "keyness keyness_of_voices keyness_of_phrases Keyness collocations Collocations naming Naming "
    "word_shift divergence_shift WordShift outlet_map OutletMap OutletSignature",
    "Lexicons": "load_lexicon shipped_lexicons Lexicon Entry import_lexicon export_lexicon lint stats diff concordance suggest",
    "Coded by hand": "validate sample sample_attributions sample_articles read_coding Coding corrected Correction units_to_code "
    "read_coded read_annotations import_annotations read_twice reading_errors agreement_of Agreement",
    "Other programs": "export_annotations to_spacy tokens",
    "Classifiers": "load_classifier BiasedSentences LoadedWords GenericFrames IssueFrames",
    "Errors": "ToolkitError OptionError ArticleError NoArticleError LexiconError ModelError",
    "Results in print": "tables manifest",
}


def write(folder: Path) -> None:
    """Write all of them below the folder of the documentation."""
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    _write(parts / "measures.md", measures())
    _write(parts / "command.md", _command())
    _reference(folder / "reference")
    for notebook in sorted((folder.parent / "notebooks").glob("*.ipynb")):
        shutil.copy(notebook, folder / "guides" / notebook.name)


def measures() -> Iterator[str]:
    """Every measure, by family."""
    for family, title in FAMILIES.items():
        yield from ("", f"## {title}", "", "| measure | definition | unit | range | source |", "|---|---|---|---|---|")
        for measure in tk.MEASURES.values():
            if measure.family == family:
                low, high = measure.bounds
                yield f"| `{measure.name}` | {measure.definition} | {measure.unit} | {low:g} to {high:g} | {measure.source} |"


def _command() -> Iterator[str]:
    """The help of the command and of each of its parts."""
    parser = command_parser()
    yield from ("```text", parser.format_help().rstrip(), "```")
    for name, part in _parts(parser):
        yield from ("", f"## {name}", "", "```text", part.format_help().rstrip(), "```")


def _parts(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The parsers of a command's parts, and of theirs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for part in action.choices.values():
                yield part.prog, part
                yield from _parts(part)


def _reference(folder: Path) -> None:
    """A page for each subject, and for the charts; ValueError where a public name is in no subject, so that none is forgotten."""
    missing = public_names() - {name for names in REFERENCE.values() for name in names.split()}
    if missing:
        raise ValueError(f"docs/pages.py: add to REFERENCE: {', '.join(sorted(missing))}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, (title, names) in enumerate(REFERENCE.items()):
        _write(folder / f"{number:02d}_{_slug(title)}.md", _described(title, tk, names.split()))
    _write(
        folder / f"{len(REFERENCE):02d}_charts.md",
        _described("Charts", charts, [name for name in charts.__all__ if name.islower()]),
    )


def _described(title: str, module: ModuleType, names: Iterable[str]) -> Iterator[str]:
    """The lines of a page of the reference."""
    yield from (f"# {title}", "", "```{eval-rst}")
    for name in names:
        yield from (f".. {_directive(getattr(module, name))}:: {module.__name__}.{name}", "")
    yield "```"


def _directive(described: object) -> str:
    """How Sphinx describes an object."""
    if isinstance(described, type):
        return "autoexception" if issubclass(described, Exception) else "autoclass"
    if isinstance(described, ModuleType):
        return "automodule"
    return "autofunction"


def _slug(title: str) -> str:
    return title.lower().replace(" ", "_")


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def public_names() -> set[str]:
    """The names that the package's stub lists."""
    stub = Path(tk.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    names = {
        alias.asname or alias.name for node in ast.parse(stub).body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return names - {"charts", "report", "EXAMPLE", "MEASURES", "__version__"}  # these stand on the first page of the reference
