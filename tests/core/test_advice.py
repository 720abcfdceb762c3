"""What would make a dataset better."""

from __future__ import annotations

from bot.core.advice import advice
from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import PixelBox


def images(
    count: int, label: str = "Dog", *, box: PixelBox | None = None, group: str = ""
) -> list[LabelledImage]:
    return [
        LabelledImage(f"{label}{n}", f"{n}.jpg", 1000, 800, (Annotation(label, box),), group=group)
        for n in range(count)
    ]


def of(*images: LabelledImage) -> Dataset:
    return Dataset(1, images)


def test_a_good_dataset_needs_no_advice() -> None:
    """Enough images of each label, in balance and different, need nothing."""
    assert advice(of(*images(10), *images(12, "Cat")), "custom-labels") == ()


def test_too_few_images() -> None:
    """A label with too few images for the detector says how many more to post."""
    few = of(*images(4))

    assert advice(few, "local") == ("“Dog” is in 4 images; post and label at least 1 more.",)
    assert advice(few, "custom-labels") == (
        "“Dog” is in 4 images; post and label at least 6 more.",
    )
    assert advice(of(*images(5)), "local") == ()


def test_images_for_neither_side_do_not_count() -> None:
    """Images that are apart teach nothing, so they are not counted."""
    apart = LabelledImage("a", "a.jpg", 10, 10, (Annotation("Dog"),), Split.APART)

    assert "0 images" in advice(of(apart), "local")[0]


def test_unbalanced_labels() -> None:
    """A label with over ten times as many images as another says which one wants more."""
    (told,) = advice(of(*images(111), *images(11, "Cat")), "local")

    assert told.endswith("Label more images of “Cat”.")
    assert advice(of(*images(110), *images(11, "Cat")), "local") == ()


def test_small_boxes() -> None:
    """When most boxes of a label are tiny parts of their images, to go nearer is advised."""
    tiny, larger = PixelBox(0, 0, 19, 300), PixelBox(0, 0, 20, 300)

    (told,) = advice(of(*images(10, box=tiny)), "local")

    assert told.startswith("10 of 10 boxes of “Dog” are very small.")
    assert advice(of(*images(10, box=larger)), "local") == ()


def test_images_that_are_alike() -> None:
    """When most images of a label are nearly the same, others are asked for."""
    half = [*images(5, group="one video"), *images(5)]

    (told,) = advice(of(*images(6, group="one video"), *images(5)), "local")

    assert told.startswith("6 of 11 images of “Dog” are nearly the same.")
    assert advice(of(*half), "local") == ()


def test_an_empty_dataset_needs_no_advice() -> None:
    """Before the first label there is nothing to say."""
    assert advice(of(), "local") == ()
