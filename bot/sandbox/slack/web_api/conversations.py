"""Conversations: `conversations.*`."""

from __future__ import annotations

from bot.sandbox.slack.state import Channel
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json, Refused

KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def info(call: Call) -> Json:
    """`conversations.info`."""
    channel = call.channel()
    told = channel.info(BOT_USER)
    if call.flag("include_num_members"):
        told["num_members"] = len(channel.members)
    return {"channel": told}


def members(call: Call) -> Json:
    """`conversations.members`."""
    return call.page(call.channel().members, "members")


def list_(call: Call) -> Json:
    """`conversations.list`: public ones, and others that the bot is in."""
    types = [each.strip() for each in (call.text("types") or "public_channel").split(",")]
    if not set(types) <= set(KINDS):
        raise Refused("invalid_types")
    kinds = {KINDS[each] for each in types}
    found = [
        each.info(BOT_USER)
        for each in call.hub.workspace.channels.values()
        if each.kind in kinds
        and (each.kind == "public" or call.hub.in_channel(each))
        and not (each.archived and call.flag("exclude_archived"))
    ]
    return call.page(found, "channels")


def history(call: Call) -> Json:
    """`conversations.history`: the newest first, replies apart."""
    channel = call.channel()
    if not call.hub.in_channel(channel):
        raise Refused("not_in_channel")
    shown = [
        channel.parent(each)
        for each in channel.messages
        if not each.ephemeral_to
        and (not each.is_reply or each.body.get("subtype") == "thread_broadcast")
    ]
    return _between(call, channel, shown[::-1])


def replies(call: Call) -> Json:
    """`conversations.replies`: the message that the thread hangs on, then its replies."""
    channel = call.channel()
    if not call.hub.in_channel(channel):
        raise Refused("not_in_channel")
    found = channel.find(call.text("ts"))
    if found is None:
        raise Refused("thread_not_found")
    parent = channel.find(found.thread_ts or found.ts) or found
    shown = [channel.parent(parent), *(each.shown() for each in channel.replies(parent.ts))]
    return _between(call, channel, shown)


def join(call: Call) -> Json:
    """`conversations.join`."""
    channel = call.channel()
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if not call.hub.in_channel(channel):
        channel.members.append(BOT_USER)
        call.hub.workspace.changed(channel)
    return {"channel": channel.info(BOT_USER)}


def open_(call: Call) -> Json:
    """`conversations.open`: direct messages with somebody, or with several."""
    if call.text("channel"):
        return _opened(call, call.channel())
    users = [each for each in call.text("users").split(",") if each]
    if not users:
        raise Refused("users_list_not_supplied")
    if not set(users) <= set(call.hub.workspace.users):
        raise Refused("user_not_found")
    if len(users) == 1:
        return _opened(call, call.hub.workspace.direct(users[0]))
    wanted = {*users, BOT_USER}
    for channel in call.hub.workspace.channels.values():
        if channel.kind == "mpim" and set(channel.members) == wanted:
            return _opened(call, channel)
    name = f"mpdm-{len(call.hub.workspace.channels)}"
    identity = call.hub.workspace.numbers.id("G")
    return _opened(call, call.hub.workspace.add_channel(identity, name, "mpim", sorted(wanted)))


def _opened(call: Call, channel: Channel) -> Json:
    return {"channel": channel.info(BOT_USER) if call.flag("return_im") else {"id": channel.id}}


def _between(call: Call, channel: Channel, shown: list[Json]) -> Json:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9"
    known = [
        each for each in shown if oldest < each["ts"] < latest or each["ts"] in (oldest, latest)
    ]
    if not call.flag("inclusive"):
        known = [each for each in known if each["ts"] not in (oldest, latest)]
    if not call.flag("include_all_metadata"):
        known = [{key: each[key] for key in each if key != "metadata"} for each in known]
    fresh = [call.hub.workspace.with_files(each) for each in known]
    page = call.page(fresh, "messages")
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}
