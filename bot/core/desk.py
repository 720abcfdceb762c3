"""What everybody needs who works on what people teach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.forms import Forms
from bot.core.labelling import LabelEvent, Labelling, Mark
from bot.core.permission import Permission
from bot.core.pictures import Pictures
from bot.core.ports import Board, Clock, Replies
from bot.core.records import Recognitions
from bot.core.spoken import Spoken
from bot.core.teach_requests import FormRequest

PageLink = Callable[[FormRequest, str, str], str | None]
"""From who asks for the form, the id of the image and the reference of the answer that is corrected
to the page where boxes are drawn; `None` without one."""


def no_page(request: FormRequest, image: str, origin: str) -> str | None:
    """For bots that people's browsers do not reach."""
    return None


FORM = "form"
"""The detector's word of what a form showed, which is kept as a recognition."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What everybody who teaches needs.

    Attributes:
        pictures: brings and keeps them.
        recognitions: what was found, and what forms showed.
        permission: who may teach.
        forms: the modals.
        board: where people are thanked.
        replies: how one person is told something.
        clock: for the events.
        page_link: to the labelling page.
    """

    pictures: Pictures
    recognitions: Recognitions
    permission: Permission
    forms: Forms
    board: Board
    replies: Replies
    clock: Clock
    page_link: PageLink = no_page

    @property
    def labelling(self) -> Labelling:
        """Where images and what is said about them are kept."""
        return self.pictures.labelling


def said_before(events: Sequence[LabelEvent], who: str, at: float) -> tuple[int, ...]:
    """The events that a run of the same job has said already: nobody says two things at once."""
    return tuple(each.number for each in events if each.mark and (each.who, each.at) == (who, at))


def boxes_then(spoken: Spoken, marks: Sequence[Mark]) -> int:
    """At most so many boxes an image has once these marks are said as well."""
    places: list[Mark] = []
    for mark in (*spoken.marks, *marks):
        if mark.box is None:
            places = [] if not mark.label and mark.here else places
            continue
        alone = Spoken(tuple(places)).about(mark.box)
        places = [each for each in places if each is not alone]
        if mark.here:
            places.append(mark)
    return len(places)
