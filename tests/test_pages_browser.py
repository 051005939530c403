"""Every page of the built book in a real browser: quiet, light, accessible, on every screen."""

import gzip
import threading
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from built_pages import FIGURE_PAGES, HTML, OTHER_PAGES, PAGES, needs_book, soup

pytestmark = needs_book

WIDTHS = (1280, 390, 768, 1920)
MODES = ("light", "dark")
HEAVIEST = {"index.html": 500_000}
HEAVIEST_OTHER = 700_000
"""Bytes of all that a browser loads for a page, compressed as servers do."""

SETTLED = 600
"""Milliseconds after which the theme has let the keyboard into what scrolls at a new width."""


class Quiet(SimpleHTTPRequestHandler):
    """A server as those of static sites are: an address that leads nowhere gets the 404 page."""

    def log_message(self, *args):
        pass

    def send_error(self, code, message=None, explain=None):
        self.send_response(code)
        self.end_headers()
        self.wfile.write((HTML / "404.html").read_bytes())


@pytest.fixture(scope="module")
def site():
    """The address of the book on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(HTML))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def tab(browser):
    """One window for all pages."""
    # without motion: half way from light to dark, no text has its contrast
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.heard, page.asked = [], []
    page.on("console", lambda said: page.heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    page.close()


@cache
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python")
    return Path(package.__file__).with_name("axe.min.js").read_text("utf-8")


def open_page(tab, address: str) -> None:
    tab.heard.clear()
    tab.asked.clear()
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(address, wait_until="load")
    tab.evaluate("document.fonts.ready.then(() => true)")
    tab.add_style_tag(content="*, ::before, ::after { transition: none !important }")


def show(tab, mode: str) -> None:
    tab.emulate_media(color_scheme=mode)
    if tab.evaluate("'theme' in document.documentElement.dataset"):
        tab.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")


def violations(tab) -> list[str]:
    # preload: axe would ask for the style sheets that others import, at a wrong address
    found = tab.evaluate("axe.run({resultTypes: ['violations'], preload: false})")["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def too_wide(tab) -> int:
    return tab.evaluate("document.documentElement.scrollWidth - innerWidth")


def weight(addresses: list[str]) -> int:
    """Bytes of files of the book, each compressed and counted once."""
    files = {HTML / unquote(urlsplit(address).path).lstrip("/") for address in addresses}
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files if file.is_file())


# Pictures load as they come near; those of the other language when it is chosen
READ_THROUGH = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 450) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const shown = [...document.images].filter((image) => image.checkVisibility());
  await Promise.all(shown.map((image) => image.complete || image.decode()));
}"""


def heaviest(n: int) -> list[str]:
    """The pages of the figures with the largest pictures: all have one template."""
    pictures = {page: (HTML / page).with_suffix(".en.svg") for page in FIGURE_PAGES}
    drawn = [page for page, picture in pictures.items() if picture.is_file()]
    return sorted(drawn, key=lambda page: pictures[page].stat().st_size)[-n:]


@pytest.mark.parametrize("page", [*OTHER_PAGES, *heaviest(6)])
def test_a_page_is_light_with_all_its_pictures_and_asks_nothing_twice(browser, site, page):
    """To a browser that has nothing of the book yet."""
    asked = []
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(site + page, wait_until="load")
    tab.evaluate(READ_THROUGH)
    tab.wait_for_load_state("networkidle")
    tab.evaluate("document.fonts.ready.then(() => true)")
    tab.close()
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    scripts = [url for url in asked if ".js" in url]
    assert len(scripts) == len(set(scripts))
    assert weight(asked) < HEAVIEST.get(page, HEAVIEST_OTHER)


@pytest.mark.long
@pytest.mark.parametrize("page", FIGURE_PAGES)
def test_a_figure_page_is_accessible_at_each_width_in_both_modes(tab, site, page):
    check_page(tab, site, page, axe_at=WIDTHS)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_quiet_and_accessible_and_fits_every_screen(tab, site, page):
    """Pages of figures, which have one template, are given to axe at a width each, in turn."""
    turn = FIGURE_PAGES.index(page) % len(WIDTHS) if page in FIGURE_PAGES else None
    check_page(tab, site, page, axe_at=WIDTHS if turn is None else WIDTHS[turn : turn + 1])


# All rows of a table are made alike; axe would take minutes for thousands of them
WITHOUT_MANY_ROWS = """document.querySelectorAll(
  ".searchable tbody tr:nth-child(n + 300)").forEach((row) => row.remove())"""


def check_page(tab, site: str, page: str, axe_at: tuple[int, ...]) -> None:
    open_page(tab, site + page)
    wrong = []
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        for mode in MODES:
            show(tab, mode)
            if (room := too_wide(tab)) > 0:
                wrong.append(f"{room} px wider than {width} ({mode})")
    tab.evaluate(WITHOUT_MANY_ROWS)
    tab.evaluate(axe())
    for width in axe_at:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.wait_for_timeout(SETTLED)
        for mode in MODES:
            show(tab, mode)
            wrong += [f"{said} ({mode}, {width})" for said in violations(tab)]
    assert wrong == []
    assert tab.heard == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_disk_without_error_or_request(tab, page):
    open_page(tab, (HTML / page).as_uri())
    assert [url for url in tab.asked if not url.startswith(("file:", "data:"))] == []
    assert tab.heard == []


FIRST_PAINT = """() => new Promise((resolve) => new PerformanceObserver((seen) => {
  for (const { name, startTime } of seen.getEntries()) {
    if (name === "first-contentful-paint") resolve(startTime);
  }
}).observe({ type: "paint", buffered: true }))"""


