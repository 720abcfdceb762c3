"""Settings: read once from the environment, frozen, and every wrong one named at once."""

from bot.settings.secret import Secret
from bot.settings.settings import Settings, SlackSettings
from bot.settings.table import TABLE, Setting

__all__ = ["TABLE", "Secret", "Setting", "Settings", "SlackSettings"]
