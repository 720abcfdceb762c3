"""A team trains, compares, switches over and goes back."""

from __future__ import annotations

import re

import pytest

from bot.core.attempts import FIRST_ATTEMPT
from bot.core.cards import Card, Press
from bot.core.dataset import Dataset
from bot.core.errors import (
    DiskFull,
    ModelNotRunning,
    ModelOutOfReach,
    ModelRefused,
    TrainingBucketAway,
)
from bot.core.requests import FollowRequest, TrainingAction, TrainingRequest
from bot.core.versions import ModelVersion, Training
from tests.core.teachers import ADMIN, MEMBER, School
from tests.fakes import FakeJournal


@pytest.fixture
def school() -> School:
    made = School()
    made.add("Cat", 10)
    made.add("Dog", 10)
    return made


def pressed(told: object) -> list[Press]:
    assert isinstance(told, Card)
    return [button.press for button in told.buttons]


def number(version: ModelVersion | None) -> int:
    return version.number if version is not None else 0


def test_a_training_is_asked_about_first(school: School) -> None:
    """Before a training people read what it learns, how long it takes and what it costs."""
    told = school.ask(TrainingAction.TRAIN)

    assert pressed(told) == [Press.CONFIRM_TRAIN, Press.DISMISS]
    assert isinstance(told, Card)
    assert "20 images" in told.text
    assert "costs nothing" in told.text
    assert "biometric" in told.text
    assert school.versions.all("local") == ()


def test_a_training_ends_with_its_figures(school: School) -> None:
    """A trained version is measured on the frozen test images, and its figures are shown."""
    version = school.trained()

    assert version.training is Training.DONE
    assert school.versions.model(1) == b"learned"
    assert version.figures is not None
    assert version.figures["overall"]["f1"] == 1
    assert version.figures["images"] == 4
    (card,) = [each for key, each in school.board.cards.items() if key == "training:local:1"]
    assert "v1 is trained" in card.text
    assert [button.press for button in card.buttons] == [Press.USE]
    assert school.gallery.shared == ["v1.png"]
    assert school.audit.entries[-1].action == "train"


def test_a_long_training_is_followed(school: School) -> None:
    """A training that takes hours is looked at again and again, in one message."""
    school.trainer.looks = 30

    version = school.trained()

    assert version.training is Training.DONE
    assert version.ended is not None
    assert version.ended - version.began >= 29 * 120
    assert len([key for key in school.board.cards if key.startswith("training")]) == 1
    assert any("has been training for" in card.text for _, card in school.board.history)


def test_a_training_that_cannot_be_seen_for_a_while(school: School) -> None:
    """A vendor that is out of reach ends no training."""
    school.trainer.trouble = [ModelOutOfReach() for _ in range(20)]

    version = school.trained()

    assert version.training is Training.DONE
    assert school.trainer.begun == [1]


def test_a_training_that_is_refused(school: School) -> None:
    """A refusal is told, and the version in use stays."""
    first = school.trained()
    school.ask(TrainingAction.USE, "v1")
    school.trainer.trouble = [ModelRefused(version="v2", reason="too many labels.")]

    version = school.trained()

    assert version.training is Training.FAILED
    assert number(school.versions.in_use("local")) == first.number
    assert "v1 stays in use" in school.board.cards["training:local:2"].text


def test_a_training_that_fails_after_hours(school: School) -> None:
    """What the vendor says of a failure is told."""
    school.trainer.looks, school.trainer.fails = 60, "Too few images of Dog. Add more."

    school.trained()

    assert "Too few images of Dog" in school.board.cards["training:local:1"].text


def test_what_stands_in_the_way(school: School) -> None:
    """Problems are told before anything is begun, also when it was agreed to already."""
    school.trainer.refuses = ("Label a second thing.",)

    told = school.ask(TrainingAction.TRAIN, confirmed=True)

    assert "Label a second thing." in str(told)
    assert school.versions.all("local") == ()


def test_nothing_labelled() -> None:
    """With nothing labelled people read how to begin."""
    school = School()

    assert "*Correct*" in str(school.ask(TrainingAction.TRAIN))
    assert "*Correct*" in str(school.ask(TrainingAction.DATASET))


