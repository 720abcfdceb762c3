"""Writes ONNX networks, node by node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_OPSET = 17
_IR_VERSION = 8  # what belongs to opset 17: https://onnx.ai/onnx/repo-docs/Versioning.html


class Graph:
    """A network under construction. Values are known by name, as in ONNX.

    The package `onnx` is needed for this alone, takes a tenth of a second to import and is not
    imported before.
    """

    def __init__(self, name: str) -> None:
        from onnx import helper, numpy_helper

        self._helper = helper
        self._to_tensor = numpy_helper.from_array
        self._name = name
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def input(self, name: str, shape: Sequence[int | str]) -> str:
        """Declare an input of 32-bit floats; a side of any length has a name instead."""
        self._inputs.append(self._value(name, shape))
        return name

    def output(self, name: str, value: str, shape: Sequence[int | str]) -> None:
        """Declare that a value leaves the network under a name."""
        self._nodes.append(self._helper.make_node("Identity", [value], [name]))
        self._outputs.append(self._value(name, shape))

    def constant(self, value: NDArray[Any] | np.float32) -> str:
        """Add numbers, as 32-bit floats."""
        name = f"constant{len(self._constants)}"
        self._constants.append(self._to_tensor(np.array(value, np.float32, order="C"), name))
        return name

    def integers(self, values: Sequence[int]) -> str:
        """Add whole numbers, such as the widths of a padding."""
        name = f"constant{len(self._constants)}"
        self._constants.append(self._to_tensor(np.array(values, np.int64), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output, and name that."""
        name = f"value{len(self._nodes)}"
        self._nodes.append(self._helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def encoded(self) -> bytes:
        """The network as the bytes of an ONNX file."""
        graph = self._helper.make_graph(
            self._nodes, self._name, self._inputs, self._outputs, self._constants
        )
        opset = self._helper.make_opsetid("", _OPSET)
        model = self._helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        encoded: bytes = model.SerializeToString()
        return encoded

    def _value(self, name: str, shape: Sequence[int | str]) -> Any:
        from onnx import TensorProto

        return self._helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
