"""`/rekog start`, `stop` and `status`."""

from __future__ import annotations

import pytest

from bot.core.errors import ModelLimitReached
from bot.core.model import Member, ModelState
from bot.core.model_admin import ModelAdmin
from bot.core.model_words import duration
from bot.core.permission import Permission
from bot.core.requests import ModelAction, ModelFollowing, ModelRequest
from tests.fakes import FakeClock, FakeJobs, FakeMembers, FakeModel, FakeReplies

S = ModelState
START, STOP, STATUS = ModelAction.START, ModelAction.STOP, ModelAction.STATUS


class Desk:
    """A model admin with everything around it."""

    def __init__(self, *states: ModelState | Exception, message: str = "", units: int | None = 1):
        self.model = FakeModel(list(states), message=message, inference_units=units)
        self.replies, self.jobs, self.clock = FakeReplies(), FakeJobs(), FakeClock()
        members = FakeMembers({"U1": Member("U1", "T1", is_admin=True), "U2": Member("U2", "T1")})
        permission = Permission(members, "T1", ())
        self.admin = ModelAdmin(self.model, permission, self.replies, self.jobs, self.clock)

    def send(self, action: ModelAction, user: str = "U1", key: str = "k1") -> None:
        self.admin.run(ModelRequest(key, action, user, "T1", "C1", "https://slack/r"))

    def follow(self) -> None:
        """Let time pass and run whatever waits, until nothing does."""
        while self.jobs.submitted:
            request, delay = self.jobs.submitted.pop(0)
            assert isinstance(request, ModelFollowing)
            self.clock.sleep(delay)
            self.admin.follow(request)


def test_start_is_followed_until_it_runs() -> None:
    """A start is announced, followed, and announced again when the model runs."""
    desk = Desk(S.STOPPED, S.STARTING, S.STARTING, S.STARTING, S.RUNNING)

    desk.send(START)
    desk.follow()

    assert desk.model.calls == ["start"]
    first, last = (text for _, text in desk.replies.public)
    assert first.startswith("<@U1> is starting the model v1.")
    assert "4 US dollars an hour" in first
    assert last == ("The model v1 is running (asked for by <@U1>, after 21 s). Post a picture.")


def test_stop_is_followed_until_it_has_stopped() -> None:
    """A stop is announced, followed, and announced again when the model has stopped."""
    desk = Desk(S.RUNNING, S.STOPPING, S.STOPPING, S.STOPPED)

    desk.send(STOP)
    desk.follow()

    assert desk.model.calls == ["stop"]
    assert "is stopped" in desk.replies.public[-1][1]


def test_what_is_done_at_once_is_told_once() -> None:
    """A model that starts at once is announced with a single message, and no price."""
    desk = Desk(S.STOPPED, S.RUNNING, units=None)

    desk.send(START)

    ((_, text),) = desk.replies.public
    assert text == "The model v1 is running (asked for by <@U1>). Post a picture."
    assert desk.jobs.submitted == []


@pytest.mark.parametrize(("action", "state"), [(START, S.RUNNING), (STOP, S.STOPPED)])
def test_asking_for_what_is_so_already(action: ModelAction, state: ModelState) -> None:
    """Starting a running model, or stopping a stopped one, changes nothing and says so."""
    desk = Desk(state)

    desk.send(action)

    assert desk.model.calls == []
    assert desk.replies.private == [
        ("U1", f"Nothing to do: the model v1 is already {state.value}.")
    ]


def test_two_admins_at_once() -> None:
    """Two admins who start at once make one start; both are told, and the channel once."""
    desk = Desk(S.STOPPED, S.STARTING, S.STARTING, S.RUNNING)

    desk.send(START, key="k1")
    desk.send(START, key="k2")
    desk.follow()

    assert desk.model.calls == ["start"]
    assert "is starting" in desk.replies.private[0][1]
    assert sum("is running" in text for _, text in desk.replies.public) == 1


def test_a_start_while_stopping_waits_for_the_stop() -> None:
    """A start in the middle of a stop is not sent; the channel hears when the stop is done."""
    desk = Desk(S.STOPPING, S.STOPPED)

    desk.send(START)
    desk.follow()

    assert desk.model.calls == []
    assert "then send `/rekog start` again" in desk.replies.private[0][1]
    assert "is stopped" in desk.replies.public[0][1]


