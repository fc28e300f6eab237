"""What a worker of Dask has to make parts of saved scores: lexicons and models, unpacked once. Needs Dask."""

import pickle
import zlib
from threading import Lock
from typing import Any

from distributed import WorkerPlugin, get_worker

from ..articles.article import Article
from ..errors import OptionError
from ..scores.score_store import PartMaker
from ..scores.store_manifest import MANIFEST, Part
from ..version import __version__


class Making(WorkerPlugin):
    """Holds a maker of parts on each worker, also on one that is started in the place of another."""

    def __init__(self, make: PartMaker, name: str) -> None:
        self.name, self.folder, self.version = name, make.folder, __version__
        self.packed = pickle.dumps(make)

    def setup(self, worker: Any) -> None:
        """Unpack the maker. Raises OptionError where the worker cannot work for this run."""
        if self.version != __version__:
            raise OptionError(f"worker {worker.address}: has framing-toolkit {__version__}, not {self.version}: install the same")
        if not (self.folder / MANIFEST).is_file():
            raise OptionError(f"worker {worker.address}: does not see {self.folder}; name a folder that all machines share")
        self.make: PartMaker = pickle.loads(self.packed)
        self.one_at_a_time = Lock()  # scoring is not written for threads


def packed(articles: list[Article]) -> bytes:
    """The articles of a part as they go to a worker: texts take a third of the room, in the memory of the scheduler too."""
    return zlib.compress(pickle.dumps(articles), 1)


def made(name: str, number: int, articles: bytes) -> Part:
    """Make a part, on a worker."""
    plugin = get_worker().plugins[name]
    with plugin.one_at_a_time:
        part: Part = plugin.make(number, pickle.loads(zlib.decompress(articles)))
    return part
