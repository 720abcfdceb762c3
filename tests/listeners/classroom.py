"""People teach the bot: real Bolt, real posts, a Slack workspace on this machine."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import PIL.Image as Pillow

from bot.app.labelling import teach_runners
from bot.core.attempts import FIRST_ATTEMPT, Attempt, Journal
from bot.core.desk import Desk
from bot.core.labelling import KeptImage
from bot.core.model import (
    AnnotatedImage,
    Answered,
    BoundingBox,
    Detection,
    Frame,
    Image,
    PixelBox,
    Recognition,
    SharedFile,
    Thread,
    Timings,
)
from bot.core.pacing import SystemClock
from bot.core.permission import Permission
from bot.core.pictures import Pictures
from bot.core.requests import RecognitionRequest, Request
from bot.core.runner import JobRunner
from bot.fetch import SharedFiles
from bot.listeners import Intake, SlackMembers, register
from bot.media import PillowReader
from bot.post import Pacing, Reactions, SlackAnswers, SlackBoard, SlackForms, SlackReplies
from bot.post.calls import without_retries
from bot.sandbox.slack import ADMIN, GENERAL, GUEST, MEMBER, STRANGER, SlackStandIn, Timing, Upload
from bot.sandbox.slack.state.users import BOT_USER, TEAM
from tests.fake_records import FakeParking, FakePostLog, FakeRecognitions
from tests.fakes import FakeJournal
from tests.listeners.fake_labelling import FakeLabelling
from tests.sandbox.apps import bolt, by_socket

View = dict[str, Any]
PEOPLE = (ADMIN, MEMBER, GUEST, STRANGER)
LEFT, RIGHT = BoundingBox(0.0, 0.25, 0.3, 0.5), BoundingBox(0.6, 0.25, 0.3, 0.5)
FACES = (Detection("Face", 98.0, LEFT), Detection("Face", 71.0, RIGHT))


def picture(shade: int = 0, size: tuple[int, int] = (200, 100)) -> bytes:
    """A PNG of one colour."""
    buffer = io.BytesIO()
    Pillow.new("RGB", size, (shade, 128, 255 - shade)).save(buffer, "PNG")
    return buffer.getvalue()


def as_it_is(image: Image, frame: Frame, source: str) -> KeptImage:
    """Keeps the bytes as they came."""
    return KeptImage(image, frame.width, frame.height, (0, 0), source)


@dataclass
class Work:
    """Jobs that one worker does in order, each attempt of each key once."""

    runner: JobRunner | None = None
    submitted: list[Request] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        key = f"{request.key}#{attempt.number}"
        if key in self.keys:
            return False
        self.keys.add(key)
        self.submitted.append(request)
        assert self.runner is not None
        self.pool.submit(self.runner.run, request, FakeJournal(attempt))
        return True

    def unfinished(self) -> int:
        return 0

    def finish(self) -> None:
        """Wait until everything that was submitted is done."""
        self.pool.submit(lambda: None).result(30)


class HastyClock(SystemClock):
    """Waits a tenth of the time."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / 10)


class ForgetfulMembers(SlackMembers):
    """Remembers people until a test says otherwise."""

    def forget(self) -> None:
        self._known.clear()


