"""What somebody changed."""

from __future__ import annotations

import random

import pytest

from bot.core.dataset import Annotation
from bot.core.differences import alike, marks, telling
from bot.core.folding import with_marks
from bot.core.labelling import Mark
from bot.core.model import PixelBox

HERE = PixelBox(10, 10, 110, 110)
THERE = PixelBox(200, 10, 300, 110)
NEARBY = PixelBox(12, 10, 112, 110)
DOG = Annotation("Dog", HERE)
CAT = Annotation("Cat", THERE)


def test_nothing_changed() -> None:
    """Who leaves everything as it was says nothing."""
    assert marks([DOG, CAT], [CAT, DOG]) == ()


def test_a_drawn_box() -> None:
    """A new box is said, the others are not."""
    assert marks([DOG], [DOG, CAT]) == (Mark("Cat", THERE),)


def test_a_deleted_box() -> None:
    """A box that is gone is taken away at its place."""
    assert marks([DOG, CAT], [CAT]) == (Mark("Dog", HERE, here=False),)


def test_a_moved_box() -> None:
    """A box that was moved far is taken away, and said at its new place."""
    assert marks([DOG], [Annotation("Dog", THERE)]) == (
        Mark("Dog", HERE, here=False),
        Mark("Dog", THERE),
    )


@pytest.mark.parametrize("now", [Annotation("Wolf", HERE), Annotation("Dog", NEARBY)])
def test_a_box_at_the_same_place(now: Annotation) -> None:
    """A box that was named anew, or moved by a little, is said once: it replaces what stood."""
    assert marks([DOG], [now]) == (Mark(now.label, now.box),)


def test_a_label_of_the_whole_image() -> None:
    """Labels without a box come and go by their name."""
    assert marks([Annotation("Day")], [Annotation("Night")]) == (
        Mark("Day", here=False),
        Mark("Night"),
    )


def test_two_people_at_once() -> None:
    """Each keeps what the other drew, whoever saves first."""
    one = marks([DOG], [DOG, CAT])
    other = marks([DOG], [Annotation("Wolf", HERE)])

    assert (
        set(with_marks((DOG,), [*one, *other]))
        == set(with_marks((DOG,), [*other, *one]))
        == {Annotation("Wolf", HERE), CAT}
    )


@pytest.mark.parametrize("seed", range(50))
def test_the_marks_lead_from_what_was_to_what_is(seed: int) -> None:
    """Said about what was shown, the marks add up to what was left, whatever was done."""
    chance = random.Random(seed)

    def some() -> list[Annotation]:
        places = [None, *(PixelBox(x, y, x + 50, y + 50) for x in (0, 3, 90) for y in (0, 80))]
        drawn = [Annotation(chance.choice("ABC"), chance.choice(places)) for _ in range(6)]
        return list(with_marks((), [Mark(each.label, each.box) for each in drawn]))

    base, now = some(), some()

    assert set(with_marks(tuple(base), marks(base, now))) == set(now)


def test_what_is_said_twice() -> None:
    """What stands already is not said again; what changes something is."""
    said = [Mark("Dog", HERE), Mark("Cat", THERE), Mark("Owl", here=False)]

    assert telling([DOG], said) == (Mark("Cat", THERE),)


def test_boxes_at_one_place() -> None:
    """Two boxes at nearly the same place are found, whatever they are called; others are not."""
    twin = Annotation("Wolf", NEARBY)

    assert alike([CAT, DOG, Annotation("Day"), twin]) == (DOG, twin)
    assert alike([CAT, DOG, Annotation("Day"), Annotation("Day")]) is None
