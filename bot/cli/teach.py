"""`python -m bot label`, `dataset`, `train`, `evaluate`, `models`, `use`, `forget`: teaching."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot import app
from bot.app.teach_shell import TeachShell
from bot.cli.plain import plain
from bot.core.cards import Card
from bot.core.dataset import Split
from bot.core.dataset_words import Summary
from bot.core.errors import DatasetUnreadable
from bot.core.requests import Entry, TrainingAction, TrainingRequest
from bot.core.versions import ModelVersion, Training
from bot.settings import Settings

NOT_DONE, NOT_AGREED = 1, 1


def label(settings: Settings, options: argparse.Namespace) -> int:
    """Import or export a dataset."""
    with app.teach_shell(settings) as shell:
        if options.direction == "export":
            return _export(shell, options)
        return _import(shell, options)


def _import(shell: TeachShell, options: argparse.Namespace) -> int:
    path = Path(options.path)
    split = Split(options.split or "")
    with _files(shell, path) as files:
        told = shell.exchange.read(files, path.name, _who(), options.format or "", split)
    if options.json:
        print(json.dumps({name: getattr(told, name) for name in told.__slots__}, default=list))
    else:
        print("\n  ".join(told.lines))
    return 0 if told.images and not told.problem_count else NOT_DONE


@contextmanager
def _files(shell: TeachShell, path: Path) -> Iterator[Any]:
    if path.is_dir():
        yield shell.folder(path)
    elif path.suffix.lower() == ".zip" and path.is_file():
        with path.open("rb") as stream:
            yield shell.zipped(stream, path.name)
    elif path.is_file():
        # One file of a dataset: its images lie beside it, or are named by their URIs.
        yield shell.one_of(path)
    else:
        raise DatasetUnreadable(name=str(path), reason="there is no such file or folder")


def _export(shell: TeachShell, options: argparse.Namespace) -> int:
    path = Path(options.path)
    dataset = shell.labelling.dataset()
    with shell.writer(path) as put:
        losses = shell.exchange.write(dataset, options.format, put)
    for line in losses:
        print(line, file=sys.stderr)
    print(f"{len(dataset.images)} images written to {path}.")
    return 0


def dataset(settings: Settings, options: argparse.Namespace) -> int:
    """Say what is labelled."""
    with app.teach_shell(settings) as shell:
        if options.json:
            summary = Summary.of(shell.labelling.dataset())
            print(json.dumps(summary.to_json(), ensure_ascii=False))
            return 0
        return _tell(shell, _request(TrainingAction.DATASET))


def models(settings: Settings, options: argparse.Namespace) -> int:
    """List the model versions."""
    with app.teach_shell(settings) as shell:
        if options.json:
            used = shell.versions.in_use(settings.detector)
            listed = [_json(each, used) for each in shell.versions.all(settings.detector)]
            print(json.dumps(listed, ensure_ascii=False))
            return 0
        return _tell(shell, _request(TrainingAction.MODELS))


def train(settings: Settings, options: argparse.Namespace) -> int:
    """Train a version, follow it to its end, and say how good it is; 1 when it failed."""
    with app.teach_shell(settings) as shell:
        before = {each.number for each in shell.versions.all(settings.detector)}
        request = _request(TrainingAction.TRAIN, confirmed=options.yes)
        told = _agreed(shell, request, options.yes)
        shell.follow()
        made = [each for each in shell.versions.all(settings.detector) if each.number not in before]
        if not made:
            print(plain(told or ""), file=sys.stderr)
            return NOT_DONE
        return _say(shell, settings, made[0], options)


def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Measure a version on the test images; 1 when that was not possible."""
    with app.teach_shell(settings) as shell:
        what = options.version or ""
        told = _agreed(shell, _request(TrainingAction.EVALUATE, what), options.yes)
        shell.follow()
        found = shell.commands.named(what)
        if shell.handed_over:
            print(plain(told or ""))
            return 0
        if found is None or (isinstance(told, Card) and told.buttons):
            print(plain(told or ""), file=sys.stderr)
            return NOT_DONE
        return _say(shell, settings, found, options)


def use(settings: Settings, options: argparse.Namespace) -> int:
    """Switch the team to a version; 1 when that was not done."""
    with app.teach_shell(settings) as shell:
        wanted = shell.commands.named(options.version)
        told = _agreed(shell, _request(TrainingAction.USE, options.version), options.yes)
        print(plain(told or ""))
        return 0 if wanted is not None and shell.switched_to(wanted) else NOT_DONE


def forget(settings: Settings, options: argparse.Namespace) -> int:
    """Delete a label with all that was learned of it."""
    with app.teach_shell(settings) as shell:
        told = _agreed(shell, _request(TrainingAction.FORGET, options.label), options.yes)
        print(plain(told or ""))
        return NOT_AGREED if isinstance(told, Card) and told.buttons else 0


def _agreed(shell: TeachShell, request: TrainingRequest, yes: bool) -> str | Card | None:
    """Ask, and ask once more when that is what it takes."""
    told = shell.commands.answer(request)
    question = isinstance(told, Card) and bool(told.buttons)
    if not question or told is None:
        return told
    if not yes:
        print(plain(told))
        if not sys.stdin.isatty():
            print("Add --yes to agree to that.", file=sys.stderr)
            return told
        if input("[y/N] ").strip().lower() not in ("y", "yes"):
            return told
    return shell.commands.answer(_request(request.action, request.what, confirmed=True))


def _say(
    shell: TeachShell, settings: Settings, version: ModelVersion, options: argparse.Namespace
) -> int:
    version = shell.versions.get(version.number) or version
    if options.output and version.figures:
        folder = Path(options.output)
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in shell.pictures(version).items():
            (folder / name).write_bytes(picture.data)
    if options.json:
        used = shell.versions.in_use(settings.detector)
        print(json.dumps(_json(version, used), ensure_ascii=False))
    else:
        print(plain(shell.told(version)))
    return 0 if version.training is Training.DONE else NOT_DONE


def _json(version: ModelVersion, used: ModelVersion | None) -> dict[str, Any]:
    return {
        "version": version.name,
        "state": version.training.value,
        "in_use": used is not None and used.number == version.number,
        "dataset": version.dataset,
        "message": version.message,
        "evaluation": version.figures,
    }


def _request(action: TrainingAction, what: str = "", *, confirmed: bool = False) -> TrainingRequest:
    return TrainingRequest(
        key=f"shell:{uuid.uuid4().hex}",
        action=action,
        user=_who(),
        team="",
        channel="",
        response_url="",
        entry=Entry.SHELL,
        what=what,
        confirmed=confirmed,
    )


def _who() -> str:
    return f"shell:{getpass.getuser()}"


def _tell(shell: TeachShell, request: TrainingRequest) -> int:
    print(plain(shell.commands.answer(request) or ""))
    return 0


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "label": label,
    "dataset": dataset,
    "train": train,
    "evaluate": evaluate,
    "models": models,
    "use": use,
    "forget": forget,
}
