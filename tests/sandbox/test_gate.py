"""Who may call the Web API, with what, and how often."""

from __future__ import annotations

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack import ADMIN, GENERAL, Fault, SlackStandIn
from bot.sandbox.slack.facts import METHODS as FACTS
from bot.sandbox.slack.web_api import METHODS
from tests.sandbox.apps import error, refusal


def test_every_method_has_facts() -> None:
    """What is answered and what is known of methods are the same list."""
    assert set(METHODS) == set(FACTS)


@pytest.mark.parametrize(
    ("token", "word"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")],
)
def test_a_wrong_token_is_refused(slack: SlackStandIn, token: str, word: str) -> None:
    """No token, an unknown one and the app's own are each refused by their own word."""
    client = WebClient(slack.app_token if token == "app" else token, base_url=slack.api_url)

    assert error(client.auth_test) == word


def test_the_bot_token_opens_no_connection(slack: SlackStandIn, client: WebClient) -> None:
    """Connections are for the app-level token."""
    word = error(lambda: client.apps_connections_open(app_token=slack.bot_token))

    assert word == "not_allowed_token_type"


@pytest.mark.parametrize("word", ["token_expired", "token_revoked", "account_inactive"])
def test_a_token_can_lose_its_force(slack: SlackStandIn, client: WebClient, word: str) -> None:
    """A test can take the token's force away, for each reason that Slack has."""
    slack.hub.tokens.trouble = word

    assert error(client.auth_test) == word


def test_a_missing_scope_is_named(slack: SlackStandIn, client: WebClient) -> None:
    """Slack says which scope it wants and which there are."""
    slack.hub.installed.scopes.remove("chat:write")

    said = refusal(lambda: client.chat_postMessage(channel=GENERAL, text="hello"))

    assert said["error"] == "missing_scope"
    assert said["needed"] == "chat:write"
    assert "files:read" in said["provided"].split(",")


def test_the_scope_depends_on_the_kind_of_conversation(
    slack: SlackStandIn, client: WebClient
) -> None:
    """The history of direct messages needs its own scope."""
    slack.hub.installed.scopes.remove("im:history")
    direct = slack.hub.workspace.direct(ADMIN).id

    assert refusal(lambda: client.conversations_history(channel=direct))["needed"] == "im:history"
    assert client.conversations_history(channel=GENERAL)["messages"] == []


def test_the_granted_scopes_are_in_a_header(client: WebClient) -> None:
    """An app can learn its scopes from any answer."""
    scopes = client.auth_test().headers["x-oauth-scopes"].split(",")

    assert "chat:write" in scopes


def test_missing_arguments_are_named(client: WebClient) -> None:
    """Slack names each argument that is missing."""
    said = refusal(lambda: client.api_call("chat.update", json={"text": "x"}))

    assert said["error"] == "invalid_arguments"
    assert len(said["response_metadata"]["messages"]) == 2


def test_some_methods_do_not_read_json(slack: SlackStandIn, client: WebClient) -> None:
    """A JSON body is not seen by methods that take forms alone, a form is."""
    said = refusal(lambda: client.api_call("users.info", json={"user": ADMIN}))

    assert said["error"] == "invalid_arguments"
    assert client.api_call("users.info", params={"user": ADMIN})["user"]["is_admin"]


def test_a_token_may_be_in_the_form(slack: SlackStandIn) -> None:
    """Old clients send the token among the arguments."""
    answer = httpx.post(f"{slack.api_url}auth.test", data={"token": slack.bot_token})

    assert answer.json()["ok"] is True


def test_broken_json_is_no_call(slack: SlackStandIn) -> None:
    """A body that is not JSON has no arguments."""
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}

    answer = httpx.post(f"{slack.api_url}chat.postMessage", content="{", headers=headers)

    assert answer.json()["error"] == "invalid_arguments"


def test_an_unknown_method_is_said_to_be_one(client: WebClient) -> None:
    """A method that is not there is not passed over."""
    assert error(lambda: client.api_call("chat.shout")) == "unknown_method"


