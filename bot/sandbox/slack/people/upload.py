"""A file that somebody posts."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.slack.state import Content, StoredFile, Workspace
from bot.sandbox.slack.words import Json


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody posts.

    Attributes:
        name: its ending says what type it is.
        size: in bytes; more than there are makes a long file out of a short pattern.
        mode: `hosted`, `tombstone`, `hidden_by_limit`, `external`.
        access: `check_file_info` as in Slack Connect; `access_denied` and `file_not_found` are
            what `files.info` then says.
        told: what Slack says of it, against the truth.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    size: int | None = None
    mode: str = "hosted"
    access: str = "visible"
    told: Json = field(default_factory=dict)

    def keep(self, workspace: Workspace, owner: str) -> StoredFile:
        """Store it as somebody's."""
        size = len(self.data) if self.size is None else self.size
        file = workspace.add_uploaded(self.name, owner, Content(self.data, size))
        file.mode, file.access, file.told = self.mode, self.access, dict(self.told)
        return file
