"""Results beside the pictures: the annotated image and the JSON, under keys that never differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore import exceptions as boto

from bot.aws import CREDENTIALS
from bot.core.errors import RekogError, ResultsAway, ResultsRefused
from bot.core.model import Answered, Outcome, S3Object
from bot.core.places import Place
from bot.feed.refusals import FAILURES, code_of, status_of

AsJson = Callable[[Sequence[Outcome]], Any]

REASONS = {
    "NoSuchBucket": "there is no bucket of that name",
    "PermanentRedirect": "the bucket is in another region",
    "AuthorizationHeaderMalformed": "the bucket is in another region",
    "KeyTooLongError": "its key would be too long",
}
PASSING = frozenset({"SlowDown", "RequestTimeout", "Throttling", "ThrottlingException"})


class S3Results:
    """Writes results; fits `bot.core.feed_jobs.Results`.

    Nothing is said about encryption, so that the bucket's own setting holds.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html

    Args:
        client: boto3's, of S3.
        as_json: makes the result of outcomes, as `docs/result-schema.json` says.
    """

    def __init__(self, client: Any, as_json: AsJson) -> None:
        self._client = client
        self._as_json = as_json

    def write(self, outcome: Outcome, output: Place) -> None:
        """See the port. The image comes first, so that where there is JSON there is all."""
        assert isinstance(outcome, Answered), "only answers have results"
        source = outcome.recognition.source
        assert isinstance(source, S3Object), "only objects have a place beside them"
        image = outcome.annotated
        text = json.dumps(self._as_json([outcome]), ensure_ascii=False, indent=2)
        self._put(source, output, f"annotated.{image.extension}", image.data, image.media_type)
        self._put(source, output, "json", text.encode(), "application/json")

    def _put(self, source: S3Object, output: Place, ending: str, data: bytes, kind: str) -> None:
        key = f"{results_key(source, output)}.{ending}"
        try:
            self._client.put_object(Bucket=output.bucket, Key=key, Body=data, ContentType=kind)
        except FAILURES as error:
            raise _refusal(error, source, output) from error


def results_key(source: S3Object, output: Place) -> str:
    """What the keys of an object's results begin with: `out/` and its own key.

    Where results are in another bucket than the picture, two buckets may share it, and the name of
    the picture's bucket comes in between.
    """
    folder = "" if source.bucket == output.bucket else f"{source.bucket}/"
    return f"{output.prefix}{folder}{source.key}"


def _refusal(error: Exception, source: S3Object, output: Place) -> RekogError:
    if isinstance(error, CREDENTIALS):
        return ResultsRefused(uri=source, output=output, reason="AWS does not know me")
    if not isinstance(error, boto.ClientError):
        return ResultsAway(uri=source)
    code, status = code_of(error), status_of(error)
    if status >= 500 or status == 429 or code in PASSING:
        return ResultsAway(uri=source)
    reason = REASONS.get(code) or f"S3 said “{code or status}”"
    return ResultsRefused(uri=source, output=output, reason=reason)
