"""What several test files share: a real browser, and an end for what could wait for ever."""

import os
import shutil
import signal

import pytest

REQUIRED = bool(os.environ.get("POLICYTEXT_REQUIRE_BROWSER"))


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; a test that finds none is skipped, unless the environment requires it."""
    names = ["chromium", "chromium-browser", "google-chrome"]
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        assert not REQUIRED, "no Chromium, and POLICYTEXT_REQUIRE_BROWSER is set"
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", *quiet]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=flags)
        yield running
        running.close()


@pytest.fixture
def in_a_minute():
    """Ends a test that waits for processes for longer."""

    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("a minute has passed"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
