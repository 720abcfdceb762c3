"""Which objects lie below a prefix in S3: a page at a time, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bot.core.errors import (
    ListingDenied,
    NoBucketAllowed,
    ObjectDenied,
    ObjectMissing,
    RekogError,
    S3Unavailable,
)
from bot.core.model import S3Object
from bot.core.places import Place
from bot.core.ports import Clock
from bot.core.scan import Listed, Page
from bot.fetch.patience import persist
from bot.fetch.s3 import require_allowed
from bot.fetch.s3_refusals import refusal

MOST = 1000
"""Keys in a page. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html"""


class S3Listing:
    """A `Listing` by ListObjectsV2.

    It goes on behind a key rather than by S3's token: a key can be kept for days, and two
    processes that ask for the same get the same.

    Args:
        client: boto3's, of S3; `None` where no bucket is allowed.
        allowed: buckets and prefixes, as in S3_ALLOWED.
        own: places that the bot writes to itself, which it never lists.
        clock: for the pauses between attempts.
    """

    def __init__(
        self,
        client: Any,
        allowed: Sequence[tuple[str, str]],
        own: Sequence[Place],
        clock: Clock,
    ) -> None:
        self._client = client
        self._allowed = tuple(allowed)
        self._own = tuple(own)
        self._clock = clock

    def page(self, place: Place, after: str, limit: int) -> Page:
        """See the port."""
        source = S3Object(place.bucket, place.prefix)
        require_allowed(source, self._allowed)
        if self._client is None:
            raise NoBucketAllowed()

        def give_up() -> RekogError:
            return S3Unavailable(uri=place)

        answer = persist(self._clock, lambda: self._ask(source, after, limit), give_up)
        keys = [(each["Key"], each.get("Size", 0)) for each in answer.get("Contents", ())]
        objects = tuple(Listed(*each) for each in keys if not self._is_own(place, each[0]))
        return Page(objects, bool(answer.get("IsTruncated")), keys[-1][0] if keys else after)

    def _is_own(self, place: Place, key: str) -> bool:
        return any(each.holds(place.bucket, key) for each in self._own)

    def _ask(self, source: S3Object, after: str, limit: int) -> Any:
        behind = {"StartAfter": after} if after else {}
        try:
            return self._client.list_objects_v2(
                Bucket=source.bucket, Prefix=source.key, MaxKeys=min(limit, MOST), **behind
            )
        except (ClientError, BotoCoreError) as error:
            raise _of_a_listing(refusal(error, source, self._client.meta.region_name)) from error


def _of_a_listing(error: Exception) -> Exception:
    """The same in the words for a listing."""
    if isinstance(error, ObjectDenied | ObjectMissing):
        return ListingDenied(uri=error.facts["uri"])
    return error
