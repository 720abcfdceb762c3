"""Which files a block may show now."""

from __future__ import annotations

from bot.sandbox.slack.state import StoredFile, Workspace
from bot.sandbox.slack.words import Json

IN_BLOCKS = ("png", "jpg", "gif")
"""Types that an image block shows.

https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object
"""


def file_shown(workspace: Workspace, named: Json) -> bool:
    """Whether a `slack_file` may be shown: known, visible, processed, and of a type for it.

    https://github.com/slackapi/python-slack-sdk/issues/1521
    """
    file = _find(workspace, named)
    if file is None or file.deleted or not file.processed or file.mode != "hosted":
        return False
    return file.extension in IN_BLOCKS and workspace.bot_sees(file)


def _find(workspace: Workspace, named: Json) -> StoredFile | None:
    files = workspace.files
    if "id" in named:
        return files.get(named["id"])
    return next((file for file in files.values() if file.id in str(named["url"])), None)
