"""200 pictures posted at once, with 50 commands among them: what is answered, in how much memory.

Run it with `python -m bench.burst`. The bot runs in a process of its own, as in production, with
the embedded detector and Slack's real pace of messages: one a second in each channel.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from bot.core.model import MEGABYTE
from bot.sandbox.samples import SAMPLES
from bot.sandbox.slack import ADMIN, SlackStandIn, Upload

COMMANDS = ("status", "help", "status", "detect s3://nowhere-at-all/a.jpg")


def main() -> int:
    """Post, command, wait, and print what became of it."""
    options = _options()
    picture = _picture(options.megapixels)
    with SlackStandIn() as slack, tempfile.TemporaryDirectory() as data:
        channels = [_channel(slack, number) for number in range(options.channels)]
        with _bot(slack, Path(data)) as process:
            slack.wait_for(lambda: slack.connections > 0, 60)
            idle = _memory(process.pid, "VmRSS")
            began = time.monotonic()
            posts, acks = _burst(slack, channels, picture, options)
            answered = _wait(slack, posts, began)
            _report(options, idle, process.pid, acks, answered, time.monotonic() - began)
    return 0 if _good(acks, answered, options) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--commands", type=int, default=50)
    parser.add_argument("--channels", type=int, default=10, help="one message a second in each")
    parser.add_argument("--megapixels", type=float, default=2.0, help="of each picture")
    return parser.parse_args()


def _picture(megapixels: float) -> bytes:
    with Image.open(SAMPLES[0].path) as photograph:
        side = int((megapixels * 1e6) ** 0.5)
        out = io.BytesIO()
        photograph.convert("RGB").resize((side, side)).save(out, "JPEG", quality=90)
    return out.getvalue()


def _channel(slack: SlackStandIn, number: int) -> str:
    members = list(slack.hub.workspace.users)
    name = f"burst-{number}"
    return slack.hub.workspace.add_channel(f"C0BURST{number:03d}", name, "public", members).id


@contextlib.contextmanager
def _bot(slack: SlackStandIn, data: Path):  # type: ignore[no-untyped-def]
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    environment = {
        **kept,
        "REKOG_ENV_FILE": "",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DATA_DIR": str(data),
        "LOG_LEVEL": "error",
    }
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _burst(
    slack: SlackStandIn, channels: list[str], picture: bytes, options: argparse.Namespace
) -> tuple[list[tuple[str, str]], list[float | None]]:
    """Where each post stands, and how long each command took to be acknowledged."""
    lock, acks = threading.Lock(), []

    def post(number: int) -> tuple[str, str]:
        channel = channels[number % len(channels)]
        return channel, slack.post(channel, ADMIN, files=[Upload(f"{number}.jpg", picture)])

    def command(number: int) -> None:
        text = f"/rekog {COMMANDS[number % len(COMMANDS)]}"
        attempt = slack.command(channels[number % len(channels)], ADMIN, text)
        with lock:
            acks.append(attempt.seconds if attempt.acked else None)

    with ThreadPoolExecutor(32) as pool:
        posted = [pool.submit(post, number) for number in range(options.images)]
        commanded = [pool.submit(command, number) for number in range(options.commands)]
        posts = [each.result() for each in posted]
        for each in commanded:
            each.result()
    return posts, acks


def _wait(slack: SlackStandIn, posts: list[tuple[str, str]], began: float) -> list[int]:
    """How many answers each post has, once every one has some and nothing more comes."""

    def counts() -> list[int]:
        return [sum("metadata" in one for one in slack.replies(*post)) for post in posts]

    while time.monotonic() - began < 600 and not all(counts()):
        time.sleep(0.5)
    time.sleep(3)
    return counts()


def _memory(pid: int, field: str) -> float:
    """Megabytes, as the kernel counts them."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{field}:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def _report(
    options: argparse.Namespace,
    idle: float,
    pid: int,
    acks: list[float | None],
    answered: list[int],
    seconds: float,
) -> None:
    quick = sorted(each for each in acks if each is not None)
    # Two frames at once (half of WORKERS), 50 megapixels each, of 4 bytes, twice while drawing;
    # four files and four annotated images; the networks and the interpreter.
    bound = 2 * 2 * 50e6 * 4 / MEGABYTE + 4 * (32 + 8) + 200
    print(
        f"{options.images} pictures of {options.megapixels:g} megapixels, "
        f"{options.commands} commands"
    )
    print(
        f"answered once: {answered.count(1)}; not at all: {answered.count(0)}; "
        f"more often: {sum(each > 1 for each in answered)}"
    )
    print(
        f"commands acknowledged: {len(quick)}; median {statistics.median(quick):.3f} s, "
        f"slowest {quick[-1]:.3f} s (Slack waits 3 s)"
    )
    print(f"all answered after {seconds:.0f} s")
    print(
        f"memory of the bot: {idle:.0f} MB before, {_memory(pid, 'VmHWM'):.0f} MB at the peak; "
        f"the settings' defaults allow {bound:.0f} MB whatever is posted"
    )


def _good(acks: list[float | None], answered: list[int], options: argparse.Namespace) -> bool:
    return answered == [1] * options.images and None not in acks


if __name__ == "__main__":
    sys.exit(main())
