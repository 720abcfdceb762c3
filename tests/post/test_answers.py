"""One tidy answer for each post, whatever Slack does."""

from __future__ import annotations

import json
import logging
from typing import Any

import jsonschema
import pytest

from bot.core.errors import PostFailed, SlackAway
from bot.core.model import Detection, Outcome, S3Object, Thread
from bot.core.requests import ObjectRequest
from bot.post import SlackAnswers
from tests.fetch.web import Reply
from tests.post.conftest import Bot
from tests.post.made import FACE, SHUTTLE, THREAD, answered, failed, request, waiting
from tests.post.slack import BAD_FILE, Slack, limited, refused
from tests.post.test_result import SCHEMA


def kinds(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message["blocks"]]


def texts(message: dict[str, Any]) -> str:
    return "\n".join(
        block["text"]["text"] for block in message["blocks"] if block["type"] == "section"
    )


def test_one_message_with_everything(slack: Slack, bot: Bot) -> None:
    """An answer is one message in the thread: summary, annotated image, table, and how it went."""
    bot.answers.answer(request(), [answered(FACE, SHUTTLE)])

    [message] = slack.messages
    assert (message["channel"], message["thread_ts"]) == ("C1", THREAD.ts)
    assert kinds(message) == ["section", "image", "table", "context"]
    assert texts(message) == "Found *Face* (97.3 %), *Space shuttle* (61.0 %)."
    assert message["text"] == texts(message)
    assert message["blocks"][1]["alt_text"].startswith("astronaut.png, with boxes and captions:")
    assert message["unfurl_links"] in ("0", "false")


def test_the_annotated_image_is_uploaded(slack: Slack, bot: Bot) -> None:
    """The annotated image is uploaded unshared, without the token, with alt text."""
    bot.answers.answer(request(), [answered(FACE)])

    file = next(iter(slack.files.values()))
    assert file["name"] == "astronaut-annotated.jpg"
    assert (file["data"], file["shares"]) == (b"annotated ref1", [])
    assert "Face (97.3 %)" in file["alt"]


def test_the_result_is_shared(slack: Slack, bot: Bot) -> None:
    """The result is shared as a JSON file in the same thread, and fits its schema."""
    bot.answers.answer(request(), [answered(FACE), failed()])

    shared = slack.shared()
    assert list(shared) == ["result.json"]
    assert shared["result.json"]["shares"] == [("C1", THREAD.ts)]
    result = json.loads(shared["result.json"]["data"])
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    assert [each["id"] for each in result["results"]] == ["ref1", "ref2"]


def test_several_images_and_a_bad_one(slack: Slack, bot: Bot) -> None:
    """Several images make one answer; a bad one has its sentence and the others are answered."""
    outcomes: list[Outcome] = [
        answered(FACE, source="a.png"),
        failed(),
        answered(SHUTTLE, source="b.png", reference="ref4"),
    ]

    bot.answers.answer(request(), outcomes)

    [message] = slack.messages
    assert kinds(message).count("image") == 2
    assert texts(message).splitlines() == [
        "• a.png: *Face* (97.3 %).",
        "• bad.png is damaged or cut off.",
        "• b.png: *Space shuttle* (61.0 %).",
    ]


def test_nothing_found(slack: Slack, bot: Bot) -> None:
    """Nothing recognised is an answer too, with its image and without a table."""
    bot.answers.answer(request(), [answered(min_confidence=50)])

    [message] = slack.messages
    assert kinds(message) == ["section", "image", "context"]
    assert texts(message) == "I recognised nothing in astronaut.png above 50 %."


def test_many_labels(slack: Slack, bot: Bot) -> None:
    """Sixty labels fit into the table; a hundred and sixty fill it and point to the result."""
    for count in (60, 160):
        found = [Detection(f"Label {number}", 99 - number / 2) for number in range(count)]
        bot.answers.answer(request(f"key {count}"), [answered(*found)])

    few, many = (message["blocks"][2]["rows"] for message in slack.messages)
    assert len(few) == 61
    assert len(many) == 100
    assert many[-1][0]["text"] == "… and 62 more in result.json"


def test_many_images(slack: Slack, bot: Bot) -> None:
    """What has no room in one message follows as plain files."""
    outcomes = [answered(FACE, source=f"{n}.png", reference=f"r{n}") for n in range(33)]

    bot.answers.answer(request(), outcomes)

    [message] = slack.messages
    assert kinds(message).count("image") == 30
    assert len(message["blocks"]) <= 50
    assert "The annotated picture of 30.png follows as a file." in texts(message)
    assert set(slack.shared()) == {
        *(f"{number}-annotated.jpg" for number in (30, 31, 32)),
        "result.json",
    }


