"""Sphinx extension: of the pages that the last build read, those that changed are read again.

Sphinx does so too, but goes by times, and knows nothing of what the numbers on a page come from.
Here a page is read again when its text is another, or a file that it includes. All are read again
when the last build was of other sources or settings, was stopped, or gave a warning, which would
not come back otherwise. Whether read again or not, `make book` writes every page anew.
"""

import hashlib
import os
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from policytext.book.execution import cache_folder, source_hash

SETTINGS = ("_config.yml", "_toc.yml", "references.bib", "CITATION.cff")
VARIABLES = ("POLICYTEXT_DATA", "POLICYTEXT_RELEASE", "POLICYTEXT_TABLES")
"""What every page is read by, beside the sources of its numbers."""

READING, READ = "reading-by", "read-by"
"""Files beside the pages as they were read: the hash of all that; the second of a clean build."""


def setup(app: Sphinx) -> dict:
    """Register the extension."""
    app.setup_extension("policytext.book.execution")
    app.connect("config-inited", forget, priority=100)  # before there is a cache
    app.connect("env-get-outdated", changed_pages)
    app.connect("source-read", note_text)
    app.connect("doctree-read", note_included)
    app.connect("build-finished", remember, priority=900)  # after all that may warn
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def forget(app: Sphinx, config: Config) -> None:
    """Have all pages read again, unless the last build was clean and by the same sources."""
    folder, present = Path(app.doctreedir), settings_hash(Path(app.srcdir))
    last = folder / READ
    same = last.is_file() and last.read_text("utf-8") == present
    if not same or not cache_folder(Path(app.srcdir)).is_dir():
        (folder / ENV_PICKLE_FILENAME).unlink(missing_ok=True)
    last.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / READING).write_text(present, encoding="utf-8")


def remember(app: Sphinx, exception: Exception | None) -> None:
    """Let the next build use what this one read, if nothing was amiss."""
    if exception is None and not app._warncount:
        (Path(app.doctreedir) / READING).rename(Path(app.doctreedir) / READ)


def settings_hash(root: Path) -> str:
    """The hash of what every page is read by."""
    digest = hashlib.sha256(source_hash(root).encode())
    for name in SETTINGS:
        digest.update(content_hash(root / name).encode())
    for name in VARIABLES:
        digest.update(f"\n{name} {os.environ.get(name, '')}".encode())
    return digest.hexdigest()


def changed_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """The pages of which a file is not what it was when the page was read."""
    known = files_read(env)
    return [
        name
        for name in sorted(env.found_docs)
        if name not in known
        or any(content_hash(Path(path)) != digest for path, digest in known[name].items())
    ]


def note_text(app: Sphinx, docname: str, source: list[str]) -> None:
    """Note the text that a page is read from."""
    path = app.env.doc2path(docname)
    files_read(app.env)[docname] = {path: content_hash(Path(path))}


def note_included(app: Sphinx, doctree) -> None:
    """Note the files that the page includes or offers, now that they are known."""
    env = app.env
    for name in env.dependencies.get(env.docname, ()):
        path = Path(app.srcdir, name)
        files_read(env)[env.docname][str(path)] = content_hash(path)


def files_read(env: BuildEnvironment) -> dict[str, dict[str, str]]:
    """Page -> path -> hash of each file that the page was read from; kept with the pages."""
    if not hasattr(env, "policytext_files_read"):
        env.policytext_files_read = {}
    return env.policytext_files_read


def content_hash(path: Path) -> str:
    """The hash of a file; one that is not there counts as empty."""
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()
