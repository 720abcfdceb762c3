"""Each of the four detectors, end to end, over both transports; Amazon's over its own protocol."""

from __future__ import annotations

import io

import PIL.Image as Pillow
import pytest
from PIL import ImageDraw

from bot.core.cards import Press
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, SlackStandIn, Upload
from tests.whole.conftest import QUICK, Start, Whole
from tests.whole.pictures import photograph

CARD = (404, 28)
"""Left and top of a red square of 80 pixels."""
DETECTORS = ("local", "custom-labels", "labels", "celebrities")


def picture() -> Upload:
    """A real photograph with a red card in it, which the Amazon stand-in sees."""
    drawn = photograph()
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((376, 0, 511, 135), fill="white")
    pen.rectangle((*CARD, *(each + 79 for each in CARD)), fill=(255, 0, 0))
    buffer = io.BytesIO()
    drawn.save(buffer, "JPEG", quality=95)
    return Upload("card.jpg", buffer.getvalue())


def settings(aws: RekognitionStandIn, detector: str) -> dict[str, str]:
    return {
        "DETECTOR": detector,
        "MODEL_ARN": aws.add_model("cards", "v7", "RUNNING") if "custom" in detector else "",
        "AWS_REGION": aws.region,
        "AWS_ENDPOINT_URL_REKOGNITION": aws.endpoint_url,
    }


def over_http(start: Start, **more: str) -> Whole:
    slack = SlackStandIn(timing=QUICK)
    secret = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret, "PORT": "0"}
    whole = start(slack, **secret, **more)
    port = whole.bot.connection.port  # type: ignore[attr-defined]
    slack.use_http(f"http://127.0.0.1:{port}/slack/events")
    return whole


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
@pytest.mark.parametrize("detector", DETECTORS)
def test_every_detector_answers(
    start: Start, aws: RekognitionStandIn, detector: str, http: bool
) -> None:
    """A photograph is answered by every detector, over Socket Mode and over signed HTTP."""
    chosen = settings(aws, detector)
    whole = over_http(start, **chosen) if http else start(**chosen)

    ts = whole.slack.post(GENERAL, ADMIN, files=[picture()])
    (answer,) = whole.answers(GENERAL, ts)

    named = {"local": "Face", "celebrities": "Ada Lovelace"}.get(detector, "Red")
    assert f"*{named}*" in answer["text"]


def test_the_box_is_drawn_where_the_thing_is(start: Start, aws: RekognitionStandIn) -> None:
    """The annotated image has the box around what Amazon found."""
    whole = start(**settings(aws, "custom-labels"))

    ts = whole.slack.post(GENERAL, ADMIN, files=[picture()])
    (answer,) = whole.answers(GENERAL, ts)
    (block,) = [each for each in answer["blocks"] if each["type"] == "image"]
    drawn = Pillow.open(io.BytesIO(whole.slack.file(block["slack_file"]["id"])))

    left, middle = CARD[0], CARD[1] + 40
    assert _is_red(drawn, left + 40, middle)
    assert not all(_is_red(drawn, left + x, middle) for x in range(8))
    assert any(sum(_rgb(drawn, left + x, middle)) < 300 for x in range(-8, 8))


def _rgb(drawn: Pillow.Image, x: int, y: int) -> tuple[int, int, int]:
    red, green, blue = drawn.convert("RGB").crop((x, y, x + 1, y + 1)).tobytes()
    return red, green, blue


def _is_red(drawn: Pillow.Image, x: int, y: int) -> bool:
    red, green, blue = _rgb(drawn, x, y)
    return red > 200 and green < 60 and blue < 60


class Cloud:
    """A bot whose model is stopped, and the cloud that it is in."""

    def __init__(
        self, start: Start, aws: RekognitionStandIn, state: str = "STOPPED", **more: str
    ) -> None:
        self.arn = aws.add_model("cards", "v7", state)
        self.whole = start(
            DETECTOR="custom-labels",
            MODEL_ARN=self.arn,
            AWS_ENDPOINT_URL_REKOGNITION=aws.endpoint_url,
            **more,
        )
        self.slack = self.whole.slack

    def announced(self, words: str) -> str:
        found = self.slack.wait_for(
            lambda: [each for each in self.slack.said(GENERAL) if words in each["text"]]
        )
        return str(found[-1]["text"])


