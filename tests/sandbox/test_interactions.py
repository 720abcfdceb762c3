"""Slash commands, shortcuts, buttons and modals."""

# The SDK's own types are narrower than what Slack takes.
# mypy: disable-error-code="arg-type, func-returns-value"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    MEMBER,
    STRANGER,
    NotPossible,
    SlackStandIn,
)
from tests.sandbox.apps import bolt, by_http, by_socket, error, noting

BUTTON = {
    "type": "button",
    "action_id": "again",
    "text": {"type": "plain_text", "text": "Again"},
    "value": "v1",
}
CHOICE = {
    "type": "static_select",
    "action_id": "which",
    "options": [
        {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("one", "two")
    ],
}
PERSON = {"type": "users_select", "action_id": "who"}
BLOCKS = [{"type": "actions", "block_id": "row", "elements": [BUTTON, CHOICE, PERSON]}]
FIELD = {"type": "plain_text_input", "action_id": "said"}
Seen = dict[str, Any]


def modal(title: str = "First", **more: Any) -> dict[str, object]:
    label = {"type": "plain_text", "text": "Name"}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [
            {"type": "input", "block_id": "name", "label": label, "element": FIELD},
            {"type": "actions", "block_id": "row", "elements": [BUTTON]},
        ],
        **more,
    }


def values(text: str) -> dict[str, Any]:
    return {"name": {"said": {"type": "plain_text_input", "value": text}}}


@pytest.fixture
def app(slack: SlackStandIn) -> Iterator[App]:
    """A connected app without listeners yet."""
    made = bolt(slack)
    with by_socket(slack, made):
        yield made


@pytest.mark.parametrize("way", ["socket", "http"])
def test_a_command_is_answered_at_once(slack: SlackStandIn, way: str) -> None:
    """What comes with the acknowledgement is shown to the one who typed the command."""
    made, seen = bolt(slack), []

    @made.command("/rekog")
    def rekog(ack: Ack, command: Seen) -> None:
        seen.append(command)
        ack(text="the model is running")

    with (by_socket if way == "socket" else by_http)(slack, made) as address:
        if way == "http":
            slack.use_http(str(address))
        attempt = slack.command(GENERAL, ADMIN, "/rekog status now")

    assert attempt.acked
    assert (seen[0]["text"], seen[0]["user_id"], seen[0]["channel_id"]) == (
        "status now",
        ADMIN,
        GENERAL,
    )
    assert [each["text"] for each in slack.whispers(ADMIN)] == ["the model is running"]
    assert slack.whispers(MEMBER) == []


def test_an_answer_can_be_for_everybody(slack: SlackStandIn, app: App) -> None:
    """With `in_channel` the whole channel sees it."""
    app.command("/rekog")(lambda ack: ack(text="hello", response_type="in_channel"))

    slack.command(GENERAL, ADMIN, "/rekog")

    assert [each["text"] for each in slack.said(GENERAL)] == ["hello"]


def test_an_empty_answer_shows_nothing(slack: SlackStandIn, app: App) -> None:
    """An acknowledgement without a text is one."""
    app.command("/rekog")(lambda ack: ack())

    assert slack.command(GENERAL, ADMIN, "/rekog").acked
    assert slack.whispers(ADMIN) == []


def test_a_command_that_nobody_takes_fails(slack: SlackStandIn, app: App) -> None:
    """It is sent once, and not again."""
    attempt = slack.command(GENERAL, ADMIN, "/rekog")

    assert (attempt.acked, attempt.reason) == (False, "timeout")
    assert len(slack.deliveries[0].attempts) == 1


def test_commands_that_slack_does_not_send(slack: SlackStandIn) -> None:
    """Not in a thread, not an unknown one, not from another workspace, not without the scope."""
    ts = slack.post(GENERAL, ADMIN, "look")

    with pytest.raises(NotPossible, match="threads"):
        slack.command(GENERAL, ADMIN, "/rekog status", thread_ts=ts)
    with pytest.raises(NotPossible, match="not a valid command"):
        slack.command(GENERAL, ADMIN, "/nonsense")
    with pytest.raises(NotPossible, match="another workspace"):
        slack.command(GENERAL, STRANGER, "/rekog status")
    slack.hub.installed.scopes.remove("commands")
    with pytest.raises(NotPossible, match="not a valid command"):
        slack.command(GENERAL, ADMIN, "/rekog status")


