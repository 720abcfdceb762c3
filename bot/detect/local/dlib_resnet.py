"""Turns dlib's face recognition network into an ONNX network.

The network: http://dlib.net/dnn_face_recognition_ex.cpp.html (a ResNet with 29 convolutions, whose
affine layers are folded into the convolutions before them). Davis King put it under CC0.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.detect.local.dlib_file import Values
from bot.detect.local.onnx_graph import Graph

SIDE = 150
LENGTH = 128
VERSION = 1
"""Raised when the conversion changes, so that networks kept from before are made anew."""

_MEAN = (122.782, 117.001, 104.298)  # `input_rgb_image_sized` in dlib/dnn/input.h
_SPREAD = 256.0
# Channels of each block, and whether it halves the size.
_BLOCKS = (
    *((32, False),) * 3,
    *((64, True), *((64, False),) * 3),
    *((128, True), *((128, False),) * 2),
    *((256, True), *((256, False),) * 2),
    (256, True),
)
_FIRST, _FIRST_SIZE = 32, 35


def convert(weights: Iterator[Values]) -> bytes:
    """Write the network: `rgb` (n × 150 × 150 × 3, 0 to 255) in, `embedding` (n × 128) out.

    Args:
        weights: dlib's tensors in their order.

    Raises:
        ValueError: they are not those of this network.
    """
    try:
        return _Writer(weights).encoded()
    except StopIteration as error:
        raise ValueError("too few weights") from error


class _Writer:
    def __init__(self, weights: Iterator[Values]) -> None:
        self._weights = weights
        self._graph = Graph("dlib-resnet")

    def encoded(self) -> bytes:
        graph = self._graph
        x = graph.node("Transpose", graph.input("rgb", ["n", SIDE, SIDE, 3]), perm=[0, 3, 1, 2])
        x = graph.node("Sub", x, graph.constant(np.array(_MEAN).reshape(3, 1, 1)))
        x = graph.node("Div", x, graph.constant(np.float32(_SPREAD)))
        x = graph.node("Relu", self._convolution(x, 3, _FIRST, side=7, stride=2))
        x = graph.node("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2])
        channels, size = _FIRST, _FIRST_SIZE
        for wanted, halves in _BLOCKS:
            x, size = self._block(x, channels, wanted, size, halves=halves)
            channels = wanted
        x = graph.node("Flatten", graph.node("GlobalAveragePool", x))
        last = graph.constant(self._next(channels * LENGTH).reshape(channels, LENGTH))
        graph.output("embedding", graph.node("MatMul", x, last), ["n", LENGTH])
        return graph.encoded()

    def _block(self, x: str, came: int, wanted: int, size: int, *, halves: bool) -> tuple[str, int]:
        graph = self._graph
        y = self._convolution(x, came, wanted, side=3, stride=2 if halves else 1)
        y = self._convolution(graph.node("Relu", y), wanted, wanted, side=3, stride=1)
        if halves:
            x = graph.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
            # dlib adds zeros where one of the two is smaller.
            small, size = (size - 3) // 2 + 1, (size - 2) // 2 + 1
            y = self._padded(y, rows=size - small)
            x = self._padded(x, channels=wanted - came)
        return graph.node("Relu", graph.node("Add", y, x)), size

    def _padded(self, x: str, *, channels: int = 0, rows: int = 0) -> str:
        if not channels and not rows:
            return x
        return self._graph.node(
            "Pad", x, self._graph.integers([0, 0, 0, 0, 0, channels, rows, rows])
        )

    def _convolution(self, x: str, came: int, wanted: int, *, side: int, stride: int) -> str:
        count = wanted * came * side * side
        both = self._next(count + wanted)
        weight, bias = both[:count].reshape(wanted, came, side, side), both[count:]
        affine = self._next(2 * wanted)
        scale, shift = affine[:wanted], affine[wanted:]
        border = 0 if stride > 1 else side // 2
        return self._graph.node(
            "Conv",
            x,
            self._graph.constant(weight * scale.reshape(-1, 1, 1, 1)),
            self._graph.constant(bias * scale + shift),
            strides=[stride, stride],
            pads=[border] * 4,
        )

    def _next(self, count: int) -> NDArray[np.float32]:
        values = next(self._weights)
        if values.size != count:
            raise ValueError(f"{values.size} weights where {count} belong")
        return values.astype(np.float32)
