"""What is acknowledged is kept: a picture that could not be kept is sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.requests import Request
from bot.listeners import Intake, make_app, register
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn, Timing, Upload
from tests.fakes import FakeAnswers, FakeForms, FakeJobs
from tests.sandbox.apps import by_http, by_socket
from tests.whole.pictures import ASTRONAUT

QUICK = Timing(ack=3.0, retries=(0.05, 0.1, 0.2), process=0.05)


@dataclass
class Stumbling(FakeJobs):
    """A database that is away for the first so many requests."""

    away: int = 2

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        self.away -= 1
        if self.away >= 0:
            raise OSError("the database is away")
        return super().submit(request, delay=delay, attempt=attempt)


@contextmanager
def _socket(slack: SlackStandIn, app: App) -> Iterator[None]:
    with by_socket(slack, app):
        yield


@contextmanager
def _http(slack: SlackStandIn, app: App) -> Iterator[None]:
    with by_http(slack, app) as url:
        slack.use_http(url)
        yield


@pytest.mark.parametrize("connected", [_socket, _http])
def test_a_picture_that_could_not_be_kept(
    connected: Callable[[SlackStandIn, App], AbstractContextManager[None]],
) -> None:
    """An event is acknowledged once its request is kept; until then Slack sends it again."""
    with SlackStandIn(timing=QUICK) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        app, jobs = make_app(client, slack.signing_secret), Stumbling()
        register(app, Intake(jobs, FakeAnswers(), "U0BOTUSER1", FakeForms()))
        with connected(slack, app):
            slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)])
            slack.wait_for(lambda: all(each.over for each in slack.deliveries))
            [delivery] = slack.deliveries

    assert [each.acked for each in delivery.attempts] == [False, False, True]
    assert len(jobs.submitted) == 1
