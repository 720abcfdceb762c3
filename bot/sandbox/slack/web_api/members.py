"""People and the workspace: `users.*`, `usergroups.*`, `team.info`, `auth.test`."""

from __future__ import annotations

import json
import time

from bot.sandbox.slack.payloads import DOMAIN
from bot.sandbox.slack.state.users import BOT_ID, BOT_USER, TEAM
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json, Refused


def api_test(call: Call) -> Json:
    """`api.test`."""
    if call.text("error"):
        raise Refused(call.text("error"), args=call.args)
    return {"args": call.args}


def auth_test(call: Call) -> Json:
    """`auth.test`."""
    workspace = call.hub.workspace
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.name,
        "user": workspace.users[BOT_USER].name.lower(),
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """`apps.connections.open`."""
    if call.hub.sockets.disabled:
        raise Refused("link_disabled")
    host = call.hub.base_url.removeprefix("http://")
    return {"url": f"ws://{host}/link/?ticket={call.hub.sockets.ticket()}&app_id=sandbox"}


def team_info(call: Call) -> Json:
    """`team.info`."""
    return {"team": {"id": TEAM, "name": call.hub.workspace.name, "domain": DOMAIN, "icon": {}}}


def users_info(call: Call) -> Json:
    """`users.info`."""
    user = call.hub.workspace.users.get(call.text("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.info()}


def users_list(call: Call) -> Json:
    """`users.list`."""
    users = [each.info() for each in call.hub.workspace.users.values()]
    return {**call.page(users, "members"), "cache_ts": int(time.time())}


def usergroups_list(call: Call) -> Json:
    """`usergroups.list`."""
    disabled, users = call.flag("include_disabled"), call.flag("include_users")
    groups = [
        each.info(users)
        for each in call.hub.workspace.groups.values()
        if disabled or not each.disabled
    ]
    return {"usergroups": json.loads(json.dumps(groups))}


def usergroups_users_list(call: Call) -> Json:
    """`usergroups.users.list`."""
    group = call.hub.workspace.groups.get(call.text("usergroup"))
    if group is None or (group.disabled and not call.flag("include_disabled")):
        raise Refused("no_such_subteam")
    return {"users": list(group.users)}
