"""Several folders of saved scores become one: what several machines, or several people, scored of one corpus.

Parts are copied as they are, file by file, but for those of which an article is left out or gets another id. Two passes are made
over ids and hashes, of which only those that stand in several folders are held.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..articles.article import COLUMNS, Problem
from ..errors import ArticleError, OptionError
from ..progress import told
from ..statistics.arrays import Ints
from ..table_files import write_frame
from ..text.repeated_passages import Passages, passages_of
from .manifest_form import damaged
from .score_store import FURNITURE, Store, writing
from .score_tables import connection_of, copy_articles, copy_part
from .scores import ScoreTable, load_scores
from .store_manifest import MANIFEST, About, Part, is_store
from .table_queries import columns_of

JOINED, FOLDERS = "joined", "folders"
"""Under which names the manifest of joined scores keeps how the articles of each folder were read, and the folders."""

KEPT = "kept"
"""What scores say that they were made with where no furniture was left out."""

_FIELDS = [name for name in COLUMNS if name != "text"]
_SAME = ("outlet", "title", "published")  # what articles of one text have in common that are one article under two ids


def join_scores(folders: Sequence[str | Path], folder: str | Path, *, progress: bool | None = None) -> ScoreTable:
    """Join folders of saved scores that were made alike, such as those of parts of a corpus, into a new one.

    The articles come in the order of the folders. One that is in several folders, with the same text and the same id (or the same
    outlet, title and day), is kept once, with the fields of the first. Where an id stands for another text in a later folder,
    that article gets a hash behind its id. Both are told in `problems`, but for articles that are the same in all fields. A call
    that broke off goes on when it is made again.

    Parameters
    ----------
    folders : two or more, whose scores were made by the same version of the toolkit, with the same lexicons, models and options.
        Passages that were left out as furniture may differ between outlets, not within one.
    folder : a new one, or one into which the same folders were joined before.
    progress : whether to show a bar; by default in notebooks and on terminals.

    Returns the scores as `load_scores` does. Raises OptionError for scores that were made otherwise, and ArticleError where a
    folder holds none, or not all yet.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.articles.article import article_of
    >>> from toolkit.scores.scoring import score
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in "ab":
    ...         score([article_of("It rained.", id="1"), article_of(f"It rained in {name}.", id=name)]).save(f"{folder}/{name}")
    ...     joined = join_scores([f"{folder}/a", f"{folder}/b"], f"{folder}/all")
    ...     joined.to_frame()["id"].tolist()
    ['1', 'a', 'b']
    """
    target, stores = Path(folder), list(map(_source_of, folders))
    _check_folders(stores, target)
    sources = [_Source(store) for store in stores]
    about, passages = _made_with(sources)
    joining = _Joining(sources)
    with writing(target, about) as writer, told("articles", stage="joining", progress=progress) as tell:
        done, numbers = 0, ((source, number) for source in sources for number in range(len(source.store.parts)))
        for new, (source, number) in enumerate(numbers):
            part, kept = source.store.parts[number], joining.kept(source, number)
            if kept is None and part.key and writer.keeps(new, part.key):
                pass
            else:
                writer.begin(new)
                writer.add(new, _copied(source.store, number, target, new, kept))
            done += part.n
            tell(done, sum(len(store) for store in stores))
        if passages:
            write_frame(passages.to_frame(), target / FURNITURE)
        writer.finish([*(problem for store in stores for problem in store.of_reading), *joining.problems])
    return load_scores(target)


def joined_id(id: str, sha256: str) -> str:
    """The id of an article of joined scores where another article has its own: with the first letters of its hash behind it.

    >>> joined_id("17", "0a1b2c3d4e5f")
    '17#0a1b2c3d'
    """
    return f"{id}#{sha256[:8]}"


def _source_of(folder: str | Path) -> Store:
    """A folder that is joined. Raises ArticleError where it has no scores, or not all, or a file of them is missing."""
    store = Store(folder)
    if not store.complete:
        raise ArticleError(f"{folder}: the scores of {len(store)} articles so far; run the command that writes them to its end")
    store.check_files()
    return store


def _check_folders(stores: Sequence[Store], target: Path) -> None:
    """Raise OptionError where folders cannot be joined into another one."""
    paths = [str(store.folder.resolve()) for store in stores]
    if len(paths) < 2:
        raise OptionError("name two folders of scores or more, and a new folder for all of them")
    if len(set(paths)) < len(paths):
        raise OptionError(f"{next(path for path in paths if paths.count(path) > 1)}: named twice")
    if str(target.resolve()) in paths:
        raise OptionError(f"{target}: is joined itself; name a new folder for all scores")
    held = Store(target) if is_store(target) else None
    if held and (held.parts or held.ahead) and not set(held.about.reading.get(FOLDERS, ("",))) <= set(paths):
        raise OptionError(f"{target}: holds other scores, which these would replace; name a new folder")


def _copied(store: Store, number: int, folder: Path, new: int, kept: Mapping[int, str] | None) -> Part:
    """Copy a part, or those of its articles that are kept; a part that was changed has no hash."""
    part = store.parts[number]
    if kept is None:
        copy_part(store.folder, number, folder, new)
        return part
    sizes = copy_articles(connection_of(), store.folder, number, folder, new, kept)
    return Part("", len(kept), part.problems, sizes)


class _Source:
    """A folder that is joined: hashes of the ids and the texts of each part, and the outlets."""

    def __init__(self, store: Store) -> None:
        self.store, self.outlets = store, set[str]()
        self.ids, self.texts = list[Ints](), list[Ints]()
        connection = connection_of()
        for number, part in enumerate(store.parts):
            columns = columns_of(connection, store.folder, ["id", "sha256", "outlet"], [number])
            if len(columns["id"]) != part.n:
                raise damaged(store.folder / MANIFEST, f"{len(columns['id'])} articles in part {number}, not {part.n}")
            self.ids.append(np.array(list(map(hash, columns["id"])), dtype=np.int64))
            self.texts.append(np.array([int(text[:15], 16) for text in columns["sha256"]], dtype=np.int64))
            self.outlets.update(outlet or "" for outlet in columns["outlet"])


# -- what they were made with ----------------------------------------------------------------------------------------------


def _made_with(sources: Sequence[_Source]) -> tuple[About, Passages]:
    """What all were made with, and the passages that were left out. Raises OptionError where that is not the same."""
    first, *others = (source.store for source in sources)
    about = _without_furniture(first.about)
    for other in others:
        if differences := about.differences(_without_furniture(other.about), f"in {first.folder}", f"in {other.folder}"):
            raise OptionError(
                f"{other.folder}: scored otherwise than {first.folder} ({'; '.join(differences)}); score both in the same way"
            )
    furniture, passages = _furniture(sources)
    made_with = {**about.made_with, **({"furniture": furniture} if furniture else {})}
    readings = [reading for source in sources for reading in source.store.about.reading.get(JOINED, [source.store.about.reading])]
    reading = {JOINED: readings, FOLDERS: [str(source.store.folder.resolve()) for source in sources]}
    return about._replace(made_with=made_with, reading=reading), passages


def _without_furniture(about: About) -> About:
    return about._replace(made_with={name: label for name, label in about.made_with.items() if name != "furniture"})


def _furniture(sources: Sequence[_Source]) -> tuple[str, Passages]:
    """What is said of the passages that were left out, and these, where there is a table of them."""
    labels = [source.store.about.made_with.get("furniture", "") for source in sources]
    tables = [source.store.folder / FURNITURE for source in sources]
    if len(set(labels)) == 1:
        there = next((table for table in tables if labels[0] not in ("", KEPT) and table.is_file()), None)
        return labels[0], passages_of(there) if there else Passages()
    several = [_passages(table, label) for table, label in zip(tables, labels, strict=True)]
    joined: dict[str, Mapping[str, str]] = {}
    for outlet in dict.fromkeys(outlet for passages in several for outlet in passages.by_outlet):
        holders = [i for i, source in enumerate(sources) if outlet in source.outlets or not outlet] or range(len(sources))
        own = [several[i].by_outlet.get(outlet, {}) for i in holders]
        if i := next((i for i, other in enumerate(own) if other != own[0]), 0):
            one, two = (sources[holders[place]].store.folder for place in (0, i))
            of = f"of {outlet}" if outlet else "of no outlet or of every one"
            raise OptionError(
                f"{two}: other passages {of} were left out as furniture than in {one}; find them once in articles of both "
                "(framing score writes furniture.csv), and score both with the same table (--furniture)"
            )
        joined[outlet] = own[0]
    passages = Passages(joined)
    return passages.label, passages


def _passages(table: Path, label: str) -> Passages:
    """The passages that were left out when scores were made, which say what they were. Raises OptionError for others."""
    passages = passages_of(table) if table.is_file() and label != KEPT else Passages()
    if passages.label != label:
        reason = "it kept all furniture" if label == KEPT else f"its {FURNITURE} is not the one that it was made with"
        raise OptionError(f"{table.parent}: {reason}, and furniture differs between the folders: score all in the same way")
    return passages


# -- articles that are in several --------------------------------------------------------------------------------------------


class _Seen(NamedTuple):
    """An article of an earlier folder whose id or text stands in another one, too."""

    source: _Source
    id: str
    own_id: str
    sha256: str
    values: Mapping[str, Any]

    def is_one_with(self, own_id: str, values: Mapping[str, Any]) -> bool:
        """Whether an article of the same text is the same."""
        return self.own_id == own_id or all(self.values[name] == values[name] for name in _SAME)

    def differences(self, values: Mapping[str, Any]) -> list[str]:
        """In what the same article is described otherwise, but for its id."""
        differ = [name for name in _FIELDS if name != "id" and self.values[name] != values[name]]
        return differ + ["columns of your own"] * (_own_labels(self.values) != _own_labels(values))


def _own_labels(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the user's own that hold none of the fields."""
    fields = {str(values[name]) for name in _FIELDS}
    return {name: value for name, value in json.loads(values["labels"]).items() if str(value) not in fields}


