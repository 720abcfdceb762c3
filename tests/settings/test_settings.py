"""Settings are read once, and everything wrong is named at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import SettingsWrong
from bot.settings import TABLE, Secret, Settings

ARN = "arn:aws:rekognition:eu-west-1:123456789012:project/logos/version/v3/1700000000000"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-secretvalue", "SLACK_APP_TOKEN": "xapp-1-secretvalue"}


def problems(environment: dict[str, str], *, with_slack: bool = False) -> str:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read(environment, with_slack=with_slack)
    return "\n".join(wrong.value.problems)


def test_two_tokens_are_enough() -> None:
    """With the two Slack tokens and nothing else, the embedded detector runs."""
    settings = Settings.read(SLACK, with_slack=True)

    assert settings.detector == "local"
    assert settings.slack is not None
    assert settings.slack.api_url == "https://slack.com/api/"
    assert settings.max_file_bytes == 32 * 1024 * 1024


def test_without_slack_nothing_is_needed() -> None:
    """The commands that work without Slack need no setting at all."""
    settings = Settings.read({}, with_slack=False)

    assert settings.slack is None
    assert settings.s3_allowed == ()


def test_everything_wrong_is_named_at_once() -> None:
    """Every missing or malformed setting is named in one message, with what it is for."""
    told = problems(
        {"DETECTOR": "custom-labels", "PORT": "http", "MIN_CONFIDENCE": "101", "ADMINS": "alice"},
        with_slack=True,
    )

    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "MODEL_ARN",
        "PORT",
        "MIN_CONFIDENCE",
        "ADMINS",
    ):
        assert name in told
    assert "from OAuth & Permissions" in told
    assert "not alice" in told


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-user"),
        ("SLACK_APP_TOKEN", "xoxb-1-bot"),
        ("SLACK_SIGNING_SECRET", "short"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "https:///"),
        ("PUBLIC_URL", "http://rekog.example.org"),
        ("PUBLIC_URL", "rekog.example.org"),
        ("PUBLIC_URL", "ftp://127.0.0.1"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://me:hush@rekog.example.org"),
        ("PUBLIC_URL", "https://rekog.example.org/?a=b"),
        ("PUBLIC_URL", "https://rekog.example.org/#a"),
        ("PUBLIC_URL", "https://rekog.example.org/a;Domain=example.org"),
        ("PUBLIC_URL", "https://rekog.example.org:port"),
        ("DETECTOR", "magic"),
        ("MODEL_ARN", "arn:aws:s3:::bucket"),
        ("MODEL_ARN", ARN.replace("eu-west-1", "sa-east-1")),
        ("MIN_CONFIDENCE", "high"),
        ("MIN_CONFIDENCE", "nan"),
        ("INFERENCE_UNITS", "6"),
        ("S3_ALLOWED", "Bad_Bucket"),
        ("SCAN_OUTPUT", "s3://bucket"),
        ("SCAN_OUTPUT", "a/b, c/d"),
        ("MAX_FILE_MB", "1.5"),
        ("DATA_DIR", __file__),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_malformed_settings_are_named(name: str, text: str) -> None:
    """A malformed setting is named, once, and not called missing."""
    told = problems({**SLACK, "AWS_REGION": "eu-west-1", name: text}, with_slack=True)

    assert told.startswith(f"{name} (")
    assert told.count("\n") == 0


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", ""),
        ("https://rekog.example.org", "https://rekog.example.org"),
        ("https://example.org:8443/rekog/", "https://example.org:8443/rekog"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://localhost:3000/", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_where_browsers_reach_the_page(text: str, url: str) -> None:
    """The page is reached by https, or by http on this machine, perhaps below a path; or not."""
    settings = Settings.read({**SLACK, "PUBLIC_URL": text}, with_slack=True)

    assert settings.slack is not None
    assert settings.slack.public_url == url


def test_plain_http_to_others_is_refused() -> None:
    """Whoever names a host elsewhere with http is told to use https."""
    told = problems({**SLACK, "PUBLIC_URL": "http://rekog.example.org"}, with_slack=True)

    assert "must be https, except on this machine" in told


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
def test_a_wrong_token_is_not_shown(name: str) -> None:
    """The message about a malformed token does not show it."""
    told = problems({**SLACK, name: "oops-é-hush"}, with_slack=True)

    assert name in told
    assert "hush" not in told


def test_tokens_are_not_in_a_repr() -> None:
    """Printing the settings shows no token."""
    settings = Settings.read({**SLACK, "SLACK_SIGNING_SECRET": "0123456789abcdef"}, with_slack=True)

    shown = f"{settings!r} {settings}"

    assert "secretvalue" not in shown
    assert "0123456789abcdef" not in shown
    assert "Secret(***)" in shown


def test_secrets_compare_by_value() -> None:
    """Two secrets are equal when what they hide is."""
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1


def test_settings_are_frozen() -> None:
    """Nobody changes a setting after the start."""
    settings = Settings.read({}, with_slack=False)

    with pytest.raises(FrozenInstanceError):
        settings.detector = "labels"  # type: ignore[misc]


def test_empty_counts_as_absent() -> None:
    """An empty line in .env is the same as none."""
    assert (
        Settings.read({"DETECTOR": " ", "MIN_CONFIDENCE": ""}, with_slack=False).detector == "local"
    )


def test_signed_http_needs_no_app_token() -> None:
    """With a signing secret the app-level token may be absent."""
    settings = Settings.read(
        {"SLACK_BOT_TOKEN": "xoxe.xoxb-1-rotated", "SLACK_SIGNING_SECRET": "0" * 32},
        with_slack=True,
    )

    assert settings.slack is not None
    assert settings.slack.app_token is None


@pytest.mark.parametrize("detector", ["labels", "celebrities"])
def test_amazon_needs_a_region(detector: str) -> None:
    """Amazon's detectors need a region."""
    assert "AWS_REGION is missing" in problems({"DETECTOR": detector})


