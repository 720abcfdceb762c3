"""The words of the domain, one dataclass for each. `docs/glossary.md` lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import unquote

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an answer goes: a channel, and the `ts` of the message that the thread hangs on."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file in Slack before download. The id is enough: `files.info` knows the rest.

    Attributes:
        id: Slack's.
        name: as a person knows it. Slack Connect sends nothing but the id, so it may be empty.
        known_image: whether Slack said that this is an image. Where it did not say, a file that
            turns out to be something else is left alone.
    """

    id: str
    name: str = ""
    known_image: bool = True

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class S3Object:
    """An object in S3: bucket, key and, where one is asked for, a version."""

    bucket: str
    key: str
    version: str | None = None

    _URI = re.compile(r"s3://([a-z0-9][a-z0-9.\-]{1,61}[a-z0-9])/(.+)", re.DOTALL)
    _VERSION = re.compile(r"\?versionId=([^&\s]+)$")

    @classmethod
    def parse(cls, uri: str) -> S3Object | None:
        """Read `s3://bucket/key` or `s3://bucket/key?versionId=…`; `None` when it is not one.

        The key is taken as it stands (spaces, unicode, `%`), since S3 keys are not URL-encoded.
        Bucket names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        """
        match = cls._URI.fullmatch(uri.strip())
        if match is None:
            return None
        bucket, key = match.groups()
        version = cls._VERSION.search(key)
        if version is None:
            return cls(bucket, key)
        return cls(bucket, key[: version.start()], unquote(version.group(1)))

    def __str__(self) -> str:
        suffix = f"?versionId={self.version}" if self.version else ""
        return f"s3://{self.bucket}/{self.key}{suffix}"


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine, for the command line."""

    path: str

    def __str__(self) -> str:
        return self.path


Source = SharedFile | S3Object | LocalFile


@dataclass(frozen=True, slots=True)
class Image:
    """Encoded bytes as they came, and the name that a person knows them by."""

    data: bytes = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded, upright picture in sRGB.

    Attributes:
        pixels: what the media step decoded (a Pillow image in mode RGB). Only the steps
            `media` and `annotate` look inside; to everybody else it is opaque.
        width: in pixels.
        height: in pixels.
        lossless: the source has transparency or few colours (a drawing, a screenshot), so
            that the annotated image is better kept as PNG than as JPEG.
    """

    pixels: Any = field(repr=False)
    width: int
    height: int
    lossless: bool = False


@dataclass(frozen=True, slots=True)
class PixelBox:
    """A box in pixels of the upright frame; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    def scaled(self, across: float, down: float) -> PixelBox:
        """The same box of a frame that is so many times as wide, and as high."""
        return PixelBox(
            round(self.left * across),
            round(self.top * down),
            round(self.right * across),
            round(self.bottom * down),
        )


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """A box as ratios of the upright frame, like Rekognition's: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float

    def clamped(self) -> BoundingBox:
        """The part of the box that lies in the frame.

        Rekognition's boxes may start below 0 or reach beyond 1 where a thing is cut off.
        """
        left, top = min(max(self.left, 0.0), 1.0), min(max(self.top, 0.0), 1.0)
        right = min(max(self.left + self.width, left), 1.0)
        bottom = min(max(self.top + self.height, top), 1.0)
        return BoundingBox(left, top, right - left, bottom - top)

    def to_pixels(self, width: int, height: int) -> PixelBox:
        """The box in pixels of a `width` × `height` frame, clamped, at least one pixel each way."""
        box = self.clamped()
        left = min(int(box.left * width + 0.5), width - 1)
        top = min(int(box.top * height + 0.5), height - 1)
        right = min(max(int((box.left + box.width) * width + 0.5), left + 1), width)
        bottom = min(max(int((box.top + box.height) * height + 0.5), top + 1), height)
        return PixelBox(left, top, right, bottom)


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing that was found.

    Attributes:
        label: the class name, "Dog".
        confidence: percent, 0 to 100.
        box: where it is; `None` for a label of the whole image.
        details: what else the detector said about it, in that vendor's own JSON fields
            (`Parents`, `Urls`, `Polygon`); it reaches the JSON result and nothing else.
    """

    label: str
    confidence: float
    box: BoundingBox | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Detected:
    """What a detector answers for one frame: highest confidence first, and by which model."""

    detections: tuple[Detection, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a detector takes: bytes, pixels a side, and the longer side over the shorter."""

    max_bytes: int
    min_side: int
    max_side: int
    max_aspect: float


