"""`make audit`: what is known of vulnerabilities in the pinned versions, by pip-audit.

pip-audit says that nothing is known, with status 0, when its database has not answered for a single
pin, and leaves out pins for other systems. Here every pin is asked for, and the status is

- 0 if a database answered for each of them and knows of nothing,
- 1 if it knows of something,
- 2 if pins were not audited; it is said why.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.licences import LOCKS, ROOT

DATABASES = ("pypi", "osv")
"""The advisories of PyPI; those of OSV, if PyPI has not answered for all pins."""


class Answer(NamedTuple):
    """What a database knows, a line for each vulnerability, and for what it gave no answer."""

    known: list[str]
    missing: list[str]


def lock_files() -> list[str]:
    """All pins with their hashes and without markers, so that none is left out.

    A package that is pinned in two versions, for two versions of Python, is in two files.
    """
    files: list[dict[str, str]] = []
    seen = set()
    for lock in LOCKS.values():
        for block in re.split(r"\n(?=\w)", (ROOT / lock).read_text("utf-8").strip()):
            first, _, hashes = block.partition("\n")
            pin = first.partition(" ")[0]
            if pin in seen:
                continue
            seen.add(pin)
            name = pin.partition("==")[0]
            free = next((file for file in files if name not in file), None)
            if free is None:
                files.append(free := {})
            free[name] = f"{pin} \\\n{hashes}"
    return ["\n".join(file.values()) + "\n" for file in files]


def ask(database: str, lock: str) -> Answer:
    """What a database says of the pins of a lock file."""
    with TemporaryDirectory() as folder:
        requirements, answer = Path(folder, "requirements.txt"), Path(folder, "answer.json")
        requirements.write_text(lock, "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
        command += ["--require-hashes", "--disable-pip", "--vulnerability-service", database]
        command += ["--progress-spinner", "off", "--format", "json", "--output", str(answer)]
        done = subprocess.run(command, capture_output=True, text=True)
        if not answer.is_file():
            reason = done.stderr.strip().rpartition("\n")[2] or f"status {done.returncode}"
            return Answer([], [reason] * len(re.findall("^\\w", lock, flags=re.M)))
        packages = json.loads(answer.read_text("utf-8"))["dependencies"]
    return answer_of(packages)


def answer_of(packages: list[dict]) -> Answer:
    """The answer that pip-audit's `dependencies` hold."""
    known = [
        f"{package['name']} {package['version']}: {found['id']},"
        f" mended in {', '.join(found['fix_versions']) or 'no version'}"
        for package in packages
        for found in package.get("vulns", ())
    ]
    missing = [package["skip_reason"] for package in packages if "skip_reason" in package]
    return Answer(known, missing)


def main() -> int:
    """Ask the databases, say what they answered, and give the status."""
    locks = lock_files()
    n_pins = sum(len(re.findall("^\\w", lock, flags=re.M)) for lock in locks)
    known: set[str] = set()
    missing: list[str] = []
    for database in DATABASES:
        answers = [ask(database, lock) for lock in locks]
        known |= {line for answer in answers for line in answer.known}
        missing = [reason for answer in answers for reason in answer.missing]
        if not missing:
            print(f"{database}: answered for all {n_pins} pins")
            break
        print(f"{database}: no answer for {len(missing)} of {n_pins} pins: {missing[0]}")
    if known:
        print("\n".join(["Known vulnerabilities:", *sorted(known)]))
        return 1
    if missing:
        print("Not audited: no database answered for all pins. Nothing is known of their safety.")
        return 2
    print("No vulnerability is known.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
