"""The types of the package, as a type checker sees them in a user's script."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(not find_spec("mypy"), reason="mypy is not installed")

SCRIPT = """
import pandas as pd

from policytext import (
    InputError, clean, derive, formulas, label, load, named, read_coding, segment, targets
)
from policytext.coding.formulas import Formula
from policytext.coding.targets import Target
from policytext.reading.clean import CleanText
from policytext.tables import Tables

cleaned: CleanText = clean("首页 > 讲话 >")
text: str = cleaned.text
tokens: list[str] = segment(text, words=("新质生产力",))
themes: list[tuple[str, ...]] = label([text], context=False)
found: list[Target] = targets([text])
sizes: list[float] = [float(target.value) for target in found]
numbered: list[Formula] = formulas(text)
names: list[str] = [formula.normalised for formula in numbered]
try:
    tables: Tables = derive("corpus", only_tokens=True)
except InputError as error:
    print(str(error))
    tables = load()
shares: pd.DataFrame = named(tables.tokens, tables)
coded: pd.DataFrame = read_coding("themes")
"""

WRONG = """
from policytext import clean, derive, formulas, label, load, segment, targets

n: int = segment("...")
clean(b"...")
derive(1)
formulas(["..."])
label(1)
load().nothing
targets(1)
"""


def checked(script: str, folder) -> subprocess.CompletedProcess[str]:
    """What mypy says of a script in a folder of its own, without any settings."""
    (folder / "script.py").write_text(script, "utf-8")
    options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
    return subprocess.run(
        [sys.executable, "-m", "mypy", *options, "script.py"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_a_script_that_uses_the_public_names_passes(tmp_path):
    said = checked(SCRIPT, tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr


def test_each_wrong_use_is_reported(tmp_path):
    said = checked(WRONG, tmp_path)
    uses = range(4, WRONG.count("\n") + 1)  # the lines below the import
    assert [n for n in uses if f"script.py:{n}: error" not in said.stdout] == [], said