FIRST = {"DETECTOR": "custom-labels", "MODEL_PROJECT": "things"}


def test_a_team_without_a_model_yet() -> None:
    """A project, a bucket and a region are enough to train the first version."""
    given = {**FIRST, "TRAIN_BUCKET": "teaching", "AWS_REGION": "eu-west-1"}
    settings = Settings.read(given, with_slack=False)

    assert (settings.model_arn, settings.model_project) == (None, "things")
    assert settings.rekognition_region == "eu-west-1"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (FIRST, "TRAIN_BUCKET is missing"),
        (FIRST, "AWS_REGION is missing"),
        ({**FIRST, "AWS_REGION": "sa-east-1"}, "where Custom Labels is not offered"),
        ({**FIRST, "MODEL_PROJECT": "a thing"}, "takes letters, digits"),
        ({**FIRST, "MODEL_ARN": ARN}, "MODEL_PROJECT is things, but MODEL_ARN is of"),
    ],
)
def test_a_first_model_needs_more(given: dict[str, str], says: str) -> None:
    """What a first training lacks, or what contradicts it, is named."""
    assert says in problems(given)


def test_s3_needs_a_region() -> None:
    """Reading S3 needs a region, with any detector."""
    assert "AWS_REGION is missing" in problems({"S3_ALLOWED": "pictures"})


def test_the_model_brings_its_region() -> None:
    """The region of the model is used where no other is given, and always for Rekognition."""
    alone = Settings.read({"DETECTOR": "custom-labels", "MODEL_ARN": ARN}, with_slack=False)
    other = Settings.read(
        {"DETECTOR": "custom-labels", "MODEL_ARN": ARN, "AWS_REGION": "us-east-1"}, with_slack=False
    )

    assert (alone.region, alone.rekognition_region) == ("eu-west-1", "eu-west-1")
    assert (other.region, other.rekognition_region) == ("us-east-1", "eu-west-1")


@pytest.mark.parametrize(
    ("environment", "pace"),
    [
        ({"DETECTOR": "custom-labels", "MODEL_ARN": ARN, "INFERENCE_UNITS": "3"}, 2.0),
        ({"DETECTOR": "labels", "AWS_REGION": "eu-west-1"}, 5.0),
        ({"CALLS_PER_SECOND": "0.5"}, 0.5),
    ],
)
def test_the_pace_of_calls(environment: dict[str, str], pace: float) -> None:
    """Calls are paced by the inference units, unless a pace is set."""
    settings = Settings.read(environment, with_slack=False)

    assert (settings.calls_per_second or settings.calls_per_unit) == pace


