"""How every client of AWS is made."""

from __future__ import annotations

from typing import Any

import boto3
from botocore import exceptions as boto
from botocore.config import Config

from bot.core.errors import SettingsWrong

CONNECT_TIMEOUT = 5.0
"""Seconds. A healthy endpoint takes a few milliseconds."""
NAMES = {"rekognition": "Rekognition", "s3": "S3", "sqs": "SQS"}

CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.UnauthorizedSSOTokenError,
    boto.SSOError,
    boto.LoginError,
)
"""Raised by botocore itself, before anything is sent: nobody is there to call."""


def client(
    service: str,
    region: str,
    endpoint_url: str | None = None,
    *,
    attempts: int,
    read_timeout: float,
    connections: int = 10,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
    session_token: str | None = None,
) -> Any:
    """Make a boto3 client; nothing is sent yet.

    Args:
        service: `rekognition`, `s3` or `sqs`.
        region: where it is asked.
        endpoint_url: `None` for AWS itself; else S3's buckets go into the path.
        attempts: of botocore's own.
        read_timeout: seconds without a byte.
        connections: as many as there are threads that call.
        access_key_id: `None` for boto3's own chain (profile, role, environment).
        secret_access_key: belongs to the key id.
        session_token: of temporary credentials.

    Raises:
        SettingsWrong: boto3 cannot work with these, or with what it finds in the environment.
    """
    config = Config(
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=read_timeout,
        max_pool_connections=connections,
        s3={"addressing_style": "path" if endpoint_url else "auto"},
        user_agent_extra="rekog",
    )
    try:
        # A session of its own: boto3's default session must not be used from several threads.
        return boto3.session.Session().client(
            service,
            region_name=region,
            endpoint_url=endpoint_url,
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            aws_session_token=session_token,
            config=config,
        )
    except (boto.BotoCoreError, ValueError) as error:
        raise SettingsWrong((f"boto3 cannot reach {NAMES[service]}: {error}",)) from error