@dataclass(frozen=True, slots=True)
class FittedImage:
    """An encoded image (JPEG or PNG) that fits some `ImageLimits`, and how it maps back.

    Attributes:
        data: the encoded bytes, without EXIF.
        width: in pixels, padding included.
        height: in pixels, padding included.
        content: where the frame lies in it. It is the whole image unless padding was needed
            to reach the least side or the greatest aspect ratio.
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    content: BoundingBox = BoundingBox(0.0, 0.0, 1.0, 1.0)

    def to_frame(self, box: BoundingBox) -> BoundingBox:
        """Turn a box in this image into the same box in the frame."""
        inside = self.content
        return BoundingBox(
            (box.left - inside.left) / inside.width,
            (box.top - inside.top) / inside.height,
            box.width / inside.width,
            box.height / inside.height,
        )


@dataclass(frozen=True, slots=True)
class RgbPixels:
    """A frame scaled down for a network: rows of 8-bit R, G, B; `len(data) == 3·width·height`."""

    data: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AnnotatedImage:
    """An encoded image with boxes and captions, ready to be posted."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The file name's ending, without the dot."""
        return {"image/jpeg": "jpg", "image/png": "png"}[self.media_type]


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds that each step of a recognition took."""

    fetch: float
    read: float
    detect: float
    annotate: float

    @property
    def total(self) -> float:
        """Seconds from the first byte asked for to the annotated image."""
        return self.fetch + self.read + self.detect + self.annotate


@dataclass(frozen=True, slots=True)
class Recognition:
    """One image answered: what was asked, what was found, by which model, and how long it took.

    Attributes:
        id: reference id, the same in the log, the message and the JSON result.
        source: where the image came from.
        width: of the upright frame, in pixels.
        height: of the upright frame, in pixels.
        detections: highest confidence first.
        detector: the setting's word for the detector: `local`, `labels`, …
        model_version: which model answered.
        min_confidence: percent asked for; `None` when the detector's own threshold held.
        answered_at: in UTC.
        timings: seconds by step.
        likeness: perceptual hashes (64 bits each) of the frame and of its mirror image.
    """

    id: str
    source: Source
    width: int
    height: int
    detections: tuple[Detection, ...]
    detector: str
    model_version: str
    min_confidence: float | None
    answered_at: datetime
    timings: Timings
    likeness: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An image that was recognised, with its annotated image."""

    recognition: Recognition
    annotated: AnnotatedImage


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An image that could not be recognised, with the sentence that a person reads."""

    source: Source
    sentence: str
    reference: str
    model_stopped: bool = False
    """The model has to be started first."""
    left_alone: bool = False
    """Nobody asked for this one: it is a file that is no image. It needs no answer."""


Outcome = Answered | Unanswered


class ModelState(Enum):
    """The model's life as the bot sees it; each adapter maps its vendor's states to these."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FAILED = "failed"
    TRAINING = "training"
    UNAVAILABLE = "unavailable"
    """It can never be started: training failed, being deleted, deprecated, expired."""
    ALWAYS_ON = "always on"
    """The detector has no model to start or stop: it is paid by the image."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What is known of the model right now.

    Attributes:
        state: where it is in its life.
        version: which model version this is, as a person knows it.
        message: the vendor's status message, empty when there is none.
        inference_units: how many are running or asked for; `None` where the word has no meaning.
        max_inference_units: most that the vendor may scale up to; `None` without scaling.
    """

    state: ModelState
    version: str
    message: str = ""
    inference_units: int | None = None
    max_inference_units: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in Slack, as far as permission needs to know."""

    id: str
    team: str
    is_admin: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_bot: bool = False
