"""Attributions on PolNeAR dev (or another folder with its layout): F1 by kind and outlet, and speed, in one run.

    python benchmarks/attribution.py [--part ../shared/data/polnear/data/dev] [--scorer ../shared/tools/score_annotations.py]

Figures are F1 in per cent; J is the Jaccard overlap of content characters. Speed is words per CPU second of all steps of
`annotate` over distinct articles; that of a plain `re.findall(r"\\w+")` is printed as a yardstick for the machine.
"""

import argparse
import importlib.util
import json
import re
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pandas as pd

import toolkit as tk

COLUMNS = {"exact": "exact", "J≥.8": "j80", "char": "char_overlap", "speaker": "speaker"}
KINDS = {"direct": "direct_j80", "mixed": "mixed_j80", "indirect": "indirect_j80"}


def scorer_of(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_annotations", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SystemExit(f"no scorer at {path}; name it with --scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def annotated(documents: list[dict], *, rules_only: bool) -> tuple[dict[str, list[dict]], float]:
    """The attributions of every document, and words per CPU second."""
    annotator = tk.Annotator(rules_only=rules_only)
    annotator(tk.article_of(documents[0]["text"]))  # lexicons and weights are read once, before the clock runs
    words, start, annotations = 0, time.process_time(), {}
    for document in documents:
        annotation = annotator(tk.article_of(document["text"], id=document["id"]))
        words += len(annotation.words)
        annotations[document["id"]] = annotation
    speed = words / (time.process_time() - start)
    return {name: annotation.to_dict()["attributions"] for name, annotation in annotations.items()}, speed


def figures(scorer: ModuleType, documents: list[dict], attributions: dict, heads: dict) -> dict[str, float]:
    """F1 of all attributions and of speech, as the scorer defines them."""
    overall = scorer.score_attributions(documents, attributions, heads)
    speech = scorer.score_attributions(*scorer.speech_view(documents, attributions), heads)
    row = {f"all {name}": overall[key][2] for name, key in COLUMNS.items()}
    row |= {f"speech {name}": speech[key][2] for name, key in COLUMNS.items()}
    return row | {name: speech[key][2] for name, key in KINDS.items()}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", type=Path, default=Path("../shared/data/polnear/data/dev"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    scorer = scorer_of(options.scorer)
    documents = list(scorer.polnear(str(options.part)))
    path = options.part.parents[1] / f"source_heads_{options.part.name}.json"
    heads = json.loads(path.read_text()) if path.is_file() else {}

    start = time.process_time()
    plain = sum(len(re.findall(r"\w+", document["text"])) for document in documents)
    yardstick = plain / (time.process_time() - start)
    systems, outlets = {}, pd.DataFrame()
    for name, rules_only in (("rules", True), ("model", False)):
        attributions, speed = annotated(documents, rules_only=rules_only)
        systems[name] = figures(scorer, documents, attributions, heads) | {"words per CPU second": round(speed)}
        by_outlet = defaultdict(list)
        for document in documents:
            by_outlet[document["id"].split("_")[0]].append(document)
        rows = {outlet: figures(scorer, part, attributions, heads) for outlet, part in sorted(by_outlet.items())}
        outlets[f"{name}: all J≥.8"] = {outlet: row["all J≥.8"] for outlet, row in rows.items()}
        outlets[f"{name}: speech J≥.8"] = {outlet: row["speech J≥.8"] for outlet, row in rows.items()}
    outlets.insert(0, "articles", {outlet: len(part) for outlet, part in by_outlet.items()})
    print(f"{len(documents)} articles of {options.part}; re.findall: {yardstick:,.0f} words per CPU second\n")
    print(pd.DataFrame(systems).to_string(float_format="{:.1f}".format))
    print(f"\nby outlet\n{outlets.to_string(float_format='{:.1f}'.format)}")


if __name__ == "__main__":
    main()
