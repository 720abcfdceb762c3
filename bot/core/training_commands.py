"""What `/rekog dataset`, `train`, `models`, `evaluate`, `use` and `forget` do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from bot.core import training_words as words
from bot.core.advice import advice
from bot.core.answering import Reply, answered
from bot.core.comparing import compare
from bot.core.dataset import Dataset
from bot.core.evaluation import Evaluation
from bot.core.labelling import Labelling
from bot.core.model import Thread
from bot.core.permission import Permission
from bot.core.ports import Board, Clock, JobQueue, Replies
from bot.core.records import Audit, AuditEntry
from bot.core.requests import FollowRequest, TrainingAction, TrainingRequest
from bot.core.splits import foreseen
from bot.core.training_steps import ANEW, follow, switch, training_key, trial
from bot.core.versions import BASE, Estimate, ModelVersion, Trainer, Training, Versions

log = logging.getLogger(__name__)


class TrainingCommands:
    """What the workers run for commands and buttons about the dataset and the model versions.

    Args:
        detector: the setting's word.
        trainer: of that detector; `None` for one that cannot be taught.
        labelling: what people said about images.
        versions: what was trained.
        permission: who may do what.
        replies: how the asker is told.
        board: where everybody is told.
        jobs: where trainings and switches are followed.
        audit: who did what.
        clock: for the time of day.
        at_once: whether another version can be used without a start of its own.
        forget: deletes what a model version has learned of a label; how many forgot something.
        base: the detector as it came; `None` where nothing comes with it.
        trial: what it takes to start a version for so many test images; `None` where every
            version can be measured as it is.
    """

    def __init__(
        self,
        detector: str,
        trainer: Trainer | None,
        *,
        labelling: Labelling,
        versions: Versions,
        permission: Permission,
        replies: Replies,
        board: Board,
        jobs: JobQueue,
        audit: Audit,
        clock: Clock,
        at_once: bool,
        forget: Callable[[str], int],
        base: ModelVersion | None = None,
        trial: Callable[[int], Estimate] | None = None,
    ) -> None:
        self._detector = detector
        self._trainer = trainer
        self._labelling = labelling
        self._versions = versions
        self._permission = permission
        self._replies = replies
        self._board = board
        self._jobs = jobs
        self._audit = audit
        self._clock = clock
        self._at_once = at_once
        self._forget_learned = forget
        self._base = base
        self._trial = trial
        self._runners: Mapping[TrainingAction, Callable[[TrainingRequest, Trainer], Reply]] = {
            TrainingAction.DATASET: self._dataset,
            TrainingAction.TRAIN: self._train,
            TrainingAction.MODELS: self._models,
            TrainingAction.EVALUATE: self._evaluate,
            TrainingAction.USE: self._use,
            TrainingAction.FORGET: self._forget,
        }

    def run(self, request: TrainingRequest) -> None:
        """Do what is asked, and tell the asker. Nothing is raised."""
        told = self.answer(request)
        if told is not None:
            self._replies.privately(request, told)

    def answer(self, request: TrainingRequest) -> Reply:
        """Do what is asked; what the asker reads, `None` when the channel is told instead."""

        def work() -> Reply:
            self._permission.require_for(request)
            if self._trainer is None:
                return words.NOT_TAUGHT.format(detector=self._detector)
            return self._runners[request.action](request, self._trainer)

        return answered(f"/rekog {request.action.value}", work)

    def _dataset(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        dataset = self._labelling.dataset()
        return words.dataset(dataset, advice(dataset, self._detector))

    def _models(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        all_of = self._versions.all(self._detector)
        return words.versions(all_of, self._versions.in_use(self._detector), self._base)

    def _train(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        dataset = self._labelling.dataset()
        if (running := self._under_way()) is not None:
            # Whoever asked for it may have died before it was followed; that is done once.
            self._jobs.submit(follow(running.number, request.channel, 0))
            return words.under_way_already(running)
        # What it would be asked to learn, of which nothing is decided before a yes.
        coming = foreseen(dataset)
        problems = trainer.problems(coming) if dataset.images else (words.NO_DATASET,)
        if problems:
            return "\n".join(("There is something to do before a training:", *problems))
        estimate = trainer.estimate(coming)
        latest = next(iter(self._versions.all(self._detector)), None)
        if not request.confirmed:
            new = self._new(dataset, latest)
            hints = list(advice(dataset, self._detector))
            if latest is None and self._detector == "local":
                hints.append(words.BIOMETRIC)
            return words.question(coming, latest, new, estimate, hints)
        frozen = self._labelling.decide()
        wall = self._clock.wall()
        version = self._versions.begin(
            request.key, self._detector, frozen.version, request.user, wall
        )
        self._write(request, f"{version.name} from {len(frozen.images)} images")
        self._board.post(
            training_key(version),
            Thread(request.channel, ""),
            words.started(version, request.user, estimate),
        )
        self._jobs.submit(follow(version.number, request.channel, 0))
        return None if request.channel else f"{version.name} is being trained."

    def _under_way(self) -> ModelVersion | None:
        """The version that is being trained; two at once would be paid twice."""
        all_of = self._versions.all(self._detector)
        return next((each for each in all_of if each.training is Training.RUNS), None)

    def _new(self, dataset: Dataset, latest: ModelVersion | None) -> int:
        """Images that were labelled since the latest version."""
        if latest is None:
            return len(dataset.images)
        before = {image.id: image for image in self._labelling.dataset(latest.dataset).images}
        return sum(
            image.id not in before or before[image.id].annotations != image.annotations
            for image in dataset.images
        )

    def _evaluate(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        version = self.named(request.what)
        if version is None:
            return (
                words.UNKNOWN_VERSION.format(what=request.what)
                if request.what
                else words.NOTHING_USED
            )
        if version.number == BASE:
            return words.BASE_UNMEASURED
        if version.training is not Training.DONE:
            return f"{version.name} cannot be measured: it is {version.training.value}."
        used, images = self._versions.in_use(self._detector), self._labelling.dataset().testing
        if self._trial is not None and images and (used is None or used.number != version.number):
            return self._try_out(request, version, self._trial(len(images)), len(images))
        key, channel = f"{request.key}:evaluate", request.channel
        look = FollowRequest(key, version.number, channel, ANEW, request.user)
        self._jobs.submit(look)
        return f"I measure {version.name} on the test images, and tell here."

    def _try_out(
        self, request: TrainingRequest, version: ModelVersion, estimate: Estimate, images: int
    ) -> Reply:
        if not request.confirmed:
            return words.trial_question(version, images, estimate)
        self._write(request, f"{version.name}, started for it")
        self._jobs.submit(trial(version.number, request.user, request.channel, request.key))
        return f"I start {version.name}, measure it, and stop it again. I tell here."

    def _use(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        if not request.what:
            return words.USE_WHAT
        used = self._versions.in_use(self._detector)
        version = self.named(request.what)
        if version is None:
            previous = request.what.lower() == "previous"
            unknown = words.UNKNOWN_VERSION.format(what=request.what)
            base = request.what.strip().lower() == "base"
            return words.NO_PREVIOUS if previous else words.NO_BASE if base else unknown
        if version.number == (used.number if used is not None else BASE):
            return f"{version.name} is in use already."
        if version.training is not Training.DONE:
            return f"{version.name} cannot be used: it is {version.training.value}."
        lost = self._lost(version, used)
        if used is not None and lost and not request.confirmed:
            return words.worse(version, used, lost)
        before_name = (used or self._base or ModelVersion.base(self._detector)).name
        self._write(request, f"{before_name} → {version.name}")
        if self._at_once:
            before = self._versions.use(
                self._detector, version.number, request.user, self._clock.wall()
            )
            told = words.used_now(version, before or self._base, request.user)
            if not request.channel:
                return told
            self._board.post(f"{request.key}:used", Thread(request.channel, ""), told)
            return None
        self._jobs.submit(switch(version.number, request.user, request.channel, request.key, 0))
        who = "this channel is told" if request.channel else "the bot tells the admins"
        return f"I switch the team to {version.name}; {who} when it is done."

    def _lost(self, version: ModelVersion, used: ModelVersion | None) -> tuple[str, ...]:
        """In what a version is worse than the one in use, or why that is not known."""
        if used is None:
            return ()
        if version.number == BASE:
            return (words.BASE_UNMEASURED,)
        unmeasured = [each.name for each in (version, used) if not each.figures]
        if not version.figures or not used.figures:
            return (words.not_measured(unmeasured),)
        new, old = Evaluation.from_json(version.figures), Evaluation.from_json(used.figures)
        try:
            compared = compare(new, old)
        except ValueError:
            return (words.not_measured([version.name, used.name], alike=False),)
        return compared.sentences if compared.worse else ()

    def named(self, what: str) -> ModelVersion | None:
        """The version that somebody names: `v3`, `3`, `base`, `previous`; else the one in use."""
        word = what.strip().lower()
        if not word:
            return self._versions.in_use(self._detector)
        if word == "base":
            return self._base
        if word == "previous":
            before = self._versions.previous(self._detector)
            return self._base if before is not None and before.number == BASE else before
        number = word.removeprefix("v")
        found = self._versions.get(int(number)) if number.isascii() and number.isdigit() else None
        return found if found is not None and found.detector == self._detector else None

    def _forget(self, request: TrainingRequest, trainer: Trainer) -> Reply:
        labels = {label.casefold(): label for label in self._labelling.dataset().labels}
        label = labels.get(request.what.strip().casefold())
        if label is None:
            return words.FORGET_WHAT
        if (running := self._under_way()) is not None:
            return f"{running.name} is learning just now. Ask again when it is there."
        dataset = self._labelling.dataset()
        staying = tuple(image for image in dataset.images if image.labels != {label})
        if not request.confirmed:
            return words.forget_question(label, len(dataset.images) - len(staying))
        # The dataset last: while the label is in it, a run that was cut off can be asked again.
        models = self._forget_learned(label)
        trainer.tidy(Dataset(dataset.version, staying))
        deleted = self._labelling.forget_label(label)
        # The audit stays, so it does not name whom the team wants forgotten.
        self._write(request, f"a label, {deleted} images, {models} model versions")
        return (
            f"Deleted: {label}, with {deleted} images, and from {models} model versions. Where "
            "Amazon has trained with it, delete that version there, too."
        )

    def _write(self, request: TrainingRequest, detail: str) -> None:
        entry = AuditEntry(
            self._clock.wall(),
            request.user,
            request.action.value,
            request.entry.value,
            self._detector,
            detail,
        )
        self._audit.write(entry)
