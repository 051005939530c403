"""The coding with its sentences, which is not in the repository but beside it."""

import csv
from pathlib import Path

import pandas as pd

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"


def read_gold(name: str) -> pd.DataFrame:
    """A table of `GOLD` as text, '' for empty cells, with the document of each sentence."""
    # QUOTE_NONE: the texts hold quotation marks that quote nothing
    path = GOLD / name
    frame = pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE, dtype=str, keep_default_na=False)
    if "document" not in frame:  # it is a part of the sentence's id
        frame["document"] = frame["sentence"].str.split("-").str[0]
    return frame


def halves(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of every second document from the first in sorted order, and the others."""
    tuned_on = frame["document"].isin(sorted(set(frame["document"]))[::2])
    return frame[tuned_on], frame[~tuned_on]
