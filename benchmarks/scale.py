"""What comparison of a large corpus costs, in time and memory, from saved scores.

    framing score articles.jsonl -o small/
    python benchmarks/scale.py small/ --articles 100000 --folder large/ [--only load compare keyness] [--draws 1000]

The large folder repeats the articles of the small one (made if it is not there): other ids, hashes and days, 100 outlets, and
sketches of their own but for one article in fifty, which stays a near-copy. Each step is a process of its own, so that its peak
of memory is its own; processor time is that of all its threads.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

import toolkit as tk
from toolkit.measures.score_store import MANIFEST, PART, Store
from toolkit.text.shingles import SIZE

OUTLETS, MEASURES = 100, 40
TABLES = ("terms", "names", "talked_about", "words", "spans")
COPIES = 50  # one article in so many keeps its sketch
DAYS = 2000  # over which the repeated articles are spread


def enlarged(small: Path, large: Path, n: int) -> None:
    """Write a folder of n scored articles that repeats those of a small one."""
    large.mkdir(parents=True)
    connection, store = duckdb.connect(), Store(small)
    starts = ", ".join(f"({number}, {start})" for number, start in enumerate(np.cumsum([0, *(p.n for p in store.parts)])[:-1]))
    connection.execute(f"CREATE TABLE starts AS SELECT * FROM (VALUES {starts}) AS s(part, start)")
    for name in ("articles", *TABLES):
        part = r"CAST(regexp_extract(filename, '-([0-9]+)\.parquet$', 1) AS INTEGER)"
        source = f"read_parquet('{small}/{name}-*.parquet', filename = true)"
        columns = f"t.* EXCLUDE (article, filename), t.article + s.start AS base FROM {source} t JOIN starts s ON s.part = {part}"
        connection.execute(f"CREATE TABLE {name} AS SELECT {columns} ORDER BY base")
    rng = np.random.default_rng(0)
    for number, first in enumerate(range(0, n, PART)):
        _write_part(connection, large, number, np.arange(first, min(first + PART, n)), len(store), rng)
    manifest = json.loads((small / MANIFEST).read_text(encoding="utf-8"))
    sizes = [min(PART, n - first) for first in range(0, n, PART)]
    manifest |= {"problems": [], "parts": [{"key": "", "n": size, "problems": []} for size in sizes]}
    (large / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _write_part(
    connection: duckdb.DuckDBPyConnection, large: Path, number: int, articles: Any, n: int, rng: np.random.Generator
) -> None:
    """Write the tables of some articles of the large folder."""
    sketches = np.sort(rng.integers(0, 1 << 31, (len(articles), SIZE), dtype=np.uint32), axis=1).astype("<u4")
    kept = (articles < n) | (articles % COPIES == 0)
    blobs = [None if keep else row.tobytes() for keep, row in zip(kept, sketches, strict=True)]
    repeats = pd.DataFrame({"article": np.arange(len(articles)), "base": articles % n, "number": articles, "made": blobs})
    connection.register("repeats", repeats)
    changed = ", ".join(
        (
            "t.id || '-' || number AS id",
            f"'Outlet ' || (number * 7919 % {OUTLETS}) AS outlet",
            "sha256(t.sha256 || number) AS sha256",
            f"t.published + CAST(number * 7907 % {DAYS} AS INTEGER) AS published",
            "coalesce(made, t.sketch) AS sketch",
        )
    )
    for name in ("articles", *TABLES):
        replaced = f"REPLACE ({changed})" if name == "articles" else ""
        order = "r.article" if name == "articles" else "r.article, n"
        chosen = f"SELECT r.article, t.* EXCLUDE (base) {replaced} FROM {name} t JOIN repeats r USING (base) ORDER BY {order}"
        connection.execute(f"COPY ({chosen}) TO '{large}/{name}-{number:05d}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    connection.unregister("repeats")


# -- steps -----------------------------------------------------------------------------------------------------------------


def _measures(scores: tk.ScoreTable) -> list[str]:
    return list(scores.measures)[:MEASURES]


STEPS: Mapping[str, Callable[[tk.ScoreTable, int], Any]] = {
    "load": lambda scores, draws: None,
    "frame": lambda scores, draws: scores.to_frame(),
    "copies": lambda scores, draws: tk.copies(scores),
    "compare": lambda scores, draws: tk.compare(scores, copies="keep", measures=_measures(scores), resamples=draws),
    "keyness": lambda scores, draws: tk.keyness(scores, copies="keep"),
    "naming": lambda scores, draws: tk.naming(scores, copies="keep", resamples=draws),
    "silences": lambda scores, draws: tk.silences(scores, copies="keep"),
    "sensitivity": lambda scores, draws: tk.sensitivity(scores, copies="keep", resamples=draws),
    "events": lambda scores, draws: tk.find_events(scores),
}


def _run(step: str, folder: Path, draws: int) -> None:
    """One step in this process; prints its row."""
    wall, cpu, scores = time.perf_counter(), time.process_time(), tk.load_scores(folder)
    STEPS[step](scores, draws)
    figures = f"{time.perf_counter() - wall:9.1f} {time.process_time() - cpu:9.1f} {_peak():9,.0f}"
    print(f"{step:12} {len(scores):10,} {figures}", flush=True)


def _peak() -> float:
    """The most memory that this process has held, in MiB; that of its parent does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small", type=Path, help="a folder of saved scores")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True, help="where the large folder is, or will be made")
    parser.add_argument("--only", nargs="+", choices=list(STEPS), default=list(STEPS))
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--step", choices=list(STEPS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        _run(options.step, options.folder, options.draws)
        return
    if not options.folder.exists():
        start = time.process_time()
        enlarged(options.small, options.folder, options.articles)
        print(f"made {options.folder} in {time.process_time() - start:.0f} CPU s", file=sys.stderr)
    print(f"{'step':12} {'articles':>10} {'wall s':>9} {'CPU s':>9} {'peak MiB':>9}", flush=True)
    for step in options.only:
        arguments = ["--folder", str(options.folder), "--draws", str(options.draws), "--step", step]
        subprocess.run([sys.executable, __file__, str(options.small), *arguments], check=False)


if __name__ == "__main__":
    main()