def test_a_stopped_model(slack: Slack, bot: Bot) -> None:
    """A stopped model is said once, with who may start it and how; there is no result to share."""
    bot.answers.answer(request(), [waiting("a.png"), waiting("b.png")])

    [message] = slack.messages
    assert kinds(message) == ["section", "context"]
    assert texts(message).count("The model is stopped") == 1
    assert "`/rekog start`" in texts(message)
    assert "2 pictures wait for it." in texts(message)
    assert "Who may start it: <@U7>, <!subteam^S1>." in texts(message)
    assert slack.files == {}


def test_markup_in_names(slack: Slack, bot: Bot) -> None:
    """Names and labels are shown as they are: no mention, no link, no bold."""
    name = "<!channel> *x* @here.png"

    bot.answers.answer(request(), [answered(Detection("<b>Ünï & *~`", 90), source=name), failed()])

    [message] = slack.messages
    assert "<!channel>" not in json.dumps(message["blocks"][0])
    assert "&lt;!channel&gt; ∗x∗ @here.png: *&lt;b&gt;Ünï &amp; ∗∼ˋ*" in texts(message)
    assert all(b["text"]["verbatim"] for b in message["blocks"] if b["type"] == "section")


def test_slow_processing_is_waited_for(slack: Slack, bot: Bot) -> None:
    """The message waits until Slack has processed the image."""
    slack.looks_until_processed = 6

    bot.answers.answer(request(), [answered(FACE)])

    assert kinds(slack.messages[0]) == ["section", "image", "table", "context"]
    assert slack.calls.count("files.info") == 6


def test_processing_that_never_ends(slack: Slack, bot: Bot) -> None:
    """An image that Slack never processes does not hold the answer up: it follows as a file."""
    slack.looks_until_processed = 10**9

    bot.answers.answer(request(), [answered(FACE)])

    [message] = slack.messages
    assert kinds(message) == ["section", "table", "context"]
    assert "The annotated picture of astronaut.png follows as a file." in texts(message)
    assert slack.shared()["astronaut-annotated.jpg"]["shares"] == [("C1", THREAD.ts)]


def test_an_image_that_is_refused_at_first(slack: Slack, bot: Bot) -> None:
    """When Slack refuses an image that it called processed, the same message is tried again."""
    slack.trouble("chat.postMessage", *[refused("invalid_blocks", response_metadata=BAD_FILE)] * 2)

    bot.answers.answer(request(), [answered(FACE)])

    [message] = slack.messages
    assert kinds(message) == ["section", "image", "table", "context"]


def test_an_image_that_is_refused_for_good(slack: Slack, bot: Bot) -> None:
    """When Slack goes on refusing the image, the message keeps its table and the image follows."""
    slack.trouble("chat.postMessage", *[refused("invalid_blocks", response_metadata=BAD_FILE)] * 4)

    bot.answers.answer(request(), [answered(FACE)])

    [message] = slack.messages
    assert "image" not in kinds(message)
    assert "table" in kinds(message)
    assert "astronaut-annotated.jpg" in slack.shared()


def test_a_slack_without_tables(slack: Slack, bot: Bot) -> None:
    """Where the table is refused, its rows are posted as text, and the images stay."""
    slack.takes_table = False

    bot.answers.answer(request(), [answered(FACE, FACE, SHUTTLE), failed()])

    [message] = slack.messages
    assert kinds(message) == ["section", "image", "section", "context"]
    assert "astronaut.png: *Face* – 2 × – 97.3 %" in texts(message)


def test_blocks_that_are_always_refused(slack: Slack, bot: Bot) -> None:
    """When even the plainest blocks are refused, the failure is told."""
    slack.trouble("chat.postMessage", *[refused("invalid_blocks")] * 3)

    with pytest.raises(PostFailed, match="invalid_blocks"):
        bot.answers.answer(request(), [answered(FACE)])


