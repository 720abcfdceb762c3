"""Scans whose processes are killed: every object comes once in the results, whoever dies."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn
from tests.whole.conftest import QUICK, environment
from tests.whole.dying import dying
from tests.whole.lake import LAKE, PREFIX, Lake, scan_id, until
from tests.whole.test_several import processes

URI = f"s3://{LAKE}/{PREFIX}"


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(timing=QUICK) as server:
        yield server


def detections(aws: RekognitionStandIn) -> int:
    return [each.operation for each in aws.calls].count("DetectLabels")


def shared(slack: SlackStandIn, ts: str) -> list[str]:
    """The names of the files in a thread."""
    return [file["name"] for each in slack.replies(GENERAL, ts) for file in each.get("files", ())]


def confirm(slack: SlackStandIn) -> str:
    slack.command(GENERAL, ADMIN, f"/rekog scan {URI}")
    question = until(slack, "Shall I scan?")
    slack.click(GENERAL, ADMIN, question["ts"], {"action_id": "scan_confirmed"})
    return scan_id(question)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_one_of_two_processes_dies(
    slack: SlackStandIn,
    s3: S3Server,
    aws: RekognitionStandIn,
    postgres_url: str,
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    """A worker is killed, or falls asleep, halfway: each of 400 objects is in the results once."""
    lake = Lake(s3, 398, damaged=2)
    more = lake.settings(aws, DATABASE_URL=postgres_url)
    with processes(environment(slack, tmp_path, **more), "run", "worker") as (_, worker):
        slack.wait_for(lambda: slack.connections > 0)
        scan = confirm(slack)
        slack.wait_for(lambda: detections(aws) >= 200, timeout=60)
        worker.send(number)
        done = until(slack, "*Scanned:*", timeout=120)
        worker.send(signal.SIGCONT)

        assert lake.times(scan) == Counter(lake.keys)

    assert "398 pictures were looked at" in done["text"]
    # Only what was under way in the process that died is paid twice.
    assert detections(aws) <= 398 + 2 * 23


@pytest.mark.timeout(300)
def test_the_only_process_dies_again_and_again(
    slack: SlackStandIn,
    s3: S3Server,
    aws: RekognitionStandIn,
    database_url: str,
    tmp_path: Path,
) -> None:
    """Killed while it asks, while it works and while it ends, it goes on where it was."""
    lake = Lake(s3, 150, damaged=1)
    settings = environment(slack, tmp_path, **lake.settings(aws, DATABASE_URL=database_url))
    died = 0
    with dying(slack, settings, tmp_path) as bots:
        bots.start("chat.postMessage", "after")
        bots.arm()
        slack.command(GENERAL, ADMIN, f"/rekog scan {URI}")
        died += bots.dead(20.0)
        bots.start()
        question = until(slack, "Shall I scan?")
        scan = scan_id(question)
        bots.kill()
        bots.start("DetectLabels", "after", 60)
        bots.arm()
        slack.click(GENERAL, ADMIN, question["ts"], {"action_id": "scan_confirmed"})
        died += bots.dead(30.0)
        bots.start("chat.update", "after", 3)
        bots.arm()
        died += bots.dead(30.0)
        bots.start("files.completeUploadExternal", "after", 2)
        bots.arm()
        died += bots.dead(60.0)
        bots.start()
        done = until(slack, "*Scanned:*")
        names = slack.wait_for(lambda: shared(slack, done["ts"])[4:] and shared(slack, done["ts"]))
        bots.kill()

    assert died == 4
    assert lake.times(scan) == Counter(lake.keys)
    assert len(slack.said(GENERAL)) == 1
    assert len(set(names)) == len(names) == 5
    assert detections(aws) <= 150 + 3 * 23
