"""The gallery: as files, as a page of a small book, and in a browser."""

import io
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from policytext.figures import CitedFigure, publish
from policytext.figures.publish import KINDS
from policytext.tables import load, read_themes

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("myst_nb")

from small_book import CITATION, build  # noqa: E402

from policytext.book.gallery import BOX, CHAPTERS, KINDS_ZH, grouped, thumbnail  # noqa: E402

CONF = """
extensions = ["myst_nb", "policytext.book.gallery"]
copyright = "2024–2026"
numfig = True
nb_execution_mode = "off"
html_theme = "basic"
"""
FIRST, SECOND, THIRD = load().documents["document"].head(3)


def dot(table, *, lang, ax):
    ax.plot(table["n"], [1] * len(table), "o")


def figure(id: str, kind: str, *documents: str) -> CitedFigure:
    table = pd.DataFrame({"document": documents, "n": 1}) if documents else pd.DataFrame({"n": [1]})
    return publish(
        id,
        dot,
        table,
        title=f"Title of {id} & <more>",
        title_zh="点",
        kind=kind,
        unit="dots",
        n="a few dots",
        caption="Some dots.",
        caption_zh="几个点。",
        alt="A few dots stand beside each other on a white ground, and nothing else is to be seen.",
        height=40,
    )


def page(title: str, *figures: CitedFigure) -> str:
    """A notebook as it stands in the cache after execution: a title and figures."""
    cells = [nbformat.v4.new_markdown_cell(f"# {title}", id="title")]
    for shown in figures:
        data, metadata = shown._repr_mimebundle_()
        output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
        cells.append(nbformat.v4.new_code_cell("figure", outputs=[output], id=shown.id))
    language = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=language))


