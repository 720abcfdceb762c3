"""Step 3 of 6: bytes become upright frames within bounds, and frames fit what detectors take.

`PillowReader` decodes an image once; `PillowFitter` scales and encodes for the detectors;
`kept_image` makes an image ready for the dataset, and `likeness` finds its near duplicates.
"""

from bot.media.fit import PillowFitter
from bot.media.keep import kept_image
from bot.media.likeness import likeness
from bot.media.read import PillowReader

__all__ = ["PillowFitter", "PillowReader", "kept_image", "likeness"]
