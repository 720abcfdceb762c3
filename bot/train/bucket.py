"""The bucket that trainings use: images and manifests go there, evaluations come from there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
)

from bot import aws
from bot.core.errors import RekogError, TrainingBucketAway, TrainingBucketRefused

ATTEMPTS = 5
"""With pauses of botocore's own; each object is small and is sent in one piece."""
TIMEOUT = 30.0
"""Seconds without a byte."""

REASONS = {
    "NoSuchBucket": "there is none of that name",
    "404": "there is none of that name, or the object is missing",
    "NoSuchKey": "the object is missing",
    "PermanentRedirect": "it is in another region",
    "AuthorizationHeaderMalformed": "it is in another region",
    "301": "it is in another region",
}
AT_ONCE = 1000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""
REFUSED: Any = {"HTTPStatusCode": 403}
"""What stands for an object that could not be deleted, in an answer that is 200."""
T = TypeVar("T")


def client(
    region: str,
    endpoint_url: str | None = None,
    *,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
) -> Any:
    """Make a boto3 client of S3 for trainings; nothing is sent yet.

    Args:
        region: of the bucket, which must be that of the project too.
        endpoint_url: `None` for AWS itself; else the bucket goes into the path.
        access_key_id: `None` for boto3's own chain (profile, role, environment).
        secret_access_key: belongs to the key id.
    """
    return aws.client(
        "s3",
        region,
        endpoint_url,
        attempts=ATTEMPTS,
        read_timeout=TIMEOUT,
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
    )


class Bucket:
    """One bucket; every method raises TrainingBucketRefused or TrainingBucketAway.

    Args:
        client: boto3's, of S3.
        name: of the bucket.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self.name = name

    def keys(self, prefix: str) -> frozenset[str]:
        """The keys of all objects that begin so."""

        def every() -> frozenset[str]:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=prefix
            )
            return frozenset(each["Key"] for page in pages for each in page.get("Contents", ()))

        return self._ask("s3:ListBucket", every)

    def put(self, key: str, data: bytes, media_type: str) -> None:
        """Write an object."""

        def send() -> None:
            self._client.put_object(Bucket=self.name, Key=key, Body=data, ContentType=media_type)

        self._ask("s3:PutObject", send)

    def delete(self, keys: Collection[str]) -> None:
        """Delete objects; those that are not there are well and good."""

        def drop(some: Sequence[str]) -> None:
            which = {"Objects": [{"Key": key} for key in some], "Quiet": True}
            left = self._client.delete_objects(Bucket=self.name, Delete=which).get("Errors")
            if left:
                raise ClientError({"Error": left[0], "ResponseMetadata": REFUSED}, "DeleteObjects")

        every = sorted(keys)
        for first in range(0, len(every), AT_ONCE):
            self._ask("s3:DeleteObject", partial(drop, every[first : first + AT_ONCE]))

    def get(self, bucket: str, key: str) -> bytes:
        """Read an object, of this bucket or of the one that AWS names."""

        def receive() -> bytes:
            with self._client.get_object(Bucket=bucket, Key=key)["Body"] as body:
                return bytes(body.read())

        return self._ask("s3:GetObject", receive)

    def _ask(self, action: str, call: Callable[[], T]) -> T:
        try:
            return call()
        except (ClientError, BotoCoreError) as error:
            raise self._refusal(error, action) from error

    def _refusal(self, error: ClientError | BotoCoreError, action: str) -> RekogError:
        if isinstance(error, HTTPClientError | ConnectionError | IncompleteReadError):
            return TrainingBucketAway(bucket=self.name)
        if not isinstance(error, ClientError):
            reason = "the AWS credentials are missing or cannot be used"
            return TrainingBucketRefused(bucket=self.name, reason=reason, action=action)
        answer = error.response
        code, status = answer["Error"].get("Code", ""), answer["ResponseMetadata"]["HTTPStatusCode"]
        if status >= 500 or status == 429 or code in ("SlowDown", "RequestTimeout"):
            return TrainingBucketAway(bucket=self.name)
        reason = REASONS.get(code, "AWS does not let me in")
        return TrainingBucketRefused(bucket=self.name, reason=reason, action=action)
