"""The page on which people draw boxes: its links, its answers, and its own small server."""

from bot.page.application import LabelPage
from bot.page.links import PREFIX, Link, Links
from bot.page.server import PageServer

__all__ = ["PREFIX", "LabelPage", "Link", "Links", "PageServer"]
