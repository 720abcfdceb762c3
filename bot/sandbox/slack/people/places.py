"""Who is where, and who sees what."""

from __future__ import annotations

from bot.sandbox.slack.state import Channel, Message, User, Workspace
from bot.sandbox.slack.words import Refused


class NotPossible(Refused):
    """Slack does not let the person do that; `error` is what it tells them."""


class Places:
    """Looks up people, conversations and messages, as one of the people sees them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def person(self, user: str) -> User:
        """Somebody.

        Raises:
            NotPossible: there is nobody of that id.
        """
        found = self._workspace.users.get(user)
        if found is None or found.deleted:
            raise NotPossible("There is nobody of that name here.")
        return found

    def channel(self, channel: str, user: str) -> Channel:
        """A conversation that somebody is in.

        Raises:
            NotPossible: there is none, or they are not in it.
        """
        self.person(user)
        found = self._workspace.channels.get(channel)
        if found is None:
            raise NotPossible("There is no such conversation.")
        if user not in found.members:
            raise NotPossible("You are not in this conversation.")
        if found.archived:
            raise NotPossible("This conversation is archived.")
        return found

    def message(self, channel: Channel, ts: str, user: str) -> Message:
        """A message that somebody sees.

        Raises:
            NotPossible: there is none.
        """
        for message in channel.messages:
            if message.ts == ts and message.ephemeral_to in ("", user):
                return message
        raise NotPossible("That message is gone.")

    def posted(self, channel: str, ts: str) -> tuple[Channel, Message]:
        """A message, and where it is.

        Raises:
            NotPossible: there is none.
        """
        found = self._workspace.channels.get(channel)
        if found is None:
            raise NotPossible("There is no such conversation.")
        return found, self.message(found, ts, "")
