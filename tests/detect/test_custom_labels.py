"""Custom labels: what the team's own model finds, in the frame's own ratios."""

from __future__ import annotations

import pytest
from PIL import Image as Pillow

from bot.core.arn import ModelArn
from bot.core.errors import ImageRefused, ModelNotFound, ModelNotRunning
from bot.core.model import BoundingBox, Detection, Frame, Image
from bot.core.ports import Detector
from bot.detect.custom_labels import CustomLabels
from bot.detect.rekognition import Rekognition
from bot.media.fit import PillowFitter
from bot.media.read import PillowReader
from bot.sandbox.rekognition import Fault, RekognitionStandIn
from tests.detect.calls import FITTER, Canned
from tests.sandbox_rekognition.pictures import (
    BLUE,
    DULL_RED,
    GREEN,
    RED,
    close,
    draw,
    encode,
    frame,
    ratios,
)

SIZE = (400, 200)
SQUARE = (40, 20, 120, 100)


@pytest.fixture
def arn(aws: RekognitionStandIn) -> ModelArn:
    return ModelArn.parse(aws.add_model(status="RUNNING"))


@pytest.fixture
def detector(rekognition: Rekognition, arn: ModelArn) -> Detector:
    return CustomLabels(rekognition, FITTER, lambda: arn)


def test_things_are_found_where_they_are(detector: Detector) -> None:
    """Each thing comes with its label, its confidence and its place, the surest first."""
    found = detector.detect(
        frame(SIZE, (DULL_RED, SQUARE), (BLUE, (300, 150, 340, 180))), None
    ).detections

    assert [each.label for each in found] == ["Blue", "Red"]
    assert 99 < found[0].confidence <= 100
    assert 60 < found[1].confidence < 80
    assert close(found[0].box, ratios(SIZE, (300, 150, 340, 180)))
    assert close(found[1].box, ratios(SIZE, SQUARE))


def test_it_says_which_model_answered(detector: Detector) -> None:
    """The model version's name comes with the answer."""
    assert detector.name == "custom-labels"
    assert detector.detect(frame(SIZE), None).model_version == "pets.1"


def test_a_label_of_the_whole_image_has_no_box(detector: Detector) -> None:
    """Where the service names no place, the label is of the whole image."""
    found = detector.detect(frame(SIZE, (GREEN, (0, 0, *SIZE))), None).detections

    assert [(each.label, each.box) for each in found] == [("Green", None)]


def test_without_a_minimum_the_model_s_own_thresholds_hold(
    detector: Detector, aws: RekognitionStandIn
) -> None:
    """No MinConfidence is sent unless one is asked for."""
    detector.detect(frame(SIZE), None)
    detector.detect(frame(SIZE), 0.0)

    sent = [call.parameters.get("MinConfidence") for call in aws.calls]
    assert sent == [None, 0.0]


def test_a_minimum_leaves_out_what_is_less_sure(detector: Detector) -> None:
    """With a minimum of 90 %, a thing found with 68 % is left out."""
    seen = frame(SIZE, (DULL_RED, SQUARE), (BLUE, (300, 150, 340, 180)))

    assert [each.label for each in detector.detect(seen, 90.0).detections] == ["Blue"]


