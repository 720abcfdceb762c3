"""Each process type of the Procfile is one that the bot knows."""

from __future__ import annotations

import re
import shlex

import pytest

from bot.cli.arguments import parser
from bot.settings import TABLE, Settings
from tests.deploy.made import ROOT

LINES = dict(
    line.split(": ", 1)
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize("kind", LINES)
def test_each_line_is_a_command_of_the_bot(kind: str) -> None:
    """Each line sets settings that there are, and runs a command that there is."""
    words = shlex.split(LINES[kind])
    given = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
    python, module, name, *arguments = words[len(given) :]

    options = parser().parse_args(arguments)

    assert re.fullmatch(r"[a-z]+", kind)
    assert [python, module, name] == ["python", "-m", "bot"]
    assert options.command in ("run", "worker")
    assert set(given) <= {setting.name for setting in TABLE}
    assert Settings.read({**TOKENS, **given}, with_slack=True).slack is not None


def test_there_is_one_for_each_way_to_run() -> None:
    """Without a port, with one, and hands for the jobs alone."""
    assert set(LINES) == {"worker", "web", "jobs"}
    assert "HOST=0.0.0.0" in LINES["web"]
    assert LINES["jobs"].endswith(" worker")
