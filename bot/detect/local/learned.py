"""What a model version has learned, as bytes: safe to read, and people can be deleted from it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.core.errors import ModelDamaged
from bot.detect.local.people import People
from bot.detect.local.whole import Whole

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Learned:
    """People and labels of the whole image."""

    people: People
    whole: Whole

    @property
    def labels(self) -> tuple[str, ...]:
        """All that it knows."""
        return (*self.people.labels, *self.whole.labels)


def dump(learned: Learned) -> bytes:
    """As bytes: arrays in numpy's own format, without pickle, and the rest as JSON."""
    people, whole = learned.people, learned.whole
    header = {
        "format": FORMAT,
        "people": list(people.labels),
        "owners": list(people.owners),
        "images": list(people.images),
        "threshold": people.threshold,
        "slope": people.slope,
        "whole": list(whole.labels),
    }
    out = io.BytesIO()
    np.savez_compressed(
        out,
        header=np.frombuffer(json.dumps(header).encode(), np.uint8),
        rows=people.rows.astype(np.float32),
        weights=whole.weights.astype(np.float32),
        biases=whole.biases.astype(np.float32),
    )
    return out.getvalue()


def load(model: bytes) -> Learned:
    """What `dump` made.

    Raises:
        ModelDamaged: it is not that, or was made by a newer version.
    """
    try:
        with np.load(io.BytesIO(model), allow_pickle=False) as arrays:
            header = json.loads(arrays["header"].tobytes())
            return _learned(header, arrays)
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise ModelDamaged from error


def _learned(header: dict[str, Any], arrays: Any) -> Learned:
    if header["format"] != FORMAT:
        raise ValueError(f"format {header['format']}")
    rows = arrays["rows"]
    people = People(
        tuple(header["people"]),
        rows,
        tuple(header["owners"]),
        tuple(header["images"]),
        float(header["threshold"]),
        float(header["slope"]),
    )
    if not len(rows) == len(people.owners) == len(people.images):
        raise ValueError("rows do not fit their owners")
    weights, biases = arrays["weights"].astype(float), arrays["biases"].astype(float)
    if not len(weights) == len(biases) == len(header["whole"]):
        raise ValueError("weights do not fit their labels")
    return Learned(people, Whole(tuple(header["whole"]), weights, biases))


def without_label(model: bytes, label: str) -> bytes:
    """The same model without a label and all that was learned of it.

    Returns:
        The same bytes when it does not know the label.

    Raises:
        ModelDamaged: these are no model's bytes.
    """
    learned = load(model)
    if label not in learned.labels:
        return model
    return dump(Learned(learned.people.without(label), learned.whole.without(label)))
