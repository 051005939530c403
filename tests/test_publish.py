"""A published figure has all its parts, the same bytes every time, and a CSV that redraws it."""

import functools
import hashlib
import io
import os
import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from policytext.figures import CitedFigure, publish, read_table, share_dots, write_table
from policytext.figures.publish import MIME_TYPE

TABLE = pd.DataFrame(
    {
        "document": ["a", "b"],
        "document_en": ["District 2023", "County 2024"],
        "document_zh": ["某区 2023", "某县 2024"],
        "theme": "industry",
        "colour": "#D55E00",
        "text_colour": "#B04E00",
        "share": [0.5, 1 / 3],
        "low": [0.4, np.nan],
        "high": [0.6, np.nan],
        "share_of_tokens": [0.45, 0.3],
        "error": [-0.02, np.nan],
        "n": [10, 3],
        "n_sentences": [20, 9],
    }
)
WORDS = {
    "title": "Industry: share of sentences",
    "title_zh": "产业：句子比例",
    "kind": "dots",
    "unit": "share of sentences, 0 to 1",
    "denominator": "sentences of the text",
    "n": "29 sentences in 2 texts",
    "caption": "Share of sentences on industry in two documents.",
    "caption_zh": "两篇文本中产业句子的占比。",
    "alt": "Two dots: half of the sentences in the district; a third in the county, no interval.",
}


@pytest.fixture(scope="module")
def figure() -> CitedFigure:
    return publish("fig-toy-share", share_dots, TABLE, width="column", height=40, **WORDS)


def test_a_figure_has_two_languages_in_three_forms_and_its_data(figure):
    assert sorted(figure.files) == [
        "csv", "en.pdf", "en.png", "en.svg", "zh.pdf", "zh.png", "zh.svg",
    ]  # fmt: skip
    assert figure.files["en.svg"] != figure.files["zh.svg"]
    assert (figure.width_mm, figure.height_mm) == (85, 40)
    assert figure.chart == "policytext.figures.charts.share_dots"
    assert (figure.group, figure.documents) == ("toy", ("a", "b"))


def test_files_have_the_declared_size(figure):
    picture = Image.open(io.BytesIO(figure.files["en.png"]))
    assert picture.size == (1003, 472)  # 85 x 40 mm at 300 dpi
    assert round(picture.info["dpi"][0]) == 300
    width = re.search(rb'width="([0-9.]+)pt"', figure.files["en.svg"]).group(1)
    assert float(width) == pytest.approx(85 / 25.4 * 72, abs=0.01)


def test_svg_text_is_paths_and_pdf_embeds_a_truetype_subset(figure):
    assert b"<text" not in figure.files["en.svg"]
    for lang in ("en", "zh"):
        pdf = figure.files[f"{lang}.pdf"]
        assert re.search(rb"/BaseFont /[A-Z+]*NotoSansSC-Regular", pdf)
        assert b"/FontFile2" in pdf and b"/Type3" not in pdf


def test_no_file_carries_a_clock_or_a_version(figure):
    for name, data in figure.files.items():
        assert b"CreationDate" not in data and b"<dc:date>" not in data, name
        assert b"matplotlib.org" not in data.lower(), name


def test_the_csv_redraws_the_figure_to_the_same_bytes(figure):
    table = read_table(figure.files["csv"])
    again = publish("fig-toy-share", share_dots, table, width="column", height=40, **WORDS)
    assert again.files == figure.files


def test_another_process_with_other_hashes_and_settings_gives_the_same_bytes(figure, tmp_path):
    (tmp_path / "table.csv").write_bytes(figure.files["csv"])
    code = (
        "import hashlib, sys, matplotlib; matplotlib.rcParams['font.size'] = 30\n"
        "from policytext.figures import publish, read_table, share_dots\n"
        "table = read_table(open(sys.argv[1], 'rb').read())\n"
        f"f = publish('fig-toy-share', share_dots, table, width='column', height=40, **{WORDS!r})\n"
        "print(hashlib.sha256(b''.join(f.files[k] for k in sorted(f.files))).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "table.csv")],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = hashlib.sha256(b"".join(figure.files[k] for k in sorted(figure.files)))
    assert run.stdout.strip() == ours.hexdigest()


def test_publishing_leaves_the_settings_of_matplotlib_alone():
    before = dict(mpl.rcParams)
    publish("fig-toy-share", share_dots, TABLE, height=40, **WORDS)
    assert dict(mpl.rcParams) == before


def test_options_reach_the_chart():
    seen = []

    def chart(table, *, lang, ax, mark):
        seen.append((lang, mark))

    publish("fig-toy", chart, TABLE, mark="x", **WORDS)
    assert seen == [("en", "x"), ("zh", "x")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "toy-share"}, "figure id 'toy-share'"),
        ({"id": "fig-Toy"}, "figure id"),
        ({"id": "fig-toy--share"}, "figure id"),
        ({"id": "fig-"}, "figure id"),
        ({"caption": " "}, "English caption is empty"),
        ({"title": " "}, "English title is empty"),
        ({"title": 81 * "a"}, "English title has 81 characters, expected 80 or less"),
        ({"title_zh": 41 * "字"}, "Chinese title has 41 characters, expected 40 or less"),
        ({"title": "Dots."}, "English title ends with a full stop"),
        ({"title_zh": "点图。"}, "Chinese title ends with a full stop"),
        ({"unit": ""}, "unit is empty"),
        ({"n": ""}, "n is empty"),
        ({"kind": "pie"}, "kind 'pie', expected one of bars, dots"),
        ({"table": TABLE.assign(**{"f1 [0-1]": 1})}, "column 'f1 [0-1]' bears its unit already"),
        ({"table": pd.concat([TABLE, TABLE[["n"]]], axis=1)}, "column 'n' comes twice"),
        ({"caption_zh": ""}, "Chinese caption is empty"),
        ({"alt": "Two dots."}, "alt text has 9 characters, expected 60"),
        ({"table": TABLE.head(0)}, "the table has no rows"),
        ({"width": "half"}, "width 'half', expected one of full, column"),
    ],
)
def test_what_is_lacking_is_named(change, message):
    given = {"id": "fig-toy", "chart": share_dots, "table": TABLE, **WORDS, **change}
    with pytest.raises(ValueError, match=re.escape(message)):
        publish(given.pop("id"), given.pop("chart"), given.pop("table"), **given)