def test_a_response_url_takes_five_posts(slack: SlackStandIn, app: App) -> None:
    """The sixth post is refused, and each is shown as it asks to be."""
    codes: list[int] = []

    @app.command("/rekog")
    def rekog(ack: Ack, respond: Any) -> None:
        ack()
        codes.append(respond("private").status_code)
        codes.append(respond("open", response_type="in_channel").status_code)
        codes.extend(respond("more").status_code for _ in range(4))

    slack.command(GENERAL, ADMIN, "/rekog")
    slack.wait_for(lambda: len(codes) == 6)

    assert codes == [200, 200, 200, 200, 200, 404]
    assert [each["text"] for each in slack.whispers(ADMIN)] == ["private", "more", "more", "more"]
    assert [each["text"] for each in slack.said(GENERAL)] == ["open"]


def test_response_urls_grow_old(slack: SlackStandIn, app: App) -> None:
    """After its time, or when it never was, a response URL is refused."""
    slack.hub.timing.response_url = 0.0
    app.command("/rekog")(lambda ack: ack())
    slack.command(GENERAL, ADMIN, "/rekog")
    url = slack.deliveries[0].payload["response_url"]

    assert httpx.post(url, json={"text": "late"}).text == "expired_url"
    assert httpx.post(f"{slack.url}/response/unknown", json={"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("body", "word"),
    [("{", "invalid_payload"), ("{}", "no_text"), ('{"blocks": [{}]}', "invalid_blocks")],
)
def test_response_urls_are_strict(slack: SlackStandIn, app: App, body: str, word: str) -> None:
    """What is not well-formed is refused with a word."""
    app.command("/rekog")(lambda ack: ack())
    slack.command(GENERAL, ADMIN, "/rekog")
    url = slack.deliveries[0].payload["response_url"]

    answer = httpx.post(url, content=body)

    assert (answer.status_code, answer.text) == (400, word)


def test_an_answer_that_is_not_well_formed_is_not_shown(slack: SlackStandIn, app: App) -> None:
    """Slack shows nothing of an acknowledgement with blocks that are none."""
    app.command("/rekog")(lambda ack: ack(blocks=[{"type": "nonsense"}]))

    assert slack.command(GENERAL, ADMIN, "/rekog").acked
    assert slack.whispers(ADMIN) == []


def test_a_button_is_pressed(slack: SlackStandIn, app: App) -> None:
    """The app hears which, by whom and in which message, and can replace the message."""
    seen: list[Seen] = []

    @app.action("again")
    def again(ack: Ack, body: Seen, respond: Any) -> None:
        ack()
        seen.append(body)
        respond("done", replace_original=True)

    ts = app.client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS)["ts"]
    attempt = slack.click(GENERAL, MEMBER, ts, {"action_id": "again"})
    slack.wait_for(lambda: slack.said(GENERAL)[0]["text"] == "done")

    assert attempt.acked
    (action,) = seen[0]["actions"]
    assert (action["value"], action["block_id"], action["type"]) == ("v1", "row", "button")
    assert (seen[0]["user"]["id"], seen[0]["message"]["ts"]) == (MEMBER, ts)
    assert "blocks" not in slack.said(GENERAL)[0]


def test_something_is_chosen(slack: SlackStandIn, app: App) -> None:
    """A choice says what was chosen, as an option or as a person."""
    seen: list[Seen] = []
    for name in ("which", "who"):
        app.action(name)(noting(seen))
    ts = app.client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS)["ts"]

    slack.click(GENERAL, MEMBER, ts, {"action_id": "which", "block_id": "row", "value": "two"})
    slack.click(GENERAL, MEMBER, ts, {"action_id": "who", "selected_user": ADMIN})

    which, who = (each["actions"][0] for each in seen)
    assert which["selected_option"]["value"] == "two"
    assert who["selected_user"] == ADMIN


def test_a_button_that_is_not_there_cannot_be_pressed(slack: SlackStandIn, app: App) -> None:
    """Neither an unknown button, nor one of another block, nor of a message that is gone."""
    ts = app.client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS)["ts"]

    for place, action in (
        (ts, {"action_id": "nonsense"}),
        (ts, {"action_id": "again", "block_id": "other"}),
        ("1.000001", {"action_id": "again"}),
    ):
        with pytest.raises(NotPossible):
            slack.click(GENERAL, MEMBER, place, action)


