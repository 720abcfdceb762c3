"""Hand-written doubles for the ports, with state that a test can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Card
from bot.core.errors import FetchFailed, FormNotOpened, PostFailed
from bot.core.forms import Form
from bot.core.model import (
    AnnotatedImage,
    Detected,
    Detection,
    Frame,
    Image,
    Member,
    ModelState,
    ModelStatus,
    Outcome,
    Source,
    Thread,
)
from bot.core.requests import Asking, ObjectRequest, RecognitionRequest, Request
from bot.core.teach_requests import FormRequest


@dataclass
class FakeClock:
    """Time that passes only when somebody sleeps, or a test moves it."""

    seconds: float = 1000.0
    jumped: float = 1_800_000_000.0

    def now(self) -> float:
        return self.seconds

    def wall(self) -> float:
        return self.seconds + self.jumped

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class FakeFetcher:
    """Hands out bytes by source; an exception in their place is raised."""

    contents: dict[str, bytes | Exception] = field(default_factory=dict)

    def fetch(self, source: Source) -> Image:
        content = self.contents[str(source)]
        if isinstance(content, Exception):
            raise content
        return Image(content, str(source))


class FakeReader:
    """Makes a 40 × 30 frame of any bytes."""

    def read(self, image: Image) -> Frame:
        return Frame(pixels=image.data, width=40, height=30)


@dataclass
class FakeDetector:
    """Finds what it is told to; an exception in its place is raised."""

    finds: tuple[Detection, ...] | Exception = ()
    asked: list[float | None] = field(default_factory=list)
    name: str = "local"

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        self.asked.append(min_confidence)
        if isinstance(self.finds, Exception):
            raise self.finds
        return Detected(self.finds, "fake-1")


class FakeAnnotator:
    """Draws nothing."""

    def annotate(self, frame: Frame, detections: Sequence[Detection]) -> AnnotatedImage:
        return AnnotatedImage(b"drawn", "image/jpeg", frame.width, frame.height)


@dataclass
class FakeAnswers:
    """Keeps what was posted."""

    posted: list[tuple[RecognitionRequest, list[Outcome]]] = field(default_factory=list)
    seen_keys: list[str] = field(default_factory=list)
    refuse: PostFailed | None = None

    def seen(self, request: RecognitionRequest) -> None:
        self.seen_keys.append(request.key)

    def answer(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> Thread:
        if self.refuse is not None:
            raise self.refuse
        keys = [posted.key for posted, _ in self.posted]
        if request.key not in keys:
            self.posted.append((request, list(outcomes)))
            keys.append(request.key)
        return Thread(request.thread.channel, f"2.{keys.index(request.key) + 1:06}")

    def open_thread(self, request: ObjectRequest) -> RecognitionRequest:
        if self.refuse is not None:
            raise self.refuse
        thread = Thread(request.channel, "1.000001")
        return RecognitionRequest(
            request.key + ":answer", thread, thread.ts, (request.source,), request.user
        )


@dataclass
class FakeReplies:
    """Keeps what was told, and to whom."""

    private: list[tuple[str, str]] = field(default_factory=list)
    cards: list[tuple[str, Card]] = field(default_factory=list)
    public: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[Thread, str]] = field(default_factory=list)

    def privately(self, request: Asking, told: str | Card) -> None:
        card = told if isinstance(told, Card) else Card(told)
        self.cards.append((request.user, card))
        self.private.append((request.user, card.text))

    def in_thread(self, thread: Thread, text: str) -> None:
        self.threads.append((thread, text))


@dataclass
class FakeForms:
    """Modals by their ids, and what stands in them."""

    refuse: str = ""
    opened: list[str] = field(default_factory=list)
    shown: dict[str, Form | FormRequest | str] = field(default_factory=dict)

    def open(self, trigger: str) -> str:
        if self.refuse:
            raise FormNotOpened(reason=self.refuse)
        self.opened.append(trigger)
        return f"V{len(self.opened)}"

    def show(self, view: str, form: Form) -> None:
        self.shown[view] = form

    def choose(self, request: FormRequest) -> None:
        self.shown[request.view] = request

    def say(self, view: str, text: str) -> None:
        self.shown[view] = text


@dataclass
class FakeBoard:
    """Keeps what stands on it: by key, and by where it is."""

    cards: dict[str, Card] = field(default_factory=dict)
    history: list[tuple[str, Card]] = field(default_factory=list)
    places: dict[Thread, str] = field(default_factory=dict)
    admins: list[tuple[str, Card]] = field(default_factory=list)
    shut: bool = False

    def post(self, key: str, where: Thread, card: Card) -> Thread | None:
        if self.shut:
            return None
        if key not in self.cards:
            self.places[Thread(where.channel, f"{len(self.places) + 1}.000001")] = key
            self._put(key, card)
        return next(place for place, known in self.places.items() if known == key)

    def edit(self, message: Thread, card: Card) -> bool:
        if self.shut or message not in self.places:
            return False
        self._put(self.places[message], card)
        return True

    def tell(self, key: str, user: str, card: Card) -> Thread | None:
        return self.post(f"{key}:{user}", Thread(f"D{user}", ""), card)

    def tell_admins(self, key: str, card: Card) -> None:
        if key not in [known for known, _ in self.admins]:
            self.admins.append((key, card))

    def _put(self, key: str, card: Card) -> None:
        self.cards[key] = card
        self.history.append((key, card))


@dataclass
class FakeJournal:
    """Writes down names and values; a test can fill it as after a crash."""

    attempt: Attempt = FIRST_ATTEMPT
    values: dict[str, object] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        if name not in self.values:
            self.ran.append(name)
            self.values[name] = work()
        return self.values[name]


@dataclass
class FakeJobs:
    """Keeps what was submitted; runs nothing."""

    submitted: list[tuple[Request, float]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    attempts: list[Attempt] = field(default_factory=list)
    busy: int = 0

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        key = f"{request.key}#{attempt.number}"
        if key in self.keys:
            return False
        self.keys.add(key)
        self.submitted.append((request, delay))
        self.attempts.append(attempt)
        return True

    def unfinished(self) -> int:
        return self.busy


@dataclass
class FakeModel:
    """A model whose states a test lines up; the last one stays."""

    states: list[ModelState | Exception]
    calls: list[str] = field(default_factory=list)
    message: str = ""
    inference_units: int | None = 1
    terms: list[tuple[int | None, int | None]] = field(default_factory=list)

    def status(self) -> ModelStatus:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(state, Exception):
            raise state
        return ModelStatus(state, "v1", self.message, self.inference_units)

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        self.calls.append("start")
        self.terms.append((units, max_units))

    def stop(self) -> None:
        self.calls.append("stop")


@dataclass
class FakeMembers:
    """Knows the people it is told of."""

    people: dict[str, Member] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)

    def member(self, user: str) -> Member:
        if user not in self.people:
            raise FetchFailed(name=user)
        return self.people[user]

    def group(self, user_group: str) -> frozenset[str]:
        if user_group not in self.groups:
            raise FetchFailed(name=user_group)
        return self.groups[user_group]
