"""A training, followed through its hours and across restarts, up to its figures."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.core import training_words as words
from bot.core.attempts import Journal
from bot.core.cards import Card
from bot.core.comparing import compare
from bot.core.dataset import Dataset, LabelledImage
from bot.core.errors import ModelNotRunning, RekogError
from bot.core.evaluation import Comparison, Evaluation
from bot.core.labelling import Labelling
from bot.core.measuring import evaluate
from bot.core.model import AnnotatedImage, Thread
from bot.core.ports import Board, Clock, Gallery, JobQueue
from bot.core.requests import FollowRequest
from bot.core.retries import kind_of
from bot.core.training_steps import ANEW, follow, training_key
from bot.core.versions import ModelVersion, Trainer, Training, TrainingState, Versions

log = logging.getLogger(__name__)

LOOK_SECONDS = 120.0
"""Between two looks at a training elsewhere; it takes hours."""
MOST_LOOKS = 5 * 24 * 30
"""Five days; the longest training that AWS's guide speaks of takes 24 hours."""
TELL_EVERY = 5
"""Looks between two changes of the message."""
NO_TESTS = (
    "There are no test images yet, so it could not be measured: a label needs three different "
    "images before one of them is kept for that."
)
TOO_LONG = "It was not there after five days, so I follow it no more. Train again."
NOT_MEASURED = (
    "On your test images as they are labelled now I measure it while it runs: `/rekog evaluate "
    "{name}` starts it for that when another one is in use."
)


class Figures(Protocol):
    """Draws an evaluation."""

    def card(
        self, evaluation: Evaluation, comparison: Comparison | None, title: str
    ) -> AnnotatedImage:
        """Figures, confusion matrix and curves on one picture."""

    def worst(
        self, evaluation: Evaluation, images: Sequence[LabelledImage], name: str
    ) -> AnnotatedImage | None:
        """The test images with the mistakes that weigh most; `None` without any to show.

        Args:
            evaluation: with the mistakes.
            images: as they are labelled now; those that are gone are left out.
            name: of the model version.
        """


