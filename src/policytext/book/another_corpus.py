"""The whole book on another corpus: tables, figures, chapters and search in a folder of its own.

The pages are those of the report, without what they say of its five texts; a chapter for each
theme of the lexicon is made from one pattern, so that a new theme needs no code.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import yaml

from policytext.book.book_settings import Settings, with_groups
from policytext.book.build import build_pages
from policytext.book.own_lexicon import write_lexicon
from policytext.book.own_pages import write_pages, write_scratch
from policytext.coding.themes import read_lexicon
from policytext.data import InputError, read_rows, refuse_link_out, source_folder
from policytext.outputs import alone_at, cannot
from policytext.tables import read_themes

COPIED = ("LICENSE", "NOTICE.md", "_static", "chapters", "index.md", "references.bib")
"""What a book is made of, beside its settings, contents and data."""
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONOPTIMIZE": "",
    "PYTHONUTF8": "1",
    "POLICYTEXT_RELEASE": "",
}
"""As in the Makefile, which says why."""


def build_book(folder: Path, out: Path, settings: Settings, *, phrases: bool = False) -> Path:
    """Build the book of a corpus into `out`; the path of its first page.

    `out/html` is the book, put there whole; `out/source` is what it is made from, as notebooks and
    tables, and is made anew each time; `out/scratch.md` is a notebook to work in, which stays.

    Raises
    ------
    InputError
        A file of the corpus, its manifest, settings or lexicon cannot be used, the build fails, or
        another one is building there.
    """
    if not os.path.lexists(folder / "documents.csv"):
        raise InputError(
            f"{folder}: no documents.csv here; draft one with: policytext manifest {folder}"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot(out, error) from error
    with alone_at(out / "html") as lock:
        source = out / "source"
        write_source(folder, source, settings)
        environment = os.environ | ENVIRONMENT | {"POLICYTEXT_DATA": str(source / "data")}
        how = {"env": environment, "pass_fds": [lock]}
        derived = source / "data" / "derived"
        command = [sys.executable, "-m", "policytext.cli", "derive", folder, "--out", derived]
        command += ["--phrases"] if phrases else []
        if subprocess.run(command, **how).returncode:  # noqa: S603 - ours; paths are whole arguments
            raise InputError("the book: the tables are not made")
        build_pages(source, out / "html", out / "log.txt", **how)
        write_scratch(out / "scratch.md", folder, settings)
    return out / "html" / "index.html"


def write_source(folder: Path, source: Path, settings: Settings) -> None:
    """Put into a folder what the book of a corpus is made from, but for its tables."""
    shipped = source_folder()
    for name in ("documents.csv", "lexicon"):
        refuse_link_out(folder / name, folder)
    source.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        path = source / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        copy = shutil.copytree if (shipped / name).is_dir() else shutil.copyfile
        copy(shipped / name, path)
    write_data(folder, shipped / "data", source / "data", settings)
    rows = read_rows(folder / "documents.csv", required=("id",))
    documents = pd.DataFrame([row for _, row in rows])
    settings = with_groups(settings, documents)
    read_lexicon(source / "data" / "lexicon")  # a row that cannot be used is named before all else
    themes = read_themes(source / "data" / "lexicon")
    themes = themes[themes["core"]]
    write_pages(source, settings, documents, themes)
    write_settings(shipped, source, settings, list(themes["theme"]))


def write_data(folder: Path, shipped: Path, data: Path, settings: Settings) -> None:
    """The data of a book: documents and lexicon; no coding, since ours is of other texts."""
    for name in ("lexicon", "coding", "sample"):
        shutil.rmtree(data / name, ignore_errors=True)
        shutil.copytree(shipped / name, data / name)
    for path in (data / "coding").glob("*.csv"):
        header, _, _ = path.read_text("utf-8").partition("\n")
        path.write_text(f"{header}\n", "utf-8")
    shutil.copyfile(shipped / "README.md", data / "README.md")
    shutil.copyfile(folder / "documents.csv", data / "documents.csv")
    write_lexicon(folder / "lexicon", data / "lexicon", replace=settings.lexicon == "replace")


def write_settings(shipped: Path, source: Path, settings: Settings, themes: list[str]) -> None:
    """`_config.yml`, `_toc.yml` and `CITATION.cff` of the book."""
    config = yaml.safe_load((shipped / "_config.yml").read_text("utf-8"))
    config |= {"title": settings.title, "author": ", ".join(settings.authors)}
    config["copyright"] = settings.year
    config["sphinx"]["config"]["html_theme_options"]["logo"]["text"] = settings.title
    config["sphinx"]["config"]["policytext_language"] = settings.language
    config["sphinx"]["config"]["policytext_group_by"] = settings.group_by
    contents = yaml.safe_load((shipped / "_toc.yml").read_text("utf-8"))
    known = set(read_themes(shipped / "data" / "lexicon")["theme"])
    for part in contents["parts"]:
        names = [Path(chapter["file"]).name for chapter in part["chapters"]]
        if known & set(names):
            names = [*themes, *(name for name in names if name not in known)]
        part["chapters"] = [{"file": f"chapters/{name}"} for name in names]
    citation = {
        "cff-version": "1.2.0",
        "message": "Made with policytext.",
        "title": settings.title,
        "version": "0",
        "authors": [{"name": name} for name in settings.authors],
    }
    for name, value in (
        ("_config.yml", config),
        ("_toc.yml", contents),
        ("CITATION.cff", citation),
    ):
        text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        (source / name).write_text(text, "utf-8")