def test_start_and_stop_in_the_cloud(start: Start, aws: RekognitionStandIn) -> None:
    """An admin starts the model, hears when it runs, uses it, and stops it again."""
    cloud = Cloud(start, aws)

    started = cloud.slack.command(GENERAL, ADMIN, "/rekog start for 2h")
    question = cloud.whole.asked(ADMIN)
    before = [each.operation for each in aws.calls].count("StartProjectVersion")
    cloud.whole.press(GENERAL, ADMIN, question["ts"], Press.CONFIRM_START.value)
    running = cloud.announced("The model v7 is running")
    ts = cloud.slack.post(GENERAL, MEMBER, files=[picture()])
    (answer,) = cloud.whole.answers(GENERAL, ts)
    stopped = cloud.slack.command(GENERAL, ADMIN, "/rekog stop")
    told = cloud.announced("The model v7 is stopped")

    assert started.acked
    assert stopped.acked
    assert "4.00 USD an hour for 1 inference unit" in question["text"]
    assert before == 0
    assert f"started by <@{ADMIN}>. It stops at " in running
    assert "*Red*" in answer["text"]
    assert "USD" in told


def test_a_question_goes_away(start: Start, aws: RekognitionStandIn) -> None:
    """Whoever thinks better of it starts nothing, and the question is gone."""
    cloud = Cloud(start, aws)
    cloud.slack.command(GENERAL, ADMIN, "/rekog start")
    question = cloud.whole.asked(ADMIN)

    cloud.whole.press(GENERAL, ADMIN, question["ts"], Press.DISMISS.value)
    cloud.slack.wait_for(lambda: not cloud.slack.whispers(ADMIN))

    assert "StartProjectVersion" not in [each.operation for each in aws.calls]


def test_a_picture_waits_for_the_model(start: Start, aws: RekognitionStandIn) -> None:
    """A picture that meets a stopped model waits, and is answered when the model runs."""
    cloud = Cloud(start, aws)

    ts = cloud.slack.post(GENERAL, MEMBER, files=[picture()])
    (notice,) = cloud.whole.answers(GENERAL, ts)
    cloud.whole.press(GENERAL, ADMIN, notice["ts"], Press.START.value)
    question = cloud.whole.asked(ADMIN)
    cloud.whole.press(GENERAL, ADMIN, question["ts"], Press.CONFIRM_START.value)
    notice_now, answer = cloud.whole.answers(GENERAL, ts, count=2)

    assert "waits for the model, next in line. The model is stopped." in notice["text"]
    assert "workspace admins and owners" in notice["text"]
    assert notice_now["ts"] == notice["ts"]
    assert "*Red*" in answer["text"]
    cloud.slack.wait_for(lambda: "Waited" in cloud.whole.answers(GENERAL, ts, count=2)[0]["text"])


def test_a_member_may_not_press(start: Start, aws: RekognitionStandIn) -> None:
    """Whoever may not type a command may not press its button."""
    cloud = Cloud(start, aws)
    ts = cloud.slack.post(GENERAL, MEMBER, files=[picture()])
    (notice,) = cloud.whole.answers(GENERAL, ts)

    cloud.whole.press(GENERAL, MEMBER, notice["ts"], Press.START.value)

    assert "Only workspace admins and owners may start" in cloud.whole.whisper(MEMBER)


def test_asking_twice(start: Start, aws: RekognitionStandIn) -> None:
    """Starting a running model says so and starts nothing."""
    cloud = Cloud(start, aws, PRICE_PER_UNIT_HOUR="0")
    cloud.slack.command(GENERAL, ADMIN, "/rekog start")
    cloud.announced("The model v7 is running")

    cloud.slack.command(GENERAL, ADMIN, "/rekog start")

    assert "running already" in cloud.whole.whisper(ADMIN)
    assert [each.operation for each in aws.calls].count("StartProjectVersion") == 1


def test_a_start_that_fails(start: Start, aws: RekognitionStandIn) -> None:
    """A start that AWS refuses is announced with what to do about it."""
    cloud = Cloud(start, aws, PRICE_PER_UNIT_HOUR="0")
    aws.go_wrong(Fault("StartProjectVersion", code="LimitExceededException", status=400))

    cloud.slack.command(GENERAL, ADMIN, "/rekog start")

    assert "Stop another model" in cloud.announced("could not be started")


