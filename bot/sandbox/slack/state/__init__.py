"""What a workspace holds: people, conversations, messages, files."""

from bot.sandbox.slack.state.channels import Channel, Message
from bot.sandbox.slack.state.files import Content, StoredFile
from bot.sandbox.slack.state.users import User
from bot.sandbox.slack.state.workspace import Workspace

__all__ = ["Channel", "Content", "Message", "StoredFile", "User", "Workspace"]
