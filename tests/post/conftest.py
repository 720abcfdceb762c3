"""A misbehaving Slack, and the bot's answers to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.post import Pacing, Reactions, SlackAnswers, SlackReplies
from tests.fake_records import FakePostLog
from tests.fakes import FakeClock, FakeReplies
from tests.post.slack import Slack


@dataclass
class Bot:
    """What is tested, and what a test may look at."""

    answers: SlackAnswers
    reactions: Reactions
    replies: FakeReplies
    clock: FakeClock


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def bot(slack: Slack) -> Iterator[Bot]:
    clock, replies = FakeClock(), FakeReplies()
    reactions = Reactions(slack.client, clock)
    answers = SlackAnswers(
        slack.client,
        [slack.web.host],
        "<@U7>, <!subteam^S1>",
        log=FakePostLog(),
        pacing=Pacing(1.0, clock),
        reactions=reactions,
        replies=replies,
        clock=clock,
    )
    yield Bot(answers, reactions, replies, clock)
    assert answers.stop(5)


@pytest.fixture
def told(slack: Slack) -> SlackReplies:
    clock = FakeClock()
    return SlackReplies(slack.client, [slack.web.host], Pacing(1.0, clock), clock)
