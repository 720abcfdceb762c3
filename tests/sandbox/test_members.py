"""People, user groups and conversations, as the app may read them."""

# The SDK's own types are narrower than what Slack takes.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    GROUP,
    GUEST,
    HELPERS,
    MEMBER,
    OTHER_BOT,
    OWNER,
    PRIVATE,
    STRANGER,
    WITHOUT_BOT,
    SlackStandIn,
)
from tests.sandbox.apps import error, refusal

BOT = "U0BOTUSER1"


@pytest.mark.parametrize(
    ("user", "roles"),
    [
        (ADMIN, {"is_admin"}),
        (OWNER, {"is_admin", "is_owner", "is_primary_owner"}),
        (MEMBER, set()),
        (GUEST, {"is_restricted"}),
        ("U0GUEST002", {"is_restricted", "is_ultra_restricted"}),
        (STRANGER, {"is_stranger"}),
        (OTHER_BOT, {"is_bot"}),
        (BOT, {"is_bot"}),
    ],
)
def test_there_is_somebody_of_each_role(client: WebClient, user: str, roles: set[str]) -> None:
    """Each role shows by the fields that Slack has for it, and by no others."""
    info = client.users_info(user=user)["user"]

    told = {name for name, value in info.items() if name.startswith("is_") and value}
    assert told == roles


def test_a_stranger_is_of_another_team(client: WebClient) -> None:
    """Somebody of another workspace has its team id."""
    own, other = (client.users_info(user=user)["user"]["team_id"] for user in (ADMIN, STRANGER))

    assert own == client.auth_test()["team_id"] != other


def test_somebody_who_left_has_no_roles(slack: SlackStandIn, client: WebClient) -> None:
    """A deactivated account is marked as deleted, and is an admin no more."""
    slack.hub.workspace.users[ADMIN].deleted = True

    info = client.users_info(user=ADMIN)["user"]

    assert info["deleted"]
    assert "is_admin" not in info


def test_nobody_is_not_found(client: WebClient) -> None:
    """An id that nobody has is said to be one."""
    assert error(lambda: client.users_info(user="U0NOBODY01")) == "user_not_found"


def test_people_are_listed_in_pages(client: WebClient) -> None:
    """A cursor leads from page to page, until all were there once."""
    found: list[str] = []
    for page in client.users_list(limit=3):
        found += [each["id"] for each in page["members"]]

    assert len(found) == len(set(found)) == 8


def test_a_wrong_cursor_is_refused(client: WebClient) -> None:
    """What is no cursor or no limit is refused."""
    assert error(lambda: client.users_list(cursor="nonsense!")) == "invalid_cursor"
    assert error(lambda: client.users_list(limit=5000)) == "invalid_limit"


def test_user_groups_have_users(slack: SlackStandIn, client: WebClient) -> None:
    """Groups and who is in them can be read; a disabled one only when asked for."""
    (group,) = client.usergroups_list(include_users=True)["usergroups"]
    assert (group["id"], group["users"]) == (HELPERS, [MEMBER])
    assert client.usergroups_users_list(usergroup=HELPERS)["users"] == [MEMBER]

    slack.hub.workspace.groups[HELPERS].disabled = True

    assert client.usergroups_list()["usergroups"] == []
    assert error(lambda: client.usergroups_users_list(usergroup=HELPERS)) == "no_such_subteam"
    assert client.usergroups_users_list(usergroup=HELPERS, include_disabled=True)["ok"]


def test_the_team_has_a_name(slack: SlackStandIn, client: WebClient) -> None:
    """With the scope for it, the team can be read."""
    slack.hub.installed.scopes.add("team:read")

    assert client.team_info()["team"]["name"] == "Sandbox"


@pytest.fixture
def reader(slack: SlackStandIn, client: WebClient) -> WebClient:
    """A client that may read and open conversations."""
    kinds = ("channels", "groups", "im", "mpim")
    slack.hub.installed.scopes |= {f"{kind}:read" for kind in kinds} | {"channels:join", "im:write"}
    return client


def test_conversations_say_their_kind(slack: SlackStandIn, reader: WebClient) -> None:
    """Each of the four kinds shows by its own field."""
    direct = slack.hub.workspace.direct(ADMIN).id
    fields = ("is_channel", "is_group", "is_im", "is_mpim")

    for place, field in zip((GENERAL, PRIVATE, direct, GROUP), fields, strict=True):
        info = reader.conversations_info(channel=place, include_num_members=True)["channel"]
        assert [name for name in fields if info.get(name)] == [field]
        assert info["num_members"] > 1


