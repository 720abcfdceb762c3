"""Step 5 of 6: boxes and captions are drawn on a copy of the frame, and the copy is encoded.

`palette` chooses colours, `layout` and `strip` compute where things go (numbers only), `cmap` and
`typeset` know the fonts, `draw` paints, and `PillowAnnotator` puts them in order.
"""

from bot.annotate.annotator import PillowAnnotator

__all__ = ["PillowAnnotator"]
