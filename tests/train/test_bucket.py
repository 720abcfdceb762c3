"""What S3 refuses of a training is told with the bucket and the missing permission."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
)

from bot.core import errors
from bot.train.bucket import Bucket


class Refusing:
    """An S3 client whose every write ends with an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def put_object(self, **_: Any) -> None:
        raise self._error


def answered(code: str, status: int) -> ClientError:
    return ClientError(
        {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutObject"
    )


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (answered("AccessDenied", 403), "AWS does not let me in"),
        (answered("PermanentRedirect", 301), "it is in another region"),
        (answered("NoSuchBucket", 404), "there is none of that name"),
        (NoCredentialsError(), "credentials are missing"),
    ],
)
def test_what_somebody_must_mend(error: Exception, reason: str) -> None:
    """A refusal names the bucket, the reason and the action that the policy must allow."""
    bucket = Bucket(Refusing(error), "teaching")

    with pytest.raises(errors.TrainingBucketRefused) as raised:
        bucket.put("key", b"data", "image/png")

    assert reason in raised.value.sentence
    assert "teaching" in raised.value.sentence
    assert "s3:PutObject" in raised.value.sentence


@pytest.mark.parametrize(
    "error",
    [
        answered("InternalError", 500),
        answered("SlowDown", 503),
        answered("RequestTimeout", 400),
        EndpointConnectionError(endpoint_url="http://127.0.0.1"),
    ],
)
def test_what_passes(error: ClientError | BotoCoreError) -> None:
    """S3's own trouble and a lost connection are told as something that passes."""
    bucket = Bucket(Refusing(error), "teaching")

    with pytest.raises(errors.TrainingBucketAway) as raised:
        bucket.put("key", b"data", "image/png")

    assert raised.value.__cause__ is error
