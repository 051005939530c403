"""What holds of each step for any text, and how any bytes are read as a file of a corpus."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from policytext.book.book_settings import read_settings
from policytext.book.own_lexicon import write_lexicon
from policytext.coding.formulas import formulas, read_formulas
from policytext.coding.lexicon_check import check_lexicon
from policytext.coding.numerals import plain
from policytext.coding.quantities import quantities
from policytext.coding.targets import targets, unplaced
from policytext.coding.themes import find_terms, label, read_lexicon, shipped_lexicon
from policytext.data import InputError, lexicon_folder, read_rows
from policytext.reading.clean import PARTS, clean
from policytext.reading.corpus import read_manifest
from policytext.reading.manifest import label_of, title_of, year_in
from policytext.reading.places import place_in, place_named
from policytext.reading.resemblance import share_in_common, sketch, text_hash
from policytext.reading.segment import segment, segment_each, token_lengths
from policytext.reading.structure import structure


def cleaned_once_more(text: str) -> None:
    """The parts that the cleaner takes off are of the text, and it takes what it gives."""
    cleaned = clean(text)
    for rule in PARTS:
        assert len(cleaned.part(rule.__name__)) <= 3 * len(text)  # …: one character for three
    clean(cleaned.text)
    if cleaned.text:
        start, end = cleaned.raw_span(0, len(cleaned.text))
        assert 0 <= start < end <= len(text)


def structured(text: str) -> None:
    """Sentences lie in the text, in order, and join to its lines; sections nest."""
    sections, sentences = structure(text)
    end = 0
    for sentence in sentences:
        assert sentence.start >= end
        end = sentence.end
        assert text[sentence.start : end] == sentence.text
        assert 0 <= sentence.section < len(sections)
    assert "".join(sentence.text for sentence in sentences) == text.replace("\n", "")
    for place, section in enumerate(sections[1:], 1):
        assert section.parent < place
        assert section.level == sections[section.parent].level + 1


def segmented(text: str) -> None:
    """Tokens join to the text, whichever way it is cut; their lengths are theirs."""
    tokens = segment(text)
    assert "".join(tokens) == text and "" not in tokens
    assert segment_each([text, text]) == [tokens, tokens]
    assert np.array_equal(token_lengths(text), [len(token) for token in tokens])
    assert "".join(segment(text, hmm=False)) == text


def labelled(text: str) -> None:
    """Each sentence has themes of the lexicon, and terms that stand in it."""
    sentences = text.split("\n")
    lexicon = shipped_lexicon()
    for context in (True, False):
        labels = label(sentences, context=context)
        assert len(labels) == len(sentences)
        for themes in labels:
            assert set(themes) <= set(lexicon.themes) and len(set(themes)) == len(themes)
    for theme, term in find_terms(text, lexicon):
        assert theme in lexicon.themes and term in text


def with_quantities(text: str) -> None:
    """Quantities and refused numerals lie in the plain text; targets are of a sentence."""
    said = plain(text)
    assert plain(said) == said
    found, refused = quantities(text)
    for one in (*found, *refused):
        assert 0 <= one.start < one.end <= len(said)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(said[one.start : one.end].startswith(one.text) for one in refused)
    sentences = text.split("\n")
    for one in (*targets(sentences), *unplaced(sentences)):
        assert 0 <= one.sentence < len(sentences)


def with_formulas(text: str) -> None:
    """Formulas lie in the text, in order, and apart."""
    end = 0
    for found in formulas(text):
        assert found.start >= end and found.formula and found.normalised
        end = found.start + len(found.formula)
        assert text[found.start : end] == found.formula


def guessed_at(text: str) -> None:
    """What a draft of a manifest says of a text is a text."""
    heads = text.split("\n")
    assert isinstance(place_in(heads), str)
    year = year_in("", heads)
    assert year == "" or (len(year) == 4 and year.isdecimal())
    assert isinstance(title_of(clean(text), text), str)
    if "\0" not in text:
        assert isinstance(place_named(text), str) and isinstance(label_of(text), str)
    assert len(text_hash(text)) == 64
    assert share_in_common(sketch(text), sketch(text)) == 1


HOLDS: dict[str, Callable[[str], None]] = {
    "clean": cleaned_once_more,
    "structure": structured,
    "segment": segmented,
    "label": labelled,
    "targets": with_quantities,
    "formulas": with_formulas,
    "manifest": guessed_at,
}


class File(NamedTuple):
    """How a file is read, and how it may begin."""

    read: Callable[[Path], object]
    headers: tuple[bytes, ...]


def read_themes(folder: Path) -> None:
    """A lexicon with the shipped terms; both ways in which it is read."""
    (folder / "terms.csv").write_bytes(b"theme,term,strength\na,\xe7\x94\xb2,strong\n")
    check_lexicon(folder)
    read_lexicon(folder)


def read_terms(folder: Path) -> None:
    """A lexicon with two themes; all ways in which it is read."""
    (folder / "themes.csv").write_bytes(b"theme,core\na,true\nb,false\n")
    check_lexicon(folder, ["创新"])
    read_lexicon(folder)


def read_not_formulas(folder: Path) -> None:
    """The terms that are no formulas, beside one formula."""
    (folder / "formulas.csv").write_bytes(
        "formula,level,bare,variants\n两会,central,true,\n".encode()
    )
    formulas("开好“两会”。", read_formulas(folder))


@cache
def shipped(name: str) -> str:
    """The first rows of a file of the shipped lexicon."""
    return "\n".join((lexicon_folder() / name).read_text("utf-8").split("\n")[:3])


def put_beside_the_shipped(replace: bool) -> Callable[[Path], None]:
    """A lexicon of one's own, put into a copy of the shipped one."""

    def read(folder: Path) -> None:
        copy = folder / "copy"
        copy.mkdir()
        for name in {"themes.csv", "terms.csv", *(path.name for path in folder.glob("*.csv"))}:
            (copy / name).write_text(shipped(name), "utf-8")
        write_lexicon(folder, copy, replace=replace)
        for name in ("themes.csv", "terms.csv"):
            read_rows(copy / name, ("theme",))

    return read


