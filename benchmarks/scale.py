"""What comparison of a large corpus costs, in time and memory, from saved scores, and how that grows with the corpus.

    framing score articles.jsonl -o small/
    python benchmarks/scale.py small/ --folder large/ [--articles 10000 100000] [--only compare keyness] [--draws 1000]

For each size a folder inside the large one repeats the articles of the small one (made if it is not there): other ids, hashes and
days, so that each has a day, 100 outlets, and sketches of their own but for one article in fifty, which stays a near-copy. Each
step is a process of its own, so that its peak of memory is its own; processor time is that of all its threads. The exponent says
how the processor time of a step grows from one size to the next: 1 where twice as many articles take twice as long. The last
lines say what a million articles (100,000 for events) would take if it went on so. The exit code is 1 where that, or an exponent,
is over its limit.

On 30 November 2026, on 2 cores that were busy with other work (processor seconds; peak of memory in MiB), of 2,500 articles of
broad news:

    articles         10,000        100,000       1,000,000
    compare      12.4    485    27.5    794     173  3,122
    keyness      13.7  1,347    31.9  2,397     142  5,418
    naming        5.7    281    23.1    466     128  2,374
    silences      2.4    286     4.7    430      27  2,446
    sensitivity   6.7    341    25.6    526     191  2,631
    copies        0.6    270     4.4    680      56  2,715
    events        5.2    606    53.6  1,597

So all are within their limits, but for the exponent of copies between the two larger sizes (1.104).

With a million articles, compare took 217 seconds while it drew how often each article of a group is there, in place of the
articles.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

import toolkit as tk
from toolkit.scores.score_store import PART, Store
from toolkit.scores.store_manifest import MANIFEST
from toolkit.text.shingles import SIZE

OUTLETS, MEASURES = 100, 40
TABLES = ("terms", "written", "names", "talked_about", "words", "spans")
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
    rng, same = np.random.default_rng(0), dict[tuple[int, int], int]()
    for number, first in enumerate(range(0, n, PART)):
        articles = np.arange(first, min(first + PART, n))
        earlier = same.setdefault((first % len(store), len(articles)), number)
        _write_part(connection, large, number, articles, len(store), rng, None if earlier == number else earlier)
    manifest = json.loads((small / MANIFEST).read_text(encoding="utf-8"))
    sizes = [min(PART, n - first) for first in range(0, n, PART)]
    manifest |= {"problems": [], "parts": [{"key": "", "n": size, "problems": []} for size in sizes]}
    (large / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _write_part(
    connection: duckdb.DuckDBPyConnection,
    large: Path,
    number: int,
    articles: Any,
    n: int,
    rng: np.random.Generator,
    same: int | None,
) -> None:
    """Write the tables of some articles of the large folder; all but the first are linked to those of the `same` part, if any."""
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
            f"coalesce(t.published, DATE '2016-01-01') + CAST(number * 7907 % {DAYS} AS INTEGER) AS published",
            "coalesce(made, t.sketch) AS sketch",
        )
    )
    for name in ("articles", *TABLES):
        path = f"{large}/{name}-{number:05d}.parquet"
        if same is not None and name != "articles":
            os.link(f"{large}/{name}-{same:05d}.parquet", path)
            continue
        replaced = f"REPLACE ({changed})" if name == "articles" else ""
        order = "r.article" if name == "articles" else "r.article, n"
        chosen = f"SELECT r.article, t.* EXCLUDE (base) {replaced} FROM {name} t JOIN repeats r USING (base) ORDER BY {order}"
        connection.execute(f"COPY ({chosen}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
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


class Cost(NamedTuple):
    """What a step costs with a number of articles: seconds by the clock and of the processor, and the peak of memory in MiB."""

    articles: int
    wall: float
    cpu: float
    peak: float


def _run(step: str, folder: Path, draws: int) -> None:
    """One step in this process; prints its cost."""
    wall, cpu, scores = time.perf_counter(), time.process_time(), tk.load_scores(folder)
    STEPS[step](scores, draws)
    print(json.dumps([len(scores), time.perf_counter() - wall, time.process_time() - cpu, _peak()]))


def _peak() -> float:
    """The most memory that this process has held, in MiB; that of its parent does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


# -- growth ----------------------------------------------------------------------------------------------------------------


