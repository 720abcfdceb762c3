"""The embedded detector, and its life: its weights are in memory, or they are not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from bot.core.errors import ModelNotRunning, RekogError
from bot.core.model import Detected, Frame, ModelState, ModelStatus
from bot.core.ports import FrameFitter
from bot.detect.local import faces, memory, networks
from bot.detect.local.networks import Networks
from bot.detect.local.switch import Switch

MARKER = "local-model.stopped"
_NO_FACES = "Faces are not looked for: the face library has no build for this machine."


class LocalModel:
    """Finds faces (with boxes) and names the picture, on this machine's processor.

    It is a detector and a model in one: started and stopped like the ones in the cloud. It runs
    unless it was stopped; whether it was is kept in the data folder, for this process and every
    other one. Several threads may call it at once.

    Args:
        fitter: scales frames for the networks.
        data_dir: for the converted network and for what was stopped; made when needed.
        threads: that one detection may use; several detections run side by side anyway.
        load: brings the networks into memory; those of the packages when not given.
    """

    name = "local"

    def __init__(
        self,
        fitter: FrameFitter,
        data_dir: Path,
        threads: int = 1,
        load: Callable[[], Networks] | None = None,
    ) -> None:
        self._load = load or (lambda: networks.load(data_dir, fitter, threads))
        self._switch = Switch(data_dir / MARKER)
        self._lock = threading.Lock()
        self._networks: Networks | None = None
        self._loading = False
        self._failure = ""

    @property
    def in_memory(self) -> bool:
        """Whether this process holds the weights."""
        return self._networks is not None

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find faces and labels, highest confidence first.

        Args:
            frame: upright.
            min_confidence: percent, for both; `None` for 80 % for faces and 50 % for labels.

        Raises:
            ModelNotRunning: it was stopped.
            WeightsMissing: a file of the packages is missing, or not the one that is known.
            DetectionFailed: the network could not be run.
        """
        return self._running().detect(frame, min_confidence)

    def status(self) -> ModelStatus:
        """Look now. Running means that the weights are in memory, or come with the next frame."""
        state, held = self._state(), self._networks
        with_faces = faces.available() if held is None else held.faces is not None
        return ModelStatus(
            state,
            networks.version(with_faces),
            self._failure or ("" if with_faces else _NO_FACES),
        )

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        """Bring the weights into memory, and remember that the model runs. There are no units.

        Raises:
            WeightsMissing: a file of the packages is missing, or not the one that is known.
        """
        with self._lock:
            self._loaded()
            self._switch.turn_on()

    def stop(self) -> None:
        """Drop the weights, and remember that the model is stopped.

        Detections under way are finished; other processes drop theirs when they next look.
        """
        with self._lock:
            self._switch.turn_off()
            self._failure = ""
            self._drop()

    def _state(self) -> ModelState:
        if self._loading:
            return ModelState.STARTING
        if self._switch.is_off():
            self._drop()
            return ModelState.STOPPED
        return ModelState.FAILED if self._failure else ModelState.RUNNING

    def _running(self) -> Networks:
        if not self._switch.is_off() and (held := self._networks) is not None:
            return held
        with self._lock:
            if self._switch.is_off():
                self._drop()
                raise ModelNotRunning(state=ModelState.STOPPED.value)
            return self._loaded()

    def _loaded(self) -> Networks:
        """The networks, brought into memory where they are not; the lock is held."""
        if self._networks is not None:
            return self._networks
        self._loading, self._failure = True, ""
        try:
            self._networks = self._load()
        except RekogError as error:
            self._failure = error.sentence
            raise
        finally:
            self._loading = False
        return self._networks

    def _drop(self) -> None:
        if self._networks is not None:
            self._networks = None
            memory.give_back()
