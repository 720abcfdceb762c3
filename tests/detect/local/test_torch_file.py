"""Weights are read without PyTorch, and without running what is in them."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from bot.detect.local import torch_file
from bot.detect.local.labeller import WEIGHTS
from bot.detect.local.torch_file import UnknownWeightsFile
from tests.detect.local.weights_file import HEAD, FloatStorage, Tensor, written


def test_tensors_are_read_by_name_in_their_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tensor comes out under its name, with its shape and its numbers."""
    tensor = Tensor(FloatStorage("7", [1, 2, 3, 4, 5, 6]), (2, 3), (3, 1), 0)

    read = torch_file.read(written(monkeypatch, {"weight": tensor}))

    assert read["weight"].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_strides_and_offsets_are_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tensor that looks at its storage transposed and from the middle is read that way."""
    storage = FloatStorage("7", [9, 1, 2, 3, 4, 5, 6])
    tensors = {"a": Tensor(storage, (2, 3), (1, 2), 1), "b": Tensor(storage, (), (), 0)}

    read = torch_file.read(written(monkeypatch, tensors))

    assert read["a"].tolist() == [[1, 3, 5], [2, 4, 6]]
    assert read["b"].tolist() == 9


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [((2, 3), (3, 1), 1), ((2,), (-1,), 0), ((7,), (1,), 0), ((1,), (1,), 6)],
)
def test_a_tensor_stays_within_its_storage(
    monkeypatch: pytest.MonkeyPatch,
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    offset: int,
) -> None:
    """A tensor that would look outside its storage is refused."""
    tensor = Tensor(FloatStorage("7", [1, 2, 3, 4, 5, 6]), shape, strides, offset)
    data = written(monkeypatch, {"weight": tensor})

    with pytest.raises(UnknownWeightsFile, match="beyond"):
        torch_file.read(data)


def test_references_to_other_things_than_storages_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever else a file refers to is not looked up."""
    tensor = Tensor(FloatStorage("7", [1], "module"), (1,), (1,), 0)
    data = written(monkeypatch, {"weight": tensor})

    with pytest.raises(UnknownWeightsFile, match="module"):
        torch_file.read(data)


class _Malice:
    """Makes a folder when it is unpickled without care."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.path),)


def test_a_malicious_pickle_is_refused(tmp_path: Path) -> None:
    """A file that wants to call something of its own is refused, and nothing is called."""
    trace = tmp_path / "trace"
    data = HEAD + pickle.dumps(_Malice(trace), 2)

    with pytest.raises(UnknownWeightsFile, match="mkdir"):
        torch_file.read(data)
    assert not trace.exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n", pickle.dumps(1) + pickle.dumps(2), HEAD, HEAD + b"\x80\x02}."]
)
def test_other_bytes_are_refused(data: bytes) -> None:
    """Bytes that are no weights file, or only the beginning of one, are refused."""
    with pytest.raises(UnknownWeightsFile):
        torch_file.read(data)


def test_a_weights_file_that_is_cut_off_is_refused() -> None:
    """Half of the real file is not taken for the whole."""
    data = WEIGHTS.read()

    with pytest.raises(UnknownWeightsFile):
        torch_file.read(data[: len(data) // 2])
