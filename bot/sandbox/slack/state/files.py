"""Files: their bytes, and what Slack tells of them."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, UnidentifiedImageError

from bot.sandbox.slack.state.users import TEAM
from bot.sandbox.slack.words import Json

CHUNK = 64 * 1024
# Not in every system's table.
MORE_TYPES = {
    "heic": "image/heic",
    "heif": "image/heif",
    "avif": "image/avif",
    "webp": "image/webp",
    "md": "text/markdown",
}


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file; a big one for tests is made while it is sent, and never held.

    Attributes:
        data: the bytes, or the pattern that is repeated.
        size: in bytes.
    """

    data: bytes
    size: int

    @classmethod
    def of(cls, data: bytes) -> Content:
        """Plain bytes."""
        return cls(data, len(data))

    def chunks(self) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        if self.size <= len(self.data):
            yield self.data[: self.size]
            return
        pattern = (self.data or b"\0") * (CHUNK // max(1, len(self.data)) + 1)
        left = self.size
        while left > 0:
            yield pattern[: min(left, len(pattern))]
            left -= len(pattern)

    def pixels(self) -> tuple[int, int] | None:
        """Width and height, where it is a picture."""
        if not self.data:
            return None
        try:
            with Image.open(io.BytesIO(self.data)) as image:
                return image.size
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            return None


@dataclass(slots=True)
class StoredFile:
    """A file in the workspace.

    Attributes:
        owner: user id.
        content: `None` while it is not uploaded.
        expected: bytes that the uploader announced.
        processed: whether Slack has looked at it; before, its type is unknown.
        mode: `hosted`, `tombstone`, `hidden_by_limit`, `external`.
        access: `visible`, or what the file says of itself in events (`check_file_info`,
            `access_denied`, `file_not_found`).
        shares: by channel id, the `ts` of the messages that carry it.
        told: fields that a test wants told differently, as a wrong size.
    """

    id: str
    name: str
    owner: str
    expected: int
    content: Content | None = None
    processed: bool = False
    completed: bool = False
    deleted: bool = False
    title: str = ""
    alt_txt: str = ""
    mode: str = "hosted"
    access: str = "visible"
    created: int = 0
    pixels: tuple[int, int] | None = None
    shares: dict[str, list[Json]] = field(default_factory=dict)
    told: Json = field(default_factory=dict)

    @property
    def extension(self) -> str:
        """What Slack calls the file's type."""
        ending = self.name.rpartition(".")[2].lower() if "." in self.name else "binary"
        return {"jpeg": "jpg", "txt": "text"}.get(ending, ending)

    @property
    def media_type(self) -> str:
        """By the name; Slack knows it after processing only."""
        ending = self.name.rpartition(".")[2].lower()
        guessed = MORE_TYPES.get(ending) or mimetypes.guess_type(self.name)[0]
        return guessed or "application/octet-stream"

    def process(self) -> None:
        """Look at the file, as Slack does some time after the upload."""
        self.processed = True
        if self.content is not None and self.media_type.startswith("image/"):
            self.pixels = self.content.pixels()

    def url(self, base_url: str, download: bool) -> str:
        """Where the bytes are, for who may have them."""
        middle = "download/" if download else ""
        return f"{base_url}/files-pri/{TEAM}-{self.id}/{middle}{_safe(self.name)}"


def _safe(name: str) -> str:
    """The file's name as it stands in its address."""
    kept = "".join(
        each if (each.isalnum() and each.isascii()) or each in ".-" else "_" for each in name
    )
    return kept.lower() or "file"
