"""What a message carries unseen, so that it can be found again.

https://docs.slack.dev/messaging/message-metadata
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANSWER = "rekog_answer"
NOTICE = "rekog_notice"


@dataclass(frozen=True, slots=True)
class Tag:
    """The metadata of a message.

    Attributes:
        key: one for each message.
        kind: an answer, or a notice that is kept up to date.
        following: places of the images that follow as files.
    """

    key: str
    kind: str = ANSWER
    following: tuple[int, ...] = ()

    def metadata(self) -> dict[str, Any]:
        """As Slack takes it."""
        payload = {"key": self.key}
        if self.following:
            payload["following"] = " ".join(str(place) for place in self.following)
        return {"event_type": self.kind, "event_payload": payload}

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Tag | None:
        """The tag of a message as Slack gives it; `None` for messages without one."""
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") not in (ANSWER, NOTICE) or "key" not in payload:
            return None
        following = tuple(int(place) for place in payload.get("following", "").split())
        return cls(payload["key"], metadata["event_type"], following)
