"""The embedded detector, and its life: its weights are in memory, or they are not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot.core.errors import ModelNotRunning, RekogError
from bot.core.model import Detected, Detection, Frame, ModelState, ModelStatus
from bot.core.ports import FrameFitter
from bot.detect.geometry import strongest_first
from bot.detect.local import embedder, faces, memory, networks
from bot.detect.local.embedder import Embedder
from bot.detect.local.eyes import LEAST, Eyes, enough
from bot.detect.local.networks import Networks
from bot.detect.local.switch import Switch
from bot.detect.local.team import InUse, Team

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
        in_use: the team's model version; without it the detector stays as it came.
        load_model: what a version has learned.
        show_unknown: faces that the team's model does not know are shown as “unknown”.
    """

    name = "local"

    def __init__(
        self,
        fitter: FrameFitter,
        data_dir: Path,
        threads: int = 1,
        load: Callable[[], Networks] | None = None,
        *,
        in_use: InUse = lambda: None,
        load_model: Callable[[int], bytes | None] = lambda number: None,
        show_unknown: bool = False,
    ) -> None:
        self._embedder: Callable[[], Embedder] = partial(embedder.embedder, data_dir, threads)
        self._team = Team(in_use, load_model)
        self._eyes: Eyes | None = None
        self._show_unknown = show_unknown
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
            min_confidence: percent, for both; `None` for 80 % for faces and 50 % for labels, and
                for 50 % of what the team's model version has learned.

        Raises:
            ModelNotRunning: it was stopped.
            WeightsMissing: a file of the packages is missing, or not the one that is known.
            DetectionFailed: the network could not be run.
        """
        networks, held = self._running(), self._team.held()
        if held is None:
            return networks.detect(frame, min_confidence)
        answers, found = self._eyes_of(networks).candidates(frame, held.learned)
        least = LEAST if min_confidence is None else min_confidence
        given = enough(answers, found, least, unknown=self._show_unknown)
        return Detected(strongest_first(given), held.name)

    def propose(self, frame: Frame) -> tuple[Detection, ...]:
        """Boxes for people to name: faces, with a name where it is known, else without a label.

        Raises:
            ModelNotRunning: it was stopped.
            DetectionFailed: a network could not be run.
        """
        networks, held = self._running(), self._team.held()
        eyes = self._eyes_of(networks)
        if held is None or not held.learned.people.labels:
            found, _ = eyes.people(frame)
            return tuple(replace(face, label="") for face in found)
        answers, found = eyes.candidates(frame, held.learned)
        names = {each.box: each.label for each in answers if each.confidence >= LEAST}
        return tuple(replace(face, label=names.get(face.box, "")) for face in found)

    def _eyes_of(self, networks: Networks) -> Eyes:
        """With the network that tells faces apart, which is loaded when it is first needed."""
        eyes = self._eyes
        if eyes is None:
            with self._lock:
                eyes = self._eyes or Eyes(
                    networks.fitter, networks.faces, networks.labels, self._embedder()
                )
                self._eyes = eyes
        return eyes

    def status(self) -> ModelStatus:
        """Look now. Running means that the weights are in memory, or come with the next frame."""
        state, held = self._state(), self._networks
        with_faces = faces.available() if held is None else held.faces is not None
        team = self._team.held() if state is ModelState.RUNNING else None
        return ModelStatus(
            state,
            team.name if team is not None else networks.version(with_faces),
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
            self._networks = self._eyes = None
            self._team.drop()
            memory.give_back()
