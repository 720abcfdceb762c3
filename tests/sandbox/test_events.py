"""What the app hears of what people do, over Socket Mode and by signed HTTP."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
from aiohttp import ClientSession
from slack_bolt import App, BoltResponse

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    GROUP,
    MEMBER,
    OTHER_BOT,
    PRIVATE,
    WITHOUT_BOT,
    NotPossible,
    SlackStandIn,
    Upload,
)
from tests.sandbox.apps import bolt, by_http, by_socket

MENTION = "<@U0BOTUSER1> hello"
WAYS = pytest.mark.parametrize("way", ["socket", "http"])


def told(slack: SlackStandIn) -> list[dict[str, Any]]:
    return [each.payload["event"] for each in slack.deliveries]


def listening(slack: SlackStandIn, app: App, way: str) -> Any:
    if way == "socket":
        return by_socket(slack, app)
    return by_http(slack, app)


def enter(slack: SlackStandIn, way: str, address: object) -> None:
    if way == "http":
        assert slack.use_http(str(address))


@WAYS
def test_a_listener_hears_of_a_message(slack: SlackStandIn, way: str) -> None:
    """Bolt gets the event, and its acknowledgement comes back."""
    app, heard = bolt(slack), []
    app.event("message")(lambda event: heard.append(event["text"]))

    with listening(slack, app, way) as address:
        enter(slack, way, address)
        slack.post(GENERAL, ADMIN, "good morning")
        slack.wait_for(lambda: heard)
        slack.wait_for(lambda: slack.deliveries[0].over)

    assert heard == ["good morning"]
    assert [each.acked for each in slack.deliveries[0].attempts] == [True]


@WAYS
def test_what_nobody_listens_to_is_sent_again(slack: SlackStandIn, way: str) -> None:
    """An event that Bolt answers with 404 comes three times more, and says why."""
    app, seen = bolt(slack), []

    @app.middleware
    def look(request: Any, next_: Any) -> None:
        headers = request.headers
        seen.append(headers.get("x-slack-retry-num", [""])[0])
        next_()

    with listening(slack, app, way) as address:
        enter(slack, way, address)
        slack.post(GENERAL, ADMIN, "good morning")
        slack.wait_for(lambda: slack.deliveries[0].over)

    assert seen[-3:] == ["1", "2", "3"]
    assert len(seen) == 4
    reasons = {each.reason for each in slack.deliveries[0].attempts}
    assert reasons == ({"timeout"} if way == "socket" else {"http_error"})


@pytest.mark.parametrize(
    ("channel", "kind"), [(GENERAL, "channel"), (PRIVATE, "group"), (GROUP, "mpim")]
)
def test_messages_say_what_kind_of_place_they_are_from(
    slack: SlackStandIn, channel: str, kind: str
) -> None:
    """The kind of conversation is in the event."""
    slack.post(channel, ADMIN, "hello")

    (event,) = told(slack)
    assert (event["type"], event["channel_type"]) == ("message", kind)


def test_a_direct_message_is_no_mention(slack: SlackStandIn) -> None:
    """In direct messages a mention is a message like any other."""
    slack.post(slack.hub.workspace.direct(ADMIN).id, ADMIN, MENTION)

    assert [(each["type"], each["channel_type"]) for each in told(slack)] == [("message", "im")]


def test_a_mention_comes_twice(slack: SlackStandIn) -> None:
    """A mention is told as a message and as a mention, of the same message."""
    ts = slack.post(GENERAL, ADMIN, MENTION)

    assert [(each["type"], each["ts"]) for each in told(slack)] == [
        ("message", ts),
        ("app_mention", ts),
    ]


def test_only_subscribed_events_come(slack: SlackStandIn) -> None:
    """Without a subscription, or without its scope, an event is not told."""
    slack.hub.installed.events.remove("app_mention")
    slack.hub.installed.scopes.remove("groups:history")

    slack.post(GENERAL, ADMIN, MENTION)
    slack.post(PRIVATE, ADMIN, MENTION)

    assert [each["type"] for each in told(slack)] == ["message"]


def test_where_the_bot_is_not_it_hears_nothing(slack: SlackStandIn) -> None:
    """A channel without the bot is silent."""
    slack.post(WITHOUT_BOT, ADMIN, MENTION)

    assert slack.deliveries == []


def test_files_come_with_the_message(slack: SlackStandIn) -> None:
    """One message of subtype `file_share`, without `team`; and `file_shared` where asked for."""
    slack.hub.installed.events.add("file_shared")

    slack.post(GENERAL, ADMIN, "two", files=[Upload("a.png", b"1"), Upload("b.png", b"2")])

    message, *shared = told(slack)
    assert (message["subtype"], "team" in message) == ("file_share", False)
    assert [each["mimetype"] for each in message["files"]] == ["image/png"] * 2
    assert [each["file_id"] for each in shared] == [each["id"] for each in message["files"]]


def test_edits_and_deletions_are_told(slack: SlackStandIn) -> None:
    """Each comes as a message of its own subtype, with what was before."""
    ts = slack.post(GENERAL, ADMIN, "old")
    slack.edit(GENERAL, ts, "new")
    slack.delete(GENERAL, ts)

    _, edited, deleted = told(slack)
    assert edited["subtype"] == "message_changed"
    assert (edited["previous_message"]["text"], edited["message"]["text"]) == ("old", "new")
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_reactions_are_told_where_asked_for(slack: SlackStandIn) -> None:
    """People's reactions come and go as events."""
    slack.hub.installed.events |= {"reaction_added", "reaction_removed"}
    slack.hub.installed.scopes.add("reactions:read")
    ts = slack.post(WITHOUT_BOT, ADMIN, "not for the bot")
    slack.react(WITHOUT_BOT, MEMBER, ts, "eyes")
    ts = slack.post(GENERAL, ADMIN, "look")

    slack.react(GENERAL, MEMBER, ts, "eyes")
    slack.react(GENERAL, MEMBER, ts, "eyes", add=False)

    assert [each["type"] for each in told(slack)[1:]] == ["reaction_added", "reaction_removed"]
    assert told(slack)[1]["item"]["ts"] == ts


