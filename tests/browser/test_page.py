"""The page, with a small app behind the stand-in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.sample_routes import sample_routes
from bot.sandbox.samples import SAMPLES
from bot.sandbox.slack import SlackStandIn
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.reading import drop, loaded, paste, say, too_wide
from tests.browser.tiny_bot import listen

pytestmark = pytest.mark.browser

COFFEE = next(one for one in SAMPLES if one.name == "coffee.png")
MEMBER = "U0MEMBER01"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Of a page with an app behind it."""
    with (
        pytest.MonkeyPatch.context() as environment,
        SlackStandIn(extra_routes=sample_routes(["s3://samples/a b.png"])) as slack,
    ):
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            environment.setenv(name, "")
        app = App(client=WebClient(token=slack.bot_token, base_url=slack.api_url))
        listen(app)
        handler = SocketModeHandler(app, slack.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        try:
            yield slack.url
        finally:
            handler.close()  # type: ignore[no-untyped-call]


@pytest.fixture
def page(open_page: OpenPage, url: str) -> Page:
    return open_page(url)


def thread_of(page: Page, words: str) -> None:
    """Open the thread of the message that holds these words."""
    message = page.locator("#messages .message", has_text=words)
    message.get_by_role("button", name=re.compile("repl(y|ies)")).click()


def test_a_dropped_picture_is_posted(page: Page) -> None:
    """A picture that is let go over the page stands in the channel, at its full size."""
    drop(page, "dropped.png", COFFEE.media_type, COFFEE.read())
    image = (
        page.locator("#messages .message").filter(has_text="dropped.png").locator(".picture img")
    )

    assert loaded(image) == (600, 400)


def test_a_pasted_picture_waits_for_its_words(page: Page) -> None:
    """A pasted picture can be taken back, and goes out with what was written."""
    paste(page, "pasted.png", COFFEE.media_type, COFFEE.read())
    paste(page, "unwanted.png", COFFEE.media_type, COFFEE.read())
    page.get_by_role("button", name="Remove unwanted.png").click()
    say(page, "with these words")
    message = page.locator("#messages .message", has_text="with these words")

    expect(message.locator("figcaption")).to_have_text(["pasted.png"])
    expect(page.locator(".chip")).to_have_count(0)


def test_a_picked_file_is_posted(page: Page) -> None:
    """The file picker takes files that are no pictures, too; they can be read on the page."""
    page.locator("#composer input[type=file]").set_input_files(
        {"name": "facts.json", "mimeType": "application/json", "buffer": b'{"a": [1]}'}
    )
    page.get_by_role("button", name="Send").first.click()
    file = page.locator("#messages .attachment", has_text="facts.json")
    file.get_by_role("button", name="View").click()

    expect(page.locator("dialog.preview pre")).to_have_text('{\n  "a": [\n    1\n  ]\n}')


def test_a_sample_is_posted_with_one_click(page: Page) -> None:
    """The tray posts a sample picture."""
    page.get_by_role("button", name="Samples", exact=True).click()
    page.locator("#tray").get_by_role("button", name=re.compile("Chelsea the cat")).click()
    image = (
        page.locator("#messages .message").filter(has_text="chelsea.png").locator(".picture img")
    )

    assert loaded(image) == (451, 300)


def test_an_empty_channel_says_what_to_do(open_page: OpenPage, url: str) -> None:
    """Where nothing was posted yet, one reads what can be tried, and a click writes it."""
    page = open_page(f"{url}/#user={MEMBER}&channel=C0PRIVATE1")
    welcome = page.locator(".welcome")
    expect(welcome).to_contain_text("Drop a photograph")
    expect(welcome.locator("> .tray .sample")).to_have_count(len(SAMPLES))
    expect(welcome.locator("summary")).to_have_text("Teach it Brick, Grass and Gravel")
    welcome.get_by_role("button", name="@Rekog s3://samples/a b.png").click()

    expect(page.locator("#composer textarea")).to_have_value("@Rekog s3://samples/a b.png")


def test_the_answer_opens_in_the_thread(page: Page) -> None:
    """The answer to an own post is seen without a click, and the post shows the reaction."""
    say(page, "what is this?")
    answer = page.locator("#replies .message").nth(1)

    expect(answer.locator("h3")).to_have_text("A header")
    expect(
        page.locator("#messages .message", has_text="what is this?").locator(".reaction")
    ).to_have_text(["👀1"])


def test_every_block_is_drawn(page: Page) -> None:
    """Header, section, fields, table, rich text, buttons and context are there as elements."""
    say(page, "draw all blocks")
    answer = page.locator("#replies .message").nth(1)

    expect(answer.locator(".section strong").first).to_have_text("bold")
    expect(answer.locator(".section a")).to_have_attribute("href", "https://example.com/")
    expect(answer.locator(".fields p")).to_have_text(["Model\nlocal", "Took\n0.4 s"])
    expect(answer.locator("th")).to_have_text(["Label", "Confidence"])
    expect(answer.locator("td.align-right")).to_have_text("99.1 %")
    expect(answer.locator(".rich_text strong")).to_have_text("rich")
    expect(answer.locator(".context")).to_have_text("small print")
    expect(answer.locator("hr")).to_have_count(1)


def test_a_button_reaches_the_app(page: Page) -> None:
    """A pressed button is answered, privately."""
    say(page, "press the button")
    page.locator("#replies").get_by_role("button", name="Right").click()

    expect(page.locator(".message.ephemeral", has_text="Pressed right").first).to_contain_text(
        "Only visible to you"
    )


def test_a_dangerous_button_asks_first(page: Page) -> None:
    """A button with a confirmation does nothing until it is confirmed."""
    say(page, "press the dangerous one")
    dangerous = page.locator("#replies").get_by_role("button", name="Wrong")
    dangerous.click()
    page.get_by_role("button", name="Leave it").click()
    expect(page.locator("dialog")).to_have_count(0)
    dangerous.click()
    page.get_by_role("button", name="Do it").click()

    expect(page.locator(".message.ephemeral", has_text="Pressed wrong")).to_have_count(1)


def test_a_slash_command_is_answered(page: Page) -> None:
    """A command is completed with Tab, sent with Enter and answered privately."""
    field = page.locator("#composer textarea")
    field.press_sequentially("/rekog sta")
    expect(page.locator("#composer [role=option]")).to_have_text(
        ["/rekog status", "/rekog start for 2h"]
    )
    field.press("Tab")
    field.press("Enter")

    expect(page.locator(".message.ephemeral", has_text="You said status.")).to_have_count(1)


def test_a_command_does_not_work_in_a_thread(page: Page) -> None:
    """As in Slack, a thread refuses slash commands, and keeps what was written."""
    say(page, "a thread for commands")
    field = page.locator("#thread-composer textarea")
    field.fill("/rekog status")
    field.press("Enter")

    expect(page.locator(".toast")).to_contain_text("does not work in threads")
    expect(field).to_have_value("/rekog status")


def test_an_unknown_command_is_refused(page: Page) -> None:
    """A command that the app does not have is refused with a sentence."""
    say(page, "/nothing at all")

    expect(page.locator(".toast")).to_contain_text("There is no command /nothing here.")


def test_a_modal_is_filled_in(page: Page) -> None:
    """A modal shows the app's errors beside the field, and hands over what was filled in."""
    say(page, "/rekog form")
    form = page.locator("dialog.modal")
    form.get_by_label("Name").fill("wrong")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".problem").first).to_have_text("That is wrong.")
    form.get_by_label("Name").fill("right")
    form.get_by_label("Kind").select_option("Two")
    form.get_by_label("Faces").check()
    form.get_by_role("button", name="Save").click()

    expect(page.locator("#messages .message", has_text="Saved right, 2, ['f']")).to_have_count(1)
    expect(form).to_have_count(0)


