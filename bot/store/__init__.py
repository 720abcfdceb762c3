"""The database: what is kept, and whatever a second process needs. Ports: `bot.core.records`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.ports import Clock
from bot.store.audit import StoredAudit
from bot.store.claims import StoredClaims
from bot.store.database import Database
from bot.store.executors import Executors
from bot.store.feeds import StoredFeeds
from bot.store.labelling import StoredLabelling
from bot.store.lives import LEAD_SECONDS, StoredLives
from bot.store.lock import single_process
from bot.store.pace import SharedPace
from bot.store.parking import StoredParking
from bot.store.posts import StoredPosts
from bot.store.recognitions import StoredRecognitions
from bot.store.retention import forget_before
from bot.store.scans import StoredScans
from bot.store.spending import StoredSpending
from bot.store.versions import StoredVersions
from bot.store.waiting import StoredWaitingRoom

__all__ = ["Database", "SharedPace", "Store", "forget_before", "single_process"]


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept."""

    recognitions: StoredRecognitions
    posts: StoredPosts
    waiting: StoredWaitingRoom
    parking: StoredParking
    lives: StoredLives
    spending: StoredSpending
    audit: StoredAudit
    labelling: StoredLabelling
    versions: StoredVersions
    claims: StoredClaims
    scans: StoredScans
    feeds: StoredFeeds
    executors: Executors

    @classmethod
    def of(cls, database: Database, clock: Clock, lead_seconds: float = LEAD_SECONDS) -> Store:
        """All of it in one database; `lead_seconds` as in `StoredLives`."""
        return cls(
            StoredRecognitions(database),
            StoredPosts(database, clock),
            StoredWaitingRoom(database),
            StoredParking(database),
            StoredLives(database, lead_seconds),
            StoredSpending(database),
            StoredAudit(database),
            StoredLabelling(database),
            StoredVersions(database),
            StoredClaims(database),
            StoredScans(database),
            StoredFeeds(database),
            Executors(database),
        )
