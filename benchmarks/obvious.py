"""What one writes first: every text cut by jieba, its tokens counted, one table of all.

`python -m benchmarks.obvious CORPUS TABLE.csv`; the other side of `benchmarks.derive`.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import jieba
import pandas as pd


def main(corpus: str, table: str) -> None:
    """Count the tokens of each document of a corpus."""
    rows = []
    with open(Path(corpus, "documents.csv"), encoding="utf-8", newline="") as file:
        for document in csv.DictReader(file):
            text = Path(corpus, document["file"]).read_text("utf-8")
            for token, n in Counter(jieba.lcut(text)).items():
                rows.append((document["id"], token, n))
    pd.DataFrame(rows, columns=["document", "token", "n"]).to_csv(table, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
