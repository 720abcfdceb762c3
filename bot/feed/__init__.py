"""Step 1 of 6, the other way in: an object in a bucket is told of in a queue, and becomes a job.

Like a listener, it checks, records a request and returns; only then is the message deleted.
"""

from bot.feed.notification import NotificationUnreadable, parse
from bot.feed.queue import QueueReader
from bot.feed.results import S3Results

__all__ = ["NotificationUnreadable", "QueueReader", "S3Results", "parse"]
