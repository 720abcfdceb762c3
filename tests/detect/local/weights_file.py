"""Writes weights files like PyTorch 1.5 did, and forged ones."""

from __future__ import annotations

import io
import pickle
import struct
import sys
from collections import OrderedDict
from types import ModuleType
from typing import Any

import pytest

MAGIC = 0x1950A86A20F9469CFC6C
HEAD = pickle.dumps(MAGIC, 2) + pickle.dumps(1001, 2) + pickle.dumps({}, 2)


class FloatStorage:
    """Numbers under a key."""

    def __init__(self, key: str, numbers: list[float], kind: str = "storage") -> None:
        self.key, self.numbers, self.kind = key, numbers, kind


def _rebuild_tensor_v2(*_: Any) -> None:
    """Known by its name alone: the reader has its own."""


class Tensor:
    """A look at a storage."""

    def __init__(
        self, storage: FloatStorage, shape: tuple[int, ...], strides: tuple[int, ...], offset: int
    ) -> None:
        self.storage = storage
        hooks: OrderedDict[str, Any] = OrderedDict()
        self.arguments = (storage, offset, shape, strides, False, hooks)

    def __reduce__(self) -> Any:
        return _rebuild_tensor_v2, self.arguments


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, FloatStorage):
            return obj.kind, FloatStorage, obj.key, "cpu", len(obj.numbers), None
        return None


def written(monkeypatch: pytest.MonkeyPatch, tensors: dict[str, Tensor]) -> bytes:
    """The file that holds these tensors."""
    _pretend_torch(monkeypatch)
    file = io.BytesIO(HEAD)
    file.seek(0, io.SEEK_END)
    _Pickler(file, 2).dump(OrderedDict(tensors))
    storages = {tensor.storage.key: tensor.storage.numbers for tensor in tensors.values()}
    pickle.dump(list(storages), file, 2)
    for numbers in storages.values():
        file.write(struct.pack(f"<q{len(numbers)}f", len(numbers), *numbers))
    return file.getvalue()


def _pretend_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the two names that a weights file calls the modules that PyTorch has them in."""
    for module, thing in (("torch", FloatStorage), ("torch._utils", _rebuild_tensor_v2)):
        pretended = ModuleType(module)
        setattr(pretended, thing.__name__, thing)
        monkeypatch.setitem(sys.modules, module, pretended)
        monkeypatch.setattr(thing, "__module__", module)
