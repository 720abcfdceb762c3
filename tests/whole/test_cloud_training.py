"""A team teaches Custom Labels: from labelled images to answers, through a local Rekognition."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.labelling import Mark
from bot.core.model import Image, PixelBox
from bot.media import PillowReader, kept_image
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import ADMIN, GENERAL, Upload
from bot.store import Database
from bot.store.labelling import StoredLabelling
from bot.store.versions import StoredVersions
from tests.sandbox_rekognition.pictures import BLUE, GREEN, RED, Rgb, draw, encode
from tests.whole.conftest import Start, Whole

READER = PillowReader(50_000_000)
COLOURS = {"Rose": RED, "Leaf": GREEN, "Sky": BLUE}
BOX = PixelBox(40, 40, 80, 80)
BUCKET = "teaching"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[RekognitionStandIn, dict[str, str]]]:
    """Rekognition and S3 on this machine, with a model that runs, and the settings for both."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", RekognitionStandIn.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", RekognitionStandIn.secret_access_key)
    with S3Server() as server:
        s3 = server.client()
        s3.create_bucket(Bucket=BUCKET)
        with RekognitionStandIn(
            s3=s3, change_seconds=0.3, dataset_seconds=0.2, training_seconds=1.0
        ) as aws:
            yield (
                aws,
                {
                    "DETECTOR": "custom-labels",
                    "MODEL_ARN": aws.add_model("team", "before", "RUNNING"),
                    "TRAIN_BUCKET": f"{BUCKET}/rekog/",
                    "CALLS_PER_SECOND": "50",
                    "PRICE_PER_UNIT_HOUR": "4",
                    "AWS_ENDPOINT_URL_REKOGNITION": aws.endpoint_url,
                    "AWS_ENDPOINT_URL_S3": server.endpoint_url,
                },
            )
        s3.close()


def square(colour: Rgb, number: int) -> bytes:
    """A picture with a square on a chequered ground, no two alike."""
    grey = random.Random(f"{colour} {number}")
    ground = [
        ((shade, shade, shade), (x, y, x + 20, y + 20))
        for x in range(0, 160, 20)
        for y in range(0, 160, 20)
        for shade in [grey.randrange(120, 250)]
    ]
    at = (BOX.left, BOX.top, BOX.right, BOX.bottom)
    return encode(draw((160, 160), [*ground, (colour, at)]))


def teach(url: str) -> None:
    """People label six pictures for each label."""
    database = Database(url)
    database.open()
    labelling = StoredLabelling(database)
    for label, colour in COLOURS.items():
        for number in range(6):
            image = Image(square(colour, number), f"{label} {number}.png")
            kept = labelling.keep(kept_image(image, READER.read(image), image.name), 1.0)
            labelling.say(kept, [Mark(label, BOX)], who=ADMIN, at=1.0, origin="test")
    database.close()


def state(aws: RekognitionStandIn, url: str, number: int) -> str:
    """What a version is in at AWS."""
    database = Database(url)
    version = StoredVersions(database).get(number)
    database.close()
    assert version is not None
    return aws.model(version.handle).status


def said(whole: Whole, words: str, seconds: float = 60.0) -> dict[str, Any]:
    """The first message in the channel that has these words, once there is one."""
    return whole.slack.wait_for(
        lambda: [each for each in whole.slack.said(GENERAL) if words in str(each)], seconds
    )[0]


def train(whole: Whole) -> str:
    """Ask for a training, and agree; the question."""
    whole.slack.command(GENERAL, ADMIN, "/rekog train")
    question = whole.asked(ADMIN)
    whole.press(GENERAL, ADMIN, str(question["ts"]), "train_confirmed")
    return str(question["text"])


def test_a_team_without_a_model_trains_its_first(
    start: Start, cloud: tuple[RekognitionStandIn, dict[str, str]], tmp_path: Path
) -> None:
    """Without one, people read what to do; then the first version is trained, used and started."""
    aws, settings = cloud
    url = f"sqlite:///{tmp_path / 'first.db'}"
    teach(url)
    first = {**settings, "MODEL_ARN": "", "MODEL_PROJECT": "things", "AWS_REGION": aws.region}
    whole = start(**first, DATABASE_URL=url)

    ts = whole.slack.post(GENERAL, ADMIN, files=[Upload("a.png", square(RED, 7))])
    (before,) = whole.answers(GENERAL, ts)
    told = []
    for command in ("start", "stop", "status", "use base"):
        whole.slack.command(GENERAL, ADMIN, f"/rekog {command}")
        told.append(whole.whisper(ADMIN))
    train(whole)
    said(whole, "v1 is trained")
    whole.slack.command(GENERAL, ADMIN, "/rekog use v1")
    said(whole, "switched the team to v1")
    later = whole.slack.post(GENERAL, ADMIN, files=[Upload("b.png", square(RED, 8))])
    whole.slack.command(GENERAL, ADMIN, "/rekog start")
    whole.press(GENERAL, ADMIN, str(whole.asked(ADMIN)["ts"]), "model_start_confirmed")
    after = whole.slack.wait_for(
        lambda: [each for each in whole.slack.replies(GENERAL, later) if "*Rose*" in str(each)]
    )

    assert "There is no model yet" in str(before)
    assert all("There is no model yet" in each for each in told[:3])
    assert "There is no base model" in told[3]
    assert "v1 (custom-labels)" in str(after)


def test_a_team_teaches_custom_labels(
    start: Start, cloud: tuple[RekognitionStandIn, dict[str, str]], tmp_path: Path
) -> None:
    """Train, switch, measure; a training that fails later leaves the version in use as it is."""
    aws, settings = cloud
    url = f"sqlite:///{tmp_path / 'cloud.db'}"
    teach(url)
    whole = start(**settings, DATABASE_URL=url)

    question = train(whole)
    trained = said(whole, "v1 is trained")
    whole.slack.command(GENERAL, ADMIN, "/rekog use v1")
    said(whole, "switched the team to v1")
    whole.slack.command(GENERAL, ADMIN, "/rekog evaluate v1")
    measured = said(whole, "On 3 test images")
    ts = whole.slack.post(GENERAL, ADMIN, files=[Upload("a.png", square(RED, 7))])
    (answer,) = whole.answers(GENERAL, ts)
    train(whole)
    said(whole, "v2 is trained")
    whole.slack.command(GENERAL, ADMIN, "/rekog evaluate v2")
    price = whole.asked(ADMIN)
    whole.press(GENERAL, ADMIN, str(price["ts"]), "evaluate_version_confirmed")
    compared = said(whole, "The new one is as good as the one in use")
    whole.slack.wait_for(lambda: state(aws, url, 2) == "STOPPED")
    aws.fail_next_training("Internal failure at AWS.")
    train(whole)
    failed = said(whole, "v3 could not be trained")
    later = whole.slack.post(GENERAL, ADMIN, files=[Upload("b.png", square(GREEN, 8))])
    (still,) = whole.answers(GENERAL, later)

    assert "USD" in question
    assert "AWS measured precision" in str(trained)
    assert "precision" in str(measured)
    assert "*Rose*" in str(answer["blocks"])
    assert "v2 is not in use. To measure it I start it beside the one in use" in price["text"]
    assert "On 3 test images" in str(compared)
    assert state(aws, url, 1) == "RUNNING"
    assert "Internal failure at AWS" in str(failed)
    assert "*Leaf*" in str(still["blocks"])
    assert "v1 (custom-labels)" in str(still["blocks"])
    whole.slack.wait_for(lambda: aws.model(settings["MODEL_ARN"]).status == "STOPPED")