def test_reading_a_conversation_needs_its_scope(client: WebClient) -> None:
    """The scope that is named is the one for that kind."""
    said = refusal(lambda: client.conversations_info(channel=PRIVATE))

    assert (said["error"], said["needed"]) == ("missing_scope", "groups:read")


def test_members_are_listed(reader: WebClient) -> None:
    """Who is in a conversation can be read."""
    members = reader.conversations_members(channel=PRIVATE)["members"]

    assert {ADMIN, BOT} <= set(members)
    assert GUEST not in members


def test_conversations_are_listed_by_kind(slack: SlackStandIn, reader: WebClient) -> None:
    """Public ones, and those of other kinds that the bot is in."""
    slack.hub.workspace.channels[PRIVATE].members.remove(BOT)

    public = reader.conversations_list()["channels"]
    others = reader.conversations_list(types="private_channel,mpim")["channels"]

    assert [each["id"] for each in public] == [GENERAL, WITHOUT_BOT]
    assert [each["id"] for each in others] == [GROUP]
    assert error(lambda: reader.conversations_list(types="secret")) == "invalid_types"


def test_the_bot_can_join_public_channels(slack: SlackStandIn, reader: WebClient) -> None:
    """After joining it may post; private channels are joined by invitation only."""
    reader.conversations_join(channel=WITHOUT_BOT)

    assert reader.chat_postMessage(channel=WITHOUT_BOT, text="hello")["ok"]
    word = error(lambda: reader.conversations_join(channel=PRIVATE))
    assert word == "method_not_supported_for_channel_type"
    slack.hub.workspace.channels[GENERAL].archived = True
    assert error(lambda: reader.conversations_join(channel=GENERAL)) == "is_archived"


def test_direct_messages_are_opened_once(slack: SlackStandIn, reader: WebClient) -> None:
    """The same people always get the same conversation."""
    one = reader.conversations_open(users=ADMIN, return_im=True)["channel"]
    group = reader.conversations_open(users=f"{ADMIN},{GUEST}")["channel"]["id"]

    assert one["user"] == ADMIN
    assert reader.conversations_open(channel=one["id"])["channel"]["id"] == one["id"]
    assert reader.conversations_open(users=f"{GUEST},{ADMIN}")["channel"]["id"] == group
    assert error(lambda: reader.conversations_open(users="U0NOBODY01")) == "user_not_found"
    assert error(lambda: reader.api_call("conversations.open")) == "users_list_not_supplied"


def test_history_is_newest_first(slack: SlackStandIn, client: WebClient) -> None:
    """Replies are left out; bounds leave out what is older or newer."""
    first = slack.post(GENERAL, ADMIN, "first")
    slack.post(GENERAL, MEMBER, "a reply", thread_ts=first)
    second = slack.post(GENERAL, ADMIN, "second")

    def texts(**bounds: Any) -> list[str]:
        found = client.conversations_history(channel=GENERAL, **bounds)["messages"]
        return [each["text"] for each in found]

    assert texts() == ["second", "first"]
    assert texts(oldest=first) == ["second"]
    assert texts(oldest=first, inclusive=True, latest=second) == ["second", "first"]
    assert texts(limit=1) == ["second"]
    assert error(lambda: client.conversations_history(channel=WITHOUT_BOT)) == "not_in_channel"


def test_a_thread_can_be_read(slack: SlackStandIn, client: WebClient) -> None:
    """A thread is its first message with a count, then the replies; metadata on demand."""
    about = {"event_type": "told", "event_payload": {}}
    first = slack.post(GENERAL, ADMIN, "first")
    client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=first, metadata=about)

    plain = client.conversations_replies(channel=GENERAL, ts=first)["messages"]
    full = client.conversations_replies(channel=GENERAL, ts=first, include_all_metadata=True)

    assert [each["text"] for each in plain] == ["first", "reply"]
    assert (plain[0]["reply_count"], plain[0]["reply_users"]) == (1, [BOT])
    assert "metadata" not in plain[1]
    assert full["messages"][1]["metadata"] == about


def test_threads_that_are_not_there(client: WebClient) -> None:
    """Neither a thread that never was, nor one where the bot is not."""
    nowhere: dict[str, Any] = {"channel": GENERAL, "ts": "1.000001"}
    outside: dict[str, Any] = {"channel": WITHOUT_BOT, "ts": "1.000001"}

    assert error(lambda: client.conversations_replies(**nowhere)) == "thread_not_found"
    assert error(lambda: client.conversations_replies(**outside)) == "not_in_channel"
