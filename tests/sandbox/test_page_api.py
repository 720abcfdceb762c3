"""What the page asks, and who else may not."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession, web
from PIL import Image
from slack_sdk import WebClient

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    GUEST,
    MEMBER,
    PRIVATE,
    STRANGER,
    SlackStandIn,
)
from tests.sandbox.apps import bolt, by_socket

DIRECT = "D0REKOG001"
BUTTON = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "again",
            "text": {"type": "plain_text", "text": "Again"},
        }
    ],
}
FIELD = {
    "type": "input",
    "block_id": "name",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "said"},
}
VIEW = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [FIELD, BUTTON],
}


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (6, 4), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def page(slack: SlackStandIn) -> Iterator[httpx.Client]:
    """What the page's own scripts are to the server."""
    with httpx.Client(base_url=f"{slack.url}/sandbox/api/", trust_env=False) as client:
        yield client


def posted(page: httpx.Client, channel: str = GENERAL, **fields: Any) -> httpx.Response:
    files = fields.pop("files", None) or {"nothing": (None, "")}
    return page.post(
        f"channels/{channel}/messages", data={"user": ADMIN, "text": "", **fields}, files=files
    )


def messages(page: httpx.Client, user: str, channel: str = GENERAL) -> list[dict[str, Any]]:
    answer = page.get(f"channels/{channel}/messages", params={"user": user}).json()
    found: list[dict[str, Any]] = answer["messages"]
    return found


def test_the_page_and_its_parts_are_served(slack: SlackStandIn) -> None:
    """The page itself, its style and its scripts."""
    assert "<html" in httpx.get(f"{slack.url}/").text
    assert httpx.get(f"{slack.url}/static/style.css").status_code == 200
    assert httpx.get(f"{slack.url}/static/%2e%2e/demo.py").status_code in (403, 404)


def test_the_state_has_what_the_page_shows(page: httpx.Client) -> None:
    """The team, people with roles, conversations of each kind, commands and shortcuts."""
    state = page.get("state").json()

    assert state["bot"]["id"] in {each["id"] for each in state["users"]}
    assert {each["role"] for each in state["users"]} == {
        *("admin", "owner", "member", "guest", "bot"),
    }
    assert [each["kind"] for each in state["channels"]] == [
        *("public", "public", "private", "mpim", "im"),
    ]
    assert [each["command"] for each in state["commands"]] == ["/rekog"]
    assert [each["callback_id"] for each in state["shortcuts"]] == [
        *("recognise_images", "teach_images"),
    ]


def test_a_post_appears(page: httpx.Client) -> None:
    """Text, files with their pixels, and replies with the count at their parent."""
    ts = posted(page, files={"files": ("a.png", picture())}, text="look").json()["ts"]
    posted(page, text="and?", thread_ts=ts)

    parent, reply = messages(page, MEMBER)
    (file,) = parent["files"]
    assert (parent["text"], parent["reply_count"]) == ("look", 1)
    assert (file["name"], file["width"], file["height"]) == ("a.png", 6, 4)
    assert (reply["text"], reply["thread_ts"]) == ("and?", ts)


def test_files_are_shown_or_saved(page: httpx.Client) -> None:
    """Pictures are shown; other files, and all that are asked for so, are saved."""
    both = [("files", ("ä.png", picture())), ("files", ("b.html", b"<script>"))]
    posted(page, files=both)
    image, other = messages(page, ADMIN)[0]["files"]

    shown = page.get(f"files/{image['id']}")
    saved = page.get(f"files/{image['id']}", params={"download": "1"})
    script = page.get(f"files/{other['id']}")

    assert (shown.content, shown.headers["content-type"]) == (picture(), "image/png")
    assert "content-disposition" not in shown.headers
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%A4.png"
    assert script.headers["content-disposition"].startswith("attachment")
    assert script.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.get("files/F0UNKNOWN").status_code == 404


