"""Files of results to S3: read from disk in parts, never in memory as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError

from bot.core.errors import ObjectDenied, OutputDenied, RekogError, S3Unavailable
from bot.core.model import MEGABYTE, S3Object
from bot.core.ports import Clock
from bot.fetch.patience import Passing, persist
from bot.fetch.s3_refusals import refusal

PARTS = TransferConfig(
    multipart_threshold=16 * MEGABYTE, multipart_chunksize=16 * MEGABYTE, max_concurrency=2
)
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson",
    ".png": "image/png",
}


class S3Output:
    """An `Output` below a prefix, in a folder for each scan.

    Args:
        client: boto3's, of S3.
        place: bucket and prefix; `None` where nothing is written.
        clock: for the pauses between attempts.
    """

    def __init__(self, client: Any, place: tuple[str, str] | None, clock: Clock) -> None:
        self._client = client
        self._place = place
        self._clock = clock

    def write(self, scan: str, files: Sequence[Path]) -> Mapping[str, str]:
        """See the port."""
        if self._place is None or self._client is None:
            return {}
        bucket, prefix = self._place
        return {
            file.name: self._send(S3Object(bucket, f"{prefix}scan-{scan}/{file.name}"), file)
            for file in files
        }

    def _send(self, target: S3Object, file: Path) -> str:
        def give_up() -> RekogError:
            return S3Unavailable(uri=target)

        persist(self._clock, lambda: self._try(target, file), give_up)
        return str(target)

    def _try(self, target: S3Object, file: Path) -> None:
        kind = MEDIA_TYPES.get(file.suffix, "application/octet-stream")
        try:
            self._client.upload_file(
                str(file),
                target.bucket,
                target.key,
                ExtraArgs={"ContentType": kind},
                Config=PARTS,
            )
        except (ClientError, BotoCoreError) as error:
            refused = refusal(error, target, self._client.meta.region_name)
            raise self._of_an_output(refused, target) from error
        except Boto3Error as error:
            # The transfer wraps what S3 said in an exception that keeps only its words.
            cause = error.__context__ if isinstance(error.__context__, ClientError) else None
            if cause is None:
                raise Passing(f"{type(error).__name__}: {error}") from error
            refused = refusal(cause, target, self._client.meta.region_name)
            raise self._of_an_output(refused, target) from error

    @staticmethod
    def _of_an_output(error: Exception, target: S3Object) -> Exception:
        return OutputDenied(uri=target) if isinstance(error, ObjectDenied) else error
