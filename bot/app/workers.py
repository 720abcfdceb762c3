"""What works on the jobs: the way of an image, the model's life, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from slack_sdk import WebClient

from bot.annotate.figures import numbered_boxes
from bot.app.feeding import AroundFeed, Feeding
from bot.app.fleet import leftovers
from bot.app.labelling import teach_runners
from bot.app.living import life, shared_pace
from bot.app.page import page_link, page_links
from bot.app.scanning import AroundScans, scanning
from bot.app.state import State
from bot.app.teaching import teaching_jobs
from bot.app.timing import Timing
from bot.app.wiring import Parts, parts
from bot.core.attempts import Attempt, Journal
from bot.core.dataset_files import MOST_BYTES, DatasetFiles
from bot.core.desk import Desk
from bot.core.errors import Unexpected
from bot.core.life_record import Phase
from bot.core.model_commands import ModelCommands
from bot.core.parked import ParkedJobs, park, reference_of
from bot.core.permission import Permission
from bot.core.pictures import Pictures
from bot.core.ports import Clock
from bot.core.recognition_jobs import RecognitionJobs
from bot.core.records import Parked
from bot.core.requests import (
    ExportRequest,
    FollowRequest,
    HelpRequest,
    ImportRequest,
    ModelRequest,
    ObjectRequest,
    ParkedRequest,
    RecognitionRequest,
    Request,
    SwitchRequest,
    TrainingRequest,
    TrialRequest,
)
from bot.core.runner import JobRunner
from bot.core.waiting import Waiters
from bot.fetch import SharedFiles
from bot.jobs import VERSION, DurableJobs, Pulse
from bot.listeners import Identity, SlackMembers
from bot.listeners.commands import HELP
from bot.media import kept_image
from bot.post import Pacing, Reactions, SlackAnswers, SlackBoard, SlackForms, SlackReplies
from bot.post.calls import without_retries
from bot.post.channels import SlackChannels
from bot.post.gallery import SlackGallery
from bot.post.outlets import Outlets
from bot.settings import Settings
from bot.train.parcels import ZipParcels

LEARNING = frozenset({"local", "custom-labels"})
"""Detectors that can be taught; under the answers of others there is nothing to correct."""


class Workers:
    """Wired as the settings say; nothing happens before `start`.

    Attributes:
        jobs: where work waits.
        life: of the model.
        answers: where people read what was found.
        permission: who may operate the model.
        forms: modals, for the listeners to open.
        scanning: works with scans.
        feeding: the S3 feed.
        leftovers: looks for model versions that were left running; `None` where none can be.
    """

    def __init__(
        self,
        settings: Settings,
        state: State,
        client: WebClient,
        identity: Identity,
        clock: Clock,
        timing: Timing,
    ) -> None:
        assert settings.slack is not None, "settings without Slack cannot run the bot"
        self._settings, self._slack, self._store = settings, settings.slack, state.store
        self._client, self._clock, self._timing = client, clock, timing
        self._process = state.process
        self._heartbeats = None if state.database.is_sqlite else state.store.executors
        self._pacing = Pacing(timing.posts_per_second, clock)
        self._members = SlackMembers(client, clock)
        self.permission = Permission(
            self._members, identity.team, self._slack.admins, self._slack.teachers
        )
        self._replies = SlackReplies(client, self._slack.file_hosts, self._pacing, clock)
        self.answers = self._answers()
        self._board = self._make_board()
        self.forms = SlackForms(
            client, self._slack.file_hosts, self._store.posts, self._pacing, clock
        )
        self.jobs = self._make_jobs(state)
        made = self._parts(state)
        self.life = life(
            settings,
            made,
            state,
            timing,
            waiting=self._store.waiting,
            jobs=self.jobs,
            board=self._board,
        )
        self._gallery = SlackGallery(self._outlets())
        self._teaching = teaching_jobs(
            settings,
            made,
            state,
            permission=self.permission,
            replies=self._replies,
            board=self._board,
            gallery=self._gallery,
            jobs=self.jobs,
            timing=timing,
            life=self.life,
        )
        self.scanning = scanning(settings, made, state, timing, self._around_scans())
        self.leftovers = (
            leftovers(settings, made.cloud, state, clock, self.life, self._board)
            if made.cloud is not None
            else None
        )
        self.feeding = Feeding(settings, state, made, self._around_feed(), timing)
        self._runner = JobRunner(
            self._runners(made),
            self.jobs,
            self._store.parking,
            self._board,
            self._replies,
            clock,
        )

    def start(self) -> None:
        """Take jobs, and go on with those that were begun."""
        if self.life.rules.free and self.life.record().phase is Phase.OFF:
            # Whoever posts first need not wait for the watch's first look.
            self.life.look()
        self.jobs.start()

    def stop(self, timeout: float) -> bool:
        """Take no more jobs, and finish what is under way; what is left is others' at once.

        Returns:
            Whether all that was under way was finished within `timeout` seconds.
        """
        self.scanning.stop()
        finished = self.jobs.stop(timeout)
        self.scanning.close()
        if self._heartbeats is not None:
            self._heartbeats.beat(self._process, VERSION, 0.0)  # silent since 1970
        return finished

    def _shared_files(self, max_bytes: int) -> SharedFiles:
        client, token = without_retries(self._client), self._slack.bot_token.reveal()
        return SharedFiles(client, token, self._slack.file_hosts, max_bytes, self._clock)

    def _parts(self, state: State) -> Parts:
        shared_files = self._shared_files(self._settings.max_file_bytes)
        pace = shared_pace(self._settings, state, self._clock)
        return parts(self._settings, shared_files, pace, self._store.versions)

    def _answers(self) -> SlackAnswers:
        speed = self._timing.posts_per_second
        return SlackAnswers(
            self._client,
            self._slack.file_hosts,
            self.permission.who_unnamed,
            log=self._store.posts,
            pacing=self._pacing,
            reactions=Reactions(self._client, self._clock, speed=speed),
            replies=self._replies,
            clock=self._clock,
            teaches=self._settings.detector in LEARNING,
        )

    def _outlets(self) -> Outlets:
        hosts, log = self._slack.file_hosts, self._store.posts
        return Outlets.of(self._client, hosts, log, self._pacing, self._clock)

    def _make_board(self) -> SlackBoard:
        return SlackBoard(
            self._client,
            log=self._store.posts,
            pacing=self._pacing,
            clock=self._clock,
            admin_channel=self._slack.admin_channel,
            admins=self._admins,
            speed=self._timing.posts_per_second,
        )

    def _admins(self) -> Sequence[str]:
        """Those who are told what only they can put right."""
        named = self._slack.admins
        if not named:
            return self._members.admins()
        users = {each for each in named if not each.startswith("S")}
        for group in named:
            if group.startswith("S"):
                users |= self._members.group(group)
        return sorted(users)

    def _make_jobs(self, state: State) -> DurableJobs:
        timing = self._timing
        return DurableJobs(
            state.database.engine,
            state.process,
            lambda request, journal: self._runner.run(request, journal),
            self._clock,
            workers=self._settings.workers,
            heartbeats=self._heartbeats,
            polling=timing.queue,
            pulse=Pulse(beat_seconds=timing.heartbeat, dead_after=timing.dead_after),
            given_up=self._given_up,
        )

    def _runners(self, made: Parts) -> dict[type, Callable[[Any, Journal], None]]:
        images, commands, parked = self._images(made), self._commands(), self._parked_jobs()
        teaching, files = self._teaching, self._dataset_files(made)
        return {
            RecognitionRequest: images.recognise,
            ObjectRequest: images.open_thread,
            ModelRequest: lambda request, journal: commands.run(request),
            TrainingRequest: lambda request, journal: teaching.commands.run(request),
            FollowRequest: teaching.follow,
            SwitchRequest: teaching.switch,
            TrialRequest: teaching.try_out,
            ExportRequest: lambda request, journal: files.export(request),
            ImportRequest: lambda request, journal: files.take(request),
            ParkedRequest: lambda request, journal: parked.run(request),
            **self.scanning.runners(),
            **self.feeding.runners,
            **teach_runners(self._desk(made), self._store.posts),
            HelpRequest: lambda request, journal: self._replies.in_thread(request.thread, HELP),
        }

    def _around_scans(self) -> AroundScans:
        """What scans share with the rest."""
        return AroundScans(
            self.life, self.permission, self._replies, self._board, self._gallery, self.jobs
        )

    def _around_feed(self) -> AroundFeed:
        """What the S3 feed shares with the rest."""
        return AroundFeed(
            self.answers,
            self._board,
            self._replies,
            self.permission,
            self.jobs,
            self.life,
            self.life.rules.wait_limit,
            SlackChannels(self._client, self._clock).closed,
        )

    def _images(self, made: Parts) -> RecognitionJobs:
        waiters = Waiters(
            self._store.waiting,
            self._board,
            self.life,
            self._clock,
            who=self.permission.who_unnamed,
            limit=self.life.rules.wait_limit,
        )
        return RecognitionJobs(
            made.recogniser,
            self.answers,
            recognitions=self._store.recognitions,
            waiters=waiters,
            life=self.life,
            jobs=self.jobs,
            parking=self._store.parking,
            board=self._board,
            clock=self._clock,
        )

    def _dataset_files(self, made: Parts) -> DatasetFiles:
        exchange, labelling = self._teaching.exchange, self._store.labelling
        return DatasetFiles(
            ZipParcels(exchange, labelling, made.steps.reader),
            self._shared_files(MOST_BYTES),
            permission=self.permission,
            replies=self._replies,
            board=self._board,
            gallery=self._gallery,
            audit=self._store.audit,
            clock=self._clock,
            detector=self._settings.detector,
        )

    def _desk(self, made: Parts) -> Desk:
        steps, store = made.steps, self._store
        pictures = Pictures(
            steps.fetcher,
            steps.reader,
            kept_image,
            made.propose,
            numbered_boxes,
            store.labelling,
            steps.frames,
        )
        return Desk(
            pictures,
            store.recognitions,
            self.permission,
            self.forms,
            self._board,
            self._replies,
            self._clock,
            page_link(page_links(self._slack, self._clock)),
        )

    def _commands(self) -> ModelCommands:
        store = self._store
        return ModelCommands(
            self.life,
            self.permission,
            self._replies,
            waiting=store.waiting,
            parking=store.parking,
            spending=store.spending,
            audit=store.audit,
            clock=self._clock,
        )

    def _parked_jobs(self) -> ParkedJobs:
        return ParkedJobs(
            self._store.parking,
            self.jobs,
            self.permission,
            self._replies,
            self._store.audit,
            self._clock,
            model=self.life.name,
        )

    def _given_up(self, request: Request, attempt: Attempt) -> None:
        """A job that ended its process each time is an admin's to decide."""
        reference = reference_of(request, attempt)
        sentence = Unexpected(reference=reference).sentence
        parked = Parked(reference, request, attempt, sentence, self._clock.wall())
        park(parked, self._store.parking, self._board)