def test_an_answer_to_a_button_stays_in_its_thread(slack: SlackStandIn, app: App) -> None:
    """A response to a button in a thread is shown there, and the original can be deleted."""

    @app.action("again")
    def again(ack: Ack, respond: Any) -> None:
        ack()
        respond("seen")
        respond(delete_original=True)

    root = slack.post(GENERAL, ADMIN, "look")
    reply = app.client.chat_postMessage(channel=GENERAL, text="x", blocks=BLOCKS, thread_ts=root)
    slack.click(GENERAL, MEMBER, reply["ts"], {"action_id": "again"})
    slack.wait_for(lambda: not slack.replies(GENERAL, root))

    assert [each["thread_ts"] for each in slack.whispers(MEMBER)] == [root]


def test_a_shortcut_brings_its_message(slack: SlackStandIn, app: App) -> None:
    """The app gets the message that the shortcut was chosen on."""
    seen: list[Seen] = []
    app.shortcut("recognise_images")(noting(seen))
    ts = slack.post(GENERAL, ADMIN, "look")

    assert slack.shortcut(GENERAL, MEMBER, ts, "recognise_images").acked
    assert (seen[0]["message"]["text"], seen[0]["channel"]["id"]) == ("look", GENERAL)


def test_shortcuts_that_slack_does_not_send(slack: SlackStandIn) -> None:
    """Not an unknown one, and not from another workspace."""
    ts = slack.post(GENERAL, ADMIN, "look")

    with pytest.raises(NotPossible):
        slack.shortcut(GENERAL, MEMBER, ts, "nonsense")
    with pytest.raises(NotPossible):
        slack.shortcut(GENERAL, STRANGER, ts, "recognise_images")


def opening(slack: SlackStandIn, app: App, **more: Any) -> dict[str, Any]:
    """Let a command open a modal, and return it."""

    @app.command("/rekog")
    def rekog(ack: Ack, command: Seen) -> None:
        app.client.views_open(trigger_id=command["trigger_id"], view=modal(**more))
        ack()

    before = len(slack.modals(ADMIN))
    slack.command(GENERAL, ADMIN, "/rekog")
    # A slow machine acknowledges too late for the command, and opens the modal all the same.
    return slack.wait_for(lambda: slack.modals(ADMIN)[before:])[-1]


def test_a_trigger_opens_one_modal_in_time(slack: SlackStandIn, app: App) -> None:
    """An unknown, a used and an old trigger id have a word each, and none at all is missing."""
    opening(slack, app)
    used = slack.deliveries[-1].payload["trigger_id"]
    slack.hub.timing.trigger = -1.0
    old = slack.hub.tickets.trigger(ADMIN)

    def word(trigger: str) -> str:
        return error(lambda: app.client.views_open(trigger_id=trigger, view=modal()))

    assert word("unknown") == "invalid_trigger_id"
    assert word(used) == "exchanged_trigger_id"
    assert word(old) == "expired_trigger_id"
    assert error(lambda: app.client.views_open(view=modal())) == "invalid_arguments"


@pytest.mark.parametrize(
    ("view", "word"),
    [
        (modal("A title that is much too long"), "invalid_arguments"),
        (modal(private_metadata="x" * 3001), "invalid_arguments"),
        (modal(nonsense=1), "invalid_arguments"),
        (modal(private_metadata="x" * 250_000), "view_too_large"),
    ],
)
def test_modals_are_checked(
    slack: SlackStandIn, app: App, view: dict[str, object], word: str
) -> None:
    """A view that is none, or too large, is refused."""
    trigger = slack.hub.tickets.trigger(ADMIN)

    assert error(lambda: app.client.views_open(trigger_id=trigger, view=view)) == word


def test_a_modal_is_submitted(slack: SlackStandIn, app: App) -> None:
    """The app gets the values, and the modal closes when it acknowledges."""
    seen: list[Seen] = []
    app.view("form")(noting(seen))
    shown = opening(slack, app, callback_id="form")

    attempt = slack.submit(ADMIN, shown["id"], values("Rex"))

    assert attempt.acked
    assert seen[0]["view"]["state"]["values"]["name"]["said"]["value"] == "Rex"
    assert slack.modals(ADMIN) == []


