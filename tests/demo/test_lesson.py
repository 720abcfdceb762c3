import json
from collections.abc import Iterator, Sequence

import pytest
from slack_sdk import WebClient

from bot.sandbox.lesson import STRANGE, ask
from bot.sandbox.slack import GENERAL, SlackStandIn, Timing
from bot.sandbox.visitor import NothingCame, Visitor

PICTURES = [(f"{place}.png", b"\x89PNG", "image/png") for place in range(2)]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackStandIn]:
    """A workspace with nobody behind the bot's token but the test."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "")
    with SlackStandIn(timing=Timing(process=0.0)) as running:
        yield running


def asked(slack: SlackStandIn, label: str, answers: Sequence[Sequence[str]]) -> list[str]:
    """What is printed when two pictures of a label are answered with these labels."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    said: list[str] = []
    results = [
        {"detections": [{"Name": name, "Confidence": 70 + place} for name in names]}
        for place, names in enumerate(answers)
    ]
    files = {"annotated.png": "\x89PNG", "result.json": json.dumps({"results": results})}
    uploads = [{"filename": name, "content": content} for name, content in files.items()]

    def still_there() -> None:
        ts = next(each["ts"] for each in visitor.messages() if each.get("files"))
        if not visitor.replies(ts):
            client.files_upload_v2(channel=GENERAL, thread_ts=ts, file_uploads=uploads)

    visitor = Visitor(slack.url, still_there, 10.0)
    try:
        ask(visitor, label, PICTURES, said.append)
    except NothingCame as error:
        said.append(str(error))
    finally:
        visitor.close()
    return said


@pytest.mark.parametrize(
    ("answers", "right"),
    [([["Brick"], ["Grass"]], 1), ([["Brick", "Grass"], ["Brick"]], 1), ([[], []], 0)],
)
def test_a_wrong_answer_is_not_taken(
    slack: SlackStandIn, answers: list[list[str]], right: int
) -> None:
    """Another label, one too many and one too few are wrong, are counted, and end the demo."""
    said = asked(slack, "Brick", answers)

    assert said[0].startswith(f"  Brick: {right} of 2 are right")
    assert "Not every answer is Brick" in said[1]


def test_a_label_where_there_is_nothing_is_wrong(slack: SlackStandIn) -> None:
    """A picture of nothing that was taught must not be given a label."""
    said = asked(slack, "", [[], ["Brick"]])

    assert said[0] == "  nothing: 1 of 2 are right"
    assert "Not every answer is nothing" in said[1]


def test_there_are_strange_pictures() -> None:
    """Two samples that are nothing like what is taught are asked about, too."""
    assert {each.name for each in STRANGE} == {"coffee.png", "camera.png"}
