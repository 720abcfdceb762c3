"""The stand-in sees what is in a picture, and refuses what AWS refuses."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from bot.core.model import BoundingBox
from bot.sandbox.rekognition import RekognitionStandIn
from tests.sandbox_rekognition.aws import code, connect
from tests.sandbox_rekognition.pictures import (
    BLUE,
    DULL_RED,
    GREEN,
    RED,
    close,
    draw,
    encode,
    image,
    ratios,
)

SIZE = (400, 200)
SQUARE = (40, 20, 120, 100)


@pytest.fixture
def model(aws: RekognitionStandIn) -> str:
    return aws.add_model(status="RUNNING")


def box(found: dict[str, float]) -> BoundingBox:
    return BoundingBox(found["Left"], found["Top"], found["Width"], found["Height"])


def test_custom_labels_lie_where_the_colours_are(client: Any, model: str) -> None:
    """A red and a blue square are found as Red and Blue, each in its place."""
    picture = image(SIZE, (RED, SQUARE), (BLUE, (300, 150, 340, 180)))

    found = client.detect_custom_labels(ProjectVersionArn=model, Image={"Bytes": picture})

    boxes = {each["Name"]: box(each["Geometry"]["BoundingBox"]) for each in found["CustomLabels"]}
    assert set(boxes) == {"Red", "Blue"}
    assert close(boxes["Red"], ratios(SIZE, SQUARE))
    assert close(boxes["Blue"], ratios(SIZE, (300, 150, 340, 180)))


def test_exif_orientation_is_applied(client: Any, model: str) -> None:
    """A JPEG that is stored on its side is looked at upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = draw((400, 200), [(RED, SQUARE)])

    found = client.detect_custom_labels(
        ProjectVersionArn=model, Image={"Bytes": encode(lying, "JPEG", exif=exif, quality=95)}
    )

    # Turned clockwise, what was left is on top, and what was on top is on the right.
    upright = ratios((200, 400), (100, 40, 180, 120))
    assert close(box(found["CustomLabels"][0]["Geometry"]["BoundingBox"]), upright, 0.02)


def test_a_colour_all_over_is_a_label_of_the_image(client: Any, model: str) -> None:
    """A colour that fills most of the picture has no geometry."""
    found = client.detect_custom_labels(
        ProjectVersionArn=model, Image={"Bytes": image(SIZE, (GREEN, (0, 0, 400, 200)))}
    )["CustomLabels"]

    assert [each["Name"] for each in found] == ["Green"]
    assert "Geometry" not in found[0]


@pytest.mark.parametrize(("asked", "names"), [({}, ["Blue", "Red"]), (90.0, ["Blue"])])
def test_confidence_depends_on_the_picture(
    client: Any, model: str, asked: Any, names: list[str]
) -> None:
    """A dull square is found with less confidence, and left out when more is asked for."""
    picture = image(SIZE, (DULL_RED, SQUARE), (BLUE, (300, 150, 340, 180)))
    minimum = {"MinConfidence": asked} if asked else {}

    found = client.detect_custom_labels(
        ProjectVersionArn=model, Image={"Bytes": picture}, **minimum
    )

    assert [each["Name"] for each in found["CustomLabels"]] == names


def test_no_more_than_asked_for(client: Any, model: str) -> None:
    """MaxResults keeps the most confident ones."""
    picture = image(SIZE, (DULL_RED, SQUARE), (BLUE, (300, 150, 340, 180)))

    found = client.detect_custom_labels(
        ProjectVersionArn=model, Image={"Bytes": picture}, MaxResults=1
    )

    assert [each["Name"] for each in found["CustomLabels"]] == ["Blue"]


def test_labels_have_instances_and_ancestors(client: Any) -> None:
    """Two red squares are two instances of one label, whose parent is a label of its own."""
    picture = image(SIZE, (RED, SQUARE), (RED, (300, 150, 340, 180)))

    found = client.detect_labels(Image={"Bytes": picture})

    labels = {each["Name"]: each for each in found["Labels"]}
    assert set(labels) == {"Red", "Colour"}
    assert len(labels["Red"]["Instances"]) == 2
    assert labels["Red"]["Parents"] == [{"Name": "Colour"}]
    assert labels["Colour"]["Instances"] == []
    assert found["LabelModelVersion"] == "3.0"


def test_nothing_vivid_is_nothing_found(client: Any) -> None:
    """A white picture has no labels."""
    assert client.detect_labels(Image={"Bytes": image(SIZE)})["Labels"] == []


