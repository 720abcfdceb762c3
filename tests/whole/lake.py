"""A bucket with many small pictures, some of them damaged, and what a scan of it leaves."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from typing import Any

from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import REGION, S3Server
from bot.sandbox.slack import GENERAL, SlackStandIn
from tests.sandbox_rekognition.pictures import BLUE, DULL_RED, RED, image

LAKE, PREFIX = "lake", "Photos/2024 Süd/"
PICTURES = {
    "Red": image((96, 96), (RED, (10, 10, 60, 60))),
    "dull": image((96, 96), (DULL_RED, (10, 10, 60, 60))),
    "Blue": image((96, 96), (BLUE, (20, 20, 70, 70))),
}
DAMAGED = PICTURES["Red"][:60]


class Lake:
    """The bucket, filled."""

    def __init__(self, server: S3Server, pictures: int, damaged: int = 0, others: int = 0) -> None:
        self.endpoint_url = server.endpoint_url
        self._s3 = server.client()
        # moto's servers share what they hold, in this process.
        urllib.request.urlopen(f"{self.endpoint_url}/moto-api/reset", data=b"").close()
        self._s3.create_bucket(Bucket=LAKE)
        self.keys: list[str] = []
        kinds = list(PICTURES.values())
        for number in range(pictures):
            self.put(f"{PREFIX}{number:05}.png", kinds[number % len(kinds)])
        for number in range(damaged):
            self.put(f"{PREFIX}damaged {number:02}.png", DAMAGED)
        for number in range(others):
            self._s3.put_object(Bucket=LAKE, Key=f"{PREFIX}notes {number}.txt", Body=b"words")

    def put(self, key: str, data: bytes) -> None:
        self._s3.put_object(Bucket=LAKE, Key=key, Body=data)
        self.keys.append(key)

    def settings(self, aws: RekognitionStandIn, **more: str) -> dict[str, str]:
        return {
            "DETECTOR": "labels",
            "CALLS_PER_SECOND": "45",
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL_S3": self.endpoint_url,
            "AWS_ENDPOINT_URL_REKOGNITION": aws.endpoint_url,
            "S3_ALLOWED": LAKE,
            "SCAN_OUTPUT": f"s3://{LAKE}/results/",
            **more,
        }

    def written(self, scan: str, name: str) -> str:
        """A file of results."""
        got = self._s3.get_object(Bucket=LAKE, Key=f"results/scan-{scan}/{name}")
        return str(got["Body"].read().decode())

    def lines(self, scan: str) -> list[dict[str, Any]]:
        """The JSON Lines file."""
        return [json.loads(line) for line in self.written(scan, "results.jsonl").splitlines()]

    def times(self, scan: str) -> Counter[str]:
        """How often each object is in the results, by its key."""
        start = len(f"s3://{LAKE}/")
        return Counter(each["uri"][start:] for each in self.lines(scan))


def card(slack: SlackStandIn) -> dict[str, Any]:
    """The latest message of the bot in the channel."""
    said = slack.said(GENERAL)
    return said[-1] if said else {"text": ""}


def until(slack: SlackStandIn, words: str, timeout: float = 60.0) -> dict[str, Any]:
    """The scan's message, once it says so."""
    return slack.wait_for(lambda: words in card(slack)["text"] and card(slack), timeout) or {}


def scan_id(message: dict[str, Any]) -> str:
    """The scan that a message speaks of."""
    return str(message["text"].split("`")[1])
