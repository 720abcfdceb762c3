"""What people ask for. Requests hold ids only, never bytes or tokens, so that a job can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.model import SharedFile, Source, Thread
from bot.core.scan_requests import ScanRequest, ScanWork
from bot.core.teach_requests import Teach


@dataclass(frozen=True, slots=True)
class RecognitionRequest:
    """Images that somebody posted together, to be answered together.

    Attributes:
        key: the same for the same post however often Slack delivers it.
        thread: where the answer goes.
        message_ts: the message that carries the reaction (a reply's own `ts` in a thread).
        sources: what to recognise, in the order of the post.
        requested_by: the user id.
        min_confidence: percent; `None` for the setting, or else the detector's own.
        response_url: where the asker can be told privately; empty when there was only a post.
        offer: a label that was written beside the images, for a button that teaches it.
    """

    key: str
    thread: Thread
    message_ts: str
    sources: tuple[Source, ...]
    requested_by: str
    min_confidence: float | None = None
    response_url: str = ""
    offer: str = ""

    @property
    def user(self) -> str:
        """Who asks, by the word of the other requests."""
        return self.requested_by

    @property
    def channel(self) -> str:
        """Where it was asked, by the word of the other requests."""
        return self.thread.channel


@dataclass(frozen=True, slots=True)
class FeedRequest(RecognitionRequest):
    """An object that came into a bucket, to be answered in the channel of its rule.

    Its thread has no `ts`: the answer is a message of its own.

    Attributes:
        rule: the name of the rule (`FeedRule.name`).
        at: when it was told of, in seconds since 1970 UTC.
    """

    rule: str = ""
    at: float = 0.0


class ModelAction(Enum):
    """What can be asked of the model, and about it."""

    START = "start"
    STOP = "stop"
    KEEP = "keep"
    """Put an announced stop off by an hour."""
    STATUS = "status"
    COST = "cost"
    LOG = "log"
    JOBS = "jobs"


class Entry(Enum):
    """Where a request came in."""

    COMMAND = "command"
    BUTTON = "button"
    SHELL = "shell"


@dataclass(frozen=True, slots=True)
class StartTerms:
    """How a model is to be started: `/rekog start for 2h units 2 max 4`.

    Attributes:
        lease_seconds: how long it may stay on; `None` until it is idle or stopped.
        units: inference units; `None` for the setting's.
        max_units: most that AWS may scale up to by itself; `None` without scaling.
    """

    lease_seconds: float | None = None
    units: int | None = None
    max_units: int | None = None


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """`/rekog start`, `stop`, `status` and so on, or a button that asks the same.

    Attributes:
        key: the same for the same command however often it is delivered.
        action: what is asked.
        user: who asks.
        team: the workspace that the command came from.
        channel: where it was typed, and where the outcome is told.
        response_url: Slack's one-time address for private replies: 5 posts within 30 minutes.
        entry: where it came in.
        terms: of a start.
        now: a stop that does not wait for the images in flight.
        confirmed: the price was told, and agreed to.
    """

    key: str
    action: ModelAction
    user: str
    team: str
    channel: str
    response_url: str
    entry: Entry = Entry.COMMAND
    terms: StartTerms = StartTerms()
    now: bool = False
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ParkedRequest:
    """An admin retries or drops a job that kept failing.

    Attributes:
        key: the same for the same click however often it is delivered.
        reference: of the parked job.
        retry: else it is dropped.
        user: who asks.
        team: the workspace that the click came from.
        channel: where the button is.
        response_url: for private replies.
        entry: where it came in.
    """

    key: str
    reference: str
    retry: bool
    user: str
    team: str
    channel: str
    response_url: str
    entry: Entry = Entry.BUTTON


@dataclass(frozen=True, slots=True)
class ObjectRequest:
    """`/rekog detect s3://…`: a message is posted first, so that the answer has a thread."""

    key: str
    source: Source
    user: str
    channel: str
    response_url: str
    min_confidence: float | None = None


class TrainingAction(Enum):
    """What can be asked of the dataset and the model versions."""

    DATASET = "dataset"
    TRAIN = "train"
    MODELS = "models"
    EVALUATE = "evaluate"
    USE = "use"
    FORGET = "forget"
    """Delete a label with all that was learned of it."""


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """`/rekog train`, `models`, `use v3` and so on, or a button that asks the same.

    Attributes:
        key: the same for the same command however often it is delivered.
        action: what is asked.
        user: who asks.
        team: the workspace that the command came from.
        channel: where it was typed, and where the outcome is told.
        response_url: for private replies.
        entry: where it came in.
        what: of `use` and `evaluate` the version (`v3`, `base`, `previous`), of `forget` the label.
        confirmed: what it means was told, and agreed to.
    """

    key: str
    action: TrainingAction
    user: str
    team: str
    channel: str
    response_url: str
    entry: Entry = Entry.COMMAND
    what: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`/rekog export coco`: the dataset as a file, for the one who asks.

    Attributes:
        key: the same for the same command however often it is delivered.
        user: who asks.
        team: the workspace that the command came from.
        channel: where it was typed.
        response_url: for private replies.
        form: the name of the format.
    """

    key: str
    user: str
    team: str
    channel: str
    response_url: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """`@Rekog import` with the files of a dataset.

    Attributes:
        key: the same for the same post however often it is delivered.
        user: who posted them.
        team: the workspace that they are from.
        thread: of the post.
        files: one zip, or what belongs together.
        form: the name of the format; empty to find out.
    """

    key: str
    user: str
    team: str
    thread: Thread
    files: tuple[SharedFile, ...]
    form: str = ""


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """The bot follows a training until it has ended, one look after the other.

    Attributes:
        key: of this look.
        version: the number of the model version.
        channel: where it is told.
        look: counts them.
        user: who asked to measure it; empty for the one who trained it.
    """

    key: str
    version: int
    channel: str
    look: int = 0
    user: str = ""


@dataclass(frozen=True, slots=True)
class SwitchRequest:
    """The bot switches the team over to another model version, one step after the other.

    Attributes:
        key: of this step.
        version: the number of the one that is to be used.
        user: who asked for it.
        channel: where it is told.
        step: counts them.
        asked: the start of the new one was asked for.
        stop_first: the account does not allow two at once, so the old one stops before.
        old: how the vendor knows the one that was in use; empty until the new one is.
    """

    key: str
    version: int
    user: str
    channel: str
    step: int = 0
    asked: bool = False
    stop_first: bool = False
    old: str = ""


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """The bot runs a model version only to measure it, one step after the other.

    Attributes:
        key: of this step.
        version: its number.
        user: who asked for it.
        channel: where it is told.
        step: counts them.
        asked: its start was asked for.
        measured: all that is left is to stop it.
        since: seconds since 1970 UTC at which it was first seen to run; 0 before.
    """

    key: str
    version: int
    user: str
    channel: str
    step: int = 0
    asked: bool = False
    measured: bool = False
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class FeedBatchRequest:
    """What a rule did not post one by one is told in one message.

    Attributes:
        key: of this message.
        rule: the name of the rule.
        number: counts the rule's messages of this kind.
    """

    key: str
    rule: str
    number: int


@dataclass(frozen=True, slots=True)
class FeedMuteRequest:
    """Somebody mutes a rule of the feed for a while, or unmutes it.

    Attributes:
        key: the same for the same click however often it is delivered.
        rule: the name of the rule.
        mute: else it is unmuted.
        user: who asks.
        team: the workspace that the click came from.
        channel: where the button is.
        response_url: for private replies.
    """

    key: str
    rule: str
    mute: bool
    user: str
    team: str
    channel: str
    response_url: str


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """Somebody mentions the bot without giving it anything to look at."""

    key: str
    thread: Thread


Asking = (
    ModelRequest
    | TrainingRequest
    | ExportRequest
    | ParkedRequest
    | ObjectRequest
    | FeedMuteRequest
    | RecognitionRequest
    | ScanRequest
    | Teach
)
"""Requests whose asker can be told something privately."""

Request = (
    RecognitionRequest
    | ModelRequest
    | TrainingRequest
    | FollowRequest
    | SwitchRequest
    | TrialRequest
    | ExportRequest
    | ImportRequest
    | ParkedRequest
    | ObjectRequest
    | FeedRequest
    | FeedBatchRequest
    | FeedMuteRequest
    | HelpRequest
    | ScanRequest
    | ScanWork
    | Teach
)
