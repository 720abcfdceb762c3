"""How the app hears of what happened: over its WebSockets, or by signed HTTP requests."""

from bot.sandbox.slack.delivery.attempts import Attempt, Delivery, Transport
from bot.sandbox.slack.delivery.outbox import Outbox
from bot.sandbox.slack.delivery.signed_http import SignedHttp
from bot.sandbox.slack.delivery.socket_mode import SocketMode

__all__ = ["Attempt", "Delivery", "Outbox", "SignedHttp", "SocketMode", "Transport"]
