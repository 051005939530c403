"""The whole book on another corpus: tables, figures, chapters and search in a folder of its own.

The pages are those of the report, without what they say of its five texts; a chapter for each
theme of the lexicon is made from one pattern, so that a new theme needs no code.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

from policytext.book.own_lexicon import write_lexicon
from policytext.data import InputError, source_folder
from policytext.tables import read_themes, replace_folder

SETTINGS = "book.toml"
COPIED = ("LICENSE", "NOTICE.md", "_static", "chapters", "index.md", "references.bib")
"""What a book is made of, beside its settings, contents and data."""
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Settings:
    """What a user says of a book in `book.toml`; all of it may be left out.

    Attributes
    ----------
    title : of the book; by default the folder's name.
    authors : names, as citations give them.
    lexicon : whether the themes and terms of a folder `lexicon/` come beside the shipped ones
        ("extend") or in their place ("replace").
    """

    title: str
    authors: tuple[str, ...] = ("Authors not stated",)
    lexicon: str = "extend"


def read_settings(folder: Path) -> Settings:
    """The `book.toml` of a corpus, or the defaults where it has none.

    Raises
    ------
    InputError
        It is no TOML, or has a key or a value that there is not.
    """
    path = folder / SETTINGS
    try:
        said = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: {error}; TOML in UTF-8 expected") from error
    if unknown := said.keys() - Settings.__dataclass_fields__:
        expected = ", ".join(Settings.__dataclass_fields__)
        raise InputError(f"{path}: {min(unknown)!r} found; one of {expected} expected")
    title = said.get("title", folder.resolve().name)
    authors = said.get("authors", list(Settings.authors))
    lexicon = said.get("lexicon", Settings.lexicon)
    if not isinstance(title, str) or not title.strip():
        raise InputError(f"{path}: title {title!r} found; text expected")
    if not isinstance(authors, list) or not all(isinstance(a, str) and a for a in authors):
        raise InputError(f"{path}: authors {authors!r} found; a list of names expected")
    if lexicon not in ("extend", "replace"):
        raise InputError(f"{path}: lexicon {lexicon!r} found; 'extend' or 'replace' expected")
    return Settings(title, tuple(authors), lexicon)


def build_book(folder: Path, out: Path) -> Path:
    """Build the book of a corpus into `out`; the path of its first page.

    `out/html` is the book, put there whole; `out/source` is what it is made from, as notebooks and
    tables, and may be looked at, opened and changed.

    Raises
    ------
    InputError
        A file of the corpus, its manifest, settings or lexicon cannot be used, or the build fails.
    """
    settings = read_settings(folder)
    source = out / "source"
    write_source(folder, source, settings)
    environment = os.environ | {"POLICYTEXT_DATA": str(source / "data")}
    command = [
        sys.executable,
        "-m",
        "policytext.cli",
        "derive",
        folder,
        "--out",
        source / "data/derived",
    ]
    run([str(part) for part in command], environment, "the tables are not made")
    beside = source / "_build" / "next"
    shutil.rmtree(beside / "_build" / "html", ignore_errors=True)
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, "build", source, "-W", "-n", "--keep-going", "--path-output", beside]
    log = out / "log.txt"
    with log.open("w", encoding="utf-8") as file:
        run([str(part) for part in command], environment, f"not built; see {log}", stdout=file)
    html = beside / "_build" / "html"
    (html / ".buildinfo").unlink(missing_ok=True)
    replace_folder(html, out / "html")
    return out / "html" / "index.html"


def run(command: list[str], environment: dict[str, str], failed: str, **how) -> None:
    """Run a command; its progress is shown."""
    if subprocess.run(command, env=environment, **how).returncode:
        raise InputError(f"the book: {failed}")


def write_source(folder: Path, source: Path, settings: Settings) -> None:
    """Put into a folder what the book of a corpus is made from, but for its tables."""
    shipped = source_folder()
    source.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        path = source / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        copy = shutil.copytree if (shipped / name).is_dir() else shutil.copyfile
        copy(shipped / name, path)
    for page in (source / "index.md", *(source / "chapters").glob("*.md")):
        page.write_text(without_report(page.read_text("utf-8")), "utf-8")
    write_landing_page(source / "index.md", settings)
    write_data(folder, shipped / "data", source / "data", settings)
    themes = read_themes(source / "data" / "lexicon")
    themes = themes[themes["core"]]
    for code in read_themes(shipped / "data" / "lexicon")["theme"]:
        (source / "chapters" / f"{code}.md").unlink(missing_ok=True)
    pattern = Template((HERE / "theme_chapter.md.template").read_text("utf-8"))
    for row in themes.itertuples():
        title = row.label_en if row.label_en == row.label_zh else f"{row.label_en} {row.label_zh}"
        text = pattern.substitute(
            code=row.theme, title=title, label_zh=row.label_zh, topic=row.label_en.lower()
        )
        (source / "chapters" / f"{row.theme}.md").write_text(text, "utf-8")
    write_settings(shipped, source, settings, list(themes["theme"]))


REPORT = re.compile(
    r"^% report only: begin\n.*?^% report only: end\n|^:::\{only\} report\n.*?^:::\n", re.M | re.S
)
OTHERWISE = re.compile(r"^:::\{only\} not report\n(.*?)^:::\n", re.M | re.S)


def without_report(page: str) -> str:
    """A page without what it says of the texts of the report, cells of such passages included.

    >>> without_report("A\\n:::{only} report\\nour B\\n:::\\n:::{only} not report\\nC\\n:::\\n")
    'A\\nC\\n'
    """
    return OTHERWISE.sub(r"\1", REPORT.sub("", page))


def write_landing_page(page: Path, settings: Settings) -> None:
    """Give the landing page the title of the book, and take off ours with its subtitle."""
    lines = page.read_text("utf-8").split("\n")
    head = next(place for place, line in enumerate(lines) if line.startswith("# "))
    lines[head] = f"# {settings.title}"
    rest = [line for line in lines[head:] if 'class="subtitle"' not in line]
    page.write_text("\n".join(lines[:head] + rest), "utf-8")


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
    config["sphinx"]["config"]["html_theme_options"]["logo"]["text"] = settings.title
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
