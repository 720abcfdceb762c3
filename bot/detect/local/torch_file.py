"""Reads the tensors of a PyTorch weights file, without PyTorch and without running its pickle.

The file is of the kind that `torch.save` wrote before version 1.6: pickles of a magic number, a
protocol version, facts about the machine, the state dictionary and the keys of the storages;
then, in the order of the keys, a 64-bit count and the numbers of each storage.
https://github.com/pytorch/pytorch/blob/v1.5.0/torch/serialization.py
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_COUNT_BYTES = 8

Tensors = Mapping[str, NDArray[Any]]


class UnknownWeightsFile(Exception):
    """The bytes are not a weights file of the kind that can be read here."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """A run of numbers that one or more tensors look at."""

    key: str
    dtype: np.dtype[Any]


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor whose numbers have not been read yet: they follow after the pickles."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def filled(self, storages: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """The tensor as an array of its own, in the usual order of numbers."""
        numbers = storages[self.storage.key][self.offset :]
        steps = zip(self.shape, self.strides, strict=True)
        if min(self.strides, default=0) < 0 or sum((n - 1) * s for n, s in steps) >= numbers.size:
            raise UnknownWeightsFile("a tensor reaches beyond its storage")
        in_bytes = [stride * numbers.itemsize for stride in self.strides]
        return as_strided(numbers, self.shape, in_bytes).copy()


def _tensor(
    storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any
) -> _Tensor:
    """Stand in for `torch._utils._rebuild_tensor_v2`."""
    return _Tensor(storage, offset, shape, strides)


_KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _Unpickler(pickle.Unpickler):
    """Builds dictionaries and tensors, and refuses every other name that a pickle may call."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise UnknownWeightsFile(f"it wants to use {module}.{name}") from None

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, *_ = pid
        if kind != "storage":
            raise UnknownWeightsFile(f"it refers to a {kind}")
        return _Storage(key, dtype)


def read(data: bytes) -> Tensors:
    """Read every tensor of a state dictionary, by name.

    Raises:
        UnknownWeightsFile: the bytes are something else, are cut off, or call something.
    """
    try:
        return _read(io.BytesIO(data))
    except UnknownWeightsFile:
        raise
    except Exception as error:  # a pickle that is cut off or forged raises nearly anything
        raise UnknownWeightsFile("the file is damaged") from error


def _read(file: io.BytesIO) -> Tensors:
    if (_load(file), _load(file)) != (_MAGIC, _PROTOCOL):
        raise UnknownWeightsFile("it does not begin like a weights file")
    _load(file)  # the machine that wrote it
    state: dict[str, _Tensor] = _load(file)
    dtypes = {tensor.storage.key: tensor.storage.dtype for tensor in state.values()}
    storages = {key: _numbers(file, dtypes[key]) for key in _load(file)}
    return {name: tensor.filled(storages) for name, tensor in state.items()}


def _load(file: io.BytesIO) -> Any:
    return _Unpickler(file).load()


def _numbers(file: io.BytesIO, dtype: np.dtype[Any]) -> NDArray[Any]:
    count = int.from_bytes(file.read(_COUNT_BYTES), "little")
    return np.frombuffer(file.read(count * dtype.itemsize), dtype, count)
