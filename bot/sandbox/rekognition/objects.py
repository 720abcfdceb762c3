"""The objects in S3 that the stand-in reads and writes."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bot.sandbox.rekognition.refused import Refused


class Objects:
    """Reads and writes S3 with a client of botocore's; without one there is no object at all.

    Args:
        client: of the S3 server, `None` without one.
    """

    def __init__(self, client: Any | None) -> None:
        self._client = client

    def read(self, bucket: str, key: str) -> bytes:
        """The bytes of an object.

        Raises:
            Refused: it cannot be read.
        """
        if self._client is not None:
            try:
                answer = self._client.get_object(Bucket=bucket, Key=key)
                with answer["Body"] as body:
                    return bytes(body.read())
            except (ClientError, BotoCoreError) as error:
                raise _unreadable() from error
        raise _unreadable()

    def has(self, bucket: str, key: str) -> bool:
        """Whether there is such an object."""
        try:
            return self._client is not None and bool(
                self._client.head_object(Bucket=bucket, Key=key)
            )
        except (ClientError, BotoCoreError):
            return False

    def write(self, bucket: str, key: str, data: bytes) -> None:
        """Put an object there.

        Raises:
            Refused: it cannot be written.
        """
        if self._client is None:
            raise _unreadable()
        try:
            self._client.put_object(Bucket=bucket, Key=key, Body=data)
        except (ClientError, BotoCoreError) as error:
            raise Refused("InvalidParameterException", "The bucket cannot be written.") from error

    def reachable(self, bucket: str) -> bool:
        """Whether there is such a bucket."""
        try:
            return self._client is not None and bool(self._client.head_bucket(Bucket=bucket))
        except (ClientError, BotoCoreError):
            return False


def _unreadable() -> Refused:
    return Refused("InvalidS3ObjectException", "Unable to get object metadata from S3.")
