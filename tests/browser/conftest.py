"""A browser for the session, and a page for each test. No test reaches beyond this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.drawing import Sheet
from tests.page.desk import TRUCK, Desk, serving

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "blob:", "data:")
PATIENCE = 20_000  # milliseconds; only what fails waits so long
LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, but not in CI, where one must be there.

    One for each file, since its event loop would run under what comes after.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("CI"):
        pytest.fail("There is no Chromium in CI; .ci/run installs it.")
    if path is None:
        pytest.skip("There is no Chromium on this machine (apt-get install chromium).")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, and fails the test when one of them logs an error or asks somebody else."""
    contexts = []
    complaints: list[str] = []

    def open_it(url: str, viewport: dict[str, int] = LAPTOP, **options: Any) -> Page:
        context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        _watch(page, complaints)
        page.goto(url)
        page.wait_for_selector("#title:not(:empty)")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def desk() -> Iterator[Desk]:
    with serving() as served:
        yield served


@pytest.fixture
def sheet(open_page: OpenPage, desk: Desk) -> Sheet:
    """A picture that nobody has labelled, on a laptop."""
    return Sheet(open_page(desk.link()))


@pytest.fixture
def truck(open_page: OpenPage, desk: Desk) -> Sheet:
    """A picture with a box that somebody else drew, on a laptop."""
    desk.say(TRUCK)
    return Sheet(open_page(desk.link()))


@pytest.fixture
def phone(open_page: OpenPage, desk: Desk) -> Sheet:
    """The same on a phone."""
    desk.say(TRUCK)
    return Sheet(open_page(desk.link(), PHONE, has_touch=True, is_mobile=True))


def _watch(page: Page, complaints: list[str]) -> None:
    def console(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def request(asked: Request) -> None:
        if not asked.url.startswith(LOCAL):
            complaints.append(f"asked {asked.url}")

    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", console)
    page.on("request", request)