def test_a_character_that_the_font_lacks_is_an_error():
    table = TABLE.assign(document_zh=["某区", "\U0001f600"])
    with pytest.raises(ValueError, match=r"fig-toy \(zh\): Glyph 128512"):
        publish("fig-toy", share_dots, table, **WORDS)


def test_a_figure_too_small_for_its_labels_is_an_error():
    with pytest.raises(ValueError, match=r"fig-toy \(en\): constrained_layout not applied"):
        publish("fig-toy", share_dots, TABLE, width="column", height=8, **WORDS)


def test_the_bundle_for_the_book_holds_the_whole_figure(figure):
    bundle, metadata = figure._repr_mimebundle_()
    assert CitedFigure.from_record(bundle[MIME_TYPE]) == figure
    assert "image/png" in bundle and metadata["image/png"]["width"] == 368


def test_a_table_comes_back_from_csv_as_it_was():
    table = pd.DataFrame(
        {
            "token": ["NA", "null", "=1+1", "'=1+1", "-", "+", "@", "’", "新,质"],
            "n": range(9),
            "share": [0.1, 1 / 3, np.nan, 1e-17, 0, 1, 2, 3, 4],
            "core": [True, False, True] * 3,
        }
    )
    pd.testing.assert_frame_equal(read_table(write_table(table)), table)


def test_the_header_says_the_units_of_our_charts_and_of_no_others(figure):
    table = pd.read_csv(io.BytesIO(figure.files["csv"]), encoding="utf-8-sig")
    assert "share [0-1 of sentences]" in table and "n [sentences]" in table
    assert "document" in table and "theme" in table
    assert list(read_table(figure.files["csv"])) == list(TABLE)

    mine = TABLE.assign(**{"rain [mm]": 3})

    def chart(table, *, lang, ax):
        assert list(table) == list(mine)

    own = publish("fig-toy", chart, mine, **WORDS)
    assert list(pd.read_csv(io.BytesIO(own.files["csv"]), encoding="utf-8-sig")) == list(mine)


def test_a_column_may_be_named_by_a_number():
    assert write_table(pd.DataFrame({2023: ["=1"]})).decode("utf-8-sig") == "2023\n'=1\n"


def test_the_group_is_the_second_word_of_the_id_unless_given():
    def chart(table, *, lang, ax): ...

    assert publish("fig-toy-share", chart, TABLE, **WORDS).group == "toy"
    assert publish("fig-toy-share", chart, TABLE, group="mine", **WORDS).group == "mine"


def test_a_chart_without_a_name_bears_that_of_its_class():
    chart = functools.partial(share_dots)
    assert publish("fig-toy", chart, TABLE, height=40, **WORDS).chart == "functools.partial"


def test_the_documents_are_those_of_the_table_once_each():
    def chart(table, *, lang, ax): ...

    pairs = TABLE.assign(document=["a", np.nan], other_document=["b", "a"])
    assert publish("fig-toy", chart, pairs, **WORDS).documents == ("a", "b")
    assert publish("fig-toy", chart, TABLE[["n"]], **WORDS).documents == ()


def test_a_spreadsheet_runs_nothing_and_knows_the_encoding():
    table = pd.DataFrame({"token": ["=1+1", "@x", "创新"], "=log_ratio": [-1.5, 2, 3]})
    data = write_table(table)
    pd.testing.assert_frame_equal(read_table(data), table)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == [
        "token,'=log_ratio", "'=1+1,-1.5", "'@x,2.0", "创新,3.0",
    ]  # fmt: skip
