"""Objects in S3: only from the allowed buckets and prefixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import urllib3.exceptions
from botocore.exceptions import BotoCoreError, ClientError

from bot import aws
from bot.core.errors import BucketNotAllowed, NoBucketAllowed, RekogError, S3Unavailable
from bot.core.model import Image, S3Object, Source
from bot.core.ports import Clock
from bot.fetch import size
from bot.fetch.patience import Passing, persist
from bot.fetch.s3_refusals import refusal

READ_TIMEOUT = 30.0
"""Seconds without a byte."""
DEADLINE = 180.0
"""Seconds for one object, however steadily it trickles."""
CHUNK = 256 * 1024


def client(
    region: str,
    endpoint_url: str | None = None,
    *,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
    connections: int = 10,
    read_timeout: float = READ_TIMEOUT,
) -> Any:
    """Make a boto3 client of S3; nothing is sent yet.

    Args:
        region: where the bucket is. botocore itself follows S3 to another one where it can.
        endpoint_url: `None` for AWS itself; else the bucket goes into the path, not the host name.
        access_key_id: `None` for boto3's own chain (profile, role, environment).
        secret_access_key: belongs to the key id.
        connections: as many as there are threads that call.
        read_timeout: seconds without a byte.
    """
    # One attempt: botocore's own would multiply those of S3Objects.
    return aws.client(
        "s3",
        region,
        endpoint_url,
        attempts=1,
        read_timeout=read_timeout,
        connections=connections,
        access_key_id=access_key_id,
        secret_access_key=secret_access_key,
    )


class S3Objects:
    """A `Fetcher` of `S3Object`.

    Args:
        client: boto3's, of S3.
        allowed: buckets and prefixes; an empty prefix allows the whole bucket. A prefix is
            compared letter by letter: in S3 `..` is a name like any other.
        max_bytes: of one object.
    """

    def __init__(
        self, client: Any, allowed: Sequence[tuple[str, str]], max_bytes: int, clock: Clock
    ) -> None:
        self._client = client
        self._allowed = tuple(allowed)
        self._max_bytes = max_bytes
        self._clock = clock

    def fetch(self, source: Source) -> Image:
        """See the port."""
        assert isinstance(source, S3Object)
        require_allowed(source, self._allowed)

        def give_up() -> RekogError:
            return S3Unavailable(uri=source)

        data = persist(self._clock, lambda: self._get(source), give_up)
        return Image(data, source.key.rstrip("/").rpartition("/")[2] or source.key)

    def _get(self, source: S3Object) -> bytes:
        version = {"VersionId": source.version} if source.version else {}
        try:
            answer = self._client.get_object(Bucket=source.bucket, Key=source.key, **version)
            return self._body(answer, source)
        except (ClientError, BotoCoreError) as error:
            raise refusal(error, source, self._client.meta.region_name) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Passing(f"{type(error).__name__}: {error}") from error

    def _body(self, answer: Mapping[str, Any], source: S3Object) -> bytes:
        body = answer["Body"]
        try:
            size.check(str(source), answer.get("ContentLength") or 0, self._max_bytes)
            return size.gather(str(source), self._in_time(body), self._max_bytes)
        finally:
            body.close()

    def _in_time(self, body: Any) -> Any:
        began = self._clock.now()
        for chunk in body.iter_chunks(CHUNK):
            yield chunk
            if self._clock.now() - began > DEADLINE:
                raise Passing(f"not done after {DEADLINE:.0f} s")


def require_allowed(source: S3Object, places: Sequence[tuple[str, str]]) -> None:
    """Let through what lies in an allowed bucket, behind its prefix.

    Raises:
        NotAllowed: it does not; the sentence says what does.
    """
    if not places:
        raise NoBucketAllowed()
    for bucket, prefix in places:
        if source.bucket == bucket and source.key.startswith(prefix):
            return
    allowed = ", ".join(f"s3://{bucket}/{prefix}" for bucket, prefix in places)
    raise BucketNotAllowed(uri=source, allowed=allowed)
