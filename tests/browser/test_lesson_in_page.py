"""The demo's lesson, taken step by step by somebody at the page, with the real bot behind it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.running import Sandbox
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.reading import loaded, too_wide

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def test_the_lesson_needs_little_room(open_page: OpenPage, sandbox: Sandbox) -> None:
    """Its steps fit on a phone, and the samples make room for them."""
    page = open_page(sandbox.url, PHONE)
    page.get_by_role("button", name="Samples", exact=True).click()
    page.locator("#tray summary").click()

    expect(page.locator("#tray li")).to_have_count(4)
    expect(page.locator("#tray > .tray")).to_be_hidden()
    assert too_wide(page) == 0


def test_a_newcomer_teaches_it(open_page: OpenPage, sandbox: Sandbox) -> None:
    """Four steps, clicked one after the other, end with an unseen picture that is recognised."""
    page = open_page(sandbox.url)
    page.locator(".welcome summary").click()
    page.get_by_role("button", name="Post 80 labelled pictures").click()
    expect(page.locator("#replies")).to_contain_text("Imported: 80 images")
    _write(page, "/rekog train")
    page.locator("#messages").get_by_role("button", name="Train it", exact=True).click()
    trained = page.locator("#messages .message", has_text="v1 is trained.")
    trained.get_by_role("button", name="1 reply").click()
    figures = page.locator("#replies .picture img")
    assert min(loaded(figures)) >= 1000
    trained.get_by_role("button", name="Use v1").click()
    expect(page.locator("#messages")).to_contain_text("switched the team to v1")
    page.get_by_role("button", name="Post the unseen picture: Gravel").click()

    expect(page.locator("#replies td").first).to_have_text("Gravel")


def _write(page: Page, command: str) -> None:
    """Send a command that the steps name."""
    page.locator("#tray").get_by_role("button", name=command, exact=True).click()
    page.keyboard.press("Enter")