@pytest.mark.parametrize("size", [(3000, 100), (100, 3000)], ids=["30:1", "1:30"])
def test_boxes_survive_the_padding_of_a_long_frame(
    detector: Detector, size: tuple[int, int]
) -> None:
    """A frame longer than 20:1 is padded for the service; its boxes are still in the frame."""
    width, height = size
    place = (width // 10, height // 10, width // 2, height // 2)

    found = detector.detect(frame(size, (RED, place)), None).detections

    assert [each.label for each in found] == ["Red"]
    assert close(found[0].box, ratios(size, place), 0.02)


def test_boxes_survive_the_padding_of_a_small_frame(detector: Detector) -> None:
    """A frame of less than 64 pixels a side is padded or enlarged; its boxes are right."""
    found = detector.detect(frame((90, 30), (RED, (20, 5, 60, 25))), None).detections

    assert close(found[0].box, ratios((90, 30), (20, 5, 60, 25)), 0.05)


def test_polygons_are_mapped_like_boxes(detector: Detector) -> None:
    """A polygon reaches the result in the frame's ratios, padding or not."""
    size = (3000, 100)
    found = detector.detect(frame(size, (RED, (300, 10, 1500, 50))), None).detections[0]

    corners = found.details["Polygon"]
    assert found.box is not None
    assert corners[0] == {"X": pytest.approx(found.box.left), "Y": pytest.approx(found.box.top)}
    assert corners[2] == {
        "X": pytest.approx(found.box.left + found.box.width),
        "Y": pytest.approx(found.box.top + found.box.height),
    }


def test_a_large_frame_fits_the_service(detector: Detector, aws: RekognitionStandIn) -> None:
    """A frame over 4096 pixels is sent smaller, in under 4 MB, and its boxes are right."""
    size = (6000, 4000)
    found = detector.detect(frame(size, (RED, (600, 400, 3000, 2000))), None).detections

    assert close(found[0].box, BoundingBox(0.1, 0.1, 0.4, 0.4))
    assert aws.calls[0].parameters["Image"]["Bytes"] <= 4 * 1024 * 1024


def test_an_image_that_lies_on_its_side(detector: Detector) -> None:
    """Boxes of a photograph with EXIF orientation are those of the upright frame."""
    exif = Pillow.Exif()
    exif[0x0112] = 6
    lying = encode(draw(SIZE, [(RED, SQUARE)]), "JPEG", exif=exif, quality=95)
    upright = PillowReader(max_pixels=50_000_000).read(Image(lying, "phone.jpg"))

    found = detector.detect(upright, None).detections

    assert (upright.width, upright.height) == (200, 400)
    assert close(found[0].box, ratios((200, 400), (100, 40, 180, 120)), 0.02)


def test_boxes_are_kept_as_the_service_gave_them(arn: ModelArn) -> None:
    """A box that reaches beyond the frame is not cut here; who draws it does that."""
    box = {"Left": -0.02, "Top": 0.9, "Width": 0.3, "Height": 0.15}
    label = {"Name": "Dog", "Confidence": 88.5, "Geometry": {"BoundingBox": box}}

    found = CustomLabels(Canned({"CustomLabels": [label]}), PillowFitter(), lambda: arn).detect(
        frame(SIZE), None
    )

    assert found.detections == (Detection("Dog", 88.5, BoundingBox(-0.02, 0.9, 0.3, 0.15)),)


@pytest.mark.parametrize("status", ["STOPPED", "STARTING", "STOPPING", "FAILED"])
def test_a_model_that_does_not_run(
    detector: Detector, aws: RekognitionStandIn, arn: ModelArn, status: str
) -> None:
    """A model that is not running is said at once, after one call."""
    aws.model(arn.text).status = status

    with pytest.raises(ModelNotRunning, match="The model is not running"):
        detector.detect(frame(SIZE), None)

    assert len(aws.calls) == 1


def test_a_model_that_is_gone(rekognition: Rekognition, arn: ModelArn) -> None:
    """A model version that was deleted is named."""
    gone = ModelArn.parse(arn.text + "1")

    with pytest.raises(ModelNotFound, match=r"pets\.1 does not exist"):
        CustomLabels(rekognition, FITTER, lambda: gone).detect(frame(SIZE), None)


@pytest.mark.parametrize("code", ["ImageTooLargeException", "InvalidImageFormatException"])
def test_an_image_that_is_refused(detector: Detector, aws: RekognitionStandIn, code: str) -> None:
    """An image that the service does not take is refused after one call."""
    aws.go_wrong(Fault(code=code, status=400, times=9))

    with pytest.raises(ImageRefused, match="refused this picture"):
        detector.detect(Frame(draw(SIZE, []), *SIZE), None)

    assert len(aws.calls) == 1
