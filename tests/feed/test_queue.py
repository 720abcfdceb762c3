"""The queue is read: a message is deleted once its jobs are kept, and not before."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.core.feed_objects import FedObject
from bot.core.pacing import SystemClock
from bot.feed import QueueReader
from tests.fakes import FakeBoard
from tests.feed.notices import TEST_EVENT, direct

PATIENCE = 20.0


@dataclass
class Taker:
    """Keeps what is taken; a test can let it fail, or wait."""

    taken: list[str] = field(default_factory=list)
    failures: int = 0
    calls: int = 0
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.go.set()

    def take(self, arrived: Sequence[FedObject]) -> None:
        self.calls += 1
        self.came.release()
        self.go.wait(PATIENCE)
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.taken += [each.key for each in arrived]


@dataclass
class Queue:
    """A queue, and what reads it."""

    client: Any
    url: str
    taker: Taker = field(default_factory=Taker)
    board: FakeBoard = field(default_factory=FakeBoard)
    readers: list[QueueReader] = field(default_factory=list)

    def start(self, probe: Callable[[], object] = lambda: None) -> QueueReader:
        clock, take = SystemClock(), self.taker.take
        reader = QueueReader(self.client, self.url, take, self.board, clock, probe=probe, wait=1)
        self.readers.append(reader)
        reader.start()
        return reader

    def send(self, body: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.client.send_message(QueueUrl=self.url, MessageBody=text)

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)


@pytest.fixture
def queue(sqs: Any, name: str) -> Iterator[Queue]:
    made = sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "1"})
    queue = Queue(sqs, made["QueueUrl"])
    yield queue
    queue.taker.go.set()
    for reader in queue.readers:
        assert reader.stop(PATIENCE)


def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another thread."""
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if condition():
            return
        pause.wait(0.02)
    pytest.fail("it did not happen")


def test_what_is_kept_is_deleted(queue: Queue) -> None:
    """Each message is taken and then gone, the test event too."""
    queue.send(TEST_EVENT)
    queue.send(direct("in/a.png"))
    queue.start()

    until(lambda: queue.taker.taken and queue.left() == 0)

    assert queue.taker.taken == ["in/a.png"]


def test_what_cannot_be_kept_comes_again(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    """While the database is away nothing is deleted, and SQS hands it out anew."""
    queue.taker.failures = 2
    queue.send(direct("in/a.png"))
    queue.start()

    until(lambda: queue.taker.taken and queue.left() == 0)

    assert queue.taker.taken == ["in/a.png"]
    assert "not kept, so it comes again" in caplog.text
    assert queue.board.admins == []


def test_nothing_is_received_while_nothing_can_be_kept(queue: Queue) -> None:
    """A long outage of the database does not count against a message: it is delivered twice."""
    outage = [OSError("still away")] * 2

    def probe() -> None:
        if outage:
            raise outage.pop()

    queue.taker.failures = 1
    queue.send(direct("in/a.png"))
    queue.start(probe)

    # A message that just comes back may for a moment be in neither of the queue's two counts.
    until(lambda: queue.taker.taken and queue.left() == 0)

    assert outage == []
    assert queue.taker.taken == ["in/a.png"]
    assert queue.taker.calls == 2


def test_nothing_is_deleted_before_it_is_kept(queue: Queue) -> None:
    """As long as its jobs are not kept, the message is in the queue."""
    queue.taker.go.clear()
    queue.send(direct("in/a.png"))
    queue.start()

    assert queue.taker.came.acquire(timeout=PATIENCE)
    meanwhile = queue.left()
    queue.taker.go.set()
    until(lambda: queue.left() == 0)

    assert meanwhile == 1


def test_poison_is_told_once(queue: Queue) -> None:
    """Admins read once about a message, however often it comes; it stays for the redrive."""
    queue.send("<!channel>")
    queue.start()
    queue.send(direct("in/a.png"))
    until(lambda: queue.taker.taken)
    until(lambda: queue.board.admins)

    until(lambda: queue.left() == 1)
    ((key, card),) = queue.board.admins
    assert key.startswith("feed:poison:")
    assert "cannot be read: it is not JSON" in card.text


def test_much_poison_is_not_told_one_by_one(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    """Of many such messages admins read of five a day, and the log has them all."""
    for number in range(8):
        queue.send(f"poison {number}")
    with caplog.at_level(logging.ERROR):
        queue.start()
        until(lambda: len(set(poisoned(caplog))) == 8)

    assert len(queue.board.admins) == 5


def poisoned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The messages that are in the log because they cannot be read."""
    told = [each.getMessage() for each in caplog.records]
    return [each for each in told if "cannot be read" in each]


def test_a_stop_gives_back_what_was_handed_out(queue: Queue, sqs: Any, name: str) -> None:
    """Messages that came with others and were not begun are for another process at once."""
    slow = sqs.create_queue(QueueName=f"{name}-slow", Attributes={"VisibilityTimeout": "600"})
    queue.url = slow["QueueUrl"]
    queue.taker.go.clear()
    for number in range(3):
        queue.send(direct(f"{number}.png"))
    reader = queue.start()
    assert queue.taker.came.acquire(timeout=PATIENCE)

    assert not reader.stop(0.0)
    queue.taker.go.set()
    assert reader.stop(PATIENCE)

    waiting = sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10).get("Messages", [])
    assert len(waiting) == 2
    assert queue.left() == 2


def test_a_queue_that_is_deleted(queue: Queue) -> None:
    """A queue that goes away while it is read is told to admins, once a day."""
    queue.send(direct("in/a.png"))
    queue.start()
    until(lambda: queue.taker.taken)

    queue.client.delete_queue(QueueUrl=queue.url)
    until(lambda: queue.board.admins)

    ((_, card),) = queue.board.admins
    assert "The S3 feed stands still. There is no queue" in card.text


def test_a_deletion_that_fails(queue: Queue, caplog: pytest.LogCaptureFixture) -> None:
    """A message that cannot be deleted is in the log; it comes again, and its job is known then."""
    keep = queue.taker.take

    def take(arrived: Sequence[FedObject]) -> None:
        keep(arrived)
        queue.client.delete_queue(QueueUrl=queue.url)

    queue.taker.take = take  # type: ignore[method-assign]
    queue.send(direct("in/a.png"))
    queue.start()

    until(lambda: "not deleted" in caplog.text)

    assert queue.taker.taken == ["in/a.png"]


def test_a_reader_that_was_never_started_stops(sqs: Any) -> None:
    """What has not begun is over at once."""
    taker = Taker()
    reader = QueueReader(sqs, "http://127.0.0.1:1/1/q", taker.take, FakeBoard(), SystemClock())

    assert reader.stop(0.0)
