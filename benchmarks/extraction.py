"""How well targets and formulas agree with the coding, and what simpler means reach.

Part of `make validate`: prints its tables and writes them to `benchmarks/extraction.md`. They need
the coded sentences in `../shared/gold/`; only scores are written. Of jionlp, which brings 270 MB of
dependencies, stands a stored score in `jionlp.csv`; where it is installed, it is measured anew.
"""

import re
import warnings
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import cn2an
import pandas as pd

from benchmarks.formulas import formula_scores
from benchmarks.gold import GOLD, halves, read_gold
from benchmarks.page import markdown
from policytext.coding.formulas import formula_rows
from policytext.coding.targets import targets
from policytext.measures.extraction import pairs, scores
from policytext.reading.clean import CHARACTER_RULES, clean

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "benchmarks" / "extraction.md"
STORED = ROOT / "benchmarks" / "jionlp.csv"
COLUMNS = ["sentence", "indicator", "measure", "comparator", "value", "unit", "status"]

INTRODUCTION = """\
# Extraction of targets and formulas

Made by `make validate`, not by hand. P precision, R recall, F1 with its 95 %
interval (percentile bootstrap over sentences, seeded). A match needs the sentence, the value and
the measure; *strict* needs indicator, comparator, unit and status too. An indicator matches when,
的 removed, one wording contains the other and is at most twice as long, or their character bigrams
have a Dice coefficient of .6 or more. A sign alone does not fail a match. Matching is one to one.
All sentences that were coded count, those without a target too.

The coding is a large language model's, under a written codebook; no human checked it. The reports
were coded in one pass; of their documents in sorted order, the first, third, fifth and so on were
tuned on, the others not looked at. *in context*: the coded sentences of a document are read in its
order; *alone*: each by itself, which leaves reached or promised to its own words.
"""
PEERS = """\

## What simpler means reach

A match needs the sentence and the value alone (a sign aside), since none of these gives more: what
is measured, the comparator, the unit and the status are policytext's. jionlp 1.5.31 was measured in
an environment of its own (Python 3.11, November 2026), with `ner.extract_money` and its parsing; it
finds sums of money and no other quantity, so that its recall cannot be high. Its score is stored.
"""
FORMULAS = """\

## Numbered formulas

A match needs the sentence and the normal form. The patterns and the lexicon were written with these
sentences at hand. An interval of no width is no certainty.
"""


def sentences(name: str) -> pd.DataFrame:
    """sentence, document, text (its characters cleaned)."""
    frame = read_gold(name)
    texts = [clean(text, rules=CHARACTER_RULES).text for text in frame["text"]]
    return frame[["sentence", "document"]].assign(text=texts)


def extracted(texts: pd.DataFrame, *, context: bool) -> pd.DataFrame:
    """The targets of the sentences, each document read by itself: `COLUMNS`."""
    rows = []
    for _, document in texts.groupby("document", sort=False):
        ids = list(document["sentence"])
        for found in targets(list(document["text"]), context=context):
            values = (getattr(found, column) for column in COLUMNS[1:])
            rows.append((ids[found.sentence], *values))
    return pd.DataFrame(rows, columns=COLUMNS)


def by_digits(text: str) -> list[float]:
    """Each run of digits, with a decimal point."""
    return [float(digits) for digits in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]


