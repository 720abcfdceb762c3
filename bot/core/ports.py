"""What the rules need from the world, as protocols. Adapters in the steps' folders fit them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.attempts import FIRST_ATTEMPT, Attempt
from bot.core.cards import Card
from bot.core.model import (
    AnnotatedImage,
    Detected,
    Detection,
    FittedImage,
    Frame,
    Image,
    ImageLimits,
    Member,
    ModelStatus,
    Outcome,
    RgbPixels,
    Source,
    Thread,
)
from bot.core.requests import Asking, ObjectRequest, RecognitionRequest, Request


class Clock(Protocol):
    """Time, so that tests need not wait."""

    def now(self) -> float:
        """Seconds that only ever grow (monotonic)."""

    def wall(self) -> float:
        """Seconds since 1970 UTC, for what outlives this process; it may jump."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Fetcher(Protocol):
    """Step 2: bytes arrive."""

    def fetch(self, source: Source) -> Image:
        """Bring the bytes of a source, bounded in size.

        Raises:
            FetchFailed: they could not be had; a leaf says why.
            NotAllowed: the bucket is not among the allowed ones.
            ImageTooHeavy: there are more of them than the setting allows.
        """


class FrameReader(Protocol):
    """Step 3: bytes become an upright frame within bounds."""

    def read(self, image: Image) -> Frame:
        """Decode once, upright, in sRGB.

        Raises:
            UnusableImage: a leaf says why.
        """


class FrameFitter(Protocol):
    """Step 3, for detectors: a frame in the size and encoding that they take."""

    def fit(self, frame: Frame, limits: ImageLimits) -> FittedImage:
        """Encode the frame as JPEG or PNG within a service's limits."""

    def shrink(self, frame: Frame, longest_side: int) -> RgbPixels:
        """Raw pixels, scaled down (never up) until the longest side fits."""

    def square(self, frame: Frame, side: int) -> RgbPixels:
        """The centre square of the frame, scaled to `side` × `side`, for whole-image networks."""


class Detector(Protocol):
    """Step 4: what is there."""

    @property
    def name(self) -> str:
        """The setting's word for it: `custom-labels`, `labels`, `celebrities`, `local`."""

    def detect(self, frame: Frame, min_confidence: float | None) -> Detected:
        """Find things in a frame, highest confidence first.

        Args:
            frame: upright.
            min_confidence: percent; `None` leaves it to the detector's own threshold.

        Raises:
            ModelNotRunning: there is a model, and it is not running.
            DetectionFailed: a leaf says why.
            ImageRefused: the service does not take this image.
        """


class Annotator(Protocol):
    """Step 5: boxes and captions are drawn."""

    def annotate(self, frame: Frame, detections: Sequence[Detection]) -> AnnotatedImage:
        """Draw on a copy of the frame and encode it."""


class Answers(Protocol):
    """Step 6: what people read about their images."""

    def seen(self, request: RecognitionRequest) -> None:
        """Show that the message was seen (a reaction). Returns at once; never raises."""

    def answer(self, request: RecognitionRequest, outcomes: Sequence[Outcome]) -> Thread:
        """Post one tidy answer in the thread, once by the request's key; change the reaction.

        Returns:
            The message; its `ts` is its own.

        Raises:
            SlackAway: Slack was out of reach; the same answer may be given again later.
            PostFailed: Slack did not take it.
        """

    def open_thread(self, request: ObjectRequest) -> RecognitionRequest:
        """Post the message that a command's answer will hang on, once by the request's key.

        Raises:
            SlackAway: Slack was out of reach; nobody was told.
            PostFailed: Slack did not take it; the person was told privately.
        """


class Replies(Protocol):
    """Step 6: what people read about their commands."""

    def privately(self, request: Asking, told: str | Card) -> None:
        """Tell the one who asked, and nobody else. Never raises."""

    def in_thread(self, thread: Thread, text: str) -> None:
        """Say something in a thread. Never raises."""


class Board(Protocol):
    """Messages that are kept up to date: of the model's life, of waiting, to the admins."""

    def post(self, key: str, where: Thread, card: Card) -> Thread | None:
        """Post a message once by its key, also across crashes. Never raises.

        Args:
            key: one for each message.
            where: a thread; with an empty `ts` the channel itself.
            card: what it says.

        Returns:
            Where it is; None when Slack did not take it.
        """

    def edit(self, message: Thread, card: Card) -> bool:
        """Change a message; whether that went well. Never raises."""

    def tell(self, key: str, user: str, card: Card) -> Thread | None:
        """Tell one person directly, once by the key. Never raises.

        Returns:
            Where it is; None when Slack did not take it.
        """

    def tell_admins(self, key: str, card: Card) -> None:
        """Tell those who operate the bot, once by its key. Never raises."""


class Gallery(Protocol):
    """Files beside messages."""

    def share(self, key: str, name: str, data: bytes, alt: str, thread: Thread) -> None:
        """Share one in a thread, once by its key. Never raises.

        Args:
            key: one for each file.
            name: of the file.
            data: its content.
            alt: what it says, for those who cannot see it.
            thread: where to.
        """


class Model(Protocol):
    """The life of the one model that this bot is set to."""

    def status(self) -> ModelStatus:
        """Look now.

        Raises:
            RekogError: a leaf says why it cannot be known.
        """

    def start(self, units: int | None = None, max_units: int | None = None) -> None:
        """Ask for a start; returns before the model runs. The caller has looked at the status.

        Args:
            units: inference units; `None` for the setting's. Without units the word has no meaning.
            max_units: most that the vendor may scale up to; `None` without scaling.

        Raises:
            RekogError: a leaf says why it was refused.
        """

    def stop(self) -> None:
        """Ask for a stop; returns before the model has stopped.

        Raises:
            RekogError: a leaf says why it was refused.
        """


class Members(Protocol):
    """Who people in Slack are."""

    def member(self, user: str) -> Member:
        """Look a person up, remembered for some minutes.

        Raises:
            FetchFailed: Slack did not say; treat the person as one who may not.
        """

    def group(self, user_group: str) -> frozenset[str]:
        """The user ids of a user group, remembered for some minutes.

        Raises:
            FetchFailed: Slack did not say; treat the group as empty.
        """


class JobQueue(Protocol):
    """Where work waits. The durable engine attaches here."""

    def submit(
        self, request: Request, *, delay: float = 0.0, attempt: Attempt = FIRST_ATTEMPT
    ) -> bool:
        """Accept a request to be run once, `delay` seconds from now at the earliest.

        Returns:
            False when the same attempt of a request of the same key was accepted before; it is
            not run again.
        """

    def unfinished(self) -> int:
        """How many images' requests are due or being worked on, by all processes."""


class Pace(Protocol):
    """Keeps calls within a rate, before they are made."""

    def wait(self) -> None:
        """Return when the next call may be made."""

    def slow_down(self) -> None:
        """The other side said that it was too fast."""
