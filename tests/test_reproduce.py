"""The book comes out the same: its manifest, and `make reproduce`, on small books."""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from benchmarks.reproduce import differences, digests, environment, read_manifest, reproduce

ROOT = Path(__file__).parent.parent
HTML = ROOT / "_build" / "html"
VERSION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"]

# Stands in for the Makefile of the book: what it writes is up to a test
MAKEFILE = """\
book:
	mkdir -p _build/html/figures
	printf '%s\\n' 'Release $(RELEASE)' >_build/html/index.html
	printf '1,2\\n' >_build/html/figures/fig-a.csv
	{page}
	cd _build/html && find * -type f | LC_ALL=C sort | xargs sha256sum >../SHA256SUMS
	mv _build/SHA256SUMS _build/html
"""


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(*command: str | Path, cwd: Path) -> str:
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def repository(root: Path, page: str = "true") -> Path:
    """A repository whose `make book` runs the command `page` beside what is always the same."""
    write(root, Makefile=MAKEFILE.format(page=page))
    run("git", "init", "--quiet", cwd=root)
    run("git", "add", "--all", cwd=root)
    who = ["-c", "user.name=A reader", "-c", "user.email=reader@example.org"]
    message = ["--quiet", "--no-gpg-sign", "--message", "A small book"]
    run("git", *who, "commit", *message, cwd=root)
    return root


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder that temporary folders are made in."""
    folder = write(tmp_path / "temporary")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def test_a_changed_a_missing_and_an_additional_file_are_named_and_nothing_else(tmp_path):
    one = write(tmp_path / "one", same="1", changed="1", missing="1")
    two = write(tmp_path / "two", same="1", changed="2", additional="1")
    assert differences(digests(one), digests(two)) == [
        "only in two: additional",
        "differs: changed",
        "only in one: missing",
    ]
    assert differences(digests(one), digests(one)) == []


def test_two_builds_that_are_the_same_are_removed(tmp_path, temporary, capsys):
    root = repository(tmp_path / "root")
    assert reproduce(root)
    said = capsys.readouterr().out
    assert "3 files compared between the two: none differs." in said
    assert "A small book (unreleased)" in said
    assert "not committed" not in said
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("page", "differing"),
    [
        ("pwd >_build/html/place.html", "place.html"),
        ("echo $$HOME >_build/html/home.html", "home.html"),
        ("date +%F >_build/html/day.html", "day.html"),
        ("echo $$LC_ALL >_build/html/language.html", "language.html"),
    ],
)
def test_what_hangs_on_place_home_day_or_language_is_found_and_kept(
    tmp_path, temporary, capsys, page, differing
):
    root = repository(tmp_path / "root", page)
    assert not reproduce(root)
    said = capsys.readouterr().out.splitlines()
    assert f"differs: {differing}" in said
    assert "differs: SHA256SUMS" in said  # which says so, too
    assert "4 files compared between the two: 2 differ." in said
    kept = said[-1].removeprefix("Both are kept: ").split(" and ")
    assert [Path(book, differing).is_file() for book in kept] == [True, True]
    assert all(Path(book).is_relative_to(temporary) for book in kept)


def test_what_is_not_committed_is_no_part_of_it_and_is_said(tmp_path, temporary, capsys):
    root = repository(tmp_path / "root")
    (root / "Makefile").write_text("book:\n\tfalse\n")
    (root / "draft.md").write_text("a draft")
    assert reproduce(root)
    said = capsys.readouterr().out.splitlines()
    assert "not committed, so not part of it: Makefile" in said
    assert "not committed, so not part of it: draft.md" in said


def test_a_book_is_held_against_the_manifest_of_a_release(tmp_path, temporary, capsys):
    root = repository(tmp_path / "root")
    run("make", "book", "RELEASE=1.0", cwd=root)
    manifest = root / "_build" / "html" / "SHA256SUMS"
    assert reproduce(root, "1.0", manifest)
    assert f"2 files compared with {manifest}: none differs." in capsys.readouterr().out
    assert not reproduce(root, "1.1", manifest)
    said = capsys.readouterr().out
    assert "3 files compared between the two: none differs." in said
    assert "differs: index.html\n2 files compared" in said


def test_a_build_that_fails_is_no_result(tmp_path, temporary):
    root = repository(tmp_path / "root", "echo the reason >&2; false")
    with pytest.raises(RuntimeError, match=r"(?s)make book failed in .*the reason"):
        reproduce(root)


def test_a_folder_without_commits_and_a_broken_manifest_are_named_before_a_build(tmp_path):
    with pytest.raises(ValueError, match="git log"):
        reproduce(write(tmp_path / "none"))
    manifest = tmp_path / "SHA256SUMS"
    manifest.write_text(f"{'0' * 64}  index.html\nnonsense\n")
    with pytest.raises(ValueError, match="line 2: 'nonsense', expected a SHA-256"):
        reproduce(repository(tmp_path / "root"), manifest=manifest)
    manifest.write_text("")
    with pytest.raises(ValueError, match="no line"):
        read_manifest(manifest)


def test_a_build_hears_nothing_of_the_make_around_it(monkeypatch, tmp_path):
    for name in ["MAKEFLAGS", "RELEASE", "POLICYTEXT_TABLES", "PYTHONPATH", "GIT_DIR"]:
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org/simple")
    heard = environment(tmp_path, {"TZ": "UTC"})
    assert "ours" not in heard.values()
    assert heard["PIP_INDEX_URL"] == "https://example.org/simple"
    assert (heard["HOME"], heard["TZ"]) == (str(tmp_path), "UTC")
    assert heard["PATH"] == os.environ["PATH"]


def test_a_manifest_is_read_as_sha256sum_reads_it(tmp_path):
    book = write(tmp_path / "book", page="一\n", other="2")
    (book / "SHA256SUMS").write_text(run("sha256sum", "other", "page", cwd=book))
    assert run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=book).count(": OK") == 2
    named = read_manifest(book / "SHA256SUMS")
    assert named == {"other": digests(book)["other"], "page": digests(book)["page"]}
    assert named["other"] == hashlib.sha256(b"2").hexdigest()


@pytest.mark.skipif(
    not (HTML / "index.html").is_file() and not os.environ.get("POLICYTEXT_REQUIRE_BROWSER"),
    reason="no book: make book",
)
def test_the_manifest_of_the_book_names_every_file_in_order_and_holds():
    run("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", cwd=HTML)
    lines = (HTML / "SHA256SUMS").read_text("utf-8").splitlines()
    paths = [line[66:] for line in lines]
    assert paths == sorted(paths, key=os.fsencode)
    there = {p.relative_to(HTML).as_posix() for p in HTML.rglob("*") if p.is_file()}
    assert set(paths) == there - {"SHA256SUMS"}


def make(*arguments: str) -> subprocess.CompletedProcess:
    """What make would do in the project, and what it says; nothing is done."""
    command = ["make", "--dry-run", *arguments]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True)


def test_a_release_is_the_version_of_the_citation_file_or_none():
    assert make("book", "RELEASE=").returncode == 0
    assert make("book", f"RELEASE={VERSION}").returncode == 0
    wrong = make("book", "RELEASE=9.9")
    assert wrong.returncode == 2
    assert f"RELEASE is 9.9, but the version in CITATION.cff is {VERSION}" in wrong.stderr


def test_only_a_release_is_packed():
    assert f"make archive RELEASE={VERSION}" in make("archive").stderr
    packed = make("archive", f"RELEASE={VERSION}")
    assert f".ci/archive _build/html _build/v{VERSION}.tar.gz" in packed.stdout


def test_another_release_or_content_is_built_anew_and_the_same_is_not(tmp_path):
    """The Makefile itself, with a program that does nothing but write a page."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    builder = """#!/bin/sh
        test "$*" = "-m policytext.book.build" || exit 1
        mkdir -p _build/html
        echo "$(cat index.md) $POLICYTEXT_RELEASE" >_build/html/index.html
        cp _build/sources _build/built-from
        echo built >>builds
    """
    write(tmp_path / ".venv" / "bin", python=builder)
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    (tmp_path / ".venv" / "bin" / "policytext").symlink_to("/bin/true")
    for name in ["data", "src"]:
        (tmp_path / name).mkdir()
    for name in ["requirements.txt", "pyproject.toml", ".venv/book"]:
        (tmp_path / name).touch()
    (tmp_path / "CITATION.cff").write_text("version: 1.0\n")
    page = tmp_path / "_build" / "html" / "index.html"
    seen = []
    for release, text, changed in [
        *[("", "a", None), ("", "a", None), ("1.0", "a", None), ("1.0", "a", None)],
        # A clock that jumps: what is new seems older than the page, or of tomorrow, and is not lost
        *[("", "a", None), ("", "b", -86_400), ("", "b", 86_400), ("", "a", 86_400)],
    ]:
        source = tmp_path / "index.md"
        source.write_text(text, "utf-8")
        if changed:
            os.utime(source, (time.time() + changed,) * 2)
        run("make", "book", f"RELEASE={release}", cwd=tmp_path)
        seen.append((page.read_text().strip(), (tmp_path / "builds").read_text().count("built")))
    assert seen == [
        *[("a", 1), ("a", 1), ("a 1.0", 2), ("a 1.0", 2)],
        *[("a", 3), ("b", 4), ("b", 4), ("a", 5)],
    ]
