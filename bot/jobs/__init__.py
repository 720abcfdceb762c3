"""Where work waits: requests are accepted once, and run by workers beside the listeners."""

from bot.jobs.durable import VERSION, DurableJobs
from bot.jobs.elsewhere import JobsElsewhere
from bot.jobs.ports import Heartbeats
from bot.jobs.upkeep import Pulse

__all__ = ["VERSION", "DurableJobs", "Heartbeats", "JobsElsewhere", "Pulse"]
