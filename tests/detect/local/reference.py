"""EfficientNet-Lite0 written out in NumPy, step by step, to hold the converted network against."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.detect.local.torch_file import Tensors

# Kernel, stride, how often: https://github.com/tensorflow/tpu/blob/master/models/official/
# efficientnet/lite/efficientnet_lite_builder.py
STAGES = ((3, 1, 1), (3, 2, 2), (5, 2, 2), (3, 2, 3), (5, 1, 3), (5, 2, 4), (3, 1, 1))

Array = NDArray[Any]


def logits(tensors: Tensors, rgb: Array) -> Array:
    """What the network says of one 224 × 224 × 3 picture, in double precision."""
    x = (rgb.astype(float).transpose(2, 0, 1) - 127) / 128
    x = relu6(norm(tensors, "_bn0", full(x, tensors["_conv_stem.weight"])))
    strides = [
        (kernel, stride if first == 0 else 1)
        for kernel, stride, times in STAGES
        for first in range(times)
    ]
    for index, (kernel, stride) in enumerate(strides):
        x = block(tensors, f"_blocks.{index}.", x, kernel, stride)
    x = relu6(norm(tensors, "_bn1", pointwise(x, tensors["_conv_head.weight"])))
    pooled: Array = x.mean(axis=(1, 2))
    return tensors["_fc.weight"] @ pooled + tensors["_fc.bias"]


def block(tensors: Tensors, at: str, x: Array, kernel: int, stride: int) -> Array:
    y = x
    if f"{at}_expand_conv.weight" in tensors:
        y = relu6(norm(tensors, f"{at}_bn0", pointwise(y, tensors[f"{at}_expand_conv.weight"])))
    depthwise = tensors[f"{at}_depthwise_conv.weight"]
    assert depthwise.shape[2:] == (kernel, kernel)
    windows = same_windows(y, kernel, stride)
    y = np.einsum("chwij,cij->chw", windows, depthwise[:, 0].astype(float))
    y = relu6(norm(tensors, f"{at}_bn1", y))
    y = norm(tensors, f"{at}_bn2", pointwise(y, tensors[f"{at}_project_conv.weight"]))
    return x + y if x.shape == y.shape else y


def full(x: Array, weight: Array) -> Array:
    windows = same_windows(x, 3, 2)
    result: Array = np.einsum("chwij,ocij->ohw", windows, weight.astype(float), optimize=True)
    return result


def pointwise(x: Array, weight: Array) -> Array:
    return np.tensordot(weight[:, :, 0, 0].astype(float), x, axes=1)


def same_windows(x: Array, kernel: int, stride: int) -> Array:
    """The neighbourhoods that TensorFlow's padding SAME makes: the odd pixel goes to the end."""
    side = x.shape[1]
    total = max((-(-side // stride) - 1) * stride + kernel - side, 0)
    around = (total // 2, total - total // 2)
    padded = np.pad(x, ((0, 0), around, around))
    return sliding_window_view(padded, (kernel, kernel), axis=(1, 2))[:, ::stride, ::stride]


def norm(tensors: Tensors, name: str, x: Array) -> Array:
    weight, bias, mean, variance = (
        tensors[f"{name}.{part}"].astype(float).reshape(-1, 1, 1)
        for part in ("weight", "bias", "running_mean", "running_var")
    )
    result: Array = (x - mean) / np.sqrt(variance + 1e-3) * weight + bias
    return result


def relu6(x: Array) -> Array:
    result: Array = np.clip(x, 0, 6)
    return result
