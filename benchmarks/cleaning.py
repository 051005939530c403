"""What cleaning leaves of the page and loses of the speech: a part of `make validate`.

The gold, `data/coding/furniture.csv`, holds places in raw texts that are not in the repository; it
is read where they are, in `../shared/`. White space counts on neither side.
"""

from pathlib import Path

import pandas as pd

from benchmarks.page import markdown
from policytext.reading.clean import LINE_RULES, clean
from policytext.reading.corpus import Document, read_raw
from policytext.tables import read_coding

SHARED = Path(__file__).resolve().parents[2] / "shared"
REMOVING = {rule.__name__ for rule in LINE_RULES} - {"salutation", "breaks", "joins"}

INTRODUCTION = """\
## Cleaning: characters of the page kept, of the speech lost

At most 3 + 0.2 % of the speech's characters may be kept of the page, 3 + 0.02 % lost of the speech.
The gold was marked by a language model that read the raw texts and did not see the rules; the rules
were written with these texts at hand, so that unseen pages will fare worse.
"""


def raw_texts() -> dict[str, str]:
    """The raw text of each file in `SHARED`, by the SHA-256 of its bytes."""
    paths = sorted(SHARED.glob("corp*/**/*.txt"))
    raws = [read_raw(Document(path.stem, path)) for path in paths]
    return {raw.sha256: raw.text for raw in raws}


def kept_and_lost(raw: str, gold: pd.DataFrame) -> tuple[int, int, int]:
    """Characters of the speech, of the page kept, and of the speech lost, blanks aside."""
    page, taken = set(), set()
    for start, end in gold[["start", "end"]].to_numpy(int).tolist():
        page.update(range(start, end))
    for edit in clean(raw).edits:
        if edit.rule in REMOVING:
            taken.update(range(edit.start, edit.end))
    places = {place for place, character in enumerate(raw) if not character.isspace()}
    return len(places - page), len(places & page - taken), len(places & taken - page)


def characters_kept_and_lost() -> pd.DataFrame:
    """For each document of the gold that is here: n speech, n kept, n lost, and the bounds."""
    gold, texts = read_coding("furniture"), raw_texts()
    rows = []
    for (document, sha256), marked in gold.groupby(["document", "sha256"], sort=False):
        if sha256 in texts:
            n_speech, n_kept, n_lost = kept_and_lost(texts[sha256], marked)
            bounds = (int(3 + 0.002 * n_speech), int(3 + 0.0002 * n_speech))
            rows.append((document, n_speech, n_kept, bounds[0], n_lost, bounds[1]))
    columns = ["document", "n speech", "n kept", "n may be kept", "n lost", "n may be lost"]
    return pd.DataFrame(rows, columns=columns)


def section() -> str:
    """The section of the page of `make validate`."""
    found = characters_kept_and_lost()
    if found.empty:
        return f"{INTRODUCTION}\nThe raw texts are not here.\n"
    total = ("all", *found.iloc[:, 1:].sum())
    return f"{INTRODUCTION}\n{markdown(list(found.columns), [*found.to_numpy(), total])}"
