"""People, bots and user groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.slack.words import Json

TEAM = "T0SANDBOX1"
OTHER_TEAM = "T0ELSEWHER"
BOT_USER = "U0BOTUSER1"
BOT_ID = "B0BOT00001"
OTHER_BOT_ID = "B0OTHERBOT"
APP_ID = "A0SANDBOX1"


@dataclass(slots=True)
class User:
    """Somebody.

    Attributes:
        role: `owner`, `admin`, `member`, `guest`, `single_channel_guest`, `stranger` (of another
            workspace) or `bot`.
        bot_id: of a bot.
    """

    id: str
    name: str
    role: str
    team: str = TEAM
    bot_id: str = ""
    deleted: bool = False

    @property
    def page_role(self) -> str:
        """The role in the words of the web page."""
        known = {"single_channel_guest": "guest", "stranger": "guest"}
        return known.get(self.role, self.role)

    def info(self) -> Json:
        """As `users.info` tells it. https://docs.slack.dev/reference/objects/user-object"""
        name = self.name.lower().replace(" ", ".")
        info: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": name,
            "deleted": self.deleted,
            "real_name": self.name,
            "tz": "Europe/Zurich",
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
            "is_bot": self.role == "bot",
            "is_app_user": False,
        }
        if self.deleted:
            return info
        guest = self.role in ("guest", "single_channel_guest")
        info |= {
            "is_admin": self.role in ("admin", "owner"),
            "is_owner": self.role == "owner",
            "is_primary_owner": self.role == "owner",
            "is_restricted": guest,
            "is_ultra_restricted": self.role == "single_channel_guest",
        }
        if self.role == "stranger":
            info["is_stranger"] = True
        if self.bot_id:
            info["profile"]["bot_id"] = self.bot_id
        return info


@dataclass(slots=True)
class UserGroup:
    """A user group."""

    id: str
    name: str
    handle: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False

    def info(self, with_users: bool) -> Json:
        """As `usergroups.list` tells it."""
        info: Json = {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "name": self.name,
            "handle": self.handle,
            "date_delete": 1 if self.disabled else 0,
            "user_count": len(self.users),
        }
        return info | {"users": list(self.users)} if with_users else info


def people(bot_name: str) -> list[User]:
    """Who is in a new workspace: one of each role."""
    return [
        User("U0ADMIN001", "Ada", "admin"),
        User("U0OWNER001", "Olga", "owner"),
        User("U0MEMBER01", "Max", "member"),
        User("U0GUEST001", "Gus", "guest"),
        User("U0GUEST002", "Gina", "single_channel_guest"),
        User("U0STRANGER", "Stefan", "stranger", team=OTHER_TEAM),
        User(BOT_USER, bot_name, "bot", bot_id=BOT_ID),
        User("U0OTHERBOT", "Weather", "bot", bot_id=OTHER_BOT_ID),
    ]


def groups() -> list[UserGroup]:
    """The user groups of a new workspace."""
    return [UserGroup("S0MODELERS", "Model keepers", "model-keepers", ["U0MEMBER01"])]
