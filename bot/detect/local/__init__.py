"""The embedded detector: faces and whole-image labels on this machine, with no account anywhere.

The weights arrive inside packages; `docs/local-detector.md` says which, and how well they do.
"""

from bot.detect.local.learned import without_label
from bot.detect.local.model import LocalModel
from bot.detect.local.trainer import LocalTrainer

__all__ = ["LocalModel", "LocalTrainer", "without_label"]
