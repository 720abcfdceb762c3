"""What people read of datasets, trainings and model versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.cards import Button, Card, Press, Style
from bot.core.dataset import Dataset
from bot.core.dataset_words import Summary
from bot.core.versions import BASE, Estimate, ModelVersion, Training
from bot.core.waiting import duration

FREE_OF_CHARGE = "nothing"
MOST_VERSIONS = 12

BIOMETRIC = (
    "Faces are biometric data: what is learned of them stays in this bot's own database, and is "
    "deleted with `/rekog forget NAME`. Teach only people who agreed to it."
)
NOT_TAUGHT = (
    "The detector {detector} is ready-made and cannot be taught. Whoever runs me can set DETECTOR "
    "to `local` or `custom-labels`."
)
NO_DATASET = (
    "Nothing is labelled yet. Press *Correct* under an answer of mine, or pick *Teach* in the ⋮ "
    "menu of a message with pictures."
)
NO_VERSIONS = "No model version has been trained yet: `/rekog dataset`, then `/rekog train`."
NOTHING_USED = "No model version is in use yet: `/rekog models`, then `/rekog use v1`."
UNKNOWN_VERSION = "There is no model version {what}. `/rekog models` lists them."
NO_PREVIOUS = "There is no version that was used before: `/rekog models` lists them all."
NO_ROOM_FOR_A_TRIAL = (
    "AWS lets no more models run at once here, so {name} cannot be started to be measured. "
    "Stop one (`/rekog stop`) and ask again, or ask AWS for a higher quota."
)
WORST = (
    "The test pictures that went worst with {name}, for you alone: some may be from private "
    "channels. Where a label is wrong, press *Correct* under the picture's answer."
)
USE_WHAT = "Tell me which one: `/rekog use v3`, `/rekog use previous`, or `/rekog use base`."
NO_BASE = "There is no base model: MODEL_ARN is not set. `/rekog models` lists what was trained."
BASE_UNMEASURED = (
    "The base model is not measured on your test images: it was not taught your labels."
)
FORGET_WHAT = "Tell me which label: `/rekog forget NAME`. `/rekog dataset` lists them."


def day(wall: float) -> str:
    """A date for people; `wall` is in seconds since 1970 UTC."""
    return datetime.fromtimestamp(wall, UTC).strftime("%Y-%m-%d")


def money(dollars: float) -> str:
    """What it costs, for the end of a sentence."""
    return f"about {dollars:.2f} USD" if dollars else FREE_OF_CHARGE


def not_measured(names: Sequence[str], *, alike: bool = True) -> str:
    """Why nobody can tell which of two versions is better."""
    measure = " and ".join(f"`/rekog evaluate {name}`" for name in names)
    what = "not measured" if alike else "not measured on the same images"
    return f"{' and '.join(names)}: {what}, so I cannot tell which is better. Try {measure}."


def under_way_already(version: ModelVersion) -> str:
    """Somebody trains already."""
    return (
        f"{version.name} is being trained already, for <@{version.who}>. Train again when it is "
        "there."
    )


def question(
    dataset: Dataset,
    since: ModelVersion | None,
    new: int,
    estimate: Estimate,
    advice: Sequence[str],
) -> Card:
    """Before a training.

    Args:
        dataset: what it will learn.
        since: the latest version.
        new: how many images were labelled since then.
        estimate: what it will take.
        advice: what would make it better, a sentence each.
    """
    images = len(dataset.images)
    news = "" if since is None else f", {new} of them labelled since {since.name}"
    lines = [
        f"*Train a new model version* from {images} images{news}, with "
        f"{len(dataset.labels)} labels.",
        f"It takes about {duration(estimate.seconds)} and costs {money(estimate.dollars)} "
        f"({estimate.basis}).",
        *(f"• {each}" for each in advice),
        "Shall I train it?",
    ]
    buttons = (
        Button("Train it", Press.CONFIRM_TRAIN, style=Style.PRIMARY),
        Button("Not now", Press.DISMISS),
    )
    return Card("\n".join(lines), buttons, table(dataset))


def table(dataset: Dataset) -> str:
    """How many images each label has."""
    return "\n".join(Summary.of(dataset).lines())


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Lines of equal columns: the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def dataset(dataset: Dataset, advice: Sequence[str]) -> Card:
    """`/rekog dataset`."""
    if not dataset.images:
        return Card(NO_DATASET)
    text = [f"*The dataset* has {len(dataset.images)} images (version {dataset.version})."]
    text += [f"• {each}" for each in advice]
    return Card("\n".join(text), figures=table(dataset))


def versions(
    all_of: Sequence[ModelVersion], used: ModelVersion | None, base: ModelVersion | None
) -> Card:
    """`/rekog models`; the base model stands last."""
    if not all_of:
        return Card(NO_VERSIONS)
    rows = [("version", "F1", "precision", "recall", "trained", "")]
    for each in all_of[:MOST_VERSIONS]:
        state = "in use" if used is not None and each.number == used.number else each.training.value
        rows.append((each.name, *figures(each), day(each.began), state))
    if base is not None:
        state = "in use" if used is None else "as it came"
        rows.append((base.name, *figures(base), number(None), state))
    buttons = tuple(
        Button(f"Use {each.name}", Press.USE, each.name)
        for each in all_of[:MOST_VERSIONS]
        if each.training is Training.DONE and each != used
    )
    text = "*Model versions*, measured on the test images that none of them has learned."
    return Card(text, buttons[:5], columns(rows))


def figures(version: ModelVersion) -> tuple[str, str, str]:
    """F1, precision and recall, or a dash each."""
    overall = (version.figures or {}).get("overall") or {}
    return (
        number(overall.get("f1")),
        number(overall.get("precision")),
        number(overall.get("recall")),
    )


def number(value: float | None) -> str:
    """A figure between 0 and 1."""
    return "–" if value is None else f"{value:.2f}"


def started(version: ModelVersion, user: str, estimate: Estimate) -> Card:
    """A training began."""
    return Card(
        f"<@{user}> trains {version.name} from version {version.dataset} of the dataset. It takes "
        f"about {duration(estimate.seconds)}; this message tells how it goes."
    )


def under_way(version: ModelVersion, seconds: float, message: str) -> Card:
    """It goes on."""
    said = f" {message}" if message else ""
    return Card(f"{version.name} has been training for {duration(seconds)}.{said}")


def failed(version: ModelVersion, sentence: str, used: ModelVersion | None) -> Card:
    """It came to nothing."""
    going_on = f" {used.name} stays in use." if used is not None else ""
    return Card(f"{version.name} could not be trained. {sentence}{going_on}")


def trained(version: ModelVersion, told: Sequence[str], used: ModelVersion | None) -> Card:
    """It is there: its figures, and how it compares."""
    f1, precision, recall = figures(version)
    lines = [f"*{version.name} is trained.*"]
    if version.figures:
        images = version.figures.get("images", 0)
        lines[0] += f" On {images} test images: precision {precision}, recall {recall}, F1 {f1}."
    lines += [*told, version.message]
    in_use = "No version is in use yet." if used is None else f"{used.name} is in use."
    lines.append(f"{in_use} An admin switches the team over with the button, or `/rekog use`.")
    button = Button(f"Use {version.name}", Press.USE, version.name, Style.PRIMARY)
    return Card("\n".join(filter(None, lines)), (button,))


def worse(version: ModelVersion, used: ModelVersion, told: Sequence[str]) -> Card:
    """Before a version that is worse is used."""
    lines = [f"*{version.name} may be worse than {used.name}*, which is in use:", *told]
    buttons = (
        Button(f"Use {version.name} all the same", Press.CONFIRM_USE, version.name, Style.DANGER),
        Button("Not now", Press.DISMISS),
    )
    return Card("\n".join([*lines, "Shall I use it all the same?"]), buttons)


def trial_question(version: ModelVersion, images: int, estimate: Estimate) -> Card:
    """Before a version that is not in use is started to be measured."""
    text = (
        f"{version.name} is not in use. To measure it I start it beside the one in use, show it "
        f"the {images} test images, and stop it. It runs for about {duration(estimate.seconds)}, "
        f"which costs {money(estimate.dollars)} ({estimate.basis}). Shall I?"
    )
    buttons = (
        Button("Measure it", Press.CONFIRM_EVALUATE, version.name, Style.PRIMARY),
        Button("Not now", Press.DISMISS),
    )
    return Card(text, buttons)


def used_now(version: ModelVersion, before: ModelVersion | None, user: str) -> Card:
    """The team was switched over."""
    back = f" Back with `/rekog use {before.name}`." if before is not None else ""
    name = "the base model" if version.number == BASE else version.name
    return Card(f"<@{user}> switched the team to {name}.{back}")


def forget_question(label: str, images: int) -> Card:
    """Before a label is deleted."""
    text = (
        f"Delete *{label}* from the dataset, with {images} images that show nothing else, and "
        "from every model version that learned it? This cannot be undone."
    )
    buttons = (
        Button("Delete it", Press.CONFIRM_FORGET, label, Style.DANGER),
        Button("Not now", Press.DISMISS),
    )
    return Card(text, buttons)
