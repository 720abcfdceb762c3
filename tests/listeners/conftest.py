"""Bolt with the bot's listeners, connected to a Slack workspace on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Button, Card
from bot.core.requests import Request
from bot.listeners import Intake, make_app, register
from bot.post.cards import card_blocks
from bot.sandbox.slack import GENERAL, SlackStandIn, Timing
from bot.sandbox.slack.delivery import Attempt as Delivered
from tests.fakes import FakeAnswers, FakeForms, FakeJobs
from tests.sandbox.apps import by_socket


@dataclass
class Desk(FakeJobs):
    """Jobs that cannot be accepted while there is trouble."""

    trouble: Exception | None = None

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        if self.trouble is not None:
            raise self.trouble
        return super().submit(request, delay=delay, attempt=attempt)


@dataclass
class Office:
    """Where people ask, and where a test reads what was submitted."""

    slack: SlackStandIn
    client: WebClient
    jobs: Desk

    @property
    def submitted(self) -> list[Request]:
        """What was asked."""
        return [request for request, _ in self.jobs.submitted]

    def type(self, text: str, user: str) -> Delivered:
        """Type `/rekog …`."""
        return self.slack.command(GENERAL, user, f"/rekog {text}".strip())

    def show(self, *buttons: Button, to: str = "") -> str:
        """Show a message with buttons, to one person alone or to everybody."""
        card = Card("Shall I?", buttons)
        words: dict[str, Any] = {"channel": GENERAL, "text": card.text, "blocks": card_blocks(card)}
        if to:
            return str(self.client.chat_postEphemeral(user=to, **words)["message_ts"])
        return str(self.client.chat_postMessage(**words)["ts"])

    def shown(self, ts: str, user: str) -> bool:
        """Whether a message for one person alone is still there."""
        return ts in [each["ts"] for each in self.slack.whispers(user)]

    def press(self, ts: str, user: str, action_id: str) -> Delivered:
        """Press a button of a message."""
        return self.slack.click(GENERAL, user, ts, {"action_id": action_id})


@pytest.fixture(scope="module")
def workspace() -> Iterator[Office]:
    """One for the tests of a file."""
    with SlackStandIn(timing=Timing(ack=0.5)) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        app, jobs = make_app(client, slack.signing_secret), Desk()
        register(app, Intake(jobs, FakeAnswers(), "U0BOTUSER1", FakeForms()))
        with by_socket(slack, app):
            yield Office(slack, client, jobs)


@pytest.fixture
def office(workspace: Office) -> Office:
    """The same, with nothing submitted yet."""
    workspace.jobs.submitted.clear()
    return workspace
