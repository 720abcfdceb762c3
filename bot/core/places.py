"""A part of a bucket in S3."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, or what begins with a prefix in it; a prefix is compared letter by letter."""

    bucket: str
    prefix: str = ""

    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    _URI = re.compile(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)

    @classmethod
    def parse(cls, uri: str) -> Place | None:
        """Read `s3://bucket` or `s3://bucket/prefix/`; `None` when it is not one."""
        match = cls._URI.fullmatch(uri.strip())
        return cls(match.group(1), match.group(2) or "") if match else None

    def holds(self, bucket: str, key: str) -> bool:
        """Whether an object, or the beginning of keys, lies in it."""
        return bucket == self.bucket and key.startswith(self.prefix)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"
