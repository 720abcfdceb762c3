"""Decode, draw ten boxes and encode a 12-megapixel photograph: this bot beside what others use.

Run it with `python -m bench.annotate`; it takes half a minute. Each contender works in a process
of its own, so that none profits from another's memory, and they take turns, so that a busy moment
of the machine hits all of them. Labels stay the same from turn to turn and confidences
change, as they do in a team's channel; and all pictures are of one size, as from one camera. The
bot remembers how a label is drawn, and keeps its canvas for the next picture of the same size.

For `supervision`: `pip install -r bench/requirements.txt`.
"""

from __future__ import annotations

import importlib.util
import io
import multiprocessing
import random
import resource
import statistics
import time
from collections.abc import Callable
from importlib.resources import files
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from bot.core.model import BoundingBox, Detection

SIZE = (4000, 3000)
QUALITY = 90
ROUNDS = 25
LABELS = ("person", "dog", "car", "traffic light", "cup")

Work = Callable[[bytes, int], bytes]
"""From an image, and the number of the turn, to the annotated image."""


def photograph() -> bytes:
    """A 12-megapixel JPEG of a real photograph, with the noise that a sensor would add."""
    small = Pillow.open(io.BytesIO(files("skimage").joinpath("data/coffee.png").read_bytes()))
    large = small.convert("RGB").resize(SIZE, Pillow.Resampling.BICUBIC)
    noise = np.random.default_rng(1).normal(0, 5, (SIZE[1], SIZE[0], 1))
    noisy = np.clip(np.asarray(large) + noise, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Pillow.fromarray(noisy).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def ten_detections(turn: int) -> list[Detection]:
    """Boxes all over the picture, some of which overlap; other confidences in each turn."""
    chance = random.Random(turn)
    return [
        Detection(
            LABELS[number % 5],
            chance.uniform(20, 99.9),
            BoundingBox(0.05 + 0.18 * (number % 5), 0.1 + 0.4 * (number // 5), 0.22, 0.38),
        )
        for number in range(10)
    ]


def pillow() -> Work:
    """Bare Pillow as it is installed: decode and encode, nothing drawn."""

    def work(data: bytes, _: int) -> bytes:
        image = Pillow.open(io.BytesIO(data))
        image.load()
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=QUALITY, subsampling="4:2:0")
        return buffer.getvalue()

    return work


def rekog() -> Work:
    """The bot: read, annotate without scaling down, encode."""
    from bot.annotate import PillowAnnotator
    from bot.core.model import Image
    from bot.media import PillowReader

    reader = PillowReader(max_pixels=50_000_000)
    annotator = PillowAnnotator(max_side=max(SIZE), quality=QUALITY)

    def work(data: bytes, turn: int) -> bytes:
        frame = reader.read(Image(data, "photo.jpg"))
        return annotator.annotate(frame, ten_detections(turn)).data

    return work


def supervision() -> Work:
    """`supervision` with OpenCV, lines and letters in the sizes that it recommends."""
    import cv2
    import supervision as sv

    thickness = sv.calculate_optimal_line_thickness(SIZE)
    outlines = sv.BoxAnnotator(thickness=thickness)
    texts = sv.LabelAnnotator(
        text_scale=sv.calculate_optimal_text_scale(SIZE),
        text_thickness=thickness,
        smart_position=True,
    )
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]

    def work(data: bytes, turn: int) -> bytes:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        detections = ten_detections(turn)
        boxes = [d.box.to_pixels(*SIZE) for d in detections if d.box]
        found = sv.Detections(
            xyxy=np.array([(b.left, b.top, b.right, b.bottom) for b in boxes], dtype=float),
            confidence=np.array([d.confidence / 100 for d in detections]),
            class_id=np.array([LABELS.index(d.label) for d in detections]),
        )
        captions = [f"{d.label} {d.confidence:.1f} %" for d in detections]
        image = texts.annotate(outlines.annotate(image, found), found, captions)
        return bytes(cv2.imencode(".jpg", image, options)[1])

    return work


def peak_mb() -> float:
    """The most memory that this process has had, in megabytes.

    Linux counts a parent's memory in `ru_maxrss` of its child, so it is asked in another way.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def serve(make: Callable[[], Work], data: bytes, pipe: Connection) -> None:
    """One contender's process: tells of each turn how long it took, and of the first its memory."""
    work = make()
    before = peak_mb()
    work(data, 0)
    grown = peak_mb() - before
    while turn := pipe.recv():
        began = time.perf_counter()
        size = len(work(data, turn))
        pipe.send((time.perf_counter() - began, size, before, grown))


class Contender:
    """A process that does one kind of work when it is its turn."""

    def __init__(self, make: Callable[[], Work], data: bytes) -> None:
        # A fresh process, since a forked one would count this one's memory as its own.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(make, data, theirs), daemon=True)
        self._process.start()
        self.seconds: list[float] = []
        self.size = self.start = self.grown = 0.0

    def turn(self, number: int) -> None:
        """Work once."""
        self._pipe.send(number)
        seconds, self.size, self.start, self.grown = self._pipe.recv()
        self.seconds.append(seconds)

    def stop(self) -> None:
        """End the process."""
        self._pipe.send(0)
        self._process.join()

    @property
    def median(self) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.seconds)


def main() -> None:
    """Let them take turns, and print what came out."""
    makers: dict[str, Callable[[], Work]] = {
        "Pillow, bare": pillow,
        "Rekog": rekog,
    }
    missing = [name for name in ("supervision", "cv2") if not importlib.util.find_spec(name)]
    if not missing:
        makers["supervision + OpenCV"] = supervision
    data = photograph()
    contenders = {name: Contender(make, data) for name, make in makers.items()}
    for turn in range(1, ROUNDS + 1):
        for contender in contenders.values():
            contender.turn(turn)
    bare, ours = contenders["Pillow, bare"], contenders["Rekog"]
    print(f"{SIZE[0]} × {SIZE[1]} JPEG of {len(data) / 1e6:.1f} MB, 10 boxes, quality {QUALITY}")
    print(f"{'':22}{'median':>10}{'fastest':>10}{'× bare':>8}{'output':>10}{'memory':>18}")
    for name, contender in contenders.items():
        print(
            f"{name:22}{contender.median:>7.1f} ms{1000 * min(contender.seconds):>7.1f} ms"
            f"{contender.median / bare.median:>8.2f}{contender.size / 1e6:>7.1f} MB"
            f"{contender.start:>7.0f} + {contender.grown:.0f} MB"
        )
        contender.stop()
    print(f"Rekog takes {ours.median / bare.median:.2f} × bare Pillow (aim: at most 1.10).")
    if missing:
        print("Not compared with supervision. For that: pip install -r bench/requirements.txt")
    else:
        ratio = contenders["supervision + OpenCV"].median / ours.median
        print(f"supervision takes {ratio:.2f} × as long as Rekog.")
    print("Memory is what the process had before, and what its first photograph added at the peak.")


if __name__ == "__main__":
    main()
