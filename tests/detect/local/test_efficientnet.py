"""The converted network computes what the weights were trained to compute."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest

from bot.detect.local import efficientnet, torch_file
from bot.detect.local.labeller import WEIGHTS
from bot.media import PillowFitter
from tests.detect.local import reference
from tests.detect.local.pictures import photograph


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png"])
def test_the_converted_network_equals_the_reference(name: str) -> None:
    """On a photograph, the converted network answers what the layers do one by one in NumPy."""
    tensors = torch_file.read(WEIGHTS.read())
    session = onnxruntime.InferenceSession(efficientnet.convert(tensors))
    pixels = PillowFitter().square(photograph(name), efficientnet.SIDE)
    rgb = np.frombuffer(pixels.data, np.uint8).reshape(pixels.height, pixels.width, 3)

    (answered,) = session.run(["logits"], {"rgb": rgb[None].astype(np.float32)})

    assert answered.shape == (1, efficientnet.CLASSES)
    assert answered[0] == pytest.approx(reference.logits(tensors, rgb), abs=1e-3)


def test_the_conversion_is_repeatable() -> None:
    """Converting twice gives the same bytes."""
    tensors = torch_file.read(WEIGHTS.read())

    assert efficientnet.convert(tensors) == efficientnet.convert(tensors)
