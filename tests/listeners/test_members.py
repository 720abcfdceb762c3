"""Who people in Slack are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.listeners import SlackMembers, members
from bot.sandbox.slack import ADMIN, OWNER, SlackStandIn
from bot.sandbox.slack.controls import Fault
from tests.fakes import FakeClock


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn() as started:
        yield started


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def known(slack: SlackStandIn, clock: FakeClock) -> SlackMembers:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return SlackMembers(client, clock)


def calls(slack: SlackStandIn) -> int:
    return sum(each.method == "users.list" for each in slack.requests)


@pytest.mark.parametrize("page_size", [1, 3, 200])
def test_the_workspaces_admins(
    known: SlackMembers, monkeypatch: pytest.MonkeyPatch, page_size: int
) -> None:
    """Admins and owners are found, on whichever page they are."""
    monkeypatch.setattr(members, "PAGE_SIZE", page_size)

    assert sorted(known.admins()) == sorted([ADMIN, OWNER])


def test_who_left_is_no_admin(slack: SlackStandIn, known: SlackMembers) -> None:
    """Somebody whose account is deactivated is left out."""
    slack.hub.workspace.users[ADMIN].deleted = True

    assert known.admins() == [OWNER]


@pytest.mark.parametrize("role", ["guest", "single_channel_guest", "stranger", "bot", "member"])
def test_who_is_no_admin(slack: SlackStandIn, known: SlackMembers, role: str) -> None:
    """Guests, people of other organisations, bots and plain members are left out."""
    slack.hub.workspace.users[OWNER].role = role

    assert known.admins() == [ADMIN]


def test_the_admins_are_remembered(
    slack: SlackStandIn, known: SlackMembers, clock: FakeClock
) -> None:
    """The list is asked for once in five minutes."""
    known.admins()
    known.admins()
    assert calls(slack) == 1

    clock.sleep(300)
    known.admins()
    assert calls(slack) == 2


def test_a_doubt_means_nobody(
    slack: SlackStandIn, known: SlackMembers, caplog: pytest.LogCaptureFixture
) -> None:
    """When Slack does not say, there are no admins for now, and the log says so."""
    slack.go_wrong("users.list", Fault(times=3, error="internal_error"))

    assert known.admins() == []
    assert "cannot tell who the workspace's admins are" in caplog.text


def test_a_missing_scope_means_nobody(slack: SlackStandIn, known: SlackMembers) -> None:
    """Without the scope for it there are no admins."""
    slack.hub.installed.scopes.discard("users:read")

    assert known.admins() == []
