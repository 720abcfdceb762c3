"""Files of other programs are read as far as they can be; what is wrong is named by its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.dataset import Annotation, Split
from bot.core.errors import DatasetTooLarge, DatasetUnreadable
from bot.core.model import PixelBox
from bot.train.formats import FORMATS, BadLine, Entry, FolderFiles, MemoryFiles, Read, recognise
from bot.train.formats import coco as coco_format
from bot.train.formats import files as files_module
from bot.train.formats import reading as reading_module


def read(name: str, files: dict[str, bytes | str], size: tuple[int, int] = (640, 480)) -> Read:
    given = {
        path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()
    }
    return FORMATS[name].read(MemoryFiles(given, lambda data: None if data == b"bad" else size))


def boxes(*found: object, width: int = 640) -> dict[str, object]:
    """An attribute of a labelling job, with its metadata, as Ground Truth writes it."""
    size = {"width": width, "height": 480, "depth": 3}
    return {
        "job": {"image_size": [size], "annotations": list(found)},
        "job-metadata": {
            "objects": [],
            "class-map": {"0": "Echo", "1": "Echo Dot"},
            "type": "groundtruth/object-detection",
        },
    }


def box(left: float, top: float, width: float, height: float, number: int = 1) -> dict[str, float]:
    return {"class_id": number, "left": left, "top": top, "width": width, "height": height}


def line(**fields: object) -> str:
    return json.dumps({"source-ref": "s3://bucket/a.jpg", **fields})


# ---- Ground Truth -----------------------------------------------------------------------------


def test_a_manifest_of_several_jobs() -> None:
    """All attributes of a line count, of all three types; what two say alike is taken once."""
    whole = {"class-name": "Sunrise", "type": "groundtruth/image-classification"}
    several = {
        "class-map": {"2": "Dog", "5": "Cat"},
        "type": "groundtruth/image-classification-multilabel",
    }
    text = line(
        **boxes(box(399, 251, 155, 101)),
        **{"sky": 1, "sky-metadata": whole, "again": 0, "again-metadata": whole},
        **{"pets": [2, 5], "pets-metadata": several, "cl-metadata": {"is_labeled": True}},
    )

    found = read("ground-truth", {"output.manifest": text})

    assert found.bad == ()
    assert found.entries == (
        Entry(
            "s3://bucket/a.jpg",
            (
                Annotation("Echo Dot", PixelBox(399, 251, 554, 352)),
                Annotation("Sunrise"),
                Annotation("Dog"),
                Annotation("Cat"),
            ),
            Split.UNDECIDED,
            (640, 480),
        ),
    )


def test_a_manifest_from_windows() -> None:
    """A byte order mark, CRLF and empty lines do no harm."""
    text = "\ufeff" + line(**boxes()) + "\r\n\r\n"

    (entry,) = read("ground-truth", {"train.manifest": text}).entries

    assert (entry.annotations, entry.split) == ((), Split.TRAIN)


def test_boxes_are_cut_off_at_the_edges() -> None:
    """A box that reaches beyond the image is cut off, one in fractions is rounded."""
    text = line(**boxes(box(-5, -5.5, 20, 20), box(630.4, 470.6, 100, 100)))

    (entry,) = read("ground-truth", {"a.manifest": text}).entries

    assert [each.box for each in entry.annotations] == [
        PixelBox(0, 0, 15, 15),
        PixelBox(630, 471, 640, 480),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        (b"\xff\xfe{}", "this is not UTF-8 text"),
        ("[]", "the line is not an object in braces"),
        ('{"source": "x"}', "source-ref is missing"),
        (line(), "no label attribute with its -metadata is in it"),
        (line(job={}), "no label attribute with its -metadata is in it"),
        (line(**boxes(box(700, 10, 20, 20))), "a box is outside of the image"),
        (line(**boxes(box(1, 1, 0, 5))), "a box has no width or no height"),
        (line(**boxes(box(1, 1, 5, 5, 7))), "a box's class_id in class-map is missing"),
        (line(**boxes(box(float("nan"), 1, 5, 5))), "left is not a number"),
        (line(**boxes({"class_id": 0})), "left is not a number"),
        (line(**boxes("no")), "a box is not an object in braces"),
        (line(**boxes(width=0)), "the image's width or height is not a number of pixels"),
        (line(job=1, **{"job-metadata": 1}), "the metadata is not an object in braces"),
    ],
)
def test_a_bad_line_is_named(text: str | bytes, sentence: str) -> None:
    """A bad line is left out and named with its number; the rest of the file is read."""
    data = text if isinstance(text, bytes) else text.encode()
    good = line(**boxes()).replace("a.jpg", "b.jpg").encode()

    found = read("ground-truth", {"a.manifest": good + b"\n" + data + b"\n"})

    assert [entry.reference for entry in found.entries] == ["s3://bucket/b.jpg"]
    assert found.bad == (BadLine("a.manifest", 2, sentence),)
    assert str(found.bad[0]) == f"a.manifest, line 2: {sentence}"


def test_one_bad_box_spoils_no_other() -> None:
    """A bad box is named, and the good ones of its line are read."""
    text = line(**boxes(box(1, 1, 0, 5), box(1, 1, 5, 5)))

    found = read("ground-truth", {"a.manifest": text})

    assert len(found.entries[0].annotations) == 1
    assert found.bad_count == 1


def test_an_image_counts_once() -> None:
    """The second line about an image is named and left out."""
    found = read("ground-truth", {"a.manifest": f"{line(**boxes())}\n{line(**boxes())}"})

    assert len(found.entries) == 1
    assert found.bad[0].line == 2


# ---- COCO -------------------------------------------------------------------------------------


def coco(**fields: object) -> str:
    document: dict[str, object] = {
        "images": [{"id": 7, "file_name": "a.jpg", "width": 640, "height": 480}],
        "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}],
        "annotations": [],
    }
    return json.dumps(document | fields)


def about(**fields: object) -> dict[str, object]:
    return {"id": 1, "image_id": 7, "category_id": 18, **fields}


def test_coco_of_others() -> None:
    """Boxes in fractions are rounded, outlines without a box get theirs, crowds are counted."""
    found = read(
        "coco",
        {
            "annotations/instances_val2017.json": coco(
                annotations=[
                    about(bbox=[10.4, 20.5, 100.2, 50.1], segmentation=[[1, 2, 3, 4, 5, 6]]),
                    about(segmentation=[[1, 2, 30, 4, 5, 60]]),
                    about(iscrowd=1, segmentation={"counts": [1, 2], "size": [480, 640]}),
                ]
            )
        },
    )

    assert found.entries[0].annotations == (
        Annotation("dog", PixelBox(10, 21, 111, 71)),
        Annotation("dog", PixelBox(1, 2, 30, 60)),
    )
    assert found.entries[0].split is Split.TEST
    assert found.notes == ("1 annotations of crowds are left out: a box is one thing.",)


def test_coco_without_sizes() -> None:
    """Where COCO does not tell an image's size, the image will."""
    text = coco(images=[{"id": 7, "file_name": "a.jpg"}], annotations=[about(bbox=[1, 2, 3, 4])])

    (entry,) = read("coco", {"a.json": text}).entries

    assert entry.size is None
    assert entry.annotations[0].box == PixelBox(1, 2, 4, 6)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (about(bbox=[1, 2, 3]), "bbox has not four numbers"),
        (about(bbox=[1, 2, "x", 3]), "bbox is not a number"),
        (about(), "bbox is missing, and segmentation is not a list"),
        (about(segmentation=[[1, 2]]), "bbox is missing, and segmentation has not three points"),
        (about(bbox=[1, 2, 3, 4], category_id=5), "the category is missing"),
        (about(bbox=[1, 2, 3, 4], image_id=9), "there is no image 9"),
        (3, "it is not an object in braces"),
    ],
)
def test_a_bad_annotation_is_named(bad: object, sentence: str) -> None:
    """A bad annotation is named with its place in the list; the rest is read."""
    good = about(bbox=[1, 2, 3, 4])

    found = read("coco", {"a.json": coco(annotations=[good, bad])})

    assert len(found.entries[0].annotations) == 1
    assert found.bad == (BadLine("a.json", 0, f"number 2 of `annotations`: {sentence}"),)


