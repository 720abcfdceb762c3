"""Step 1 of 6: Slack's events, commands and shortcuts arrive.

A listener checks, records a request and returns; only then is what came acknowledged. It downloads
nothing, asks AWS nothing and never waits: the workers do that.
"""

from slack_bolt import App

from bot.listeners import buttons, commands, mentions, messages, shortcuts, teaching
from bot.listeners.connection import Identity, SocketMode, identify, make_app
from bot.listeners.intake import Intake
from bot.listeners.members import SlackMembers
from bot.listeners.signed_http import SignedHttp

__all__ = [
    "Identity",
    "Intake",
    "SignedHttp",
    "SlackMembers",
    "SocketMode",
    "identify",
    "make_app",
    "register",
]


def register(app: App, intake: Intake) -> None:
    """Tell Bolt which listener takes what."""
    for module in (messages, mentions, commands, buttons, shortcuts, teaching):
        module.register(app, intake)
