"""What people ask for who teach: the form, what they said in it, undoing, reviewing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.core.labelling import Mark
from bot.core.model import Source, Thread


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Somebody opens the form in which a picture is labelled.

    Attributes:
        key: the same for the same press however often it is delivered.
        user: who asks.
        team: the workspace that they are from.
        channel: where it was asked.
        view: id of the modal, which says so far that the bot is looking.
        thread_ts: of the thread in which people are thanked; empty where there is none.
        answer: reference of the recognition that is to be corrected; empty to teach `sources`.
        sources: of the message that somebody points at.
        label: what the form suggests.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    channel: str
    view: str
    thread_ts: str = ""
    answer: str = ""
    sources: tuple[Source, ...] = ()
    label: str = ""
    response_url: str = ""


class Verdict(Enum):
    """What somebody says of a numbered box."""

    UNCHANGED = "unchanged"
    LABEL = "label"
    NO_OBJECT = "no object"
    WRONG_BOX = "wrong box"


@dataclass(frozen=True, slots=True)
class BoxChoice:
    """One box of a form that was filled in; `label` with the verdict `LABEL` only."""

    number: int
    verdict: Verdict
    label: str = ""


@dataclass(frozen=True, slots=True)
class MarksRequest:
    """A form that was filled in.

    Attributes:
        key: the same for the same form however often its submission is delivered.
        user: who filled it in.
        team: the workspace that they are from.
        channel: where the form was opened.
        form: reference of what the form showed, kept as a recognition.
        origin: reference of the answer that is corrected, or again of the form.
        boxes: by number.
        labels: of the whole image, as they were left.
        rest: whether what was left unchanged is right.
        nothing: whether nothing that the team names is in the image.
        thread_ts: as in `FormRequest`.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    channel: str
    form: str
    origin: str
    boxes: tuple[BoxChoice, ...] = ()
    labels: tuple[str, ...] = ()
    rest: bool = False
    nothing: bool = False
    thread_ts: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class DrawnRequest:
    """What somebody drew on the page.

    Attributes:
        key: one for what was sent to be saved at once.
        user: whom the link was made for.
        team: the workspace that they are from.
        channel: where the link was asked for.
        image: the id of the image.
        origin: as in `MarksRequest`.
        marks: what they changed.
        at: when, in seconds since 1970 UTC.
        thread_ts: as in `FormRequest`.
        response_url: for private replies; a link carries none.
    """

    key: str
    user: str
    team: str
    channel: str
    image: str
    origin: str
    marks: tuple[Mark, ...]
    at: float
    thread_ts: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """Somebody takes back what was said.

    Attributes:
        key: the same for the same press however often it is delivered.
        user: who presses.
        team: the workspace that they are from.
        channel: where the button is.
        numbers: of the events.
        message_ts: of the message with the button; empty when only one person sees it.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    channel: str
    numbers: tuple[int, ...]
    message_ts: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class SaidRequest:
    """Pictures were posted with words like “this is Alice”; nothing is learned before a yes.

    Attributes:
        key: the same for the same post or press however often it is delivered.
        user: who said it.
        team: the workspace that they are from.
        thread: of the pictures.
        sources: the pictures; none for those of `answer`.
        label: what was said; empty for “nothing here”.
        here: whether it is there.
        answer: key of the request whose answer the words were under.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    thread: Thread
    sources: tuple[Source, ...]
    label: str
    here: bool = True
    answer: str = ""
    response_url: str = ""

    @property
    def channel(self) -> str:
        """Where it was said, by the word of the other requests."""
        return self.thread.channel


@dataclass(frozen=True, slots=True)
class AgreedRequest:
    """The yes to what a `SaidRequest` was asked about.

    Attributes:
        key: one for what was said, so that a second yes changes nothing.
        user: who said yes.
        team: the workspace that they are from.
        thread: of the pictures.
        said: key of the request; what was found is kept under it.
        places: of the pictures that it is about.
        label: as in `SaidRequest`.
        here: likewise.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    thread: Thread
    said: str
    places: tuple[int, ...]
    label: str
    here: bool = True
    response_url: str = ""

    @property
    def channel(self) -> str:
        """Where it was said, by the word of the other requests."""
        return self.thread.channel


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """`/rekog review`: a few pictures of a channel that are worth a look.

    Attributes:
        key: the same for the same command however often it is delivered.
        user: who asks.
        team: the workspace that they are from.
        channel: where it was typed; its members may see the pictures that were answered there.
        response_url: for private replies.
    """

    key: str
    user: str
    team: str
    channel: str
    response_url: str


Teach = (
    FormRequest
    | MarksRequest
    | DrawnRequest
    | UndoRequest
    | SaidRequest
    | AgreedRequest
    | ReviewRequest
)
"""Whatever only those may ask who may teach."""