def by_cn2an(text: str) -> list[float]:
    """The digits of the text after `cn2an.transform` has turned Chinese numerals into them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of numerals that it finds and cannot read
        try:
            return by_digits(cn2an.transform(text, "cn2an"))
        except ValueError:  # or raises
            return by_digits(text)


def by_jionlp(text: str) -> list[float]:
    """The sums of money that jionlp finds."""
    import jionlp

    found = []
    for money in jionlp.ner.extract_money(text, with_parsing=True):
        number = money["detail"]["num"]
        found += [float(n) for n in (number if isinstance(number, list) else [number])][:1]
    return found


def by_policytext(text: str) -> list[float]:
    """The values of the targets that policytext finds."""
    return [float(found.value) for found in targets([text], context=False)]


def value_scores(
    coded: pd.DataFrame, texts: pd.DataFrame, read: Callable[[str], Iterable[float]]
) -> tuple[int, int, int]:
    """n found, n matched, n coded: values alone, one to one within each sentence."""
    wanted = {s: list(map(float, f["value"])) for s, f in coded.groupby("sentence")}
    n_found = n_matched = 0
    for sentence, text in zip(texts["sentence"], texts["text"], strict=True):
        found = list(read(text))
        n_found += len(found)
        n_matched += len(
            pairs(wanted.get(sentence, []), found, lambda a, b: abs(abs(a) - abs(b)) < 1e-6)
        )
    return n_found, n_matched, sum(map(len, wanted.values()))


def cells(n_found: int, n_matched: int, n_coded: int) -> tuple[object, ...]:
    """The counts with precision, recall and F1, two decimals."""
    precision = f"{n_matched / n_found:.2f}" if n_found else "–"
    f1 = f"{2 * n_matched / (n_coded + n_found):.2f}"
    return n_coded, n_found, precision, f"{n_matched / n_coded:.2f}", f1


def score_rows(name: str, coded: pd.DataFrame, found: pd.DataFrame, ids: list[str]) -> list[tuple]:
    """The two rows of a comparison: value and measure, and strict."""
    rows = []
    for label, strict in (("value and measure", False), ("strict", True)):
        s = scores(coded, found, ids, strict=strict)
        interval = f"{s['f1']:.3f} ({s['low']:.2f}–{s['high']:.2f})"
        precision, recall = f"{s['precision']:.3f}", f"{s['recall']:.3f}"
        rows.append(
            (name, label, len(ids), s["n_coded"], s["n_found"], precision, recall, interval)
        )
    return rows


def sets() -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """(name, sentences, coding) of the five documents and of the halves of the reports."""
    reports, coded = sentences("targets-reports-sentences.tsv"), read_gold("targets-reports.tsv")
    parts = zip(("tuned on", "not looked at"), halves(reports), strict=True)
    return [
        ("five documents", sentences("themes.tsv"), read_gold("targets.tsv")),
        *(
            (f"reports, half {name}", texts, coded[coded["sentence"].isin(texts["sentence"])])
            for name, texts in parts
        ),
    ]


def page() -> str:
    """The tables as a page in Markdown."""
    rows, peers, measured = [], [], []
    stored = pd.read_csv(STORED, dtype=str) if STORED.is_file() else None
    for name, texts, coded in sets():
        ids = list(texts["sentence"])
        for way, context in (("in context", True), ("alone", False)):
            found = extracted(texts, context=context)
            rows += score_rows(f"{name}, {way}", coded, found, ids)
        if name == "five documents":
            both = read_gold("passes-targets.tsv")
            first, second = (both[both["pass"] == p] for p in ("first", "second"))
            rows += score_rows("agreement of the two passes", first, second, ids)
        for peer, read in (
            ("policytext", by_policytext),
            ("`cn2an.transform`, then digits", by_cn2an),
            ("digits alone", by_digits),
        ):
            peers.append((name, peer, *cells(*value_scores(coded, texts, read))))
        if find_spec("jionlp"):
            counts = value_scores(coded, texts, by_jionlp)
            measured.append((name, *counts))
            peers.append((name, "jionlp", *cells(*counts)))
        elif stored is not None:
            (line,) = stored[stored["sentences"] == name].to_dict("records")
            counts = (int(line[c]) for c in ("n_found", "n_matched", "n_coded"))
            peers.append((name, "jionlp (stored)", *cells(*counts)))
    if measured:
        header = ["sentences", "n_found", "n_matched", "n_coded"]
        pd.DataFrame(measured, columns=header).to_csv(STORED, index=False, lineterminator="\n")
    header = ["sentences", "match", "n sentences", "n coded", "n found", "P", "R", "F1 (95 %)"]
    columns = ["sentences", "values by", "n coded", "n found", "P", "R", "F1"]
    parts = [INTRODUCTION, markdown(header, rows), PEERS, markdown(columns, peers)]
    return "\n".join([*parts, FORMULAS, markdown(header, formula_score_rows())])


def formula_score_rows() -> list[tuple]:
    """The row of the formulas of the five documents, with the header of the targets' table."""
    texts, coding = read_gold("themes.tsv"), read_gold("formulas.tsv")
    s = formula_scores(
        zip(coding["sentence"], coding["normalised"], strict=True),
        formula_rows(zip(texts["sentence"], texts["text"], strict=True)),
        list(texts["sentence"]),
    )
    f1 = f"{s['f1']:.3f} ({s['low']:.2f}–{s['high']:.2f})"
    counts = (len(texts), s["n_coded"], s["n_found"])
    precision, recall = f"{s['precision']:.3f}", f"{s['recall']:.3f}"
    return [("five documents", "normal form", *counts, precision, recall, f1)]


if __name__ == "__main__":
    if (GOLD / "targets.tsv").is_file():
        PAGE.write_text(page(), encoding="utf-8")
    else:
        print("The coding with its sentences is not here; the shipped page:")
    print(PAGE.read_text(encoding="utf-8"), end="")
