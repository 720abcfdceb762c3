"""A team sees how many images it has of what."""

from __future__ import annotations

import json

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.dataset_words import Count, Summary
from bot.core.model import PixelBox

BOX, OTHER = PixelBox(0, 0, 9, 9), PixelBox(20, 20, 40, 40)


def image(name: str, split: Split, *annotations: Annotation) -> LabelledImage:
    return LabelledImage(name, name, 99, 99, annotations, split)


DATASET = Dataset(
    41,
    (
        image("a", Split.TRAIN, Annotation("Cat", BOX), Annotation("Cat", OTHER)),
        image("b", Split.TEST, Annotation("Cat", BOX), Annotation("Bird 🐦", OTHER)),
        image("c", Split.UNDECIDED),
        image("d", Split.APART, Annotation("Night")),
        image("e", Split.UNDECIDED, Annotation("x" * 100)),
    ),
)


def test_images_are_counted_by_label() -> None:
    """An image counts in each of its labels, a negative in none, and all once in all."""
    summary = Summary.of(DATASET)

    assert summary.labels["Cat"] == Count(2, 3, training=1, test=1, undecided=0, apart=0)
    assert summary.labels["Night"] == Count(1, 0, training=0, test=0, undecided=0, apart=1)
    assert summary.negatives == Count(1, 0, training=0, test=0, undecided=1, apart=0)
    assert summary.all == Count(5, 4, training=1, test=1, undecided=2, apart=1)


def test_the_table() -> None:
    """A line for each label, then the negatives and all; long labels are cut."""
    assert Summary.of(DATASET).lines() == (
        "label                           images  boxes  training  test  undecided  apart",
        "Bird 🐦                              1      1         0     1          0      0",
        "Cat                                  2      3         1     1          0      0",
        "Night                                1      0         0     0          0      1",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…       1      0         0     0          1      0",
        "(nothing)                            1      0         0     0          1      0",
        "(all)                                5      4         1     1          2      1",
    )


def test_an_empty_dataset() -> None:
    """There is a sentence instead of a table of nothing."""
    assert Summary.of(Dataset(0, ())).lines() == ("There are no labelled images yet.",)


def test_the_same_for_machines() -> None:
    """Nothing is cut, and it is JSON."""
    told = json.loads(json.dumps(Summary.of(DATASET).to_json()))

    assert told["version"] == 41
    assert told["labels"]["x" * 100]["undecided"] == 1
    assert told["all"] == {
        "images": 5,
        "boxes": 4,
        "training": 1,
        "test": 1,
        "undecided": 2,
        "apart": 1,
    }
