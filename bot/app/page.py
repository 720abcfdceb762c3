"""The page on which boxes are drawn, wired."""

from __future__ import annotations

import hashlib
import hmac
import logging

from bot.core.ports import Clock, JobQueue
from bot.core.teach_requests import DrawnRequest
from bot.page import LabelPage, Link, Links
from bot.settings import SlackSettings
from bot.store import Store

log = logging.getLogger(__name__)

PURPOSE = b"rekog: links to the label page"


def page_links(slack: SlackSettings, clock: Clock) -> Links | None:
    """Makes and reads links; `None` where people cannot reach the bot.

    All processes of a bot have its token, so they agree without a secret that would have to be
    kept; a new token ends all links.
    """
    if not slack.public_url:
        return None
    secret = hmac.digest(slack.bot_token.reveal().encode(), PURPOSE, hashlib.sha256)
    return Links(secret, slack.public_url, clock)


def label_page(links: Links, store: Store, jobs: JobQueue, clock: Clock) -> LabelPage:
    """The page; whoever saves something there is thanked in Slack."""

    def said(link: Link, numbers: tuple[int, ...]) -> None:
        key = f"drawn:{link.id}:{numbers[0]}"
        try:
            jobs.submit(DrawnRequest(key, link.user, link.image, numbers))
        except Exception:
            # It is saved all the same, and the page says so.
            log.exception("%s: nobody is thanked", key)

    return LabelPage(links, store.claims, store.labelling, clock, said)
