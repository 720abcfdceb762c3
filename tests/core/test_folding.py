"""What people say about an image adds up to its annotations."""

from __future__ import annotations

import random

import pytest

from bot.core.dataset import Annotation
from bot.core.folding import (
    Forgetting,
    annotations_of,
    dataset_of,
    forgetting,
    overlap,
    spelled,
    standing,
)
from bot.core.labelling import LabelEvent, Mark
from bot.core.model import PixelBox
from bot.core.splits import ImageFacts

LEFT, RIGHT = PixelBox(0, 0, 100, 100), PixelBox(200, 0, 300, 100)
NEARLY_LEFT = PixelBox(2, 1, 101, 100)
NOTHING = Mark("")


def told(*said: Mark | int) -> list[LabelEvent]:
    """Events of one image in order; a number undoes the event of that number."""
    return [
        LabelEvent(
            number,
            "image",
            None if isinstance(each, int) else each,
            each if isinstance(each, int) else None,
            "U1",
            float(number),
            "page",
        )
        for number, each in enumerate(said, start=1)
    ]


def seen(*said: Mark | int) -> tuple[Annotation, ...]:
    return annotations_of(told(*said))


def test_a_mark_on_a_box_sets_its_label() -> None:
    """The box is the key: the last word about a place holds, and other places are left alone."""
    cat, bird, dog = Mark("Cat", LEFT), Mark("Bird", RIGHT), Mark("Dog", NEARLY_LEFT)

    assert seen(cat, bird, dog) == (Annotation("Bird", RIGHT), Annotation("Dog", NEARLY_LEFT))


def test_boxes_that_overlap_less_are_two_things() -> None:
    """A cat in front of a dog is a second thing."""
    smaller = PixelBox(0, 0, 100, 80)

    assert len(seen(Mark("Dog", LEFT), Mark("Cat", smaller))) == 2


def test_a_box_is_taken_away_whatever_its_label_was() -> None:
    """Who says that nothing is there need not know what others thought."""
    assert seen(Mark("Cat", LEFT), Mark("", NEARLY_LEFT, here=False)) == ()


def test_whole_image_labels_add_up() -> None:
    """An image can be several things at once, each once, and boxes are not touched by it."""
    marks = Mark("Indoors"), Mark("Cat", LEFT), Mark("Night"), Mark("Indoors")

    assert set(seen(*marks)) == {
        Annotation("Cat", LEFT),
        Annotation("Night"),
        Annotation("Indoors"),
    }
    assert len(seen(*marks)) == 3


def test_a_label_is_taken_from_the_whole_image() -> None:
    """Only that label, and only where it was said of the whole image."""
    marks = Mark("Cat"), Mark("Night"), Mark("Cat", LEFT), Mark("Cat", here=False)

    assert seen(*marks) == (Annotation("Night"), Annotation("Cat", LEFT))


def test_nothing_here_takes_everything_away() -> None:
    """What is said after it stands again."""
    assert seen(Mark("Cat", LEFT), Mark("Night"), NOTHING) == ()
    assert seen(Mark("Cat", LEFT), NOTHING, Mark("Dog", LEFT)) == (Annotation("Dog", LEFT),)


def test_an_undone_event_was_never_said() -> None:
    """What it had replaced stands again."""
    assert seen(Mark("Cat", LEFT), Mark("Dog", LEFT), 2) == (Annotation("Cat", LEFT),)
    assert seen(Mark("Cat", LEFT), NOTHING, 2) == (Annotation("Cat", LEFT),)


def test_an_undoing_can_be_undone() -> None:
    """As often as people change their minds."""
    cat = Mark("Cat", LEFT)

    assert seen(cat, 1, 2) == (Annotation("Cat", LEFT),)
    assert seen(cat, 1, 2, 3) == ()
    assert seen(cat, 1, 2, 1) == ()


@pytest.mark.parametrize(
    ("other", "part"),
    [
        (LEFT, 1.0),
        (RIGHT, 0.0),
        (PixelBox(0, 0, 100, 50), 0.5),
        (PixelBox(50, 50, 150, 150), 1 / 7),
        (PixelBox(100, 0, 200, 100), 0.0),
    ],
)
def test_overlap(other: PixelBox, part: float) -> None:
    """What both cover, over what they cover together; the same from both sides."""
    assert overlap(LEFT, other) == pytest.approx(part)
    assert overlap(other, LEFT) == pytest.approx(part)


