"""More than one process on one Postgres: each image is answered once, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn, Upload
from tests.whole.conftest import QUICK, environment
from tests.whole.pictures import ASTRONAUT

ROOT = Path(__file__).parents[2]


class Process:
    """A bot or a worker in a process of its own."""

    def __init__(self, kind: str, settings: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.mortal", kind],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )

    def until_ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def close(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(timing=QUICK) as server:
        yield server


@pytest.fixture
def settings(
    slack: SlackStandIn, aws: RekognitionStandIn, postgres_url: str, tmp_path: Path
) -> dict[str, str]:
    return environment(
        slack,
        tmp_path,
        DATABASE_URL=postgres_url,
        DETECTOR="custom-labels",
        MODEL_ARN=aws.add_model("cards", "v7", "RUNNING"),
        CALLS_PER_SECOND="50",
        PRICE_PER_UNIT_HOUR="0",
        AWS_ENDPOINT_URL_REKOGNITION=aws.endpoint_url,
    )


@contextmanager
def processes(settings: dict[str, str], *kinds: str) -> Iterator[list[Process]]:
    """Processes that do not outlive the test."""
    started = [Process(kind, settings) for kind in kinds]
    try:
        for each in started:
            each.until_ready()
        yield started
    finally:
        for each in started:
            each.close()


def answers(slack: SlackStandIn, ts: str) -> list[dict[str, Any]]:
    return [each for each in slack.replies(GENERAL, ts) if "metadata" in each]


def settled(slack: SlackStandIn, posts: list[str]) -> None:
    """Wait until each post has its answer and its result, and nothing more comes."""

    def all_there() -> bool:
        return all(any(e.get("files") for e in slack.replies(GENERAL, ts)) for ts in posts)

    slack.wait_for(all_there, timeout=300)
    time.sleep(1.0)


@pytest.mark.timeout(600)
def test_two_bots_answer_once(slack: SlackStandIn, settings: dict[str, str]) -> None:
    """Each event delivered three times more, under other event ids, to two bots: one answer."""
    with processes(settings, "run", "run"):
        slack.wait_for(lambda: slack.connections == 2)
        posts = [slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)]) for _ in range(5)]
        for ts in posts:
            slack.deliver_again(GENERAL, ts, times=3)
        settled(slack, posts)

    assert [len(answers(slack, ts)) for ts in posts] == [1] * 5


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_the_work_of_a_dead_worker_is_taken_over(
    slack: SlackStandIn, settings: dict[str, str], number: signal.Signals
) -> None:
    """One of two workers is killed, or sleeps and wakes up, in the middle of 50 images."""
    with processes(settings, "run", "worker") as (_, worker):
        posts = [slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)]) for _ in range(50)]
        slack.wait_for(lambda: sum(bool(answers(slack, ts)) for ts in posts) >= 5, timeout=90)
        worker.send(number)
        settled(slack, posts)
        worker.send(signal.SIGCONT)
        time.sleep(1.0)

        told = [len(answers(slack, ts)) for ts in posts]

    assert told == [1] * 50
