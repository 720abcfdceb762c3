import contextlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot.sandbox import demo, running
from bot.sandbox.answers import labels_of, result_of
from bot.sandbox.bot_process import ROOT, BotEnded
from bot.sandbox.samples import SamplesMissing, sample
from bot.sandbox.textures import TEXTURES
from bot.sandbox.visitor import NothingCame
from tests.demo.processes import children_of, gone

SAVED = {"annotated.jpg", "evaluation.png", "result.json", "summary.txt"} | {
    f"unseen-{what}.jpg" for what in ("brick", "grass", "gravel", "nothing")
}
DOCUMENT = (ROOT / "docs/demo.md").read_text(encoding="utf-8")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


def test_help_reads_well(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` names both ways to run it."""
    with pytest.raises(SystemExit) as ended:
        demo.main(["--help"])

    assert ended.value.code == 0
    assert "--once" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--port", "many"], ["--port", "65536"], ["twice"]])
def test_wrong_use_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong use ends with 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit) as ended:
        demo.main(wrong)

    assert ended.value.code == 2
    assert wrong[-1] in capsys.readouterr().err


def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the development requirements one reads what to do."""
    monkeypatch.setattr(demo, "NEEDED", ("aiohttp", "no_such_package"))
    code = demo.main([])

    assert code == 1
    assert "missing: no_such_package" in (said := capsys.readouterr().err)
    assert "make demo" in said


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """The exit code of one `--once`, what it printed, and the folder that it filled."""
    where = tmp_path_factory.mktemp("once")
    output = where / "demo-output"
    output.mkdir()
    for old in ("annotated.png", "unseen-moss.png"):
        (output / old).write_bytes(b"of an earlier run")
    said = io.StringIO()
    with contextlib.chdir(where), contextlib.redirect_stdout(said):
        code = demo.main(["--once"])
    return code, said.getvalue(), output


def test_once_saves_the_answer(once: tuple[int, str, Path]) -> None:
    """`--once` prints the labels of a real photograph and saves image, JSON and summary."""
    code, said, output = once

    assert code == 0, said
    assert {path.name for path in output.iterdir()} == SAVED
    assert all(f"`{name}`" in DOCUMENT for name in SAVED)
    with Image.open(output / "annotated.jpg") as image:
        assert image.size >= (512, 512)
    result = json.loads((output / "result.json").read_text())
    labels = [found["Name"] for found in result["results"][0]["detections"]]
    assert labels == ["Face"]
    assert all(f"  {label}  " in said for label in labels)
    assert "  Cat  " in said
    assert "is stopped" in said


def test_once_trains_and_shows_the_figures(once: tuple[int, str, Path]) -> None:
    """`--once` prints precision, recall and F1 on test images, and saves their readable picture."""
    _, said, output = once

    figures = re.search(r"v1 is trained\. On (\d+) test images: .*F1 ([\d.]+)\.", said)
    assert figures is not None, said
    assert int(figures[1]) >= 12
    assert f"{figures[1]} are what the version is measured on" in DOCUMENT
    assert float(figures[2]) >= 0.9
    with Image.open(output / "evaluation.png") as card:
        assert card.format == "PNG"
        assert card.size >= (1000, 1000)
        colours = sorted(card.convert("RGB").getcolors(1 << 24) or (), reverse=True)
    assert len(colours) > 50
    assert colours[0][1] == (255, 255, 255)
    assert colours[0][0] < 0.95 * card.width * card.height


@pytest.mark.parametrize("texture", TEXTURES)
def test_once_recognises_what_it_has_not_seen(once: tuple[int, str, Path], texture: str) -> None:
    """Each picture of a texture that was not taught is answered with that label, and no other."""
    _, said, output = once

    asked = f"Posting 5 pictures of {texture.lower()} that it has not seen ...\n"
    assert f"{asked}  {texture}: 5 of 5 are right" in said
    with Image.open(output / f"unseen-{texture.lower()}.jpg") as image:
        assert min(image.size) >= 400


def test_once_names_nothing_where_there_is_nothing(once: tuple[int, str, Path]) -> None:
    """Pictures of none of the textures are given none of their labels."""
    _, said, _ = once

    assert "stars that it has not seen ...\n  nothing: 5 of 5 are right" in said
    assert "  nothing: 2 of 2 are right" in said


def test_a_bot_that_cannot_start_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the bot ends, one reads the end of its log, and the exit code is not 0."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "_settings", lambda *given: {"SLACK_BOT_TOKEN": "wrong"})
    code = demo.main(["--once"])

    assert code == 1
    assert "SLACK_BOT_TOKEN" in (said := capsys.readouterr().err)
    assert "The bot ended" in said
    assert not (tmp_path / "demo-output").exists()


def test_it_runs_until_it_is_told_to_stop() -> None:
    """Ctrl-C ends the demo with 0, and no process of it remains."""
    command = [sys.executable, "-u", "-m", "bot", "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            url = next(found for line in process.stdout if (found := ADDRESS.search(line))).group()
            page = httpx.get(url, trust_env=False)
            children = children_of(process.pid)
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
        finally:
            process.kill()

    assert page.status_code == 200
    assert code == 0
    assert children
    assert all(gone(child) for child in children)


def test_sigterm_is_as_tidy_as_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo that is told to end by SIGTERM leaves its blocks, and does so with 0."""
    monkeypatch.setattr(demo, "_run", lambda options: signal.raise_signal(signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)

    assert demo.main([]) == 0
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (BotEnded("its log"), "The bot ended. The last lines of its log:\nits log"),
        (TimeoutError("its log"), "The bot did not connect. The last lines of its log:\nits log"),
        (NothingCame("The answer."), "Something is missing: The answer."),
        (SamplesMissing("No picture."), "Something is missing: No picture."),
    ],
)
def test_every_failure_is_a_sentence(
    error: Exception,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever goes wrong, one reads what it was, and the exit code is 1."""

    def fail(port: int) -> None:
        raise error

    monkeypatch.setattr(running, "Sandbox", fail)

    assert demo.main([]) == 1
    assert sentence in capsys.readouterr().err


def test_a_taken_port_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the port is in use the page is on another one, and that is said."""
    monkeypatch.setattr(
        running.Sandbox, "serve", lambda sandbox: signal.raise_signal(signal.SIGINT)
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = demo.main(["--port", str(port)])
    said = capsys.readouterr().out

    assert code == 0
    assert f"Port {port} is taken" in said
    assert f":{port}/" not in said
    assert "Open   http://127.0.0.1:" in said
    assert '"Teach it Brick, Grass and Gravel"' in said


def test_it_begins_with_nothing_taught() -> None:
    """A demo that was just started has an empty channel, and names cats as the detector came."""
    picture = sample("chelsea.png")
    assert picture is not None
    with running.Sandbox() as sandbox, sandbox.visitor() as visitor:
        assert visitor.messages() == []
        ts = visitor.post("", (picture.name, picture.read(), picture.media_type))
        result = result_of(visitor, ts)

    assert list(labels_of(result["results"][0])) == ["Cat"]


def test_a_bot_that_dies_later_is_noticed() -> None:
    """While the demo runs, the end of the bot ends the demo."""
    with running.Sandbox() as sandbox:
        os.kill(sandbox.bot_pid, signal.SIGKILL)

        with pytest.raises(BotEnded, match="detector local"):
            sandbox.serve()
