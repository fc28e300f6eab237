"""Which files are behind files, folders and patterns: each once, and with a problem for each that cannot be read."""

import glob
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ..errors import ArticleError, NoArticleError, OptionError
from .article import Problem
from .formats import SUFFIXES, suffix_of
from .opening import PACKED, unpacked_name

_PROBLEMS_TOLD = 3  # in an error
_REMEDIES = {
    ".pdf": ": turn it into text (pdftotext), or download the articles in another form",
    **dict.fromkeys((".doc", ".odt", ".pages"), ": open it and save it as .docx"),
    **dict.fromkeys((".ods", ".numbers"), ": open it and save it as .xlsx or .csv"),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".tgz"), ": unpack it and name the folder"),
    ".epub": ": save its articles as .html",
}
"""What to do with a file that cannot be read, by its ending."""

_NO_FILES = ("~$", "._")  # how names begin that Word and Excel give while a file is open, and macOS to what it knows of a file
_OF_PAGE = "_files"  # how the folder ends in which a browser keeps the pictures and frames of a page of the same name
_TABLES = ("articles", "spans")  # files of the first part of saved scores
_ODD_NAME = ("the name of the file is not in the encoding of the system", "rename it")


class Found(NamedTuple):
    """Files in the order in which they are read, what was found and cannot be read, and the folder that all are in."""

    files: list[str]
    problems: list[Problem]
    root: Path


def files_behind(paths: Sequence[str]) -> Found:
    """The files behind paths, in the order of the paths and sorted inside each; what two paths name is read once.

    Links to folders are followed, but no folder is read twice.

    Raises ArticleError where there is nothing to read behind one of the paths (NoArticleError for a folder), or no kind of file
    that can be read.
    """
    if not paths:
        raise OptionError("name a file or folder to read")
    if "-" in paths and len(paths) > 1:
        raise OptionError("standard input (-) is read alone: name files, or give - by itself")
    problems: list[Problem] = []
    files = dict.fromkeys(file for path in paths for file in _behind(path, problems))
    return Found(_once(files), problems, _common([_root(path) for path in paths]))


def _behind(path: str, problems: list[Problem]) -> list[str]:
    """The files behind one path, sorted."""
    if path == "-":
        return ["-"]
    if re.match("https?:", path):
        remedy = "let trafilatura -u fetch the page, save it as .html, and name the file"
        raise ArticleError(f"{path}: an address, and nothing is fetched from the network: {remedy}")
    before = len(problems)
    nothing: type[ArticleError] = ArticleError
    if _is_of_scores(path):
        remedy = "load_scores reads them (framing compare takes them); if their scores.json is missing or damaged, score again"
        raise ArticleError(f"{path}: a folder of saved scores, not of articles: {remedy}")
    if os.path.isdir(path):
        inside, reason = _inside(path, problems), f"the folder holds no file ending in {', '.join(SUFFIXES)}"
        nothing = NoArticleError
    elif os.path.exists(path):
        if _is_odd(path):
            raise ArticleError(f"{_shown(path)}: {_ODD_NAME[0]} ({_ODD_NAME[1]})")
        if not os.path.isfile(path):
            raise ArticleError(f"{path}: a pipe or device, not a file; give - and pass it as standard input")
        if not suffix_of(path):
            endings = f"{', '.join(SUFFIXES)} (and {', '.join(PACKED)})"
            remedy = _REMEDIES.get(_suffix(unpacked_name(path)), "")
            raise ArticleError(f"{path}: unknown kind of file{remedy}; known endings are {endings}")
        return [path]
    else:
        inside, reason = _matching(path, problems), "no such file or folder"
    files = sorted(filter(lambda file: _is_readable(file) and _is_file(file, problems), inside))
    if not files:
        raise nothing("\n".join([f"{path}: nothing to read: {reason}", *map(str, problems[before:][:_PROBLEMS_TOLD])]))
    return files


def _is_of_scores(path: str) -> bool:
    """Whether a path is a folder that holds tables of saved scores, which would be read as articles."""
    return all(os.path.isfile(os.path.join(path, f"{table}-00000.parquet")) for table in _TABLES)


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _is_readable(path: str) -> bool:
    return suffix_of(path) is not None and not os.path.basename(path).startswith(_NO_FILES)


