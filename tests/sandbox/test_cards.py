"""Cards in the whole workspace: people see them, and press their buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.core.cards import Button, Card, Press, Style
from bot.core.model import Thread
from bot.core.requests import ModelAction, ModelRequest
from bot.post import Pacing, SlackBoard, SlackReplies
from bot.sandbox.slack import ADMIN, GENERAL, MEMBER, OWNER, PRIVATE, NotPossible, SlackStandIn
from tests.fake_records import FakePostLog
from tests.fakes import FakeClock
from tests.sandbox.apps import bolt, by_socket, noting

QUESTION = Card(
    "Starting costs *4.00 USD* an hour. Start?",
    (Button("Start", Press.CONFIRM_START, "//", Style.PRIMARY), Button("No", Press.DISMISS)),
    "units     1\nstops at  18:00",
)
JOBS = Card(
    "Two jobs kept failing.",
    tuple(Button("Retry", Press.RETRY_JOB, reference) for reference in ("r1", "r2")),
)


@pytest.fixture
def pressed(slack: SlackStandIn) -> Iterator[list[dict[str, Any]]]:
    """What a connected app is told of buttons."""
    app: App = bolt(slack)
    seen: list[dict[str, Any]] = []
    app.action(re.compile("^(dismiss|model_|job_)"))(noting(seen))
    with by_socket(slack, app):
        yield seen


def replies(slack: SlackStandIn, client: WebClient) -> SlackReplies:
    clock = FakeClock()
    host = slack.hub.base_url.removeprefix("http://")
    return SlackReplies(client, [host], Pacing(100.0, clock), clock)


def board(slack: SlackStandIn, client: WebClient, log: FakePostLog) -> SlackBoard:
    clock = FakeClock()
    return SlackBoard(
        client,
        log=log,
        pacing=Pacing(100.0, clock),
        clock=clock,
        admin_channel="",
        admins=lambda: [ADMIN, OWNER],
    )


def asked(url: str = "", channel: str = GENERAL) -> ModelRequest:
    return ModelRequest("k", ModelAction.START, ADMIN, "T", channel, url)


def test_a_private_card_can_be_pressed(
    slack: SlackStandIn, client: WebClient, pressed: list[dict[str, Any]]
) -> None:
    """A card that one person alone sees has buttons, which carry their values."""
    replies(slack, client).privately(asked(), QUESTION)
    [shown] = slack.whispers(ADMIN)

    attempt = slack.click(GENERAL, ADMIN, shown["ts"], {"action_id": "model_start_confirmed"})

    assert attempt.acked
    [action] = slack.wait_for(lambda: pressed)[0]["actions"]
    assert (action["value"], action["text"]["text"]) == ("//", "Start")
    assert pressed[0]["container"]["is_ephemeral"]
    with pytest.raises(NotPossible):
        slack.click(GENERAL, MEMBER, shown["ts"], {"action_id": "dismiss"})


def test_an_answer_to_a_press_keeps_the_question(
    slack: SlackStandIn, client: WebClient, pressed: list[dict[str, Any]]
) -> None:
    """What is said by the response address of a press is a message of its own."""
    told = replies(slack, client)
    told.privately(asked(), QUESTION)
    [shown] = slack.whispers(ADMIN)
    slack.click(GENERAL, ADMIN, shown["ts"], {"action_id": "dismiss"})

    told.privately(asked(pressed[0]["response_url"]), JOBS)

    assert [each["text"].splitlines()[0] for each in slack.whispers(ADMIN)] == [
        QUESTION.text,
        JOBS.text,
    ]


def test_a_second_process_does_not_know_how_often(
    slack: SlackStandIn, client: WebClient, pressed: list[dict[str, Any]]
) -> None:
    """Slack refuses the sixth use of a response address, and the asker is told all the same."""
    replies(slack, client).privately(asked(), QUESTION)
    [shown] = slack.whispers(ADMIN)
    slack.click(GENERAL, ADMIN, shown["ts"], {"action_id": "dismiss"})
    url = pressed[0]["response_url"]

    for number in range(7):
        replies(slack, client).privately(asked(url), f"{number}")

    assert [each["text"] for each in slack.whispers(ADMIN)[1:]] == [str(n) for n in range(7)]
    assert sum(each.method == "chat.postEphemeral" for each in slack.requests) == 3


def test_buttons_of_a_kind_are_told_apart(
    slack: SlackStandIn, client: WebClient, pressed: list[dict[str, Any]]
) -> None:
    """Each of several buttons of the same kind carries its own value."""
    at = board(slack, client, FakePostLog()).post("k", Thread(GENERAL, ""), JOBS)
    assert at is not None

    slack.click(GENERAL, ADMIN, at.ts, {"action_id": "job_retry:2"})

    [action] = pressed[0]["actions"]
    assert (action["action_id"], action["value"]) == ("job_retry:2", "r2")


@pytest.mark.parametrize("channel", [GENERAL, PRIVATE])
@pytest.mark.parametrize("in_thread", [True, False])
def test_a_notice_is_posted_once_and_edited(
    slack: SlackStandIn, client: WebClient, channel: str, in_thread: bool
) -> None:
    """A process that knows nothing finds the notice in Slack, and edits it in its place."""
    ts = slack.post(channel, ADMIN, "first") if in_thread else ""
    at = board(slack, client, FakePostLog()).post("k", Thread(channel, ts), JOBS)
    log = FakePostLog()
    log.begin("k")
    later = board(slack, client, log)

    again = later.post("k", Thread(channel, ts), JOBS)
    assert again == at is not None
    assert later.edit(at, Card("All done."))

    [message] = slack.replies(channel, ts) if in_thread else slack.said(channel)
    assert message["text"] == "All done."
    assert [block["type"] for block in message["blocks"]] == ["section"]
    log.begin("other")
    assert later.post("other", Thread(channel, ts), JOBS) != at


def test_admins_read_it_in_direct_messages(slack: SlackStandIn, client: WebClient) -> None:
    """Each admin has one direct message, and one press works there too."""
    log = FakePostLog()
    for _ in range(2):
        board(slack, client, log).tell_admins("k", JOBS)

    direct = [slack.hub.workspace.direct(user).id for user in (ADMIN, OWNER)]
    assert [len(slack.said(channel)) for channel in direct] == [1, 1]
