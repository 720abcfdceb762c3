"""Faces are found where they are, on any frame, by several threads at once."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from bot.core.errors import WeightsMissing
from bot.core.model import Detection, Frame, RgbPixels
from bot.detect.local import faces
from bot.detect.local.faces import FaceFinder
from bot.detect.local.packaged import PackagedFile
from bot.media import PillowFitter
from tests.detect.local.pictures import SHARED, from_file, needs_faces, photograph, plain


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    found = faces.face_finder(threads=1)
    assert found is not None
    return found


def find(finder: FaceFinder, frame: Frame, least: float = 80.0) -> list[Detection]:
    return finder.find(PillowFitter().shrink(frame, faces.LONGEST_SIDE), least)


@needs_faces
def test_the_astronaut_has_one_face_where_it_is(finder: FaceFinder) -> None:
    """On the photograph of Eileen Collins, there is one box, and its middle is her face."""
    (face,) = find(finder, photograph("astronaut.png"))

    assert face.label == "Face"
    assert 80 <= face.confidence <= 100
    assert face.box is not None
    assert 190 / 512 < face.box.left + face.box.width / 2 < 255 / 512
    assert 90 / 512 < face.box.top + face.box.height / 2 < 150 / 512
    assert 60 / 512 < face.box.width < 130 / 512


@needs_faces
def test_landmarks_lie_as_in_a_face(finder: FaceFinder) -> None:
    """Eyes are above the nose, the mouth is below, left is left; all within the box."""
    (face,) = find(finder, photograph("astronaut.png"))
    points = {point["Type"]: (point["X"], point["Y"]) for point in face.details["Landmarks"]}

    assert face.box is not None
    assert points["eyeLeft"][0] < points["nose"][0] < points["eyeRight"][0]
    assert points["mouthLeft"][0] < points["mouthRight"][0]
    assert points["eyeLeft"][1] < points["nose"][1] < points["mouthLeft"][1]
    for x, y in points.values():
        assert face.box.left < x < face.box.left + face.box.width
        assert face.box.top < y < face.box.top + face.box.height


@needs_faces
@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_the_size_of_the_frame_does_not_matter(finder: FaceFinder, scale: float) -> None:
    """The same photograph, smaller or larger, has its face in the same place."""
    frame = photograph("astronaut.png")
    side = int(512 * scale)
    scaled = Frame(frame.pixels.resize((side, side)), side, side)

    (face,), (again,) = find(finder, frame), find(finder, scaled)

    assert face.box is not None
    assert again.box is not None
    assert again.box.left == pytest.approx(face.box.left, abs=0.03)
    assert again.box.top == pytest.approx(face.box.top, abs=0.03)


@needs_faces
@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "rocket.jpg", "coins.png"])
def test_photographs_without_people_have_no_face(finder: FaceFinder, name: str) -> None:
    """Neither a cat nor a cup, a rocket or coins are taken for a face."""
    assert find(finder, photograph(name)) == []


@needs_faces
def test_min_confidence_is_obeyed(finder: FaceFinder) -> None:
    """What is asked for more surely than the face is found leaves it out; less lets more in."""
    frame = photograph("astronaut.png")
    (face,) = find(finder, frame)

    assert find(finder, frame, face.confidence) == [face]
    assert find(finder, frame, face.confidence + 0.5) == []
    assert len(find(finder, photograph("coffee.png"), 1.0)) > 0


@needs_faces
@pytest.mark.parametrize("seed", range(3))
def test_no_size_of_frame_does_harm(finder: FaceFinder, seed: int) -> None:
    """Frames of odd sizes from 1 pixel to 700, of noise, are survived and never overrun."""
    random = np.random.default_rng(seed)
    sides = [1, 2, 3, 5, 7, 15, 17, 31, 33, 63, 65, 127, 333, 639, 641, 699]
    for width in sides:
        height = int(random.choice(sides))
        noise = random.integers(0, 256, (height, width, 3), dtype=np.uint8)

        found = find(finder, Frame(PIL.Image.fromarray(noise), width, height), 0.0)

        for face in found:
            assert face.box is not None
            assert face.box == face.box.clamped()


@needs_faces
def test_a_plain_frame_has_no_face(finder: FaceFinder) -> None:
    """White, black and grey have nothing in them."""
    for colour in ("white", "black", "grey"):
        assert find(finder, plain(300, 200, colour), 1.0) == []


@needs_faces
def test_four_threads_find_the_same(finder: FaceFinder) -> None:
    """Side by side, threads find what one alone does."""
    frames = [photograph("astronaut.png"), photograph("camera.png"), photograph("coffee.png")] * 8
    alone = [find(finder, frame, 20.0) for frame in frames]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda frame: find(finder, frame, 20.0), frames))

    assert together == alone


@needs_faces
@pytest.mark.shared
def test_faces_on_news_photographs_are_found(finder: FaceFinder) -> None:
    """Of a hundred press photographs with somebody on each, 98 or more have a face in the middle.

    Each photograph is centred on its face, as Labeled Faces in the Wild is made.
    """
    paths = sorted((SHARED / "lfw10").rglob("*.jpg"))
    if not paths:
        pytest.skip("the photographs of Labeled Faces in the Wild are not here")
    found = [find(finder, from_file(path)) for path in paths]

    in_the_middle = [any(_is_in_the_middle(face) for face in each) for each in found]

    assert sum(in_the_middle) >= 0.98 * len(paths)
    assert sum(len(each) for each in found) <= 1.2 * len(paths)


def _is_in_the_middle(face: Detection) -> bool:
    assert face.box is not None
    across = face.box.left + face.box.width / 2
    down = face.box.top + face.box.height / 2
    return abs(across - 0.5) < 0.15 and abs(down - 0.5) < 0.15


@needs_faces
@pytest.mark.shared
@pytest.mark.parametrize(
    ("pattern", "people"),
    [(f"*_{people}.jpg", people) for people in (0, 2, 3, 4, 5, 6, 8)],
)
def test_groups_have_as_many_faces_as_people(finder: FaceFinder, pattern: str, people: int) -> None:
    """On photographs of groups, each face is found, and nothing else is taken for one."""
    paths = sorted((SHARED / "negatives").rglob(pattern))
    if not paths:
        pytest.skip("the photographs of groups are not here")

    assert [len(find(finder, from_file(path))) for path in paths] == [people] * len(paths)


def test_a_missing_library_means_no_faces(caplog: pytest.LogCaptureFixture) -> None:
    """Where the library has no build, there is no finder, and the log says so once."""
    missing = PackagedFile("no_such_package", "library.so", "0" * 64)

    assert faces.face_finder(1, missing) is None
    assert caplog.text.count("faces are not looked for") == 1


@needs_faces
def test_a_different_library_is_refused() -> None:
    """Code with another content than the known one is not loaded."""
    different = PackagedFile(faces.LIBRARY.package, faces.LIBRARY.path, "0" * 64)

    with pytest.raises(WeightsMissing):
        faces.face_finder(1, different)


@needs_faces
def test_a_library_that_does_not_load_means_no_faces(caplog: pytest.LogCaptureFixture) -> None:
    """A library that this machine cannot load is answered like a missing one."""
    text = Path(PIL.__file__).read_bytes()
    unloadable = PackagedFile("PIL", "__init__.py", hashlib.sha256(text).hexdigest())

    assert faces.face_finder(1, unloadable) is None
    assert "does not load" in caplog.text


@pytest.mark.parametrize(
    ("facts", "expected"),
    [("flags : sse2 avx fma cx16\n", True), ("flags : sse2 avx fma4\n", False), (None, False)],
)
@needs_faces
def test_the_processor_must_know_fma(tmp_path: Path, facts: str | None, expected: bool) -> None:
    """Without the instructions that the library uses unasked, it is not called."""
    path = tmp_path / "cpuinfo"
    if facts is not None:
        path.write_text(facts)

    assert faces.available(cpu_facts=path) is expected


@needs_faces
def test_a_frame_of_one_pixel_is_answered(finder: FaceFinder) -> None:
    """The smallest frame there can be has no face."""
    assert finder.find(RgbPixels(b"\x00\x00\x00", 1, 1), 0.0) == []
