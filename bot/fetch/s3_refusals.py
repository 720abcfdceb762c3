"""What S3 refuses, and how a person reads it.

Codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore import exceptions as boto

from bot.aws import CREDENTIALS
from bot.core.errors import (
    BucketElsewhere,
    BucketMissing,
    CredentialsRefused,
    FetchFailed,
    ObjectArchived,
    ObjectDenied,
    ObjectMissing,
    RekogError,
)
from bot.core.model import S3Object
from bot.fetch.patience import Passing, seconds

Leaf = Callable[[S3Object], RekogError]


def _missing(source: S3Object) -> RekogError:
    return ObjectMissing(uri=source)


def _no_bucket(source: S3Object) -> RekogError:
    return BucketMissing(bucket=source.bucket)


def _denied(source: S3Object) -> RekogError:
    return ObjectDenied(uri=source)


def _archived(source: S3Object) -> RekogError:
    return ObjectArchived(uri=source)


def _stranger(source: S3Object) -> RekogError:
    return CredentialsRefused(uri=source)


LEAVES: dict[str, Leaf] = {
    "NoSuchKey": _missing,
    "NoSuchVersion": _missing,
    "KeyTooLongError": _missing,
    "MethodNotAllowed": _missing,  # the version asked for is a delete marker
    "NoSuchBucket": _no_bucket,
    "InvalidBucketName": _no_bucket,
    "AccessDenied": _denied,
    "AllAccessDisabled": _denied,
    "AccountProblem": _denied,
    "InvalidObjectState": _archived,
    "InvalidAccessKeyId": _stranger,
    "SignatureDoesNotMatch": _stranger,
    "ExpiredToken": _stranger,
    "InvalidToken": _stranger,
    "RequestTimeTooSkewed": _stranger,
}
BY_STATUS: dict[int, Leaf] = {403: _denied, 404: _missing, 405: _missing}

ELSEWHERE = frozenset(
    {
        "PermanentRedirect",
        "TemporaryRedirect",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
    }
)
# HTTP 400, and yet worth another attempt.
PASSING = frozenset({"RequestTimeout", "SlowDown", "Throttling", "ThrottlingException"})

IN_PASSING = (boto.HTTPClientError, boto.ConnectionError, boto.IncompleteReadError)


def refusal(error: Exception, source: S3Object, here: str) -> Exception:
    """What to raise for one of botocore's errors.

    Args:
        error: `ClientError` or `BotoCoreError`.
        source: what was asked for.
        here: the region of the client.
    """
    if isinstance(error, boto.ClientError):
        return _answered(error.response, source, here)
    if isinstance(error, CREDENTIALS):
        return _stranger(source)
    if isinstance(error, IN_PASSING):
        return Passing(f"{type(error).__name__}: {error}")
    if isinstance(error, boto.ParamValidationError):  # a bucket name that cannot be one
        return _no_bucket(source)
    return FetchFailed(name=source)


def _answered(response: Any, source: S3Object, here: str) -> Exception:
    code = str(response.get("Error", {}).get("Code", ""))
    metadata = response.get("ResponseMetadata", {})
    status, headers = metadata.get("HTTPStatusCode", 0), metadata.get("HTTPHeaders", {})
    if code in PASSING or status >= 500 or status == 429:
        return Passing(f"S3: {code}", seconds(headers.get("retry-after")))
    region = headers.get("x-amz-bucket-region") or response["Error"].get("Region")
    if code in ELSEWHERE or status in (301, 307):
        there = region if region and region != here else "another one"
        return BucketElsewhere(bucket=source.bucket, region=there, here=here)
    leaf = LEAVES.get(code) or BY_STATUS.get(status)
    if leaf is None and code == "InvalidArgument" and source.version:
        leaf = _missing  # "Invalid version id specified"
    return leaf(source) if leaf else FetchFailed(name=source)