def test_a_failed_start_is_told_with_its_message() -> None:
    """A start that fails is announced with the status message."""
    desk = Desk(S.STOPPED, S.STARTING, S.FAILED, message="No capacity in this region.")

    desk.send(START)
    desk.follow()

    assert "failed" in desk.replies.public[-1][1]
    assert "No capacity in this region." in desk.replies.public[-1][1]


def test_an_old_state_right_after_a_start_is_not_believed() -> None:
    """For a short while AWS may still describe the state before the change."""
    desk = Desk(S.STOPPED, S.STOPPED, S.STOPPED, S.STARTING, S.RUNNING)

    desk.send(START)
    desk.follow()

    assert "is running" in desk.replies.public[-1][1]


def test_a_change_that_does_not_last_is_told() -> None:
    """A model that somebody else stops while it starts is announced as stopped."""
    desk = Desk(S.STOPPED, *[S.STARTING] * 8, S.STOPPED)

    desk.send(START)
    desk.follow()

    assert "did not last" in desk.replies.public[-1][1]


def test_following_ends_with_a_word() -> None:
    """A start that never ends is followed for an hour, then the channel is told to look."""
    desk = Desk(S.STOPPED, S.STARTING)

    desk.send(START)
    desk.follow()

    assert "is not done after 1 h" in desk.replies.public[-1][1]


def test_a_look_that_fails_is_not_the_end() -> None:
    """Following goes on when AWS cannot be asked for a moment."""
    desk = Desk(S.STOPPED, S.STARTING, ConnectionError("no route"), S.RUNNING)

    desk.send(START)
    desk.follow()

    assert "is running" in desk.replies.public[-1][1]


def test_who_may_not_is_told_privately() -> None:
    """Somebody who may not start the model changes nothing and is told who may."""
    desk = Desk(S.STOPPED)

    desk.send(START, user="U2")

    assert desk.model.calls == []
    assert desk.replies.public == []
    assert "workspace admins and owners" in desk.replies.private[0][1]


def test_everybody_may_ask_for_the_status() -> None:
    """The status is for everybody."""
    desk = Desk(S.RUNNING, units=2)

    desk.send(STATUS, user="U2")

    ((user, text),) = desk.replies.private
    assert user == "U2"
    assert text == (
        "The model v1 is running with 2 inference units. "
        "It may be started and stopped by workspace admins and owners."
    )


@pytest.mark.parametrize("action", [START, STOP])
def test_a_detector_without_a_model_has_nothing_to_start(action: ModelAction) -> None:
    """Where recognition is paid by the image, a start or stop says that there is none."""
    desk = Desk(S.ALWAYS_ON)

    desk.send(action)

    assert desk.model.calls == []
    assert "always on" in desk.replies.private[0][1]


@pytest.mark.parametrize(
    ("action", "state", "says"),
    [
        (START, S.UNAVAILABLE, "cannot be started: AWS has retired it"),
        (STOP, S.UNAVAILABLE, "is unavailable"),
        (STOP, S.FAILED, "is failed"),
        (START, S.TRAINING, "is training"),
    ],
)
def test_models_that_cannot(action: ModelAction, state: ModelState, says: str) -> None:
    """A model that can not be started or stopped as it is, is left alone and described."""
    desk = Desk(state)

    desk.send(action)

    assert desk.model.calls == []
    assert says in desk.replies.private[0][1]


def test_the_status_of_a_detector_without_a_model() -> None:
    """Where there is nothing to start, the status names nobody who could."""
    desk = Desk(S.ALWAYS_ON)

    desk.send(STATUS)

    ((_, text),) = desk.replies.private
    assert text == "v1 is always on: paid by the image, with nothing to start or stop."


@pytest.mark.parametrize(
    ("seconds", "words"), [(9.6, "10 s"), (250, "4 min 10 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, words: str) -> None:
    """Durations are told as people tell them."""
    assert duration(seconds) == words


def test_a_failed_model_may_be_started_again() -> None:
    """A model whose last start failed is started anew."""
    desk = Desk(S.FAILED, S.STARTING, S.RUNNING)

    desk.send(START)

    assert desk.model.calls == ["start"]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ModelLimitReached(detail="2 models run."), "2 models run."),
        (RuntimeError("password"), "tell an admin this reference"),
    ],
)
def test_errors_are_told_privately(error: Exception, says: str) -> None:
    """What goes wrong is told to the one who asked, without technical words."""
    desk = Desk(error)

    desk.send(START)

    ((_, text),) = desk.replies.private
    assert says in text
    assert "password" not in text
