"""A Slack workspace on this machine, strict where Slack is strict.

    with SlackStandIn(timing=Timing(retries=(0.1, 0.2, 0.3))) as slack:
        ...                                    # start the bot with slack.bot_token, slack.api_url
        ts = slack.post(GENERAL, ADMIN, files=[Upload("cat.jpg", data)])
        answer = slack.wait_for(lambda: slack.replies(GENERAL, ts))

- In: `url`, `api_url`, `file_host`, `bot_token`, `app_token`, `signing_secret`.
- People: `post`, `edit`, `delete`, `react`, `command`, `shortcut`, `click`, `modals`,
  `click_in_modal`, `submit`, `close_modal`. What Slack would not let somebody do raises
  `NotPossible`; commands and clicks return an `Attempt`, which says how the app acknowledged.
- Slack: `use_http`, `go_wrong(method, Fault(...))`, `deliver_again`, `retry`,
  `refresh_connections`, `drop_connections`, `disable_connections`.
- To see: `connections`, `deliveries`, `requests`, `leaks`, `replies`, `said`, `whispers`,
  `reactions`, `file`, `wait_for`.
- Everything else is in `hub`: scopes in `hub.installed.scopes`; a token that is not accepted any
  more by `hub.tokens.trouble = "token_expired"`; direct messages by `hub.workspace.direct(user)`;
  `hub.redirect_downloads_to = slack.elsewhere_url` to see whether a token follows a redirect.
"""

from bot.sandbox.slack.controls import Fault
from bot.sandbox.slack.manifest import read_manifest
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.people import NotPossible, Upload
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
    "NotPossible",
    "SlackStandIn",
    "Timing",
    "Upload",
    "read_manifest",
]
