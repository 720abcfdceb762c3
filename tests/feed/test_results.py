"""Results are written beside the pictures, under keys that never differ."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import ResultsAway, ResultsRefused
from bot.core.model import AnnotatedImage, Answered, Detection, Recognition, S3Object, Timings
from bot.core.places import Place
from bot.feed import S3Results
from bot.feed.results import results_key
from bot.fetch import s3 as s3_client
from bot.post.result import result
from tests.feed.conftest import KEYS, REGION

TIMES = Timings(0.1, 0.1, 0.1, 0.1)


def answered(source: S3Object, data: bytes = b"drawn") -> Answered:
    recognition = Recognition(
        "r1",
        source,
        40,
        30,
        (Detection("Käse 🧀", 97.0),),
        "local",
        "v1",
        None,
        datetime(2026, 11, 20, tzinfo=UTC),
        TIMES,
    )
    return Answered(recognition, AnnotatedImage(data, "image/png", 40, 30))


@pytest.fixture
def bucket(s3: Any, name: str) -> str:
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    return name


def test_the_image_and_the_json(s3: Any, bucket: str) -> None:
    """Both are there, each with its media type; the JSON is the one that Slack gets."""
    outcome = answered(S3Object(bucket, "in/a b+ü.png"))

    S3Results(s3, result).write(outcome, Place(bucket, "out/"))

    image = s3.get_object(Bucket=bucket, Key="out/in/a b+ü.png.annotated.png")
    text = s3.get_object(Bucket=bucket, Key="out/in/a b+ü.png.json")
    assert (image["ContentType"], image["Body"].read()) == ("image/png", b"drawn")
    assert text["ContentType"] == "application/json"
    assert json.loads(text["Body"].read()) == result([outcome])


def test_twice_is_once(s3: Any, bucket: str) -> None:
    """Written again, after a crash, the same objects are there."""
    results = S3Results(s3, result)

    for data in (b"drawn", b"drawn again"):
        results.write(answered(S3Object(bucket, "a.png"), data), Place(bucket, "out/"))

    found = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert [each["Key"] for each in found] == ["out/a.png.annotated.png", "out/a.png.json"]


def test_another_bucket_keeps_pictures_apart() -> None:
    """Where two buckets write to a third one, their keys do not meet."""
    place = Place("results", "x/")

    keys = {results_key(S3Object(bucket, "a.png"), place) for bucket in ("one", "two", "results")}

    assert keys == {"x/one/a.png", "x/two/a.png", "x/a.png"}


def test_a_bucket_that_is_not_there(s3: Any, name: str) -> None:
    """The sentence names the picture, the place, and what to check."""
    with pytest.raises(ResultsRefused) as refused:
        S3Results(s3, result).write(answered(S3Object("pictures", "a.png")), Place(name, "out/"))

    assert refused.value.sentence.startswith(
        f"I could not write the results for s3://pictures/a.png to s3://{name}/out/: there is no "
        "bucket of that name."
    )
    assert "s3:PutObject" in refused.value.sentence


def test_a_denied_bucket(bucket: str, url: str, stranger: dict[str, Any]) -> None:
    """Where AWS does not let the bot write, S3's own word is told."""
    client = s3_client.client(REGION, url, **stranger)

    with pytest.raises(ResultsRefused, match="AccessDenied"):
        S3Results(client, result).write(answered(S3Object(bucket, "a.png")), Place(bucket, "o/"))
    client.close()


def test_without_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without credentials the sentence says so."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = s3_client.client(REGION, "http://127.0.0.1:1")

    with pytest.raises(ResultsRefused, match="AWS does not know me"):
        S3Results(client, result).write(answered(S3Object("b", "a.png")), Place("b", "out/"))
    client.close()


def test_s3_that_is_away() -> None:
    """An S3 that does not answer is worth another try."""
    client = s3_client.client(REGION, "http://127.0.0.1:1", **KEYS)

    with pytest.raises(ResultsAway):
        S3Results(client, result).write(
            replace(answered(S3Object("pictures", "a.png"))), Place("pictures", "out/")
        )
    client.close()
