"""A Slack workspace on this machine, strict where Slack is strict.

    with SlackStandIn(timing=Timing(retries=(0.1, 0.2, 0.3))) as slack:
        ...                                    # start the bot with slack.bot_token, slack.api_url
        ts = slack.post(GENERAL, ADMIN, files=[Upload("cat.jpg", data)])
        answer = slack.wait_for(lambda: slack.replies(GENERAL, ts))

- In: `url`, `api_url`, `file_host`, `bot_token`, `app_token`, `signing_secret`.
- People: `post`, `edit`, `delete`, `command`, `shortcut`, `click`, `submit`, `deliver_again`.
- Slack: `use_http`, `go_wrong(method, Fault(...))`, `refresh_connections`, `drop_connections`.
- To see: `connections`, `deliveries`, `requests`, `replies`, `said`, `whispers`, `reactions`, `file`,
  `wait_for`; everything else is in `hub` (scopes in `hub.installed.scopes`, a token that is not
  accepted any more by `hub.tokens.trouble = "token_expired"`).
"""

from bot.sandbox.slack.controls import Fault
from bot.sandbox.slack.manifest import read_manifest
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.people import Upload
from bot.sandbox.slack.stand_in import SlackStandIn

ADMIN, OWNER, MEMBER, GUEST, STRANGER, OTHER_BOT = (
    "U0ADMIN001",
    "U0OWNER001",
    "U0MEMBER01",
    "U0GUEST001",
    "U0STRANGER",
    "U0OTHERBOT",
)
GENERAL, WITHOUT_BOT, PRIVATE, GROUP = "C0GENERAL1", "C0RANDOM01", "C0PRIVATE1", "G0GROUPDM1"
HELPERS = "S0MODELERS"

__all__ = [
    "ADMIN",
    "GENERAL",
    "GROUP",
    "GUEST",
    "HELPERS",
    "MEMBER",
    "OTHER_BOT",
    "OWNER",
    "PRIVATE",
    "STRANGER",
    "WITHOUT_BOT",
    "Fault",
    "SlackStandIn",
    "Timing",
    "Upload",
    "read_manifest",
]
