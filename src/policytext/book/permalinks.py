"""Sphinx extension: links to headings survive edits of their words, and links to pages their moves.

A heading's link is its explicit label, `(methods-intervals)=` before it, and not what Sphinx makes
of its words; links of the latter kind go on to work. Labels that were ever published stand in
`heading_labels.txt`: the build stops when one is gone. A page that moved leads on to the one in
its place (`policytext_moved_pages`).
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from policytext.book.cited_figure import templates

PUBLISHED = "heading_labels.txt"
"""Every label of a heading that was ever published, one a line; beside `_config.yml`."""

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict:
    """Register what is done to headings as pages are read, and the pages that lead on."""
    app.add_config_value("policytext_moved_pages", {}, "html", dict)
    app.add_transform(LabelsStay)
    app.add_transform(LabelsFirst)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _check)
    app.connect("build-finished", _write_moved)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def labels_of(environment) -> dict[str, list[str]]:
    """Page -> the explicit labels of its headings."""
    if not hasattr(environment, "policytext_labels"):
        environment.policytext_labels = {}
    return environment.policytext_labels


class LabelsStay(SphinxTransform):
    """Brings each label back to its heading.

    When Sphinx takes sections out of a block `{only}`, labels of the first in it, and of the one
    after it, are left in other places.
    """

    default_priority = 250  # before targets are told what they name

    def apply(self) -> None:
        sections = {section.line: section for section in self.document.findall(nodes.section)}
        for target in list(self.document.findall(nodes.target)):
            section = sections.get((target.line or 0) + 1)
            if section is not None and target["ids"]:
                target.parent.remove(target)
                section.parent.insert(section.parent.index(section), target)


class LabelsFirst(SphinxTransform):
    """Puts a heading's explicit label before the id made of its words: links take the first."""

    default_priority = 700  # labels stand at their sections, and are not yet written down

    def apply(self) -> None:
        document = self.document
        explicit = {document.nameids[name] for name, said in document.nametypes.items() if said}
        found = labels_of(self.env).setdefault(self.env.docname, [])
        for section in document.findall(nodes.section):
            labels = [label for label in section["ids"] if label in explicit]
            section["ids"] = labels + [one for one in section["ids"] if one not in explicit]
            found += labels


def _purge(app: Sphinx, environment, docname: str) -> None:
    labels_of(environment).pop(docname, None)


def _merge(app: Sphinx, environment, docnames: list[str], other) -> None:
    for docname in docnames:
        if docname in labels_of(other):
            labels_of(environment)[docname] = labels_of(other)[docname]


def _check(app: Sphinx, environment) -> None:
    """Warn of a label that was published once and is gone, or that is new and not yet listed, and
    of a page that would lead nowhere.
    """
    published = Path(app.srcdir) / PUBLISHED
    if published.is_file() and app.tags.has("report"):  # another corpus may lack a chapter
        present = {label for labels in labels_of(environment).values() for label in labels}
        listed = set(published.read_text("utf-8").split())
        for label in sorted(listed - present):
            _warn(f"{PUBLISHED}: {label!r} was published and is gone: put it before a heading")
        for label in sorted(present - listed):
            _warn(f"{PUBLISHED}: {label!r} is not there: a new heading's label needs its line")
    for old, new in app.config.policytext_moved_pages.items():
        if old in environment.found_docs:
            _warn(f"policytext_moved_pages: {old!r}: is still a page")
        if new.partition("#")[0] not in environment.found_docs:
            _warn(f"policytext_moved_pages: {old!r}: no page {new!r} to lead on to")


def _warn(message: str) -> None:
    logger.warning(message, type="policytext", subtype="permalinks")


def _write_moved(app: Sphinx, exception: Exception | None) -> None:
    """Write a page under each old name that leads on to the new one."""
    if exception or app.builder.format != "html":
        return
    for old, new in app.config.policytext_moved_pages.items():
        docname, _, label = new.partition("#")
        target = relative_uri(
            app.builder.get_target_uri(old), app.builder.get_target_uri(docname)
        ) + (f"#{label}" if label else "")
        title = app.env.titles[docname].astext()
        page = templates.get_template("moved_page.html").render(target=target, title=title)
        path = Path(app.outdir) / app.builder.get_target_uri(old)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, "utf-8")
