"""Scans of a prefix in S3: asked, confirmed, worked through, paused, resumed, cancelled."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import S3Server
from bot.sandbox.slack import ADMIN, GENERAL, MEMBER
from tests.whole.conftest import Start, Whole
from tests.whole.lake import LAKE, PREFIX, Lake, scan_id, until

URI = f"s3://{LAKE}/{PREFIX}"


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

    assert "32 pictures" in question["text"]
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
