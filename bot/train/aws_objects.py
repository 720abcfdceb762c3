"""The team's images and manifests in S3, each written once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.core.dataset import LabelledImage
from bot.core.errors import TrainingRefused
from bot.core.model import Image
from bot.train.bucket import Bucket
from bot.train.formats.ground_truth import manifest
from bot.train.rules_images import PNG

Read = Callable[[str], Image | None]
"""The bytes of an image by its id; `None` when it is not kept (any more)."""
Weigh = Callable[[str], tuple[int, bytes]]
"""How many bytes an image has by its id, and the first eight; 0 when it is not kept (any more)."""


class Objects:
    """What a training needs in S3.

    Args:
        bucket: where to.
        prefix: of all keys, without a slash at its ends.
        read: an image's bytes.
        weigh: how many bytes an image has by its id, and the first eight.
        at: written into every manifest, always the same, so that the same dataset gives the same
            bytes.
    """

    def __init__(self, bucket: Bucket, prefix: str, read: Read, weigh: Weigh, at: datetime) -> None:
        self.bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._folder = f"{self._prefix}images/"
        self._read = read
        self._weigh = weigh
        self._at = at

    def send(self, images: Sequence[LabelledImage]) -> dict[str, str]:
        """Write the images that are not there yet; the keys of all of them by id.

        Raises:
            TrainingRefused: an image is not kept any more.
        """
        there = self.there()
        return {image.id: there.get(image.id) or self.put(image) for image in images}

    def there(self) -> dict[str, str]:
        """The keys of the images that were written, by id."""
        keys = self.bucket.keys(self._folder)
        return {key.removeprefix(self._folder).partition(".")[0]: key for key in keys}

    def tidy(self, ids: Collection[str]) -> None:
        """Delete all images but these, and the manifests, which are written anew when needed."""
        gone = [key for known, key in self.there().items() if known not in ids]
        self.bucket.delete([*gone, *self.bucket.keys(f"{self._prefix}manifests/")])

    def manifest(self, images: Sequence[LabelledImage], keys: dict[str, str]) -> bytes:
        """The manifest of images that were sent."""
        name = self.bucket.name
        return manifest(images, lambda image: f"s3://{name}/{keys[image.id]}", self._at)

    def send_manifest(self, kind: str, data: bytes) -> str:
        """Write a manifest, once by its bytes; its key."""
        digest = hashlib.sha256(data).hexdigest()[:16]
        key = f"{self._prefix}manifests/{kind.lower()}-{digest}.manifest"
        if key not in self.bucket.keys(key):
            self.bucket.put(key, data, "application/json-lines")
        return key

    def place(self, image: LabelledImage) -> str:
        """Where an image will be, before anybody looked at its bytes: near enough for the rules."""
        return f"s3://{self.bucket.name}/{self._folder}{image.id}.jpg"

    def output(self, name: str) -> str:
        """The prefix for the evaluation of a model version."""
        return f"{self._prefix}evaluations/{name}"

    def weigh(self, image: LabelledImage) -> tuple[int, bytes]:
        """How many bytes an image has, and the first eight."""
        return self._weigh(image.id)

    def put(self, image: LabelledImage) -> str:
        """Write one image; its key.

        Raises:
            TrainingRefused: it is not kept any more.
        """
        found = self._read(image.id)
        if found is None:
            name = image.name or image.id
            raise TrainingRefused(reason=f"The image “{name}” is not kept any more.")
        png = found.data.startswith(PNG)
        key = f"{self._folder}{image.id}.{'png' if png else 'jpg'}"
        self.bucket.put(key, found.data, "image/png" if png else "image/jpeg")
        return key
