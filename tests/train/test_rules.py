"""What AWS would refuse is found before money is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import PixelBox
from bot.train import rules, rules_images, rules_labels
from bot.train.rules import left_out, problems

BOX = PixelBox(10, 10, 60, 60)


def image(
    number: int, label: str = "Dog", *, test: bool = False, whole: bool = False
) -> LabelledImage:
    split = Split.TEST if test else Split.TRAIN
    found = (Annotation(label, None if whole else BOX),)
    return LabelledImage(f"{number:064x}", f"{number}.jpg", 640, 480, found, split)


def good(*, whole: bool = False) -> list[LabelledImage]:
    """Eight training and four test images of two labels, within all limits."""
    labels = ("Dog", "Cat")
    return [image(n, labels[n % 2], test=n >= 8, whole=whole) for n in range(12)]


def place(image: LabelledImage) -> str:
    return f"s3://our-bucket/{image.id}.jpg"


def jpeg(image: LabelledImage) -> tuple[int, bytes]:
    return 100_000, b"\xff\xd8\xff\xe0\0\0JF"


def broken(images: Sequence[LabelledImage]) -> set[str]:
    return {each.rule for each in problems(Dataset(1, tuple(images)), place, jpeg)}


@pytest.mark.parametrize("whole", [False, True])
def test_a_good_dataset_has_no_problems(whole: bool) -> None:
    """Within all limits nothing is found, with boxes and with labels of whole images."""
    assert problems(Dataset(1, tuple(good(whole=whole))), place, jpeg) == ()


def test_undecided_images_do_not_count() -> None:
    """Images that are for neither side are not sent, so nothing about them matters."""
    tiny = replace(image(50), width=1, height=1, split=Split.APART)

    assert broken([*good(), tiny]) == set()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"width": 63}, "small"),
        ({"height": 4097}, "large"),
        ({"width": 2000, "height": 99}, "narrow"),
        ({"annotations": (Annotation("Dog", PixelBox(600, 10, 641, 60)),)}, "outside"),
        ({"annotations": (Annotation("Dog", PixelBox(-1, 10, 40, 60)),)}, "outside"),
        ({"annotations": (Annotation("Dog", PixelBox(10, 10, 11, 60)),)}, "thin"),
        (
            {
                "width": 2560,
                "height": 1280,
                "annotations": (Annotation("Dog", PixelBox(10, 10, 12, 60)),),
            },
            "thin",
        ),
        ({"annotations": (Annotation("Dog", BOX),) * 51}, "boxes"),
        (
            {"annotations": tuple(Annotation(f"{n}") for n in range(51))},
            "labels of an image",
        ),
        ({"annotations": (Annotation("x" * 256, BOX),)}, "label"),
        ({"annotations": (Annotation("two\nlines", BOX),)}, "label"),
        ({"annotations": (Annotation("Dog"),)}, "mixed"),
        ({"annotations": (Annotation("犬" * 200, BOX),) * 2000}, "line"),
    ],
)
def test_an_image_that_aws_refuses_is_named(change: dict[str, object], rule: str) -> None:
    """Each rule for images and labels is told with the image's name or the label."""
    images = good()
    images[0] = replace(images[0], **change)  # type: ignore[arg-type]

    assert rule in broken(images)


@pytest.mark.parametrize(
    ("weight", "head", "rule"),
    [(15_000_001, b"\xff\xd8\xff", "heavy"), (1000, b"RIFF....", "media")],
)
def test_the_bytes_are_looked_at(weight: int, head: bytes, rule: str) -> None:
    """Images over 15 MB, and others than JPEG and PNG, are found."""
    found = problems(Dataset(1, tuple(good())), place, lambda image: (weight, head))

    assert {each.rule for each in found} == {rule, "bad"}
    assert len(found[-1].images) == 12


def test_png_is_taken() -> None:
    """PNG is as good as JPEG."""
    head = b"\x89PNG\r\n\x1a\n"

    assert problems(Dataset(1, tuple(good())), place, lambda image: (15_000_000, head)) == ()


