"""What is filled in is said once, whenever the process is killed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from bot.core.desk import FORM, Desk
from bot.core.errors import FileGone, SlackUnavailable
from bot.core.labelling import KeptImage, Mark
from bot.core.model import (
    AnnotatedImage,
    BoundingBox,
    Detection,
    Frame,
    Image,
    Member,
    PixelBox,
    Recognition,
    SharedFile,
    Thread,
    Timings,
)
from bot.core.permission import Permission
from bot.core.pictures import Pictures
from bot.core.said_jobs import SaidJobs
from bot.core.teach_jobs import TeachJobs
from bot.core.teach_requests import (
    AgreedRequest,
    BoxChoice,
    DrawnRequest,
    MarksRequest,
    SaidRequest,
    UndoRequest,
    Verdict,
)
from tests.core.image_jobs import Killed, MortalJournal
from tests.fake_records import FakeRecognitions
from tests.fakes import (
    FakeBoard,
    FakeClock,
    FakeFetcher,
    FakeForms,
    FakeJournal,
    FakeMembers,
    FakeReader,
    FakeReplies,
)
from tests.listeners.fake_labelling import FakeLabelling

CAT = SharedFile("F1", "cat.jpg")
BOX = BoundingBox(0.0, 0.0, 0.5, 1.0)
FILLED = MarksRequest(
    "form:V1",
    "U1",
    "T1",
    "C1",
    "shown",
    "answer",
    (BoxChoice(1, Verdict.LABEL, "Alice"),),
    thread_ts="1.1",
)
THREAD = Thread("C1", "1.1")
SHUTTLE = Mark("Shuttle", PixelBox(2, 2, 12, 12))


@dataclass
class World:
    """Everything around those who teach; frames are 40 × 30."""

    fetcher: FakeFetcher = field(default_factory=lambda: FakeFetcher({"cat.jpg": b"cat"}))
    labelling: FakeLabelling = field(default_factory=FakeLabelling)
    recognitions: FakeRecognitions = field(default_factory=FakeRecognitions)
    forms: FakeForms = field(default_factory=FakeForms)
    board: FakeBoard = field(default_factory=FakeBoard)
    replies: FakeReplies = field(default_factory=FakeReplies)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        shown = Recognition(
            *("shown", CAT, 40, 30, (Detection("Face", 90.0, BOX),), FORM, "", None),
            datetime(2026, 11, 23, tzinfo=UTC),
            Timings(0, 0, 0, 0),
        )
        self.recognitions.keep("open", 0, shown)

    def desk(self) -> Desk:
        """For a process that has just started."""
        self.clock.sleep(1.0)
        pictures = Pictures(
            self.fetcher,
            FakeReader(),
            kept,
            lambda frame: (Detection("Face", 90.0, BOX),),
            lambda frame, boxes, captions: AnnotatedImage(b"", "image/png", 40, 30),
            self.labelling,
            threading.Semaphore(1),
        )
        people = FakeMembers({"U1": Member("U1", "T1")})
        permission = Permission(people, "T1", ())
        return Desk(
            pictures,
            self.recognitions,
            permission,
            self.forms,
            self.board,
            self.replies,
            self.clock,
        )

    def thanks(self) -> list[str]:
        return [card.text for _, card in self.board.history]


def kept(image: Image, frame: Frame, source: str) -> KeptImage:
    return KeptImage(image, frame.width, frame.height, (0, 0), source)


def test_a_process_that_dies_after_it_has_said_it() -> None:
    """The next run finds what was said, thanks for it, and says nothing twice."""
    world, journal = World(), FakeJournal()
    world.board.shut = True
    TeachJobs(world.desk()).say(FILLED, journal)
    world.board.shut = False

    TeachJobs(world.desk()).say(FILLED, journal)

    assert len(world.labelling.said) == 1
    assert world.thanks() == ["Thank you, <@U1>: Alice at box 1."]


def test_an_undo_that_is_cut_off() -> None:
    """A run that took it back and died does not make the next one say that there is nothing."""
    world = World()
    TeachJobs(world.desk()).say(FILLED, FakeJournal())
    (message,) = world.board.places
    undo = UndoRequest("click", "U1", "T1", "C1", (1,), message.ts)
    journal = MortalJournal(victim="undone", moment="during")

    with pytest.raises(Killed):
        TeachJobs(world.desk()).undo(undo, journal)
    TeachJobs(world.desk()).undo(undo, FakeJournal(values=journal.values))

    assert world.thanks()[-1] == "<@U1> took this back, so it does not count any more."
    assert [each.undoes for each in world.labelling.said] == [None, 1]


def test_a_failure_that_passes() -> None:
    """While Slack does not hand out the picture, what was filled in waits for another run."""
    world = World()
    world.fetcher.contents["cat.jpg"] = SlackUnavailable(name="cat.jpg")

    with pytest.raises(SlackUnavailable):
        TeachJobs(world.desk()).say(FILLED, FakeJournal())

    assert world.replies.private == []


def test_a_failure_that_does_not_pass() -> None:
    """A picture that is gone is said once, and nothing is kept of it."""
    world = World()
    world.fetcher.contents["cat.jpg"] = FileGone(name="cat.jpg")

    TeachJobs(world.desk()).say(FILLED, FakeJournal())

    ((user, text),) = world.replies.private
    assert (user, "was deleted" in text) == ("U1", True)
    assert world.labelling.kept == {}


def test_without_a_thread_the_thanks_are_private() -> None:
    """Whoever corrects from a private card is thanked privately, with the button."""
    world = World()

    TeachJobs(world.desk()).say(replace(FILLED, thread_ts=""), FakeJournal())

    ((_, card),) = world.replies.cards
    assert card.buttons[0].text == "Undo"
    assert world.thanks() == []


def drawn(world: World, *marks: Mark, user: str = "U1") -> DrawnRequest:
    """What somebody drew on the page, of a picture that is kept."""
    seen = KeptImage(Image(b"cat", "cat.jpg"), 40, 30, (0, 0), "slack:F1")
    image = world.labelling.keep(seen, 1.0)
    return DrawnRequest("drawn", user, "T1", "C1", image, "answer", marks, 5.0, "1.1")


def test_what_was_drawn() -> None:
    """It is said as of when it was drawn, from the answer, and the thread says thank you."""
    world = World()

    TeachJobs(world.desk()).drawn(drawn(world, SHUTTLE, Mark("Day")), FakeJournal())

    first, second = world.labelling.said
    assert (first.mark, second.mark) == (SHUTTLE, Mark("Day"))
    assert (first.who, first.at, first.origin) == ("U1", 5.0, "answer")
    assert world.thanks() == ["Thank you, <@U1>: Shuttle at a box, Day in the picture."]


def test_drawing_that_is_cut_off() -> None:
    """A run that said it and died does not make the next one say or count it twice."""
    world = World()
    request = drawn(world, *(replace(SHUTTLE, box=PixelBox(x, 0, x + 1, 1)) for x in range(40)))

    for _ in range(2):
        TeachJobs(world.desk()).drawn(request, FakeJournal())

    assert len(world.labelling.said) == 40
    assert len(set(world.thanks())) == 1


def test_drawing_by_a_member_who_became_a_guest() -> None:
    """The job asks again who may teach: somebody else is told so privately."""
    world = World()

    TeachJobs(world.desk()).drawn(drawn(world, SHUTTLE, user="U9"), FakeJournal())

    ((user, text),) = world.replies.private
    assert (user, "may teach me" in text) == ("U9", True)
    assert world.labelling.said == []


def test_drawing_on_a_picture_that_was_forgotten() -> None:
    """Who drew on a picture that was deleted meanwhile is told so."""
    world = World()
    request = replace(drawn(world, SHUTTLE), image="none")

    TeachJobs(world.desk()).drawn(request, FakeJournal())

    assert "not among the labelled ones" in world.replies.private[0][1]


def test_two_people_who_draw_too_much() -> None:
    """Boxes that others drew in the meantime count as well."""
    world = World()
    places = [PixelBox(x, y, x + 1, y + 1) for y in (0, 2) for x in range(26)]
    theirs, mine = places[:26], places[26:]
    for key, boxes in (("theirs", theirs), ("mine", mine)):
        request = drawn(world, *(replace(SHUTTLE, box=box) for box in boxes))
        request = replace(request, key=key, at=float(len(world.labelling.said)))
        TeachJobs(world.desk()).drawn(request, FakeJournal())

    assert "52 boxes" in world.replies.private[0][1]
    assert len(world.labelling.said) == 26


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_a_yes_that_is_cut_off(moment: str) -> None:
    """Pictures that are taught together are each taught once, wherever the process dies."""
    world = World()
    world.fetcher.contents["dog.jpg"] = b"dog"
    said = SaidRequest("said", "U1", "T1", THREAD, (CAT, SharedFile("F2", "dog.jpg")), "Alice")
    SaidJobs(world.desk()).look(said, FakeJournal())
    agreed = AgreedRequest("agreed", "U1", "T1", THREAD, "said", (0, 1), "Alice")
    journal = MortalJournal(victim="learned 1", moment=moment)

    with pytest.raises(Killed):
        SaidJobs(world.desk()).agree(agreed, journal)
    SaidJobs(world.desk()).agree(agreed, FakeJournal(values=journal.values))

    assert [each.mark.label for each in world.labelling.said if each.mark] == ["Alice", "Alice"]
    assert world.thanks() == ["Thank you, <@U1>: Alice in 2 pictures."]


def test_a_picture_that_is_gone_at_the_yes() -> None:
    """The others are learned, and what became of it is told."""
    world = World()
    world.fetcher.contents["dog.jpg"] = b"dog"
    said = SaidRequest("said", "U1", "T1", THREAD, (CAT, SharedFile("F2", "dog.jpg")), "Alice")
    SaidJobs(world.desk()).look(said, FakeJournal())
    world.fetcher.contents["dog.jpg"] = FileGone(name="dog.jpg")

    SaidJobs(world.desk()).agree(
        AgreedRequest("agreed", "U1", "T1", THREAD, "said", (0, 1), "Alice"), FakeJournal()
    )

    assert "dog.jpg was deleted" in world.replies.private[-1][1]
    assert world.thanks() == ["Thank you, <@U1>: Alice in one picture."]


def test_the_question_is_asked_once() -> None:
    """A run that asked and died does not ask again."""
    world = World()
    said = SaidRequest("said", "U1", "T1", THREAD, (CAT,), "Alice")
    journal = FakeJournal()

    for _ in range(2):
        SaidJobs(world.desk()).look(said, journal)

    assert len(world.replies.private) == 1
