"""Releases: packed by `.ci/archive`, put beside the newest book by `.ci/site`, and the workflow."""

import io
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from benchmarks.reproduce import digests

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "book.yml"


def book(folder: Path, text: str) -> Path:
    """A built book of two pages with its manifest."""
    (folder / "figures").mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "figures" / "fig-a.html").write_text(f"{text}: a figure", encoding="utf-8")
    lines = [f"{hash}  {path}\n" for path, hash in digests(folder).items()]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def pack(folder: Path, archive: Path) -> Path:
    archive.parent.mkdir(exist_ok=True)
    subprocess.run([ROOT / ".ci" / "archive", folder, archive], check=True)
    return archive


def site(*arguments: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / ".ci" / "site", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def tar(archive: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(archive, "w:gz") as out:
        for member in members:
            out.addfile(member, io.BytesIO(b"x" * member.size))
    return archive


def entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    member.size = 1 if kind == tarfile.REGTYPE else 0
    return member


def test_releases_stand_in_their_own_folders_beside_the_newest_book(tmp_path):
    newest = book(tmp_path / "newest", "unreleased")
    archives = [
        pack(book(tmp_path / version, version), tmp_path / "kept" / f"{version}.tar.gz")
        for version in ("v0.9.1", "v1.0")
    ]
    result = site(newest, tmp_path / "site", *archives)
    assert result.returncode == 0, result.stderr
    assert digests(tmp_path / "site") == digests(newest) | {
        f"{version}/{path}": hash
        for version in ("v0.9.1", "v1.0")
        for path, hash in digests(tmp_path / version).items()
    }


def test_before_the_first_release_the_site_is_the_newest_book(tmp_path):
    newest = book(tmp_path / "newest", "unreleased")
    assert site(newest, tmp_path / "site").returncode == 0
    assert digests(tmp_path / "site") == digests(newest)


def test_the_same_book_is_packed_into_the_same_bytes(tmp_path):
    one = pack(book(tmp_path / "a", "1"), tmp_path / "one" / "v1.0.tar.gz")
    two = pack(book(tmp_path / "elsewhere" / "b", "1"), tmp_path / "two" / "v1.0.tar.gz")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (entry("v1.0/../../outside"), r"v1.0/../../outside lies outside v1.0/"),
        (entry("/etc/outside"), "/etc/outside lies outside v1.0/"),
        (entry("index.html"), "index.html lies outside v1.0/"),
        (entry(".", tarfile.DIRTYPE), ". lies outside v1.0/"),
        (entry("v2.0/index.html"), "v2.0/index.html lies outside v1.0/"),
        (entry("v1.0/link", tarfile.SYMTYPE, "/etc/passwd"), "v1.0/link is neither"),
        (entry("v1.0/link", tarfile.LNKTYPE, "v1.0/a"), "v1.0/link is neither"),
        (entry("v1.0/pipe", tarfile.FIFOTYPE), "v1.0/pipe is neither"),
    ],
)
def test_an_archive_with_more_than_plain_files_in_its_folder_is_refused(tmp_path, member, reason):
    newest = book(tmp_path / "newest", "unreleased")
    archive = tar(tmp_path / "v1.0.tar.gz", entry("v1.0/a"), member)
    before = sorted(tmp_path.iterdir())
    result = site(newest, tmp_path / "site", archive)
    assert result.returncode == 2
    assert f"{archive}: {reason}" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "name", ["book.tar.gz", "v1.tar.gz", "1.0.tar.gz", "v1.0.zip", "v1.x.tar.gz"]
)
def test_an_archive_named_for_no_version_is_refused(tmp_path, name):
    archive = tar(tmp_path / name, entry("v1.0/index.html"))
    result = site(book(tmp_path / "newest", "unreleased"), tmp_path / "site", archive)
    assert result.returncode == 2
    assert f"{archive}: named for no version" in result.stderr


def test_two_archives_of_one_version_are_refused(tmp_path):
    one = pack(book(tmp_path / "a", "1"), tmp_path / "one" / "v1.0.tar.gz")
    two = pack(book(tmp_path / "b", "2"), tmp_path / "two" / "v1.0.tar.gz")
    result = site(book(tmp_path / "newest", "unreleased"), tmp_path / "site", one, two)
    assert result.returncode == 2
    assert f"{two}: v1.0 is there already" in result.stderr
    assert not (tmp_path / "site").exists()


def test_a_release_that_is_not_what_its_manifest_says_is_refused(tmp_path):
    newest = book(tmp_path / "newest", "unreleased")
    release = book(tmp_path / "release", "1.0")
    (release / "more.html").write_text("more")
    more = site(newest, tmp_path / "site", pack(release, tmp_path / "kept" / "v1.0.tar.gz"))
    assert more.returncode == 2
    assert "v1.0/SHA256SUMS does not name more.html" in more.stderr
    (release / "more.html").unlink()
    (release / "index.html").write_text("changed")
    changed = site(newest, tmp_path / "site", pack(release, tmp_path / "kept" / "v1.0.tar.gz"))
    assert changed.returncode == 2
    assert "index.html: FAILED" in changed.stderr
    (release / "SHA256SUMS").unlink()
    bare = site(newest, tmp_path / "site", pack(release, tmp_path / "kept" / "v1.0.tar.gz"))
    assert bare.returncode == 2
    assert "no v1.0/SHA256SUMS" in bare.stderr


def test_a_broken_archive_no_book_and_a_site_that_is_there_are_refused(tmp_path):
    newest = book(tmp_path / "newest", "unreleased")
    (tmp_path / "v1.0.tar.gz").write_bytes(b"no archive")
    for arguments, reason in [
        ((newest, tmp_path / "site", tmp_path / "v1.0.tar.gz"), "not a gzip file"),
        ((newest, tmp_path / "site", tmp_path / "v2.0.tar.gz"), "No such file"),
        ((tmp_path / "none", tmp_path / "site"), "no index.html"),
        ((newest, newest), "is there already"),
    ]:
        result = site(*arguments)
        assert result.returncode == 2
        assert reason in result.stderr
        assert not (tmp_path / "site").exists()


def test_the_workflow_is_valid():
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", WORKFLOW]
    result = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_actions_are_pinned_and_only_what_publishes_may_write():
    text = WORKFLOW.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    for action in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action), action
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    jobs = workflow["jobs"]
    assert {name: job.get("permissions") for name, job in jobs.items()} == {
        "test": None,
        "publish": {"pages": "write", "id-token": "write"},
        "release": {"contents": "write", "actions": "write"},
    }
    for name in ("publish", "release"):  # what may write runs nothing of the project
        assert not any("checkout" in step.get("uses", "") for step in jobs[name]["steps"])
        assert jobs[name]["needs"] == "test"