def test_allowed_buckets_and_prefixes() -> None:
    """Buckets and prefixes are read from one line."""
    settings = Settings.read(
        {"S3_ALLOWED": "pics, s3://more/in box/,", "AWS_REGION": "eu-west-1"}, with_slack=False
    )

    assert settings.s3_allowed == (("pics", ""), ("more", "in box/"))


def test_admins_are_users_and_groups() -> None:
    """Admins are user ids and user group ids, however they are separated."""
    settings = Settings.read({**SLACK, "ADMINS": "U012AB, S345CD W9Z"}, with_slack=True)

    assert settings.slack is not None
    assert settings.slack.admins == ("U012AB", "S345CD", "W9Z")


def test_names_are_told_once() -> None:
    """No setting stands twice in the table."""
    names = [setting.name for setting in TABLE]

    assert len(names) == len(set(names))


def test_a_loopback_url_may_be_plain(tmp_path: Path) -> None:
    """Plain http is taken for this machine alone, and the API's URL ends in a slash."""
    settings = Settings.read(
        {**SLACK, "SLACK_API_URL": "http://127.0.0.1:9/api", "DATA_DIR": str(tmp_path)},
        with_slack=True,
    )

    assert settings.slack is not None
    assert settings.slack.api_url == "http://127.0.0.1:9/api/"
    assert Settings.read({"AWS_ENDPOINT_URL_S3": "http://localhost:1"}, with_slack=False).s3_url


@pytest.mark.parametrize(
    ("environment", "minutes", "price"),
    [
        ({}, None, 0.0),
        ({"IDLE_STOP_MINUTES": "45"}, 45, 0.0),
        ({"DETECTOR": "custom-labels", "MODEL_ARN": ARN}, 30, 4.0),
        ({"DETECTOR": "custom-labels", "MODEL_ARN": ARN, "IDLE_STOP_MINUTES": "0"}, None, 4.0),
        (
            {"DETECTOR": "custom-labels", "MODEL_ARN": ARN, "PRICE_PER_UNIT_HOUR": "5.2"},
            30,
            5.2,
        ),
    ],
)
def test_what_costs_money_is_stopped_when_it_is_idle(
    environment: dict[str, str], minutes: int | None, price: float
) -> None:
    """Only a model that costs money by the hour is stopped when idle, unless it is asked for."""
    life = Settings.read(environment, with_slack=False).life

    assert (life.idle_stop_minutes, life.price_per_unit_hour) == (minutes, price)


def test_quiet_hours_have_a_time_zone() -> None:
    """Quiet hours may cross midnight; they are in the team's own time."""
    settings = {"QUIET_HOURS": "22:00-6:30", "TIME_ZONE": "Europe/Berlin", "BUDGET_PER_DAY": "50"}

    life = Settings.read(settings, with_slack=False).life

    assert life.quiet_hours == (time(22), time(6, 30))
    assert life.time_zone == ZoneInfo("Europe/Berlin")
    assert (life.budget_per_day, life.budget_per_month, life.wait_hours) == (50.0, None, 24)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUIET_HOURS", "at night"),
        ("QUIET_HOURS", "25:00-06:00"),
        ("QUIET_HOURS", "06:00-06:00"),
        ("TIME_ZONE", "Middle Earth"),
        ("BUDGET_PER_DAY", "-1"),
        ("ADMIN_CHANNEL", "#admins"),
        ("DATABASE_URL", "mysql://user:swordfish@host/name"),
        ("KEEP_DAYS", "0"),
    ],
)
def test_what_is_said_of_money_and_databases(name: str, value: str) -> None:
    """A malformed value is named with what was expected, and a password is not repeated."""
    told = problems({name: value})

    assert told.startswith(f"{name} (")
    assert "swordfish" not in told


def test_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    """Without an address there is a SQLite file; an address is never shown."""
    own = Settings.read({"DATA_DIR": str(tmp_path)}, with_slack=False)
    other = Settings.read({"DATABASE_URL": "postgres://u:swordfish@host/name"}, with_slack=False)

    assert own.database.reveal() == f"sqlite:///{tmp_path / 'rekog.db'}"
    assert "swordfish" not in repr(other)


@pytest.mark.parametrize("text", ["s3://lake/out/", "lake/out", "s3://lake/out"])
def test_where_scans_write(text: str) -> None:
    """The place for results is a bucket and a prefix that ends in a slash, however written."""
    settings = Settings.read({"SCAN_OUTPUT": text}, with_slack=False)

    assert settings.scan_output == ("lake", "out/")
