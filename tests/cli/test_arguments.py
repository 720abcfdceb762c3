"""The command line explains itself, also when it is used wrongly."""

from __future__ import annotations

import pytest

from bot import cli
from bot.cli.arguments import parser


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` lists every command with what it does."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"], {})
    shown = capsys.readouterr().out

    assert ended.value.code == 0
    for command in ("run", "demo", "detect", "start", "stop", "status"):
        assert f"    {command} " in shown


@pytest.mark.parametrize("command", ["run", "detect", "start", "stop", "status"])
def test_every_command_has_its_own_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command explains its own options."""
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"], {})

    assert ended.value.code == 0
    assert f"python -m bot {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fly"], "invalid choice: 'fly'"),
        (["detect"], "FILE-or-s3-URI"),
        (["detect", "a.jpg", "--at", "lots"], "'lots' is not a percentage from 0 to 100"),
        (["detect", "a.jpg", "--at", "101"], "'101' is not a percentage from 0 to 100"),
        (["status", "--loud"], "unrecognized arguments: --loud"),
    ],
)
def test_wrong_use_is_explained(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong use ends with exit code 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments, {})
    shown = capsys.readouterr().err

    assert ended.value.code == 2
    assert says in shown
    assert "Traceback" not in shown


def test_a_percentage_may_have_its_sign() -> None:
    """`--at 80%` and `--at 80` mean the same."""
    options = parser().parse_args(["detect", "a.jpg", "--at", "80%"])

    assert options.at == 80.0


def test_wrong_settings_are_all_named(capsys: pytest.CaptureFixture[str]) -> None:
    """With wrong settings nothing starts, all of them are named, and the exit code is 78."""
    code = cli.main(["run"], {"DETECTOR": "magic"})
    shown = capsys.readouterr().err

    assert code == 78
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DETECTOR"):
        assert f"  - {name}" in shown
    assert "README" in shown
