"""Scans of a prefix in S3: asked, confirmed, worked through, paused, resumed, cancelled."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from bot.core.life_record import Phase
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import ADMIN, GENERAL, MEMBER, SlackStandIn
from tests.logs import restore_log
from tests.whole.conftest import QUICK, Start, Whole, environment, running
from tests.whole.lake import LAKE, PREFIX, Lake, scan_id, until

URI = f"s3://{LAKE}/{PREFIX}"
__all__ = ["restore_log"]


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(timing=QUICK) as server:
        yield server


def confirmed(whole: Whole, text: str = f"/rekog scan {URI}", user: str = ADMIN) -> str:
    """Ask for a scan and say yes to it; its id."""
    assert whole.slack.command(GENERAL, user, text).acked
    question = until(whole.slack, "Shall I scan?")
    whole.press(GENERAL, ADMIN, question["ts"], "scan_confirmed")
    return scan_id(question)


@pytest.mark.timeout(120)
def test_a_scan_from_the_question_to_the_results(
    start: Start, s3: S3Server, aws: RekognitionStandIn
) -> None:
    """An admin says yes to the estimate, and each object is one line of the results."""
    lake = Lake(s3, 30, damaged=2, others=3)
    whole = start(**lake.settings(aws))

    assert whole.slack.command(GENERAL, MEMBER, f"/rekog scan {URI}").acked
    question = until(whole.slack, "Shall I scan?")
    whole.press(GENERAL, MEMBER, question["ts"], "scan_confirmed")
    refused = whole.whisper(MEMBER)
    whole.press(GENERAL, ADMIN, question["ts"], "scan_confirmed")
    done = until(whole.slack, "*Scanned:*")

    assert f"`{URI}`: 32 pictures" in question["text"]
    assert "3 other objects are left out" in question["text"]
    assert "may start a scan with the model" in refused
    assert "30 pictures were looked at" in done["text"]
    assert "2 could not be looked at" in done["text"]
    assert "damaged 00.png is damaged or cut off" in done["text"]
    assert len(whole.slack.said(GENERAL)) == 1
    scan = scan_id(done)
    assert lake.times(scan) == Counter(lake.keys)
    rows = list(csv.DictReader(io.StringIO(lake.written(scan, "results.csv"))))
    assert len(rows) == 32
    assert Counter(row["label"] for row in rows)["Blue"] == 10
    shared = whole.slack.wait_for(lambda: whole.slack.replies(GENERAL, done["ts"])[4:])
    assert shared


@pytest.mark.timeout(120)
def test_pause_resume_and_cancel(start: Start, s3: S3Server, aws: RekognitionStandIn) -> None:
    """A paused scan does nothing until it is resumed, and a cancelled one nothing any more."""
    lake = Lake(s3, 150)
    whole = start(**lake.settings(aws, CALLS_PER_SECOND="30"))
    scan = confirmed(whole)
    running = until(whole.slack, "a second")
    whole.press(GENERAL, ADMIN, running["ts"], "scan_pause")
    until(whole.slack, "*Paused.*")
    whole.slack.wait_for(lambda: whole.bot.jobs.depth == 0)
    at_rest = len(aws.calls)
    whole.slack.command(GENERAL, MEMBER, f"/rekog scan resume {scan}")
    refused = whole.whisper(MEMBER)

    assert "may go on with a scan" in refused
    assert len(aws.calls) == at_rest < 150

    whole.slack.command(GENERAL, ADMIN, "/rekog scan resume")
    until(whole.slack, "*Scanned:*")

    assert lake.times(scan) == Counter(lake.keys)

    other = confirmed(whole)
    running = until(whole.slack, "*Scanning.*")
    whole.press(GENERAL, ADMIN, running["ts"], "scan_cancel")
    until(whole.slack, "*Cancelled:*")
    whole.slack.wait_for(lambda: whole.bot.jobs.depth == 0)

    assert other != scan
    assert len(aws.calls) < 290
    whole.slack.command(GENERAL, MEMBER, "/rekog scan")
    listed = whole.whisper(MEMBER)
    assert f"`{scan}`" in listed
    assert f"`{other}`" in listed


@pytest.mark.timeout(120)
def test_what_cannot_be_scanned(start: Start, s3: S3Server, aws: RekognitionStandIn) -> None:
    """A wrong URL, a forbidden or missing bucket, an empty prefix: each has its sentence."""
    lake = Lake(s3, 1, others=0)
    lake.put("words/a.txt", b"words")
    lake.put("results/chart.png", b"own")
    allowed = f"{LAKE},gone-bucket"
    whole = start(**lake.settings(aws, S3_ALLOWED=allowed))

    def told(uri: str) -> str:
        whole.slack.command(GENERAL, MEMBER, f"/rekog scan {uri}")
        return whole.whisper(MEMBER)

    assert "Tell me what to scan" in told("https://lake/photos")
    assert "I may not read s3://other-bucket/a/." in told("s3://other-bucket/a/")
    assert "There is no bucket gone-bucket." in told("s3://gone-bucket/a/")
    assert "where I write the results" in told(f"s3://{LAKE}/results/")
    assert "from 0 to 100" in told(f"{URI} at 101")
    whole.slack.command(GENERAL, MEMBER, f"/rekog scan s3://{LAKE}/nobody/")
    assert "There is nothing under" in until(whole.slack, "*Not scanned:*")["text"]
    whole.slack.command(GENERAL, MEMBER, f"/rekog scan s3://{LAKE}/words/")
    ends = until(whole.slack, "None of the 1 objects")
    assert "jpg, jpeg" in ends["text"]


@pytest.mark.timeout(120)
def test_one_scan_of_a_place_at_a_time(start: Start, s3: S3Server, aws: RekognitionStandIn) -> None:
    """A second scan of the same prefix is refused while one runs, and names that one."""
    lake = Lake(s3, 60)
    whole = start(**lake.settings(aws, CALLS_PER_SECOND="10"))
    scan = confirmed(whole)

    whole.slack.command(GENERAL, MEMBER, f"/rekog scan {URI}")

    told = whole.whisper(MEMBER)
    assert f"is being scanned already (scan {scan}, running)" in told


@pytest.mark.timeout(120)
def test_a_scan_waits_for_its_model(start: Start, s3: S3Server, aws: RekognitionStandIn) -> None:
    """A scan that meets a model that is off says so, and goes on by itself when it runs."""
    lake = Lake(s3, 40)
    arn = aws.add_model("cards", "v7")
    whole = start(
        **lake.settings(aws, DETECTOR="custom-labels", MODEL_ARN=arn, PRICE_PER_UNIT_HOUR="0"),
    )
    scan = confirmed(whole)
    waits = until(whole.slack, "*Waits for the model.*")
    whole.press(GENERAL, ADMIN, waits["ts"], "model_start")

    whole.slack.wait_for(lambda: lake_done(whole, scan), timeout=60)

    assert lake.times(scan) == Counter(lake.keys)


def lake_done(whole: Whole, scan: str) -> bool:
    said = [each["text"] for each in whole.slack.said(GENERAL)]
    return any("*Scanned:*" in text and scan in text for text in said)


@pytest.mark.timeout(120)
def test_a_stop_of_the_model(start: Start, s3: S3Server, aws: RekognitionStandIn) -> None:
    """A stop does not wait for a scan to end: the scan waits, and goes on after the next start."""
    lake = Lake(s3, 200)
    arn = aws.add_model("cards", "v7", "RUNNING")
    more = {"DETECTOR": "custom-labels", "MODEL_ARN": arn, "PRICE_PER_UNIT_HOUR": "0"}
    aws_pace = {"CALLS_PER_SECOND": "20", "INFERENCE_UNITS": "5"}
    whole = start(**lake.settings(aws, **more, **aws_pace))
    scan = confirmed(whole)
    until_scanned(aws, whole, 20)
    whole.slack.command(GENERAL, ADMIN, "/rekog stop")
    whole.slack.wait_for(lambda: whole.bot.workers.life.record().phase is Phase.OFF)
    before = detections(aws)

    assert before < 200
    whole.slack.command(GENERAL, ADMIN, "/rekog start units 5")
    whole.slack.wait_for(lambda: lake_done(whole, scan), timeout=90)
    assert lake.times(scan) == Counter(lake.keys)
    assert not [each for each in lake.lines(scan) if "error" in each]


def detections(aws: RekognitionStandIn) -> int:
    return sum(each.operation.startswith("DetectCustom") for each in aws.calls)


def until_scanned(aws: RekognitionStandIn, whole: Whole, count: int) -> None:
    whole.slack.wait_for(lambda: detections(aws) >= count)


@pytest.mark.timeout(120)
def test_an_orderly_restart(
    slack: SlackStandIn, s3: S3Server, aws: RekognitionStandIn, tmp_path: Path
) -> None:
    """A bot that is told to end leaves its chunk, and the next one looks at nothing twice."""
    lake = Lake(s3, 150)
    settings = environment(slack, tmp_path, **lake.settings(aws, CALLS_PER_SECOND="30"))
    with running(slack, settings):
        slack.wait_for(lambda: slack.connections > 0)
        slack.command(GENERAL, ADMIN, f"/rekog scan {URI}")
        question = until(slack, "Shall I scan?")
        slack.click(GENERAL, ADMIN, question["ts"], {"action_id": "scan_confirmed"})
        slack.wait_for(lambda: len(aws.calls) >= 50)
    at_rest = len(aws.calls)
    with running(slack, settings):
        until(slack, "*Scanned:*")

    assert at_rest < 150
    assert lake.times(scan_id(question)) == Counter(lake.keys)
    assert len(aws.calls) == 150


@pytest.mark.timeout(120)
def test_a_shell_beside_the_bot(
    slack: SlackStandIn,
    s3: S3Server,
    aws: RekognitionStandIn,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From a shell a scan is handed to the bot that runs, and is paused and resumed from there."""
    lake = Lake(s3, 40)
    settings = environment(slack, tmp_path, **lake.settings(aws, CALLS_PER_SECOND="4"))
    with running(slack, settings):
        assert main(["scan", URI, "--yes", "--no-wait"], settings) == 0
        slack.wait_for(lambda: len(aws.calls) >= 5)
        assert main(["scan", "pause"], settings) == 0
        assert "Paused." in capsys.readouterr().out
        assert main(["scan", "resume"], settings) == 0
        assert main(["scan", "export", "--output", str(tmp_path / "copy")], settings) == 0

    written = (tmp_path / "copy" / "results.jsonl").read_text("utf-8").splitlines()
    assert len(written) == 40
    # Whoever resumes at once meets what was under way before: four threads, for a second.
    assert len(aws.calls) <= 48
