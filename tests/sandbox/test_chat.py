"""Messages that the app posts, changes and deletes."""

# The SDK's own types are narrower than what Slack takes.
# mypy: disable-error-code="arg-type"

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    MEMBER,
    PRIVATE,
    WITHOUT_BOT,
    SlackStandIn,
)
from tests.sandbox.apps import error, refusal

TEXT = {"type": "section", "text": {"type": "mrkdwn", "text": "a *block*"}}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]}


def test_a_message_is_posted(slack: SlackStandIn, client: WebClient) -> None:
    """A message has text, blocks with ids, metadata, and the bot as its author."""
    about = {"event_type": "told", "event_payload": {"key": "1"}}

    posted = client.chat_postMessage(channel=GENERAL, text="hello", blocks=[TEXT], metadata=about)

    (said,) = slack.said(GENERAL)
    assert said["ts"] == posted["ts"]
    assert (said["text"], said["metadata"]) == ("hello", about)
    assert said["bot_id"] == client.auth_test()["bot_id"]
    assert said["blocks"][0]["block_id"]


def test_a_form_does_as_well(slack: SlackStandIn) -> None:
    """Blocks in a form are a string of JSON."""
    form = {"token": slack.bot_token, "channel": "#general", "blocks": '[{"type": "divider"}]'}

    assert httpx.post(f"{slack.api_url}chat.postMessage", data=form).json()["ok"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C0NOWHERE0", "text": "x"}, "channel_not_found"),
        ({"channel": WITHOUT_BOT, "text": "x"}, "not_in_channel"),
        ({"channel": GENERAL, "text": ""}, "no_text"),
        ({"channel": GENERAL, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": GENERAL, "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": GENERAL, "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"channel": GENERAL, "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"channel": GENERAL, "blocks": [TABLE, TABLE]}, "invalid_attachments"),
        ({"channel": GENERAL, "attachments": "text"}, "invalid_attachments"),
        ({"channel": GENERAL, "attachments": [{}] * 101}, "too_many_attachments"),
        ({"channel": GENERAL, "text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"channel": GENERAL, "text": "x", "metadata": [1]}, "invalid_metadata_format"),
        ({"channel": GENERAL, "text": "x", "metadata": {"a": 1}}, "invalid_metadata_schema"),
        ({"channel": GENERAL, "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": GENERAL, "markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
    ],
)
def test_what_slack_does_not_post(
    client: WebClient, arguments: dict[str, object], word: str
) -> None:
    """Each mistake has Slack's own word."""
    assert error(lambda: client.api_call("chat.postMessage", json=arguments)) == word


def test_big_metadata_is_refused(client: WebClient) -> None:
    """Metadata has a limit of its own."""
    about = {"event_type": "told", "event_payload": {"long": "x" * 9000}}

    word = error(lambda: client.chat_postMessage(channel=GENERAL, text="x", metadata=about))

    assert word == "metadata_too_large"


def test_nobody_posts_in_an_archived_channel(slack: SlackStandIn, client: WebClient) -> None:
    """An archived channel is for reading."""
    slack.hub.workspace.channels[GENERAL].archived = True

    assert error(lambda: client.chat_postMessage(channel=GENERAL, text="x")) == "is_archived"


def test_a_private_channel_without_the_bot_is_not_there(
    slack: SlackStandIn, client: WebClient
) -> None:
    """The bot is not told that a private channel exists."""
    slack.hub.workspace.channels[PRIVATE].members.remove("U0BOTUSER1")

    assert error(lambda: client.chat_postMessage(channel=PRIVATE, text="x")) == "channel_not_found"


def test_a_long_text_is_cut(slack: SlackStandIn, client: WebClient) -> None:
    """A text of more than 40,000 characters is cut with a warning, not refused."""
    posted = client.chat_postMessage(channel=GENERAL, text="x" * 40_001)

    assert len(slack.said(GENERAL)[0]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]


def test_a_user_id_means_direct_messages(slack: SlackStandIn, client: WebClient) -> None:
    """A message to a person goes to their direct messages."""
    posted = client.chat_postMessage(channel=ADMIN, text="psst")

    assert posted["channel"] == slack.hub.workspace.direct(ADMIN).id


def test_replies_hang_on_the_first_message(slack: SlackStandIn, client: WebClient) -> None:
    """A reply stands in the thread; a reply's own timestamp is no thread."""
    ts = slack.post(GENERAL, ADMIN, "look")
    reply = client.chat_postMessage(channel=GENERAL, text="I see", thread_ts=ts)

    assert [each["text"] for each in slack.replies(GENERAL, ts)] == ["I see"]
    assert slack.said(GENERAL) == []
    word = error(lambda: client.chat_postMessage(channel=GENERAL, text="?", thread_ts=reply["ts"]))
    assert word == "cannot_reply_to_message"


def test_a_reply_can_be_shown_in_the_channel(slack: SlackStandIn, client: WebClient) -> None:
    """A reply that is broadcast is in the history, too."""
    ts = slack.post(GENERAL, ADMIN, "look")

    client.chat_postMessage(channel=GENERAL, text="!", thread_ts=ts, reply_broadcast=True)

    shown = client.conversations_history(channel=GENERAL)["messages"]
    assert [each.get("subtype") for each in shown] == ["thread_broadcast", None]


def test_an_update_keeps_what_it_does_not_name(slack: SlackStandIn, client: WebClient) -> None:
    """Blocks stay when only the text changes, and go when an empty list is named."""
    ts = client.chat_postMessage(channel=GENERAL, text="old", blocks=[TEXT])["ts"]

    client.chat_update(channel=GENERAL, ts=ts, text="new")
    (kept,) = slack.said(GENERAL)
    client.chat_update(channel=GENERAL, ts=ts, text="newer", blocks=[])
    (bare,) = slack.said(GENERAL)

    assert (kept["text"], len(kept["blocks"])) == ("new", 1)
    assert (bare["text"], "blocks" in bare, "edited" in bare) == ("newer", False, True)


def test_an_update_can_change_metadata(slack: SlackStandIn, client: WebClient) -> None:
    """Metadata changes with the message."""
    ts = client.chat_postMessage(channel=GENERAL, text="old")["ts"]
    about = {"event_type": "told", "event_payload": {}}

    client.chat_update(channel=GENERAL, ts=ts, text="new", metadata=about)

    assert slack.said(GENERAL)[0]["metadata"] == about


def test_an_update_takes_4000_characters(client: WebClient) -> None:
    """A longer text is refused, although a new message may have it."""
    ts = client.chat_postMessage(channel=GENERAL, text="x" * 4001)["ts"]

    word = error(lambda: client.chat_update(channel=GENERAL, ts=ts, text="x" * 4001))

    assert word == "msg_too_long"


def test_only_ones_own_messages_change(slack: SlackStandIn, client: WebClient) -> None:
    """The bot neither changes nor deletes what somebody else wrote, nor what is not there."""
    ts = slack.post(GENERAL, ADMIN, "mine")

    assert error(lambda: client.chat_update(channel=GENERAL, ts=ts, text="x")) == (
        "cant_update_message"
    )
    assert error(lambda: client.chat_delete(channel=GENERAL, ts=ts)) == "cant_delete_message"
    gone: dict[str, Any] = {"channel": GENERAL, "ts": "1.000001"}
    assert error(lambda: client.chat_update(**gone, text="x")) == "message_not_found"


def test_a_deleted_message_is_gone(slack: SlackStandIn, client: WebClient) -> None:
    """A message without replies goes; one with replies leaves a tombstone."""
    alone = client.chat_postMessage(channel=GENERAL, text="alone")["ts"]
    parent = client.chat_postMessage(channel=GENERAL, text="parent")["ts"]
    slack.post(GENERAL, ADMIN, "a reply", thread_ts=parent)

    client.chat_delete(channel=GENERAL, ts=alone)
    client.chat_delete(channel=GENERAL, ts=parent)

    shown = client.conversations_history(channel=GENERAL)["messages"]
    assert [(each["ts"], each["subtype"]) for each in shown] == [(parent, "tombstone")]
    again = {"channel": GENERAL, "ts": parent}
    assert error(lambda: client.chat_delete(**again)) == "message_not_found"


def test_an_ephemeral_message_is_for_one_person(slack: SlackStandIn, client: WebClient) -> None:
    """Only the one who is named sees it, and it is in no history."""
    client.chat_postEphemeral(channel=GENERAL, user=ADMIN, text="only you")

    assert [each["text"] for each in slack.whispers(ADMIN)] == ["only you"]
    assert slack.whispers(MEMBER) == []
    assert client.conversations_history(channel=GENERAL)["messages"] == []


def test_an_ephemeral_message_needs_somebody_there(client: WebClient) -> None:
    """Slack refuses one for a person who is not in the channel."""
    said = refusal(lambda: client.chat_postEphemeral(channel=PRIVATE, user="U0GUEST001", text="x"))

    assert said["error"] == "user_not_in_channel"


def test_an_ephemeral_message_needs_an_active_thread(
    slack: SlackStandIn, client: WebClient
) -> None:
    """In a thread without replies it is accepted and never shown."""
    ts = slack.post(GENERAL, ADMIN, "look")
    arguments: dict[str, Any] = {"channel": GENERAL, "user": ADMIN, "thread_ts": ts}

    client.chat_postEphemeral(**arguments, text="not shown")
    client.chat_postMessage(channel=GENERAL, text="active", thread_ts=ts)
    client.chat_postEphemeral(**arguments, text="shown")

    assert [each["text"] for each in slack.whispers(ADMIN)] == ["shown"]


def test_permalinks_lead_to_threads(slack: SlackStandIn, client: WebClient) -> None:
    """A reply's link names its thread."""
    ts = slack.post(GENERAL, ADMIN, "look")
    reply = client.chat_postMessage(channel=GENERAL, text="I see", thread_ts=ts)["ts"]

    link = client.chat_getPermalink(channel=GENERAL, message_ts=reply)["permalink"]

    assert link.endswith(f"/p{reply.replace('.', '')}?thread_ts={ts}&cid={GENERAL}")


def test_reactions_come_and_go(slack: SlackStandIn, client: WebClient) -> None:
    """A reaction can be set once, and taken away once."""
    ts = slack.post(GENERAL, ADMIN, "look")
    eyes = {"channel": GENERAL, "timestamp": ts, "name": "eyes"}

    client.reactions_add(**eyes)
    assert slack.reactions(GENERAL, ts) == {"eyes"}
    assert error(lambda: client.reactions_add(**eyes)) == "already_reacted"
    client.reactions_remove(**eyes)
    assert slack.reactions(GENERAL, ts) == set()
    assert error(lambda: client.reactions_remove(**eyes)) == "no_reaction"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"name": "Not A Name"}, "invalid_name"),
        ({"timestamp": "yesterday"}, "bad_timestamp"),
        ({"timestamp": "1700000000.000001"}, "message_not_found"),
        ({"channel": WITHOUT_BOT}, "channel_not_found"),
    ],
)
def test_reactions_that_slack_refuses(
    slack: SlackStandIn, client: WebClient, arguments: dict[str, str], word: str
) -> None:
    """Each mistake has Slack's own word."""
    ts = slack.post(GENERAL, ADMIN, "look")
    usual = {"channel": GENERAL, "timestamp": ts, "name": "eyes"}

    assert error(lambda: client.reactions_add(**{**usual, **arguments})) == word


def test_a_message_has_only_so_many_reactions(slack: SlackStandIn, client: WebClient) -> None:
    """The twenty-fourth kind of reaction is one too many."""
    ts = slack.post(GENERAL, ADMIN, "look")
    for number in range(23):
        slack.react(GENERAL, MEMBER, ts, f"custom-{number}")

    word = error(lambda: client.reactions_add(channel=GENERAL, timestamp=ts, name="eyes"))

    assert word == "too_many_emoji"


def test_a_reaction_needs_its_item(client: WebClient) -> None:
    """Taking a reaction away needs to be told from what."""
    assert error(lambda: client.reactions_remove(name="eyes")) == "no_item_specified"
