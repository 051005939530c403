"""A corpus that means harm: strings that a browser, a shell, a template or a spreadsheet would run.

Each would leave a trace if it were run: `window.hostile` in a page, the file `RAN` on disk, the
number `RESULT`, or `SECRET`, what a file beside the corpus says.
"""

import csv
from pathlib import Path

RAN = "it-ran"
SECRET = "canary-in-a-file-beside-the-corpus"
RESULT = str(12345 * 6789)

STRINGS = {
    "script": "</script><script>hostile=1</script>",
    "handler": '"><img src=x onerror=hostile=1>',
    "link": "[a](javascript:hostile=1)",
    "picture": "![a](https://hostile.invalid/a.png)",
    "role": "{include}`../../../secret.txt`",
    "directive": "```{eval-rst}\n.. include:: /../../secret.txt\n```",
    "cell": f"```{{code-cell}}\nopen('{RAN}','w')\n```",
    "python": f'"+str(open("{RAN}","w"))+"',
    "shell": f"$(touch {RAN});`touch {RAN}`",
    "jinja": "{{ 12345*6789 }}{% for a in b %}",
    "template": "${code} $title %(a)s {0}",
    "entity": "&lt;b&gt;&amp;&#60;i&#62;",
    "comment": "--><b>a</b><!--",
    "math": r"$x^{2}$ $\frac{",
    "formula": '=HYPERLINK("http://hostile.invalid")',
    "terminal": "\x1b[31ma\x1b]0;b\x07\x9b2J",
    "bidi": "\u202eabc\u2066\u200f",
    "zero_width": "a\u200db\u200b\ufeff",
    "emoji": "👩\u200d🔬🇨🇳",
    "rtl": "שלום عربي",
    "quotes": "'a' \"b\" \\ \\\\ `c`",
    "lines": "a\nb\n\n# c\u2028d",
    "yaml": "a: [b, *c] # !!python/none",
    "bibtex": "@misc{a, b = {c}}}%",
}
"""By kind; short, so that a picture has room for each."""

KINDS = tuple(STRINGS)
N_DOCUMENTS = len(KINDS) // 2
"""Each has two kinds of strings: one in English and one in Chinese columns."""

THEMES = {"water": ("script", "jinja"), "fire": ("math", "formula"), "wood": ("emoji", "bidi")}
"""Themes with the kinds of strings that are their labels; the first two have a chapter."""
TERMS = {"water": "河水", "fire": "灯火", "wood": "林木"}
GLOSSED = ("道路", "村庄", "大家", "今年", "看书", "展馆")

TITLE = STRINGS["jinja"] + STRINGS["script"]
AUTHORS = (STRINGS["bibtex"], STRINGS["handler"], STRINGS["terminal"])

SENTENCES = (
    "河水从山上流下来，我们把河水引到田地里。",
    "灯火亮起来以后，大家在灯火下面看书。",
    "林木长得很高，林木下面是田地和村庄。",
    "矿山已经关闭，矿山旁边建成12座展馆。",
    "今年新修道路35公里，明年力争再修40公里。",
    "林木、田地和矿山都要看护好。",
)


def strings_of(place: int) -> tuple[str, str]:
    """The two strings of a document."""
    return STRINGS[KINDS[place]], STRINGS[KINDS[place + N_DOCUMENTS]]


def write_corpus(folder: Path) -> Path:
    """The corpus in a folder of its own, with lexicon and settings; `secret.txt` stands beside."""
    folder.mkdir(parents=True)
    folder.with_name("secret.txt").write_text(f"{SECRET}\n", "utf-8")
    rows = []
    for place in range(N_DOCUMENTS):
        english, chinese = strings_of(place)
        name = f"{english}{chinese}.txt".replace("/", "∕")
        (folder / name).write_text(text_with(english + chinese, place), "utf-8")
        about = dict.fromkeys(("label_en", "place", "genre", "url", "publisher"), english)
        about |= dict.fromkeys(("label_zh", "title_zh", "speaker", "note"), chinese)
        about[STRINGS["handler"]] = english
        year = f"{2020 + place % 3}{english if place == 1 else ''}"
        rows.append({"id": f"d{place}", "file": f"./{name}", **about, "year": year})
    write_csv(folder / "documents.csv", rows)
    write_lexicon(folder / "lexicon")
    authors = ", ".join(map(toml, AUTHORS))
    settings = f'title = {toml(TITLE)}\nauthors = [{authors}]\nlexicon = "replace"\n'
    (folder / "book.toml").write_text(settings, "utf-8")
    return folder


def text_with(string: str, place: int) -> str:
    """A text that says a string in lines of its own and within sentences."""
    turned = [*SENTENCES[place % 6 :], *SENTENCES[: place % 6]]
    said = [f"{sentence[:-1]}{string}。" for sentence in turned[::2]]
    return "\n".join([string, "", *said, *turned, *said, string, ""])


def write_lexicon(folder: Path) -> None:
    """Themes, terms and glosses that are strings of `STRINGS`, as far as they may be."""
    folder.mkdir()
    themes = [
        {
            "theme": code,
            "label_en": STRINGS[english][:30],
            "label_zh": STRINGS[chinese][:28],
            "core": str(code != "wood").lower(),
            "covers": STRINGS["handler"],
        }
        for code, (english, chinese) in THEMES.items()
    ]
    write_csv(folder / "themes.csv", themes)
    terms = [
        {"theme": code, "term": term, "gloss": STRINGS["handler"], "strength": "strong"}
        for code, term in TERMS.items()
    ]
    terms += [
        {"theme": "water", "term": "".join(string.split()), "gloss": string, "strength": "weak"}
        for string in STRINGS.values()
        if "".join(string.split()).isprintable()
    ]
    write_csv(folder / "terms.csv", terms)
    glosses = zip(GLOSSED, STRINGS.values(), strict=False)
    write_csv(folder / "glosses.csv", [{"token": a, "gloss": b} for a, b in glosses])


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def toml(text: str) -> str:
    """The text as TOML has it in quotes, all but letters and digits as escapes."""
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08x}" for c in text) + '"'
