"""Random datasets, the same for the same seed, with all that makes writing and reading hard."""

from __future__ import annotations

import random

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import PixelBox

AWKWARD = (
    "Dog",
    "dog",
    "Bär & Fuß",
    "犬",
    "🐕‍🦺",
    'a "quoted", label',
    "it's; a\ttab",
    "a/b",
    "..",
    ".hidden",
    "_negatives",
    "train",
    "Test",
    "100%",
    "%2F",
    "back\\slash",
    "colon: # no comment",
    "- dash",
    "yes",
    "0",
    "1.0",
    "null",
    "~",
    "[x, y]",
    " spaces ",
    "ends in a dot.",
    "two\nlines",
    "\u2028separator",
    "=1+1",
    "C:",
    "NaN",
    "\u0085next",
    "\ufeffmark",
)


def text(chance: random.Random) -> str:
    """A label or a name."""
    if chance.random() < 0.6:
        return chance.choice(AWKWARD)
    letters = "abcXYZ äß 犬猫🐈é\u0301,;\"'/\\%.:_-#"
    return "".join(chance.choices(letters, k=chance.randint(1, 12)))


def box(chance: random.Random, width: int, height: int) -> PixelBox:
    """Anywhere in the image, at least one pixel each way."""
    left, top = chance.randrange(width), chance.randrange(height)
    return PixelBox(left, top, chance.randint(left + 1, width), chance.randint(top + 1, height))


def image(chance: random.Random, labels: list[str], *, boxes: bool = True) -> LabelledImage:
    """An image with none to some annotations, each of them once."""
    width, height = chance.randint(1, 5000), chance.randint(1, 5000)
    found = [
        Annotation(
            chance.choice(labels),
            box(chance, width, height) if boxes and chance.random() < 0.6 else None,
        )
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 6)))
    ]
    return LabelledImage(
        id=f"{chance.getrandbits(256):064x}",
        name="" if chance.random() < 0.1 else f"{text(chance)}.{chance.choice(('jpg', 'heic'))}",
        width=width,
        height=height,
        annotations=tuple(dict.fromkeys(found)),
        split=chance.choice(list(Split)),
    )


def dataset(seed: int, *, boxes: bool = True) -> Dataset:
    """A dataset of 1 to 40 images."""
    chance = random.Random(seed)
    labels = [text(chance) for _ in range(chance.randint(1, 12))]
    images = [image(chance, labels, boxes=boxes) for _ in range(chance.randint(1, 40))]
    return Dataset(version=seed, images=tuple(images))
