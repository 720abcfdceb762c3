"""What AWS lists is compared by what it says of the images."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.core.dataset import Annotation, LabelledImage
from bot.core.model import PixelBox
from bot.train.aws_entries import MAX_CHANGES, Difference, difference, refused
from bot.train.formats.ground_truth import manifest

AT = datetime(2026, 1, 1, tzinfo=UTC)
BOX = PixelBox(1, 2, 30, 40)


def lines(*labels: str) -> bytes:
    """A manifest of an image for each label: a box, and a label of the whole image."""
    images = [
        LabelledImage(str(number), "n", 80, 80, (Annotation(label, BOX), Annotation(label)))
        for number, label in enumerate(labels)
    ]
    return manifest(images, lambda image: f"s3://team/images/{image.id}.png", AT)


def as_aws_lists(data: bytes) -> list[str]:
    """The lines with their fields in another order, another date and a field of AWS's own."""
    told = []
    for line in data.decode().splitlines():
        fields = json.loads(line.replace("2026-01-01", "2027-02-02"))
        fields["cl-metadata"] = {"is_labeled": True}
        told.append(json.dumps(dict(reversed(fields.items()))))
    return told


def test_the_same_said_in_another_way_is_no_difference() -> None:
    """Dates, the order of fields and what AWS adds do not count."""
    data = lines("Dog", "犬")

    found = difference(data, as_aws_lists(data))

    assert found == Difference((), gone=False)


def test_new_and_changed_images_are_told() -> None:
    """A line whose labels are others than at AWS, or which AWS has not, has to change."""
    found = difference(lines("Dog", "Fox", "Owl"), as_aws_lists(lines("Dog", "Cat")))

    assert [json.loads(each)["source-ref"][-5:] for each in found.change] == ["1.png", "2.png"]
    assert not found.gone


def test_images_that_are_gone_are_told() -> None:
    """An image that only AWS has makes the dataset one that is to be made anew."""
    assert difference(lines("Dog"), as_aws_lists(lines("Dog", "Cat"))).gone
    assert difference(lines("Dog"), ["no JSON"]).gone


def test_a_chunk_is_what_one_call_takes() -> None:
    """Lines are sent whole, as many as fit."""
    line = b"x" * (MAX_CHANGES // 2 - 1)

    chunk = Difference((line, line, line), gone=False).chunk()

    assert chunk == (line + b"\n") * 2
    assert len(chunk) == MAX_CHANGES


def test_refused_images_are_named_as_people_know_them() -> None:
    """Up to three names are told, and how many there are besides."""
    listed = [*as_aws_lists(lines("a", "b", "c", "d")), "no JSON"]

    told = refused(listed, {"images/0.png": "rex.jpg"})

    assert "5 images of the dataset: “rex.jpg”, “images/1.png”" in told
    assert "and 2 more" in told