@dataclass
class Classroom:
    """The workspace, and where a test reads what was learned.

    Attributes:
        proposals: what may be worth a label, by the next looks.
        numbered: the boxes and captions that were drawn.
    """

    slack: SlackStandIn
    work: Work
    labelling: FakeLabelling
    recognitions: FakeRecognitions
    answers: SlackAnswers
    posts: FakePostLog
    members: ForgetfulMembers
    proposals: list[Detection] = field(default_factory=list)
    numbered: list[tuple[list[PixelBox], list[str]]] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    link: str | None = None

    def post(self, *data: bytes, text: str = "", user: str = MEMBER) -> str:
        """Post pictures; `ts` of the message."""
        files = [Upload(f"photo{place}.png", each) for place, each in enumerate(data)]
        return self.slack.post(GENERAL, user, text, files=files)

    def files(self, ts: str) -> list[SharedFile]:
        """The files of a message."""
        message = self.slack.hub.workspace.channels[GENERAL].find(ts)
        assert message is not None
        return [SharedFile(each["id"], each["name"]) for each in message.body["files"]]

    def answer(
        self,
        *detections: Detection,
        data: bytes = b"",
        offer: str = "",
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """Post a picture and answer it; the bot's message."""
        ts = self.post(data or picture())
        thread, source = Thread(GENERAL, ts), self.files(ts)[0]
        request = RecognitionRequest(f"post:{ts}", thread, ts, (source,), MEMBER, offer=offer)
        size = Pillow.open(io.BytesIO(data or picture())).size
        found = Recognition(
            f"ref{ts}",
            source,
            *size,
            detections,
            "local",
            "v1",
            None,
            at or datetime.now(UTC),
            Timings(0.1, 0.1, 0.1, 0.1),
        )
        self.recognitions.keep(request.key, 0, found)
        drawn = AnnotatedImage(picture(), "image/png", *size)
        message = self.answers.answer(request, [Answered(found, drawn)])
        self.recognitions.posted(request.key, message)
        replies = self.slack.replies(GENERAL, ts)
        return next(each for each in replies if each["ts"] == message.ts)

    def press(self, message: dict[str, Any], text: str, user: str = MEMBER) -> None:
        """Press the button of a message that says `text`."""
        assert self.slack.click(GENERAL, user, message["ts"], button(message, text)).acked

    def form(self, user: str = MEMBER) -> View:
        """The modal that somebody sees, once it is filled."""

        def look() -> list[View]:
            return [each for each in self.slack.modals(user) if "Looking" not in str(each)]

        return self.slack.wait_for(look)[-1]

    def correct(self, message: dict[str, Any], user: str = MEMBER) -> View:
        """Press “Correct”; the form."""
        self.press(message, "Correct", user)
        return self.form(user)

    def save(self, view: View, user: str = MEMBER, **changes: Any) -> dict[str, Any]:
        """Submit a form with some fields changed; what the bot answered."""
        attempt = self.slack.submit(user, view["id"], values(view, **changes))
        assert attempt.acked
        self.work.finish()
        body: dict[str, Any] = attempt.body
        return body

    def said(self) -> list[tuple[str, str, PixelBox | None, bool]]:
        """Who said what, in order."""
        return [
            (each.who, each.mark.label, each.mark.box, each.mark.here)
            for each in self.labelling.said
            if each.mark is not None
        ]

    def thanks(self, ts: str, count: int = 1) -> list[dict[str, Any]]:
        """The thank-yous in a thread."""

        def look() -> list[dict[str, Any]]:
            found = [
                each for each in self.slack.replies(GENERAL, ts) if "Thank you" in each["text"]
            ]
            return found if len(found) >= count else []

        return self.slack.wait_for(look)

    def told(self, user: str) -> dict[str, Any]:
        """The latest thing that somebody was told alone."""
        self.work.finish()
        return self.slack.wait_for(lambda: self.whispers(user))[-1]

    def whispers(self, user: str) -> list[dict[str, Any]]:
        """What somebody was told alone in any channel by now in this test, the latest last."""
        found = [each for each in self.slack.whispers(user) if each["ts"] not in self.heard]
        return sorted(found, key=lambda each: str(each["ts"]))

    def start_over(self) -> None:
        """Nothing is learned, answered, proposed or told yet."""
        self.work.finish()
        for things in (
            *(self.labelling.kept, self.labelling.said, self.numbered, self.proposals),
            *(self.recognitions.found, self.recognitions.messages, self.posts.postings),
        ):
            things.clear()
        for user in PEOPLE:
            self.heard |= {each["ts"] for each in self.slack.whispers(user)}
            self.slack.hub.modals.close(user, every=True)
        self.link = None


def button(message: dict[str, Any], text: str) -> dict[str, Any]:
    """The action of the button that says `text`."""
    for block in message["blocks"]:
        for element in [*(block.get("elements") or ()), block.get("accessory") or {}]:
            if isinstance(element.get("text"), dict) and element["text"]["text"] == text:
                return {"action_id": element["action_id"], "block_id": block["block_id"]}
    raise AssertionError(f"no button {text!r} in {message['blocks']}")


def values(view: View, **changes: Any) -> dict[str, Any]:
    """The state of a form, with what was chosen at first and with some changes.

    `box_1` is the value of an option, `new_1` and `whole_new` a text, `whole` and `more` values.
    """
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        name = block["block_id"].replace(":", "_")
        element = block["element"]
        state[block["block_id"]] = {element["action_id"]: _state(element, changes.pop(name, None))}
    assert not changes, f"no such fields: {changes}"
    return state


def _state(element: dict[str, Any], change: Any) -> dict[str, Any]:
    kind = element["type"]
    options = {each["value"]: each for each in element.get("options", ())}
    if kind == "plain_text_input":
        text = element.get("initial_value") if change is None else change
        return {"type": kind, "value": text or None}
    if kind == "static_select":
        chosen = element.get("initial_option") if change is None else options[change]
        return {"type": kind, "selected_option": chosen}
    several = element.get("initial_options", []) if change is None else [options[c] for c in change]
    return {"type": kind, "selected_options": several}


def words(view: View) -> str:
    """Everything that a modal says."""
    return str(view["blocks"])


@contextmanager
def classroom() -> Iterator[Classroom]:
    """A workspace with the bot in it."""
    clock = HastyClock()
    with SlackStandIn(timing=Timing(ack=3.0, process=0.02)) as slack:
        app = bolt(slack)
        client, posts, pacing = app.client, FakePostLog(), Pacing(1000.0, clock)
        hosts = (slack.file_host,)
        replies = SlackReplies(client, hosts, pacing, clock)
        reactions = Reactions(client, clock, speed=1000.0)
        answers = SlackAnswers(
            client,
            hosts,
            "admins",
            log=posts,
            pacing=pacing,
            reactions=reactions,
            replies=replies,
            clock=clock,
            teaches=True,
        )
        board = SlackBoard(
            client, log=posts, pacing=pacing, clock=clock, admin_channel="", admins=list
        )
        forms = SlackForms(client, hosts, posts, pacing, clock)
        members = ForgetfulMembers(client, clock)
        room = Classroom(
            slack, Work(), FakeLabelling(), FakeRecognitions(), answers, posts, members
        )

        def number(
            frame: Frame, boxes: Sequence[PixelBox], captions: Sequence[str]
        ) -> AnnotatedImage:
            room.numbered.append((list(boxes), list(captions)))
            return AnnotatedImage(picture(), "image/png", 200, 100)

        pictures = Pictures(
            SharedFiles(without_retries(client), slack.bot_token, hosts, 10_000_000, clock),
            PillowReader(1_000_000),
            as_it_is,
            lambda frame: tuple(room.proposals),
            number,
            room.labelling,
            threading.Semaphore(1),
        )
        desk = Desk(
            pictures,
            room.recognitions,
            Permission(members, TEAM, ()),
            forms,
            board,
            replies,
            clock,
            page_link=lambda request, image, origin: room.link,
        )
        runners: dict[type, Callable[[Any, Journal], None]] = {
            RecognitionRequest: lambda request, journal: None,
            **teach_runners(desk, posts),
        }
        work = room.work
        work.runner = JobRunner(runners, work, FakeParking(), board, replies, clock)
        register(app, Intake(work, answers, BOT_USER, forms))
        with by_socket(slack, app):
            yield room
        work.pool.shutdown()
        assert answers.stop(5)
