"""What a model version is measured on was never learned, not even nearly."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from bot.core.dataset import Split
from bot.core.labelling import KeptImage, Mark
from bot.core.model import Image
from bot.core.splits import NEAR, ImageFacts, Place, decide, near, place
from tests.fake_records import FakeLabelling

TEST, TRAIN, APART, UNDECIDED = Split.TEST, Split.TRAIN, Split.APART, Split.UNDECIDED
ALL = (1 << 64) - 1
HALF = 0xAAAA_AAAA_AAAA_AAAA


def facts(
    name: str, bits: int = 0, *, source: str = "", group: str = "", split: Split = UNDECIDED
) -> ImageFacts:
    """An image whose mirror image looks like nothing else."""
    likeness = (HALF ^ bits, hash_of(f"mirrored {name}"))
    return ImageFacts(name, name, 9, 9, likeness, source, group or name, split)


def hash_of(name: str) -> int:
    return random.Random(name).getrandbits(64)


def differing(bits: int) -> int:
    return (1 << bits) - 1


def sides(labels: dict[str, str], **decided: Split) -> dict[str, Split]:
    """The decision on images that are a group each; labels parted by spaces."""
    images = [facts(each, hash_of(each), split=decided.get(each, UNDECIDED)) for each in labels]
    return decide(images, {each: frozenset(text.split()) for each, text in labels.items()})


def count(decision: dict[str, Split], prefix: str = "") -> int:
    return sum(side is TEST for group, side in decision.items() if group.startswith(prefix))


def test_near_is_within_the_distance() -> None:
    """One bit more is another image."""
    one, mirrored = HALF, ALL ^ HALF

    assert near((one, mirrored), (one ^ differing(NEAR), mirrored))
    assert near((one, mirrored), (one ^ differing(NEAR + 1), differing(20))) is False


def test_drawings_with_few_bits_are_not_all_the_same() -> None:
    """Where there is little to compare, less may differ; the very same is near."""
    corner, other_corner, nearly = 0b1111 << 60, 0b11, 0b111 << 60

    assert not near((corner, 0b1111 << 20), (other_corner, 0b11 << 40))
    assert near((corner, 0b1111 << 20), (nearly, 0b111 << 20))
    assert near((0, 0), (0, 0))


def test_a_mirror_image_is_near() -> None:
    """Whichever of the two came first."""
    one, mirrored = (HALF, differing(30)), (differing(30) ^ 1, HALF ^ 1)

    assert near(one, mirrored)
    assert near(mirrored, one)


def test_frames_of_a_file_are_a_group() -> None:
    """However different they look; and images without a known source are not of one file."""
    known = [facts("a", 0, source="slack:F1#0.5"), facts("b", ALL, source="")]

    assert place(facts("new", hash_of("x"), source="slack:F1#9.0"), known).group == "a"
    assert place(facts("new", hash_of("x"), source="slack:F2#0.5"), known).group == "new"
    assert place(facts("new", hash_of("x"), source=""), known).group == "new"


def test_an_image_joins_the_groups_that_it_is_near_to() -> None:
    """They become one, on the side that one of them has taken."""
    known = [
        facts("b", 0, group="b"),
        facts("c", differing(12), group="c", split=TEST),
        facts("far", hash_of("far")),
    ]

    where = place(facts("new", differing(6)), known)

    assert where == Place("b", UNDECIDED, joined=frozenset({"b", "c"}))


def test_an_image_between_the_sides_stands_apart() -> None:
    """It is nearly the same as an image of each side, so it is on none, and joins nobody."""
    known = [facts("b", 0, split=TRAIN), facts("c", differing(12), split=TEST)]

    where = place(facts("new", differing(6)), known)

    assert where == Place("new", APART, joined=frozenset())


def test_an_image_apart_binds_nobody() -> None:
    """What is near to it alone may still be learned from."""
    known = [facts("apart", 0, split=APART)]

    assert place(facts("new", 0), known).group == "new"


@pytest.mark.parametrize(
    ("groups", "test"), [(1, 0), (2, 0), (3, 1), (5, 1), (7, 1), (8, 2), (10, 2), (50, 10)]
)
def test_a_fifth_of_a_label_becomes_test(groups: int, test: int) -> None:
    """At least one group, but none of a label that has fewer than three."""
    assert count(sides({f"g{each}": "Cat" for each in range(groups)})) == test


def test_negatives_are_shared_out_like_a_label() -> None:
    """Images with nothing in them are measured on too."""
    labels = {f"g{each}": "" for each in range(5)} | {f"c{each}": "Cat" for each in range(5)}

    decision = sides(labels)

    assert (count(decision, "g"), count(decision, "c")) == (1, 1)


def test_a_rare_label_is_never_taken_from_the_training() -> None:
    """Also when a common one is in the same image."""
    labels = {f"g{each}": "Cat" for each in range(9)} | {"rare": "Cat Unicorn"}

    assert all(
        sides({f"{salt}{each}": text for each, text in labels.items()})[f"{salt}rare"] is TRAIN
        for salt in range(30)
    )


@pytest.mark.parametrize("seed", range(20))
def test_no_label_loses_more_than_half(seed: int) -> None:
    """However the labels are mixed, each can still be learned; and most can be measured."""
    lot = random.Random(seed)
    words = ["Cat", "Dog", "Bird", "Cow", "Fox"]
    labels = {f"{seed}-{n}": " ".join(lot.sample(words, lot.randrange(4))) for n in range(40)}

    decision = sides(labels)

    for word in words:
        having = [group for group, text in labels.items() if word in text.split()]
        test = sum(decision[group] is TEST for group in having)
        assert test <= len(having) / 2
        assert test >= 1 or len(having) < 3


def test_a_side_that_was_taken_stays() -> None:
    """A test set that is too large, or too small, is not put right afterwards."""
    labels = {f"g{each}": "Cat" for each in range(4)}
    decided = {"g0": TEST, "g1": TEST, "g2": TEST}

    assert sides(labels, **decided) == {**decided, "g3": TRAIN}


def test_a_label_that_has_grown_gets_its_test() -> None:
    """The first two groups were all for training; the third can be measured on."""
    labels = {"g0": "Cat", "g1": "Cat", "g2": "Cat"}

    assert sides(labels, g0=TRAIN, g1=TRAIN) == {"g0": TRAIN, "g1": TRAIN, "g2": TEST}


def test_the_decision_is_not_drawn_by_lot() -> None:
    """The same images give the same sides, in whatever order they come."""
    labels = {f"g{each}": "Cat" for each in range(20)}

    assert sides(labels) == sides(dict(reversed(labels.items())))


@pytest.mark.parametrize("seed", range(30))
def test_no_side_knows_the_other(seed: int) -> None:
    """Over rounds of arrivals: sides stay, and no training image is near to a test image.

    Images arrive in clusters that wander, so that many are near to one another and not to a
    third, mirrored or from the same file.
    """
    lot, labelling = random.Random(seed), FakeLabelling()
    sides: dict[str, Split] = {}
    for _ in range(5):
        for _ in range(lot.randrange(5, 30)):
            image = labelling.keep(_arrival(lot, labelling), 1.0)
            labelling.say(image, [Mark(lot.choice("AB"))], who="U1", at=1.0, origin="")
        images = labelling.decide().images

        after = {each.id: each.split for each in images}
        assert UNDECIDED not in after.values()
        assert {each: after[each] for each in sides} == sides
        sides = after
        _assert_apart([each for each, _ in labelling.images.values()])
    assert set(sides.values()) >= {TRAIN, TEST}


def _assert_apart(images: list[ImageFacts]) -> None:
    training = [each for each in images if each.split is TRAIN]
    testing = [each for each in images if each.split is TEST]
    for one, other in product(training, testing):
        assert not near(one.likeness, other.likeness)
        assert one.file != other.file
        assert one.group != other.group


def _arrival(lot: random.Random, labelling: FakeLabelling) -> KeptImage:
    known = [each for each, _ in labelling.images.values()]
    likeness = (lot.getrandbits(64), lot.getrandbits(64))
    if known and lot.random() < 0.6:
        likeness = lot.choice(known).likeness
        for _ in range(lot.randrange(12)):
            likeness = (likeness[0] ^ 1 << lot.randrange(64), likeness[1])
        likeness = likeness if lot.random() < 0.8 else (likeness[1], likeness[0])
    source = f"slack:F{lot.randrange(200)}#{lot.random()}"
    image = Image(lot.randbytes(8), "image.jpg")
    return KeptImage(image, 9, 9, likeness, source)


def test_the_deciding_knows_also_images_that_nobody_spoke_of() -> None:
    """They take the side of their group, which others of it have taken."""
    images = [facts("a", 0), replace(facts("b", 1), group="a")]

    assert decide(images, {"a": frozenset({"Cat"})}) == {"a": TRAIN}
