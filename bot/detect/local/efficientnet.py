"""Turns the EfficientNet-Lite0 weights into an ONNX network that names what a picture shows.

The network: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
(EfficientNet-B0 with ReLU6, and without squeeze and excitation). Its batch normalisations are
folded into the convolutions before them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.detect.local.onnx_graph import Graph
from bot.detect.local.torch_file import Tensors

SIDE = 224
CLASSES = 1000
FEATURES = 1280
VERSION = 2
"""Raised when the conversion changes, so that networks kept from before are made anew."""

_MEAN, _SPREAD = 127.0, 128.0  # `MEAN_RGB`, `STDDEV_RGB` of the lite models' preprocessing
_EPSILON = 1e-3  # of the batch normalisations
_TWO_STRIDE_BLOCKS = frozenset({1, 3, 5, 11})
_BLOCKS = 16


def convert(tensors: Tensors) -> bytes:
    """Write the network.

    `rgb` (1 × 224 × 224 × 3, 0 to 255) goes in, `logits` (1 × 1000) and `features` (1 × 1280), from
    which they are made, come out.
    """
    graph = Graph("efficientnet-lite0")
    x = graph.input("rgb", [1, SIDE, SIDE, 3])
    x = graph.node("Transpose", x, perm=[0, 3, 1, 2])
    x = graph.node("Sub", x, graph.constant(np.float32(_MEAN)))
    x = graph.node("Div", x, graph.constant(np.float32(_SPREAD)))
    x = _relu6(graph, _convolution(graph, x, tensors, "_conv_stem", "_bn0", stride=2))
    for index in range(_BLOCKS):
        x = _block(graph, x, tensors, f"_blocks.{index}.", 2 if index in _TWO_STRIDE_BLOCKS else 1)
    x = _relu6(graph, _convolution(graph, x, tensors, "_conv_head", "_bn1"))
    x = graph.node("Flatten", graph.node("GlobalAveragePool", x))
    graph.output("features", x, [1, FEATURES])
    weight, bias = graph.constant(tensors["_fc.weight"]), graph.constant(tensors["_fc.bias"])
    graph.output("logits", graph.node("Gemm", x, weight, bias, transB=1), [1, CLASSES])
    return graph.encoded()


def _block(graph: Graph, x: str, tensors: Tensors, at: str, stride: int) -> str:
    """An inverted residual: widen, look around in each channel by itself, narrow, add."""
    y = x
    if f"{at}_expand_conv.weight" in tensors:
        y = _relu6(graph, _convolution(graph, y, tensors, f"{at}_expand_conv", f"{at}_bn0"))
    depthwise = f"{at}_depthwise_conv"
    y = _relu6(graph, _convolution(graph, y, tensors, depthwise, f"{at}_bn1", stride=stride))
    y = _convolution(graph, y, tensors, f"{at}_project_conv", f"{at}_bn2")
    narrow = len(tensors[f"{at}_project_conv.weight"])
    first = tensors.get(f"{at}_expand_conv.weight", tensors[f"{depthwise}.weight"])
    came = first.shape[1] if f"{at}_expand_conv.weight" in tensors else len(first)
    return graph.node("Add", y, x) if stride == 1 and came == narrow else y


def _convolution(
    graph: Graph, x: str, tensors: Tensors, conv: str, norm: str, stride: int = 1
) -> str:
    weight, bias = folded(tensors, conv, norm)
    depthwise = conv.endswith("_depthwise_conv")
    return graph.node(
        "Conv",
        x,
        graph.constant(weight),
        graph.constant(bias),
        strides=[stride, stride],
        group=len(weight) if depthwise else 1,
        auto_pad="SAME_UPPER",  # as TensorFlow pads, where the weights were trained
    )


def folded(tensors: Tensors, conv: str, norm: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Weight and bias of a convolution that does the work of the normalisation after it too."""
    mean, variance = tensors[f"{norm}.running_mean"], tensors[f"{norm}.running_var"]
    scale = tensors[f"{norm}.weight"] / np.sqrt(variance + np.float32(_EPSILON))
    bias = tensors[f"{norm}.bias"] - mean * scale
    return tensors[f"{conv}.weight"] * scale.reshape(-1, 1, 1, 1), bias


def _relu6(graph: Graph, x: str) -> str:
    low, high = graph.constant(np.float32(0)), graph.constant(np.float32(6))
    return graph.node("Clip", x, low, high)
