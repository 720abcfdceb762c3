"""The embedded detector learns from a few images, and its answers follow the version in use."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from skimage import data

from bot.core.dataset import Annotation, Dataset, LabelledImage, Split
from bot.core.errors import ModelDamaged, WeightsMissing
from bot.core.model import Frame, Image, PixelBox
from bot.core.versions import ModelVersion, Training
from bot.detect.local import LocalModel, LocalTrainer, embedder, without_label
from bot.detect.local.learned import Learned, dump, load
from bot.detect.local.packaged import PackagedFile
from bot.detect.local.people import PRIOR, People, learn, named
from bot.detect.local.school import Seen, lesson
from bot.detect.local.whole import Whole
from bot.media import PillowFitter, PillowReader

READER = PillowReader(50_000_000)
EMPTY = Whole((), np.zeros((0, 0)), np.zeros(0))
VERSION = ModelVersion(1, "local", Training.DONE, 1, "", "U1", 1.0)


def picture(array: np.ndarray, **changes: float) -> Image:
    """A photograph as PNG, a little brighter or darker and cut off at the edge."""
    shown = Picture.fromarray(array).convert("RGB")
    cut = int(changes.get("cut", 0))
    shown = shown.crop((cut, cut, shown.width, shown.height))
    shown = shown.point(lambda value: min(255, int(value * changes.get("light", 1.0))))
    out = io.BytesIO()
    shown.save(out, "PNG")
    return Image(out.getvalue(), "a.png")


def sample(name: str) -> np.ndarray:
    """A photograph that scikit-image brings."""
    shown: np.ndarray = getattr(data, name)()
    return shown


ADA = [picture(sample("astronaut"), light=x, cut=y) for x, y in ((1, 0), (0.8, 20), (1.1, 40))]
COINS = [picture(sample("coins"), light=light) for light in (1, 0.9, 0.8, 0.7)]
COFFEE = [picture(sample("coffee"), light=light) for light in (1, 0.9, 0.8, 0.7)]
CAT = picture(sample("chelsea"))


class Shelf:
    """Kept images, and a dataset of them."""

    def __init__(self) -> None:
        self.images: dict[str, Image] = {}
        self.labelled: list[LabelledImage] = []

    def add(self, image: Image, *labels: str, box: PixelBox | None = None) -> None:
        key = str(len(self.images))
        self.images[key] = image
        frame = READER.read(image)
        annotations = tuple(Annotation(label, box) for label in labels)
        self.labelled.append(
            LabelledImage(key, "a.png", frame.width, frame.height, annotations, Split.TRAIN, key)
        )

    @property
    def dataset(self) -> Dataset:
        return Dataset(1, tuple(self.labelled))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def models() -> dict[int, bytes]:
    return {}


@pytest.fixture
def trainer(shelf: Shelf, models: dict[int, bytes], folder: Path) -> LocalTrainer:
    return LocalTrainer(
        read=shelf.images.get,
        load_model=models.get,
        reader=READER,
        fitter=PillowFitter(),
        data_dir=folder,
    )


@pytest.fixture
def detector(models: dict[int, bytes], folder: Path) -> LocalModel:
    """Uses the newest version there is."""

    def in_use() -> tuple[int, int] | None:
        return (max(models), 0) if models else None

    return LocalModel(PillowFitter(), folder, in_use=in_use, load_model=models.get)


def frame(image: Image) -> Frame:
    return READER.read(image)


def taught(trainer: LocalTrainer, shelf: Shelf) -> bytes:
    state = trainer.look(VERSION, shelf.dataset)
    assert state.training is Training.DONE, state.message
    assert state.model is not None
    return state.model


def test_one_photograph_teaches_a_person(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], detector: LocalModel
) -> None:
    """A person is known from one photograph, with a box, and a cat is nobody."""
    shelf.add(ADA[0], "Ada")
    models[1] = taught(trainer, shelf)

    found = detector.detect(frame(ADA[1]), None)
    cat = detector.detect(frame(CAT), None)

    (ada,) = found.detections
    assert (ada.label, found.model_version) == ("Ada", "v1 (local)")
    assert ada.confidence > 90
    assert ada.box is not None
    assert cat.detections == ()
    assert detector.status().version == "v1 (local)"


def test_labels_of_the_whole_image(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], detector: LocalModel
) -> None:
    """Labels without boxes are learned against each other, and come without boxes."""
    for coins, coffee in zip(COINS[:3], COFFEE[:3], strict=True):
        shelf.add(coins, "Coins")
        shelf.add(coffee, "Coffee")
    models[1] = taught(trainer, shelf)

    found = detector.detect(frame(COFFEE[3]), None).detections

    assert [(each.label, each.box) for each in found] == [("Coffee", None)]


def test_objects_with_boxes_are_learned_without(trainer: LocalTrainer, shelf: Shelf) -> None:
    """Boxes on what is no face are taken for the image, and people are told."""
    for coins in COINS[:3]:
        shelf.add(coins, "Coins", box=PixelBox(10, 10, 60, 60))
    shelf.add(COFFEE[0])

    state = trainer.look(VERSION, shelf.dataset)

    assert "Coins: drawn with boxes that are no faces" in state.message
    assert state.model is not None
    assert load(state.model).whole.labels == ("Coins",)


def test_a_switch_fails_no_detection(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], detector: LocalModel
) -> None:
    """While versions are switched to and fro every picture is answered by one of them."""
    shelf.add(ADA[0], "Ada")
    models[1] = taught(trainer, shelf)
    known = load(models[1])
    renamed = People(("Eve",), known.people.rows, known.people.owners, known.people.images)
    versions = [models[1], dump(Learned(renamed, EMPTY))]
    stop, looked = threading.Event(), frame(ADA[1])
    said: set[str] = set()

    def look() -> None:
        while not stop.is_set():
            said.update(each.label for each in detector.detect(looked, None).detections)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(2, 12):
        models[number] = versions[number % 2]
        detector.detect(looked, None)
    stop.set()
    for thread in threads:
        thread.join()

    assert said == {"Ada", "Eve"}


def test_a_damaged_version_is_not_used(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], detector: LocalModel
) -> None:
    """What cannot be read does not take the place of the version before."""
    shelf.add(ADA[0], "Ada")
    models[1] = taught(trainer, shelf)
    detector.detect(frame(ADA[0]), None)
    models[2] = models[1][:-50]

    found = detector.detect(frame(ADA[1]), None)

    assert found.model_version == "v1 (local)"
    with pytest.raises(ModelDamaged, match="use previous"):
        load(models[2])


def test_a_damaged_version_alone(models: dict[int, bytes], detector: LocalModel) -> None:
    """Where no version goes before, the detector as it came does not answer in its place."""
    models[1] = b"damaged"

    for _ in range(2):
        with pytest.raises(ModelDamaged, match="use previous"):
            detector.detect(frame(ADA[0]), None)


def test_a_database_that_is_away_for_a_moment(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], folder: Path
) -> None:
    """A version that cannot be loaded just now is loaded later; until then the last one serves."""
    shelf.add(ADA[0], "Ada")
    models[1] = models[2] = taught(trainer, shelf)
    used, away = [(1, 0)], [False]

    def load_model(number: int) -> bytes | None:
        if away[0]:
            raise OSError("the database is away")
        return models[number]

    detector = LocalModel(PillowFitter(), folder, in_use=lambda: used[0], load_model=load_model)
    detector.detect(frame(ADA[0]), None)
    used[0], away[0] = (2, 0), True
    meanwhile = detector.detect(frame(ADA[0]), None).model_version
    away[0] = False

    assert meanwhile == "v1 (local)"
    assert detector.detect(frame(ADA[0]), None).model_version == "v2 (local)"


def test_a_deletion_reaches_who_holds_the_version(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], folder: Path
) -> None:
    """Whoever is deleted from the version in use is not recognised from the next picture on."""
    shelf.add(ADA[0], "Ada")
    models[1] = taught(trainer, shelf)
    revision = [0]
    detector = LocalModel(
        PillowFitter(), folder, in_use=lambda: (1, revision[0]), load_model=models.get
    )
    before = detector.detect(frame(ADA[1]), None).detections
    models[1], revision[0] = without_label(models[1], "Ada"), 1

    assert [each.label for each in before] == ["Ada"]
    assert detector.detect(frame(ADA[1]), None).detections == ()


def test_a_label_is_deleted(trainer: LocalTrainer, shelf: Shelf) -> None:
    """Nothing of a person is left in a model from which they were deleted."""
    shelf.add(ADA[0], "Ada")
    shelf.add(COINS[0], "Coins")
    shelf.add(COFFEE[0])
    model = taught(trainer, shelf)

    left = load(without_label(model, "Ada"))

    assert load(model).labels == ("Ada", "Coins")
    assert left.labels == ("Coins",)
    assert len(left.people.rows) == 0
    assert without_label(model, "Bob") == model


def test_images_that_cannot_teach(trainer: LocalTrainer, shelf: Shelf) -> None:
    """Images without a face, and images that are gone, are left out and counted."""
    shelf.add(ADA[0], "Ada")
    shelf.add(ADA[1], "Ada")
    shelf.add(ADA[2], "Ada")
    shelf.add(CAT, "Ada")
    shelf.add(ADA[2], "Ada")
    del shelf.images["4"]

    state = trainer.look(VERSION, shelf.dataset)

    assert state.training is Training.DONE
    assert "In 1 images of a person no face was found" in state.message
    assert "1 images are gone" in state.message


def test_a_label_that_nothing_is_set_against(trainer: LocalTrainer, shelf: Shelf) -> None:
    """One label of the whole image alone cannot be learned, which is said before."""
    shelf.add(COINS[0], "Coins")

    assert "such as Coins" in trainer.problems(shelf.dataset)[0]
    assert trainer.problems(Dataset(0, ())) != ()
    assert trainer.estimate(shelf.dataset).dollars == 0


def test_the_judge_tells_all(trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes]) -> None:
    """For the figures a version tells also what it is not sure of."""
    shelf.add(ADA[0], "Ada")
    shelf.add(COINS[0], "Coins")
    shelf.add(COFFEE[0])
    models[1] = taught(trainer, shelf)

    told = trainer.judge(VERSION)(shelf.labelled[0])

    assert {each.label for each in told} == {"Ada", "Coins"}
    assert trainer.thresholds(VERSION) == 50.0
    with pytest.raises(ModelDamaged):
        trainer.judge(ModelVersion(9, "local", Training.DONE, 1, "", "U1", 1.0))


def test_boxes_are_proposed(
    trainer: LocalTrainer, shelf: Shelf, models: dict[int, bytes], detector: LocalModel
) -> None:
    """Faces are proposed without a name, and with it once it is known."""
    before = detector.propose(frame(ADA[1]))
    shelf.add(ADA[0], "Ada")
    models[1] = taught(trainer, shelf)
    after = detector.propose(frame(ADA[1]))

    assert [each.label for each in before] == [""]
    assert [each.label for each in after] == ["Ada"]


def test_strangers(folder: Path, models: dict[int, bytes]) -> None:
    """A face that is nobody's is left out, and shown as unknown on request."""
    far = People(("Bob",), np.full((1, 128), 9.0, np.float32), (0,), ("x",))
    models[1] = dump(Learned(far, EMPTY))
    asked = {"in_use": lambda: (1, 0), "load_model": models.get}
    quiet = LocalModel(PillowFitter(), folder, **asked)  # type: ignore[arg-type]
    open_ = LocalModel(PillowFitter(), folder, **asked, show_unknown=True)  # type: ignore[arg-type]

    assert quiet.detect(frame(ADA[0]), None).detections == ()
    assert [each.label for each in open_.detect(frame(ADA[0]), None).detections] == ["unknown"]


