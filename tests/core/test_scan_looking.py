"""One object of a scan, what an error at it means, and how many frames are held at once."""

from __future__ import annotations

import threading

import pytest

from bot.core.errors import (
    BucketElsewhere,
    DamagedImage,
    DetectionDenied,
    DetectionFailed,
    DetectionThrottled,
    FetchFailed,
    ImageRefused,
    ModelNotFound,
    ModelNotRunning,
    NoBucketAllowed,
    ObjectArchived,
    ObjectMissing,
    S3Unavailable,
)
from bot.core.model import BoundingBox, Detection, Frame
from bot.core.places import Place
from bot.core.recognition import Steps
from bot.core.scan import Scan, ScanState
from bot.core.scan_looking import Looker, PixelGate, Verdict, failed, verdict
from bot.core.scan_money import PER_IMAGE, Tariff, estimate
from tests.fakes import FakeAnnotator, FakeClock, FakeDetector, FakeFetcher, FakeReader

SCAN = Scan("ab12", Place("lake", "p/"), ScanState.RUNNING, "U1", "C1", ("CAT",), 30.0)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (DamagedImage(name="a"), Verdict.FAILED),
        (ImageRefused(name="a"), Verdict.FAILED),
        (ObjectMissing(uri="a"), Verdict.FAILED),
        (ObjectArchived(uri="a"), Verdict.FAILED),
        (FetchFailed(name="a"), Verdict.FAILED),
        (ZeroDivisionError(), Verdict.FAILED),
        (DetectionThrottled(), Verdict.AGAIN),
        (DetectionFailed(), Verdict.AGAIN),
        (S3Unavailable(uri="a"), Verdict.AGAIN),
        (ModelNotRunning(state="stopped"), Verdict.WAIT),
        (DetectionDenied(action="a"), Verdict.STOP),
        (ModelNotFound(version="v"), Verdict.STOP),
        (NoBucketAllowed(), Verdict.STOP),
        (BucketElsewhere(bucket="a", region="b", here="c"), Verdict.STOP),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_an_error_means(error: Exception, expected: Verdict) -> None:
    """What is wrong with one object, what passes, what is waited for, what stops the scan."""
    assert verdict(error) is expected


def looker(detector: FakeDetector, minimum: float | None = None) -> Looker:
    fetcher = FakeFetcher({"s3://lake/p/a.jpg": b"bytes"})
    steps = Steps(
        fetcher,
        FakeReader(),
        detector,
        FakeAnnotator(),
        FakeClock(),
        threading.Semaphore(1),
    )
    return Looker(steps, minimum, PixelGate(1))


def test_an_object_is_looked_at() -> None:
    """The line of an object tells its size, its model, and the labels that were asked for."""
    box = BoundingBox(0.1, 0.2, 0.3, 0.4)
    detector = FakeDetector((Detection("Dog", 99.0), Detection("Cat", 88.0, box)))

    result = looker(detector, 50.0).look(SCAN, "p/a.jpg")

    (line,) = result.line["detections"]
    assert (result.label, result.confidence, result.failure) == ("Cat", 88.0, "")
    assert result.line["uri"] == "s3://lake/p/a.jpg"
    assert result.line["image"] == {"width": 40, "height": 30}
    assert line["Geometry"]["BoundingBox"]["Width"] == 0.3
    assert detector.asked == [30.0]


def test_nothing_in_it() -> None:
    """An object without any wanted label is a result, too."""
    result = looker(FakeDetector((Detection("Dog", 99.0),))).look(SCAN, "p/a.jpg")

    assert (result.label, result.confidence, result.line["detections"]) == ("", None, [])


def test_a_mistake_of_ours() -> None:
    """An error that nobody foresaw is told with a reference, and never with its own words."""
    result = failed(SCAN, "p/a.jpg", KeyError("secret"), "ref123")

    assert "ref123" in result.failure
    assert "secret" not in str(result.line)


def test_frames_that_are_held() -> None:
    """Frames wait for room; one that is larger than all the room is let in alone."""
    gate, entered = PixelGate(100), threading.Event()
    large, little = Frame(None, 50, 50), Frame(None, 5, 5)
    gate.enter(large)

    def second() -> None:
        gate.enter(little)
        gate.enter(little)
        entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(0.1)
    gate.leave(large)
    thread.join(10)

    assert entered.is_set()


def test_what_a_scan_costs() -> None:
    """Time goes by the pace; money by the hour or by the picture, and by requests to S3."""
    by_the_hour = estimate(36_000, Tariff(10.0, by_the_hour=4.0))
    by_the_image = estimate(1_000_000, Tariff(50.0, by_the_image=PER_IMAGE))

    assert by_the_hour.seconds == 3600
    assert by_the_hour.dollars == pytest.approx(4.0 + 0.0144 + 0.00018)
    assert by_the_image.dollars == pytest.approx(1000.0 + 0.4 + 0.005)