@pytest.mark.parametrize("only", [about(iscrowd=1), about(bbox=[])])
def test_a_spoilt_image_is_no_negative(only: dict[str, object]) -> None:
    """An image whose only annotation cannot be used is left out, not taken as a negative."""
    images = [{"id": 7, "file_name": "a.jpg"}, {"id": 8, "file_name": "negative.jpg"}]

    found = read("coco", {"a.json": coco(images=images, annotations=[only])})

    assert [entry.reference for entry in found.entries] == ["negative.jpg"]


# ---- YOLO -------------------------------------------------------------------------------------


def test_yolo_without_names() -> None:
    """Without `data.yaml` the classes are called by number, and that is said."""
    found = read("yolo", {"images/val/a.jpg": "", "labels/val/a.txt": "3 0.5 0.5 0.5 0.5\n"})

    assert found.entries == (
        Entry(
            "images/val/a.jpg",
            (Annotation("class 3", PixelBox(160, 120, 480, 360)),),
            Split.TEST,
            (640, 480),
        ),
    )
    assert "called by number" in found.notes[0]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("data.yaml", "names: [cat, 'yes', dog]"),
        ("coco/dataset.yml", "nc: 3\nnames:\n  0: cat\n  1: yes\n  2: dog\n"),
        ("classes.txt", "cat\r\nyes\r\ndog\r\n"),
    ],
)
def test_names_in_several_places(path: str, names: str) -> None:
    """Names are a list, a mapping or a text file, and stay texts."""
    lines = "1 0.5 0.5 0.5 0.5\n2 0.5 0.5 1 1 0.93\n"

    found = read("yolo", {path: names, "train/images/a.jpg": "", "train/labels/a.txt": lines})

    assert [each.label for each in found.entries[0].annotations] == ["yes", "dog"]
    assert (found.entries[0].split, found.notes) == (Split.TRAIN, ())


