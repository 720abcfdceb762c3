"""The embedded detector: faces and whole-image labels on this machine, with no account anywhere.

The weights arrive inside packages; `docs/local-detector.md` says which, and how well they do.
"""

from bot.detect.local.model import LocalModel

__all__ = ["LocalModel"]