def test_a_modal_closes_by_escape(page: Page) -> None:
    """Esc closes a modal for good."""
    say(page, "/rekog form")
    page.locator("dialog.modal").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.reload()

    expect(page.locator("dialog")).to_have_count(0)


def test_a_picture_is_enlarged(page: Page) -> None:
    """A click shows the picture over the page; Esc takes it away."""
    drop(page, "enlarge.png", COFFEE.media_type, COFFEE.read())
    page.get_by_role("button", name="Enlarge: enlarge.png").first.click()
    assert loaded(page.locator("dialog.lightbox img")) == (600, 400)
    page.keyboard.press("Escape")

    expect(page.locator("dialog")).to_have_count(0)


def test_the_menu_of_a_message_holds_the_shortcuts(page: Page) -> None:
    """A message shortcut is reached from the message's menu, by keyboard alone."""
    say(page, "point at this one")
    message = page.locator("#messages .message", has_text="point at this one")
    message.get_by_role("button", name="More for this message").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect(
        page.locator(".message.ephemeral", has_text="Pointed at point at this one")
    ).to_have_count(1)


@pytest.mark.parametrize(
    "words",
    [
        "<img src=x onerror='document.title=\"broken into\"'>",
        "<script>document.title='broken into'</script>",
        "*<b onmouseover=alert(1)>* `<i>` _<u>_",
        "&lt;img src=x onerror=alert(1)&gt;",
    ],
)
def test_markup_in_a_message_stays_text(page: Page, words: str) -> None:
    """HTML that somebody writes is shown as it was written, whatever surrounds it."""
    say(page, words)
    last = page.locator("#messages .message .text").last
    bare = re.sub(r"[*_`]", "", words)

    expect(last).to_have_text(bare)
    assert last.locator("img, script, b, i, u").count() == 0
    assert page.title() != "broken into"