def test_yolo_with_outlines_beside_the_images() -> None:
    """An outline becomes its box, and the labels may lie beside the images."""
    files = {"data.yaml": "names: [cat]", "set/a.jpg": "", "set/a.txt": "0 .1 .1 .5 .2 .3 .9"}

    (entry,) = read("yolo", dict(files), (100, 100)).entries

    assert entry.annotations == (Annotation("cat", PixelBox(10, 10, 50, 90)),)


def test_yolo_images_without_labels() -> None:
    """An image without a text file, or with an empty one, is a negative; the first are counted."""
    files: dict[str, bytes | str] = {"data.yaml": "names: [cat]", "images/a.jpg": "x"}

    found = read("yolo", {**files, "images/b.png": "", "labels/b.txt": "\n"})

    assert [entry.annotations for entry in found.entries] == [(), ()]
    assert found.notes == ("1 images have no file of labels; I take them as negatives.",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cat 0.5 0.5 0.5 0.5", "the line does not begin with the number of a class"),
        ("7 0.5 0.5 0.5 0.5", "the names have no class 7"),
        ("0 0.5 0.5", "after the class there are not four numbers, nor the points of an outline"),
        ("0 0.5 0.5 x 0.5", "a place is not a number"),
        ("0 2 2 0.5 0.5", "a box is outside of the image"),
    ],
)
def test_a_bad_line_of_yolo_is_named(text: str, sentence: str) -> None:
    """A bad line is named; an image with nothing but bad lines is left out."""
    files = {"data.yaml": "names: [cat]", "images/a.jpg": "", "images/b.jpg": ""}
    lines = {"labels/a.txt": f"0 0.5 0.5 0.5 0.5\n{text}\n", "labels/b.txt": text}

    found = read("yolo", {**files, **lines})

    assert [entry.reference for entry in found.entries] == ["images/a.jpg"]
    assert found.bad[0] == BadLine("labels/a.txt", 2, sentence)
    assert found.bad_count == 2


def test_an_image_that_cannot_be_measured() -> None:
    """An image whose size nobody knows cannot have boxes in pixels, so it is named."""
    found = read("yolo", {"data.yaml": ":\n-", "images/a.jpg": "bad", "images/b.jpg": ""})

    assert [(each.file, each.line) for each in found.bad] == [("data.yaml", 0), ("images/a.jpg", 0)]
    assert len(found.entries) == 1


# ---- folders ----------------------------------------------------------------------------------