def _is_file(path: str, problems: list[Problem]) -> bool:
    """Whether what has a name that can be read is a file; a problem says what else it is."""
    if _is_odd(path):
        problems.append(Problem(_shown(path), None, *_ODD_NAME))
        return False
    if os.path.isfile(path):
        return True
    if not os.path.isdir(path):
        reason = "a pipe or device, not a file" if os.path.exists(path) else "a link to a file that is not there"
        problems.append(Problem(path, None, reason, "remove it, or leave it out"))
    return False


def _is_odd(path: str) -> bool:
    """Whether a name holds bytes that are no text in the encoding of the file system."""
    return any("\ud800" <= char <= "\udfff" for char in path)


def _shown(path: str) -> str:
    return path.encode(errors="backslashreplace").decode()


def _folders(top: str, problems: list[Problem]) -> Iterator[tuple[str, list[str]]]:
    """A folder and all below it, with the names in each; linked ones come last, and none comes twice."""
    linked, seen = deque([top]), set[str]()
    while linked:
        for folder, below, names in os.walk(linked.popleft(), onerror=lambda error: problems.append(_unreadable(error))):
            real = os.path.realpath(folder)
            if real in seen:
                below.clear()
                continue
            seen.add(real)
            pages = {os.path.splitext(name)[0] for name in names if _suffix(name) in (".html", ".htm")}
            below[:] = [name for name in below if name.removesuffix(_OF_PAGE) == name or name.removesuffix(_OF_PAGE) not in pages]
            linked += [path for name in sorted(below) if os.path.islink(path := os.path.join(folder, name))]
            yield folder, names


def _unreadable(error: OSError) -> Problem:
    return Problem(str(error.filename), None, f"cannot be read: {error.strerror}", "make it readable, or leave it out")


def _inside(folder: str, problems: list[Problem]) -> list[str]:
    return [os.path.join(place, name) for place, names in _folders(folder, problems) for name in names]


def _matching(pattern: str, problems: list[Problem]) -> list[str]:
    """What matches a pattern; ``**`` stands for any folders, but for hidden ones and links that lead back."""
    parts = Path(pattern).parts
    if "**" not in parts:
        return glob.glob(pattern)
    at = parts.index("**")
    after = os.path.join(*parts[at + 1 :]) if parts[at + 1 :] else "*"
    tops = glob.glob(os.path.join(*parts[:at])) if at else [os.curdir]
    folders = [folder for top in tops for folder, _ in _folders(top, problems) if not _is_hidden(folder, top)]
    deeper = [path for folder in folders for path in _matching(os.path.join(glob.escape(folder), after), problems)]
    return [os.path.normpath(path) for path in deeper]


def _is_hidden(folder: str, top: str) -> bool:
    return any(part.startswith(".") for part in Path(folder).relative_to(top).parts)


def _once(files: Iterable[str]) -> list[str]:
    """The files without those that another path leads to as well: the path with the fewest folders stays."""
    several, real = list(files), cache(os.path.realpath)
    places = {path: (real(os.path.dirname(path)), os.path.basename(path)) for path in several}
    shortest: dict[tuple[str, str], str] = {}
    for path in sorted(several, key=lambda path: path.count(os.sep)):
        shortest.setdefault(places[path], path)
    return [path for path in several if shortest[places[path]] == path]


def but_for(path: str, files: Iterable[str]) -> list[str]:
    """The files other than the one behind a path, by whatever way it is named."""
    left_out = os.path.realpath(path)
    return [file for file in files if os.path.realpath(file) != left_out]


def _root(path: str) -> Path:
    """The folder below which paths of texts become ids: for a pattern, what precedes its first wildcard."""
    if os.path.isdir(path):
        return Path(path)
    return Path(os.path.dirname(path if os.path.exists(path) else re.split(r"[*?\[]", path)[0]))


def _common(roots: Sequence[Path]) -> Path:
    """The folder that several folders have in common."""
    try:
        return roots[0] if len(set(roots)) == 1 else Path(os.path.commonpath(roots))
    except ValueError:  # some from the root of the disk, others from here
        return Path()
