"""Every way in which a picture reaches the bot, through real Bolt, up to the answer."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bot.sandbox.slack import (
    ADMIN,
    GENERAL,
    GROUP,
    MEMBER,
    OTHER_BOT,
    PRIVATE,
    STRANGER,
    WITHOUT_BOT,
    SlackStandIn,
    Upload,
)
from tests.whole.conftest import QUICK, Start, Whole
from tests.whole.pictures import ASTRONAUT, CAT

PHOTO = Upload("astronaut.png", ASTRONAUT)
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/result-schema.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("channel", [GENERAL, PRIVATE, GROUP, "direct"])
def test_an_upload_is_answered_in_its_thread(whole: Whole, channel: str) -> None:
    """A photograph posted in any kind of conversation is answered in its thread."""
    place = whole.slack.hub.workspace.direct(ADMIN).id if channel == "direct" else channel

    ts = whole.slack.post(place, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(place, ts)

    assert "*Face* (93.0 %)" in answer["blocks"][0]["text"]["text"]
    assert answer["thread_ts"] == ts


def test_the_answer_has_everything(whole: Whole) -> None:
    """The answer shows the annotated image with alt text, a table, the model and a reaction."""
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    kinds = {block["type"]: block for block in answer["blocks"]}
    (result,) = whole.results(GENERAL, ts)
    whole.slack.wait_for(lambda: whole.slack.reactions(GENERAL, ts) == {"white_check_mark"})

    assert "Face (93.0 %)" in kinds["image"]["alt_text"]
    assert whole.slack.file(kinds["image"]["slack_file"]["id"]).startswith(b"\xff\xd8\xff")
    assert kinds["table"]["rows"][1][0]["text"] == "Face"
    assert "EfficientNet" in json.dumps(kinds["context"])
    jsonschema.validate(json.loads(whole.slack.file(result["id"])), SCHEMA)


def test_a_reply_is_answered_in_the_same_thread(whole: Whole) -> None:
    """A photograph posted in a thread is answered there, not in a thread of its own."""
    root = whole.slack.post(GENERAL, ADMIN, "look what I have")
    whole.slack.post(GENERAL, MEMBER, thread_ts=root, files=[PHOTO])

    (answer,) = whole.answers(GENERAL, root)

    assert answer["thread_ts"] == root


def test_several_pictures_get_one_answer(whole: Whole) -> None:
    """All pictures of a message are answered in one message, in their order."""
    files = [PHOTO, Upload("cat.png", CAT), Upload("notes.pdf", b"%PDF-1.7")]

    ts = whole.slack.post(GENERAL, ADMIN, "two pictures", files=files)
    (answer,) = whole.answers(GENERAL, ts)
    whole.settle()

    images = [block for block in answer["blocks"] if block["type"] == "image"]
    assert ["Face" in images[0]["alt_text"], "Cat" in images[1]["alt_text"]] == [True, True]
    assert len(images) == 2
    assert len(whole.answers(GENERAL, ts)) == 1


def test_a_slack_connect_file(whole: Whole) -> None:
    """A file of which Slack tells nothing but the id is looked up and answered."""
    ts = whole.slack.post(
        GENERAL, STRANGER, files=[Upload("a.png", ASTRONAUT, access="check_file_info")]
    )

    (answer,) = whole.answers(GENERAL, ts)

    assert "Face" in answer["text"]


def test_a_slack_connect_file_that_is_no_picture(whole: Whole) -> None:
    """A file that turns out to be no picture gets neither an answer nor a reaction."""
    ts = whole.slack.post(
        GENERAL, STRANGER, files=[Upload("a.pdf", b"%PDF-1.7", access="check_file_info")]
    )
    posted = whole.slack.hub.workspace.channels[GENERAL].find(ts)
    assert posted is not None
    file_id = posted.body["files"][0]["id"]
    whole.slack.wait_for(
        lambda: [each for each in whole.slack.requests if each.args.get("file") == file_id]
    )
    whole.settle()

    assert whole.slack.replies(GENERAL, ts) == []
    assert whole.slack.reactions(GENERAL, ts) == set()


def test_the_shortcut(start: Start) -> None:
    """The message shortcut answers pictures that were posted before, also in a thread."""
    whole = start()
    root = whole.slack.post(GENERAL, MEMBER, "earlier")
    whole.slack.hub.installed.events.clear()
    ts = whole.slack.post(GENERAL, MEMBER, thread_ts=root, files=[PHOTO])

    acked = whole.slack.shortcut(GENERAL, ADMIN, ts, "recognise_images")
    (answer,) = whole.answers(GENERAL, root)

    assert acked.acked
    assert "Face" in answer["text"]


def test_the_shortcut_on_a_message_without_pictures(whole: Whole) -> None:
    """The shortcut on plain talk is answered privately."""
    ts = whole.slack.post(GENERAL, MEMBER, "no picture here")

    whole.slack.shortcut(GENERAL, ADMIN, ts, "recognise_images")

    assert "no picture" in whole.whisper(ADMIN)


def test_the_shortcut_where_the_bot_is_not(whole: Whole) -> None:
    """Where the bot cannot post, the one who chose the shortcut is told."""
    ts = whole.slack.post(WITHOUT_BOT, ADMIN, files=[PHOTO])

    whole.slack.shortcut(WITHOUT_BOT, ADMIN, ts, "recognise_images")

    assert "not_in_channel" in whole.whisper(ADMIN)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "I look at pictures"),
        ("help", "I look at pictures"),
        ("fly `now`", "I do not know `/rekog fly`"),
        ("detect", "Tell me which object"),
        ("detect cat.jpg", "Tell me which object"),
        ("detect s3://b", "Tell me which object"),
        ("detect s3://samples/a.jpg at 180", "from 0 to 100, not 180"),
        ("start now", "in any order"),
        ("start for 2 minutes", "10 minutes to 7 days"),
        ("start units 9", "1 to 5 inference units"),
        ("start units 3 max 2", "so not less than"),
        ("stop later", "stands alone"),
        ("cost today", "stands alone"),
    ],
)
def test_commands_that_are_answered_at_once(whole: Whole, text: str, says: str) -> None:
    """Help, and commands that cannot be understood, are answered with the acknowledgement."""
    acked = whole.slack.command(GENERAL, MEMBER, f"/rekog {text}".strip())

    assert acked.acked
    assert says in acked.body["text"]
    assert says in whole.whisper(MEMBER)


def test_being_spoken_to_without_a_picture(whole: Whole) -> None:
    """A mention without a picture is answered with how the bot is used, once."""
    ts = whole.slack.post(GENERAL, MEMBER, "<@U0BOTUSER1> hello")
    whole.slack.deliver_again(GENERAL, ts, 3)

    (reply,) = whole.slack.wait_for(lambda: whole.slack.replies(GENERAL, ts))
    whole.settle()

    assert "Post a picture" in reply["text"]
    assert len(whole.slack.replies(GENERAL, ts)) == 1


def test_what_is_left_alone(whole: Whole) -> None:
    """Talk, other bots, edits and deletions are acknowledged and left alone."""
    before = len(whole.slack.said(GENERAL))
    talk = whole.slack.post(GENERAL, MEMBER, "good morning")
    other = whole.slack.post(GENERAL, OTHER_BOT, "<@U0BOTUSER1> look", files=[PHOTO])
    whole.slack.edit(GENERAL, talk, "good evening")
    whole.slack.delete(GENERAL, talk)
    whole.settle()

    assert all(each.acked for each in whole.slack.deliveries)
    assert whole.slack.replies(GENERAL, other) == []
    assert len(whole.slack.said(GENERAL)) == before


def test_the_same_message_under_several_events(whole: Whole) -> None:
    """A message that Slack tells of eleven times is answered once."""
    ts = whole.slack.post(GENERAL, ADMIN, "<@U0BOTUSER1> look", files=[PHOTO])
    whole.slack.deliver_again(GENERAL, ts, 10)

    whole.answers(GENERAL, ts)
    whole.settle()

    assert len(whole.answers(GENERAL, ts)) == 1
    assert len(whole.results(GENERAL, ts)) == 1


def test_connections_that_are_renewed(whole: Whole) -> None:
    """Nothing is lost while Slack renews the connection."""
    before = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    whole.slack.refresh_connections()
    after = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])

    assert whole.answers(GENERAL, before)
    assert whole.answers(GENERAL, after)


def test_signed_http(start: Start) -> None:
    """With a signing secret instead of an app-level token Slack posts to the bot."""
    slack = SlackStandIn(timing=QUICK)
    whole = start(slack, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=slack.signing_secret, PORT="0")
    url = f"http://127.0.0.1:{whole.bot.connection.port}/slack/events"  # type: ignore[attr-defined]

    verified = whole.slack.use_http(url)
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    (answer,) = whole.answers(GENERAL, ts)
    acked = whole.slack.command(GENERAL, ADMIN, "/rekog status")

    assert verified
    assert "Face" in answer["text"]
    assert acked.acked
    assert "is running" in whole.whisper(ADMIN)


def test_a_request_that_slack_did_not_sign(start: Start) -> None:
    """A request with a wrong signature is refused, and nothing comes of it."""
    slack = SlackStandIn(timing=QUICK)
    whole = start(slack, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=slack.signing_secret, PORT="0")
    whole.slack.hub.tokens.signing_secret = "0" * 32
    url = f"http://127.0.0.1:{whole.bot.connection.port}/slack/events"  # type: ignore[attr-defined]

    whole.slack.use_http(url)
    ts = whole.slack.post(GENERAL, ADMIN, files=[PHOTO])
    whole.slack.wait_for(lambda: all(each.over for each in whole.slack.deliveries))

    assert {each.status for delivery in whole.slack.deliveries for each in delivery.attempts} == {
        401
    }
    assert whole.slack.replies(GENERAL, ts) == []
