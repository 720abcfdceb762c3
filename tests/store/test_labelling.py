"""The dataset, kept: the same promises in each kind of database and in memory."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest

from bot.core.dataset import Annotation, Split
from bot.core.labelling import KeptImage, LabelEvent, Labelling, Mark
from bot.core.model import Image, PixelBox

LEFT, RIGHT = PixelBox(0, 0, 100, 100), PixelBox(200, 0, 300, 100)
ALL, HALF = (1 << 64) - 1, 0xAAAA_AAAA_AAAA_AAAA


def image(name: str, likeness: int | None = None, source: str = "") -> KeptImage:
    """An image that looks like no other, unless it is said to."""
    lot = random.Random(name)
    first = lot.getrandbits(64) if likeness is None else HALF ^ likeness
    both = (first, lot.getrandbits(64))
    return KeptImage(Image(name.encode(), f"{name}.png"), 400, 300, both, source)


def say(labelling: Labelling, image_id: str, *marks: Mark, who: str = "U1") -> tuple[int, ...]:
    return labelling.say(image_id, marks, who=who, at=5.0, origin="ref")


def taught(labelling: Labelling, name: str, *labels: str) -> str:
    kept = labelling.keep(image(name), 1.0)
    say(labelling, kept, *(Mark(label) for label in labels) if labels else [Mark("")])
    return kept


def labels(labelling: Labelling, image_id: str) -> frozenset[str]:
    found = labelling.labelled(image_id)
    assert found is not None
    return found.labels


def test_an_image_comes_back_as_it_was_kept(labelling: Labelling) -> None:
    """Its bytes and its name under the hash of its bytes, to the last bit of its likeness."""
    new = KeptImage(Image(bytes(range(256)), "Katze ü 猫.png"), 400, 300, (ALL, 0), "slack:F1")

    kept = labelling.keep(new, 1.0)
    found = labelling.labelled(kept)

    assert kept == sha256(bytes(range(256))).hexdigest()
    assert labelling.image(kept) == new.image
    assert found is not None
    assert (found.name, found.width, found.height) == ("Katze ü 猫.png", 400, 300)
    assert (found.annotations, found.split, found.group) == ((), Split.UNDECIDED, kept)


def test_an_image_is_kept_once(labelling: Labelling) -> None:
    """The same bytes are the same image, with what was said about it."""
    kept = taught(labelling, "a", "Cat")

    assert labelling.keep(image("a", source="elsewhere"), 2.0) == kept
    assert len(labelling.dataset().images) == 1
    assert labels(labelling, kept) == {"Cat"}


def test_an_unknown_image(labelling: Labelling) -> None:
    """It has no bytes and no labels, and nothing can be said about it."""
    assert labelling.image("nothing") is None
    assert labelling.labelled("nothing") is None
    assert labelling.events("nothing") == ()
    with pytest.raises(KeyError):
        say(labelling, "nothing", Mark("Cat"))


def test_events_come_back_as_they_were_said(labelling: Labelling) -> None:
    """In order, with who said them, when and where."""
    kept = labelling.keep(image("a"), 1.0)
    marks = Mark("Cat 🐈", LEFT), Mark("Dog", RIGHT, here=False), Mark("")

    one, two, three = say(labelling, kept, *marks)
    labelling.undo([two], who="shell:ann", at=7.5)

    said = labelling.events(kept)
    assert said[:3] == tuple(
        LabelEvent(number, kept, mark, None, "U1", 5.0, "ref")
        for number, mark in zip((one, two, three), marks, strict=True)
    )
    assert said[3] == LabelEvent(said[3].number, kept, None, two, "shell:ann", 7.5, "ref")
    assert one < two < three < said[3].number
    assert labelling.latest(2) == (said[3], said[2])


def test_saying_nothing_changes_nothing(labelling: Labelling) -> None:
    """No marks, no events."""
    kept = labelling.keep(image("a"), 1.0)

    assert say(labelling, kept) == ()
    assert labelling.dataset().version == 0


def test_an_event_is_undone_once(labelling: Labelling) -> None:
    """The count tells how many were undone by this; unknown ones are none."""
    kept = labelling.keep(image("a"), 1.0)
    one, two = say(labelling, kept, Mark("Cat"), Mark("Dog"))

    counts = [
        labelling.undo(numbers, who="U2", at=6.0)
        for numbers in ([one, one, 999], [one], [one, two])
    ]

    assert counts == [1, 0, 1]
    assert labels(labelling, kept) == frozenset()


def test_an_undoing_is_undone(labelling: Labelling) -> None:
    """What was said stands again, and can be undone again."""
    kept = labelling.keep(image("a"), 1.0)
    said = say(labelling, kept, Mark("Cat"))

    labelling.undo(said, who="U2", at=6.0)
    labelling.undo([labelling.latest(1)[0].number], who="U2", at=7.0)
    back = labels(labelling, kept)
    again = labelling.undo(said, who="U2", at=8.0)

    assert back == {"Cat"}
    assert (again, labels(labelling, kept)) == (1, frozenset())


def test_a_dataset_holds_what_people_spoke_of(labelling: Labelling) -> None:
    """In the order in which the images came, negatives too; not what nobody looked at."""
    names = ["d", "b", "c", "a"]
    kept = {each: labelling.keep(image(each), 1.0) for each in names}
    say(labelling, kept["a"], Mark("Cat", LEFT))
    say(labelling, kept["b"], Mark(""))
    labelling.undo(say(labelling, kept["c"], Mark("Dog")), who="U1", at=6.0)

    dataset = labelling.dataset()

    assert [(each.id, each.annotations) for each in dataset.images] == [
        (kept["b"], ()),
        (kept["a"], (Annotation("Cat", LEFT),)),
    ]
    assert dataset.version == labelling.latest(1)[0].number


def test_an_earlier_dataset_is_as_it_was(labelling: Labelling) -> None:
    """Whatever was said since then."""
    kept = taught(labelling, "a", "Cat")
    before = labelling.dataset()
    taught(labelling, "b", "Dog")
    say(labelling, kept, Mark("Dog"))

    assert labelling.dataset(before.version) == before
    assert labelling.dataset(0).images == ()
    assert labelling.dataset().version > before.version


def test_a_label_keeps_its_spelling(labelling: Labelling) -> None:
    """Another letter case is the same label, as long as the first one stands."""
    first = taught(labelling, "a", "Straße")
    second = taught(labelling, "b", "STRASSE")

    assert labels(labelling, second) == {"Straße"}

    for each in (first, second):
        labelling.undo([event.number for event in labelling.events(each)], who="U1", at=6.0)
    third = taught(labelling, "c", "STRASSE")

    assert labels(labelling, third) == {"STRASSE"}


def test_near_duplicates_are_a_group(labelling: Labelling) -> None:
    """So are the frames of a file, and what lies between two groups joins them."""
    one = labelling.keep(image("one", 0b0, "slack:F1#1"), 1.0)
    two = labelling.keep(image("two", 0xFFF), 1.0)
    frame = labelling.keep(image("frame", source="slack:F1#2"), 1.0)
    other = labelling.keep(image("other"), 1.0)
    before = {_group(labelling, each) for each in (one, two, frame, other)}
    between = labelling.keep(image("between", 0b111111), 1.0)

    assert len(before) == 3
    assert len({_group(labelling, each) for each in (one, two, frame, between)}) == 1
    assert _group(labelling, other) == other


def _group(labelling: Labelling, image_id: str) -> str:
    found = labelling.labelled(image_id)
    assert found is not None
    return found.group


def test_the_split_is_decided_for_good(labelling: Labelling) -> None:
    """A fifth is measured on; later images are decided later, and nobody changes sides."""
    for each in range(10):
        taught(labelling, f"first {each}", "Cat")
    undecided = {each.split for each in labelling.dataset().images}
    first = labelling.decide()
    for each in range(10):
        taught(labelling, f"second {each}", "Cat")
    second = labelling.decide()

    assert undecided == {Split.UNDECIDED}
    assert (len(first.training), len(first.testing)) == (8, 2)
    assert (len(second.training), len(second.testing)) == (16, 4)
    assert set(first.testing) <= set(second.testing)
    assert set(first.training) <= set(second.training)
    assert labelling.dataset() == second


def test_what_is_near_to_both_sides_stands_apart(labelling: Labelling) -> None:
    """It is neither learned from nor measured on, and nobody changes sides for it."""
    bits = {labelling.keep(image(f"{each}", _ones(12 * each)), 1.0): 12 * each for each in range(3)}
    for each in bits:
        say(labelling, each, Mark("Cat"))
    before = labelling.decide()
    (test,) = before.testing
    train = next(each for each in bits if abs(bits[each] - bits[test.id]) == 12)
    between = _ones((bits[test.id] + bits[train]) // 2)
    say(labelling, labelling.keep(image("between", between), 2.0), Mark("Cat"))

    after = labelling.decide()

    assert (after.testing, after.training) == (before.testing, before.training)
    assert after.images[-1].split is Split.APART


def _ones(count: int) -> int:
    return (1 << count) - 1


def test_an_image_takes_the_side_of_its_group(labelling: Labelling) -> None:
    """A near duplicate of what is measured is never learned from."""
    kept = [labelling.keep(image(f"{each}", each * 0x1111111111111), 1.0) for each in range(3)]
    for each in kept:
        say(labelling, each, Mark("Cat"))
    test = labelling.decide().testing[0]
    near = labelling.keep(image("near", kept.index(test.id) * 0x1111111111111 ^ 1), 2.0)
    say(labelling, near, Mark("Cat"))

    assert {each.id for each in labelling.decide().testing} == {test.id, near}


def test_a_label_is_forgotten(labelling: Labelling) -> None:
    """Images that show nothing else go with it; the others stay as they are without it."""
    only = taught(labelling, "only", "Ann")
    both = taught(labelling, "both", "Ann", "Cat")
    taught(labelling, "negative")
    number = labelling.latest(1)[0].number

    assert labelling.forget_label("Ann") == 1

    assert labelling.image(only) is None
    assert labelling.labelled(only) is None
    assert labelling.dataset().labels == ("Cat",)
    assert labels(labelling, both) == {"Cat"}
    assert len(labelling.dataset().images) == 2
    assert labelling.forget_label("Ann") == 0
    assert say(labelling, both, Mark("Dog"))[0] > number


def test_numbers_are_never_given_twice(labelling: Labelling) -> None:
    """Also when the latest events were forgotten: an older dataset must not seem to be newer."""
    taught(labelling, "a", "Ann")
    number = labelling.latest(1)[0].number
    labelling.forget_label("Ann")

    taught(labelling, "b", "Cat")

    assert labelling.latest(1)[0].number > number


def test_an_import_decides_a_split(labelling: Labelling) -> None:
    """What an import says an image is for holds for its group, unless that was decided before."""
    first = taught(labelling, "a", "Cat")
    twin = labelling.keep(image("b", likeness=0), 1.0)
    near_twin = labelling.keep(image("c", likeness=1), 1.0)

    told = [
        labelling.settle(first, Split.TEST),
        labelling.settle(first, Split.TRAIN),
        labelling.settle(twin, Split.TRAIN),
        labelling.settle(near_twin, Split.TEST),
    ]

    assert told == [Split.TEST, Split.TEST, Split.TRAIN, Split.TRAIN]
    assert labelling.labelled(first).split is Split.TEST  # type: ignore[union-attr]
    with pytest.raises(KeyError):
        labelling.settle("nothing", Split.TEST)


def test_an_image_is_weighed(labelling: Labelling) -> None:
    """Its size and its first bytes are known; of one that is gone there is nothing."""
    kept = labelling.keep(image("a" * 20), 1.0)
    whole = labelling.image(kept)

    assert whole is not None
    assert labelling.weigh(kept) == (len(whole.data), whole.data[:8])
    assert labelling.weigh("0" * 64) == (0, b"")