SHARE = figure("fig-culture-share", "dots", FIRST, SECOND)
CLOUD = figure("fig-culture-cloud", "cloud")
RATES = figure("fig-formulas-rates", "bars", SECOND, THIRD)
OWN = figure("fig-own-thing", "dots", THIRD)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Formulas come before culture; the gallery before both."""
    folder = tmp_path_factory.mktemp("gallery")
    source = folder / "source"
    (source / "deep").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "CITATION.cff").write_text(CITATION, "utf-8")
    toctree = "```{toctree}\ndeep/figures\nformulas\nculture\n```"
    (source / "index.md").write_text(f"# Book\n\n{toctree}\n", "utf-8")
    (source / "deep" / "figures.md").write_text(
        "# Figures\n\n## All\n\n```{figure-gallery}\n```\n\n## After\n", "utf-8"
    )
    (source / "formulas.ipynb").write_text(page("Formulas", OWN, RATES), "utf-8")
    (source / "culture.ipynb").write_text(page("Culture", SHARE, CLOUD), "utf-8")
    done = build(folder, "-W", "--keep-going", "-j2")
    assert done.returncode == 0, done.stderr
    return folder


def gallery_of(book: Path) -> BeautifulSoup:
    text = (book / "built" / "out" / "deep" / "figures.html").read_text("utf-8")
    return BeautifulSoup(text, "html.parser").select_one(".figure-gallery")


def ids(cards) -> list[str]:
    return [Path(card.img["src"]).name.removesuffix(".thumb.png") for card in cards]


def test_every_figure_of_the_book_has_one_card_themes_come_first_and_other_groups_last(book):
    found = gallery_of(book)
    headings = [heading.get_text() for heading in found.select("h3")]
    assert headings == ["Culture 文化", "Numbered formulas 数字口号", "own"]
    assert ids(found.select("li")) == [figure.id for figure in (SHARE, CLOUD, RATES, OWN)]


def test_a_card_has_number_kind_both_titles_and_leads_to_the_page_of_its_figure(book):
    card = gallery_of(book).select_one('li[data-kind="bars"]')
    assert card.select_one(".gallery-number").get_text() == "Fig. 2"
    assert card.select_one(".gallery-kind").get_text() == "bars"
    assert card.select_one('p[lang="zh-Hans"]').get_text() == "点"
    title = card.select_one("p > a")
    assert title.get_text() == "Title of fig-formulas-rates & <more>"
    targets = {link["href"] for link in card.select("a")}
    assert targets == {"../figures/fig-formulas-rates.html"}
    out = book / "built" / "out" / "deep"
    assert (out / targets.pop()).is_file() and (out / card.img["src"]).is_file()


def test_who_listens_or_tabs_meets_each_figure_once(book):
    for card in gallery_of(book).select("li"):
        assert card.img["alt"] == card.select_one("p > a").get_text()
        picture, _title = card.select("a")
        assert (picture["tabindex"], picture["aria-hidden"]) == ("-1", "true")
        assert card.select("[tabindex='0']") == []


def test_a_picture_keeps_its_place_while_it_loads(book):
    for card in gallery_of(book).select("li"):
        place = book / "built" / "out" / "deep" / card.img["src"]
        with Image.open(place) as small:
            size = [str(round(side / 2)) for side in small.size]
        assert [card.img["width"], card.img["height"]] == size
        assert card.img["loading"] == "lazy"


def test_the_filters_offer_what_the_book_has_and_are_hidden_without_a_script(book):
    form = gallery_of(book).form
    assert form.has_attr("hidden")
    offered = {
        select["name"]: [option["value"] for option in select.select("option")]
        for select in form.select("select")
    }
    assert offered == {
        "theme": ["", "culture", "formulas", "own"],
        "document": ["", FIRST, SECOND, THIRD],
        "kind": ["", "dots", "bars", "cloud"],
    }


def test_script_and_styles_load_on_the_page_of_the_gallery_alone(book):
    for page, expected in (("deep/figures", True), ("index", False), ("culture", False)):
        text = (book / "built" / "out" / f"{page}.html").read_text("utf-8")
        assert (("gallery.js" in text), ("gallery.css" in text)) == (expected, expected)


def test_the_gallery_follows_when_another_page_is_built_again(book, tmp_path):
    again = tmp_path / "again"
    shutil.copytree(book, again)
    (again / "source" / "culture.ipynb").write_text(page("Culture", CLOUD), "utf-8")
    done = build(again, "-W")
    assert done.returncode == 0, done.stderr
    left = [CLOUD.id, RATES.id, OWN.id]
    assert ids(gallery_of(again).select("li")) == left
    thumbnails = (again / "built" / "out" / "figures").glob("*.thumb.png")
    assert {path.name.split(".")[0] for path in thumbnails} == set(left)


def test_other_formats_leave_the_gallery_out(book):
    done = build(book, "-W", "-b", "text", "-d", str(book / "text-trees"))
    assert done.returncode == 0, done.stderr
    text = (book / "built" / "out" / "deep" / "figures.txt").read_text("utf-8")
    assert re.fullmatch(r"Figures\n\*+\n+All\n=+\n+After\n=+\n", text)


def test_a_thumbnail_is_small_has_the_same_bytes_again_and_no_metadata():
    png = SHARE.files["en.png"]
    small = thumbnail(png)
    assert small == thumbnail(png) and len(small) < 10_000
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (BOX[0], 83) and picture.mode == "P"
        assert picture.info == {}


def test_a_thumbnail_keeps_white_and_the_colour_of_a_theme_that_covers_little():
    picture = Image.new("RGB", (1000, 500), "white")
    for place in range(200):  # greys of type and axes
        picture.paste((place, place, place), (place * 4, 0, place * 4 + 4, 250))
    picture.paste("#CC79A7", (900, 400, 930, 430))
    buffer = io.BytesIO()
    picture.save(buffer, "png", dpi=(300, 300))
    with Image.open(io.BytesIO(thumbnail(buffer.getvalue()))) as small:
        red, green, blue = small.convert("RGB").getpixel((329, 149))
        assert small.convert("RGB").getpixel((10, 140)) == (255, 255, 255)
    assert max(abs(red - 0xCC), abs(green - 0x79), abs(blue - 0xA7)) < 16


def test_groups_have_names_kinds_have_chinese_ones_and_a_group_without_figures_falls_away():
    assert set(KINDS_ZH) == set(KINDS)
    assert not set(CHAPTERS) & set(read_themes()["theme"])
    assert grouped([OWN, RATES, SHARE], ["industry", "culture"]) == {
        "culture": [SHARE],
        "formulas": [RATES],
        "own": [OWN],
    }


@pytest.fixture
def visit(browser, book):
    """Opens the gallery with an address's end, and holds that nothing goes wrong meanwhile."""
    wrong, opened = [], []

    def open_page(end: str = "", **options):
        tab = browser.new_page(**options)
        opened.append(tab)
        tab.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(r.url))
        tab.goto((book / "built" / "out" / "deep" / "figures.html").as_uri() + end)
        return tab

    yield open_page
    for tab in opened:
        tab.close()
    assert wrong == []


