"""Reads the numbers out of a network that dlib has written, without dlib.

dlib writes a tensor as its version (2), four dimensions and the values, each whole number as a
byte that says how many bytes follow and whether it is negative.
http://dlib.net/dlib/serialize.h.html, `tensor` in http://dlib.net/dlib/cuda/tensor.h.html
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_START = b"\x01\x02"  # the whole number 2 in one byte
_DIMENSIONS = 4
_MOST = 10**7
_FEWEST = 32
_LARGEST = 1e3


def tensors(data: bytes) -> Iterator[Values]:
    """All tensors in the order in which they stand, flat.

    What lies between them is skipped: it is found by looking, and only the file whose content is
    known is ever read, so that nothing else can look like a tensor.
    """
    place = data.find(_START)
    while place >= 0:
        found = _tensor(data, place + len(_START))
        if found is None:
            place = data.find(_START, place + 1)
            continue
        values, end = found
        yield values
        place = data.find(_START, end)


def _tensor(data: bytes, place: int) -> tuple[Values, int] | None:
    count = 1
    for _ in range(_DIMENSIONS):
        number, place = _number(data, place)
        if number is None or not 0 < number < _MOST:
            return None
        count *= number
    end = place + 4 * count
    if count < _FEWEST or end > len(data):
        return None
    values = np.frombuffer(data, "<f4", count, place)
    largest = np.abs(values).max()
    return (values, end) if np.isfinite(largest) and 0 < largest < _LARGEST else None


def _number(data: bytes, place: int) -> tuple[int | None, int]:
    if place >= len(data):
        return None, place
    length = data[place] & 0x0F
    end = place + 1 + length
    if not 1 <= length <= 8 or end > len(data):
        return None, place
    value = int.from_bytes(data[place + 1 : end], "little")
    return (-value if data[place] & 0x80 else value), end
