"""A corpus of invented documents, and what was derived from it, for the tests of the pipeline."""

from pathlib import Path

from benchmarks.generator import texts


def corpus(folder: Path, n_documents: int, length: int = 1500) -> Path:
    """Invented documents, with years, of so many characters."""
    folder.mkdir()
    rows = []
    for n, sentences in zip(range(n_documents), texts(10**9, length=length), strict=False):
        (folder / f"{n}.txt").write_text("\n".join(sentences), "utf-8")
        rows.append(f"d{n:03d},{n}.txt,{2000 + n % 3},增长{n}\n")
    (folder / "documents.csv").write_text("id,file,year,note\n" + "".join(rows), "utf-8")
    return folder


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("part-*"))


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
