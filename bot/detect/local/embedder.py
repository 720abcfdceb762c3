"""Turns faces into embeddings: 128 numbers, near to each other for one person's faces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.errors import DetectionFailed, WeightsMissing
from bot.core.model import Detection, RgbPixels
from bot.detect.local import dlib_file, dlib_resnet
from bot.detect.local.chips import chip, with_mirrored
from bot.detect.local.kept import kept
from bot.detect.local.packaged import PackagedFile
from bot.detect.local.session import session

VERSION = "dlib ResNet v1"
WEIGHTS = PackagedFile(
    "face_recognition_models",
    "models/dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
)

LENGTH = dlib_resnet.LENGTH

Embeddings = NDArray[np.float32]


class Embedder:
    """Embeds faces; several threads may do so at once."""

    def __init__(self, network: Any) -> None:
        self._network = network

    def embed(self, pixels: RgbPixels, faces: Sequence[Detection]) -> Embeddings:
        """One row for each face: the mean of the face's embedding and its mirror image's.

        Args:
            pixels: the scaled frame in which they were found.
            faces: with landmarks.

        Raises:
            DetectionFailed: onnxruntime could not run the network.
        """
        if not faces:
            return np.zeros((0, dlib_resnet.LENGTH), np.float32)
        chips = with_mirrored([chip(pixels, face) for face in faces])
        try:
            (found,) = self._network.run(["embedding"], {"rgb": chips})
        except Exception as error:  # onnxruntime's own exceptions share no public base
            raise DetectionFailed from error
        rows: Embeddings = (found[: len(faces)] + found[len(faces) :]) / 2
        return rows


def embedder(data_dir: Path, threads: int, weights: PackagedFile = WEIGHTS) -> Embedder:
    """Load the network, which is converted once and then kept in the data folder.

    Raises:
        WeightsMissing: the file of the package is missing, or not the one that is known.
    """
    kept_as = f"dlib-resnet-{weights.sha256[:12]}-{dlib_resnet.VERSION}.network"
    network = kept(data_dir / kept_as, lambda: _converted(weights))
    return Embedder(session(network, threads))


def _converted(weights: PackagedFile) -> bytes:
    try:
        return dlib_resnet.convert(dlib_file.tensors(weights.read()))
    except ValueError as error:
        raise WeightsMissing(file=Path(weights.path).name) from error
