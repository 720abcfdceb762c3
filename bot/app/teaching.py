"""What the team teaches, wired: labelling, trainings, model versions, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.app.figure_cards import FigureCards
from bot.app.fleet import switching, trials
from bot.app.state import State
from bot.app.timing import PRODUCTION, Timing
from bot.app.trainers import trainer
from bot.app.wiring import Parts, rate
from bot.core.attempts import Journal
from bot.core.model import Image, S3Object
from bot.core.permission import Permission
from bot.core.ports import Board, Gallery, JobQueue, Replies
from bot.core.requests import FollowRequest, SwitchRequest, TrialRequest
from bot.core.switching import Life, Switching
from bot.core.teaching import Teaching, TeachingTools
from bot.core.training_commands import TrainingCommands
from bot.core.training_jobs import TrainingJobs
from bot.core.trial import Trials, estimate
from bot.core.versions import Estimate, ModelVersion, Trainer, Versions
from bot.detect.local import without_label
from bot.media import kept_image
from bot.settings import Settings
from bot.train.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Taught:
    """What works with labels and model versions.

    Attributes:
        teaching: takes what people say about images.
        exchange: datasets in and out of files.
        trainer: of the detector; `None` for one that cannot be taught.
    """

    teaching: Teaching
    exchange: Exchange
    trainer: Trainer | None


def taught(settings: Settings, made: Parts, state: State) -> Taught:
    """Wire it by the settings."""
    labelling, steps = state.store.labelling, made.steps
    tools = TeachingTools(
        labelling, steps.fetcher, steps.reader, kept_image, made.clock, steps.frames
    )
    teaching = Teaching(tools)

    def fetch(place: S3Object) -> Image:
        return steps.fetcher.fetch(place)

    return Taught(
        teaching, Exchange(labelling, teaching, fetch), trainer(settings, state, made.clock)
    )


@dataclass(frozen=True, slots=True)
class TeachingJobs:
    """What the workers run.

    Attributes:
        exchange: datasets in and out of files.
        commands: about the dataset and the model versions.
        training: follows a training; `None` for a detector that cannot be taught.
        switching: between running model versions; `None` where that is done at once.
        trials: measure versions that are not in use; `None` where none needs to run for that.
    """

    exchange: Exchange
    commands: TrainingCommands
    training: TrainingJobs | None
    switching: Switching | None = None
    trials: Trials | None = None

    def follow(self, request: FollowRequest, journal: Journal) -> None:
        """Look at a training; one of a detector that is not set any more is left alone."""
        if self.training is not None:
            self.training.run(request, journal)

    def switch(self, request: SwitchRequest, journal: Journal) -> None:
        """Take the next step of a switch."""
        if self.switching is not None:
            self.switching.run(request, journal)

    def try_out(self, request: TrialRequest, journal: Journal) -> None:
        """Take the next step of a trial."""
        if self.trials is not None:
            self.trials.run(request, journal)


def teaching_jobs(
    settings: Settings,
    made: Parts,
    state: State,
    *,
    permission: Permission,
    replies: Replies,
    board: Board,
    gallery: Gallery,
    jobs: JobQueue,
    timing: Timing = PRODUCTION,
    life: Life | None = None,
) -> TeachingJobs:
    """Wire what people ask of the dataset and the model versions.

    Without the life of the model in use, nothing that runs is switched.
    """
    found, cloud = taught(settings, made, state), made.cloud
    store, exchange = state.store, found.exchange
    commands = TrainingCommands(
        settings.detector,
        found.trainer,
        labelling=store.labelling,
        versions=store.versions,
        permission=permission,
        replies=replies,
        board=board,
        jobs=jobs,
        audit=store.audit,
        clock=made.clock,
        at_once=settings.detector == "local",
        forget=Forgetting(store.versions, settings.detector).forget,
        base=cloud.base if cloud is not None else ModelVersion.base(settings.detector),
        trial=_trial(settings) if cloud is not None else None,
    )
    if found.trainer is None:
        return TeachingJobs(exchange, commands, None)
    training = TrainingJobs(
        found.trainer,
        labelling=store.labelling,
        versions=store.versions,
        board=board,
        gallery=gallery,
        figures=FigureCards(made.steps.reader, store.labelling.image),
        jobs=jobs,
        clock=made.clock,
        look_seconds=timing.training,
    )
    if life is None or cloud is None:
        return TeachingJobs(exchange, commands, training)
    over = switching(
        settings, cloud, state, made.clock, board=board, jobs=jobs, timing=timing, life=life
    )
    tried = trials(
        settings,
        cloud,
        state,
        made.clock,
        board=board,
        jobs=jobs,
        timing=timing,
        life=life,
        measure=training.run,
    )
    return TeachingJobs(exchange, commands, training, over, tried)


def _trial(settings: Settings) -> Callable[[int], Estimate]:
    """What it takes to start a version for so many test images."""
    price = settings.life.price_per_unit_hour
    return lambda images: estimate(images, rate(settings, 1), price)


LABEL_DELETED = "A label was deleted from it, so its figures were dropped."


class Forgetting:
    """Deletes what model versions have learned of a label."""

    def __init__(self, versions: Versions, detector: str) -> None:
        self._versions = versions
        self._detector = detector

    def forget(self, label: str) -> int:
        """Take a label out of every model that is kept here; how many knew it."""
        count = 0
        for version in self._versions.all(self._detector):
            model = self._versions.model(version.number)
            if model is None:
                continue
            left = without_label(model, label)
            if left != model:
                self._versions.replace_model(version.number, left, LABEL_DELETED)
                count += 1
        return count
