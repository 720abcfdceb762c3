"""The composition root: settings in, wired application out. Only here are adapters chosen."""

from bot.app.application import Application
from bot.app.at_shell import Shell, shell
from bot.app.detecting import detecting
from bot.app.scan_shell import ScanShell, scan_shell
from bot.app.teach_shell import TeachShell, teach_shell
from bot.app.wiring import Parts, parts
from bot.post import result

__all__ = [
    "Application",
    "Parts",
    "ScanShell",
    "Shell",
    "TeachShell",
    "detecting",
    "parts",
    "result",
    "scan_shell",
    "shell",
    "teach_shell",
]
