"""From a form that was filled in to what is said."""

from __future__ import annotations

from bot.core.folding import overlap
from bot.core.form_marks import Filled
from bot.core.labelling import LabelEvent, Mark
from bot.core.model import BoundingBox, Detection, PixelBox
from bot.core.spoken import Spoken
from bot.core.teach_requests import BoxChoice, MarksRequest, Verdict

LEFT, RIGHT = PixelBox(0, 0, 40, 100), PixelBox(60, 0, 100, 100)
SHOWN = (
    Detection("Face", 90.0, BoundingBox(0.0, 0.0, 0.4, 1.0)),
    Detection("Cat", 80.0, BoundingBox(0.6, 0.0, 0.4, 1.0)),
    Detection("Day", 70.0),
)
NOTHING_YET = Spoken()


def filled(
    *boxes: BoxChoice,
    labels: tuple[str, ...] = ("Day",),
    rest: bool = False,
    nothing: bool = False,
    spoken: Spoken = NOTHING_YET,
) -> list[tuple[int | None, Mark]]:
    request = MarksRequest("k", "U1", "T1", "C1", "f", "o", boxes, labels, rest, nothing)
    return list(Filled(request, SHOWN, 100, 100, spoken).marks())


def label(number: int, text: str) -> BoxChoice:
    return BoxChoice(number, Verdict.LABEL, text)


def test_only_changes_are_said() -> None:
    """What was left as it was says nothing, also when its own label was chosen again."""
    assert filled(label(1, "Face"), BoxChoice(2, Verdict.UNCHANGED)) == []
    assert filled(label(1, "Alice"), label(2, "Cat")) == [(1, Mark("Alice", LEFT))]


def test_what_is_no_object() -> None:
    """A box with nothing in it, and one that is in the wrong place, are taken away."""
    choices = (BoxChoice(1, Verdict.NO_OBJECT), BoxChoice(2, Verdict.WRONG_BOX))

    assert filled(*choices) == [
        (1, Mark("Face", LEFT, here=False)),
        (2, Mark("Cat", RIGHT, here=False)),
    ]


def test_labels_of_the_whole_picture() -> None:
    """Labels are added and taken away."""
    assert filled(labels=("Night",)) == [
        (None, Mark("Night")),
        (None, Mark("Day", here=False)),
    ]


def test_the_rest_is_right() -> None:
    """With the tick everything that is shown is said."""
    marks = filled(label(1, "Alice"), BoxChoice(2, Verdict.UNCHANGED), rest=True)

    assert marks == [(1, Mark("Alice", LEFT)), (2, Mark("Cat", RIGHT)), (None, Mark("Day"))]


def test_the_rest_leaves_others_alone() -> None:
    """Where somebody else has spoken meanwhile, the tick says nothing."""
    others = Spoken((Mark("Fox", PixelBox(61, 2, 100, 98)), Mark("day", here=False)))

    assert filled(label(2, "Cat"), rest=True, spoken=others) == []


def test_nothing_is_there() -> None:
    """A picture with nothing in it says one thing only."""
    assert filled(label(1, "Alice"), nothing=True) == [(None, Mark(""))]


def test_boxes_that_the_form_did_not_have() -> None:
    """A number that was never shown is left out."""
    assert filled(label(0, "A"), label(3, "B"), label(-1, "C")) == []


def event(number: int, mark: Mark | None, undoes: int | None = None) -> LabelEvent:
    return LabelEvent(number, "image", mark, undoes, "U1", 0.0, "o")


def test_what_was_undone_does_not_count() -> None:
    """An event that was undone says nothing; undoing the undoing brings it back."""
    first, second = Mark("Alice", LEFT), Mark("Bob", LEFT)
    told = [event(2, second), event(1, first), event(3, None, undoes=2)]

    assert Spoken.of(told).about(LEFT) == first
    assert Spoken.of([*told, event(4, None, undoes=3)]).about(LEFT) == second


def test_how_much_boxes_overlap() -> None:
    """The same box overlaps wholly, one beside it not at all, half of it by half."""
    half = PixelBox(0, 0, 20, 100)

    assert [overlap(LEFT, each) for each in (LEFT, RIGHT, half)] == [1.0, 0.0, 0.5]