def test_other_bots_are_heard(slack: SlackStandIn) -> None:
    """A message of another bot has its bot id."""
    slack.post(GENERAL, OTHER_BOT, "rain at noon")

    assert told(slack)[0]["bot_id"] == "B0OTHERBOT"


def test_the_bots_own_messages_come_back(slack: SlackStandIn) -> None:
    """Slack tells the app of its own messages, too, and Bolt leaves them alone."""
    app, heard = bolt(slack), []
    app.event("message")(lambda event: heard.append(event))

    with by_socket(slack, app):
        app.client.chat_postMessage(channel=GENERAL, text="hello")
        slack.wait_for(lambda: slack.deliveries and slack.deliveries[0].over)

    assert slack.deliveries[0].acked
    assert heard == []


def test_one_message_may_come_under_many_ids(slack: SlackStandIn) -> None:
    """Delivered again, it is the same message with new event ids."""
    ts = slack.post(GENERAL, ADMIN, "hello")
    slack.deliver_again(GENERAL, ts, 3)

    assert {each["ts"] for each in told(slack)} == {ts}
    assert len({each.payload["event_id"] for each in slack.deliveries}) == 4


def test_a_retry_may_come_late(slack: SlackStandIn) -> None:
    """An acknowledged event can come once more, under its own id, marked as a retry."""
    app, heard = bolt(slack), []
    app.event("message")(lambda body: heard.append(body["event_id"]))

    with by_socket(slack, app):
        slack.post(GENERAL, ADMIN, "hello")
        slack.wait_for(lambda: slack.deliveries[0].over)
        attempt = slack.retry(slack.deliveries[0])

    assert (attempt.number, attempt.acked) == (1, True)
    assert len(heard) == 2
    assert len(set(heard)) == 1


def test_people_are_kept_to_what_they_can_do(slack: SlackStandIn) -> None:
    """Nobody posts where they are not, in threads that are not, or as nobody."""
    ts = slack.post(GENERAL, ADMIN, "look")
    reply = slack.post(GENERAL, MEMBER, "I see", thread_ts=ts)

    for channel, user, thread in (
        (PRIVATE, "U0GUEST001", ""),
        ("C0NOWHERE0", ADMIN, ""),
        (GENERAL, "U0NOBODY01", ""),
        (GENERAL, ADMIN, "1.000001"),
        (GENERAL, ADMIN, reply),
    ):
        with pytest.raises(NotPossible):
            slack.post(channel, user, "x", thread_ts=thread)
    with pytest.raises(NotPossible):
        slack.edit(GENERAL, "1.000001", "x")
    with pytest.raises(NotPossible):
        slack.delete("C0NOWHERE0", ts)
    slack.hub.workspace.channels[GENERAL].archived = True
    with pytest.raises(NotPossible):
        slack.post(GENERAL, ADMIN, "x")


def test_new_connections_take_over_without_a_loss(slack: SlackStandIn) -> None:
    """While connections are refreshed, every message still arrives."""
    app, heard = bolt(slack), []
    app.event("message")(lambda event: heard.append(event["text"]))

    with by_socket(slack, app):
        slack.post(GENERAL, ADMIN, "before")
        slack.refresh_connections(grace=0.2)
        slack.post(GENERAL, ADMIN, "after")
        slack.wait_for(lambda: len(slack.deliveries) == 2 and slack.deliveries[1].acked)

    assert set(heard) == {"before", "after"}


