"""Step 5 of 6: boxes and captions are drawn on a copy of the frame, and the copy is encoded.

`PillowAnnotator` puts the parts in order: `compose` says what is drawn where, with `palette` for
colours, `layout` and `strip` for places (numbers only) and `typeset` for text; `draw` paints it.
"""

from bot.annotate.annotator import PillowAnnotator

__all__ = ["PillowAnnotator"]
