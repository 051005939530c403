"""The `policytext` command."""

import argparse
import contextlib
import csv
import json
import locale
import os
import signal
import sys
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

from policytext.coding.formulas import formulas
from policytext.coding.lexicon_check import ERRORS, KINDS, check_lexicon
from policytext.coding.targets import Target, Unplaced, targets, unplaced
from policytext.coding.themes import label, shipped_lexicon
from policytext.data import (
    InputError,
    full_path,
    guarded,
    lexicon_folder,
    printable,
    refuse_link_out,
    shown,
)
from policytext.maps import LostWork, dask_cluster, local_processes
from policytext.outputs import alone_at, write_new
from policytext.pipeline import derive, derive_into, signature
from policytext.pipeline.progress import Progress
from policytext.reading.clean import CHARACTER_RULES, PARTS, clean
from policytext.reading.concordance import SORTS, as_page, concordance, in_order
from policytext.reading.corpus import Document, corpus_folder, read_manifest, read_raw
from policytext.reading.lines import columns
from policytext.reading.manifest import as_csv, draft, summary
from policytext.reading.segment import segment_each, segmenter
from policytext.reading.structure import structure
from policytext.tables import Tables, changed_keys, differences, load, write


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status.

    0 done, 1 tables differ, 2 the input cannot be used, 3 something is lacking: documents that
    could not be used, or work that was lost; 130 stopped by Ctrl-C, 141 nobody read to the end.
    """
    if arguments is None:
        use_utf8()
    options = parser().parse_args(arguments)
    status = 128 + signal.SIGPIPE
    try:
        status = options.run(options) or 0
        sys.stdout.flush()
        return status
    except InputError as error:
        print(f"policytext: {shown(str(error))}", file=sys.stderr)
        return 2
    except LostWork as error:
        print(f"policytext: {shown(str(error))}", file=sys.stderr)
        return 3
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return status
    except OSError as error:  # no space for what we print or write
        what = error.filename or "the output"
        print(f"policytext: {shown(f'{what}: {error.strerror or error}')}", file=sys.stderr)
        if arguments is None:  # Python would try once more at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 3
    except KeyboardInterrupt:
        print("policytext: stopped", file=sys.stderr)
        return 130


def use_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where the locale has another encoding.

    Names of files and what is printed are then the same bytes everywhere.
    """
    is_utf8 = sys.flags.utf8_mode or locale.getpreferredencoding(False).lower() == "utf-8"
    if not is_utf8 and os.environ.get("PYTHONUTF8") != "1":  # else Python was told not to listen
        environment = os.environ | {"PYTHONUTF8": "1"}
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, environment)  # noqa: S606 - the words that it got


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser("policytext", description="Clean, code and count policy texts.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(run, name: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    added = command(run_clean, "clean", "Print the speech in a raw document.")
    added.add_argument("file", type=Path)
    form = added.add_mutually_exclusive_group()
    form.add_argument("--explain", action="store_true", help="print the edits instead")
    form.add_argument(
        "--json", action="store_true", help="print text, title, byline, date, appendix and edits"
    )

    added = command(run_show, "show", "Print the raw passage of a sentence with what surrounds it.")
    added.add_argument("sentence", metavar="SENTENCE", help="its id, as in xiuzhou:0012")
    added.add_argument(
        "--raw", type=Path, required=True, metavar="FOLDER", help="a corpus, with its documents.csv"
    )

    added = command(
        run_concordance, "concordance", "Print each place of a term with what stands around it."
    )
    added.add_argument("term", metavar="TERM")
    added.add_argument(
        "--raw", required=True, metavar="FOLDER", help="a corpus, with its documents.csv"
    )
    added.add_argument(
        "--sort", choices=SORTS, default="place", help="by the characters left or right of the term"
    )
    added.add_argument("--width", type=int, default=25, metavar="N", help="characters on each side")
    added.add_argument("--format", choices=("text", "csv", "html"), default="text")

    added = command(run_segment, "segment", "Print the tokens of each line, blanks between them.")
    added.add_argument("--lines", type=Path, required=True, metavar="FILE")

    added = command(run_label, "label", "Print the themes of each line, '-' for none.")
    added.add_argument("--lines", type=Path, required=True, metavar="FILE")
    added.add_argument(
        "--no-context", action="store_true", help="label each line by itself, headings aside"
    )

    for run, name, text in (
        (run_targets, "targets", "Print the quantified targets of a raw document or of lines."),
        (run_formulas, "formulas", "Print the numbered formulas of a raw document or of lines."),
    ):
        added = command(run, name, text)
        source = added.add_mutually_exclusive_group(required=True)
        source.add_argument("file", type=Path, nargs="?", help="a raw document")
        source.add_argument("--lines", type=Path, metavar="FILE", help="one clean sentence a line")
        added.add_argument("--format", choices=("csv", "json"), default="csv")
        if run is run_targets:
            added.add_argument(
                "--no-context", action="store_true", help="read each sentence by itself"
            )
            added.add_argument(
                "--explain", action="store_true", help="print what gave no target, and why"
            )

    added = command(
        run_manifest, "manifest", "Draft the documents.csv of a folder, and list its duplicates."
    )
    added.add_argument("folder", type=Path)
    added.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write the draft there; by default into FOLDER/documents.csv, or, if that is there, to"
        " the standard output",
    )

    added = command(run_derive, "derive", "Make the derived tables of a corpus.")
    added.add_argument("folder", help="a folder or, with fsspec, the URL of one")
    added.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    added.add_argument("--only", choices=["tokens"], help="count tokens and code nothing")
    added.add_argument(
        "--phrases",
        action="store_true",
        help="of more than 5 MB, too, make phrases, collocates and sensitivity, for which memory"
        " grows with the corpus",
    )
    added.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="COLUMN",
        help="count by a column of documents.csv too, into FOLDER/by-COLUMN; may be repeated",
    )
    added.add_argument(
        "--scheduler", metavar="ADDRESS", help="work on a Dask cluster, as in tcp://host:8786"
    )

    added = command(run_book, "book", "Build the whole book on a corpus of one's own.")
    added.add_argument("folder", type=Path, help="the corpus, with its documents.csv")
    added.add_argument(
        "--out", type=Path, metavar="FOLDER", help="by default, the corpus's name with -book"
    )
    added.add_argument(
        "--group-by",
        metavar="COLUMN",
        help="show groups of documents that have the same in this column of documents.csv; by"
        " default of more than 30 documents, by year",
    )
    added.add_argument(
        "--baseline",
        metavar="FOLDER",
        help="derived tables of a reference corpus for keyness; 'shipped' for those of our report",
    )
    added.add_argument("--phrases", action="store_true", help="as in `policytext derive`")

    added = command(run_verify, "verify", "Check that a corpus gives the shipped tables.")
    added.add_argument("folder", type=Path)

    added = command(run_lexicon, "lexicon", "Check a lexicon of themes and terms.")
    added.add_argument("action", choices=["check"])
    added.add_argument("folder", type=Path, nargs="?", default=lexicon_folder(), metavar="FOLDER")
    added.add_argument(
        "--replace",
        action="store_true",
        help='check it by itself, as a book with lexicon = "replace" uses it, not beside ours',
    )
    added.add_argument(
        "--raw", metavar="CORPUS", help="say which terms no document of this corpus has, too"
    )

    added = command(run_refresh, "refresh", "Make the tables of a corpus anew, if they need it.")
    added.add_argument("folder", type=Path)
    return top


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, each with its characters cleaned."""
    return [clean(line, rules=CHARACTER_RULES).text for line in read_file(path).splitlines()]


def read_file(path: Path) -> str:
    """The text of a file that stands in no manifest."""
    return read_raw(Document(path.stem, path)).text


def run_clean(options: argparse.Namespace) -> None:
    raw = read_file(options.file)
    result = clean(raw)
    if options.json:
        parts = {rule.__name__: result.part(rule.__name__) for rule in PARTS}
        edits = [
            {"rule": e.rule, "start": e.start, "end": e.end, "before": e.before, "after": e.after}
            for e in result.edits
        ]
        page = {"text": result.text, **parts, "edits": edits}
        print(as_json(page))
    elif options.explain:
        for e in result.edits:
            before, after = coloured(repr(e.before), RED), coloured(repr(e.after), GREEN)
            print(f"{e.start:>7} {e.rule:<13} {before} -> {after}")
    else:
        print(result.text)


RED, GREEN, BOLD = "31", "32", "1"


def coloured(text: str, code: str) -> str:
    """The text in a colour, where it goes to a terminal and `NO_COLOR` is not set."""
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR")
    return text if plain else f"\x1b[{code}m{text}\x1b[0m"


def run_show(options: argparse.Namespace) -> None:
    name, _, place = options.sentence.rpartition(":")
    documents = {document.id: document for document in read_manifest(options.raw)}
    if name not in documents:
        raise InputError(
            f"{options.raw}: no document {name!r}; one of {', '.join(documents)} expected, as in"
            f" {next(iter(documents))}:0001"
        )
    raw = read_raw(documents[name]).text
    cleaned = clean(raw)
    _, sentences = structure(cleaned.text)
    if not place.isdecimal() or not 1 <= int(place) <= len(sentences):
        raise InputError(
            f"{options.sentence}: no such sentence; {name} has 0001 to {len(sentences):04d}"
        )
    sentence = sentences[int(place) - 1]
    start, end = cleaned.raw_span(sentence.start, sentence.end)
    before, after = raw[max(0, start - SURROUNDINGS) : start], raw[end : end + SURROUNDINGS]
    print(f"{shown(str(documents[name].path))}: characters {start} to {end}")
    before, passage, after = (printable(t, "\n\u3000") for t in (before, raw[start:end], after))
    print(f"{before}»{coloured(passage, BOLD)}«{after}")
    print(f"clean: {sentence.text}")


SURROUNDINGS = 80
"""Characters of the raw text that `show` prints on each side of a sentence."""


def run_concordance(options: argparse.Namespace) -> None:
    if not 1 <= options.width <= 1000:
        raise InputError(f"--width {options.width} found; 1 to 1000 expected")
    found = concordance(read_manifest(options.raw), options.term, width=options.width)
    lines = in_order(found, options.sort)
    if options.format == "html":
        print(as_page(lines, f"{options.term}: {len(lines)} places"))
    elif options.format == "csv":
        print_rows([vars(line) for line in lines], ["sentence", "left", "keyword", "right"], "csv")
    else:
        names = max((len(line.sentence) for line in lines), default=0)
        for line in lines:
            left, right = printable(line.left, "\u3000"), printable(line.right, "\u3000")
            gap = " " * (2 * options.width - columns(left))
            keyword = coloured(printable(line.keyword), BOLD)
            print(f"{line.sentence:<{names}} {gap}{left} {keyword} {right}")
        print(f"{len(lines)} places", file=sys.stderr)


def run_segment(options: argparse.Namespace) -> None:
    for tokens in segment_each(read_lines(options.lines)):
        print(" ".join(tokens))


def run_label(options: argparse.Namespace) -> None:
    for themes in label(read_lines(options.lines), context=not options.no_context):
        print(",".join(themes) or "-")


def read_sentences(options: argparse.Namespace) -> list[str]:
    """The lines of a file, or the sentences of a raw document."""
    if options.lines:
        return read_lines(options.lines)
    text = clean(read_file(options.file)).text
    return [sentence.text for sentence in structure(text)[1]]


def run_targets(options: argparse.Namespace) -> None:
    sentences = read_sentences(options)
    context = not options.no_context
    found = unplaced(sentences) if options.explain else targets(sentences, context=context)
    kind = Unplaced if options.explain else Target
    rows = [vars(row) | {"sentence": row.sentence + 1} for row in found]
    if not options.explain:
        rows = [row | {name: plain_number(row[name]) for name in ("value", "high")} for row in rows]
    print_rows(rows, [field.name for field in fields(kind)], options.format)


def run_formulas(options: argparse.Namespace) -> None:
    rows = [
        {"sentence": place, "formula": found.formula, "normalised": found.normalised}
        for place, sentence in enumerate(read_sentences(options), 1)
        for found in formulas(sentence)
    ]
    print_rows(rows, ["sentence", "formula", "normalised"], options.format)


def as_json(value: list | dict) -> str:
    """JSON with Chinese as it is, and what no reader can see as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def plain_number(value: Decimal | None) -> int | float | None:
    """The number without an exponent; None stays."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def print_rows(rows: list[dict], columns: list[str], form: str) -> None:
    """Print a table as CSV with a header, empty for None, or as a JSON list of records."""
    if form == "json":
        print(as_json(rows))
        return
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in rows)


def run_manifest(options: argparse.Namespace) -> int:
    """Draft a manifest; status 3 where files were found that cannot be used."""
    if options.out and os.path.lexists(options.out):
        raise InputError(f"{options.out}: is there already; a new file expected")
    if not options.folder.is_dir():
        raise InputError(f"{options.folder}: no such folder; a folder of files expected")
    path = options.out or options.folder / "documents.csv"
    is_new = not os.path.lexists(path)
    with alone_at(path) if is_new else contextlib.nullcontext():
        drafted = draft(options.folder, map=local_processes(), progress=Progress)
        if is_new:
            write_new(path, as_csv(drafted.rows).encode())
    if not is_new:
        print(as_csv(drafted.rows), end="")
    for line in summary(drafted):
        print(line, file=sys.stderr)
    print(f"written to {path}" if is_new else f"{path} is left as it is", file=sys.stderr)
    return 3 if drafted.scans or drafted.unread else 0


def run_derive(options: argparse.Namespace) -> int:
    address, folder = options.scheduler, corpus_folder(options.folder)
    derived = derive_into(
        folder.absolute() if address else folder,  # the same for workers that run elsewhere
        options.out,
        only_tokens=options.only == "tokens",
        phrases=options.phrases,
        by=options.by,
        map=dask_cluster(address, signature) if address else local_processes(prepare=segmenter),
    )
    for document, reason in sorted(derived.failed.items()):
        print(f"policytext: {document} is left out: {shown(reason)}", file=sys.stderr)
    report(derived.n_documents, derived.n_sentences, derived.n_tokens, options.out)
    return 3 if derived.failed else 0


def run_book(options: argparse.Namespace) -> None:
    try:
        from policytext.book.another_corpus import build_book
        from policytext.book.book_settings import read_settings
    except ModuleNotFoundError as error:
        raise InputError(
            f"a book needs more packages ({error}); pip install 'policytext[book]'"
        ) from error

    folder = full_path(options.folder)
    out = full_path(options.out or folder.with_name(f"{folder.name}-book"))
    said = {name: getattr(options, name) for name in ("group_by", "baseline")}
    given = {name: value for name, value in said.items() if value}
    settings = replace(read_settings(folder), **given)
    print(f"The book: {build_book(folder, out, settings, phrases=options.phrases).as_uri()}")


def run_verify(options: argparse.Namespace) -> int:
    lines = differences(derive(options.folder), load())
    for line in lines:
        print(printable(line))
    if not lines:
        print("all tables agree")
    return 1 if lines else 0


def run_lexicon(options: argparse.Namespace) -> int:
    """Print what is odd, kind by kind; status 1 for what keeps the lexicon from being used."""
    texts = None
    if options.raw:
        texts = (clean(read_raw(document).text).text for document in read_manifest(options.raw))
    for path in options.folder.glob("*.csv"):
        refuse_link_out(path, options.folder)
    is_ours = full_path(options.folder) == lexicon_folder().resolve()
    beside = None if options.replace or is_ours else lexicon_folder()
    found = check_lexicon(options.folder, texts, beside=beside)
    for kind, heading in KINDS.items():
        if kind == "unused" and texts is None:
            continue
        lines = [one for one in found if one.kind == kind]
        print(f"{heading}: {len(lines)}")
        for one in lines:
            print(f"  line {one.line}: {printable(one.said)}")
    return int(any(one.kind in ERRORS for one in found))


def run_refresh(options: argparse.Namespace) -> None:
    """Derive `FOLDER/derived` anew from the texts; without them, check what it was made with."""
    folder = options.folder / "derived"
    documents = read_manifest(options.folder)
    missing = [document.path.name for document in documents if not document.path.is_file()]
    if not missing:
        tables = derive(options.folder)
        if not is_up_to_date(folder, tables):
            write(tables, folder)
            d = tables.documents
            report(len(d), d["n_sentences"].sum(), d["n_tokens"].sum(), folder)
        return
    shipped_lexicon()  # a broken row is named before anything is compared
    shipped = load(folder)
    changed = changed_keys(signature(shipped.signature["corpus"]), shipped.signature)
    hashes = shipped.documents.set_index("document")["sha256"].to_dict()
    listed = {d.id: d.sha256 or hashes.get(d.id) for d in documents}
    if listed != hashes:
        changed.append("documents")
    if changed:
        raise InputError(
            f"{folder}: does not belong to the present {', '.join(changed)}, and to make it anew"
            f" these texts are missing: {', '.join(missing)}; put them into"
            f" {options.folder / 'raw'}, or take the change back"
        )


def is_up_to_date(folder: Path, tables: Tables) -> bool:
    """Whether the folder holds these tables already; not so, if it cannot be read."""
    try:
        return not differences(tables, load(folder))
    except InputError:
        return False


def report(n_documents: int, n_sentences: int, n_tokens: int, folder: Path) -> None:
    """Say how much was derived."""
    print(
        f"documents {n_documents:,}, sentences {n_sentences:,}, tokens {n_tokens:,}:"
        f" written to {shown(str(folder))}"
    )


if __name__ == "__main__":
    sys.exit(main())