def test_cut_connections_are_opened_anew(slack: SlackStandIn) -> None:
    """An app whose WebSocket is cut comes back by itself."""
    app = bolt(slack)

    with by_socket(slack, app) as handler:
        slack.drop_connections()
        slack.wait_for(lambda: slack.connections == 0)
        handler.client.connect_to_new_endpoint(force=True)
        slack.wait_for(lambda: slack.connections)

    assert len([each for each in slack.requests if each.method == "apps.connections.open"]) >= 2


def test_socket_mode_can_be_switched_off(slack: SlackStandIn) -> None:
    """Once it is off, there are no connections, and none is opened."""
    app = bolt(slack)

    with by_socket(slack, app):
        slack.disable_connections()
        slack.wait_for(lambda: slack.connections == 0)
        answer = app.client.api_call("auth.test")
        slack.wait_for(
            lambda: [each for each in slack.requests if each.answer.get("error") == "link_disabled"]
        )

    assert answer["ok"]


def test_a_ticket_opens_one_connection(slack: SlackStandIn) -> None:
    """A WebSocket without a fresh ticket is refused."""
    assert httpx.get(f"{slack.url}/link/", params={"ticket": "old"}).status_code == 403


def test_an_app_has_at_most_ten_connections(slack: SlackStandIn) -> None:
    """The eleventh WebSocket is told so and closed."""
    greetings, last = asyncio.run(_eleven(slack))

    assert greetings == list(range(1, 11))
    assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")


async def _eleven(slack: SlackStandIn) -> tuple[list[int], dict[str, Any]]:
    """Open ten connections, then one more."""
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with ClientSession(headers=headers) as session:
        sockets = []
        for _ in range(11):
            async with session.post(f"{slack.api_url}apps.connections.open") as answer:
                sockets.append(await session.ws_connect((await answer.json())["url"]))
        said = [await socket.receive_json() for socket in sockets]
    return [each["num_connections"] for each in said[:10]], said[10]


def test_an_app_that_is_not_there_gets_it_later(slack: SlackStandIn) -> None:
    """Without a connection an event waits for its retries."""
    slack.hub.timing.retries = (0.0, 0.5, 1.0)
    slack.post(GENERAL, ADMIN, "hello")
    app, heard = bolt(slack), []
    app.event("message")(lambda event: heard.append(event["text"]))

    with by_socket(slack, app):
        slack.wait_for(lambda: slack.deliveries[0].over)

    assert slack.deliveries[0].attempts[0].reason == "connection_failed"
    assert heard == ["hello"]


def test_requests_are_signed(slack: SlackStandIn) -> None:
    """Bolt takes what is signed rightly and lately, and refuses everything else."""
    app = bolt(slack)
    app.event("message")(lambda: None)

    with by_http(slack, app) as address:
        assert slack.use_http(address)
        transport = slack.hub.outbox.transport
        slack.post(GENERAL, ADMIN, "signed")
        transport.secret = "wrong"  # type: ignore[attr-defined]
        slack.post(GENERAL, ADMIN, "forged")
        transport.secret = slack.signing_secret  # type: ignore[attr-defined]
        transport.age = 600  # type: ignore[attr-defined]
        slack.post(GENERAL, ADMIN, "old")
        slack.wait_for(lambda: all(each.over for each in slack.deliveries))

    assert [each.acked for each in slack.deliveries] == [True, False, False]
    assert slack.deliveries[1].attempts[0].status == 401


def test_an_app_can_ask_for_no_retries(slack: SlackStandIn) -> None:
    """The header for it ends the retries."""
    app = bolt(slack)

    @app.middleware
    def refuse() -> Any:
        return BoltResponse(status=500, headers={"X-Slack-No-Retry": "1"})

    with by_http(slack, app) as address:
        slack.use_http(address)
        slack.post(GENERAL, ADMIN, "hello")
        slack.wait_for(lambda: slack.deliveries[0].over)

    assert [each.final for each in slack.deliveries[0].attempts] == [True]


def test_an_address_that_does_not_answer_is_refused(slack: SlackStandIn) -> None:
    """A request URL where nobody listens, or that does not know the challenge, is not taken."""
    assert not slack.use_http("http://127.0.0.1:9/slack/events")
    assert not slack.use_http(slack.elsewhere_url)


def test_a_slow_app_is_not_waited_for(slack: SlackStandIn) -> None:
    """After the time for it, Slack gives up and says so."""
    app = bolt(slack)

    @app.middleware
    def slow(next_: Any) -> None:
        time.sleep(0.8)
        next_()

    with by_http(slack, app) as address:
        slack.hub.timing.retries = ()
        slack.use_http(address)
        slack.post(GENERAL, ADMIN, "hello")
        slack.wait_for(lambda: slack.deliveries[0].over)

    assert slack.deliveries[0].attempts[0].reason == "http_timeout"
