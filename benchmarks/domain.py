"""Attributions, speakers, types and loaded terms in hand-labelled articles on the Middle East, by rules alone and with the model.

    python benchmarks/domain.py [--gold ../shared/data/gold/gold.jsonl --texts ../shared/data --scorer ../shared/tools/…]

The scorer, the labels and the texts are not part of this project. All figures are in per cent (precision/recall/F1).
"""

import argparse
import json
from pathlib import Path

import pandas as pd
from attribution import scorer_of

import toolkit as tk

ATTRIBUTION = ("predicted", "exact", "j80", "j50", "char_overlap", "speaker", "direct_j80", "mixed_j80", "indirect_j80")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("../shared/data/gold/gold.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--scorer", type=Path, default=Path("../shared/tools/score_annotations.py"))
    options = parser.parse_args()
    scorer = scorer_of(options.scorer)
    rows = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    texts = scorer.domain_texts(str(options.texts))
    columns = {}
    for name, rules_only in (("rules", True), ("model", False)):
        annotator = tk.Annotator(rules_only=rules_only)
        annotations = {row["id"]: annotator(tk.Article(row["id"], texts[row["id"]])).to_dict() for row in rows}
        columns[name] = _flat(scorer.score_domain(rows, annotations, texts))
    print(f"{len(rows)} articles of {options.gold}\n")
    print(pd.DataFrame(columns).to_string())


def _flat(result: dict) -> dict[str, str]:
    """The figures in one column, with only the reported ones of attributions."""
    column = {name: result["attributions"][name] for name in ("gold", *ATTRIBUTION)}
    column |= {name: value for name, value in result.items() if name != "attributions"}
    return {name: "/".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in column.items()}


if __name__ == "__main__":
    main()
