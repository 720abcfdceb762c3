"""An object that came into a bucket, as a notification tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.model import S3Object

# What S3 calls the version of an object in a bucket whose versioning is suspended. The next object
# of that key has the same one, so it tells nothing apart.
NULL_VERSION = "null"


@dataclass(frozen=True, slots=True)
class FedObject:
    """An object that came into a bucket.

    Attributes:
        bucket: its name.
        key: as it stands, decoded.
        version: empty in a bucket without versions.
        sequencer: hexadecimal, grows with each change of a key; empty where none was told.
        etag: without quotes; empty where none was told.
        size: in bytes; `None` where it was not told.
    """

    bucket: str
    key: str
    version: str = ""
    sequencer: str = ""
    etag: str = ""
    size: int | None = None

    @property
    def source(self) -> S3Object:
        """What is to be read: this very version where there is one."""
        return S3Object(self.bucket, self.key, self._version or None)

    @property
    def job_key(self) -> str:
        """The same for the same version of the same object, however often it is told of."""
        return f"s3:{self.bucket}/{self.key}@{self._version or self.sequencer or self.etag}"

    @property
    def is_folder(self) -> bool:
        """Whether this is what the S3 console makes for “Create folder”."""
        return self.key.endswith("/") and not self.size

    @property
    def _version(self) -> str:
        return "" if self.version == NULL_VERSION else self.version
