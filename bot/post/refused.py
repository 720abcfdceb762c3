"""What Slack says when it does not do what it was asked."""

from __future__ import annotations


class Refused(Exception):
    """Slack said no.

    Args:
        code: Slack's word for it.
        messages: what Slack adds, such as which block is wrong.
    """

    def __init__(self, code: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages


class Unsure(Refused):
    """Slack did not answer, or had trouble of its own: it may have been done or not."""


class Limited(Refused):
    """Too many calls; it was not done."""

    def __init__(self, pause: float) -> None:
        super().__init__("ratelimited")
        self.pause = pause


AWAY = (Unsure, Limited)
"""What passes: Slack may take the same later."""
