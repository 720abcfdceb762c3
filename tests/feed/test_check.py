"""What can be known at the start: each refusal has its own sentence, and all come at once."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bot.core.errors import FeedRefused
from bot.feed import check
from bot.feed import client as sqs_client
from bot.feed.refusals import queue_refusal
from bot.fetch import s3 as s3_client
from tests.feed.conftest import KEYS, REGION

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def queue(sqs: Any, name: str) -> str:
    return str(sqs.create_queue(QueueName=name)["QueueUrl"])


@pytest.fixture
def bucket(s3: Any, name: str) -> str:
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    return name


def refused(sqs: Any, queue: str, s3: Any, *buckets: str) -> tuple[str, ...]:
    with pytest.raises(FeedRefused) as wrong:
        check.require(sqs, queue, s3, buckets)
    return wrong.value.problems


def test_all_is_well(sqs: Any, queue: str, s3: Any, bucket: str) -> None:
    """A queue and a bucket that are there and open are nothing to talk about."""
    check.require(sqs, queue, s3, [bucket])

    assert s3.head_bucket(Bucket=bucket)["BucketRegion"] == REGION


def test_a_queue_without_dead_letters(
    sqs: Any, queue: str, s3: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says what becomes of messages that cannot be read where nothing takes them."""
    with caplog.at_level(logging.WARNING):
        check.require(sqs, queue, s3, [])

    assert "has no dead-letter queue" in caplog.text


def test_a_missing_queue(sqs: Any, queue: str, s3: Any) -> None:
    """A queue that is not there is named, with the settings to check."""
    (problem,) = refused(sqs, f"{queue}-typo", s3)

    assert problem == (
        f"There is no queue {queue}-typo in {REGION}. Check S3_FEED_QUEUE_URL and AWS_REGION."
    )


def test_a_queue_of_another_region(url: str, queue: str, s3: Any) -> None:
    """A queue is looked for in the bot's region only."""
    client = sqs_client.client("us-east-1", url, **KEYS)

    (problem,) = refused(client, queue, s3)
    client.close()

    assert "There is no queue" in problem
    assert "in us-east-1" in problem


def test_a_missing_bucket(sqs: Any, queue: str, s3: Any, name: str) -> None:
    """A bucket that is not there is named."""
    assert refused(sqs, queue, s3, f"{name}-typo") == (
        f"There is no bucket {name}-typo. Check its name.",
    )


def test_a_bucket_of_another_region(sqs: Any, queue: str, s3: Any, name: str, url: str) -> None:
    """A bucket that is elsewhere is named with both regions."""
    client = s3_client.client("us-east-1", url, **KEYS)
    client.create_bucket(Bucket=name)
    client.close()

    (problem,) = refused(sqs, queue, s3, name)

    assert f"The bucket {name} is in the region us-east-1, and I work in {REGION}." in problem


def test_a_denied_queue_and_a_denied_bucket(
    queue: str, bucket: str, url: str, stranger: dict[str, Any]
) -> None:
    """Where AWS does not let the bot in, the actions to allow are named, for all at once."""
    sqs = sqs_client.client(REGION, url, **stranger)
    s3 = s3_client.client(REGION, url, **stranger)

    about_queue, about_bucket = refused(sqs, queue, s3, bucket)
    sqs.close()
    s3.close()

    assert f"AWS does not let me use the queue {queue}." in about_queue
    assert "sqs:ReceiveMessage" in about_queue
    assert f"AWS does not let me look at the bucket {bucket}." in about_bucket
    assert "s3:ListBucket" in about_bucket


def test_aws_that_is_away_is_no_reason(caplog: pytest.LogCaptureFixture) -> None:
    """The bot starts without AWS, since it has other work; the log says what was not seen."""
    sqs = sqs_client.client(REGION, NOWHERE, **KEYS)
    s3 = s3_client.client(REGION, NOWHERE, **KEYS)

    check.require(sqs, f"{NOWHERE}/123456789012/q", s3, ["pictures"])
    sqs.close()
    s3.close()

    assert "does not answer (EndpointConnectionError)" in caplog.text
    assert "the bucket pictures could not be looked at" in caplog.text


def test_without_credentials(monkeypatch: pytest.MonkeyPatch, s3: Any, tmp_path: Any) -> None:
    """Without credentials the sentence says so."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = sqs_client.client(REGION, NOWHERE)

    (problem,) = refused(client, f"{NOWHERE}/123456789012/q", s3)
    client.close()

    assert "AWS does not know me, so I cannot read the queue" in problem


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("AWS.SimpleQueueService.NonExistentQueue", 400, "There is no queue"),
        ("InvalidClientTokenId", 403, "AWS does not know me"),
        ("AccessDenied", 403, "AWS does not let me use the queue"),
        ("AccessDeniedException", 400, "AWS does not let me use the queue"),
        ("ThrottlingException", 400, "does not answer (ThrottlingException)"),
        ("", 503, "does not answer (HTTP 503)"),
    ],
)
def test_codes_of_sqs(code: str, status: int, says: str) -> None:
    """Each code that SQS refuses with leads to the sentence that helps."""
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error = ClientError(answer, "ReceiveMessage")

    assert says in queue_refusal(error, "https://queue", REGION).sentence
