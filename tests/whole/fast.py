"""How often the bot looks at things while it is tested."""

from __future__ import annotations

from bot.app.timing import Timing

FAST = Timing(
    posts_per_second=1000.0,
    tick=0.05,
    poll=0.1,
    compare=5.0,
    warn=1.0,
    training=0.1,
    switching=0.1,
    progress=0.1,
    queue=0.05,
    feed_wait=1,
    heartbeat=0.2,
    dead_after=1.0,
)
