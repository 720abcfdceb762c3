"""The demo's lesson: a team teaches the bot, and asks it about pictures that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.sandbox.answers import annotated, labels_of, result_of
from bot.sandbox.samples import SAMPLES
from bot.sandbox.textures import DATASET, TEXTURES, lesson
from bot.sandbox.visitor import File, Message, NothingCame, Visitor

FIGURES = "evaluation.png"
STRANGE = tuple(each for each in SAMPLES if each.name in ("coffee.png", "camera.png"))
"""Samples that show nothing of what is taught, and are nothing like it: one in colours, one grey
as the textures are."""
Say = Callable[[str], None]


def learn(visitor: Visitor, output: Path, say: Say) -> None:
    """Teach the bot, save its figures, and ask it about pictures that it has not seen.

    Args:
        visitor: an admin.
        output: the folder that pictures are saved in; those of an earlier run are replaced.
        say: prints a line.

    Raises:
        NothingCame: something is missing or wrong; `str()` says what.
    """
    for old in (output / FIGURES, *output.glob("unseen-*")):
        old.unlink(missing_ok=True)
    _save(output / FIGURES, teach(visitor, say), say)
    use(visitor, say)
    for label, squares in lesson().asked().items():
        what = label.lower() or "stars"
        say(f"Posting {len(squares)} pictures of {what} that it has not seen ...")
        files = [(each.name, each.data, "image/png") for each in squares]
        ending, image = ask(visitor, label, files, say)
        _save(output / f"unseen-{label.lower() or 'nothing'}.{ending}", image, say)
    say(f"Posting {' and '.join(each.name for each in STRANGE)}, which are none of these ...")
    ask(visitor, "", [(each.name, each.read(), each.media_type) for each in STRANGE], say)


def teach(visitor: Visitor, say: Say) -> bytes:
    """Teach the bot by what a team does in Slack: import, train.

    Args:
        visitor: an admin.
        say: prints a line.

    Returns:
        The picture of its figures, a PNG.

    Raises:
        NothingCame: something is missing; `str()` says what.
    """
    taught = lesson()
    say(f"Teaching {', '.join(TEXTURES)} from {len(taught.taught)} pictures: @Rekog import ...")
    zipped = (DATASET, taught.dataset, "application/zip")
    ts = visitor.post(f"<@{visitor.bot}> import", zipped)
    said = visitor.wait("What came of the import", lambda: _first(visitor, ts, "Imported"))
    say(f"  {visitor.read(said).splitlines()[0]}")
    say("/rekog train")
    before = visitor.command("/rekog train")
    question = visitor.wait("The question", lambda: _new(visitor, before, "Shall I train it?"))
    visitor.press(question, "train_confirmed")
    trained = visitor.wait("The figures", lambda: _new(visitor, before, "is trained"))
    say(f"  {visitor.read(trained).splitlines()[0].replace('*', '')}")
    return visitor.wait("The picture of the figures", lambda: _picture(visitor, trained["ts"]))


def use(visitor: Visitor, say: Say) -> None:
    """Switch the team to what was taught.

    Raises:
        NothingCame: it was not switched.
    """
    say("/rekog use v1")
    before = visitor.command("/rekog use v1")
    said = visitor.wait("The switch", lambda: _new(visitor, before, "switched the team to v1"))
    say(f"  {visitor.read(said).splitlines()[0].replace('*', '')}")


def ask(visitor: Visitor, label: str, files: Sequence[File], say: Say) -> tuple[str, bytes]:
    """Post pictures, and take only an answer that is right.

    Args:
        visitor: anybody.
        label: what is in all of them; empty for nothing that was taught.
        files: the pictures.
        say: prints a line.

    Returns:
        As `bot.sandbox.answers.annotated`.

    Raises:
        NothingCame: the answer did not come, or is wrong; `str()` says which.
    """
    ts = visitor.post("", *files)
    answers = [labels_of(one) for one in result_of(visitor, ts)["results"]]
    right = [each for each in answers if set(each) == ({label} if label else set())]
    sure = [each[label] for each in right if label]
    how = f", {min(sure):.1f} to {max(sure):.1f} % certain" if sure else ""
    say(f"  {label or 'nothing'}: {len(right)} of {len(files)} are right{how}")
    if len(right) < len(files):
        raise NothingCame(f"Not every answer is {label or 'nothing'}: {answers}.")
    return annotated(visitor, ts)


def _save(place: Path, data: bytes, say: Say) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    say(f"  saved {place}")


def _first(visitor: Visitor, ts: str, words: str) -> Message | None:
    return next((each for each in visitor.replies(ts) if words in visitor.read(each)), None)


def _new(visitor: Visitor, before: set[str], words: str) -> Message | None:
    new = (each for each in visitor.messages() if each["ts"] not in before)
    return next((each for each in new if words in visitor.read(each)), None)


def _picture(visitor: Visitor, ts: str) -> bytes | None:
    files = [file for each in visitor.replies(ts) for file in each.get("files") or ()]
    return visitor.download(files[0]["id"]) if files else None
