"""The form in which a picture is labelled: what it shows, and the words by which it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from bot.core.model import AnnotatedImage
from bot.core.teach_requests import FormRequest

FORM = "label_picture"
"""The callback id of the form, by which its submission is known."""


class Field(Enum):
    """The fields of the form; the value is the block id in Slack, for a box with its number."""

    BOX = "box"
    NEW = "new"
    WHOLE = "whole"
    WHOLE_NEW = "whole_new"
    MORE = "more"

    def of(self, number: int) -> str:
        """The field for a box."""
        return f"{self.value}:{number}"


class Option(Enum):
    """What can be chosen besides a label. A label has its mark in front, so that none is taken."""

    LABEL = "="
    NO_OBJECT = "no_object"
    WRONG_BOX = "wrong_box"
    OTHER = "other"
    REST = "rest"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FormBox:
    """A numbered box.

    Attributes:
        number: as it stands in the picture, from 1.
        label: what is chosen at first; empty for nothing.
        confidence: percent, of what was found; `None` for what people said.
        where: in words, such as “top left”.
    """

    number: int
    label: str
    confidence: float | None
    where: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows.

    Attributes:
        reference: under which it is kept.
        origin: reference of the answer that is corrected.
        channel: where it was opened.
        thread_ts: of the thread in which people are thanked; empty without one.
        name: of the picture.
        picture: with the numbers in it.
        boxes: as many as a form can show.
        left_out: how many more boxes there are.
        labels: of the whole image, chosen at first.
        known: labels to choose from for a box, the most useful ones first.
        known_whole: likewise for the whole image.
        suggestion: a label that somebody wrote, for a new one.
        rest: whether it is ticked at first that what is left unchanged is right.
        link: to the page where boxes can be drawn.
        response_url: for private replies.
    """

    reference: str
    origin: str
    channel: str
    thread_ts: str
    name: str
    picture: AnnotatedImage | None = field(repr=False)
    boxes: tuple[FormBox, ...]
    left_out: int = 0
    labels: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    known_whole: tuple[str, ...] = ()
    suggestion: str = ""
    rest: bool = False
    link: str | None = None
    response_url: str = ""


class Forms(Protocol):
    """Modals: one says that the bot is looking, until there is more to show in it."""

    def open(self, trigger: str) -> str:
        """Open one for who has just pressed something; its id.

        Args:
            trigger: Slack's trigger id, which is good for three seconds and one modal.

        Raises:
            FormNotOpened: Slack did not open it.
        """

    def show(self, view: str, form: Form) -> None:
        """Show a form in it. One that was closed meanwhile stays closed.

        Raises:
            SlackAway: Slack was out of reach.
        """

    def choose(self, request: FormRequest) -> None:
        """Let people choose in it one of several pictures.

        Raises:
            SlackAway: Slack was out of reach.
        """

    def say(self, view: str, text: str) -> None:
        """Say in it why there is no form. Never raises."""