def test_api_test_says_what_it_was_told(slack: SlackStandIn) -> None:
    """It needs no token, gives the arguments back, and fails when asked to."""
    client = WebClient(base_url=slack.api_url)

    assert client.api_test(foo="bar")["args"]["foo"] == "bar"
    assert error(lambda: client.api_test(error="my_error")) == "my_error"


def test_a_limit_is_told_with_the_time_to_wait(slack: SlackStandIn, client: WebClient) -> None:
    """A rate limit that a test asks for is HTTP 429 with Retry-After, and ends."""
    slack.go_wrong("chat.postMessage", Fault(times=2, status=429, retry_after=1))

    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel=GENERAL, text="hello")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel=GENERAL, text="hello")["ok"]


def test_rates_are_kept_when_asked_for() -> None:
    """With strict rates a channel takes a burst of messages and no more; others still do."""
    with SlackStandIn(strict_rates=True) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        for number in range(5):
            client.chat_postMessage(channel=GENERAL, text=str(number))

        assert error(lambda: client.chat_postMessage(channel=GENERAL, text="6")) == "ratelimited"
        assert client.chat_postMessage(channel="C0PRIVATE1", text="1")["ok"]


def test_tiers_are_kept_when_asked_for() -> None:
    """With strict rates a method of tier 2 takes twenty calls a minute."""
    with SlackStandIn(strict_rates=True) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        for _ in range(20):
            client.users_list()

        said = refusal(client.users_list)

        assert said["error"] == "ratelimited"
        assert client.users_info(user=ADMIN)["ok"]


def test_slack_can_be_out_of_order(slack: SlackStandIn, client: WebClient) -> None:
    """A test can make a method fail with an HTTP status and a page that is no JSON."""
    slack.go_wrong("auth.test", Fault(status=503))

    with pytest.raises(SlackApiError) as caught:
        client.auth_test()

    assert caught.value.response.status_code == 503
    assert client.auth_test()["ok"]


def test_a_call_can_fail_by_a_word(slack: SlackStandIn, client: WebClient) -> None:
    """A test can make a method answer any of Slack's words."""
    slack.go_wrong("auth.test", Fault(error="fatal_error"))

    assert error(client.auth_test) == "fatal_error"


def test_an_answer_can_be_lost_after_the_deed(slack: SlackStandIn) -> None:
    """A connection can be cut when the message is posted already, as happens in a network."""
    slack.go_wrong("chat.postMessage", Fault(drop=True, after=True))
    body = {"channel": GENERAL, "text": "hello", "token": slack.bot_token}

    with pytest.raises(httpx.TransportError):
        httpx.post(f"{slack.api_url}chat.postMessage", data=body)

    assert [each["text"] for each in slack.said(GENERAL)] == ["hello"]


def test_a_call_can_be_slow(slack: SlackStandIn) -> None:
    """A test can make a method answer late, and then rightly."""
    slack.go_wrong("auth.test", Fault(delay=0.3))
    form = {"token": slack.bot_token}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{slack.api_url}auth.test", data=form, timeout=0.1)
    assert httpx.post(f"{slack.api_url}auth.test", data=form).json()["ok"]


def test_every_request_is_kept(slack: SlackStandIn, client: WebClient) -> None:
    """A test can read what was asked, with which token, at which host, and what was answered."""
    client.auth_test()

    (seen,) = slack.requests
    assert (seen.method, seen.token, seen.status) == ("auth.test", slack.bot_token, 200)
    assert seen.host == slack.file_host
    assert seen.answer["ok"]


def test_waiting_in_vain_says_what_was_seen(slack: SlackStandIn, client: WebClient) -> None:
    """Who waits for what does not come is told of the last calls."""
    error(lambda: client.chat_postMessage(channel="C0NOWHERE0", text="x"))

    with pytest.raises(TimeoutError, match=r"chat\.postMessage → channel_not_found"):
        slack.wait_for(lambda: slack.said(GENERAL), timeout=0.1)