FILES: dict[str, File] = {
    "book.toml": File(read_settings, (b"", b"title = ", b"authors = ", b"lexicon = ")),
    "documents.csv": File(read_manifest, (b"", b"id,file\n", b"id,file,sha256,encoding\na,")),
    "themes.csv": File(read_themes, (b"", b"theme,core\n", b"theme,core\na,true\n")),
    "terms.csv": File(read_terms, (b"", b"theme,term,strength\n", b"theme,term,strength\na,")),
    "formulas.csv": File(read_formulas, (b"", b"formula,level,bare,variants\n")),
    "not_formulas.csv": File(read_not_formulas, (b"", b"term\n")),
    "themes.csv beside": File(put_beside_the_shipped(False), (b"theme\n", b"theme,core,colour\n")),
    "terms.csv beside": File(put_beside_the_shipped(False), (b"theme,term,strength\n",)),
    "themes.csv instead": File(put_beside_the_shipped(True), (b"theme\n", b"theme,core,colour\n")),
    "words.csv beside": File(put_beside_the_shipped(True), (b"word,gloss\n", b"word\n")),
}


@cache
def place() -> Path:
    """A folder for the files of a run."""
    return Path(tempfile.mkdtemp(prefix="policytext-"))


def read_as(name: str, data: bytes) -> None:
    """Read bytes as a file of a corpus or a lexicon, which may refuse them."""
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        file = name.split(" ")[0]
        (Path(folder) / file).write_bytes(data)
        if file == "formulas.csv":
            (Path(folder) / "not_formulas.csv").write_bytes(b"term\n")
        try:
            FILES[name].read(Path(folder))
        except InputError as error:
            assert folder in str(error)
