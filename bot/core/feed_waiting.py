"""Objects of the feed that meet a model that is off."""

from __future__ import annotations

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Button, Card, Press, Style
from bot.core.errors import FeedWaitedLong
from bot.core.feed_rules import FeedRule
from bot.core.feed_tools import FeedTools, escaped
from bot.core.missed import Missed
from bot.core.model import Unanswered
from bot.core.parked import reference_of
from bot.core.requests import FeedRequest
from bot.core.waiting import duration


def waited_long(request: FeedRequest, tools: FeedTools) -> bool:
    """Whether an object has waited for as long as it may."""
    return tools.clock.wall() - request.at >= tools.wait_limit


def given_up(request: FeedRequest, missed: Missed) -> Missed:
    """What is told of an object that has waited for too long."""
    sentence = FeedWaitedLong(uri=request.sources[0]).sentence
    reference = missed.outcome.reference or reference_of(request, FIRST_ATTEMPT)
    return Missed(Unanswered(request.sources[0], sentence, reference))


def wait(request: FeedRequest, rule: FeedRule, attempt: Attempt, tools: FeedTools) -> None:
    """Wait without a worker; the channel is told once a day, however many wait."""
    tools.room.enter(request, attempt, request.at)
    text = (
        f"Pictures from {escaped(rule.name)} wait for the model. {tools.life.expected()} They are "
        f"answered here by themselves; after {duration(tools.wait_limit)} without the model I "
        "give them up."
    )
    button = Button("Start the model", Press.START, style=Style.PRIMARY)
    key = f"feed:waits:{rule.name}:{tools.today()}"
    with tools.telling:
        tools.board.post(key, request.thread, Card(text, (button,)))
