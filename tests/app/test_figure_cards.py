"""The pictures that went wrong, from what is kept."""

from __future__ import annotations

import io

import PIL.Image as Pillow

from bot.app.figure_cards import FigureCards
from bot.core.dataset import Annotation, LabelledImage
from bot.core.evaluation import Evaluation
from bot.core.measuring import evaluate
from bot.core.model import AnnotatedImage, BoundingBox, Detection, Image, PixelBox
from bot.media import PillowReader

SIZE = (320, 240)
WRONG = BoundingBox(0.5, 0.5, 0.25, 0.25)
KEPT: dict[str, Image] = {}


def labelled(name: str, *annotations: Annotation, kept: bytes | None = None) -> LabelledImage:
    buffer = io.BytesIO()
    Pillow.new("RGB", SIZE, (90, 140, 200)).save(buffer, "PNG")
    KEPT[name] = Image(kept or buffer.getvalue(), f"{name}.png")
    return LabelledImage(name, f"{name}.png", *SIZE, annotations)


IMAGES = (
    labelled("a", Annotation("Cat", PixelBox(10, 10, 60, 60))),
    labelled("b", Annotation("Dog")),
    labelled("c"),
    labelled("d", Annotation("Cat", PixelBox(10, 10, 60, 60)), kept=b"damaged"),
)


def figures() -> Evaluation:
    """Every image is answered with a cat at a place where there is none."""
    return evaluate(IMAGES, lambda image: (Detection("Cat", 90.0, WRONG),), 50.0)


def cards() -> FigureCards:
    return FigureCards(PillowReader(1_000_000), KEPT.get)


def size_of(image: AnnotatedImage | None) -> tuple[int, int]:
    assert image is not None
    return Pillow.open(io.BytesIO(image.data)).size


def test_the_worst_pictures_are_shown() -> None:
    """One tile for each image with a mistake; what is gone or damaged is left out."""
    every = cards().worst(figures(), IMAGES, "v1")
    one = cards().worst(figures(), IMAGES[:1], "v1")

    assert size_of(every)[0] == size_of(one)[0] == 1200
    assert size_of(one) != size_of(every)


def test_nothing_went_wrong() -> None:
    """Without mistakes, or with none left to show, there is no picture."""
    right = evaluate(IMAGES[1:2], lambda image: (Detection("Dog", 90.0),), 50.0)

    assert cards().worst(right, IMAGES, "v1") is None
    assert cards().worst(figures(), (), "v1") is None
    assert cards().worst(figures(), IMAGES[3:], "v1") is None


def test_mistakes_keep_their_place() -> None:
    """A wrong answer's box is kept with the figures; figures of before have none."""
    kept = figures().to_json()
    older = [{name: each[name] for name in ("image", "what", "weight")} for each in kept["worst"]]
    before = {**kept, "worst": older}

    boxes = [each.box for each in Evaluation.from_json(kept).worst if "saw Cat" in each.what]
    assert boxes == [PixelBox(160, 120, 240, 180)] * len(IMAGES)
    assert {each.box for each in Evaluation.from_json(before).worst} == {None}