class Limit(NamedTuple):
    """What some steps may take together with a number of articles: seconds of the processor, and the peak of each in MiB."""

    steps: Sequence[str]
    articles: int
    cpu: float
    peak: float


MOST = 1.1  # exponent
LIMITS = (
    Limit(["compare"], 1_000_000, 180, 4096),
    Limit(["keyness", "naming", "silences", "sensitivity", "copies"], 1_000_000, 600, 6144),
    Limit(["events"], 100_000, 180, 3072),
)


def exponent(costs: Sequence[Cost]) -> float:
    """How processor time grows between the last two sizes; 1 where there is but one."""
    if len(costs) < 2:
        return 1.0
    *_, one, other = costs
    return math.log(other.cpu / one.cpu) / math.log(other.articles / one.articles)


def expected(costs: Sequence[Cost], articles: int) -> Cost:
    """The cost with another number of articles if it goes on as between the last two sizes.

    Memory grows as a line; time as a line or as a power, whichever is more, since what every size costs hides how it grows.
    """
    if len(costs) < 2:
        return Cost(articles, *(figure * articles / costs[-1].articles for figure in costs[-1][1:3]), costs[-1].peak)
    *_, one, last = costs
    further = (articles - last.articles) / (last.articles - one.articles)
    wall, cpu, peak = (late + further * (late - early) for early, late in zip(one[1:], last[1:], strict=True))
    power = (articles / last.articles) ** exponent(costs)
    return Cost(articles, max(wall, last.wall * power), max(cpu, last.cpu * power), peak)


def over(costs: Mapping[str, Sequence[Cost]]) -> Iterator[str]:
    """What is over its limit, a line each; `costs` are those of each step by size."""
    for step, several in costs.items():
        if (power := exponent(several)) > MOST:
            yield f"{step}: exponent {power:.2f}, over {MOST}"
    for limit in LIMITS:
        steps = [step for step in limit.steps if step in costs]
        there = [expected(costs[step], limit.articles) for step in steps]
        if (cpu := sum(cost.cpu for cost in there)) > limit.cpu:
            yield f"{', '.join(steps)}: {cpu:,.0f} CPU s with {limit.articles:,} articles, over {limit.cpu:,.0f}"
        for step, cost in zip(steps, there, strict=True):
            if cost.peak > limit.peak:
                yield f"{step}: {cost.peak:,.0f} MiB with {limit.articles:,} articles, over {limit.peak:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("small", type=Path, help="a folder of saved scores")
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000], help="the sizes, in ascending order")
    parser.add_argument("--folder", type=Path, required=True, help="where the large folders are, or will be made")
    parser.add_argument("--only", nargs="+", choices=list(STEPS), default=list(STEPS))
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--step", choices=list(STEPS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        _run(options.step, options.folder, options.draws)
        return
    folders = [options.folder / str(articles) for articles in options.articles]
    for folder, articles in zip(folders, options.articles, strict=True):
        if not folder.exists():
            start = time.process_time()
            enlarged(options.small, folder, articles)
            print(f"made {folder} in {time.process_time() - start:.0f} CPU s", file=sys.stderr)
    print(f"{'step':12} {'articles':>10} {'wall s':>9} {'CPU s':>9} {'peak MiB':>9} {'exponent':>9}", flush=True)
    costs: dict[str, list[Cost]] = {step: [] for step in options.only}
    for step, several in costs.items():
        for folder in folders:
            several.append(_cost(step, options.small, folder, options.draws))
            cost, power = several[-1], f"{exponent(several):9.2f}" if len(several) > 1 else ""
            print(f"{step:12} {cost.articles:10,} {cost.wall:9.1f} {cost.cpu:9.1f} {cost.peak:9,.0f} {power}", flush=True)
    for limit in LIMITS:
        for step in filter(costs.__contains__, limit.steps):
            cost = expected(costs[step], limit.articles)
            print(f"{step:12} {cost.articles:10,} {'':9} {cost.cpu:9.1f} {cost.peak:9,.0f} (expected)")
    if faults := list(over(costs)):
        sys.exit("\n".join(faults))


def _cost(step: str, small: Path, folder: Path, draws: int) -> Cost:
    """The cost of a step in a process of its own."""
    arguments = ["--folder", str(folder), "--draws", str(draws), "--step", step]
    done = subprocess.run([sys.executable, __file__, str(small), *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return Cost(*json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