def test_an_upload_that_is_refused(slack: Slack, bot: Bot) -> None:
    """When one image cannot be uploaded, the rest is posted with a word about it."""
    slack.trouble("files.getUploadURLExternal", refused("file_uploads_disabled"))

    bot.answers.answer(request(), [answered(FACE, source="a.png"), answered(source="b.png")])

    [message] = slack.messages
    assert kinds(message).count("image") == 1
    assert "Slack did not take the annotated picture of a.png." in texts(message)
    assert "a-annotated.jpg" not in slack.shared()


@pytest.mark.parametrize(
    "method",
    ["files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info"],
)
@pytest.mark.parametrize("trouble", [Reply(502), limited(9), Reply(hang_up=True)])
def test_passing_trouble(slack: Slack, bot: Bot, method: str, trouble: Reply) -> None:
    """Trouble that passes is waited out, and the answer is complete."""
    slack.trouble(method, trouble, trouble)

    bot.answers.answer(request(), [answered(FACE)])

    assert kinds(slack.messages[0]) == ["section", "image", "table", "context"]
    assert "result.json" in slack.shared()


def test_the_rate_limit_of_messages(slack: Slack, bot: Bot) -> None:
    """A 429 on the message is obeyed, and the message is posted once."""
    slack.trouble("chat.postMessage", limited(20), limited(20))
    began = bot.clock.now()

    bot.answers.answer(request(), [answered(FACE)])

    assert len(slack.messages) == 1
    assert bot.clock.now() - began >= 40


@pytest.mark.parametrize("trouble", [Reply(500), Reply(hang_up=True)])
@pytest.mark.parametrize("done", [True, False])
def test_a_doubt_never_posts_twice(slack: Slack, bot: Bot, trouble: Reply, done: bool) -> None:
    """When Slack does not say whether it took the message, the thread is looked at first."""
    for number in range(3):
        bot.answers.answer(request(f"earlier {number}"), [answered(FACE)])
    slack.trouble("chat.postMessage", trouble, after=done)

    bot.answers.answer(request("this one"), [answered(FACE)])

    keys = [message["metadata"]["event_payload"]["key"] for message in slack.messages]
    assert keys.count("this one") == 1
    assert "conversations.replies" in slack.calls


@pytest.mark.parametrize("looks", [1, 4, 30])
@pytest.mark.parametrize("done", [True, False])
def test_a_doubt_about_a_file(slack: Slack, bot: Bot, looks: int, done: bool) -> None:
    """A file is uploaded and shared once, also when Slack does not say that it was."""
    slack.looks_until_processed = looks
    doubt = [Reply(500), Reply.json({"ok": True}), Reply(500)] if done else [Reply(500)]
    slack.trouble("files.completeUploadExternal", *doubt, after=done)

    bot.answers.answer(request(), [answered(FACE)])

    assert slack.shared()["result.json"]["shares"] == [("C1", THREAD.ts)]
    assert len(slack.messages) == 1
    assert "did not take" not in texts(slack.messages[0])


def test_trouble_that_does_not_end(slack: Slack, bot: Bot) -> None:
    """When Slack never answers, the failure is told and the message is marked."""
    slack.trouble("chat.postMessage", *[Reply(503)] * 20)

    with pytest.raises(SlackAway, match="HTTP 503"):
        bot.answers.answer(request(), [answered(FACE)])

    assert bot.answers.stop(5)
    assert slack.reactions["1.000200"] == ["warning"]


def test_a_channel_that_is_closed(slack: Slack, bot: Bot) -> None:
    """Slack's reason is in the error, for the log and for the asker."""
    with pytest.raises(PostFailed, match="not_in_channel"):
        bot.answers.answer(request(thread=Thread("C-closed", "1.1")), [answered(FACE)])