def shown(tab) -> list[str]:
    return [
        Path(image.get_attribute("src")).name.removesuffix(".thumb.png")
        for image in tab.locator(".figure-gallery img:visible").all()
    ]


def count(tab) -> str:
    return tab.locator(".figure-gallery output").text_content()


def test_the_keyboard_alone_filters_counts_and_takes_it_back(visit):
    tab = visit()
    assert count(tab) == "4 of 4 figures"
    tab.locator("select[name=document]").focus()
    tab.keyboard.type(tab.locator(f"option[value={SECOND}]").text_content()[:4])
    assert (shown(tab), count(tab)) == ([SHARE.id, RATES.id], "2 of 4 figures")
    tab.keyboard.press("Tab")
    tab.keyboard.type("bars")
    assert (shown(tab), count(tab)) == ([RATES.id], "1 of 4 figures")
    assert tab.locator(".figure-gallery h3:visible").all_text_contents() == [
        "Numbered formulas 数字口号"
    ]
    assert tab.url.endswith(f"#document={SECOND}&kind=bars")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_function("!location.hash")
    assert len(shown(tab)) == 4 and count(tab) == "4 of 4 figures"


def test_an_address_brings_its_filters_and_one_that_names_nothing_known_shows_all(visit):
    tab = visit("#theme=culture&kind=dots")
    assert (shown(tab), count(tab)) == ([SHARE.id], "1 of 4 figures")
    assert tab.locator("select[name=theme]").input_value() == "culture"
    tab.evaluate("location.hash = 'theme=formulas'")
    tab.wait_for_function("document.querySelector('select[name=kind]').value === ''")
    assert shown(tab) == [RATES.id]
    tab.evaluate("location.hash = 'after'")
    assert shown(tab) == [RATES.id]
    assert len(shown(visit("#theme=opera"))) == 4


def test_filters_that_no_figure_fits_say_so(visit):
    tab = visit("#theme=formulas&kind=cloud")
    assert (shown(tab), count(tab)) == ([], "0 of 4 figures")


def test_without_a_script_all_figures_show_and_no_control_that_does_nothing(visit):
    tab = visit(java_script_enabled=False)
    assert len(shown(tab)) == 4
    assert tab.locator(".figure-gallery :is(select, button, output):visible").count() == 0


def test_a_phone_shows_one_card_beside_another_nowhere_and_scrolls_in_one_direction(visit):
    tab = visit(viewport={"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lefts = {round(card.bounding_box()["x"]) for card in tab.locator(".gallery-group li").all()}
    assert len(lefts) == 1
    tab.set_viewport_size({"width": 1280, "height": 800})
    lefts = {round(card.bounding_box()["x"]) for card in tab.locator(".gallery-group li").all()}
    assert len(lefts) > 1
