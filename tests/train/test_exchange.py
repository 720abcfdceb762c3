"""Datasets in and out: what was exported is imported as it was."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image as Picture

from bot.core.dataset import Annotation, LabelledImage, Split
from bot.core.errors import DatasetUnreadable
from bot.core.labelling import Mark
from bot.core.model import Image, PixelBox, S3Object
from bot.core.teaching import Teaching, TeachingTools
from bot.media import PillowReader, kept_image
from bot.train.exchange import Exchange
from bot.train.formats import FORMATS, MemoryFiles
from tests.fake_records import FakeLabelling
from tests.fakes import FakeClock, FakeFetcher


class Desk:
    """A dataset, empty at first, and what brings files in and out."""

    def __init__(self) -> None:
        self.labelling = FakeLabelling()
        self.fetched: list[S3Object] = []
        tools = TeachingTools(
            self.labelling,
            FakeFetcher(),
            PillowReader(10_000_000),
            kept_image,
            FakeClock(),
            threading.Semaphore(1),
        )
        self.teaching = Teaching(tools)
        self.exchange = Exchange(self.labelling, self.teaching, self._fetch)

    def _fetch(self, place: S3Object) -> Image:
        self.fetched.append(place)
        return picture(99, place.key)

    def add(self, number: int, *marks: Mark, split: Split = Split.UNDECIDED) -> str:
        kept = self.teaching.teach(picture(number), f"f{number}", (), "U1", "test")
        self.teaching.say(kept.id, marks or (Mark(""),), "U1", "test")
        self.labelling.settle(kept.id, split)
        return kept.id

    @property
    def told(self) -> dict[str, tuple[object, ...]]:
        """What is known of each image, without what differs between databases."""
        return {each.id: facts(each) for each in self.labelling.dataset().images}

    def export(self, form: str) -> dict[str, bytes]:
        files: dict[str, bytes] = {}
        self.exchange.write(self.labelling.dataset(), form, files.__setitem__)
        return files


def facts(image: LabelledImage) -> tuple[object, ...]:
    return image.name, image.width, image.height, frozenset(image.annotations), image.split


def picture(number: int, name: str = "") -> Image:
    """A picture that looks like no other."""
    small = Picture.effect_noise((9, 9), 90).convert("RGB")
    small.putpixel((0, 0), (number, 0, 0))
    out = io.BytesIO()
    small.resize((90, 60), Picture.Resampling.NEAREST).save(out, "PNG")
    return Image(out.getvalue(), name or f"p{number} ü.png")


def measure(data: bytes) -> tuple[int, int]:
    with Picture.open(io.BytesIO(data)) as image:
        return image.size


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.add(1, Mark("Cat", PixelBox(1, 2, 30, 40)), Mark("Dog", PixelBox(5, 5, 9, 9)))
    made.add(2, Mark("Cat", PixelBox(0, 0, 90, 60)), split=Split.TEST)
    made.add(3, split=Split.TRAIN)
    return made


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_imports_to_the_same_dataset(desk: Desk, form: str) -> None:
    """Images, labels, boxes and splits come back from each format as they were."""
    files = desk.export(form)
    other = Desk()

    told = other.exchange.read(MemoryFiles(files, measure), "export", "shell:ada")

    assert (told.format, told.images, told.problem_count) == (form, 3, 0)
    assert other.told == desk.told


def test_what_cannot_be_taken_is_told(desk: Desk) -> None:
    """A damaged or missing image is a sentence, and the others are taken."""
    files = desk.export("csv")
    pictures = sorted(path for path in files if path.endswith(".png"))
    files[pictures[0]] = b"not a picture"
    del files[pictures[1]]
    other = Desk()

    told = other.exchange.read(MemoryFiles(files, measure), "export", "shell:ada")

    assert (told.images, told.problem_count) == (1, 2)
    assert any("the image is not in it" in each for each in told.problems)


def test_images_in_s3_are_fetched() -> None:
    """A manifest that names objects brings them."""
    line = (
        b'{"source-ref":"s3://cats/a b.png","label-0":1,"label-0-metadata":{"confidence":1,'
        b'"class-name":"Cat","human-annotated":"yes","creation-date":"2026-11-23T01:02:03",'
        b'"type":"groundtruth/image-classification","job-name":"x"}}\n'
    )
    desk = Desk()

    told = desk.exchange.read(MemoryFiles({"train.manifest": line}), "cats", "shell:ada")

    assert (told.images, desk.fetched) == (1, [S3Object("cats", "a b.png")])
    (image,) = desk.labelling.dataset().images
    assert image.annotations == (Annotation("Cat"),)
    assert image.split is Split.TRAIN


def test_a_format_that_nobody_knows() -> None:
    """Files in no known format are refused with those that are."""
    with pytest.raises(DatasetUnreadable, match="COCO, YOLO, CSV"):
        Desk().exchange.read(MemoryFiles({"a.docx": b""}), "it", "shell:ada")
