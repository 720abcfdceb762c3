"""The embedded detector as a whole: what it finds, and its life."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.core.errors import ModelNotRunning, WeightsMissing
from bot.core.model import ModelState
from bot.core.ports import Detector, Model
from bot.detect.local import LocalModel, faces, networks
from bot.detect.local.networks import Networks
from bot.media import PillowFitter
from tests.detect.local.pictures import needs_faces, photograph, plain


@pytest.fixture
def make(data_dir: Path, tmp_path: Path) -> Callable[..., LocalModel]:
    """Models that share a marker of their own and the network of all tests."""

    def made(load: Callable[[], Networks] | None = None) -> LocalModel:
        fitter = PillowFitter()
        usual = lambda: networks.load(data_dir, fitter, 1)  # noqa: E731
        return LocalModel(fitter, tmp_path, load=load or usual)

    return made


def test_it_fits_both_ports(model: LocalModel) -> None:
    """It is a detector and a model."""
    detector: Detector = model
    life: Model = model

    assert detector.name == "local"
    assert life.status().state is ModelState.RUNNING


@needs_faces
def test_faces_and_labels_come_together(model: LocalModel) -> None:
    """The cameraman has a face with a box and a tripod without one, the surer first."""
    detected = model.detect(photograph("camera.png"), None)

    assert [each.label for each in detected.detections] == ["Tripod", "Face"]
    assert [each.box is None for each in detected.detections] == [True, False]
    assert faces.VERSION in detected.model_version
    assert "EfficientNet-Lite0" in detected.model_version


def test_a_cat_is_a_cat(model: LocalModel) -> None:
    """A photograph of a cat is answered with the cat, and with nothing else."""
    detected = model.detect(photograph("chelsea.png"), None)

    assert [each.label for each in detected.detections] == ["Cat"]


def test_a_plain_frame_has_nothing(model: LocalModel) -> None:
    """Where nothing is, nothing is found."""
    assert model.detect(plain(640, 480), None).detections == ()


def test_min_confidence_holds_for_both(model: LocalModel) -> None:
    """What is asked for bounds faces and labels alike, and lets more in when it is low."""
    frame = photograph("astronaut.png")

    low = model.detect(frame, 5).detections
    high = model.detect(frame, 99).detections

    assert len(low) > 1
    assert all(each.confidence >= 5 for each in low)
    assert list(low) == sorted(low, key=lambda each: -each.confidence)
    assert high == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (3, 5), (333, 17), (64, 64)])
def test_odd_sizes_are_answered(model: LocalModel, size: tuple[int, int]) -> None:
    """A frame of any shape gets an answer."""
    assert model.detect(plain(*size), 20).detections == ()


def test_four_threads_detect_the_same(model: LocalModel) -> None:
    """Workers side by side get what one alone gets."""
    frames = [photograph("camera.png"), photograph("chelsea.png")] * 4
    alone = [model.detect(frame, 10) for frame in frames]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda frame: model.detect(frame, 10), frames)) == alone


def test_it_runs_unless_it_was_stopped(make: Callable[..., LocalModel]) -> None:
    """A fresh installation detects at once; the weights come with the first frame."""
    model = make()

    before = model.in_memory
    model.detect(plain(64, 64), None)

    assert not before
    assert model.in_memory
    assert model.status().state is ModelState.RUNNING


def test_stopping_frees_the_weights(data_dir: Path, tmp_path: Path) -> None:
    """After a stop, nothing holds the networks any more."""
    held: list[weakref.ref[object]] = []

    def load() -> Networks:
        loaded = networks.load(data_dir, PillowFitter(), 1)
        held.append(weakref.ref(loaded.labels._session))
        return loaded

    model = LocalModel(PillowFitter(), tmp_path, load=load)
    model.start()
    alive = held[0]() is not None
    model.stop()
    gc.collect()

    assert alive
    assert held[0]() is None
    assert not model.in_memory
    assert model.status().state is ModelState.STOPPED


def test_a_stopped_model_does_not_detect(make: Callable[..., LocalModel]) -> None:
    """Detecting with a stopped model says that it is stopped, and starting mends that."""
    model = make()
    model.stop()

    with pytest.raises(ModelNotRunning, match="stopped"):
        model.detect(plain(64, 64), None)
    model.start()
    assert model.in_memory
    assert model.detect(plain(64, 64), None).detections == ()


def test_a_stop_outlives_the_process(make: Callable[..., LocalModel]) -> None:
    """A new process finds the model stopped."""
    make().stop()

    assert make().status().state is ModelState.STOPPED


def test_two_processes_share_one_model(make: Callable[..., LocalModel]) -> None:
    """The shell stops what the bot runs, the bot drops its weights, and back again."""
    bot, shell = make(), make()
    bot.start()

    shell.stop()
    stopped = bot.status().state
    dropped = not bot.in_memory
    shell.start()

    assert stopped is ModelState.STOPPED
    assert dropped
    assert bot.status().state is ModelState.RUNNING
    assert bot.detect(plain(64, 64), None).detections == ()


def test_a_detection_drops_the_weights_of_a_stopped_model(
    make: Callable[..., LocalModel],
) -> None:
    """When another process stopped the model, the next detection frees the memory."""
    bot, shell = make(), make()
    bot.start()
    shell.stop()

    with pytest.raises(ModelNotRunning):
        bot.detect(plain(64, 64), None)
    assert not bot.in_memory


def test_starting_and_stopping_twice_is_fine(make: Callable[..., LocalModel]) -> None:
    """A start of a running model and a stop of a stopped one change nothing."""
    model = make()

    model.start()
    model.start()
    running = model.status().state
    model.stop()
    model.stop()

    assert running is ModelState.RUNNING
    assert model.status().state is ModelState.STOPPED


def test_it_is_starting_while_the_weights_are_read(
    make: Callable[..., LocalModel], data_dir: Path
) -> None:
    """Whoever looks during the start reads that it starts."""
    reading, go_on = threading.Event(), threading.Event()

    def slowly() -> Networks:
        reading.set()
        assert go_on.wait(30)
        return networks.load(data_dir, PillowFitter(), 1)

    model = make(slowly)
    model.stop()
    starting = threading.Thread(target=model.start)
    starting.start()
    try:
        assert reading.wait(30)
        seen = model.status().state
    finally:
        go_on.set()
        starting.join(30)

    assert seen is ModelState.STARTING
    assert model.status().state is ModelState.RUNNING


def test_the_weights_are_read_once_for_all_threads(
    make: Callable[..., LocalModel], data_dir: Path
) -> None:
    """Workers that begin together wait for one reading."""
    readings: list[int] = []

    def counted() -> Networks:
        readings.append(1)
        return networks.load(data_dir, PillowFitter(), 1)

    model = make(counted)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: model.detect(plain(64, 64), None), range(8)))

    assert readings == [1]


def test_missing_weights_are_told(make: Callable[..., LocalModel], data_dir: Path) -> None:
    """Without its weights the model has failed, says why, and starts once they are there."""
    there: list[bool] = []

    def load() -> Networks:
        if not there:
            raise WeightsMissing(file="weights.pth")
        return networks.load(data_dir, PillowFitter(), 1)

    model = make(load)
    model.stop()
    with pytest.raises(WeightsMissing):
        model.start()
    stopped = model.status()
    model._switch.turn_on()
    with pytest.raises(WeightsMissing):
        model.detect(plain(64, 64), None)
    failed = model.status()
    there.append(True)
    model.start()

    assert stopped.state is ModelState.STOPPED
    assert failed.state is ModelState.FAILED
    assert "weights.pth" in failed.message
    assert model.status().state is ModelState.RUNNING


def test_without_the_face_library_there_are_labels(
    make: Callable[..., LocalModel], data_dir: Path
) -> None:
    """A machine that the face library has no build for gets labels, and its status says so."""

    def load() -> Networks:
        loaded = networks.load(data_dir, PillowFitter(), 1)
        return Networks(loaded.fitter, None, loaded.labels)

    model = make(load)
    detected = model.detect(photograph("camera.png"), None)
    status = model.status()

    assert [each.label for each in detected.detections] == ["Tripod"]
    assert detected.model_version == "EfficientNet-Lite0"
    assert status.version == "EfficientNet-Lite0"
    assert "Faces are not looked for" in status.message
