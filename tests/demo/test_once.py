import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.once import run_once
from bot.sandbox.sample_routes import sample_routes
from bot.sandbox.samples import SAMPLES, sample
from bot.sandbox.slack import GENERAL, SlackStandIn, Timing
from bot.sandbox.textures import TEXTURES, lesson
from bot.sandbox.visitor import NothingCame, Visitor

FOUND = json.dumps(
    {"results": [{"detections": [{"Name": "Cat", "Confidence": 9, "Geometry": {}}]}]}
)
NOTHING = json.dumps({"results": [{"detections": []}]})
URI = "s3://samples/a b.png"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackStandIn]:
    """A workspace with nobody behind the bot's token but the test."""
    with SlackStandIn(timing=Timing(process=0.0), extra_routes=sample_routes([URI])) as running:
        yield running


@pytest.fixture
def client(slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch) -> WebClient:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "")
    return WebClient(slack.bot_token, base_url=slack.api_url)


def run(slack: SlackStandIn, output: Path, bot: Callable[[str], None], patience: float) -> None:
    """Run once; `bot` is called with the photograph's `ts` when somebody begins to wait."""
    answered: set[str] = set()

    def still_there() -> None:
        ts = next(each["ts"] for each in reversed(visitor.messages()) if each.get("files"))
        if not answered:
            answered.add(ts)
            bot(ts)

    visitor = Visitor(slack.url, still_there, patience)
    try:
        run_once(visitor, URI, output, lambda line: None)
    finally:
        visitor.close()


def test_silence_is_said(slack: SlackStandIn, tmp_path: Path) -> None:
    """A bot that does not answer at all is said to have said nothing."""
    with pytest.raises(NothingCame, match=r"JSON result did not come .* The bot said: nothing"):
        run(slack, tmp_path, lambda ts: None, 0.2)


def test_a_sentence_instead_of_a_result_is_repeated(
    slack: SlackStandIn, client: WebClient, tmp_path: Path
) -> None:
    """When the bot says why it did not look, one reads that."""

    def refuse(ts: str) -> None:
        client.chat_postMessage(channel=GENERAL, thread_ts=ts, text="Not today, <@U0ADMIN001>.")

    with pytest.raises(NothingCame, match="The bot said: Not today, @Ada"):
        run(slack, tmp_path, refuse, 1.0)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"result.json": NOTHING}, "nothing was found in the picture"),
        ({"result.json": FOUND}, "no annotated image"),
        ({"a.gif": "GIF89a picture", "result.json": FOUND}, "neither a JPEG nor a PNG"),
    ],
)
def test_an_incomplete_answer_is_not_taken(
    slack: SlackStandIn,
    client: WebClient,
    tmp_path: Path,
    files: dict[str, str],
    sentence: str,
) -> None:
    """Each part that is missing from the answer is named, and nothing is saved."""

    def answer(ts: str) -> None:
        uploads = [{"filename": name, "content": content} for name, content in files.items()]
        client.files_upload_v2(channel=GENERAL, thread_ts=ts, file_uploads=uploads)

    with pytest.raises(NothingCame, match=sentence):
        run(slack, tmp_path, answer, 10.0)
    assert list(tmp_path.iterdir()) == []


def test_what_the_sandbox_refuses_is_said(slack: SlackStandIn) -> None:
    """A refusal is repeated with the address that was asked."""
    visitor = Visitor(slack.url, lambda: None)
    visitor.channel = "C0NOWHERE0"
    with pytest.raises(NothingCame, match=r"The sandbox refused .*C0NOWHERE0"):
        visitor.messages()
    visitor.close()


def test_the_page_is_told_of_the_samples(slack: SlackStandIn) -> None:
    """The page gets each sample's name, title and address, and the objects in S3."""
    told = httpx.get(f"{slack.url}/sandbox/api/samples", trust_env=False).json()

    assert [one["title"] for one in told["samples"]] == [one.title for one in SAMPLES]
    assert told["objects"] == [URI]


def test_each_sample_is_handed_out(slack: SlackStandIn) -> None:
    """The address of a sample gives its bytes; one of no sample is not found."""
    base = f"{slack.url}/sandbox/api/samples"
    coffee = httpx.get(f"{base}/coffee.png", trust_env=False)
    none = httpx.get(f"{base}/secret.png", trust_env=False)
    picture = sample("coffee.png")

    assert picture is not None
    assert (coffee.content, coffee.headers["content-type"]) == (picture.read(), "image/png")
    assert none.status_code == 404


def test_the_page_is_told_of_the_lesson(slack: SlackStandIn) -> None:
    """The page gets the dataset, and an unseen picture of each kind, as they are cut."""
    told = httpx.get(f"{slack.url}/sandbox/api/samples", trust_env=False).json()["lesson"]
    dataset = httpx.get(f"{slack.url}{told['address']}", trust_env=False)
    pictures = [httpx.get(f"{slack.url}{one['thumb']}", trust_env=False) for one in told["unseen"]]
    none = httpx.get(f"{slack.url}/sandbox/api/samples/lesson/brick-0-0.png", trust_env=False)

    assert told["count"] == len(lesson().taught)
    assert (dataset.content, dataset.headers["content-type"]) == (
        lesson().dataset,
        "application/zip",
    )
    assert [one["title"] for one in told["unseen"]] == [*TEXTURES, "None of them"]
    assert {one.content for one in pictures} <= {one.data for one in lesson().unseen}
    assert none.status_code == 404
