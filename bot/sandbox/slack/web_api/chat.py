"""Messages: `chat.*`."""

from __future__ import annotations

import copy

from bot.sandbox.slack import facts
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.payloads import message_event
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.state.channels import SUBSCRIPTIONS, TYPES
from bot.sandbox.slack.state.users import APP_ID, BOT_ID, BOT_USER, TEAM
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.web_api.content import content, metadata
from bot.sandbox.slack.words import Json, Refused

BY_BOT = {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM}


def post_message(call: Call) -> Json:
    """`chat.postMessage`."""
    channel = call.writable()
    body = {"text": "", **BY_BOT, **content(call)}
    parent = call.thread(channel)
    if parent is not None:
        body |= {"thread_ts": parent.ts, "parent_user_id": parent.body.get("user", "")}
        if call.flag("reply_broadcast"):
            body["subtype"] = "thread_broadcast"
    about = metadata(call)
    if about is not None:
        body["metadata"] = about
    for name in ("username", "icon_emoji"):
        if call.text(name) and "chat:write.customize" in call.hub.installed.scopes:
            body[name] = call.text(name)
    message = call.hub.workspace.add_message(channel, body)
    call.hub.tell(SUBSCRIPTIONS[channel.kind], message_event(channel, message.body))
    answer: Json = {"channel": channel.id, "ts": message.ts, "message": message.shown()}
    if len(call.text("text")) > facts.TEXT_TRUNCATED_AT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def update(call: Call) -> Json:
    """`chat.update`. Blocks that are not named stay; an empty list takes them away.

    https://github.com/slackapi/python-slack-sdk/issues/523
    """
    channel = call.channel()
    message = call.message(channel)
    if message.body.get("bot_id") != BOT_ID:
        raise Refused("cant_update_message")
    body = content(call, facts.UPDATE_TEXT_MAX, truncate=False)
    about = metadata(call)
    if about is not None:
        body["metadata"] = about
    change(call.hub, channel, message, body, BOT_USER)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.body.get("text", ""),
        "message": message.shown(),
    }


def delete(call: Call) -> Json:
    """`chat.delete`."""
    channel = call.channel()
    message = call.message(channel)
    if message.body.get("bot_id") != BOT_ID:
        raise Refused("cant_delete_message")
    take_away(call.hub, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`. In a thread it is shown only if the thread has replies."""
    channel = call.writable()
    user = call.text("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    body = {"text": "", **BY_BOT, **content(call, truncate=False)}
    parent = call.thread(channel)
    if parent is not None:
        body["thread_ts"] = parent.ts
        if not channel.replies(parent.ts):
            return {"message_ts": call.hub.workspace.numbers.ts()}
    message = call.hub.workspace.add_message(channel, body, ephemeral_to=user)
    return {"message_ts": message.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    link = f"{call.hub.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def change(hub: Hub, channel: Channel, message: Message, body: Json, user: str) -> None:
    """Change a message, mark it as edited, and tell the app."""
    before = copy.deepcopy(message.body)
    message.body.update(body)
    if message.body.get("blocks") == []:
        del message.body["blocks"]
    message.body["edited"] = {"user": user, "ts": hub.workspace.numbers.ts()}
    hub.workspace.changed(channel)
    _tell(hub, channel, "message_changed", message=message.body, previous_message=before)


def take_away(hub: Hub, channel: Channel, message: Message) -> None:
    """Delete a message; one with replies leaves a tombstone."""
    before = copy.deepcopy(message.body)
    if channel.replies(message.ts):
        kept: Json = {key: before[key] for key in ("type", "ts", "thread_ts") if key in before}
        gone: Json = {"subtype": "tombstone", "text": "This message was deleted.", "hidden": True}
        message.body = {**kept, **gone, "user": "USLACKBOT"}
    else:
        channel.messages.remove(message)
    hub.workspace.changed(channel)
    _tell(hub, channel, "message_deleted", deleted_ts=before["ts"], previous_message=before)


def _tell(hub: Hub, channel: Channel, subtype: str, **more: object) -> None:
    ts = hub.workspace.numbers.ts()
    event = {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "channel_type": TYPES[channel.kind],
        "ts": ts,
        "event_ts": ts,
        "hidden": True,
        **more,
    }
    hub.tell(SUBSCRIPTIONS[channel.kind], event)
