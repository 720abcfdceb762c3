"""An answer is posted once, wherever the process dies."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core.errors import SlackAway
from bot.core.model import Outcome, Thread
from bot.core.records import Posting
from bot.core.requests import ObjectRequest
from bot.post import Pacing, Reactions, SlackAnswers, SlackBoard, calls
from bot.post.file_watch import FileWatch
from bot.post.uploads import Outgoing, Uploads
from tests.fake_records import FakePostLog
from tests.fakes import FakeClock, FakeReplies
from tests.fetch.web import Reply
from tests.post.made import FACE, THREAD, answered, failed, request
from tests.post.slack import Slack
from tests.post.test_answers import object_request
from tests.post.test_board import CARD, CHANNEL

OUTCOMES: list[Outcome] = [answered(FACE), failed()]


class Killed(BaseException):
    """The process dies."""


@dataclass
class Death:
    """Counts steps: before and after each call to Slack and each note; dies at one of them."""

    at: int = -1
    steps: int = 0

    def around(self, work: Callable[[], Any]) -> Any:
        self._step()
        done = work()
        self._step()
        return done

    def _step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            raise Killed


@dataclass
class MortalLog:
    """A log in whose notes a process can die."""

    log: FakePostLog
    death: Death

    def begin(self, key: str) -> Posting:
        known: Posting = self.death.around(lambda: self.log.begin(key))
        return known

    def uploaded(self, key: str, file: str) -> None:
        self.death.around(lambda: self.log.uploaded(key, file))

    def done(self, key: str, message: Thread) -> None:
        self.death.around(lambda: self.log.done(key, message))


@dataclass
class World:
    """Slack, what is kept, and processes one after the other."""

    slack: Slack
    patch: pytest.MonkeyPatch
    log: FakePostLog = field(default_factory=FakePostLog)
    sent: Callable[..., Any] = calls._sent

    def process(self, death: Death) -> SlackAnswers:
        self.patch.setattr(calls, "_sent", lambda send: death.around(lambda: self.sent(send)))
        clock = FakeClock()
        reactions = Reactions(self.slack.client, clock)
        reactions.stop(0)
        return SlackAnswers(
            self.slack.client,
            [self.slack.web.host],
            "admins",
            log=MortalLog(self.log, death),
            pacing=Pacing(100.0, clock),
            reactions=reactions,
            replies=FakeReplies(),
            clock=clock,
        )

    def board(self, death: Death) -> SlackBoard:
        self.process(death)
        clock = FakeClock()
        return SlackBoard(
            self.slack.client,
            log=MortalLog(self.log, death),
            pacing=Pacing(100.0, clock),
            clock=clock,
            admin_channel="",
            admins=lambda: ["U1"],
        )


def walk(work: Callable[[World, Death], Any], check: Callable[[World], None]) -> int:
    """Die at each step in turn, once more at the same step of the second run, then finish."""
    steps = _run(work, [], lambda world: None)
    for step in range(1, steps + 1):
        _run(work, [step], check)
        if step % 3 == 0:
            _run(work, [step, step], check)
    return steps


def _run(
    work: Callable[[World, Death], Any], deaths: list[int], check: Callable[[World], None]
) -> int:
    """Run until nobody dies any more; how many steps the last process took."""
    with pytest.MonkeyPatch.context() as patch, Slack() as slack:
        world = World(slack, patch)
        for at in deaths:
            with contextlib.suppress(Killed):
                work(world, Death(at))
        last = Death()
        work(world, last)
        check(world)
        return last.steps


def test_an_answer_at_every_step() -> None:
    """Wherever the process dies, in the end there is one message and one result."""

    def check(world: World) -> None:
        assert len(world.slack.messages) == 1
        shared = [file for file in world.slack.files.values() if file["shares"]]
        assert [(file["name"], len(file["shares"])) for file in shared] == [("result.json", 1)]

    steps = walk(lambda world, death: world.process(death).answer(request(), OUTCOMES), check)

    assert steps > 20


def test_images_that_follow_at_every_step() -> None:
    """Images that are no part of the message follow once each, wherever the process dies."""

    def work(world: World, death: Death) -> Thread:
        world.patch.setattr(FileWatch, "processed", lambda watch, files: set())
        return world.process(death).answer(request(), OUTCOMES)

    def check(world: World) -> None:
        assert len(world.slack.messages) == 1
        shared = [file["name"] for file in world.slack.files.values() for _ in file["shares"]]
        assert sorted(shared) == ["astronaut-annotated.jpg", "result.json"]

    assert walk(work, check) > 30


def test_a_thread_at_every_step() -> None:
    """A command's thread is opened once, and every run goes on in the same one."""
    asked: ObjectRequest = object_request()

    def check(world: World) -> None:
        [message] = world.slack.messages
        opened = world.process(Death()).open_thread(asked)
        assert opened.thread == Thread("C1", message["ts"])
        assert len(world.slack.messages) == 1

    assert walk(lambda world, death: world.process(death).open_thread(asked), check) > 4


