"""Files beside the bot's messages, such as the figures of a model version."""

from __future__ import annotations

import logging

from bot.core.model import Thread
from bot.post.outlets import Outlets
from bot.post.refused import Refused
from bot.post.uploads import MAX_ALT_TEXT, Outgoing

log = logging.getLogger(__name__)


class SlackGallery:
    """Shares files in threads, each once by its key; fits `bot.core.ports.Gallery`."""

    def __init__(self, outlets: Outlets) -> None:
        self._shares = outlets.shares

    def share(self, key: str, name: str, data: bytes, alt: str, thread: Thread) -> None:
        """See the port."""
        try:
            self._shares.share(key, Outgoing(name, data, alt[:MAX_ALT_TEXT]), thread)
        except Refused as refused:
            log.warning("%s: not shared: %s", key, refused)
        except Exception:
            log.exception("%s: not shared", key)
