"""Every setting: its name, what it is for, its default, and how its text is read.

`.env.example` and the table in the README list the same names; a test says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.feed_syntax import read_rules
from bot.settings import parse
from bot.settings.parse import Parser


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table.

    Attributes:
        name: in the environment.
        purpose: what it is for, as a person reads it.
        parser: text to value; a `ValueError` says what was expected.
        default: as text; `None` when there is no value without it.
    """

    name: str
    purpose: str
    parser: Parser
    default: str | None = None


TABLE = (
    Setting(
        "SLACK_BOT_TOKEN", "the bot's token (xoxb-…), from OAuth & Permissions", parse.bot_token
    ),
    Setting(
        "SLACK_APP_TOKEN",
        "Socket Mode: the app-level token (xapp-…) with connections:write, from Basic Information",
        parse.app_token,
    ),
    Setting(
        "SLACK_SIGNING_SECRET",
        "signed HTTP instead of Socket Mode: the signing secret, from Basic Information",
        parse.signing_secret,
    ),
    Setting("HOST", "signed HTTP, and the label page: the address to listen on", str, "127.0.0.1"),
    Setting(
        "PORT",
        "signed HTTP, and the label page: the port to listen on",
        parse.whole(0, 65535),
        "3000",
    ),
    Setting(
        "PUBLIC_URL",
        "where people's browsers reach the label page, such as https://rekog.example.org; "
        "without it, boxes cannot be drawn",
        parse.public_url,
    ),
    Setting("SLACK_API_URL", "where Slack's Web API is", parse.api_url, "https://slack.com/api/"),
    Setting(
        "SLACK_FILE_HOSTS",
        "the only hosts that files are downloaded from and uploaded to",
        parse.words,
        "files.slack.com,*.slack.com",
    ),
    Setting(
        "DETECTOR",
        "local, custom-labels, labels or celebrities",
        parse.choice(*parse.DETECTORS),
        "local",
    ),
    Setting(
        "MODEL_ARN",
        "custom-labels: the ARN of the model version to begin with; without one yet, MODEL_PROJECT",
        parse.model_arn,
    ),
    Setting(
        "MODEL_PROJECT",
        "custom-labels without MODEL_ARN: the project that the team's first version is trained "
        "in; it is made when it is missing",
        parse.project,
    ),
    Setting(
        "MIN_CONFIDENCE",
        "percent below which nothing is shown; without it, the detector's own threshold",
        parse.number(0, 100),
    ),
    Setting(
        "SHOW_UNKNOWN",
        "local: whether faces that the team's model does not know are shown as “unknown”",
        parse.yes_or_no,
        "no",
    ),
    Setting(
        "INFERENCE_UNITS",
        "custom-labels: how many a start asks for; each is billed by the hour",
        parse.whole(1, 5),
        "1",
    ),
    Setting(
        "CALLS_PER_SECOND",
        "the pace of calls to Rekognition; without it, 2 for each inference unit, or 5",
        parse.number(0.01, 1000),
    ),
    Setting(
        "PRICE_PER_UNIT_HOUR",
        "custom-labels: US dollars that AWS bills for an inference unit and hour",
        parse.number(0, 1000),
        "4.00",
    ),
    Setting(
        "IDLE_STOP_MINUTES",
        "minutes without work after which a model is stopped; 0 for never, "
        "which is also the local detector's default",
        parse.whole(0, 10080),
        "30",
    ),
    Setting(
        "QUIET_HOURS",
        "when the model is stopped unless somebody keeps it, such as 22:00-06:00",
        parse.hours,
    ),
    Setting("TIME_ZONE", "of the quiet hours and of a budget's day", parse.time_zone, "UTC"),
    Setting(
        "BUDGET_PER_DAY",
        "US dollars a day: a warning at 80 %, a stop at 100 %",
        parse.number(0.01, 1_000_000),
    ),
    Setting(
        "BUDGET_PER_MONTH", "US dollars a calendar month, likewise", parse.number(0.01, 1_000_000)
    ),
    Setting(
        "WAIT_HOURS",
        "how long an image waits for the model at most",
        parse.whole(1, 720),
        "24",
    ),
    Setting(
        "TRAIN_BUCKET",
        "custom-labels: the bucket, or bucket/prefix, for images and figures of trainings; "
        "without it nothing is trained",
        parse.place,
    ),
    Setting("AWS_REGION", "the region of Rekognition and S3; without it, that of MODEL_ARN", str),
    Setting("AWS_ENDPOINT_URL_REKOGNITION", "another address for Rekognition", parse.url),
    Setting("AWS_ENDPOINT_URL_S3", "another address for S3", parse.url),
    Setting(
        "S3_ALLOWED",
        "the buckets, or bucket/prefix/, that may be read, separated by commas; none without it",
        parse.places,
        "",
    ),
    Setting(
        "SCAN_OUTPUT",
        "s3://bucket/prefix/ where scans write their results; without it, they go to Slack when "
        "they are small",
        parse.output,
    ),
    Setting(
        "S3_FEED_QUEUE_URL",
        "the SQS queue that tells of new objects in S3, which are then answered by the rules of "
        "S3_FEED",
        parse.queue_url,
    ),
    Setting(
        "S3_FEED",
        "rules such as `bucket/in/ -> C012ABCDEF at 80 only Dog,Cat digest 15 write out/`, "
        "separated by semicolons; docs/feed.md explains them",
        read_rules,
    ),
    Setting("AWS_ENDPOINT_URL_SQS", "another address for SQS", parse.url),
    Setting(
        "ADMINS",
        "user ids or user group ids that may start and stop the model; "
        "without it, the workspace's admins and owners",
        parse.people,
        "",
    ),
    Setting(
        "TEACHERS",
        "user ids or user group ids that may label pictures; without it, all full members",
        parse.people,
        "",
    ),
    Setting(
        "ADMIN_CHANNEL",
        "the id of a channel for what only admins can put right; "
        "without it, each of them gets a direct message",
        parse.channel,
    ),
    Setting(
        "MAX_FILE_MB",
        "the largest file that is downloaded, in megabytes",
        parse.whole(1, 512),
        "32",
    ),
    Setting("MAX_MEGAPIXELS", "the largest picture that is decoded", parse.whole(1, 500), "50"),
    Setting(
        "ANSWER_MAX_SIDE",
        "the longest side of an annotated image, in pixels",
        parse.whole(320, 8192),
        "2048",
    ),
    Setting("WORKERS", "how many images are worked on at once", parse.whole(1, 64), "4"),
    Setting("DATA_DIR", "the folder of the database and the local detector", parse.folder, "data"),
    Setting(
        "DATABASE_URL",
        "postgresql://… for several processes; without it, rekog.db in DATA_DIR",
        parse.database,
    ),
    Setting(
        "KEEP_DAYS",
        "how many days it is remembered what was answered",
        parse.whole(2, 3650),
        "30",
    ),
    Setting(
        "LOG_LEVEL",
        "debug, info, warning or error",
        parse.choice("debug", "info", "warning", "error"),
        "info",
    ),
)