def test_a_notice_at_every_step() -> None:
    """A notice is posted once, wherever the process dies."""

    def check(world: World) -> None:
        assert len(world.slack.messages) == 1

    assert walk(lambda world, death: world.board(death).post("k", CHANNEL, CARD), check) > 4


def test_where_the_answer_is(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run tells the same message, though only the first one posts."""
    world = World(slack, monkeypatch)

    first = world.process(Death()).answer(request(), OUTCOMES)
    second = world.process(Death()).answer(request(), OUTCOMES)

    assert first == second == Thread(THREAD.channel, slack.messages[0]["ts"])


def test_a_process_that_wakes_up(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that slept while another one took its work over does not post."""
    world = World(slack, monkeypatch)
    key = request().key

    class Sleepy(FakePostLog):
        def begin(self, key: str) -> Posting:
            before = world.log.begin(key)
            if before.first:
                world.process(Death()).answer(request(), OUTCOMES)
            return before

        def done(self, key: str, message: Thread) -> None:
            world.log.done(key, message)

        def uploaded(self, key: str, file: str) -> None:
            world.log.uploaded(key, file)

    sleeper = World(slack, monkeypatch, Sleepy())
    sleeper.process(Death()).answer(request(), OUTCOMES)

    assert len(slack.messages) == 1
    assert slack.messages[0]["metadata"]["event_payload"]["key"] == key
    assert [file["name"] for file in slack.files.values() for _ in file["shares"]] == [
        "result.json"
    ]


def test_slack_goes_away_after_the_message(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Slack goes away before a file is shared, the next run does only what is missing."""
    world = World(slack, monkeypatch)
    monkeypatch.setattr(FileWatch, "processed", lambda watch, files: set())
    first = Reply.json({"ok": True})  # of the image that is kept for the message

    for _ in ("the image that follows", "the result"):
        slack.trouble("files.completeUploadExternal", first, *[Reply(503)] * 4)
        with pytest.raises(SlackAway):
            world.process(Death()).answer(request(), OUTCOMES)
        first = Reply(503)
    world.process(Death()).answer(request(), OUTCOMES)

    assert len(slack.messages) == 1
    assert set(slack.shared()) == {"astronaut-annotated.jpg", "result.json"}


def test_a_file_that_cannot_be_looked_at(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Slack does not say whether a file was shared, it is not shared again."""
    world = World(slack, monkeypatch)
    world.process(Death()).answer(request(), OUTCOMES)
    key = f"{request().key}:result"
    world.log.postings[key] = replace(world.log.postings[key], message=None)
    slack.trouble("files.info", *[Reply(503)] * 4)

    with pytest.raises(SlackAway):
        world.process(Death()).answer(request(), OUTCOMES)
    world.process(Death()).answer(request(), OUTCOMES)

    assert [file["name"] for file in slack.files.values() for _ in file["shares"]] == [
        "result.json"
    ]


def test_a_process_that_wakes_up_with_a_file(slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that slept while it uploaded a file does not share it a second time."""
    world = World(slack, monkeypatch)
    took_over = False

    def send(uploads: Uploads, outgoing: Outgoing) -> str:
        nonlocal took_over
        file = sent(uploads, outgoing)
        if outgoing.name == "result.json" and not took_over:
            took_over = True
            world.process(Death()).answer(request(), OUTCOMES)
        return file

    sent = Uploads.send
    monkeypatch.setattr(Uploads, "send", send)
    world.process(Death()).answer(request(), OUTCOMES)

    assert took_over
    assert len(slack.messages) == 1
    assert [file["name"] for file in slack.files.values() for _ in file["shares"]] == [
        "result.json"
    ]
