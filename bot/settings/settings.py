"""The frozen settings, validated together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.arn import ModelArn
from bot.core.errors import SettingsWrong
from bot.core.model import MEGABYTE
from bot.core.places import Place
from bot.settings import parse
from bot.settings.feed import FeedSettings, feed, feed_problems, written
from bot.settings.secret import Secret
from bot.settings.table import TABLE

_BY_NAME = {setting.name: setting for setting in TABLE}


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to reach Slack, and how Slack reaches the bot: `app_token` wins over `signing_secret`.

    Attributes:
        host: to listen on, for signed HTTP and for the page.
        port: likewise.
        public_url: where people's browsers reach the page; empty where they do not.
    """

    bot_token: Secret
    app_token: Secret | None
    signing_secret: Secret | None
    host: str
    port: int
    api_url: str
    file_hosts: tuple[str, ...]
    admins: tuple[str, ...]
    teachers: tuple[str, ...]
    admin_channel: str
    public_url: str


@dataclass(frozen=True, slots=True)
class LifeSettings:
    """What a running model may cost, and when it is stopped.

    Attributes:
        price_per_unit_hour: in US dollars; 0 for a model that costs nothing by the hour.
        idle_stop_minutes: `None` for never.
        quiet_hours: from and to, in `time_zone`; `None` for none.
        time_zone: of quiet hours and of a budget's day.
        budget_per_day: in US dollars; `None` without one.
        budget_per_month: in US dollars; `None` without one.
        wait_hours: how long an image waits for the model at most.
    """

    price_per_unit_hour: float
    idle_stop_minutes: int | None
    quiet_hours: tuple[time, time] | None
    time_zone: ZoneInfo
    budget_per_day: float | None
    budget_per_month: float | None
    wait_hours: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment decides.

    Attributes:
        slack: `None` for the commands that work without Slack.
        model_arn: the base model of Custom Labels; `None` where the team begins without one.
        model_project: in which the team's versions are trained; empty for other detectors.
        show_unknown: faces that the team's model does not know are shown as “unknown”.
        calls_per_second: pace of calls to Rekognition; `None` for `calls_per_unit`.
        calls_per_unit: pace for each inference unit, or for the account.
        life: of the model.
        max_file_bytes: of one file.
        max_pixels: of one picture.
        train_bucket: and prefix, for trainings on Custom Labels; `None` when there are none.
        scan_output: bucket and prefix for the results of scans; `None` for none.
        writes: where the bot writes to S3 itself, so that nothing there is ever looked at.
        region: of S3; empty when neither S3 nor Rekognition is used.
        rekognition_region: that of the model where there is one.
        feed: of objects in S3; `None` without one.
        answer_max_side: in pixels.
    """

    slack: SlackSettings | None
    detector: str
    model_arn: ModelArn | None
    model_project: str
    min_confidence: float | None
    show_unknown: bool
    inference_units: int
    calls_per_second: float | None
    calls_per_unit: float
    life: LifeSettings
    train_bucket: tuple[str, str] | None
    region: str
    rekognition_region: str
    rekognition_url: str | None
    s3_url: str | None
    s3_allowed: tuple[tuple[str, str], ...]
    scan_output: tuple[str, str] | None
    writes: tuple[Place, ...]
    feed: FeedSettings | None
    max_file_bytes: int
    max_pixels: int
    answer_max_side: int
    workers: int
    data_dir: Path
    database: Secret
    keep_days: int
    log_level: str

    @classmethod
    def read(cls, environment: Mapping[str, str], *, with_slack: bool) -> Settings:
        """Read all settings at once.

        Args:
            environment: names to texts; empty texts count as absent.
            with_slack: whether the Slack settings are needed.

        Raises:
            SettingsWrong: every missing or malformed setting is named, with what it is for.
        """
        values, problems = _parse(environment)
        problems += _missing(values, environment, with_slack) + _contrary(values)
        given = frozenset(each.name for each in TABLE if environment.get(each.name, "").strip())
        problems += feed_problems(values, _region(values), given)
        if problems:
            raise SettingsWrong(tuple(problems))
        return _build(values, environment, with_slack)


def _parse(environment: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    problems = []
    for setting in TABLE:
        text = environment.get(setting.name, "").strip() or setting.default
        values[setting.name] = None
        if text is None:
            continue
        try:
            values[setting.name] = setting.parser(text)
        except ValueError as error:
            problems.append(f"{setting.name} ({setting.purpose}) {error}")
    return values, problems


def _missing(values: Mapping[str, Any], environment: Mapping[str, str], slack: bool) -> list[str]:
    """What is absent but needed. A malformed value was named already and is not missing."""

    def absent(name: str) -> bool:
        return values[name] is None and not environment.get(name, "").strip()

    missing = []
    if slack and absent("SLACK_BOT_TOKEN"):
        missing.append("SLACK_BOT_TOKEN")
    if slack and absent("SLACK_APP_TOKEN") and absent("SLACK_SIGNING_SECRET"):
        missing.append("SLACK_APP_TOKEN")
    own = values["DETECTOR"] == "custom-labels"
    first = own and absent("MODEL_ARN") and not absent("MODEL_PROJECT")
    if own and absent("MODEL_ARN") and not first:
        missing.append("MODEL_ARN")
    if first and absent("TRAIN_BUCKET"):
        missing.append("TRAIN_BUCKET")
    needs_aws = values["DETECTOR"] in ("labels", "celebrities") or values["S3_ALLOWED"] or first
    if needs_aws and absent("AWS_REGION") and absent("MODEL_ARN"):
        missing.append("AWS_REGION")
    return [f"{name} is missing ({_BY_NAME[name].purpose})" for name in missing]


def _contrary(values: Mapping[str, Any]) -> list[str]:
    """What does not fit together."""
    arn, project, region = values["MODEL_ARN"], values["MODEL_PROJECT"], values["AWS_REGION"]
    if arn is not None and project and project != arn.project:
        return [f"MODEL_PROJECT is {project}, but MODEL_ARN is of {arn.project}; one is enough"]
    if arn is None and project and region and region not in parse.CUSTOM_LABELS_REGIONS:
        return [f"AWS_REGION is {region}, where Custom Labels is not offered"]
    return []


def _build(values: Mapping[str, Any], environment: Mapping[str, str], with_slack: bool) -> Settings:
    units = values["INFERENCE_UNITS"]
    arn: ModelArn | None = values["MODEL_ARN"]
    # 2 calls a second for each inference unit is a cautious start: AWS publishes no figure, and
    # its pricing example works out at about 2.8. Elsewhere 5 is the lowest default quota.
    # https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
    own_pace = 2.0 if values["DETECTOR"] == "custom-labels" else 5.0
    own_database = Secret(f"sqlite:///{values['DATA_DIR'] / 'rekog.db'}")
    return Settings(
        slack=_slack(values) if with_slack else None,
        detector=values["DETECTOR"],
        model_arn=arn,
        model_project=arn.project if arn else (values["MODEL_PROJECT"] or ""),
        min_confidence=values["MIN_CONFIDENCE"],
        show_unknown=bool(values["SHOW_UNKNOWN"]),
        inference_units=units,
        calls_per_second=values["CALLS_PER_SECOND"],
        calls_per_unit=own_pace,
        life=_life(values, environment),
        train_bucket=values["TRAIN_BUCKET"],
        region=_region(values),
        rekognition_region=arn.region if arn else (values["AWS_REGION"] or ""),
        rekognition_url=values["AWS_ENDPOINT_URL_REKOGNITION"],
        s3_url=values["AWS_ENDPOINT_URL_S3"],
        s3_allowed=values["S3_ALLOWED"],
        scan_output=values["SCAN_OUTPUT"],
        writes=written(values),
        feed=feed(values),
        max_file_bytes=values["MAX_FILE_MB"] * MEGABYTE,
        max_pixels=values["MAX_MEGAPIXELS"] * 1_000_000,
        answer_max_side=values["ANSWER_MAX_SIDE"],
        workers=values["WORKERS"],
        data_dir=values["DATA_DIR"],
        database=values["DATABASE_URL"] or own_database,
        keep_days=values["KEEP_DAYS"],
        log_level=values["LOG_LEVEL"],
    )


def _region(values: Mapping[str, Any]) -> str:
    """That of S3 and SQS."""
    arn: ModelArn | None = values["MODEL_ARN"]
    return values["AWS_REGION"] or (arn.region if arn else "")


def _life(values: Mapping[str, Any], environment: Mapping[str, str]) -> LifeSettings:
    by_the_hour = values["DETECTOR"] == "custom-labels"
    asked = bool(environment.get("IDLE_STOP_MINUTES", "").strip())
    minutes: int = values["IDLE_STOP_MINUTES"]
    return LifeSettings(
        price_per_unit_hour=values["PRICE_PER_UNIT_HOUR"] if by_the_hour else 0.0,
        idle_stop_minutes=(minutes or None) if by_the_hour or asked else None,
        quiet_hours=values["QUIET_HOURS"],
        time_zone=values["TIME_ZONE"],
        budget_per_day=values["BUDGET_PER_DAY"],
        budget_per_month=values["BUDGET_PER_MONTH"],
        wait_hours=values["WAIT_HOURS"],
    )


def _slack(values: Mapping[str, Any]) -> SlackSettings:
    return SlackSettings(
        bot_token=values["SLACK_BOT_TOKEN"],
        app_token=values["SLACK_APP_TOKEN"],
        signing_secret=values["SLACK_SIGNING_SECRET"],
        host=values["HOST"],
        port=values["PORT"],
        api_url=values["SLACK_API_URL"],
        file_hosts=values["SLACK_FILE_HOSTS"],
        admins=values["ADMINS"],
        teachers=values["TEACHERS"],
        admin_channel=values["ADMIN_CHANNEL"] or "",
        public_url=values["PUBLIC_URL"] or "",
    )
