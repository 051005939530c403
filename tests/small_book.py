"""A small book with figures, and what it is built with, for the tests of the book's extensions."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd

from policytext.figures import publish

CONF = """
extensions = ["myst_nb", "policytext.book.figure_pages"]
copyright = "2024–2026"
numfig = True
nb_execution_mode = "off"
html_theme = "basic"
"""


def dot(table, *, lang, ax):
    ax.plot(table["n"], table["n"], "o")


CITATION = """
cff-version: 1.2.0
message: Please cite it.
title: "Dots & what they show"
version: "1.0"
date-released: 2025-03-01
doi: 10.5281/zenodo.1
authors:
  - name: The dots' authors
  - family-names: Doe
    given-names: Jane
"""


def page(title: str, *ids: str, rows: int = 1) -> str:
    """A notebook as it stands in the cache after execution: a title, and a figure for each id."""
    cells = [nbformat.v4.new_markdown_cell(f"# {title}\n\nSee {{numref}}`fig-one`.")]
    for name in ids:
        figure = publish(
            name,
            dot,
            pd.DataFrame({"n": [2] * rows}),
            title=f"Dots of {name} & <more>",
            title_zh="点",
            kind="dots",
            unit="dots",
            denominator="none",
            n="2 dots",
            caption="Two < three.",
            caption_zh="二小于三。",
            alt='A single dot at two stands on a white ground, and "nothing" else is to be seen.',
            width="column",
            height=20,
        )
        data, metadata = figure._repr_mimebundle_()
        shown = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
        cells.append(nbformat.v4.new_code_cell("figure", outputs=[shown]))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=language))


def build(folder: Path, *options: str, release: str = "") -> subprocess.CompletedProcess:
    """Source in `folder`/source, pages in `folder`/built/out."""
    places = [str(folder / "source"), str(folder / "built" / "out")]
    command = [sys.executable, "-m", "sphinx", "-q", *options, *places]
    environment = os.environ | {"POLICYTEXT_RELEASE": release}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def write_sources(source: Path, rows: int = 1) -> None:
    """The small book: a landing page, and two pages with a figure each."""
    (source / "deep").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "CITATION.cff").write_text(CITATION)
    (source / "index.md").write_text(
        "# Book\n\nSee {numref}`fig-one`.\n\n```{toctree}\none\ndeep/two\n```\n"
    )
    (source / "one.ipynb").write_text(page("One", "fig-one", rows=rows), "utf-8")
    (source / "deep" / "two.ipynb").write_text(page("Two", "fig-two"), "utf-8")