def test_a_link_that_runs_code_is_none(page: Page) -> None:
    """Only web and mail addresses become links."""
    page.evaluate(
        """async () => {
          const form = new FormData();
          form.append("user", "U0ADMIN001");
          form.append("text", "<javascript:alert(1)|bad link> <https://example.com|good link>");
          await fetch("/sandbox/api/channels/C0GENERAL1/messages", { method: "POST", body: form });
        }"""
    )
    message = page.locator("#messages .message", has_text="bad link")

    expect(message.locator("a")).to_have_text(["good link"])


def test_others_see_what_is_posted(open_page: OpenPage, url: str) -> None:
    """A message arrives at another person's page by itself; a private answer does not."""
    one, other = open_page(url), open_page(f"{url}/#user={MEMBER}&channel=C0GENERAL1")
    say(one, "/rekog only mine")
    expect(one.locator(".message", has_text="You said only mine.")).to_have_count(1)
    say(one, "hello to all")

    expect(other.locator("#messages .message", has_text="hello to all")).to_have_count(1)
    expect(other.locator(".message", has_text="You said only mine.")).to_have_count(0)


def test_one_can_look_as_somebody_else(page: Page) -> None:
    """The switch changes whose name stands on what is posted, and survives a reload."""
    page.get_by_label("Viewing as").select_option(MEMBER)
    expect(page.locator("#viewer-note")).to_contain_text("may not start or stop")
    page.reload()
    say(page, "posted as a member")

    expect(page.locator("#messages .message", has_text="posted as a member")).to_contain_text("Max")


def test_a_mention_reaches_the_app_as_one(page: Page) -> None:
    """A name after an @ is completed and becomes a mention."""
    field = page.locator("#composer textarea")
    field.press_sequentially("@rek")
    field.press("Tab")
    field.press_sequentially("look & see")
    field.press("Enter")
    message = page.locator("#messages .message", has_text="look & see")

    expect(message.locator(".mention")).to_have_text("@Rekog")


def test_a_phone_shows_one_thing_at_a_time(open_page: OpenPage, url: str) -> None:
    """On a phone nothing is wider than the screen, and a thread takes all of it."""
    page = open_page(url, PHONE, has_touch=True, is_mobile=True)
    say(page, "from a phone, with a very long word: " + "x" * 200)
    thread_of(page, "from a phone")
    expect(page.locator("#replies .message")).to_have_count(2)
    assert too_wide(page) == 0
    assert page.locator("#channel").is_hidden()
    page.get_by_role("button", name="Back to the channel").click()
    expect(page.locator("#thread")).to_be_hidden()
    page.get_by_role("button", name="Channels and people").click()

    expect(page.get_by_label("Viewing as")).to_be_in_viewport()
    assert too_wide(page) == 0


def test_the_page_comes_back_after_a_lost_connection(open_page: OpenPage, url: str) -> None:
    """What was posted while the live connection was down is there once it is back."""
    page = open_page(url)
    page.context.set_offline(True)
    other = open_page(f"{url}/#user={MEMBER}&channel=C0GENERAL1")
    say(other, "while you were away")
    page.context.set_offline(False)

    expect(page.locator("#messages .message", has_text="while you were away")).to_have_count(1)


def test_everything_to_press_has_a_name(page: Page) -> None:
    """Each button, field and picture has a name that a screen reader can say."""
    drop(page, "named.png", COFFEE.media_type, COFFEE.read())
    loaded(page.locator("#messages .picture img").last)
    nameless = page.evaluate(
        """() => {
          const named = (node) => node.tagName === "IMG" ? node.hasAttribute("alt")
            : node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length;
          return [...document.querySelectorAll("button, select, textarea, input, img")]
            .filter((node) => !node.hidden && !named(node))
            .map((node) => node.outerHTML);
        }"""
    )

    assert nameless == []
