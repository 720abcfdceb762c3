"""What the command line takes."""

from __future__ import annotations

import argparse

from bot import __version__
from bot.core.model import LocalFile, S3Object, Source

FORMATS = ("ground-truth", "coco", "yolo", "folders", "csv")


def parser() -> argparse.ArgumentParser:
    """The parser for `python -m bot`."""
    top = argparse.ArgumentParser(
        prog="python -m bot",
        description="Rekog: a picture posted in Slack comes back annotated.",
        epilog="Settings come from the environment and from .env; the README lists them.",
    )
    top.add_argument("--version", action="version", version=f"rekog {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("run", help="the bot; this is also what no command means")
    commands.add_parser(
        "worker", help="works on jobs only, beside `run`; any number of them on one Postgres"
    )
    commands.add_parser(
        "health", help="whether the bot of this machine works; 0 if so, for whatever restarts it"
    )
    demo = commands.add_parser(
        "demo", help="a Slack workspace on this machine with the bot in it", add_help=False
    )
    demo.add_argument("rest", nargs=argparse.REMAINDER)
    _detect(commands.add_parser("detect", help="what is in a file or an S3 object, without Slack"))
    for word, what in (
        ("start", "start the model and wait until it runs; a running model can cost money"),
        ("stop", "stop the model and wait until it has stopped"),
    ):
        change = commands.add_parser(word, help=what, description=what.capitalize() + ".")
        change.add_argument("--no-wait", action="store_true", help="return when it was asked for")
        change.add_argument("--json", action="store_true", help="print JSON")
        if word == "start":
            _start(change)
        else:
            change.add_argument(
                "--now", action="store_true", help="do not wait for the pictures in flight"
            )
    status = commands.add_parser("status", help="how the model is")
    status.add_argument("--json", action="store_true", help="print JSON")
    commands.add_parser("cost", help="what running the model has cost")
    commands.add_parser("log", help="who started, stopped and changed what")
    _scan(commands.add_parser("scan", help="look at all pictures below a prefix in S3"))
    _jobs(commands.add_parser("jobs", help="jobs that kept failing; retry or drop them"))
    _teaching(commands)
    return top


def _teaching(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The dataset and the model versions."""
    label = commands.add_parser("label", help="datasets in and out of files")
    label.add_argument("direction", choices=("import", "export"))
    label.add_argument("path", help="a folder, a .zip, or one file of a dataset")
    label.add_argument("--format", choices=FORMATS, help="an import finds out by itself")
    label.add_argument("--split", choices=("train", "test"), help="where the files do not say")
    told = (
        ("dataset", "what is labelled, and what would make it better"),
        ("models", "the model versions and their figures"),
        ("train", "train a model version from what is labelled"),
        ("evaluate", "measure a model version on the test images"),
        ("use", "switch the team to a model version: v3, previous or base"),
        ("forget", "delete a label with all that was learned of it"),
    )
    made = {word: commands.add_parser(word, help=what) for word, what in told}
    made["use"].add_argument("version")
    made["forget"].add_argument("label")
    made["evaluate"].add_argument("version", nargs="?", help="the one in use without it")
    for word in ("train", "evaluate"):
        made[word].add_argument(
            "--output", metavar="FOLDER", help="save the figures' picture there"
        )
    for word in ("train", "evaluate", "use", "forget"):
        made[word].add_argument("--yes", action="store_true", help="agree to what it means")
    for each in (label, *(made[word] for word in ("dataset", "models", "train", "evaluate"))):
        each.add_argument("--json", action="store_true", help="print JSON")


def _scan(scan: argparse.ArgumentParser) -> None:
    scan.description = (
        "Count the pictures below s3://bucket/prefix/, tell what looking at them takes, and do it. "
        "Without a word it lists the scans; pause, resume, cancel, show and export take the id of "
        "one."
    )
    scan.add_argument("what", nargs="?", metavar="S3-URI-or-WORD", default="list")
    scan.add_argument("scan", nargs="?", metavar="ID", default="")
    scan.add_argument("--labels", default="", metavar="'CAT, DOG'", help="keep only these labels")
    scan.add_argument("--at", type=_percent, metavar="PERCENT", help="at least this certain")
    scan.add_argument("--yes", action="store_true", help="agree to what it costs")
    scan.add_argument("--no-wait", action="store_true", help="let the bot that runs do the rest")
    scan.add_argument("--output", metavar="FOLDER", help="for the files of results")
    scan.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _jobs(jobs: argparse.ArgumentParser) -> None:
    jobs.description = "List the jobs that kept failing; with two words, decide about one."
    jobs.add_argument("decision", nargs="?", choices=("retry", "drop"), help="what to do with one")
    jobs.add_argument("reference", nargs="?", help="its reference, as the list shows it")


def _start(start: argparse.ArgumentParser) -> None:
    start.add_argument("--for", dest="lease", metavar="2h", help="stop it after that time")
    start.add_argument("--units", metavar="N", help="inference units")
    start.add_argument("--max", dest="max_units", metavar="M", help="let AWS scale up to so many")
    start.add_argument("--yes", action="store_true", help="agree to the price")


def _detect(detect: argparse.ArgumentParser) -> None:
    detect.description = "Recognise pictures and print what is in them."
    detect.add_argument(
        "sources", nargs="+", type=_source, metavar="FILE-or-s3-URI", help="what to look at"
    )
    detect.add_argument(
        "--at", type=_percent, metavar="PERCENT", help="show only what is at least this certain"
    )
    detect.add_argument(
        "--output", metavar="FOLDER", help="save the annotated pictures in this folder"
    )
    detect.add_argument(
        "--json", action="store_true", help="print JSON as docs/result-schema.json describes it"
    )


def _source(text: str) -> Source:
    if not text.startswith("s3://"):
        return LocalFile(text)
    if (found := S3Object.parse(text)) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not s3://bucket/key")
    return found


def _percent(text: str) -> float:
    try:
        value = float(text.rstrip("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 0 to 100")
    return value
