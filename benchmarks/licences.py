"""`make licences`: the licence of every pinned package, into `licences.md` beside this.

Nothing of these packages is contained in the wheel or the repository: all are installed from the
index, as they are. A licence is compatible here if it allows that beside code under MIT.
"""

import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "benchmarks" / "licences.md"
LOCKS = {
    "book": "requirements.txt",
    "test": "requirements-test.txt",
    "lab": "requirements-lab.txt",
    "faults": "requirements-faults.txt",
}

COMPATIBLE = {
    *("0BSD", "BSD", "BSD-2-Clause", "BSD-2-Clause-Views", "BSD-3-Clause"),
    *("Apache-2.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "Public domain"),
    *("CNRI-Python", "MPL-1.1", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib"),
}
"""By their SPDX names; `BSD` where the package does not say which of them."""

OTHER_NAMES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "ISC license": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""What classifiers and packages call them."""

READ = {
    "appnope": ("1.0.0", "BSD-2-Clause", "the metadata of its wheel; macOS alone"),
    "atheris": ("3.0.0, 3.1.0", "Apache-2.0", "its file LICENSE"),
    "axe-playwright-python": (
        "0.1.8",
        "MIT AND MPL-2.0",
        "its file LICENSE, and the head of its copy of axe-core",
    ),
    "colorama": ("0.4.6", "BSD-3-Clause", "its file LICENSE.txt; Windows alone"),
    "docutils": (
        "0.21.2",
        "Public domain AND BSD-2-Clause AND BSD-3-Clause AND PSF-2.0",
        "its file COPYING.txt; the GPL of its classifiers is that of an Emacs mode, not installed",
    ),
    "overrides": ("7.7.0", "Apache-2.0", "its file LICENSE; before Python 3.12 alone"),
    "pywinpty": ("3.1.2", "MIT", "the metadata of its wheel; Windows alone"),
}
"""Packages whose metadata do not say it, or which are not installed on each machine: the version
of which it was read, the licence, and where it was read."""


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of each requirement of a lock file."""
    return set(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), flags=re.M))


def pinned_in() -> dict[tuple[str, str], list[str]]:
    """Name and version of every pin, sorted, and what it is for: the book, else tests or lab."""
    found: dict[tuple[str, str], list[str]] = {}
    for use, lock in LOCKS.items():
        for pin in pins(lock):
            if found.get(pin) != ["book"] and not (use == "faults" and pin in found):
                found.setdefault(pin, []).append(use)
    return dict(sorted(found.items()))


def canonical(name: str) -> str:
    """The name of a package as lock files have it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def said(package: Distribution) -> str:
    """The licence that the metadata of a package give; '' if they give none.

    One expression, or else the one line of a licence, or else all that its classifiers name.
    """
    if expression := package.metadata.get("License-Expression"):
        return expression
    line = package.metadata.get("License", "").strip()
    classifiers = [
        name.rpartition(" :: ")[2]
        for name in package.metadata.get_all("Classifier", [])
        if name.startswith("License :: ")
    ]
    # A text of a licence in place of its name is no name, and no name speaks against a classifier
    names = {OTHER_NAMES.get(name, name) for name in classifiers}
    if line != "UNKNOWN" and 0 < len(line) <= 40 and "\n" not in line:
        exact = OTHER_NAMES.get(line, line)
        names = {exact, *(name for name in names if not exact.startswith(name))}
    return " AND ".join(sorted(names))


def is_compatible(licence: str) -> bool:
    """Whether all that an expression demands is compatible, in one of its choices.

    >>> is_compatible("MIT AND PSF-2.0"), is_compatible("MPL-1.1 OR GPL-2.0-only")
    (True, True)
    >>> is_compatible("MIT AND GPL-2.0-only"), is_compatible("")
    (False, False)
    """
    choices = [choice.split(" AND ") for choice in licence.split(" OR ")]
    return any(COMPATIBLE.issuperset(choice) for choice in choices)


def licence(pin: tuple[str, str], installed: dict[str, Distribution]) -> tuple[str, str]:
    """The licence of a pin and where it was read, '' for the package's own metadata.

    Of a package with several pins, for other versions of Python, one is installed.

    Raises
    ------
    ValueError
        It is not known, or not compatible.
    """
    name, version = pin
    if name in READ:
        read, found, where = READ[name]
        if version not in read.split(", "):
            raise ValueError(f"{name} {version}: its licence was read of {read}; read it again")
    elif name in installed:
        found, where = said(installed[name]), ""
    else:
        raise ValueError(f"{name} {version}: not installed here; read its licence, into READ")
    if not is_compatible(found):
        raise ValueError(f"{name} {version}: {found or 'no licence'} found; see COMPATIBLE, READ")
    return found, where


def page(rows: Iterable[tuple[str, str, str, str, str]]) -> str:
    """The table of packages as it is committed."""
    lines = [
        "# Licences of what is installed",
        "",
        "Made by `make licences`, which fails on a licence that it does not know to be compatible"
        " with MIT as things are",
        "used here: nothing of these packages is contained in the wheel or the repository, all are"
        " installed from the index as they",
        "are. *Pinned for* is the book (`requirements.txt`, of which the other files have all),"
        " the tests (`requirements-test.txt`),",
        "the lab (`requirements-lab.txt`) or `make faults` alone (`requirements-faults.txt`)."
        " Where nothing else is said, the licence is",
        "what the package's metadata say.",
        "Wheels also hold libraries that their own licence files name: those of NumPy, SciPy and"
        " scikit-learn parts of GCC's runtime, under the",
        "GPL with its runtime exception, and libquadmath, under the LGPL. What the built book"
        " carries is in [NOTICE.md](../NOTICE.md).",
        "",
        "| package | version | licence | pinned for | read in |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page, or say what is not known or not compatible, and end with status 1."""
    installed = {canonical(package.name): package for package in distributions()}
    rows, problems = [], []
    for pin, uses in pinned_in().items():
        try:
            found, where = licence(pin, installed)
            rows.append((*pin, found, ", ".join(uses), where))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        sys.exit("\n".join(problems))
    PAGE.write_text(page(rows), encoding="utf-8")
    print(f"{PAGE}: {len(rows)} packages, all compatible")


if __name__ == "__main__":
    main()
