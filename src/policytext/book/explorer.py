"""Sphinx extension: the directive `word-explorer`, rates of the words that one types.

The page holds all that it needs: which words stand how often in which passages of which themes,
as the derived tables have it, packed into one element of data. Its scripts count, draw the same
resamples as `policytext.measures.words`, and ask nobody for anything. They load on no other page.
"""

import json

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from policytext.book.citation import Book
from policytext.book.cited_figure import LANGUAGE_TAGS, shown_tables, templates
from policytext.figures.kept import kept
from policytext.measures.intervals import MIN_BLOCKS
from policytext.measures.keywords import in_lexicon
from policytext.measures.words import LEVEL, RESAMPLES, passages, stream
from policytext.reading.characters import traditional_pairs
from policytext.tables import Tables, read_glosses
from policytext.tokens import is_content

MARK = "word_explorer"
"""What the metadata of a page have that shows the explorer."""
SCRIPTS = ("word_counts.js", "word_chart.js", "word_explorer.js")
EXAMPLES = (
    ("创新",),
    ("改革", "开放"),
    ("高质量发展",),
    ("企业", "群众"),
    ("文化", "生态", "民生"),
)
"""Words to begin with, where a corpus has them; else its most frequent ones."""
MOST_COUNTS = 100_000
"""Counts that a page carries, about 300 kB of gzip; of a larger corpus rare words stay out, and
before them numerals and words of one character."""


class word_explorer(nodes.General, nodes.Element):
    """The place of the explorer; HTML only."""


class WordExplorer(SphinxDirective):
    """The directive: no argument, no option, no content."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][MARK] = True
        return [word_explorer()]


def setup(app: Sphinx) -> dict:
    """Register directive and node, and the scripts and styles of the pages that have one."""
    app.setup_extension("policytext.book.cited_figure")
    others = {name: (_skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(word_explorer, html=(_visit, None), **others)
    app.add_directive("word-explorer", WordExplorer)
    app.connect("html-page-context", _add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def word_data(tables: Tables, *, most_counts: int = MOST_COUNTS) -> dict:
    """What the scripts count with, as JSON has it.

    Keys
    ----
    documents
        Id, label in English and in Chinese, state and increment of its `stream`, as PCG64 has them
        (hexadecimal).
    themes
        Code, label in English and in Chinese, colour of marks, colour of text.
    cells
        Document, passage, themes (a bit each) and tokens of each set of sentences that is counted.
    words
        The vocabulary, frequent words first.
    counts
        For each word, parted by `;`: its cells in their order, each as the distance from the one
        before (from -1), to base 36, and `*n` behind it where it occurs n times there.
    glosses, terms
        For each word its English gloss, '' for none, and the themes of whose lexicon it is a term,
        part of one, or contains one (a bit each).
    traditional
        Traditional characters and their simplified ones, for those of the words, as codes.
    n_words
        Of the whole vocabulary; `words` has fewer where the corpus is large.
    """
    tokens = tables.tokens.assign(passage=passages(tables.tokens))
    codes = list(tables.themes["theme"])
    names = list(tables.documents["document"])
    place = ["document", "passage", "themes"]
    cells = tokens.groupby(place, as_index=False)["n"].sum()
    by_place = {tuple(row): cell for cell, row in enumerate(cells[place].itertuples(index=False))}
    counts = tokens.groupby(["token", *place], as_index=False)["n"].sum()
    counts["cell"] = [by_place[tuple(row)] for row in counts[place].itertuples(index=False)]
    ranked = counts.groupby("token", as_index=False).agg(n=("n", "sum"), size=("n", "size"))
    ranked = ranked.sort_values(["n", "token"], ascending=[False, True])
    content_first = ranked.sort_values("token", key=lambda t: ~t.map(is_content), kind="stable")
    words = ranked["token"][content_first["size"].cumsum() <= most_counts]
    packed = {
        word: _packed(rows["cell"], rows["n"])
        for word, rows in counts[counts["token"].isin(words)].sort_values("cell").groupby("token")
    }
    bits = sum(
        in_lexicon(words, tables.terms.loc[tables.terms["theme"] == code, "term"].unique()) * 2**bit
        for bit, code in enumerate(codes)
    )
    return {
        "documents": [[*row, *_state(row[0])] for row in _columns(tables.documents, "document")],
        "themes": [[*row] for row in _columns(tables.themes, "theme", "colour", "text_colour")],
        "cells": [
            [names.index(document), int(passage), _bits(themes, codes), int(n)]
            for document, passage, themes, n in cells.itertuples(index=False)
        ],
        "words": list(words),
        "counts": ";".join(packed[word] for word in words),
        "glosses": [read_glosses().get(word, "") for word in words],
        "terms": [int(mask) for mask in bits],
        "traditional": traditional_pairs("".join(words)),
        "n_words": len(ranked),
        "resamples": RESAMPLES,
        "level": LEVEL,
        "min_passages": MIN_BLOCKS,
        "signature": dict(sorted(tables.signature.items())),
    }


def as_script(data: dict) -> Markup:
    """JSON that may stand in an element of script: no word in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704 - no `<` is left


def _packed(cells, counts) -> str:
    parts, last = [], -1
    for cell, n in zip(cells, counts, strict=True):
        parts.append(_base36(cell - last) + (f"*{n}" if n > 1 else ""))
        last = cell
    return " ".join(parts)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = digits[number % 36]
    while number := number // 36:
        text = digits[number % 36] + text
    return text


def _state(document: str) -> tuple[str, str]:
    state = stream(document).bit_generator.state["state"]
    return f"{state['state']:x}", f"{state['inc']:x}"


def _columns(table, key: str, *others: str):
    return table[[key, "label_en", "label_zh", *others]].itertuples(index=False, name=None)


def _bits(themes: str, codes: list[str]) -> int:
    return sum(1 << codes.index(code) for code in themes.split(",") if code)


def _cite(book: Book, page: str) -> dict[str, str]:
    return {
        "authors": "; ".join(book.names),
        "year": str(book.year),
        "title": book.title,
        "version": book.version,
        "address": book.address + page,
    }


def _visit(self: HTML5Translator, node: word_explorer) -> None:
    builder = self.builder
    config = builder.config

    def made() -> dict[str, bytes]:
        return {"data": json.dumps(word_data(shown_tables(config))).encode()}

    data = json.loads(kept(["word explorer", config.policytext_group_by], made)["data"])
    cite = _cite(config.policytext_book, builder.get_target_uri(builder.current_docname))
    known = set(data["words"])
    examples = [ask for ask in EXAMPLES if set(ask) <= known] or [
        [word] for word in data["words"] if is_content(word)
    ][:3]
    context = {
        "data": as_script(data | {"cite": cite, "examples": [list(ask) for ask in examples]}),
        "data_min": MIN_BLOCKS,
        "zh": LANGUAGE_TAGS["zh"],
    }
    self.body.append(templates.get_template("word_explorer.html").render(context))
    raise nodes.SkipNode


def _skip(self, node: word_explorer) -> None:
    raise nodes.SkipNode


def _add_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if MARK in app.env.metadata.get(pagename, ()):
        for script in SCRIPTS:
            app.add_js_file(script, loading_method="defer")
        app.add_css_file("word_explorer.css")
