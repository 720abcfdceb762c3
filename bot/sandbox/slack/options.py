"""How fast the stand-in's clocks go."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.slack import facts


@dataclass(slots=True)
class Timing:
    """Slack's own times, in seconds, unless a test asks for quicker ones.

    Attributes:
        ack: how long Slack waits for an acknowledgement.
        retries: before each further delivery of an event.
        process: from a completed upload until the file is checked and shared.
        trigger: how long a trigger id opens a modal.
        response_url: how long a response URL takes posts.
        ping: between two pings of a WebSocket. Slack's are further apart; but the SDK's client sees
            that it is to close only when something comes.
    """

    ack: float = facts.ACK_SECONDS
    retries: tuple[float, ...] = facts.RETRY_DELAYS
    process: float = 0.1
    trigger: float = facts.TRIGGER_SECONDS
    response_url: float = facts.RESPONSE_URL_SECONDS
    ping: float = 0.2