def test_a_result_that_is_refused(slack: Slack, bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """The answer stands without its result; the log says why."""
    slack.trouble("files.getUploadURLExternal", refused("storage_limit_reached"), refused("x"))

    bot.answers.answer(request(), [answered(FACE)])

    assert len(slack.messages) == 1
    assert "result.json not shared" in caplog.text


def test_a_late_image_that_is_refused(
    slack: Slack, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """An image that could not follow either is in the log, and the result is still shared."""
    slack.looks_until_processed = 10**9
    slack.trouble("files.completeUploadExternal", Reply.json({"ok": True}), refused("no_room"))

    bot.answers.answer(request(), [answered(FACE)])

    assert "ref1: not shared: no_room" in caplog.text
    assert "result.json" in slack.shared()


def test_files_info_that_is_refused(slack: Slack, bot: Bot) -> None:
    """Without the right to look at files, the image follows as a file."""
    slack.trouble("files.info", *[refused("missing_scope", needed="files:read")] * 100)

    bot.answers.answer(request(), [answered(FACE)])

    assert "astronaut-annotated.jpg" in slack.shared()


def test_the_reaction_follows(slack: Slack, bot: Bot) -> None:
    """A message is marked as seen, then as answered, then nothing else is left on it."""
    bot.answers.seen(request())
    bot.answers.answer(request(), [answered(FACE)])

    assert bot.answers.stop(5)
    assert slack.reactions["1.000200"] == ["white_check_mark"]


def test_the_reaction_warns(slack: Slack, bot: Bot) -> None:
    """Where not all images could be answered, the mark is another one."""
    bot.answers.answer(request(), [answered(FACE), failed()])

    assert bot.answers.stop(5)
    assert slack.reactions["1.000200"] == ["warning"]


def test_the_token_goes_to_the_api_only(
    slack: Slack, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    """The token is sent with API calls only, and is in no log line."""
    caplog.set_level(logging.DEBUG)

    bot.answers.answer(request(), [answered(FACE)])

    holders = {each.path for each in slack.web.asked if "authorization" in each.headers}
    assert all(path.startswith("/api/") for path in holders)
    assert "xoxb-secret-token" not in caplog.text


def test_an_upload_address_elsewhere(slack: Slack, bot: Bot) -> None:
    """Bytes are uploaded to allowed hosts only."""
    elsewhere = {"ok": True, "file_id": "F1", "upload_url": "https://evil.example/upload"}
    slack.trouble("files.getUploadURLExternal", Reply.json(elsewhere))

    bot.answers.answer(request(), [answered(FACE)])

    assert "Slack did not take the annotated picture" in texts(slack.messages[0])


def object_request(channel: str = "C1") -> ObjectRequest:
    source = S3Object("pictures", "a `b` <!here>.png")
    return ObjectRequest("T1:cmd", source, "U1", channel, "https://hooks.example", 80.0)


def test_a_command_gets_a_thread(slack: Slack, bot: Bot) -> None:
    """A command's message says who asks for what, and the request hangs on it."""
    opened = bot.answers.open_thread(object_request())

    [message] = slack.messages
    assert message["text"] == "<@U1> asks what is in `s3://pictures/a ˋbˋ &lt;!here&gt;.png`."
    assert opened.thread == Thread("C1", message["ts"])
    assert (opened.message_ts, opened.min_confidence) == (message["ts"], 80.0)
    assert opened.key != object_request().key
    assert opened.sources == (object_request().source,)


def test_a_command_where_the_bot_cannot_post(slack: Slack, bot: Bot) -> None:
    """The asker is told privately how to invite the bot."""
    with pytest.raises(PostFailed, match="not_in_channel"):
        bot.answers.open_thread(object_request("C-closed"))

    [(user, text)] = bot.replies.private
    assert user == "U1"
    assert "`/invite @Rekog`" in text


def test_a_command_that_slack_does_not_take(slack: Slack, bot: Bot) -> None:
    """Any other refusal is told privately too."""
    slack.trouble("chat.postMessage", refused("restricted_action"))

    with pytest.raises(PostFailed):
        bot.answers.open_thread(object_request())

    assert "restricted_action" in bot.replies.private[0][1]


def test_a_doubt_about_a_thread(slack: Slack, bot: Bot) -> None:
    """When Slack does not say whether it took a command's message, the channel is looked at."""
    slack.trouble("chat.postMessage", Reply(500), after=True)

    opened = bot.answers.open_thread(object_request())

    assert [each["ts"] for each in slack.messages] == [opened.message_ts]


def test_a_thread_while_slack_is_away(slack: Slack, bot: Bot) -> None:
    """When Slack is out of reach nobody is told to try again, since that happens by itself."""
    slack.trouble("chat.postMessage", *[Reply(503)] * 20)

    with pytest.raises(SlackAway, match="HTTP 503"):
        bot.answers.open_thread(object_request())

    assert bot.replies.private == []


def test_a_channel_gets_one_message_a_second(slack: Slack, bot: Bot) -> None:
    """Messages and shared files together keep to one a second in each channel."""
    began = bot.clock.now()

    for number in range(5):
        bot.answers.answer(request(f"key {number}"), [failed()])

    assert bot.clock.now() - began >= 4
    assert isinstance(bot.answers, SlackAnswers)