def test_an_image_in_a_dataset() -> None:
    """One about which something stands, be it that nothing is there; the others are not in it."""
    images = [ImageFacts(name, name, 9, 9, (0, 0), "") for name in ("b", "a", "quiet", "undone")]
    events = [
        LabelEvent(1, "a", Mark("Cat"), None, "U1", 1.0, ""),
        LabelEvent(2, "b", NOTHING, None, "U1", 1.0, ""),
        LabelEvent(3, "undone", Mark("Dog"), None, "U1", 1.0, ""),
        LabelEvent(4, "undone", None, 3, "U1", 1.0, ""),
        LabelEvent(9, "gone", Mark("Cow"), None, "U1", 1.0, ""),
    ]

    dataset = dataset_of(images, events)

    assert [(each.id, each.labels) for each in dataset.images] == [
        ("b", frozenset()),
        ("a", frozenset({"Cat"})),
    ]
    assert (dataset.version, dataset.labels) == (4, ("Cat",))


@pytest.mark.parametrize(
    ("said", "known", "taken"),
    [
        ("cat", {"Cat", "Dog"}, "Cat"),
        ("Cat", {"Cat", "CAT"}, "Cat"),
        ("STRASSE", {"Straße"}, "Straße"),
        ("cats", {"Cat"}, "cats"),
    ],
)
def test_letter_case_makes_no_new_label(said: str, known: set[str], taken: str) -> None:
    """The spelling that stands is taken."""
    assert spelled(Mark(said, LEFT), known) == Mark(taken, LEFT)


def test_a_correction_does_not_come_back_with_a_forgotten_label() -> None:
    """A cat that turned out to be a dog is no cat when dogs are forgotten."""
    events = told(Mark("Cat", LEFT), Mark("Bird", RIGHT), Mark("Dog", LEFT))

    going = forgetting(events, "Dog")

    assert going == Forgetting(frozenset({1, 3}), image=False)


def test_an_undone_mention_goes_with_its_undoing() -> None:
    """Nothing that was said of a forgotten label stays, and what it did not replace does."""
    events = told(Mark("Cat", LEFT), Mark("Dog", LEFT), 2)

    going = forgetting(events, "Dog")

    assert going == Forgetting(frozenset({2, 3}), image=False)


@pytest.mark.parametrize(
    ("said", "goes"),
    [
        ((Mark("Dog", LEFT),), True),
        ((Mark("Cat", LEFT), Mark("Dog", LEFT)), True),
        ((Mark("Dog", LEFT), 1), True),
        ((Mark("Dog", LEFT), Mark("Cat", RIGHT)), False),
        ((Mark("Dog", LEFT), NOTHING), False),
        ((NOTHING,), False),
    ],
)
def test_an_image_goes_with_its_only_label(said: tuple[Mark | int, ...], goes: bool) -> None:
    """An image that shows nothing else goes; one that was said to show nothing stays."""
    assert forgetting(told(*said), "Dog").image is goes


@pytest.mark.parametrize("seed", range(40))
def test_forgetting_leaves_everything_else_as_it_stood(seed: int) -> None:
    """Whatever was said, in any order: the label's annotations go, and no others come or go."""
    lot = random.Random(seed)
    for _ in range(50):
        events = told(*_anything(lot))
        going = forgetting(events, "Dog")

        rest = [each for each in events if each.number not in going.events]
        others = [each for each in annotations_of(events) if each.label != "Dog"]
        assert list(annotations_of(rest)) == others
        assert all(each.mark is None or each.mark.label != "Dog" for each in rest)
        assert len(standing(rest)) <= len(standing(events))


def _anything(lot: random.Random) -> list[Mark | int]:
    said: list[Mark | int] = []
    for number in range(lot.randrange(1, 14)):
        label = lot.choice(["Dog", "Cat", "Bird"])
        shift = lot.choice([0, 0, 3, 4, 8, 200])
        box = lot.choice([None, PixelBox(shift, 0, shift + 100, 100)])
        kinds: list[Mark | int] = [Mark(label, box), Mark(label, box), Mark(label, box, here=False)]
        kinds += [Mark("")] * (lot.random() < 0.2)
        kinds += [lot.randrange(number) + 1] if number else []
        said.append(lot.choice(kinds))
    return said
