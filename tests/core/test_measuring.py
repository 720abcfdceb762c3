"""Figures, by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence

import pytest

from bot.core.comparing import compare
from bot.core.dataset import Annotation, LabelledImage
from bot.core.evaluation import Evaluation, Figures
from bot.core.measuring import evaluate
from bot.core.model import BoundingBox, Detection, PixelBox

SIDE = 100


def image(key: str, *annotations: Annotation) -> LabelledImage:
    return LabelledImage(key, f"{key}.png", SIDE, SIDE, annotations)


def at(label: str, left: int, top: int = 0, side: int = 20) -> Annotation:
    return Annotation(label, PixelBox(left, top, left + side, top + side))


def seen(label: str, confidence: float, left: int | None = None, side: int = 20) -> Detection:
    box = None if left is None else BoundingBox(left / SIDE, 0.0, side / SIDE, side / SIDE)
    return Detection(label, confidence, box)


def measured(
    found: Mapping[str, Sequence[Detection]], *images: LabelledImage, threshold: float = 50.0
) -> Evaluation:
    return evaluate(images, lambda each: found.get(each.id, ()), threshold)


def figures(evaluation: Evaluation, label: str) -> Figures:
    found = evaluation.label(label)
    assert found is not None
    return found.figures


def test_perfect_answers() -> None:
    """When all that is there is answered and nothing else, every figure is 1."""
    images = [image("a", at("Cat", 0), at("Cat", 50)), image("b", at("Dog", 0)), image("c")]
    found = {"a": [seen("Cat", 100, 0), seen("Cat", 100, 50)], "b": [seen("Dog", 100, 0)]}

    result = measured(found, *images)

    assert (result.overall.precision, result.overall.recall, result.overall.f1) == (1, 1, 1)
    assert [each.average_precision for each in result.labels] == [1, 1]
    assert (result.macro_f1, result.strangers, result.ece, result.worst) == (1, 0, 0, ())


def test_a_box_counts_once() -> None:
    """A second answer for the same thing is wrong, and one that lies elsewhere misses it."""
    images = [image("a", at("Cat", 0)), image("b", at("Cat", 0))]
    found = {"a": [seen("Cat", 90, 0), seen("Cat", 80, 1)], "b": [seen("Cat", 70, 60)]}

    result = measured(found, *images)

    assert figures(result, "Cat") == Figures(tp=1, fp=2, fn=1)
    assert result.confusion == {("", "Cat"): 2, ("Cat", ""): 1, ("Cat", "Cat"): 1}


@pytest.mark.parametrize(("left", "hit"), [(6, True), (7, False)])
def test_half_of_a_box(left: int, hit: bool) -> None:
    """Boxes are the same thing from an intersection over union of 0.5 on."""
    result = measured({"a": [seen("Cat", 90, left)]}, image("a", at("Cat", 0)))

    assert figures(result, "Cat").tp == hit


def test_below_the_threshold() -> None:
    """What is below the threshold is not answered, but it is on the curve."""
    images = [image("a", at("Cat", 0)), image("b", at("Cat", 0))]
    found = {"a": [seen("Cat", 90, 0)], "b": [seen("Cat", 40, 0)]}

    result = measured(found, *images)

    assert figures(result, "Cat") == Figures(tp=1, fp=0, fn=1)
    assert [(p.confidence, p.precision, p.recall) for p in result.labels[0].curve] == [
        (90, 1, 0.5),
        (40, 1, 1),
    ]


def test_labels_of_the_whole_image() -> None:
    """Without boxes an image has a label or not, and its most confident answer counts."""
    images = [image("a", Annotation("Sunset")), image("b"), image("c", Annotation("Sunset"))]
    found = {"a": [seen("Sunset", 60), seen("Sunset", 90)], "b": [seen("Sunset", 80)]}

    result = measured(found, *images)

    assert figures(result, "Sunset") == Figures(tp=1, fp=1, fn=1)
    assert result.labels[0].judged_by == "image"
    assert result.strangers == pytest.approx(1 / 3)


def test_a_detector_without_boxes() -> None:
    """Where the truth has boxes and the detector gives none it is judged by image, and says so."""
    images = [image("a", at("Mug", 0)), image("b", at("Mug", 0))]

    result = measured({"a": [seen("Mug", 90)]}, *images)

    (mug,) = result.labels
    assert (mug.judged_by, mug.figures) == ("image", Figures(1, 0, 1))
    assert mug.boxes == Figures(0, 0, 2)


def test_one_taken_for_another() -> None:
    """A wrong name on something that is there is a confusion, and a mistake with its confidence."""
    result = measured({"a": [seen("Bob", 93, 0)]}, image("a", at("Alice", 0)))

    assert result.confusion == {("Alice", "Bob"): 1}
    assert [each.what for each in result.worst] == ["took Alice for Bob at 93 %"]


def test_nothing_to_measure() -> None:
    """What cannot be calculated is left open, not zero."""
    result = measured({}, image("a"))

    assert (result.overall.precision, result.overall.recall, result.overall.f1) == (None,) * 3
    assert (result.macro_f1, result.ece) == (None, None)


def test_calibration_by_hand() -> None:
    """Of two answers at 90 % one is right: they are off by 40 points."""
    images = [image("a", Annotation("Cat")), image("b")]

    result = measured({"a": [seen("Cat", 90)], "b": [seen("Cat", 90)]}, *images)

    assert [(each.low, each.count, each.right) for each in result.bins] == [(90, 2, 0.5)]
    assert result.ece == pytest.approx(0.4)


def test_average_precision_by_its_definition() -> None:
    """It is the area under the falling hull of precision over recall, calculated another way."""
    lot = random.Random(7)
    images = [image(str(n), *([Annotation("Cat")] if n % 3 else [])) for n in range(30)]
    found = {each.id: [seen("Cat", lot.uniform(1, 99))] for each in images}

    result = measured(found, *images)

    ranked = sorted(images, key=lambda each: -found[each.id][0].confidence)
    hits = [bool(each.annotations) for each in ranked]
    best = [max(sum(hits[:k]) / k for k in range(n + 1, 31)) for n in range(30)]
    by_hand = sum(p for p, hit in zip(best, hits, strict=True) if hit) / sum(hits)
    assert result.labels[0].average_precision == pytest.approx(by_hand)


def test_the_order_of_images_changes_nothing() -> None:
    """The same images in another order have the same figures, also after they were kept."""
    lot = random.Random(3)
    images = [image(str(n), at("Cat", n), at("Dog", 60 - n)) for n in range(20)]
    found = {each.id: [seen("Cat", lot.uniform(1, 99), lot.randrange(60))] for each in images}

    result = measured(found, *images)

    assert measured(found, *reversed(images)) == result
    assert Evaluation.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_a_wrong_answer_never_helps() -> None:
    """One more wrong answer never raises precision."""
    images = [image("a", at("Cat", 0)), image("b")]
    before = measured({"a": [seen("Cat", 90, 0)]}, *images)

    after = measured({"a": [seen("Cat", 90, 0)], "b": [seen("Cat", 60, 0)]}, *images)

    assert (after.overall.precision or 0) < (before.overall.precision or 0)


def scored(**right: int) -> Evaluation:
    """Ten test images of each label, of which so many are answered."""
    images = [image(f"{name}{n}", Annotation(name)) for name in right for n in range(10)]
    found = {f"{name}{n}": [seen(name, 90)] for name, count in right.items() for n in range(count)}
    return measured(found, *images)


@pytest.mark.parametrize(
    ("new", "worse", "says"),
    [
        (scored(Ann=10, Bob=9), False, "better than"),
        (scored(Ann=9, Bob=9), False, "as good as"),
        (scored(Ann=8, Bob=9), True, "worse than"),
        (scored(Ann=10, Bob=7), True, "Bob 0.82 instead of 0.95."),
    ],
)
def test_what_is_worse(new: Evaluation, worse: bool, says: str) -> None:
    """A version is worse when F1 is lower overall, or when a label that was found is lost."""
    compared = compare(new, scored(Ann=9, Bob=9))

    assert compared.worse is worse
    assert any(says in each for each in compared.sentences)


def test_other_test_images() -> None:
    """Versions that were measured on other images are not compared."""
    with pytest.raises(ValueError, match="different test images"):
        compare(scored(Ann=1), scored(Bob=1))


def test_unknown_fields_are_left_out() -> None:
    """What a later release added to the JSON does not keep this one from reading it."""
    result = scored(Ann=9, Bob=9)
    kept = result.to_json()
    kept["later"] = 1
    kept["overall"]["later"] = kept["bins"][0]["later"] = kept["labels"][0]["later"] = 1

    assert Evaluation.from_json(kept) == result


@pytest.mark.parametrize("value", [{}, {"version": 2}, {"version": 1, "labels": 3}])
def test_something_else_is_refused(value: dict[str, int]) -> None:
    """What is no evaluation of this version is refused in one way."""
    with pytest.raises(ValueError, match="no evaluation"):
        Evaluation.from_json(value)


def test_every_thing_and_answer_is_in_the_confusion_once() -> None:
    """The rows add up to what was there, the columns to what was answered."""
    lot = random.Random(11)
    names = ["Cat", "Dog", "Cow"]
    images = [
        image(str(n), *(at(lot.choice(names), lot.randrange(0, 80, 4)) for _ in range(n % 4)))
        for n in range(40)
    ]
    found = {
        each.id: [
            seen(lot.choice(names), lot.uniform(1, 99), lot.randrange(0, 80, 4)) for _ in range(3)
        ]
        for each in images
    }

    result = measured(found, *images)

    for each in result.labels:
        row = sum(count for (was, _), count in result.confusion.items() if was == each.label)
        column = sum(count for (_, said), count in result.confusion.items() if said == each.label)
        right = result.confusion.get((each.label, each.label), 0)
        assert (row, column) == (
            each.figures.tp + each.figures.fn,
            each.figures.tp + each.figures.fp,
        )
        assert right == each.figures.tp


def test_a_right_answer_is_never_robbed() -> None:
    """A wrong answer that is more confident does not take the truth of a right one."""
    found = {"a": [seen("Bob", 93, 0), seen("Alice", 80, 0)]}

    result = measured(found, image("a", at("Alice", 0)))

    assert result.confusion == {("", "Bob"): 1, ("Alice", "Alice"): 1}


def test_several_missed_are_not_guessed() -> None:
    """By image, nobody can say which of several missed labels was taken for another."""
    both = image("a", Annotation("Alice"), Annotation("Carol"))

    result = measured({"a": [seen("Bob", 93)]}, both)

    assert result.confusion == {("", "Bob"): 1, ("Alice", ""): 1, ("Carol", ""): 1}


def test_a_label_with_and_without_boxes() -> None:
    """In an image that has the label as a whole it is judged by image, elsewhere by box."""
    images = [image("a", at("Mug", 0)), image("b", Annotation("Mug"))]
    found = {"a": [seen("Mug", 90, 0)], "b": [seen("Mug", 80, 60), seen("Mug", 70, 30)]}

    result = measured(found, *images)

    assert result.labels[0].judged_by == "box"
    assert figures(result, "Mug") == Figures(2, 0, 0)


def test_an_answer_without_a_place() -> None:
    """Where a label is judged by boxes, an answer that gives none is wrong."""
    images = [image("a", at("Mug", 0)), image("b", at("Mug", 0))]

    result = measured({"a": [seen("Mug", 90, 0)], "b": [seen("Mug", 90)]}, *images)

    assert figures(result, "Mug") == Figures(1, 1, 1)


def test_thresholds_by_label() -> None:
    """Each label has its own assumed threshold; one without any has 50."""
    images = [image("a", Annotation("Cat"), Annotation("Dog"))]

    result = evaluate(images, lambda _: [seen("Cat", 60), seen("Dog", 60)], {"Cat": 70})

    assert [(each.threshold, each.figures.tp) for each in result.labels] == [(70, 0), (50, 1)]


def test_f1_of_rounded_ratios() -> None:
    """A precision of 0.70 and a recall of 0.81 make an F1 of 0.751, from counts as from ratios."""
    figures = Figures(tp=567, fp=243, fn=133)

    assert (figures.precision, figures.recall) == (0.7, 0.81)
    assert figures.f1 == pytest.approx(2 * 0.70 * 0.81 / (0.70 + 0.81))
    assert round(figures.f1 or 0, 3) == 0.751


def test_versions_by_their_names() -> None:
    """The first sentence names both versions, and what was lost."""
    compared = compare(scored(Ann=9, Bob=2), scored(Ann=9, Bob=9), ("v4", "v3"))

    assert compared.sentences == (
        "v4 is worse than v3: F1 0.71 instead of 0.95; Bob 0.33 instead of 0.95.",
    )
    assert compared.difference == pytest.approx(22 / 31 - 36 / 38)
    assert compared.labels == {"Ann": 0, "Bob": pytest.approx(4 / 12 - 18 / 19)}
