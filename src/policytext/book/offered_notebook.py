"""Each chapter as the executed notebook that its page offers for download."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.config import Config

from policytext.figures.publish import MIME_TYPE

COMMENT = re.compile(r"^% .*(\n|$)", re.M)


def keep_outputs(app: Sphinx, doctree) -> None:
    """Put the outputs back into the notebook that myst-nb has written of the page just read.

    It writes the notebook without them when they come from the cache, and nbformat gives each
    cell a random id. Here the cells are numbered, so that the same book has the same bytes under
    each Python. Of a figure the picture stays; comments of MyST, which JupyterLab would show, go.
    """
    written = notebook_path(app, app.env.docname)
    if not written.is_file():
        return
    notebook = nbformat.read(written, as_version=4)
    cache = get_cache(app.config.nb_execution_cache_path)
    with suppress(KeyError):  # it was executed without the cache, or never
        _, notebook = cache.merge_match_into_notebook(notebook)
    notebook.nbformat_minor = 5
    notebook.metadata.get("language_info", {}).pop("version", None)  # of Python: no result
    for cell in notebook.cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = COMMENT.sub("", cell["source"])
    notebook.cells = [cell for cell in notebook.cells if cell["source"].strip()]
    for n, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{n}"
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(MIME_TYPE, None)  # its files lie beside the book already
    written.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def offer_notebook(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put the notebook beside the page's source, where the theme's button looks for it."""
    written = notebook_path(app, pagename)
    if not written.is_file():
        return
    target = Path(app.outdir) / "_sources" / f"{pagename}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(written, target)
    context["ipynb_source"] = f"{pagename}.ipynb"


BINDER = "https://mybinder.org"
"""Where the launch buttons lead; `.binder/` in the repository says what runs there."""


def offer_launch(app: Sphinx, config: Config) -> None:
    """Put launch buttons on the chapters, if the settings say where the repository is."""
    theme = config.html_theme_options
    if theme.get("repository_url"):
        launch = {"binderhub_url": BINDER, "notebook_interface": "jupyterlab"}
        theme["launch_buttons"] = {**theme.get("launch_buttons", {}), **launch}


def notebook_path(app: Sphinx, docname: str) -> Path:
    """Where myst-nb writes the notebook of a page."""
    return Path(app.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"