def test_the_landing_page_is_painted_soon(browser, site):
    """To a browser that has nothing of the book yet; the best of three, on a machine at work."""
    times = []
    for _ in range(3):
        tab = browser.new_page()
        tab.goto(site)
        times.append(tab.evaluate(FIRST_PAINT))
        tab.close()
    assert min(times) < 1500, f"{times} ms"


def test_the_landing_page_loads_its_own_part_of_the_chinese_font_alone(tab, site):
    open_page(tab, site)
    fonts = {url.rsplit("/", 1)[1] for url in tab.asked if url.endswith(".woff2")}
    assert "chinese-1.woff2" in fonts
    assert "chinese-2.woff2" not in fonts


@pytest.mark.parametrize("page", PAGES)
def test_pictures_have_their_size_and_all_but_the_first_load_when_they_come_near(page):
    pictures = [image for image in soup(page).select("img") if "logo__image" not in image["class"]]
    for place, image in enumerate(pictures):
        assert image.get("width") and image.get("height"), image
        assert place == 0 or image.get("loading") == "lazy", image


# Where the focus is: its element and whether it can be seen
FOCUS = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
  const label = at.labels && at.labels[0] && getComputedStyle(at.labels[0]);
  at.reached = true;
  return {name: at.tagName, seen: ring || !!(label && label.outlineStyle !== "none"),
          html: at.outerHTML.slice(0, 160)};
}"""
MISSED = """() => [...document.querySelectorAll(
    "a[href], button, input, select, summary, [tabindex='0']")].filter(
  (one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled
    && !one.closest("[aria-hidden=true], [inert]") && one.tabIndex >= 0 && !one.reached
    // of buttons that exclude each other, one takes the focus and arrows lead to the rest
    && !(one.type === "radio" && !one.checked)
).map((one) => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(
    "page", ["index.html", "chapters/culture.html", "chapters/figures.html", FIGURE_PAGES[0]]
)
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(tab, site, page):
    open_page(tab, site + page)
    tab.keyboard.press("Tab")
    assert "Skip to main content" in tab.evaluate("document.activeElement.textContent")
    unseen = []
    for _ in range(600):
        focus = tab.evaluate(FOCUS)
        if focus["name"] == "BODY":
            break
        if not focus["seen"]:
            unseen.append(focus["html"])
        tab.keyboard.press("Tab")
    assert tab.evaluate(MISSED) == []
    assert unseen == []


def test_the_skip_link_leads_to_the_text(tab, site):
    open_page(tab, site + "chapters/culture.html")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#main-content"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_light_and_dark_are_switched_by_keyboard(tab, site):
    open_page(tab, site + "chapters/culture.html")
    tab.locator(".theme-switch-button").focus()
    seen = set()
    for _ in range(3):
        tab.keyboard.press("Enter")
        seen.add(tab.evaluate("document.documentElement.dataset.mode"))
    assert seen == {"auto", "light", "dark"}
    tab.evaluate("localStorage.clear()")


def test_on_a_phone_the_contents_open_and_close_by_keyboard(tab, site):
    open_page(tab, site + "chapters/culture.html")
    tab.set_viewport_size({"width": 390, "height": 900})
    sidebar = tab.locator("#pst-primary-sidebar-modal")
    toggle = tab.locator(".primary-toggle")
    assert not sidebar.is_visible()
    toggle.focus()
    tab.keyboard.press("Enter")
    sidebar.locator("a", has_text="Innovation").wait_for(state="visible", timeout=5000)
    tab.keyboard.press("Escape")
    sidebar.wait_for(state="hidden", timeout=5000)
    tab.wait_for_function("document.activeElement.matches('.primary-toggle')")


def test_icons_are_drawn_from_the_few_that_the_pages_carry(tab, site):
    open_page(tab, site + "chapters/culture.html")
    assert tab.evaluate("document.fonts.check('900 16px \"Font Awesome 6 Free\"', '\\uf0c9')")
    icons = soup("chapters/culture.html").select("i.fa-solid, i.fas, span.fa-solid")
    assert len(icons) > 5
    drawn = tab.evaluate(
        """() => [...document.querySelectorAll("i.fa-solid, i.fas, span.fa-solid")].map(
          (icon) => getComputedStyle(icon, "::before").content)"""
    )
    assert all(len(content.strip('"')) == 1 for content in drawn), drawn


@pytest.mark.parametrize("address", ["none.html", "figures/fig-none.html", "a/b/c/d"])
def test_an_address_that_leads_nowhere_leads_back_from_any_depth(tab, site, address):
    tab.goto(site + address)
    tab.get_by_role("link", name="All figures").click()
    tab.wait_for_url(site + "chapters/figures.html")


def test_on_paper_stand_the_text_and_its_figures_black_on_white(tab, site):
    open_page(tab, site + "chapters/culture.html")
    tab.emulate_media(color_scheme="dark", media="print")
    try:
        for part in ("#pst-primary-sidebar", "#pst-secondary-sidebar", ".bd-header-article"):
            assert not tab.locator(part).is_visible(), part
        looks = "getComputedStyle(document.body)"
        body = tab.evaluate(f"[{looks}.color, {looks}.backgroundColor]")
        assert body == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert tab.locator("article h1").is_visible()
        after = "getComputedStyle(document.querySelector('article p a[href]'), '::after').content"
        assert tab.evaluate(after) == "none"
    finally:
        tab.emulate_media(color_scheme="light", media="screen")