def test_all_images_are_in_one_bucket() -> None:
    """Images in a second bucket, or not in S3 at all, are found."""
    dataset = Dataset(1, tuple(good()))

    def spread(image: LabelledImage) -> str:
        where = int(image.id, 16)
        return f"s3://bucket-{where % 2}/{where}.jpg" if where else "images/0.jpg"

    found = {each.rule: each for each in problems(dataset, spread)}

    assert set(found) == {"bucket", "place"}
    assert "“bucket-0”, “bucket-1”" in found["bucket"].sentence
    assert found["place"].images == (dataset.images[0].id,)


def test_an_image_is_listed_once() -> None:
    """One place for two images is found, also when one is for training and one for testing."""
    dataset = Dataset(1, tuple(good()))

    found = problems(dataset, lambda each: f"s3://our-bucket/{int(each.id, 16) % 11}.jpg")

    assert [each.rule for each in found] == ["twice"]
    assert len(found[0].images) == 2


def test_both_sides_need_images() -> None:
    """Without training images or without test images nothing begins."""
    assert broken([]) == {"empty"}
    assert broken(good()[:8]) == {"empty"}
    assert broken(good()[8:]) == {"empty"}


def test_classification_needs_two_labels() -> None:
    """Labels of whole images have to be two at least; with boxes one is enough."""
    one = [replace(each, annotations=(Annotation("Dog"),)) for each in good()]
    boxed = [replace(each, annotations=(Annotation("Dog", BOX),)) for each in good()]

    assert broken(one) == {"few labels"}
    assert broken(boxed) == set()


def test_only_negatives_are_not_enough() -> None:
    """A training in which nothing is labelled has too few labels."""
    assert broken([replace(each, annotations=()) for each in good()]) == {"few labels"}


def test_half_of_the_labels_are_tested() -> None:
    """When fewer than half of the training's labels are in the test images, that is found."""
    images = [*good(), *(image(20 + n, f"Label {n}") for n in range(3))]

    assert "overlap" in broken(images)
    assert "overlap" not in broken(images[:-1])


def test_one_fifth_of_bad_images_is_the_most() -> None:
    """When more than 20 % of a side's images cannot be used, AWS refuses all."""
    images = [image(n, test=n >= 10) for n in range(20)]
    two = [replace(each, width=20) if n < 2 else each for n, each in enumerate(images)]
    three = [replace(each, width=60) if n < 3 else each for n, each in enumerate(images)]

    assert "bad" not in broken(two)
    assert "bad" in broken(three)


@pytest.mark.parametrize(
    ("module", "limit", "most", "rule"),
    [
        (rules, "MAX_LINES", 7, "lines"),
        (rules, "MAX_MANIFEST", 2000, "manifest"),
        (rules_labels, "MAX_LABELS", 1, "many labels"),
        (rules_labels, "MAX_TESTS_OF_A_LABEL", 1, "tests"),
    ],
)
def test_what_grows_has_a_limit(
    monkeypatch: pytest.MonkeyPatch, module: object, limit: str, most: int, rule: str
) -> None:
    """Lines, bytes, labels, and test images of a label are counted (here with lower limits)."""
    monkeypatch.setattr(module, limit, most)

    assert broken(good()) == {rule}


def test_the_limits_are_those_of_aws() -> None:
    """The numbers are the ones in AWS's guide."""
    assert (rules.MAX_MANIFEST, rules.MAX_LINES, rules.MAX_BAD) == (1_000_000_000, 250_000, 0.2)
    assert (rules_labels.MAX_LABELS, rules_labels.MAX_LABEL) == (250, 255)
    assert (rules_images.MAX_BOXES, rules_images.MAX_WEIGHT) == (50, 15_000_000)


def test_what_aws_leaves_out_is_told() -> None:
    """People are told that negatives, and labels without boxes beside boxes, are not learned."""
    negative = replace(image(30), annotations=())
    whole = image(31, "Night", whole=True)

    told = left_out(Dataset(1, (*good(), negative, whole)))

    assert told[0] == "Custom Labels does not learn from negatives (1 image)."
    assert "“Night”" in told[1]
    assert left_out(Dataset(1, tuple(good()))) == ()


def test_every_problem_says_what_to_do() -> None:
    """A problem is a sentence or two, and reads as such."""
    wrong = replace(image(0), width=20, annotations=(Annotation("", BOX),))
    found = problems(Dataset(1, (wrong,)), lambda image: "here.jpg")

    assert found
    assert all(str(each).endswith(".") and ". " in str(each) for each in found)
