"""Who may do what, through Slack: each role at each way in, in the bot as it runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.core.cards import Button, Card, Press
from bot.core.permission import NEEDS_ADMIN
from bot.core.requests import ModelAction, TrainingAction
from bot.listeners.buttons import TEACHING
from bot.post.cards import card_blocks
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, STRANGER, Upload
from tests.listeners.classroom import button
from tests.whole.conftest import Standing, Start, Whole
from tests.whole.pictures import ASTRONAUT
from tests.whole.test_correcting import form

OWNER, SINGLE = "U0OWNER001", "U0GUEST002"
ROLES = {ADMIN: True, OWNER: True, MEMBER: False, GUEST: False, SINGLE: False, STRANGER: False}
"""By user, whether they may spend money when ADMINS is not set."""
COMMANDS = [each.value for each in (*ModelAction, *TrainingAction)]
OF_MEMBERS = {Press.DISMISS, Press.MUTE_FEED, Press.UNMUTE_FEED}
"""The feed is muted by all who belong to the workspace: `tests/core/test_feed_muting.py`."""
BUTTONS = [each for each in Press if each not in TEACHING and each not in OF_MEMBERS]
"""Whoever teaches is asked for by `tests/listeners/test_teaching.py`."""
FOR_ADMINS = {each.value for each in NEEDS_ADMIN}
REFUSED = "Only workspace admins and owners may"


@pytest.fixture(scope="module")
def standing(weights: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """A bot that may be stopped without another test missing it."""
    standing = Standing(tmp_path_factory.mktemp("roles"))
    yield standing
    standing.rest()


def whispered(whole: Whole, user: str) -> str:
    """What the bot told somebody alone, at last, once all is done; empty without anything."""
    whole.settle()
    return "".join(str(each["text"]) for each in whole.slack.whispers(user)[-1:])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("user", [each for each in ROLES if each != STRANGER])
def test_who_may_type_what(whole: Whole, user: str, command: str) -> None:
    """A command is done for who may, and refused to anybody else, privately, with who can.

    Slack itself takes no command from people of other organisations.
    """
    allowed = ROLES[user] or command not in FOR_ADMINS
    said = len(whole.slack.said(GENERAL))

    whole.slack.command(GENERAL, user, f"/rekog {command}")
    told = whispered(whole, user)

    assert (REFUSED in told) is not allowed
    assert allowed or len(whole.slack.said(GENERAL)) == said


@pytest.mark.parametrize("press", BUTTONS, ids=lambda press: press.value)
@pytest.mark.parametrize("user", ROLES)
def test_who_may_press_what(whole: Whole, user: str, press: Press) -> None:
    """A button that everybody sees asks again who presses it, and refuses like the command."""
    client = WebClient(whole.slack.bot_token, base_url=whole.slack.api_url)
    blocks = card_blocks(Card("Shall I?", (Button("Yes", press, ""),)))
    shown = client.chat_postMessage(channel=GENERAL, text="Shall I?", blocks=blocks)

    whole.press(GENERAL, user, str(shown["ts"]), press.value)
    told = whispered(whole, user)

    assert (REFUSED in told) is not ROLES[user]


def test_only_named_people_teach(start: Start) -> None:
    """With TEACHERS, other members are told who may, and named ones teach."""
    whole = start(TEACHERS=MEMBER)
    ts = whole.slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)])
    (answer,) = whole.answers(GENERAL, ts)
    views = {}
    for user in (ADMIN, MEMBER):
        whole.slack.click(GENERAL, user, answer["ts"], button(answer, "Correct"))
        views[user] = form(whole, user)

    assert f"<@{MEMBER}>" in str(views[ADMIN])
    assert "submit" not in views[ADMIN]
    assert "submit" in views[MEMBER]
