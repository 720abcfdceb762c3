"""Step 3 of 6: bytes become upright frames within bounds, and frames fit what detectors take.

`PillowReader` decodes an image once; `PillowFitter` scales and encodes for the detectors.
"""

from bot.media.fit import PillowFitter
from bot.media.read import PillowReader

__all__ = ["PillowFitter", "PillowReader"]
