"""Is it Block Kit? https://docs.slack.dev/reference/block-kit/blocks"""

from bot.sandbox.slack.blocks.check import check_message, check_view

__all__ = ["check_message", "check_view"]
