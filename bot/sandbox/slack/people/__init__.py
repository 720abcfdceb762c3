"""What people do in the workspace, and how Slack tells the app of it."""

from bot.sandbox.slack.people.people import People
from bot.sandbox.slack.people.places import NotPossible
from bot.sandbox.slack.people.upload import Upload

__all__ = ["NotPossible", "People", "Upload"]
