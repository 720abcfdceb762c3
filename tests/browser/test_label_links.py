"""Who gets to the page on which boxes are drawn, and for how long."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from bot.page.links import LASTS
from tests.browser.drawing import Sheet
from tests.page.desk import Desk, png

pytestmark = pytest.mark.browser


def test_a_link_that_expired_while_drawing(browser: Browser, desk: Desk) -> None:
    """Who saves too late is told how to go on."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(desk.link())
        sheet = Sheet(page)
        sheet.drag((300, 100), (420, 200))
        sheet.name("Car")
        desk.clock.sleep(LASTS)
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("alert")).to_contain_text("This link has expired")
        assert desk.now == ()


def test_the_link_in_another_browser(sheet: Sheet, browser: Browser, desk: Desk) -> None:
    """Who gets hold of a link that was opened sees whose it is not, and no picture."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(sheet.page.url)
        page.get_by_role("button", name="Open the picture").click()

        expect(page.locator("main")).to_contain_text("This link belongs to somebody else")
        expect(page.locator("img")).to_have_count(0)


def test_the_link_opened_again(sheet: Sheet) -> None:
    """The browser that opened the picture may open it again, in another tab as well."""
    page = sheet.page.context.new_page()
    page.goto(sheet.page.url)

    expect(page.locator("#title")).to_have_text("yard.png")


def test_a_link_for_another_picture(sheet: Sheet, browser: Browser, desk: Desk) -> None:
    """The cookie of one picture opens no other: that has its own link and its own button."""
    other = desk.link(desk.keep(png(50, 50), "secret.png", 50, 50))
    page = sheet.page.context.new_page()
    page.goto(other)

    expect(page.get_by_role("button", name="Open the picture")).to_be_visible()
    assert "secret.png" not in page.content()
