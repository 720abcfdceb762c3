"""The composition root: settings in, wired application out. Only here are adapters chosen."""

from bot.app.application import Application
from bot.app.at_shell import Shell, shell
from bot.app.wiring import Parts, parts
from bot.post import result

__all__ = ["Application", "Parts", "Shell", "parts", "result", "shell"]