def test_required_fields_are_required(slack: SlackStandIn, app: App) -> None:
    """An empty one keeps Slack from telling the app at all."""
    shown = opening(slack, app, callback_id="form")
    told = len(slack.deliveries)

    for given in ({}, values("")):
        with pytest.raises(NotPossible, match="required"):
            slack.submit(ADMIN, shown["id"], given)

    assert len(slack.deliveries) == told


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "errors", "errors": {"name": "taken"}}, ["First"]),
        ({"response_action": "update", "view": modal("Second")}, ["Second"]),
        ({"response_action": "push", "view": modal("Second")}, ["First", "Second"]),
        ({"response_action": "clear"}, []),
    ],
)
def test_an_app_can_answer_a_modal(
    slack: SlackStandIn, app: App, answer: dict[str, Any], titles: list[str]
) -> None:
    """It may show what is wrong, change the modal, put one above it, or close all."""
    app.view("form")(lambda ack: ack(**answer))
    shown = opening(slack, app, callback_id="form")

    attempt = slack.submit(ADMIN, shown["id"], values("Rex"))

    assert attempt.body["response_action"] == answer["response_action"]
    assert [each["title"]["text"] for each in slack.modals(ADMIN)] == titles


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nonsense": "?"}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_an_answer_that_slack_cannot_show(
    slack: SlackStandIn, app: App, answer: dict[str, Any]
) -> None:
    """The person reads that there is trouble, and the modal stays."""
    app.view("form")(lambda ack: ack(**answer))
    shown = opening(slack, app, callback_id="form")

    with pytest.raises(NotPossible, match="trouble"):
        slack.submit(ADMIN, shown["id"], values("Rex"))

    assert slack.modals(ADMIN)[-1]["id"] == shown["id"]


def test_a_submission_that_nobody_takes_leaves_the_modal(slack: SlackStandIn, app: App) -> None:
    """Without an acknowledgement the modal stays open."""
    shown = opening(slack, app, callback_id="form")

    assert not slack.submit(ADMIN, shown["id"], values("Rex")).acked
    assert slack.modals(ADMIN)[-1]["id"] == shown["id"]


def test_a_modal_changes_in_place(slack: SlackStandIn, app: App) -> None:
    """By its id or its external id; not when it is not as the app believes, nor when closed."""
    shown = opening(slack, app, external_id="mine")

    changed = app.client.views_update(view_id=shown["id"], view=modal("Second", external_id="mine"))
    app.client.views_update(external_id="mine", view=modal("Third"))

    assert [each["title"]["text"] for each in slack.modals(ADMIN)] == ["Third"]
    late = {"view_id": shown["id"], "view": modal(), "hash": changed["view"]["hash"]}
    assert error(lambda: app.client.views_update(**late)) == "hash_conflict"
    assert error(lambda: app.client.views_update(view_id="V0NONE", view=modal())) == "not_found"
    call = {"view": modal()}
    assert error(lambda: app.client.api_call("views.update", json=call)) == "invalid_arguments"


def test_modals_are_stacked_three_high(slack: SlackStandIn, app: App) -> None:
    """A fourth is refused, and so is one above nothing."""

    def push() -> None:
        trigger = slack.hub.tickets.trigger(ADMIN)
        app.client.views_push(trigger_id=trigger, view=modal())

    assert error(push) == "not_found"
    opening(slack, app)
    push()
    push()
    assert len(slack.modals(ADMIN)) == 3
    assert error(push) == "push_limit_reached"


def test_a_button_in_a_modal_is_pressed(slack: SlackStandIn, app: App) -> None:
    """The app hears in which view; only the topmost view can be used."""
    seen: list[Seen] = []
    app.action("again")(noting(seen))
    shown = opening(slack, app)

    assert slack.click_in_modal(ADMIN, shown["id"], {"action_id": "again"}).acked
    assert seen[0]["view"]["id"] == shown["id"]
    with pytest.raises(NotPossible):
        slack.click_in_modal(ADMIN, "V0NONE", {"action_id": "again"})


def test_closing_is_told_where_asked_for(slack: SlackStandIn, app: App) -> None:
    """The app hears of a closed modal only with `notify_on_close`."""
    seen: list[Seen] = []
    app.view_closed("form")(noting(seen))
    opening(slack, app, callback_id="form")

    slack.close_modal(ADMIN)
    assert seen == []
    trigger = slack.hub.tickets.trigger(ADMIN)
    view = modal(callback_id="form", notify_on_close=True)
    app.client.views_open(trigger_id=trigger, view=view)
    slack.close_modal(ADMIN)
    slack.close_modal(ADMIN)

    assert slack.modals(ADMIN) == []
    assert [each["type"] for each in seen] == ["view_closed"]