def test_weights_that_are_others(folder: Path) -> None:
    """A weights file with another content is not used."""
    wrong = PackagedFile(embedder.WEIGHTS.package, embedder.WEIGHTS.path, "0" * 64)

    with pytest.raises(WeightsMissing, match="dlib_face_recognition_resnet_model_v1"):
        embedder.embedder(folder, 1, wrong)


def test_thresholds_come_from_training_faces() -> None:
    """With enough faces the threshold divides them, within its band; with one it is the prior."""
    lot = np.random.default_rng(1)
    centres = lot.normal(size=(4, 128)) / 11
    rows = np.array([c + lot.normal(size=128) / 60 for c in centres for _ in range(8)], np.float32)
    owners = [place for place in range(4) for _ in range(8)]

    many = learn("ABCD", rows, owners, ["i"] * 32, rows[:0])
    one = learn("A", rows[:1], [0], ["i"], rows[:0])

    assert 0.43 <= many.threshold <= 0.56
    assert one.threshold == PRIOR
    best = many.confidences(rows)
    assert (best.argmax(1) == owners).all()
    assert best.max(1).min() > 50


def test_the_main_face_of_a_portrait() -> None:
    """In the one photograph of a person the face that is clearly the widest is meant."""
    faces = np.eye(2, 128, dtype=np.float32)

    def owners(*widths: int) -> list[int]:
        boxes = tuple(PixelBox(0, 0, width, width) for width in widths)
        shown = LabelledImage("a", "a.png", 99, 99, (Annotation("Ada"),))
        return lesson([Seen(shown, boxes, faces, np.zeros(1, np.float32))]).owners

    assert owners(20, 50) == [0]
    assert owners(50, 45) == []


def test_each_name_once() -> None:
    """In one image nobody is at two places, and no face has two names."""
    percents = np.array([[90.0, 80.0], [95.0, 10.0], [70.0, 60.0]])

    assert [(face, person) for face, person, _ in named(percents)] == [(1, 0), (0, 1)]
