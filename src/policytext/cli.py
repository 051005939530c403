"""The `policytext` command."""

import argparse
import json
import sys
from pathlib import Path

from policytext.coding.themes import label, shipped_lexicon
from policytext.data import InputError
from policytext.pipeline import derive, signature
from policytext.reading.clean import CHARACTER_RULES, clean
from policytext.reading.corpus import Document, read_manifest, read_raw
from policytext.reading.segment import segment
from policytext.tables import Tables, differences, load, write


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 tables differ, 2 the input cannot be used."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except InputError as error:
        print(f"policytext: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has left
        sys.stderr.close()
        return 0


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
    form.add_argument("--json", action="store_true", help="print text and edits as JSON")

    added = command(run_segment, "segment", "Print the tokens of each line, blanks between them.")
    added.add_argument("--lines", type=Path, required=True, metavar="FILE")

    added = command(run_label, "label", "Print the themes of each line, '-' for none.")
    added.add_argument("--lines", type=Path, required=True, metavar="FILE")
    added.add_argument(
        "--no-context", action="store_true", help="label each line by itself, headings aside"
    )

    added = command(run_derive, "derive", "Make the derived tables of a corpus.")
    added.add_argument("folder", type=Path)
    added.add_argument("--out", type=Path, required=True, metavar="FOLDER")

    added = command(run_verify, "verify", "Check that a corpus gives the shipped tables.")
    added.add_argument("folder", type=Path)

    added = command(run_refresh, "refresh", "Make the tables of a corpus anew, if they need it.")
    added.add_argument("folder", type=Path)
    return top


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, each with its characters cleaned."""
    text = read_raw(Document(path.stem, path)).text
    return [clean(line, rules=CHARACTER_RULES).text for line in text.splitlines()]


def run_clean(options: argparse.Namespace) -> None:
    result = clean(read_raw(Document(options.file.stem, options.file)).text)
    if options.json:
        edits = [
            {"rule": e.rule, "start": e.start, "end": e.end, "before": e.before, "after": e.after}
            for e in result.edits
        ]
        print(json.dumps({"text": result.text, "edits": edits}, ensure_ascii=False, indent=1))
    elif options.explain:
        for e in result.edits:
            print(f"{e.start:>7} {e.rule:<12} {e.before!r} -> {e.after!r}")
    else:
        print(result.text)


def run_segment(options: argparse.Namespace) -> None:
    for line in read_lines(options.lines):
        print(" ".join(segment(line)))


def run_label(options: argparse.Namespace) -> None:
    for themes in label(read_lines(options.lines), context=not options.no_context):
        print(",".join(themes) or "-")


def run_derive(options: argparse.Namespace) -> None:
    tables = derive(options.folder)
    write(tables, options.out)
    report(tables, f"written to {options.out}")


def run_verify(options: argparse.Namespace) -> int:
    lines = differences(derive(options.folder), load())
    for line in lines:
        print(line)
    if not lines:
        print("all tables agree")
    return 1 if lines else 0


def run_refresh(options: argparse.Namespace) -> None:
    """Derive `FOLDER/derived` anew from the texts; without them, check what it was made with."""
    folder = options.folder / "derived"
    documents = read_manifest(options.folder)
    missing = [document.path.name for document in documents if not document.path.is_file()]
    if not missing:
        tables = derive(options.folder)
        if not (folder / "signature.json").is_file() or differences(tables, load(folder)):
            write(tables, folder)
            report(tables, f"written to {folder}")
        return
    shipped_lexicon()  # a broken row is named before anything is compared
    shipped = load(folder)
    now = signature(shipped.signature["corpus"])
    changed = [name for name in sorted(now) if now[name] != shipped.signature.get(name)]
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


def report(tables: Tables, where: str) -> None:
    """Say how much was derived."""
    d = tables.documents
    print(
        f"documents {len(d)}, sentences {d['n_sentences'].sum():,},"
        f" tokens {d['n_tokens'].sum():,}: {where}"
    )


if __name__ == "__main__":
    sys.exit(main())