def test_folders_of_others() -> None:
    """The folder around an image is its label; the same name in two folders is two images."""
    found = read(
        "folders",
        {
            "pets/train/dog/001.jpg": "",
            "pets/train/cat/001.jpg": "",
            "pets/Validation/cat/2.PNG": "",
            "pets/_negatives/3.jpg": "",
            "pets/train/lost.jpg": "",
            "__MACOSX/pets/dog/._001.jpg": "",
            "pets/.DS_Store": "",
            "pets/readme.txt": "",
        },
    )

    assert [
        (each.reference, [one.label for one in each.annotations], each.split)
        for each in found.entries
    ] == [
        ("pets/train/dog/001.jpg", ["dog"], Split.TRAIN),
        ("pets/train/cat/001.jpg", ["cat"], Split.TRAIN),
        ("pets/Validation/cat/2.PNG", ["cat"], Split.TEST),
        ("pets/_negatives/3.jpg", [], Split.UNDECIDED),
    ]
    assert [each.file for each in found.bad] == ["pets/train/lost.jpg"]


def test_moving_an_image_between_folders_counts() -> None:
    """Who moves an image by hand changes its label; boxes of the old label go."""
    name = f"a.{'0' * 64}.jpg"
    table = f"image,width,height,label,left,top,right,bottom\n{name},640,480,dog,1,2,30,40\n"

    (kept,) = read("folders", {f"dog/{name}": "", "_boxes.csv": table}).entries
    (moved,) = read("folders", {f"cat/{name}": "", "_boxes.csv": table}).entries

    assert kept.annotations == (Annotation("dog", PixelBox(1, 2, 30, 40)),)
    assert moved.annotations == (Annotation("cat"),)


# ---- CSV --------------------------------------------------------------------------------------


def test_csv_of_others() -> None:
    """Other names and orders of columns, semicolons, capitals and a byte order mark are read."""
    text = (
        "\ufeffYMin;YMax;XMin;XMax;Class;FileName;Other\r\n"
        "20.4;60;10;50;Dog;a.jpg;x\r\n"
        '1;2;3;4;"Cat; ""the"" one";a.jpg;\r\n'
        ";;;;;b.jpg;\r\n"
    )

    found = read("csv", {"validation.csv": text})

    assert found.bad == ()
    assert found.entries == (
        Entry(
            "a.jpg",
            (
                Annotation("Dog", PixelBox(10, 20, 50, 60)),
                Annotation('Cat; "the" one', PixelBox(3, 1, 4, 2)),
            ),
            Split.TEST,
        ),
        Entry("b.jpg", (), Split.TEST),
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (b"a.jpg", "the image or the label is missing"),
        (b",640,480,Dog,,,,,", "the image or the label is missing"),
        (b"a.jpg,x,480,Dog,,,,,", "width is not a number"),
        (b"a.jpg,640,480,Dog,1,2,,,", "right is not a number"),
        (b"a.jpg,640,480,,1,2,3,4,", "there is a box without a label"),
        (b"a.jpg,640,480,Dog,5,2,3,4,", "a box has no width or no height"),
        (b"a.jpg,640,480,Dog,,,,,maybe", "“maybe” is no split; I know train, test and apart"),
        (b"a.jpg,640,480,B\xe4r,,,,,", "this is not UTF-8 text"),
        (b'a.jpg,640,480,"Dog"' + b"x" * 200_000, "the quotes of this line do not fit"),
        (
            b"b.jpg,641,480,Dog,,,,,",
            "the width, height or split is not the one that the image had before",
        ),
    ],
)
def test_a_bad_row_is_named(row: bytes, sentence: str) -> None:
    """A bad row is named with the number of its line; those before and after it are read."""
    header = b"image,width,height,label,left,top,right,bottom,split\n"
    text = header + b"b.jpg,640,480,,,,,,\n" + row + b"\nc.jpg,640,480,,,,,,\n"

    found = read("csv", {"a.csv": text})

    assert found.bad == (BadLine("a.csv", 3, sentence),)
    assert [entry.reference for entry in found.entries] == ["b.jpg", "c.jpg"]