def test_a_model_started_elsewhere_is_adopted(start: Start, aws: RekognitionStandIn) -> None:
    """A model that runs although nobody started it here is looked after, and admins are told."""
    cloud = Cloud(start, aws, "RUNNING")
    direct = cloud.slack.hub.workspace.direct(ADMIN).id

    told = cloud.slack.wait_for(lambda: cloud.slack.said(direct))
    cloud.slack.command(GENERAL, ADMIN, "/rekog status")
    status = cloud.whole.whisper(ADMIN)

    assert "it was not started here" in told[0]["text"]
    assert "It costs 4.00 USD an hour for 1 inference unit" in status
    assert "It stops after 30 min without work" in status


def test_what_it_cost_and_who_did_it(start: Start, aws: RekognitionStandIn) -> None:
    """Anybody may see what it cost; the log is for admins."""
    cloud = Cloud(start, aws, "RUNNING")
    cloud.slack.wait_for(lambda: cloud.slack.said(cloud.slack.hub.workspace.direct(ADMIN).id))

    cloud.slack.command(GENERAL, MEMBER, "/rekog cost")
    cost = cloud.whole.whisper(MEMBER)
    cloud.slack.command(GENERAL, MEMBER, "/rekog log")
    refused = cloud.whole.whisper(MEMBER)
    cloud.slack.command(GENERAL, ADMIN, "/rekog log")
    log = cloud.whole.whisper(ADMIN)

    assert "*this month* 0.0" in cost
    assert "Only workspace admins and owners may read the log of" in refused
    assert "*adopt* by Rekog" in log


@pytest.mark.parametrize("user", [MEMBER, GUEST])
@pytest.mark.parametrize("word", ["start", "stop"])
def test_who_may_not(start: Start, aws: RekognitionStandIn, user: str, word: str) -> None:
    """Members and guests may not start or stop the model, and are told privately who may."""
    cloud = Cloud(start, aws)

    cloud.slack.command(GENERAL, user, f"/rekog {word}")
    told = cloud.whole.whisper(user)

    assert "Only workspace admins and owners may" in told
    assert cloud.slack.said(GENERAL) == []
    assert not {"StartProjectVersion", "StopProjectVersion"} & {e.operation for e in aws.calls}


def test_a_user_group_may(start: Start, aws: RekognitionStandIn) -> None:
    """With ADMINS set to a user group its members may, and workspace admins may not."""
    cloud = Cloud(start, aws, ADMINS="S0MODELERS", PRICE_PER_UNIT_HOUR="0")

    cloud.slack.command(GENERAL, ADMIN, "/rekog start")
    refused = cloud.whole.whisper(ADMIN)
    cloud.slack.command(GENERAL, MEMBER, "/rekog start")
    cloud.announced("is running")

    assert "Only <!subteam^S0MODELERS> may start" in refused


def test_throttling_that_does_not_end(
    start: Start, aws: RekognitionStandIn, no_more_tries: None
) -> None:
    """Throttling that does not end is answered with a sentence, after several attempts."""
    cloud = Cloud(start, aws, "RUNNING", CALLS_PER_SECOND="1000")
    code = "ProvisionedThroughputExceededException"
    aws.go_wrong(Fault("DetectCustomLabels", times=1000, code=code, status=400))

    ts = cloud.slack.post(GENERAL, ADMIN, files=[picture()])
    answers = cloud.slack.wait_for(lambda: cloud.slack.replies(GENERAL, ts), timeout=60)

    assert "more pictures than it can take" in answers[0]["text"]
    assert [each.operation for each in aws.calls].count("DetectCustomLabels") == 8


def test_stop_and_start_of_the_embedded_model(start: Start, tmp_path: object) -> None:
    """The embedded model stops and starts at once, with one message each; pictures wait for it."""
    whole = start(DATA_DIR=str(tmp_path))

    whole.slack.command(GENERAL, ADMIN, "/rekog stop")
    whole.slack.wait_for(lambda: len(whole.slack.said(GENERAL)) == 1)
    ts = whole.slack.post(GENERAL, MEMBER, files=[picture()])
    (notice,) = whole.answers(GENERAL, ts)
    whole.slack.command(GENERAL, ADMIN, "/rekog start")
    _, answer = whole.answers(GENERAL, ts, count=2)

    assert "is stopped" in whole.slack.said(GENERAL)[0]["text"]
    assert "The model is stopped" in notice["text"]
    assert "is running" in whole.slack.said(GENERAL)[1]["text"]
    assert len(whole.slack.said(GENERAL)) == 2
    assert "USD" not in str(whole.slack.said(GENERAL))
    assert "*Face*" in answer["text"]
