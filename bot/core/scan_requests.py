"""What is asked of scans: by people, and by the bot for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ScanAction(Enum):
    """What can be asked of scans."""

    SCAN = "scan"
    """Count, and ask an admin."""
    CONFIRM = "confirm"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """`/rekog scan s3://…`, `/rekog scan pause ID` and so on, or a button that asks the same.

    Attributes:
        key: the same for the same command however often it is delivered.
        action: what is asked.
        user: who asks; from a shell `shell:name`.
        team: the workspace that the command came from.
        channel: where it was typed, and where the scan is told.
        response_url: for private replies.
        uri: of what is to be scanned.
        labels: only these.
        min_confidence: percent.
        scan: id of the one that is meant; empty for the only one.
        from_shell: it came from a shell.
    """

    key: str
    action: ScanAction
    user: str
    team: str
    channel: str
    response_url: str
    uri: str = ""
    labels: tuple[str, ...] = ()
    min_confidence: float | None = None
    scan: str = ""
    from_shell: bool = False


@dataclass(frozen=True, slots=True)
class CountRequest:
    """The bot counts some more objects of a scan.

    Attributes:
        key: of this slice.
        scan: id.
        slice: counts them.
    """

    key: str
    scan: str
    slice: int

    @classmethod
    def of(cls, scan: str, number: int) -> CountRequest:
        """The request for a slice; always the same one."""
        return cls(f"scan:{scan}:count:{number}", scan, number)


@dataclass(frozen=True, slots=True)
class ChunkRequest:
    """The bot works on a chunk of a scan.

    Attributes:
        key: of this chunk in this round.
        scan: id.
        number: of the chunk.
        round: of the scan.
    """

    key: str
    scan: str
    number: int
    round: int

    @classmethod
    def of(cls, scan: str, number: int, round_: int) -> ChunkRequest:
        """The request for a chunk; always the same one in a round."""
        return cls(f"scan:{scan}:{round_}:{number}", scan, number, round_)


@dataclass(frozen=True, slots=True)
class FinishRequest:
    """The bot writes the results of a scan.

    Attributes:
        key: one for each scan and round.
        scan: id.
    """

    key: str
    scan: str

    @classmethod
    def of(cls, scan: str, round_: int) -> FinishRequest:
        """The request; always the same one in a round."""
        return cls(f"scan:{scan}:{round_}:finish", scan)


@dataclass(frozen=True, slots=True)
class GoOnRequest:
    """The bot goes on with a scan that has waited for the model.

    Attributes:
        key: one for each scan and round.
        scan: id.
    """

    key: str
    scan: str

    @classmethod
    def of(cls, scan: str, round_: int) -> GoOnRequest:
        """The request; always the same one in a round."""
        return cls(f"scan:{scan}:{round_}:on", scan)


ScanWork = CountRequest | ChunkRequest | FinishRequest | GoOnRequest
"""What the bot does by itself for a scan; it waits in a lane of its own."""
