"""The words: S3 objects, boxes and how they map to pixels."""

from __future__ import annotations

import pytest

from bot.core.model import BoundingBox, FittedImage, PixelBox, S3Object


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://pics/cat.jpg", S3Object("pics", "cat.jpg")),
        ("s3://pics/a b/ü 猫.jpg", S3Object("pics", "a b/ü 猫.jpg")),
        ("s3://pics/cat.jpg?versionId=3%2FL4", S3Object("pics", "cat.jpg", "3/L4")),
        ("s3://pics/what?.jpg", S3Object("pics", "what?.jpg")),
        ("s3://pics/100%25.jpg", S3Object("pics", "100%25.jpg")),
        ("s3://pics/", None),
        ("s3://Pics/cat.jpg", None),
        ("https://pics/cat.jpg", None),
    ],
)
def test_s3_uri(uri: str, expected: S3Object | None) -> None:
    """An S3 URI is taken as it stands, spaces, unicode and version id included."""
    assert S3Object.parse(uri) == expected


def test_s3_object_as_text() -> None:
    """An S3 object is named by its URI."""
    assert str(S3Object("pics", "a b.jpg", "7")) == "s3://pics/a b.jpg?versionId=7"


@pytest.mark.parametrize(
    ("box", "pixels"),
    [
        (BoundingBox(0.25, 0.5, 0.5, 0.25), PixelBox(25, 100, 75, 150)),
        (BoundingBox(-0.1, -0.2, 0.3, 0.4), PixelBox(0, 0, 20, 40)),
        (BoundingBox(0.9, 0.9, 0.4, 0.4), PixelBox(90, 180, 100, 200)),
        (BoundingBox(0.5, 0.5, 0.0, 0.0), PixelBox(50, 100, 51, 101)),
        (BoundingBox(1.2, 1.2, 0.1, 0.1), PixelBox(99, 199, 100, 200)),
    ],
)
def test_box_in_pixels(box: BoundingBox, pixels: PixelBox) -> None:
    """A box becomes at least one pixel inside the frame, however far it reaches out of it."""
    assert box.to_pixels(100, 200) == pixels


def test_fitted_image_maps_boxes_back() -> None:
    """A box found in a padded image is told in ratios of the frame."""
    fitted = FittedImage(b"", 100, 100, content=BoundingBox(0.0, 0.25, 1.0, 0.5))

    assert fitted.to_frame(BoundingBox(0.5, 0.5, 0.25, 0.125)) == BoundingBox(0.5, 0.5, 0.25, 0.25)
