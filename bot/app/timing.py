"""How often things are looked at. Tests and benches are faster; nobody else changes it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.scan_watch import SHOW_SECONDS
from bot.core.switching import STEP_SECONDS
from bot.core.training_jobs import LOOK_SECONDS
from bot.feed.client import WAIT_SECONDS


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, except for the first.

    Attributes:
        posts_per_second: in each channel; Slack allows about one. Reactions keep to the same
            multiple of Slack's rates. https://docs.slack.dev/apis/web-api/rate-limits
        tick: between two looks at what is kept of the model's life.
        poll: between two looks at a model that is changing.
        compare: between two looks at whether the vendor agrees.
        warn: between the warning of a stop and the stop.
        training: between two looks at a training elsewhere.
        switching: between two steps of a switch between running models.
        progress: between two changes of a scan's message.
        queue: between two looks for jobs that are due.
        heartbeat: between two signs of life of a process.
        feed_wait: that SQS waits for a message before it says that there is none.
        dead_after: without a sign of life, after which a process's work is taken over.
    """

    posts_per_second: float = 1.0
    tick: float = 2.0
    poll: float = 10.0
    compare: float = 300.0
    warn: float = 300.0
    training: float = LOOK_SECONDS
    switching: float = STEP_SECONDS
    progress: float = SHOW_SECONDS
    queue: float = 0.2
    feed_wait: int = WAIT_SECONDS
    heartbeat: float = 10.0
    dead_after: float = 60.0


PRODUCTION = Timing()
