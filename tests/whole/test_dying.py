"""A bot that is killed at any moment, and started again: nothing is lost, nothing comes twice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.life_record import Phase
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn, Timing, Upload
from bot.store import Database
from bot.store.lives import StoredLives
from tests.whole.conftest import environment
from tests.whole.dying import Dying, dying
from tests.whole.pictures import ASTRONAUT

IMAGE_MOMENTS = [
    *((name, place) for name in ("model", "detected 0", "posted") for place in ("before", "after")),
    *((name, place) for name in ("DetectCustomLabels", "upload") for place in ("before", "after")),
    ("files.getUploadURLExternal", "after"),
    *(("files.completeUploadExternal", place) for place in ("before", "after")),
    *(("chat.postMessage", place) for place in ("before", "after")),
    *(("recorded", place) for place in ("before", "after")),
]
"""Every step of a recognition, and every call in it that others see."""

# Slack tries for minutes, so that a bot that is started again still hears of what it missed.
PATIENT = Timing(ack=3.0, retries=(0.05, 1.0, 20.0), process=0.05)

START_MOMENTS = [
    ("ask", "before", 1),
    ("ask", "after", 1),
    ("life", "after", 3),
    *(("StartProjectVersion", place, 1) for place in ("before", "after")),
    *(("chat.postMessage", place, 1) for place in ("before", "after")),
    ("chat.postMessage", "after", 2),
]
STOP_MOMENTS = [
    ("ask", "after", 1),
    ("meet", "after", 1),
    ("meet", "after", 2),
    *(("StopProjectVersion", place, 1) for place in ("before", "after")),
    *(("chat.postMessage", place, 1) for place in ("before", "after")),
    ("chat.postMessage", "after", 2),
]


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(timing=PATIENT) as server:
        yield server


@pytest.fixture
def arn(aws: RekognitionStandIn) -> str:
    return aws.add_model("cards", "v7", "RUNNING")


@pytest.fixture
def bots(
    slack: SlackStandIn, aws: RekognitionStandIn, arn: str, database_url: str, tmp_path: Path
) -> Iterator[Dying]:
    settings = environment(
        slack,
        tmp_path,
        DATABASE_URL=database_url,
        DETECTOR="custom-labels",
        MODEL_ARN=arn,
        CALLS_PER_SECOND="50",
        PRICE_PER_UNIT_HOUR="0",
        AWS_ENDPOINT_URL_REKOGNITION=aws.endpoint_url,
    )
    with dying(slack, settings, tmp_path) as bots:
        yield bots


def answers(slack: SlackStandIn, ts: str) -> list[dict[str, Any]]:
    return [each for each in slack.replies(GENERAL, ts) if "metadata" in each]


def results(slack: SlackStandIn, ts: str) -> list[str]:
    shared = [file for each in slack.replies(GENERAL, ts) for file in each.get("files") or ()]
    return [file["name"] for file in shared]


@pytest.mark.timeout(600)
def test_an_image_has_one_answer_whenever_the_bot_is_killed(
    bots: Dying, slack: SlackStandIn, aws: RekognitionStandIn
) -> None:
    """Killed before or after each step of a recognition, the next process answers it, once."""
    posts: list[str] = []

    for name, place in IMAGE_MOMENTS:
        bots.start(name.replace(" ", "_"), place)
        if posts:
            slack.wait_for(lambda: results(slack, posts[-1]), timeout=90)
        bots.arm()
        posts.append(slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)]))
        assert bots.dead(60.0), (name, place)
    bots.start()
    slack.wait_for(lambda: results(slack, posts[-1]), timeout=90)
    slack.deliver_again(GENERAL, posts[0], times=3)
    slack.wait_for(lambda: all(each.over for each in slack.deliveries))
    bots.kill()

    told = {moment: answers(slack, ts) for moment, ts in zip(IMAGE_MOMENTS, posts, strict=True)}
    assert {moment: len(found) for moment, found in told.items()} == dict.fromkeys(told, 1)
    assert [results(slack, ts) for ts in posts] == [["result.json"]] * len(posts)
    # What was found is kept: only a kill before that is paid twice.
    detected = [each.operation for each in aws.calls].count("DetectCustomLabels")
    assert detected <= len(posts) + 2


@pytest.mark.timeout(600)
def test_a_start_and_a_stop_happen_whenever_the_bot_is_killed(
    bots: Dying, slack: SlackStandIn, aws: RekognitionStandIn, arn: str, database: Database
) -> None:
    """Killed at any moment of a start or a stop, the next process ends what was begun."""
    runs, missed = 0, 0
    for start, stop in zip(START_MOMENTS, STOP_MOMENTS, strict=False):
        runs += 1
        missed += not change(bots, slack, stop, "stop")
        settled(database, arn, Phase.OFF)
        bots.kill()
        assert aws.model(arn).status == "STOPPED"
        missed += not change(bots, slack, start, "start")
        settled(database, arn, Phase.ON)
        bots.kill()

    assert said(slack, "is running") == said(slack, "is stopped") == runs
    # A change that is quick has a message less, so a moment or two may not come.
    assert missed <= 4


def change(bots: Dying, slack: SlackStandIn, moment: tuple[str, str, int], word: str) -> bool:
    """Ask for a change, let the bot die at its moment if it comes by, and start another one."""
    bots.start(*moment)
    bots.arm()
    asked = slack.command(GENERAL, ADMIN, f"/rekog {word}")
    died = bots.dead()
    bots.start()
    if not asked.acked:  # then Slack has told the admin to try again
        slack.command(GENERAL, ADMIN, f"/rekog {word}")
    return died


def settled(database: Database, arn: str, phase: Phase) -> None:
    """Wait until what is kept says so, too: people are told a moment before."""
    lives = StoredLives(database)
    until = time.monotonic() + 90
    while lives.load(arn).phase is not phase:
        assert time.monotonic() < until, lives.load(arn)
        time.sleep(0.05)


def said(slack: SlackStandIn, words: str) -> int:
    return len([each for each in slack.said(GENERAL) if words in each["text"]])
