"""The manifest of a score store: what its scores were made with, which parts are complete, and whether a folder is one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ArticleError
from ..files import atomic
from ..version import __version__
from .manifest_form import check_form

MANIFEST = "scores.json"

FORMAT, SCHEMA = "framing-toolkit scores", 9
"""What the manifest says that the folder is, and the version of its tables."""


class About(NamedTuple):
    """What scores were made with, as plain JSON: two stores can be told apart by it, and never hold parts of each other.

    `made_with` names lexicons and models with their hashes, `counts` what each measure counts, `settings` all else that is needed
    to use the scores, such as the labels of sides. `reading` says where the articles are and by which options they were read, and
    makes no difference itself. `toolkit` is its version.
    """

    made_with: Mapping[str, str]
    counts: Mapping[str, Sequence[str]]
    settings: Mapping[str, Any]
    reading: Mapping[str, Any]
    toolkit: str = __version__

    @property
    def columns(self) -> list[str]:
        """The column of each count of each measure.

        >>> About({}, {"attributions": ("hits", "words")}, {}, {}).columns
        ['attributions: hits', 'attributions: words']
        """
        return [f"{measure}: {count}" for measure, counts in self.counts.items() for count in counts]

    @property
    def reader(self) -> str:
        """The name of the reader, without the hash of its weights.

        >>> About({"reader": "fast 0a1b"}, {}, {}, {}).reader
        'fast'
        """
        return self.made_with["reader"].split()[0]

    @property
    def plain(self) -> "About":
        """The same as JSON has it, with lists for tuples."""
        return About(*json.loads(json.dumps(self)))

    def differences(self, other: "About", here: str = "there", there: str = "now") -> list[str]:
        """What the other was made with that is not the same here, a line each; `here` and `there` say where each of them is.

        Measures and settings are compared only where the toolkit, the lexicons and the models are the same.

        >>> About({"reader": "fast"}, {}, {}, {}).differences(About({"reader": "accurate"}, {}, {}, {}))
        ['reader: fast there, accurate now']
        """
        versions = ("toolkit", self.toolkit, other.toolkit)
        pairs = [versions, *_pairs(self.made_with, other.made_with)]
        lines = [f"{name}: {ours} {here}, {theirs} {there}" for name, ours, theirs in pairs if ours != theirs]
        return lines or list(_further_differences(self.plain, other.plain))


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*one, *other]):
        yield name, str(one.get(name, "none")), str(other.get(name, "none"))


def _further_differences(one: About, other: About) -> Iterator[str]:
    """The measures, and then the settings, that differ where the same lexicons and models were used."""
    for what, ours, theirs in (("measures", one.counts, other.counts), ("settings", one.settings, other.settings)):
        if differ := [name for name in dict.fromkeys([*ours, *theirs]) if ours.get(name) != theirs.get(name)]:
            yield f"{what}: different ({', '.join(differ)})"


class Part(NamedTuple):
    """A part that is complete: a hash over the texts and fields of its articles, how many were scored, and the problems.

    `sizes` are the bytes of the file of each of its tables, by which a file that was cut off, or is another one, is known. A part
    without a hash is never kept: the next run makes it again.
    """

    key: str
    n: int
    problems: list[list[Any]]
    sizes: Mapping[str, int]


def is_store(path: str | Path) -> bool:
    """Whether a path is a folder of saved scores.

    >>> is_store("articles.csv")
    False
    """
    with suppress(OSError, ValueError, AttributeError):
        return bool(json.loads((Path(path) / MANIFEST).read_text(encoding="utf-8")).get("format") == FORMAT)
    return False


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a store. Raises ArticleError where there is none, or one of another version."""
    if not is_store(folder):
        raise ArticleError(f"{folder}: no saved scores; `framing score articles.csv -o scores/` writes such a folder")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    schema, toolkit = manifest.get("schema", SCHEMA), manifest.get("toolkit")
    if isinstance(schema, int) and schema > SCHEMA:
        raise ArticleError(f"{folder}: written by framing-toolkit {toolkit}, a later version; update this one")
    if isinstance(schema, int) and schema < SCHEMA:
        raise ArticleError(
            f"{folder}: written by framing-toolkit {toolkit}, which found less; score the articles again, into a new folder"
        )
    check_form(manifest, folder / MANIFEST)
    return manifest


def write_manifest(
    folder: Path,
    about: About,
    parts: Sequence[Part],
    *,
    complete: bool,
    problems: Sequence[list[Any]] = (),
    ahead: Mapping[int, Part] | None = None,
) -> None:
    """Write the manifest of a store, in one step, so that a run that breaks off leaves the one before it.

    `parts` are those in order from the first that are complete, `ahead` further ones by number before which others are still
    missing, and `problems` the rows of the table of problems that belong to no part.
    """
    manifest = {
        "format": FORMAT,
        "schema": SCHEMA,
        **about._asdict(),
        "complete": complete,
        "problems": problems,
        "parts": [part._asdict() for part in parts],
    }
    if ahead:
        manifest["ahead"] = {number: part._asdict() for number, part in ahead.items()}
    with atomic(folder / MANIFEST) as file:
        json.dump(manifest, file, indent=1)
