"""Sphinx extension: the directive `glossary-list`, and Chinese terms in the text that lead to it.

Where a term of the glossary stands by itself in running text, it becomes a link to its entry, which
shows pinyin and gloss under the pointer, at the focus and at a touch; once a paragraph. Headings,
links, code, figures and tables are left as they are, and so are paragraphs in Chinese, whose
readers need no gloss. Where no page has the directive, nothing changes.
"""

import re
import unicodedata

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from policytext.book.cited_figure import LANGUAGE_TAGS
from policytext.tables import read_glossary

MARK = "glossary_list"
"""What the metadata of a page have that holds the glossary."""
HAN = "\u3400-\u9fff"
ELSEWHERE = (
    *(nodes.title, nodes.reference, nodes.literal, nodes.literal_block, nodes.figure, nodes.table),
    *(nodes.caption, nodes.legend, nodes.definition_list, nodes.container, nodes.math),
)
"""In these, and in all that is within, no term becomes a link."""


class chinese(nodes.inline):
    """Text in Chinese, marked as such; HTML alone shows it."""


class GlossaryList(SphinxDirective):
    """The directive: all terms in the order of their pinyin. No argument, option or content."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][MARK] = True
        entries = nodes.definition_list(classes=["glossary-list"])
        glossary = read_glossary()
        order = glossary["pinyin"].map(plain).argsort(kind="stable")
        for row in glossary.iloc[order].itertuples():
            term = nodes.term("", "", ids=[anchor(row.term)])
            term += [chinese("", row.term), nodes.Text(" "), nodes.emphasis("", row.pinyin)]
            gloss = nodes.strong("", row.gloss)
            said = nodes.paragraph("", "", gloss, nodes.Text(f". {row.sense}."))
            entries += nodes.definition_list_item("", term, nodes.definition("", said))
        return [entries]


class GlossTerms(SphinxPostTransform):
    """Turns the first mention of each term in a paragraph into a link to its entry."""

    default_priority = 700  # when it is known which parts of a page stay
    formats = ("html",)

    def run(self) -> None:
        page, here = glossary_page(self.env), self.env.docname
        if page is None or page == here:
            return
        target = self.app.builder.get_relative_uri(here, page)
        entries = {row.term: row for row in read_glossary().itertuples()}
        for paragraph in filter(is_running_text, list(self.document.findall(nodes.paragraph))):
            left = entries.copy()
            for text in list(paragraph.findall(nodes.Text)):
                if not within(text, paragraph):
                    self.link(text, left, target)
            if len(left) < len(entries):
                self.document["policytext_glosses"] = True

    def link(self, text: nodes.Text, left: dict, target: str) -> None:
        """Put links into the place of a text's terms, and take these out of those left."""
        parts = re.split(f"([{HAN}]+)", str(text))
        if not any(part in left for part in parts):
            return
        new: list[nodes.Node] = []
        for part in filter(None, parts):
            if row := left.pop(part, None):
                link = nodes.reference("", "", chinese("", part), internal=True, classes=["gloss"])
                link["refuri"] = f"{target}#{anchor(part)}"
                link["reftitle"] = f"{row.pinyin}: {row.gloss}"
                new.append(link)
            else:
                new.append(nodes.Text(part))
        text.parent.replace(text, new)


def setup(app: Sphinx) -> dict:
    """Register directive, node and links, and what shows a gloss on the pages that have one."""
    app.setup_extension("policytext.book.cited_figure")
    as_inline = (_visit_inline, _depart_inline)
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), as_inline)
    app.add_node(chinese, html=(_visit_chinese, _depart_chinese), **others)
    app.add_directive("glossary-list", GlossaryList)
    app.add_post_transform(GlossTerms)
    app.connect("html-page-context", _add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def anchor(term: str) -> str:
    """The name of an entry in an address, which stays while the term does.

    >>> anchor("营商环境")
    'gloss-营商环境'
    """
    return f"gloss-{term}"


def plain(pinyin: str) -> str:
    """Letters alone, without tone marks and spaces, to sort by.

    >>> plain("Zhōngguóshì xiàndàihuà")
    'zhongguoshixiandaihua'
    """
    letters = unicodedata.normalize("NFD", pinyin.lower())
    return "".join(letter for letter in letters if letter.isalpha())


def glossary_page(env: BuildEnvironment) -> str | None:
    """The name of the page with the glossary, if there is one."""
    return next((name for name, about in sorted(env.metadata.items()) if MARK in about), None)


def is_running_text(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph is prose in English: half of its letters, or more, are no characters."""
    letters = [letter for letter in paragraph.astext() if letter.isalpha()]
    characters = [letter for letter in letters if re.match(f"[{HAN}]", letter)]
    return not within(paragraph) and 2 * len(characters) <= len(letters)


def within(node: nodes.Node, top: nodes.Node | None = None) -> bool:
    """Whether a node stands in something that takes no links, below `top`."""
    while (node := node.parent) is not top and node is not None:
        if isinstance(node, ELSEWHERE):
            return True
    return False


def _add_script(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if (doctree is not None and "policytext_glosses" in doctree) or (
        MARK in app.env.metadata.get(pagename, ())
    ):
        app.add_js_file("glosses.js", loading_method="defer")
        app.add_css_file("glosses.css")


def _visit_chinese(self, node: chinese) -> None:
    self.body.append(f'<span lang="{LANGUAGE_TAGS["zh"]}">')


def _depart_chinese(self, node: chinese) -> None:
    self.body.append("</span>")


def _visit_inline(self, node: chinese) -> None:
    self.visit_inline(node)


def _depart_inline(self, node: chinese) -> None:
    self.depart_inline(node)
