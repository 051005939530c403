"""How long the book takes from an empty cache, against the stock build of as many small notebooks.

Both are built after installation, in turns, from copies in a temporary folder: the book as
`make book` builds it, and as many notebooks as it has, each of which only imports pandas and
matplotlib, by Jupyter Book with its own settings. Run it with `make bench`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import yaml

ROOT = Path(__file__).parent.parent
TURNS = 3
BOOK = [
    "_config.yml",
    "_toc.yml",
    "index.md",
    "references.bib",
    "requirements.txt",
    "NOTICE.md",
    "LICENSE",
    "CITATION.cff",
]
FOLDERS = ["chapters", "data", "src", "_static"]
NOTEBOOK = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Notebook {n}

```{{code-cell}} ipython3
import matplotlib.pyplot as plt
import pandas as pd
notebook = {n}
```
"""


def copy_book(folder: Path) -> None:
    """Put what the book is built from into a folder, without cache and byte code of ours."""
    for name in BOOK:
        shutil.copy2(ROOT / name, folder / name)
    for name in filter(lambda name: (ROOT / name).is_dir(), FOLDERS):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("raw"))


def write_stock(folder: Path, pages: int) -> None:
    """Put a book of that many small notebooks into a folder."""
    names = ["index", *(f"page{n}" for n in range(1, pages))]
    for n, name in enumerate(names):
        (folder / f"{name}.md").write_text(NOTEBOOK.format(n=n), encoding="utf-8")
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": f} for f in names[1:]]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    settings = {"title": "Stock", "execute": {"execute_notebooks": "force", "timeout": 600}}
    (folder / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def build_seconds(folder: Path, *options: str) -> float:
    """The seconds that one build takes; stops the benchmark when it fails."""
    settings = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | settings
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", ".", *options]
    started = time.perf_counter()
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr)
    return time.perf_counter() - started


def main() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = 1 + sum(len(part["chapters"]) for part in toc["parts"])
    strict = ["--all", "-W", "-n", "--keep-going"]
    times: dict[str, list[float]] = {"stock": [], "book": [], "edit": []}
    for turn in range(1, TURNS + 1):
        with tempfile.TemporaryDirectory() as temporary:
            stock, book = Path(temporary, "stock"), Path(temporary, "book")
            stock.mkdir()
            book.mkdir()
            write_stock(stock, pages)
            copy_book(book)
            times["stock"].append(build_seconds(stock))
            times["book"].append(build_seconds(book, *strict))
            edited = book / "chapters" / "innovation.md"
            text = edited.read_text(encoding="utf-8")
            text = re.sub(
                r"(```\{code-cell\}.*?)\n```", r"\1\n# edited\n```", text, count=1, flags=re.S
            )
            edited.write_text(text, encoding="utf-8")
            times["edit"].append(build_seconds(book, *strict))
        print(
            f"turn {turn} of {TURNS}: " + ", ".join(f"{k} {v[-1]:.1f} s" for k, v in times.items())
        )
    stock = median(times["stock"])
    print(f"\n{pages} notebooks, median of {TURNS} turns, {len(os.sched_getaffinity(0))} cores\n")
    print("| what | seconds | ratio to the stock build |")
    print("| --- | ---: | ---: |")
    for name, label in [
        ("stock", "stock build, notebooks that only import pandas and matplotlib"),
        ("book", "the book, from an empty cache"),
        ("edit", "the book, after an edit of a cell of one chapter"),
    ]:
        print(f"| {label} | {median(times[name]):.1f} | {median(times[name]) / stock:.2f} |")


if __name__ == "__main__":
    main()