def test_some_faces_are_known_and_some_are_not(client: Any) -> None:
    """A red face is a celebrity, a green one nobody known."""
    picture = image(SIZE, (RED, SQUARE), (GREEN, (300, 150, 340, 180)))

    found = client.recognize_celebrities(Image={"Bytes": picture})

    assert [each["Name"] for each in found["CelebrityFaces"]] == ["Ada Lovelace"]
    assert close(box(found["CelebrityFaces"][0]["Face"]["BoundingBox"]), ratios(SIZE, SQUARE))
    assert len(found["UnrecognizedFaces"]) == 1


def test_labels_and_overshoot_can_be_chosen() -> None:
    """The colours' names and the reach of the boxes are the caller's to set."""
    stand_in = RekognitionStandIn(colours={"Rover": RED}, overshoot=0.15, calls_per_unit=None)

    with stand_in as aws:
        found = connect(aws).detect_labels(Image={"Bytes": image(SIZE, (RED, SQUARE))})

    rover = next(each for each in found["Labels"] if each["Name"] == "Rover")
    assert close(box(rover["Instances"][0]["BoundingBox"]), BoundingBox(-0.05, -0.05, 0.5, 0.7))


HEAVY = b"\xff\xd8\xff" + bytes(4 * 1024 * 1024)


@pytest.mark.parametrize(
    ("picture", "refusal"),
    [
        (b"GIF89a" + bytes(100), "InvalidImageFormatException"),
        (b"\xff\xd8\xff" + bytes(100), "InvalidImageFormatException"),
        (image(SIZE, (RED, SQUARE))[:300], "InvalidImageFormatException"),
        (HEAVY, "ImageTooLargeException"),
        (image((4097, 300)), "ImageTooLargeException"),
        (image((63, 100)), "InvalidParameterException"),
        (image((2100, 100)), "InvalidParameterException"),
    ],
    ids=["GIF", "no JPEG", "cut off", "4 MB and a bit", "4097 px", "63 px", "21:1"],
)
def test_pictures_that_a_model_does_not_take(
    client: Any, model: str, picture: bytes, refusal: str
) -> None:
    """Each limit of DetectCustomLabels is held, with AWS's code."""
    with pytest.raises(ClientError) as error:
        client.detect_custom_labels(ProjectVersionArn=model, Image={"Bytes": picture})

    assert code(error) == refusal


def test_labels_take_more_bytes_and_fewer_small_pictures(client: Any) -> None:
    """DetectLabels takes 5 MB and 10,000 pixels, but wants 80 pixels a side."""
    for good in (image((4097, 300)), image((2100, 100))):
        client.detect_labels(Image={"Bytes": good})

    with pytest.raises(ClientError) as error:
        client.detect_labels(Image={"Bytes": image((79, 100))})

    assert code(error) == "InvalidParameterException"


def test_five_megabytes_is_the_shape_s_own_limit(client: Any) -> None:
    """More than 5 MB is refused before the picture is looked at."""
    with pytest.raises(ClientError) as error:
        client.detect_labels(Image={"Bytes": bytes(5 * 1024 * 1024 + 1)})

    assert code(error) == "ValidationException"


def test_there_is_no_s3_behind_it(client: Any) -> None:
    """A picture named by its place in S3 cannot be reached."""
    with pytest.raises(ClientError) as error:
        client.detect_labels(Image={"S3Object": {"Bucket": "pictures", "Name": "cat.jpg"}})

    assert code(error) == "InvalidS3ObjectException"


def test_capacity_grows_with_inference_units(
    client: Any, aws: RekognitionStandIn, model: str
) -> None:
    """Five calls a second go through for each unit; the next one is refused."""
    aws.model(model).units = 2
    picture = {"Bytes": image((80, 80))}
    for _ in range(10):
        client.detect_custom_labels(ProjectVersionArn=model, Image=picture)

    with pytest.raises(ClientError) as error:
        client.detect_custom_labels(ProjectVersionArn=model, Image=picture)

    assert code(error) == "ProvisionedThroughputExceededException"


def test_the_next_second_is_free_again(
    client: Any, aws: RekognitionStandIn, clock: Any, model: str
) -> None:
    """A second later as many calls go through again."""
    picture = {"Bytes": image((80, 80))}
    for _ in range(5):
        client.detect_custom_labels(ProjectVersionArn=model, Image=picture)
    clock.sleep(1.0)

    found = client.detect_custom_labels(ProjectVersionArn=model, Image=picture)

    assert found["CustomLabels"] == []
