"""Where work waits: requests are accepted once, and run by workers beside the listeners."""

from bot.jobs.in_process import InProcessJobs, Lane

__all__ = ["InProcessJobs", "Lane"]
