"""The pages of a book on another corpus, made of those of the report."""

import re
import shutil
from pathlib import Path
from string import Template

import pandas as pd

from policytext.book.book_settings import Settings
from policytext.data import InputError, full_path, source_folder
from policytext.grouping import group_of
from policytext.outputs import write_new
from policytext.tables import load, read_themes

HERE = Path(__file__).parent
REPORT = re.compile(
    r"^% report only: begin\n.*?^% report only: end\n|^:::\{only\} report\n.*?^:::\n", re.M | re.S
)
OTHERWISE = re.compile(r"^:::\{only\} not report\n(.*?)^:::\n", re.M | re.S)
OF_DOCUMENTS = ("data", "reproduce")
"""Chapters on the tables as they are filed, which show documents and no groups."""
SINGLE = re.compile(r"^% single texts only: begin\n.*?^% single texts only: end\n", re.M | re.S)
LOADED, HEADING = "tables = load()\n", re.compile(r"^# .*\n", re.M)


def write_pages(
    source: Path, settings: Settings, documents: pd.DataFrame, themes: pd.DataFrame
) -> None:
    """Make the pages of the report in `source` those of another corpus.

    `documents` is its manifest, `themes` has the themes that get a chapter.
    """
    chapters = source / "chapters"
    for page in (source / "index.md", *chapters.glob("*.md")):
        page.write_text(without_report(page.read_text("utf-8")), "utf-8")
    write_landing_page(source / "index.md", settings)
    for code in read_themes(source_folder() / "data" / "lexicon")["theme"]:
        (chapters / f"{code}.md").unlink(missing_ok=True)
    for row in themes.itertuples():
        title = row.label_en if row.label_en == row.label_zh else f"{row.label_en} {row.label_zh}"
        page = chapters / f"{row.theme}.md"
        if page.exists():
            raise InputError(f"theme {row.theme!r}: a chapter of the book is called so; rename it")
        said = {"title": title, "label_zh": row.label_zh, "topic": row.label_en.lower()}
        said = {name: markdown(text) for name, text in said.items()}
        page.write_text(filled("theme_chapter", code=row.theme, **said), "utf-8")
    if settings.baseline:
        write_baseline(settings, source)
    if settings.group_by:
        note = note_on_groups(settings.group_by, documents)
        for page in (source / "index.md", *chapters.glob("*.md")):
            if page.stem not in OF_DOCUMENTS:
                text = with_groups_shown(page.read_text("utf-8"), settings.group_by, note)
                page.write_text(text, "utf-8")


def filled(pattern: str, **words: str) -> str:
    """A page from its pattern beside this module."""
    return Template((HERE / f"{pattern}.md.template").read_text("utf-8")).substitute(words)


def without_report(page: str) -> str:
    """A page without what it says of the texts of the report, cells of such passages included.

    >>> without_report("A\\n:::{only} report\\nour B\\n:::\\n:::{only} not report\\nC\\n:::\\n")
    'A\\nC\\n'
    """
    return OTHERWISE.sub(r"\1", REPORT.sub("", page))


def markdown(text: str) -> str:
    """Markdown that shows the text: MyST has no mark that no punctuation opens.

    >>> print(markdown("$x$ {ref}`a`"))
    \\$x\\$ \\{ref\\}\\`a\\`
    """
    return re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text)


def write_landing_page(page: Path, settings: Settings) -> None:
    """Give the landing page the title of the book, and take off ours with its subtitle."""
    lines = page.read_text("utf-8").split("\n")
    head = next(place for place, line in enumerate(lines) if line.startswith("# "))
    lines[head] = f"# {markdown(settings.title)}"
    rest = [line for line in lines[head:] if 'class="subtitle"' not in line]
    page.write_text("\n".join(lines[:head] + rest), "utf-8")


def note_on_groups(column: str, documents: pd.DataFrame) -> str:
    """What a page says of the groups that it shows."""
    n_groups = group_of(documents, column).nunique()
    return (
        f"This book has {len(documents):,} texts, and shows them in {n_groups} groups, by"
        f" {markdown(column)}. What is called a text on this page is all texts of one group taken"
        " together. Intervals of a group of eight texts or more are over its texts, each drawn"
        " whole, and not over passages within a text."
    )


def with_groups_shown(page: str, column: str, note: str) -> str:
    """A page that shows groups, with a note on them, without what holds of single texts alone.

    A page that loads no tables stays as it is.
    """
    if LOADED not in page:
        return page
    shown = f"tables = grouped(load(), {column!r})\n"
    page = SINGLE.sub("", page).replace(LOADED, shown)
    imported = re.search(r"^from policytext import .*\n", page, re.M).group()
    page = page.replace(imported, f"{imported}from policytext.grouping import grouped\n", 1)
    return HEADING.sub(lambda head: f"{head.group()}\n**Groups.** {note}\n", page, count=1)


def write_baseline(settings: Settings, source: Path) -> None:
    """Put the reference corpus beside the tables, and a section on it into the comparison.

    Raises
    ------
    InputError
        The folder has no derived tables.
    """
    folder, name = Path(settings.baseline), markdown(full_path(Path(settings.baseline)).name)
    if settings.baseline == "shipped":
        folder, name = source_folder() / "data" / "derived", "the texts of the report of policytext"
    copy = source / "data" / "baseline"
    shutil.rmtree(copy, ignore_errors=True)
    if folder.is_dir():
        shutil.copytree(folder, copy, ignore=links)
    try:
        load(copy)  # else the page would fail with it
    except InputError as error:
        raise InputError(f"{folder}: no baseline ({error})") from error
    page, before = source / "chapters" / "comparison.md", "(comparison-phrases)=\n"
    section = filled("baseline_section", name=name)
    page.write_text(page.read_text("utf-8").replace(before, section + before), "utf-8")


def links(place: str, names: list[str]) -> list[str]:
    """Those names in a folder that are links, which may lead anywhere."""
    return [name for name in names if Path(place, name).is_symlink()]


def write_scratch(page: Path, folder: Path, settings: Settings) -> None:
    """A notebook on the corpus to work in, unless there is one: what was written in it is kept."""
    if not page.exists():
        text = filled("scratch", title=markdown(settings.title), folder=repr(str(folder)))
        write_new(page, text.encode())
