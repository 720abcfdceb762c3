"""Real boto3 clients of the stand-in."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from bot.sandbox.rekognition import RekognitionStandIn


def connect(
    aws: RekognitionStandIn,
    *,
    key: str = RekognitionStandIn.access_key_id,
    secret: str = RekognitionStandIn.secret_access_key,
    **config: Any,
) -> Any:
    """A client as a user would make it, without retries unless told."""
    options: dict[str, Any] = {"retries": {"total_max_attempts": 1}, **config}
    return _session().client(
        "rekognition",
        region_name=aws.region,
        endpoint_url=aws.endpoint_url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(**options),
    )


@cache
def _session() -> Any:
    """One for all tests, since each reads the service's model anew."""
    return boto3.session.Session()


def code(error: Any) -> str:
    """The error code that boto3 raised."""
    return str(error.value.response["Error"]["Code"])
