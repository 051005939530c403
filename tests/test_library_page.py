"""The example page of the library runs as it stands, in a folder that has nothing of ours."""

import re
import subprocess
import sys
from pathlib import Path

import policytext

CHAPTER = Path(__file__).parents[1] / "chapters" / "reproduce.md"
SECTION = re.compile(r"^\(reproduce-library\)=\n(.*?)^\(reproduce-same\)=", re.M | re.S)
CELL = re.compile(r"^```\{code-cell\} python\n(.*?)^```", re.M | re.S)


def cells() -> list[str]:
    return CELL.findall(SECTION.search(CHAPTER.read_text("utf-8")).group(1))


def test_the_cells_run_one_after_the_other_anywhere(tmp_path):
    script = tmp_path / "page.py"
    script.write_text("\n".join(cells()) + "\nprint(words.head(1)['corpus'].item())\n", "utf-8")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "own\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.py"]


def test_the_page_uses_each_public_name_but_those_for_coders():
    used = set(re.findall(r"\w+", "\n".join(cells())))
    assert set(policytext.__all__) - used == {"InputError", "named", "read_coding"}
