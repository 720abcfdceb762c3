"""The Web API. https://docs.slack.dev/apis/web-api/"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.sandbox.slack.web_api import (
    chat,
    conversations,
    files,
    members,
    reactions,
    views,
)
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json

__all__ = ["METHODS", "Call"]

METHODS: dict[str, Callable[[Call], Json | Awaitable[Json]]] = {
    "api.test": members.api_test,
    "auth.test": members.auth_test,
    "apps.connections.open": members.open_connection,
    "team.info": members.team_info,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.getPermalink": chat.get_permalink,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "files.info": files.info,
    "files.delete": files.delete,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "users.info": members.users_info,
    "users.list": members.users_list,
    "usergroups.list": members.usergroups_list,
    "usergroups.users.list": members.usergroups_users_list,
    "conversations.info": conversations.info,
    "conversations.list": conversations.list_,
    "conversations.members": conversations.members,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.join": conversations.join,
    "conversations.open": conversations.open_,
    "views.open": views.open_,
    "views.push": views.push,
    "views.update": views.update,
}
