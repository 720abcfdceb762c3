"""The real bot behind the page: what somebody sees who runs the demo."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.running import Sandbox
from bot.sandbox.samples import SAMPLES
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.reading import drop, loaded, say, too_wide

pytestmark = pytest.mark.browser

ASTRONAUT = next(one for one in SAMPLES if one.name == "astronaut.png")
MEMBER = "U0MEMBER01"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def page(open_page: OpenPage, sandbox: Sandbox) -> Page:
    return open_page(sandbox.url)


def answer(page: Page) -> Locator:
    """The annotated image in the thread that opened."""
    image = page.locator("#replies .block.image .picture img").first
    image.wait_for()
    return image


def colours(screenshot: bytes) -> int:
    """How many different colours there are."""
    with Image.open(io.BytesIO(screenshot)) as image:
        return len(image.convert("RGB").getcolors(1 << 24) or ())


def test_a_dropped_photograph_comes_back_annotated(page: Page) -> None:
    """Whoever drops a photograph sees the annotated one, its labels and the JSON in the thread."""
    drop(page, "who.png", ASTRONAUT.media_type, ASTRONAUT.read())
    image = answer(page)

    assert loaded(image)[0] >= 512
    assert colours(image.screenshot()) > 5000
    expect(page.locator("#replies td").first).to_have_text(re.compile("Face|.+"))
    expect(page.locator("#replies .attachment", has_text="result.json")).to_be_visible()
    post = page.locator("#messages .message", has_text="who.png")
    expect(post.locator(".reaction")).to_have_text(["✅1"])


def test_the_answer_is_enlarged_by_a_click(page: Page) -> None:
    """The annotated photograph is shown in full, with words for those who cannot see it."""
    drop(page, "enlarge.png", ASTRONAUT.media_type, ASTRONAUT.read())
    answer(page).click()
    shown = page.locator("dialog.lightbox img")

    assert loaded(shown)[0] >= 512
    assert "enlarge.png" in (shown.get_attribute("alt") or "")


def test_an_admin_stops_and_starts_the_model(page: Page) -> None:
    """A picture waits for a stopped model, and is answered by itself once it was started."""
    say(page, "/rekog stop")
    expect(page.locator("#messages .message", has_text="stopped").last).to_be_visible()
    drop(page, "while stopped.png", ASTRONAUT.media_type, ASTRONAUT.read())
    expect(page.locator("#replies .message").nth(1)).to_contain_text("waits for the model")
    say(page, "/rekog start")
    expect(page.locator("#messages .message", has_text="running").last).to_be_visible()
    expect(page.locator("#replies figcaption", has_text="while stopped.png")).to_be_visible()

    assert loaded(answer(page))[0] >= 512


def test_a_member_may_not_stop_the_model(open_page: OpenPage, sandbox: Sandbox) -> None:
    """A member reads privately who can."""
    page = open_page(f"{sandbox.url}#user={MEMBER}&channel=C0GENERAL1")
    say(page, "/rekog stop")

    expect(page.locator(".message.ephemeral").last).to_contain_text("may stop the model")


def test_an_s3_object_is_looked_at(page: Page, sandbox: Sandbox) -> None:
    """A mention with the key of an object, spaces and all, is answered like a picture."""
    say(page, f"@Rekog {sandbox.object_uri}")

    assert loaded(answer(page))[0] >= 400


def test_the_shortcut_looks_again(page: Page) -> None:
    """“Recognise images” in a message's menu answers once more in its thread."""
    drop(page, "twice.png", ASTRONAUT.media_type, ASTRONAUT.read())
    answer(page)
    post = page.locator("#messages .message", has_text="twice.png")
    post.get_by_role("button", name="More for this message").click()
    page.get_by_role("menuitem", name="Recognise images").click()

    expect(page.locator("#replies .block.image")).to_have_count(2)


def test_an_answer_fits_a_phone(open_page: OpenPage, sandbox: Sandbox) -> None:
    """On a phone the answer takes the screen, and nothing is wider than it."""
    page = open_page(sandbox.url, PHONE, has_touch=True, is_mobile=True)
    drop(page, "phone.png", ASTRONAUT.media_type, ASTRONAUT.read())
    post = page.locator("#messages .message", has_text="phone.png")
    post.get_by_role("button", name=re.compile("repl")).click()
    box = answer(page).bounding_box()

    assert box is not None
    assert 200 < box["width"] <= PHONE["width"]
    assert too_wide(page) == 0
