"""Pictures are named for what they show, with the network's own percents."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.core.errors import DetectionFailed, WeightsMissing
from bot.core.model import Detection, Frame, RgbPixels
from bot.detect.local import labeller
from bot.detect.local.labeller import DEFAULT_CONFIDENCE, MOST_LABELS, WEIGHTS, Labeller
from bot.detect.local.names import NAMES, read_names
from bot.detect.local.packaged import PackagedFile
from bot.media import PillowFitter
from tests.detect.local.pictures import photograph, plain


@pytest.fixture(scope="module")
def network(data_dir: Path) -> Labeller:
    return labeller.labeller(data_dir, threads=1)


def label(
    network: Labeller, frame: Frame, least: float = DEFAULT_CONFIDENCE
) -> tuple[Detection, ...]:
    return tuple(network.label(PillowFitter().square(frame, labeller.SIDE), least))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chelsea.png", "Cat"),
        ("coffee.png", "Espresso"),
        ("camera.png", "Tripod"),
        ("motorcycle_left.png", "Motorcycle"),
    ],
)
def test_the_first_label_is_what_the_photograph_shows(
    network: Labeller, name: str, expected: str
) -> None:
    """A cat, an espresso, a camera's tripod and a motorcycle are named first, without a box."""
    first = label(network, photograph(name))[0]

    assert first.label == expected
    assert first.confidence > 75
    assert first.box is None


def test_a_cat_of_uncertain_breed_is_surely_a_cat(network: Labeller) -> None:
    """The breeds' percents add up in their group, which is told as their parent."""
    found = {each.label: each for each in label(network, photograph("chelsea.png"), 5.0)}

    breeds = [found[name] for name in ("Tabby cat", "Tiger cat", "Egyptian Mau")]
    assert max(breed.confidence for breed in breeds) < DEFAULT_CONFIDENCE
    assert sum(breed.confidence for breed in breeds) <= found["Cat"].confidence <= 100
    assert [breed.details for breed in breeds] == [{"Parents": [{"Name": "Cat"}]}] * 3
    assert found["Cat"].details == {}


@pytest.mark.parametrize("name", ["brick.png", "coins.png", "moon.png", "page.png", "text.png"])
def test_pictures_of_nothing_that_is_known_stay_unnamed(network: Labeller, name: str) -> None:
    """Bricks, old coins, the moon and pages are no class, and no class is claimed."""
    assert label(network, photograph(name)) == ()


def test_plain_frames_and_noise_stay_unnamed(network: Labeller) -> None:
    """A frame without anything in it gets no label, nor does one of noise."""
    noise = np.random.default_rng(1).integers(0, 256, 3 * 224 * 224, dtype=np.uint8).tobytes()

    for colour in ("white", "black", "grey", "blue"):
        assert label(network, plain(300, 200, colour)) == ()
    assert network.label(RgbPixels(noise, 224, 224), DEFAULT_CONFIDENCE) == []


def test_labels_come_strongest_first_and_are_few(network: Labeller) -> None:
    """However little confidence is asked for, there are ten labels at most, in order."""
    found = label(network, photograph("coins.png"), 0.0)

    confidences = [each.confidence for each in found]
    assert len(found) == MOST_LABELS
    assert confidences == sorted(confidences, reverse=True)
    assert len({each.label for each in found}) == MOST_LABELS


def test_four_threads_label_the_same(network: Labeller) -> None:
    """Side by side, threads answer what one alone does."""
    frames = [photograph("chelsea.png"), photograph("coffee.png")] * 8
    alone = [label(network, frame, 5.0) for frame in frames]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda frame: label(network, frame, 5.0), frames))

    assert together == alone


class Rigged:
    """Stands in for a session: some logits are high, or running fails."""

    def __init__(self, high: list[int] | None) -> None:
        self.high = high

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> list[Any]:
        if self.high is None:
            raise RuntimeError("out of memory")
        logits = np.zeros((1, 1000), np.float32)
        logits[0, self.high] = 100.0
        return [logits]


def test_classes_of_one_name_are_one_label() -> None:
    """ImageNet has two classes of missiles; a person reads of one, with both percents."""
    network = Labeller(Rigged([657, 744]), read_names())

    (missile,) = network.label(RgbPixels(bytes(3), 1, 1), 10.0)

    assert missile.label == "Missile"
    assert missile.confidence == pytest.approx(100.0)


def test_groups_within_groups_are_told() -> None:
    """A butterfly comes with both groups that it belongs to."""
    network = Labeller(Rigged([323]), read_names())

    found = {each.label: each for each in network.label(RgbPixels(bytes(3), 1, 1), 90.0)}

    assert found.keys() == {"Monarch butterfly", "Butterfly", "Insect"}
    assert found["Monarch butterfly"].details["Parents"] == [
        {"Name": "Insect"},
        {"Name": "Butterfly"},
    ]
    assert found["Butterfly"].details["Parents"] == [{"Name": "Insect"}]


def test_a_network_that_cannot_be_run_is_a_failed_detection() -> None:
    """What the runtime raises does not leave the detector."""
    network = Labeller(Rigged(None), read_names())

    with pytest.raises(DetectionFailed):
        network.label(RgbPixels(bytes(3), 1, 1), 50.0)


def test_weights_of_another_content_are_refused(tmp_path: Path) -> None:
    """A weights file that was changed is not converted, and nothing is kept of it."""
    wrong = PackagedFile(WEIGHTS.package, WEIGHTS.path, "0" * 64)

    with pytest.raises(WeightsMissing) as raised:
        labeller.labeller(tmp_path, 1, wrong)

    assert "efficientnet-lite0" in raised.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_weights_file_is_refused(tmp_path: Path) -> None:
    """A known file of another kind is answered like a missing one."""
    with pytest.raises(WeightsMissing):
        labeller.labeller(tmp_path, 1, NAMES)


def test_a_damaged_network_is_converted_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What is kept in the data folder is checked, and made again when it was damaged."""
    frame = photograph("coffee.png")
    before = label(labeller.labeller(tmp_path, 1), frame)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:1_000_000])

    with caplog.at_level(logging.WARNING):
        after = label(labeller.labeller(tmp_path, 1), frame)

    assert after == before
    assert "damaged" in caplog.text


def test_what_is_kept_is_named_after_its_weights(tmp_path: Path) -> None:
    """Other weights, or another conversion, are kept beside and never mistaken for these."""
    labeller.labeller(tmp_path, 1)

    (kept,) = tmp_path.iterdir()
    assert WEIGHTS.sha256[:12] in kept.name