class _Joining:
    """Decides which articles are kept, in their order, under which ids; `problems` tell what was found."""

    def __init__(self, sources: Sequence[_Source]) -> None:
        self.problems = list[Problem]()
        self.by_id, self.by_text = dict[str, _Seen](), dict[str, list[_Seen]]()
        self._ids, self._texts = (_repeated(getattr(source, name) for source in sources) for name in ("ids", "texts"))
        self._connection = connection_of()

    def kept(self, source: _Source, number: int) -> dict[int, str] | None:
        """The ids of the articles of a part that are kept, by their places in it; None where all are, under their own.

        Parts are asked for in order.
        """
        several = np.isin(source.ids[number], self._ids) | np.isin(source.texts[number], self._texts)
        if not several.any():
            return None
        names = [*_FIELDS, "labels", "file", "row", "sha256"]
        columns = columns_of(self._connection, source.store.folder, names, [number])
        ids = dict(enumerate(columns["id"]))
        for i in np.flatnonzero(several).tolist():
            ids[i] = self._id_of(source, {name: column[i] for name, column in columns.items()})
        kept = {i: id for i, id in ids.items() if id}
        return None if list(kept.values()) == columns["id"] else kept

    def _id_of(self, source: _Source, values: Mapping[str, Any]) -> str:
        """The id under which an article is kept; nothing where it is left out."""
        id, text = values["id"], values["sha256"]
        own_id = id.removesuffix(joined_id("", text))
        alike = [seen for seen in self.by_text.get(text, ()) if seen.source is not source]
        if one := next((seen for seen in alike if seen.is_one_with(own_id, values)), None):
            if differ := one.differences(values):
                reason = f"{id}: as {one.id} of {one.source.store.folder}, but for {', '.join(differ)}; kept once, as there"
                self._tell(values, reason, "name the folder first that is right")
            return ""
        if alike:
            reason = f"{id}: same text as {alike[0].id} of {alike[0].source.store.folder}"
            self._tell(values, reason, "copies are not independent articles")
        if (other := self.by_id.get(id)) and other.source is not source:
            id = joined_id(own_id, text)
            reason = f"{own_id}: another text than that of this id in {other.source.store.folder}; now {id}"
            self._tell(values, reason, "make ids unique")
        seen = _Seen(source, id, own_id, text, values)
        self.by_id[id] = seen
        self.by_text.setdefault(text, []).append(seen)
        return str(id)

    def _tell(self, values: Mapping[str, Any], reason: str, remedy: str) -> None:
        row = None if values["row"] is None else int(values["row"])
        self.problems.append(Problem(values["file"] or values["id"], row, reason, remedy, skipped=False))


def _repeated(hashes: Iterator[list[Ints]]) -> Ints:
    """The hashes that stand in several articles, each once."""
    everything = [part for parts in hashes for part in parts]
    if not everything:
        return np.empty(0, dtype=np.int64)
    ordered = np.sort(np.concatenate(everything))
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