def test_a_version_that_is_better(school: School) -> None:
    """A version that is not worse is used at once, and the way back is told."""
    school.trained(wrong=1)
    school.ask(TrainingAction.USE, "v1")
    school.trained()

    told = school.ask(TrainingAction.USE, "v2")

    assert told is None
    assert number(school.versions.in_use("local")) == 2
    assert any("Back with `/rekog use v1`" in card.text for card in school.board.cards.values())


def test_a_version_that_is_worse(school: School) -> None:
    """A version that is worse becomes the team's only after a second confirmation."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")
    school.trained(wrong=2)

    told = school.ask(TrainingAction.USE, "v2")
    before = number(school.versions.in_use("local"))
    school.ask(TrainingAction.USE, "v2", confirmed=True)

    assert pressed(told) == [Press.CONFIRM_USE, Press.DISMISS]
    assert before == 1
    assert number(school.versions.in_use("local")) == 2


def test_versions_that_cannot_be_compared(school: School) -> None:
    """When the test images are others now, the one in use is measured anew."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")
    school.add("Cat", 10)
    school.trained(wrong=3)

    told = school.ask(TrainingAction.USE, "v2")

    assert pressed(told) == [Press.CONFIRM_USE, Press.DISMISS]
    first = school.versions.get(1)
    assert first is not None
    assert first.figures is not None
    assert first.figures["images"] > 4


def test_the_way_back(school: School) -> None:
    """`use previous` goes back to the version before."""
    for wrong in (1, 0):
        version = school.trained(wrong)
        school.ask(TrainingAction.USE, version.name)

    school.ask(TrainingAction.USE, "previous", confirmed=True)

    assert number(school.versions.in_use("local")) == 1


