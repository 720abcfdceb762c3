"""Reads the queue, in a thread of its own: a message is deleted once its jobs are kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.errors import QueueAway
from bot.core.feed_objects import FedObject
from bot.core.ports import Board, Clock
from bot.feed.alarms import Alarms
from bot.feed.client import WAIT_SECONDS
from bot.feed.notification import NotificationUnreadable, parse
from bot.feed.refusals import FAILURES, queue_refusal

log = logging.getLogger(__name__)

AT_ONCE = 10
"""SQS hands out no more."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds, while AWS is away or refuses."""

Message = Mapping[str, Any]
Take = Callable[[Sequence[FedObject]], None]


class QueueReader:
    """Takes messages until it is stopped.

    A message that cannot be read, or whose jobs cannot be kept, is not deleted: SQS hands it out
    again, and moves it to the dead-letter queue in the end.

    Args:
        client: boto3's, of SQS.
        url: of the queue.
        take: keeps the jobs of some objects; it raises when it cannot.
        board: how admins are told.
        clock: for the day.
        probe: raises while jobs cannot be kept. Each delivery counts towards the dead-letter queue,
            so that nothing is received while that is known.
        wait: seconds that SQS waits for a message.
    """

    def __init__(
        self,
        client: Any,
        url: str,
        take: Take,
        board: Board,
        clock: Clock,
        *,
        probe: Callable[[], object] = lambda: None,
        wait: int = WAIT_SECONDS,
    ) -> None:
        self._client = client
        self._url = url
        self._take = take
        self._alarms = Alarms(board, clock)
        self._probe = probe
        self._wait = wait
        self._doubt = False
        self._pause = FIRST_PAUSE
        self._stopping = threading.Event()
        # A daemon: SQS may hold the line for another 20 seconds, and the process need not wait.
        self._thread = threading.Thread(target=self._work, name="feed", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self, timeout: float) -> bool:
        """Take nothing more, at once; whether the thread ended within `timeout` seconds."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._doubt:
                    self._probe()
                    self._doubt = False
                messages = self._receive()
            except FAILURES as error:
                self._failed(error)
            except Exception:
                log.exception("the feed rests for %g s", self._pause)
                self._rest()
            else:
                self._pause = FIRST_PAUSE
                for message in messages:
                    self._meet(message)

    def _receive(self) -> list[Message]:
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=AT_ONCE,
            WaitTimeSeconds=self._wait,
        )
        return list(answer.get("Messages", ()))

    def _failed(self, error: Exception) -> None:
        """Wait longer each time; admins are told of what does not pass by itself."""
        refusal = queue_refusal(error, self._url, self._client.meta.region_name)
        if self._stopping.is_set():
            return
        log.warning("%s Again in %g s.", refusal.sentence, self._pause)
        if not isinstance(refusal, QueueAway):
            self._alarms.refused(refusal)
        self._rest()

    def _rest(self) -> None:
        self._stopping.wait(self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _meet(self, message: Message) -> None:
        """Deal with one message; nothing is raised."""
        if self._stopping.is_set():
            self._give_back(message)
            return
        try:
            self._take(parse(message["Body"]))
        except NotificationUnreadable as reason:
            log.error("%s: cannot be read: %s", message["MessageId"], reason)
            self._alarms.poison(message["MessageId"], str(reason))
        except Exception:
            self._doubt = True
            log.exception("%s: not kept, so it comes again", message["MessageId"])
        else:
            self._delete(message)

    def _delete(self, message: Message) -> None:
        try:
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        except FAILURES as error:  # it comes again, and its jobs are known by then
            log.warning("%s: not deleted: %s", message["MessageId"], error)

    def _give_back(self, message: Message) -> None:
        """Let somebody else have it at once, instead of when SQS loses patience."""
        try:
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        except FAILURES as error:
            log.info("%s: not given back: %s", message["MessageId"], error)
