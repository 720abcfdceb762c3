"""What the web page asks: the workspace as people see it, without tokens, on loopback only."""

from bot.sandbox.slack.page_api.guard import own_page_only
from bot.sandbox.slack.page_api.routes import PageApi

__all__ = ["PageApi", "own_page_only"]
