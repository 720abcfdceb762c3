"""What readers hand over, and how images are found and named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.model import PixelBox
from bot.train.formats import FORMATS, Entry, MemoryFiles, Places, file_name
from bot.train.formats.names import origin, quoted, split_of, unquoted

BOX = PixelBox(100, 200, 300, 400)
IMAGE = LabelledImage("a" * 64, "garden.heic", 640, 480, (Annotation("Dog", BOX),), Split.TRAIN)


def here(image: LabelledImage) -> str:
    return file_name(image, ".jpg")


def test_a_name_tells_the_image() -> None:
    """A file's name carries the id and the name that people know; foreign ones have no id."""
    assert here(IMAGE) == f"garden.heic.{'a' * 64}.jpg"
    assert origin(f"s3://bucket/x/{here(IMAGE)}") == ("a" * 64, "garden.heic")
    assert origin("images/IMG_1.jpg") == ("", "IMG_1.jpg")


@pytest.mark.parametrize("name", ["x" * 300, "犬" * 100, "/" * 100])
def test_long_names_are_cut(name: str) -> None:
    """A file's name fits what file systems take; that something is lost is said before."""
    image = replace(IMAGE, name=name)

    assert len(here(image).encode()) <= 255
    assert origin(here(image))[0] == image.id
    assert name.startswith(origin(here(image))[1])
    for each in FORMATS.values():
        assert each.losses(Dataset(1, (image,)))[0].startswith("1 names are longer")


@pytest.mark.parametrize("label", ["a/b", "..", "_negatives", "train", "VAL", "a:b.", " x ", "50%"])
def test_any_label_can_be_a_folder(label: str) -> None:
    """A label becomes a folder's name that every system takes, and means nothing else."""
    name = quoted(label)

    assert unquoted(name) == label
    assert not set(name) & set('/\\:*?"<>|')
    assert name[0] not in "._ "
    assert name[-1] not in ". "
    assert split_of(f"{name}/a.jpg") is Split.UNDECIDED


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("train.manifest", Split.TRAIN),
        ("annotations/instances_val2017.json", Split.TEST),
        ("valid/_annotations.coco.json", Split.TEST),
        ("training-set/test.csv", Split.TEST),
        ("strain.csv", Split.UNDECIDED),
    ],
)
def test_a_path_tells_the_split(path: str, split: Split) -> None:
    """Whole words in a path tell what its images are for; the last one counts."""
    assert split_of(path) is split


def test_annotations_are_scaled_to_the_kept_image() -> None:
    """An image that was scaled down when it was kept has its boxes scaled down with it."""
    entry = Entry("a.jpg", (Annotation("Dog", BOX), Annotation("Night")), size=(4000, 2000))

    assert entry.scaled(2000, 1000) == (
        Annotation("Dog", PixelBox(50, 100, 150, 200)),
        Annotation("Night"),
    )
    assert entry.scaled(4000, 2000) == entry.annotations


def test_boxes_without_a_size_are_cut_at_the_image() -> None:
    """Where the files told no size, boxes are cut off, or left out, at the image's edges."""
    entry = Entry("a.jpg", (Annotation("Dog", BOX), Annotation("Cat", PixelBox(500, 0, 600, 10))))

    assert entry.scaled(200, 300) == (Annotation("Dog", PixelBox(100, 200, 200, 300)),)


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("set/images/a.jpg", "set/images/a.jpg"),
        ("images/a.jpg", "set/images/a.jpg"),
        ("./b.jpg", "set/images/b.jpg"),
        ("..\\images\\b.jpg", "set/images/b.jpg"),
        ("/home/me/b.jpg", "set/images/b.jpg"),
        ("a.jpg", None),
        ("c.jpg", None),
    ],
)
def test_the_image_that_a_reference_means_is_found(reference: str, path: str | None) -> None:
    """A reference leads to an image where only one can be meant."""
    listing = ("set/images/a.jpg", "set/more/a.jpg", "set/images/b.jpg", "set/a.csv")
    places = Places(MemoryFiles(dict.fromkeys(listing, b"")))

    assert places.find(reference) == path


def test_an_image_beside_the_file_is_meant_first() -> None:
    """A reference is read from the folder of its file, as Roboflow writes COCO."""
    places = Places(MemoryFiles({"train/a.jpg": b"", "valid/a.jpg": b""}))

    assert places.find("a.jpg", beside="valid/_annotations.coco.json") == "valid/a.jpg"


def test_losses_are_said_before() -> None:
    """What other programs will not read is said before anything is written."""
    whole = replace(IMAGE, id="b" * 64, annotations=(Annotation("Night"),))
    dataset = Dataset(1, (IMAGE, whole))

    told = {name: " ".join(each.losses(dataset)) for name, each in FORMATS.items()}

    assert told == {
        "ground-truth": "1 images have labels and no boxes; a manifest does not tell their width "
        "and height.",
        "coco": "1 labels of whole images are in `image_labels`, which other programs do not read.",
        "yolo": "1 labels of whole images stand in `image-labels.csv`, which other programs do not "
        "read.",
        "folders": "1 boxes stand in `_boxes.csv`, which other programs do not read. Folders do "
        "not tell the images' width and height; the images do.",
        "csv": "",
    }
