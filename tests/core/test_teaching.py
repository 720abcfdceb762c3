"""The team teaches: what people say about an image is kept with it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from bot.core.dataset import Annotation
from bot.core.errors import (
    DamagedImage,
    FileGone,
    ImageChanged,
    ImageForgotten,
    LabelEmpty,
    LabelTooLong,
    RekogError,
    TooManyBoxes,
)
from bot.core.labelling import KeptImage, Mark
from bot.core.model import (
    BoundingBox,
    Frame,
    Image,
    LocalFile,
    PixelBox,
    Recognition,
    S3Object,
    SharedFile,
    Source,
    Timings,
)
from bot.core.remarks import Remark, source_text
from bot.core.teaching import Keeper, Teaching, TeachingTools
from tests.fake_records import FakeLabelling
from tests.fakes import FakeClock, FakeFetcher, FakeReader

Contents = dict[str, bytes | Exception]
PHOTO = Image(b"photo", "photo.jpg")
LEFT_HALF = BoundingBox(0.0, 0.0, 0.5, 1.0)


def halved(image: Image, frame: Frame, source: str) -> KeptImage:
    """Keeps a frame at half its size."""
    return KeptImage(image, frame.width // 2, frame.height // 2, (1, 2), source)


class World:
    """A teaching with doubles around it; frames are 40 × 30, kept images 20 × 15."""

    def __init__(self, contents: Contents | None = None, keeper: Keeper = halved) -> None:
        self.labelling = FakeLabelling()
        self.clock = FakeClock()
        self.frames = threading.Semaphore(1)
        self.teaching = Teaching(
            TeachingTools(
                self.labelling,
                FakeFetcher(contents or {}),
                FakeReader(),
                keeper,
                self.clock,
                self.frames,
            )
        )


def answer(source: Source, width: int = 40, height: int = 30) -> Recognition:
    timings = Timings(0.1, 0.1, 0.1, 0.1)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return Recognition("ref1", source, width, height, (), "local", "v1", None, now, timings)


def test_an_image_is_taught() -> None:
    """It is kept with its source, and boxes are in pixels of what was kept."""
    world = World()

    taught = world.teaching.teach(
        PHOTO, "slack:F1", [Remark("Cat", LEFT_HALF), Remark(" Night ")], "U1", "ref"
    )

    assert taught.annotations == (Annotation("Cat", PixelBox(0, 0, 10, 15)), Annotation("Night"))
    assert taught == world.labelling.labelled(taught.id)
    assert world.labelling.images[taught.id][0].source == "slack:F1"
    (event, _) = world.labelling.events(taught.id)
    assert (event.who, event.origin, event.at) == ("U1", "ref", world.clock.wall())


def test_an_answer_is_corrected() -> None:
    """Its image is fetched again, and the events name the answer."""
    world = World({"cat.jpg": b"cat"})

    taught = world.teaching.correct(
        answer(SharedFile("F1", "cat.jpg")), [Remark("Cat", LEFT_HALF)], "U1"
    )

    assert world.labelling.image(taught.id) == Image(b"cat", "cat.jpg")
    assert world.labelling.images[taught.id][0].source == "slack:F1"
    assert [each.origin for each in world.labelling.events(taught.id)] == ["ref1"]


def test_a_correction_adds_to_what_is_known() -> None:
    """Two people say two things about one image; both stay."""
    world = World({"cat.jpg": b"cat"})
    found = answer(SharedFile("F1", "cat.jpg"))
    right = BoundingBox(0.5, 0.0, 0.5, 1.0)

    world.teaching.correct(found, [Remark("Cat", LEFT_HALF)], "U1")
    taught = world.teaching.correct(found, [Remark("Dog", right)], "U2")

    assert taught.labels == {"Cat", "Dog"}


def test_nothing_is_in_the_image() -> None:
    """A negative needs no label; neither does a box that is to go."""
    world = World()
    first = world.teaching.teach(PHOTO, "a", [Remark("Cat", LEFT_HALF), Remark("Night")], "U1", "")
    gone = world.teaching.teach(PHOTO, "a", [Remark("", LEFT_HALF, here=False)], "U1", "")
    negative = world.teaching.teach(PHOTO, "a", [Remark("")], "U1", "")

    assert len(first.annotations) == 2
    assert gone.annotations == (Annotation("Night"),)
    assert negative.annotations == ()
    assert len(world.labelling.dataset().images) == 1


def test_a_source_that_was_deleted() -> None:
    """People are told, and nothing is kept."""
    world = World({"gone": FileGone(name="gone")})

    with pytest.raises(FileGone, match="was deleted"):
        world.teaching.correct(answer(SharedFile("F1", "gone")), [Remark("Cat")], "U1")

    assert not world.labelling.images


def test_a_source_that_was_replaced() -> None:
    """Boxes of the answer would be in the wrong places."""
    world = World({"s3://bucket/key": b"other"})

    with pytest.raises(ImageChanged, match="Post it again"):
        world.teaching.correct(answer(S3Object("bucket", "key"), 640, 480), [Remark("Cat")], "U1")

    assert not world.labelling.images


@pytest.mark.parametrize(
    ("remarks", "error"),
    [
        ([Remark("Cat"), Remark("x" * 300)], LabelTooLong),
        ([Remark("", LEFT_HALF)], LabelEmpty),
        ([Remark("", here=False)], LabelEmpty),
        ([Remark("Cat", BoundingBox(each / 51, 0, 1 / 51, 1)) for each in range(51)], TooManyBoxes),
    ],
)
def test_what_cannot_be_said(remarks: list[Remark], error: type[RekogError]) -> None:
    """One bad label or box too many, and nothing is kept."""
    world = World(keeper=lambda image, _, source: KeptImage(image, 5100, 100, (1, 2), source))

    with pytest.raises(error):
        world.teaching.teach(PHOTO, "a", remarks, "U1", "")

    assert not world.labelling.images


def test_boxes_are_counted_with_those_that_are_there() -> None:
    """Corrected ones do not count twice."""
    world = World()
    kept = world.labelling.keep(KeptImage(PHOTO, 5000, 100, (1, 2), "a"), 1.0)
    boxes = [PixelBox(each * 100, 0, each * 100 + 100, 100) for each in range(50)]
    world.teaching.say(kept, [Mark("Cat", box) for box in boxes], "U1", "page")

    again = world.teaching.say(kept, [Mark("Dog", box) for box in boxes], "U1", "page")
    with pytest.raises(TooManyBoxes, match=r"51 boxes.*up to 50"):
        world.teaching.say(kept, [Mark("Dog", PixelBox(0, 0, 50, 50))], "U1", "page")

    assert len(again.annotations) == 50


def test_a_box_is_cut_at_the_edges() -> None:
    """Also one that was drawn from right to left, or is but a line."""
    world = World()
    kept = world.labelling.keep(KeptImage(PHOTO, 100, 80, (1, 2), "a"), 1.0)
    drawn = PixelBox(500, 60, -20, -5), PixelBox(100, 80, 100, 80)

    said = world.teaching.say(kept, [Mark("Cat", box) for box in drawn], "U1", "page")

    assert [each.box for each in said.annotations] == [
        PixelBox(0, 0, 100, 60),
        PixelBox(99, 79, 100, 80),
    ]


def test_an_image_that_was_forgotten() -> None:
    """Nothing can be said about it, and people are told what to do."""
    with pytest.raises(ImageForgotten, match="Post it again"):
        World().teaching.say("gone", [Mark("Cat")], "U1", "page")


def test_an_image_that_cannot_be_read() -> None:
    """The place for its frame is free again."""

    def damaged(image: Image, frame: Frame, source: str) -> KeptImage:
        raise DamagedImage(name=image.name)

    world = World(keeper=damaged)

    with pytest.raises(DamagedImage):
        world.teaching.teach(PHOTO, "a", [Remark("Cat")], "U1", "")

    assert world.frames.acquire(blocking=False)


def test_sources_have_names_in_the_dataset() -> None:
    """By which the frames of one file are known."""
    sources = SharedFile("F1", "cat.jpg"), S3Object("bucket", "a b.jpg", "v1"), LocalFile("/a.jpg")

    assert [source_text(each) for each in sources] == [
        "slack:F1",
        "s3://bucket/a b.jpg?versionId=v1",
        "/a.jpg",
    ]
