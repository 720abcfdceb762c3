"""Files: `files.*`. https://docs.slack.dev/messaging/working-with-files"""

from __future__ import annotations

import asyncio

from bot.sandbox.slack import facts
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.payloads import message_event
from bot.sandbox.slack.state import Channel, Message, StoredFile
from bot.sandbox.slack.state.channels import SUBSCRIPTIONS
from bot.sandbox.slack.state.users import BOT_ID, BOT_USER
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.web_api.content import checked_blocks
from bot.sandbox.slack.words import Json, Refused


def get_upload_url(call: Call) -> Json:
    """`files.getUploadURLExternal`."""
    length = call.text("length")
    if not length.isdecimal() or int(length) == 0:
        raise Refused("missing_argument")
    alt_txt = call.text("alt_txt")
    if len(alt_txt) > facts.ALT_TEXT_OF_FILE_MAX:
        raise Refused("alt_txt_too_large")
    file = call.hub.workspace.add_file(call.text("filename"), BOT_USER, int(length))
    file.alt_txt = alt_txt
    return {"upload_url": f"{call.hub.base_url}/upload/v1/{file.id}", "file_id": file.id}


async def complete_upload(call: Call) -> Json:
    """`files.completeUploadExternal`. Slack answers first, and looks at the files afterwards."""
    files = _uploaded(call)
    channels = _channels(call)
    thread = call.thread(channels[0]) if channels else None
    body: Json = {"user": BOT_USER, "bot_id": BOT_ID, "text": call.text("initial_comment")}
    if not body["text"]:
        shown = checked_blocks(call.hub, call.json("blocks", "invalid_blocks"))
        body |= {} if shown is None else {"blocks": shown}
    if thread is not None:
        body["thread_ts"] = thread.ts
    for file in files:
        file.completed = True
    call.hub.spawn(_process(call.hub, files, channels, body))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def info(call: Call) -> Json:
    """`files.info`."""
    file = _visible(call)
    if file.deleted:
        raise Refused("file_deleted")
    return {
        "file": call.hub.workspace.describe(file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(call: Call) -> Json:
    """`files.delete`."""
    file = _visible(call)
    if file.owner != BOT_USER:
        raise Refused("cant_delete_file")
    if file.deleted:
        raise Refused("file_deleted")
    file.deleted = True
    for place in file.shares:
        call.hub.workspace.changed(call.hub.workspace.channels[place])
    return {}


def tell_shared(hub: Hub, channel: Channel, message: Message, files: list[StoredFile]) -> None:
    """Tell the app of `file_shared`, which knows neither message nor thread."""
    for file in files:
        event = {
            "type": "file_shared",
            "file_id": file.id,
            "user_id": file.owner,
            "file": {"id": file.id},
            "channel_id": channel.id,
            "event_ts": message.ts,
        }
        hub.tell("file_shared", event)


def _visible(call: Call) -> StoredFile:
    file = call.hub.workspace.files.get(call.text("file"))
    if file is None or not file.completed:
        raise Refused("file_not_found")
    if file.access in ("access_denied", "file_not_found"):
        raise Refused(file.access)
    if not call.hub.workspace.bot_sees(file):
        raise Refused("not_visible")
    return file


def _uploaded(call: Call) -> list[StoredFile]:
    named = call.json("files")
    if not isinstance(named, list) or not named:
        raise Refused("invalid_arguments", "[ERROR] files must be a non-empty array")
    files = []
    for each in named:
        file = call.hub.workspace.files.get(each.get("id", "")) if isinstance(each, dict) else None
        if file is None or file.content is None or file.completed:
            raise Refused("file_not_found")
        file.title = each.get("title") or file.name
        files.append(file)
    return files


def _channels(call: Call) -> list[Channel]:
    wanted = [each for each in call.text("channels").split(",") if each]
    wanted += [call.text("channel_id")] if call.text("channel_id") else []
    if len(wanted) > facts.CHANNELS_OF_UPLOAD_MAX:
        raise Refused("channels_limit_exceeded")
    if len(wanted) > 1 and call.text("thread_ts"):
        raise Refused("invalid_arguments", "[ERROR] thread_ts takes exactly one channel")
    return [Call(call.hub, call.method, {"channel": each}).writable() for each in wanted]


async def _process(hub: Hub, files: list[StoredFile], channels: list[Channel], body: Json) -> None:
    await asyncio.sleep(hub.timing.process)
    for file in files:
        file.process()
    hub.changes.note()
    for channel in channels:
        message = hub.workspace.share(channel, files, dict(body))
        hub.tell(SUBSCRIPTIONS[channel.kind], message_event(channel, message.body))
        tell_shared(hub, channel, message, files)
