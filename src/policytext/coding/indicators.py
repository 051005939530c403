"""Which wordings name the same indicator?

`data/lexicon/indicators.csv` maps variants (规上工业增加值, 规模以上工业增加值) to one name with an
English gloss, a unit and the statistical definition. What is not in it stays as it is.
"""

import re
from dataclasses import dataclass
from functools import cache

from policytext.data import InputError, lexicon_folder, read_rows

COLUMNS = ("variant", "indicator", "gloss", "unit", "definition")

# Words that say when or where and leave the indicator the same: 全年, the whole year; *, a mask.
SCOPE = re.compile(
    r"(?:全年|全[省市区县盟州旗]|我[省市区县盟]|本[省市区县]|自治区|\*[省市区县]?"
    r"|年末|力争|预计|实现|完成)"
)


@dataclass(frozen=True)
class Indicator:
    """An indicator: its name, English gloss, unit and statistical definition."""

    name: str
    gloss: str
    unit: str
    definition: str


@cache
def indicators() -> dict[str, Indicator]:
    """Each known wording -> its indicator; read once.

    Raises
    ------
    InputError
        For a wording that comes twice, and for one whose indicator has no row of its own.
    """
    path = lexicon_folder() / "indicators.csv"
    rows = read_rows(path, COLUMNS)
    own = {
        row["indicator"]: Indicator(row["indicator"], row["gloss"], row["unit"], row["definition"])
        for _, row in rows
        if row["variant"] == row["indicator"]
    }
    known: dict[str, Indicator] = {}
    for line, row in rows:
        if row["variant"] in known:
            raise InputError(f"{path}: line {line}: found {row['variant']} twice, expected it once")
        if row["indicator"] not in own:
            raise InputError(
                f"{path}: line {line}: found indicator {row['indicator']}, expected its own row"
            )
        known[row["variant"]] = own[row["indicator"]]
    return known


def canonical(indicator: str) -> str:
    """The common name of an indicator; the wording itself where it is not known.

    Words of time and place before it are left out for the search (全年, 全区, 我市, the mask `*`).

    Value added of larger industrial firms, in its short form and with 'the whole district':

    >>> canonical("全区规上工业增加值"), canonical("驿站")
    ('规模以上工业增加值', '驿站')
    """
    known = indicators()
    wording = indicator.replace("的", "")
    for _ in range(4):
        if wording in known:
            return known[wording].name
        match = SCOPE.match(wording)
        if not match or not match[0]:
            break
        wording = wording[match.end() :]
    return indicator