class TrainingJobs:
    """What the workers run to follow a training.

    Args:
        trainer: of the detector.
        labelling: for the dataset that is learned.
        versions: where it is kept.
        board: the message that is kept up to date.
        gallery: where the figures are shown.
        figures: draws them.
        jobs: where the next look waits.
        clock: for the time of day.
        look_seconds: between two looks.
    """

    def __init__(
        self,
        trainer: Trainer,
        *,
        labelling: Labelling,
        versions: Versions,
        board: Board,
        gallery: Gallery,
        figures: Figures,
        jobs: JobQueue,
        clock: Clock,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._trainer = trainer
        self._labelling = labelling
        self._versions = versions
        self._board = board
        self._gallery = gallery
        self._figures = figures
        self._jobs = jobs
        self._clock = clock
        self._look_seconds = look_seconds

    def run(self, request: FollowRequest, journal: Journal) -> None:
        """Look at a training once, or measure a version anew; what comes next is submitted.

        Raises:
            RekogError: it could not be looked at just now.
        """
        version = self._versions.get(request.version)
        if version is None:
            return
        dataset = self._labelling.dataset(version.dataset)
        if request.look == ANEW:
            journal.step("measured", lambda: self._measured(version, request))
            return
        if version.training is Training.RUNS:
            state = self._look(version, dataset)
            if state.training is Training.RUNS and request.look >= MOST_LOOKS:
                state = TrainingState(Training.FAILED, TOO_LONG)
            if state.training is Training.RUNS:
                self._go_on(version, request, state)
                return
            self._end(version, state)
        # Also where a run of this job was cut off between the end and the word of it.
        journal.step("told", lambda: self._tell_end(version.number, request))

    def _look(self, version: ModelVersion, dataset: Dataset) -> TrainingState:
        """Ask for it where it was not asked for yet, and see how it stands.

        A training that was begun goes on elsewhere whether it can be seen or not, so that nothing
        but its own word ends it.
        """
        try:
            handle = version.handle or self._trainer.begin(version, dataset)
        except RekogError as error:
            if kind_of(error) is None:
                return TrainingState(Training.FAILED, error.sentence)
            return TrainingState(Training.RUNS, error.sentence)
        if handle != version.handle:
            _, version = self._versions.update(
                version.number, lambda kept: replace(kept, handle=handle)
            )
        try:
            return self._trainer.look(version, dataset)
        except RekogError as error:
            log.warning("%s cannot be seen: %s", version.name, error.sentence, exc_info=error)
            return TrainingState(Training.RUNS, error.sentence)

    def _go_on(self, version: ModelVersion, request: FollowRequest, state: TrainingState) -> None:
        if request.look % TELL_EVERY == 0:
            seconds = self._clock.wall() - version.began
            self._edit(version, request, words.under_way(version, seconds, state.message))
        after = follow(version.number, request.channel, request.look + 1)
        self._jobs.submit(after, delay=self._look_seconds)

    def _end(self, version: ModelVersion, state: TrainingState) -> None:
        """Keep what came of it; the figures before the state, so that a crash measures again."""
        if state.model is not None:
            self._versions.keep_model(version.number, state.model)
        figures, message = None, state.message
        if state.training is Training.DONE:
            figures, more = self._measure(version)
            message = " ".join(filter(None, (message, more)))
        now = self._clock.wall()

        def change(kept: ModelVersion) -> ModelVersion:
            if kept.training is not Training.RUNS:  # deleted meanwhile
                return kept
            told = figures.to_json() if figures is not None else None
            return replace(kept, training=state.training, ended=now, message=message, figures=told)

        self._versions.update(version.number, change)

    def _measure(self, version: ModelVersion) -> tuple[Evaluation | None, str]:
        """Its figures on the test images as they are labelled now, or why there are none."""
        images = self._labelling.dataset().testing
        if not images:
            return None, NO_TESTS
        kept = self._versions.get(version.number) or version
        try:
            judge = self._trainer.judge(kept)
            return evaluate(images, judge, self._trainer.thresholds(kept)), ""
        except ModelNotRunning:
            return None, " ".join((*self._reported(kept), NOT_MEASURED.format(name=version.name)))

    def _reported(self, version: ModelVersion) -> tuple[str, ...]:
        """What the vendor measured, for a version that cannot be measured here just now."""
        try:
            said = self._trainer.reported(version)
        except RekogError as error:
            return (error.sentence,)
        return (said,) if said else ()

    def _tell_end(self, number: int, request: FollowRequest) -> None:
        version = self._versions.get(number)
        if version is None:
            return
        if version.training is Training.DONE:
            self._told(version, request)
        else:
            used = self._versions.in_use(version.detector)
            self._edit(version, request, words.failed(version, version.message, used))

    def _measured(self, version: ModelVersion, request: FollowRequest) -> None:
        figures, why_not = self._measure(version)
        if figures is None:
            card = Card(f"{version.name} was not measured. {why_not}")
            self._board.post(f"{request.key}:told", Thread(request.channel, ""), card)
            return
        _, after = self._versions.update(
            version.number, lambda kept: replace(kept, figures=figures.to_json())
        )
        self._told(after, request)

    def _told(self, version: ModelVersion, request: FollowRequest) -> None:
        used = self._versions.in_use(version.detector)
        other = used if used is not None and used.number != version.number else None
        figures = Evaluation.from_json(version.figures) if version.figures else None
        comparison = self._compared(figures, other)
        told = comparison.sentences if comparison is not None else ()
        card = words.trained(version, told, used)
        key = f"{request.key}:told" if request.look == ANEW else training_key(version)
        message = self._board.post(key, Thread(request.channel, ""), card)
        if message is None:
            return
        self._board.edit(message, card)
        if figures is not None:
            title = f"{version.name}: {figures.images} test images"
            image = self._figures.card(figures, comparison, title)
            alt = f"The figures of {version.name}: F1 {words.figures(version)[0]}"
            thread = Thread(message.channel, message.ts)
            self._gallery.share(f"{key}:figures", f"{version.name}.png", image.data, alt, thread)
            self._show_worst(f"{key}:worst", version, figures, request.user or version.who)

    def _show_worst(self, key: str, version: ModelVersion, figures: Evaluation, user: str) -> None:
        """To the admin who asked, alone: some may be from private channels."""
        if ":" in user:  # at a shell, which writes them into a folder
            return
        image = self._figures.worst(figures, self._labelling.dataset().testing, version.name)
        if image is None:
            return
        message = self._board.tell(key, user, Card(words.WORST.format(name=version.name)))
        if message is not None:
            told = "; ".join(each.what for each in figures.worst)
            alt = f"The worst pictures of {version.name}: {told}"
            name = f"{version.name} worst.png"
            self._gallery.share(f"{key}:picture", name, image.data, alt, message)

    def _compared(
        self, figures: Evaluation | None, other: ModelVersion | None
    ) -> Comparison | None:
        """With the version in use, which is measured anew when the test images are others now."""
        if figures is None or other is None:
            return None
        if other.figures:
            try:
                return compare(figures, Evaluation.from_json(other.figures))
            except ValueError:
                log.info("%s was measured on other test images", other.name)
        anew, _ = self._measure(other)
        if anew is None:
            return None
        self._versions.update(other.number, lambda kept: replace(kept, figures=anew.to_json()))
        try:
            return compare(figures, anew)
        except ValueError:
            return None

    def _edit(self, version: ModelVersion, request: FollowRequest, card: Card) -> None:
        message = self._board.post(training_key(version), Thread(request.channel, ""), card)
        if message is not None:
            self._board.edit(message, card)
