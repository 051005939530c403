"""No passage of the source texts stands in the project or in its book."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
BOOK = ROOT / "_build" / "html"
RUN = 24
"""Chinese characters, script and punctuation aside; formulas of the genre are shorter."""

OTHER = re.compile(r"[^\u4e00-\u9fff]+")
MARKUP = re.compile(r"<[^>]*>")


def runs(text: str) -> set[str]:
    characters = OTHER.sub("", text)
    return {characters[i : i + RUN] for i in range(len(characters) - RUN + 1)}


def files() -> list[Path]:
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    tracked = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    built = BOOK.rglob("*") if BOOK.is_dir() else []
    return [ROOT / name for name in tracked.split("\0") if name] + [p for p in built if p.is_file()]


def test_a_passage_is_found_through_markup_and_between_rows():
    assert runs("一" * 12 + "</td><td>, " + "二" * 12) == {"一" * 12 + "二" * 12}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the source texts are not here")
def test_no_passage_of_the_texts_stands_in_the_project_or_the_book():
    known = set().union(*(runs(path.read_text("utf-8")) for path in CORPUS.glob("*.txt")))
    titles = (ROOT / "data" / "documents.csv").read_text("utf-8")
    known -= set().union(*(runs(line) for line in titles.splitlines()))
    found = {}
    for path in files():
        try:
            text = path.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if passages := (runs(text) | runs(MARKUP.sub("", text))) & known:
            found[str(path.relative_to(ROOT))] = len(passages)
    assert found == {}
