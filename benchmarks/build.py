"""How long `make book` takes, against the stock build of as many small notebooks.

Both are built after installation and byte-compilation, in turns, from copies in a temporary folder:
the book by the project's own Makefile, from an empty cache, after an edit of a cell of one chapter,
and with nothing changed; as many notebooks as it has, each of which only imports pandas and
matplotlib, by Jupyter Book with its own settings. Part of `make bench`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
TURNS = 3
NOT_COPIED = (".venv", ".git", "_build", "raw", "__pycache__", ".*_cache", ".hypothesis")
EDITED = Path("chapters") / "innovation.md"
WHAT = {
    "stock": "stock build, notebooks that only import pandas and matplotlib",
    "executed": "all chapters executed, from the start of `make book` with an empty cache",
    "book": "`make book`, from an empty cache",
    "edit": "`make book`, after an edit of a cell of one chapter",
    "same": "`make book`, with nothing changed",
}
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


def write_stock(folder: Path, pages: int) -> None:
    """Put a book of that many small notebooks into a folder."""
    names = ["index", *(f"page{n}" for n in range(1, pages))]
    for n, name in enumerate(names):
        (folder / f"{name}.md").write_text(NOTEBOOK.format(n=n), encoding="utf-8")
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": f} for f in names[1:]]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    settings = {"title": "Stock", "execute": {"execute_notebooks": "force", "timeout": 600}}
    (folder / "_config.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def copy_book(folder: Path) -> None:
    """Put the project into a new folder, without what was built, as if it were installed there.

    The environment is this one; `policytext` is imported from the copy.
    """
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (folder / "data" / "raw").mkdir()
    (folder / ".venv").symlink_to(ROOT / ".venv", target_is_directory=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", folder / "src"], check=True)


def edit(chapter: Path) -> None:
    """Change the first cell of a chapter: another comment, the same results."""
    text = chapter.read_text(encoding="utf-8")
    cell = re.compile(r"(```\{code-cell\}.*?)\n```", flags=re.S)
    chapter.write_text(cell.sub(r"\1\n# edited\n```", text, count=1), encoding="utf-8")


def seconds(command: list[str], folder: Path) -> tuple[float, float]:
    """The seconds that a command takes in a folder, and those up to when it says for the last time
    that a chapter is executed. Stops the benchmark when it fails.
    """
    settings = {"PYTHONPATH": str(folder / "src"), "PYTHONHASHSEED": "0"}
    settings["OPENBLAS_NUM_THREADS"] = "1"
    kept = {
        n: v for n, v in os.environ.items() if n not in ("PYTHONDONTWRITEBYTECODE", "MAKEFLAGS")
    }
    started = time.perf_counter()
    executed, said = 0.0, []
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=kept | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout:
        said.append(line)
        if line.startswith("executed ["):
            executed = time.perf_counter() - started
    if process.wait():
        sys.exit(f"{' '.join(command)} failed in {folder}:\n{''.join(said)}")
    return time.perf_counter() - started, executed


def one_turn(pages: int) -> dict[str, float]:
    """Seconds of each of `WHAT`, once."""
    make = ["make", "book", "--old-file=.venv/book"]  # the environment is the one that runs this
    with tempfile.TemporaryDirectory(prefix="policytext-build-") as temporary:
        stock, book = Path(temporary, "stock"), Path(temporary, "book")
        stock.mkdir()
        write_stock(stock, pages)
        copy_book(book)
        jupyter_book = str(Path(sys.executable).parent / "jupyter-book")
        times = {"stock": seconds([jupyter_book, "build", "."], stock)[0]}
        times["book"], times["executed"] = seconds(make, book)
        edit(book / EDITED)
        times["edit"], _ = seconds(make, book)
        times["same"], _ = seconds(make, book)
    return times


def measured(turns: int = TURNS) -> list[dict[str, float]]:
    """Seconds of each of `WHAT`, for each turn."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    pages = 1 + sum(len(part["chapters"]) for part in toc["parts"])
    times = []
    for turn in range(1, turns + 1):
        times.append(one_turn(pages))
        said = ", ".join(f"{name} {took:.1f} s" for name, took in times[-1].items())
        print(f"turn {turn} of {turns}, {pages} notebooks: {said}", file=sys.stderr, flush=True)
    return times
