"""`python -m bot detect`: the same way as in Slack, with the answer on the screen."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path, PurePosixPath

from bot import app
from bot.core.model import Answered, Outcome
from bot.settings import Settings


def detect(settings: Settings, options: argparse.Namespace) -> int:
    """Recognise each source; 1 when one of them could not be."""
    outcomes = []
    with app.detecting(settings) as made:
        for source in options.sources:
            outcome = made.recogniser.recognise(source, options.at)
            saved = _save(outcome, options.output)
            if not options.json:
                _tell(outcome, saved)
            outcomes.append(outcome)
    if options.json:
        print(json.dumps(app.result(outcomes), ensure_ascii=False, indent=2))
    return 0 if all(isinstance(outcome, Answered) for outcome in outcomes) else 1


def _save(outcome: Outcome, folder: str | None) -> Path | None:
    if folder is None or not isinstance(outcome, Answered):
        return None
    name = PurePosixPath(str(outcome.recognition.source)).stem
    path = Path(folder) / f"{name}-{outcome.recognition.id}.{outcome.annotated.extension}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(outcome.annotated.data)
    return path


def _tell(outcome: Outcome, saved: Path | None) -> None:
    if not isinstance(outcome, Answered):
        print(f"{outcome.source}: {outcome.sentence}", file=sys.stderr)
        if outcome.model_stopped:
            print("From a shell, `python -m bot start` starts it.", file=sys.stderr)
        return
    recognition = outcome.recognition
    print(f"{recognition.source}  ({recognition.width} × {recognition.height})")
    for found in recognition.detections:
        print(f"  {found.confidence:5.1f} %  {found.label}{'' if found.box else '  (whole image)'}")
    if not recognition.detections:
        print("  nothing recognised")
    print(f"  by {recognition.model_version}, in {recognition.timings.total:.2f} s")
    if saved is not None:
        print(f"  annotated: {saved}")
