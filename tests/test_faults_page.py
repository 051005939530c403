"""README promises with the figures of the page that `make faults` writes, and no others."""

import re
from pathlib import Path

import pytest
from faults import campaign

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def table(first_column: str) -> list[list[str]]:
    """The rows of the table of the page whose first column is called so."""
    for block in campaign.PAGE.read_text("utf-8").split("\n\n"):
        if block.startswith(f"| {first_column} |"):
            return [line.strip("| ").split(" | ") for line in block.splitlines()[2:]]
    raise AssertionError(f"no table of {first_column}")


def total(rows: list[list[str]], column: int) -> int:
    return sum(int(row[column].replace(",", "")) for row in rows)


def test_the_kills_of_the_readme_are_those_of_the_page():
    rows = table("killed")
    n_kills, in_the_middle, lost, wrong = (total(rows, column) for column in range(1, 5))
    said = (
        f"{n_kills} kills at random moments of `derive`, `verify`, `manifest`, of figures and of"
        f" `make book`: {lost} outputs lost, {wrong} wrong"
    )
    assert said in README
    assert n_kills >= 500 and in_the_middle > 0.8 * n_kills


def test_the_inputs_strings_and_slopes_of_the_readme_are_those_of_the_page():
    *targets, everything = table("target")
    assert total(targets, 1) == total([everything], 1) >= 10_000_000
    [[strings, pages, shown, run]] = table("hostile strings")
    steepest = max(float(row[2]) for row in table("time against size, 1 to 64 kB"))
    said = (
        f"{strings} kinds of harm on {pages} pages, shown {int(shown):,} times, run {run} times;"
        f" {everything[1]} inputs guided by coverage, of which {everything[3]} crash or stall;"
        f" slopes up to {steepest:.2f}"
    )
    assert said in README
    assert steepest <= 1.2


def test_no_test_of_faults_failed_when_the_page_was_made():
    rows = table("tests")
    assert total(rows, 1) > 500 and total(rows, 2) == 0


@pytest.mark.parametrize("page", ["", "# Page\n\n## Other\n\nb\n", "# Page\n\n## One\n\nold\n"])
def test_a_section_takes_the_place_of_its_own_and_of_no_other(page):
    made = campaign.with_section(page, "One", ["new"])
    assert campaign.with_section(made, "One", ["new"]) == made
    assert made.count("## One\n\nnew\n") == 1 and "old" not in made
    assert re.findall("^## Other\n\nb$", page, flags=re.M) == re.findall(
        "^## Other\n\nb$", made, flags=re.M
    )