@pytest.mark.parametrize("what", ["base", "previous"])
def test_the_way_back_to_the_base_model(school: School, what: str) -> None:
    """After a second yes the team has the detector as it came, and may come back from there."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")

    asked = school.ask(TrainingAction.USE, what)
    school.ask(TrainingAction.USE, what, confirmed=True)
    used, listed = school.versions.in_use("local"), school.ask(TrainingAction.MODELS)
    school.ask(TrainingAction.USE, "previous")

    assert pressed(asked) == [Press.CONFIRM_USE, Press.DISMISS]
    assert used is None
    assert re.search(r"^base .* in use$", listed.figures, re.MULTILINE)  # type: ignore[union-attr]
    assert "switched the team to the base model" in str(school.board.history)
    assert number(school.versions.in_use("local")) == 1


def test_no_base_model(school: School) -> None:
    """Where a team began without a model there is none to go back to."""
    school.base = None

    assert "There is no base model" in str(school.ask(TrainingAction.USE, "base"))


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("", "Tell me which one"),
        ("base", "base is in use already"),
        ("v9", "There is no model version v9"),
        ("latest", "There is no model version latest"),
        ("previous", "no version that was used before"),
    ],
)
def test_a_version_that_is_not_there(school: School, what: str, says: str) -> None:
    """A version that cannot be found is told with what to do."""
    assert says in str(school.ask(TrainingAction.USE, what))


def test_a_version_that_failed_is_not_used(school: School) -> None:
    """What could not be trained cannot be used."""
    school.trainer.fails = "No."
    school.trained()

    assert "cannot be used: it is failed" in str(school.ask(TrainingAction.USE, "v1"))


def test_versions_are_listed(school: School) -> None:
    """The list has the figures of each version, which one is in use, and buttons for the others."""
    school.trained(wrong=1)
    school.trained()
    school.ask(TrainingAction.USE, "v2")

    told = school.ask(TrainingAction.MODELS, user=MEMBER)

    assert isinstance(told, Card)
    assert "in use" in told.figures.splitlines()[1]
    assert [(button.press, button.value) for button in told.buttons] == [(Press.USE, "v1")]


def test_a_model_that_is_off_is_measured_later(school: School) -> None:
    """A version that does not run is trained all the same, and measured when somebody asks."""
    school.trainer.stopped = ModelNotRunning(state="stopped")
    version = school.trained()
    school.trainer.stopped = None

    school.ask(TrainingAction.EVALUATE, "v1")
    school.follow()

    assert (version.training, version.figures) == (Training.DONE, None)
    assert "/rekog evaluate v1" in version.message
    measured = school.versions.get(1)
    assert measured is not None
    assert measured.figures is not None


def test_a_version_that_was_not_measured(school: School) -> None:
    """What nobody has measured becomes the team's only after a second confirmation."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")
    school.trainer.stopped = ModelNotRunning(state="stopped")
    school.trained()

    told = school.ask(TrainingAction.USE, "v2")

    assert pressed(told) == [Press.CONFIRM_USE, Press.DISMISS]
    assert "v2: not measured" in told.text  # type: ignore[union-attr]
    assert number(school.versions.in_use("local")) == 1


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("v9", "There is no model version v9"),
        ("previous", "base model is not measured"),
        ("base", "base model is not measured"),
    ],
)
def test_only_what_is_there_is_measured(school: School, what: str, says: str) -> None:
    """Whoever names a version that is not there is told so, instead of being shown another one."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")

    told = school.ask(TrainingAction.EVALUATE, what)

    assert says in str(told)
    assert school.jobs.submitted == []


def test_two_admins_train_at_once(school: School) -> None:
    """While a version is trained nobody pays for a second one."""
    school.ask(TrainingAction.TRAIN, confirmed=True)
    told = school.ask(TrainingAction.TRAIN, confirmed=True)
    school.follow()

    assert "v1 is being trained already" in str(told)
    assert school.trainer.begun == [1]
    assert [each.number for each in school.versions.all("local")] == [1]


def test_a_training_whose_end_was_not_told(school: School) -> None:
    """Killed between the end of a training and the word of it, the next process tells it."""
    school.ask(TrainingAction.TRAIN, confirmed=True)
    (request, _), *_ = school.jobs.submitted
    school.board.shut = True
    school.follow()
    school.board.shut = False

    assert isinstance(request, FollowRequest)
    school.training().run(request, FakeJournal(FIRST_ATTEMPT))

    assert "v1 is trained" in school.board.cards["training:local:1"].text


def test_a_training_that_never_ends(school: School) -> None:
    """After five days a training is given up, which is said, and another one can begin."""
    school.trainer.looks = 10_000

    version = school.trained()

    assert version.training is Training.FAILED
    assert version.ended is not None
    assert version.ended - version.began == pytest.approx(5 * 86400, rel=0.01)
    assert "after five days" in school.board.cards["training:local:1"].text


def test_a_few_images_have_no_test(school: School) -> None:
    """With too few images there is nothing to measure on, which is said."""
    small = School()
    small.add("Cat", 2)

    version = small.trained()

    assert "three different images" in version.message


def test_who_trained_meanwhile_is_told_once(school: School) -> None:
    """The same click that is run twice trains one version."""
    commands = school.commands()
    request = TrainingRequest("click:1", TrainingAction.TRAIN, "U1", "T1", "C1", "", confirmed=True)
    commands.answer(request)
    commands.answer(request)

    assert [each.number for each in school.versions.all("local")] == [1]
    assert len(school.jobs.submitted) == 1


def test_a_label_is_forgotten(school: School) -> None:
    """A label goes from the dataset and from what was learned, after a confirmation."""
    asked = school.ask(TrainingAction.FORGET, "cat")
    told = school.ask(TrainingAction.FORGET, "Cat", confirmed=True)

    assert pressed(asked) == [Press.CONFIRM_FORGET, Press.DISMISS]
    assert "Deleted: Cat, with 10 images" in str(told)
    assert school.labelling.dataset().labels == ("Dog",)
    assert school.forgotten == ["Cat"]
    assert "Cat" not in school.audit.entries[-1].detail


def test_a_deletion_that_was_cut_off(school: School) -> None:
    """Killed between the models and the dataset, a label can be deleted once more."""

    class Cut(Exception):
        """The process ends here."""

    def cut(label: str) -> int:
        raise Cut

    forget, school.labelling.forget_label = school.labelling.forget_label, cut  # type: ignore[method-assign]
    school.ask(TrainingAction.FORGET, "Cat", confirmed=True)
    school.labelling.forget_label = forget  # type: ignore[method-assign]

    told = school.ask(TrainingAction.FORGET, "Cat", confirmed=True)

    assert school.forgotten == ["Cat", "Cat"]
    assert "Deleted: Cat" in str(told)


def test_copies_are_deleted_with_a_label(school: School) -> None:
    """What a cloud was sent goes too; when that fails nothing is forgotten here, to ask again."""
    school.trainer.trouble = [TrainingBucketAway(bucket="teaching")]
    refused = school.ask(TrainingAction.FORGET, "Cat", confirmed=True)
    still = school.labelling.dataset().labels

    school.ask(TrainingAction.FORGET, "Cat", confirmed=True)

    assert "teaching" in str(refused)
    assert "Cat" in still
    assert {label for each in school.trainer.kept_copies for label in each.labels} == {"Dog"}
    assert "Cat" not in school.labelling.dataset().labels


def test_a_full_disk_ends_no_training(school: School) -> None:
    """What was learned and cannot be kept is tried again; the version in use stays until then."""
    school.trained()
    school.ask(TrainingAction.USE, "v1")
    keep = school.versions.keep_model

    def full(number: int, model: bytes) -> None:
        raise DiskFull

    school.versions.keep_model = full  # type: ignore[method-assign]
    school.ask(TrainingAction.TRAIN, confirmed=True)
    (asked,) = [request for request, _ in school.jobs.submitted]
    assert isinstance(asked, FollowRequest)
    with pytest.raises(DiskFull):
        school.training().run(asked, FakeJournal(FIRST_ATTEMPT))
    used, coming = school.versions.in_use("local"), school.versions.get(2)
    school.versions.keep_model = keep  # type: ignore[method-assign]
    school.follow()

    assert number(used) == 1
    assert coming is not None
    assert coming.training is Training.RUNS
    assert school.versions.all("local")[0].training is Training.DONE


def test_no_deletion_while_it_is_learned(school: School) -> None:
    """A label that is being learned just now is deleted when that is over."""
    school.ask(TrainingAction.TRAIN, confirmed=True)

    told = school.ask(TrainingAction.FORGET, "Cat", confirmed=True)

    assert "v1 is learning just now" in str(told)
    assert "Cat" in school.labelling.dataset().labels


def test_a_detector_that_cannot_be_taught(school: School) -> None:
    """A ready-made detector says that it cannot be taught, and what to set instead."""
    request = TrainingRequest("k", TrainingAction.TRAIN, "U1", "T1", "C1", "")

    assert "cannot be taught" in str(school.commands(taught=False).answer(request))


@pytest.mark.parametrize("action", TrainingAction)
def test_who_may(school: School, action: TrainingAction) -> None:
    """Everybody may look at the dataset and the versions; the rest is for admins."""
    told = str(school.ask(action, "v1", user=MEMBER))

    looking = action in (TrainingAction.DATASET, TrainingAction.MODELS)
    assert ("may" in told and "Only workspace admins" in told) is not looking


def test_the_test_images_are_foreseen(school: School) -> None:
    """What AWS's rules say is asked of the split as it will be; only a yes decides it."""
    seen: list[tuple[int, int]] = []

    def problems(dataset: Dataset) -> tuple[str, ...]:
        seen.append((len(dataset.training), len(dataset.testing)))
        return ()

    school.trainer.problems = problems  # type: ignore[method-assign]

    school.ask(TrainingAction.TRAIN)
    undecided = school.labelling.dataset()
    school.ask(TrainingAction.TRAIN, confirmed=True)
    decided = school.labelling.dataset()

    assert seen[0] == seen[1]
    assert min(seen[0]) > 0
    assert (undecided.training, undecided.testing) == ((), ())
    assert (len(decided.training), len(decided.testing)) == seen[0]


@pytest.mark.parametrize(("wrong", "shown"), [(1, ["v1.png", "v1 worst.png"]), (0, ["v1.png"])])
def test_the_worst_pictures_stand_beside_the_figures(
    school: School, wrong: int, shown: list[str]
) -> None:
    """Where something was wrong, its admin sees the pictures; a perfect version has none."""
    school.trained(wrong)

    assert school.gallery.shared == shown
    assert [place.channel for place in school.gallery.threads] == ["C1", f"D{ADMIN}"][: len(shown)]