def test_private_things_are_private(slack: SlackStandIn, page: httpx.Client) -> None:
    """Nobody sees a private channel that they are not in, nor what is for somebody else."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    posted(page, PRIVATE, text="secret")
    client.chat_postEphemeral(channel=GENERAL, user=ADMIN, text="only you")

    assert [each["text"] for each in messages(page, ADMIN, PRIVATE)] == ["secret"]
    assert messages(page, GUEST, PRIVATE) == []
    assert [each["ephemeral"] for each in messages(page, ADMIN)] == [True]
    assert messages(page, MEMBER) == []


def test_everybody_has_direct_messages_of_their_own(
    slack: SlackStandIn, page: httpx.Client
) -> None:
    """One place in the page is another conversation for each person."""
    posted(page, DIRECT, text="mine")

    assert [each["text"] for each in messages(page, ADMIN, DIRECT)] == ["mine"]
    assert messages(page, MEMBER, DIRECT) == []
    assert slack.deliveries[0].payload["event"]["channel_type"] == "im"


@pytest.mark.parametrize(
    ("channel", "fields"),
    [
        (GENERAL, {}),
        (GENERAL, {"text": "x", "user": "U0NOBODY01"}),
        (PRIVATE, {"text": "x", "user": GUEST}),
        ("C0NOWHERE0", {"text": "x"}),
        (GENERAL, {"text": "x", "thread_ts": "1.000001"}),
    ],
)
def test_posts_that_are_refused(page: httpx.Client, channel: str, fields: dict[str, str]) -> None:
    """Each has a sentence for the person."""
    answer = posted(page, channel, **fields)

    assert answer.status_code == 400
    assert answer.json()["error"].endswith(".")


def test_forms_and_json_are_not_mixed_up(page: httpx.Client) -> None:
    """A post is a form; everything else is JSON with what it needs."""
    assert page.post(f"channels/{GENERAL}/messages", json={"text": "x"}).status_code == 400
    assert page.post("commands", content="{").status_code == 400
    assert "channel, user, text" in page.post("commands", json={"user": ADMIN}).json()["error"]


def test_the_app_is_asked_through_the_page(slack: SlackStandIn, page: httpx.Client) -> None:
    """A command, a button and a shortcut reach the app, whose answer is what the page gets."""
    app = bolt(slack)
    app.command("/rekog")(lambda ack: ack(text="hello"))
    app.action("again")(lambda ack: ack())
    asked = {"channel": GENERAL, "user": ADMIN}

    with by_socket(slack, app):
        ts = app.client.chat_postMessage(channel=GENERAL, text="x", blocks=[BUTTON])["ts"]
        command = page.post("commands", json={**asked, "text": "/rekog help"})
        wrong = page.post("commands", json={**asked, "text": "/nonsense"})
        button = {**asked, "message_ts": ts, "action_id": "again"}
        pressed = page.post("actions", json=button)
        shortcut = {**asked, "message_ts": ts, "callback_id": "recognise_images"}
        chosen = page.post("shortcuts", json=shortcut)

    assert (command.json(), pressed.json()) == ({"ok": True}, {"ok": True})
    assert wrong.json()["error"] == "/nonsense is not a valid command."
    assert chosen.json()["error"] == "That failed because the app did not respond."
    assert messages(page, ADMIN)[-1]["text"] == "hello"


def test_modals_are_used_through_the_page(slack: SlackStandIn, page: httpx.Client) -> None:
    """A modal is shown, pressed, corrected, submitted and closed."""
    app, answers = bolt(slack), [{"response_action": "errors", "errors": {"name": "taken"}}, {}]
    app.view("form")(lambda ack: ack(**answers.pop(0)))
    app.action("again")(lambda ack: ack())
    given = {"name": {"said": {"type": "plain_text_input", "value": "Rex"}}}

    def open_one() -> str:
        trigger = slack.hub.tickets.trigger(ADMIN)
        app.client.views_open(trigger_id=trigger, view=VIEW)
        (view,) = page.get("modals", params={"user": ADMIN}).json()["views"]
        return f"modals/{view['id']}"

    with by_socket(slack, app):
        place = open_one()
        press = {"user": ADMIN, "action": "block_action", "action_id": "again"}
        pressed = page.post(place, json=press).json()
        submit = {"user": ADMIN, "action": "submit"}
        empty = page.post(place, json=submit).json()
        wrong = page.post(place, json={**submit, "values": given}).json()
        right = page.post(place, json={**submit, "values": given}).json()
        closed = page.post(open_one(), json={"user": ADMIN, "action": "close"}).json()

    assert pressed == right == closed == {"ok": True}
    assert empty == {"ok": False, "error": "Please complete this required field."}
    assert wrong == {"ok": False, "errors": {"name": "taken"}}
    assert page.get("modals", params={"user": ADMIN}).json()["views"] == []


def test_open_pages_hear_of_changes(slack: SlackStandIn) -> None:
    """Each page hears of what its own person can see, and of nothing else."""
    heard = asyncio.run(_listen(slack, GUEST))

    assert heard == [
        {"type": "changed", "channel": GENERAL},
        {"type": "changed", "channel": DIRECT},
        {"type": "modals"},
    ]


async def _listen(slack: SlackStandIn, user: str) -> list[Any]:
    """Open a page, let things happen, and return what it hears of them."""
    address = f"{slack.url}/sandbox/api/live?user={user}"
    async with ClientSession() as session, session.ws_connect(address) as socket:
        await asyncio.to_thread(_change, slack, user)
        return [await socket.receive_json(timeout=5) for _ in range(3)]


def _change(slack: SlackStandIn, user: str) -> None:
    slack.wait_for(lambda: slack.hub.changes.listeners)
    slack.post(PRIVATE, ADMIN, "secret")
    slack.post(slack.hub.workspace.direct(ADMIN).id, ADMIN, "psst")
    slack.post(GENERAL, ADMIN, "hello")
    slack.post(slack.hub.workspace.direct(user).id, user, "psst")
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    for each in (ADMIN, user):
        client.views_open(trigger_id=slack.hub.tickets.trigger(each), view=VIEW)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.com"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/sandbox/api/state", "/sandbox/api/live"])
def test_other_sites_are_kept_out(slack: SlackStandIn, headers: dict[str, str], path: str) -> None:
    """A page of another site, or one that only resolves to this machine, gets nothing."""
    assert httpx.get(f"{slack.url}{path}", headers=headers).status_code == 403


def test_the_own_origin_is_let_in(slack: SlackStandIn, page: httpx.Client) -> None:
    """The page's own scripts name their origin."""
    assert page.get("state", headers={"Origin": slack.url}).status_code == 200


def test_more_routes_can_be_added() -> None:
    """The demo can add pages of its own."""

    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    with SlackStandIn(extra_routes=[web.get("/sandbox/api/samples", hello)]) as slack:
        assert httpx.get(f"{slack.url}/sandbox/api/samples").text == "hello"


def test_a_port_that_is_taken_is_an_error(slack: SlackStandIn) -> None:
    """Two workspaces cannot share a port, and the second leaves nothing behind."""
    port = int(slack.url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"), SlackStandIn(port=port):
        pass


def test_strangers_are_no_viewers(page: httpx.Client) -> None:
    """People of other workspaces are not among those whose eyes one can look through."""
    assert STRANGER not in {each["id"] for each in page.get("state").json()["users"]}