# ---- all of them ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "files", "reason"),
    [
        ("ground-truth", {"a.manifest": ""}, "I found no images in it"),
        ("ground-truth", {"a.manifest": "x"}, "a.manifest, line 1: this is not JSON"),
        ("coco", {"a.json": "[]"}, "a.json: the file is not an object in braces"),
        ("coco", {"a.json": "{}"}, "a.json: it has no `images`, so it is not COCO"),
        ("csv", {"a.csv": "x,y\n1,2\n"}, "a.csv, line 1: the first line names no column `image`"),
        ("yolo", {"data.yaml": "names: [a]"}, "I found no images in it"),
        ("folders", {"a.jpg": ""}, "a.jpg: the image does not lie in a label's folder"),
    ],
)
def test_what_cannot_be_read_at_all(name: str, files: dict[str, str], reason: str) -> None:
    """When nothing can be read, one sentence says why and what is taken."""
    with pytest.raises(DatasetUnreadable) as caught:
        read(name, dict(files))

    assert reason in caught.value.sentence
    assert "Ground Truth manifests, COCO, YOLO, CSV" in caught.value.sentence


@pytest.mark.parametrize(
    ("module", "limit", "value"),
    [
        (files_module, "MAX_LINE", 100),
        (files_module, "MAX_FILE", 300),
        (reading_module, "MAX_ENTRIES", 2),
    ],
)
def test_files_are_bounded(
    monkeypatch: pytest.MonkeyPatch, module: object, limit: str, value: int
) -> None:
    """Lines, files and counts of images beyond the limits are refused (here with lower ones)."""
    monkeypatch.setattr(module, limit, value)
    text = "\n".join(line(**boxes()).replace("a.jpg", f"{n}.jpg") for n in range(3))

    with pytest.raises(DatasetTooLarge, match="too large"):
        read("ground-truth", {"a.manifest": text})


def test_documents_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """COCO is read as a whole, so it has a lower limit."""
    monkeypatch.setattr(coco_format, "MAX_BYTES", 10)

    with pytest.raises(DatasetTooLarge, match="too large"):
        read("coco", {"a.json": coco()})


def test_bad_lines_are_counted_and_the_first_are_kept() -> None:
    """A file of nothing but bad lines does not fill the memory."""
    found = read("ground-truth", {"a.manifest": line(**boxes()) + "\nx" * 500})

    assert (len(found.bad), found.bad_count) == (100, 500)


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["output.manifest"], "ground-truth"),
        (["TRAIN.JSONL"], "ground-truth"),
        (["instances_train.json", "images/a.jpg"], "coco"),
        (["data.yaml", "images/a.jpg", "labels/a.txt"], "yolo"),
        (["images/a.jpg", "labels/a.txt", "image-labels.csv"], "yolo"),
        (["annotations.csv", "images/a.jpg"], "csv"),
        (["dog/a.jpg", "_boxes.csv"], "folders"),
        (["dog/a.jpg", "readme.txt"], "folders"),
        (["a.jpg"], None),
        (["readme.txt"], None),
        ([], None),
    ],
)
def test_formats_are_recognised(paths: list[str], name: str | None) -> None:
    """A listing, or one file's name, tells the format."""
    found = recognise(paths)

    assert (found.name if found else None) == name


def test_a_folder_of_this_machine(tmp_path: Path) -> None:
    """A folder is read as a zip is; what lies outside of it is not."""
    (tmp_path / "secret.jpg").write_bytes(b"no")
    root = tmp_path / "set"
    (root / "dog").mkdir(parents=True)
    (root / "dog/a.jpg").write_bytes(b"yes")
    (root / "dog/link.jpg").symlink_to(tmp_path / "secret.jpg")
    files = FolderFiles(root, lambda data: (len(data), 1))

    assert [entry.reference for entry in FORMATS["folders"].read(files).entries] == ["dog/a.jpg"]
    assert files.size("dog/a.jpg") == (3, 1)
    for path in ("../secret.jpg", "dog/link.jpg", "none.jpg"):
        with pytest.raises(KeyError):
            files.open(path)


def test_a_table_whose_first_line_is_damaged() -> None:
    """A table without a readable first line is refused with a sentence, not with a crash."""
    with pytest.raises(DatasetUnreadable, match="the quotes of this line do not fit"):
        read("csv", {"a.csv": "image,label\rx,y\r"})
