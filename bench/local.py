"""The embedded detector on this machine: how long it takes, how much memory, and what it says.

Run it with `python -m bench.local`; it takes some seconds. Times are medians and begin with a
decoded frame, so that scaling it for the networks is counted and decoding is not.
"""

from __future__ import annotations

import importlib.util
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.core.model import Frame, Image
from bot.detect.local import LocalModel, networks
from bot.detect.local.networks import Networks
from bot.media import PillowFitter, PillowReader

TIMES = 40
WIDTHS = (640, 1920)
PHOTOGRAPHS = (
    "astronaut.png",
    "camera.png",
    "chelsea.png",
    "clock_motion.png",
    "coffee.png",
    "coins.png",
    "horse.png",
    "motorcycle_left.png",
    "page.png",
    "rocket.jpg",
)


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_ms(work: Callable[[], object]) -> float:
    """How many milliseconds something takes, the middle of many times."""
    work()
    return 1000 * statistics.median(seconds(work) for _ in range(TIMES))


def photograph(name: str) -> Frame:
    """A photograph that scikit-image brings."""
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        raise SystemExit("scikit-image is not installed: pip install -r requirements-dev.txt")
    path = Path(spec.origin).parent / "data" / name
    return PillowReader(100_000_000).read(Image(path.read_bytes(), name))


def scaled(frame: Frame, width: int) -> Frame:
    """The frame in another size."""
    height = round(frame.height * width / frame.width)
    return Frame(frame.pixels.resize((width, height)), width, height)


def megabytes() -> float:
    """Memory that this process holds now; at its peak where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1024 / 1024


def measure_life(data_dir: Path) -> None:
    """Print what a start and a stop cost, in time and memory."""
    model, frame = LocalModel(PillowFitter(), data_dir), photograph(PHOTOGRAPHS[0])
    before = f"{megabytes():.0f} MB before"
    first = seconds(model.start)
    model.stop()
    second = seconds(model.start)
    model.detect(frame, None)
    running = megabytes()
    model.stop()
    print(f"start: {first:.2f} s the first time (converts), {second:.2f} s after")
    print(f"memory: {before}, {running:.0f} MB running, {megabytes():.0f} MB stopped\n")


def measure_latency(data_dir: Path) -> None:
    """Print the time of one picture by size, network and number of threads."""
    fitter = PillowFitter()
    one, two = (networks.load(data_dir, fitter, threads) for threads in (1, 2))
    print(f"{'ms a frame':<24}{'1 thread':>10}{'2 threads':>11}{'speed-up':>10}")
    for width in WIDTHS:
        frame = scaled(photograph("astronaut.png"), width)
        for part, work in parts(frame).items():
            alone, both = median_ms(partial(work, one)), median_ms(partial(work, two))
            size = f"{frame.width} × {frame.height}"
            print(f"{size + ' ' + part:<24}{alone:>10.1f}{both:>11.1f}{alone / both:>10.2f}")


def parts(frame: Frame) -> dict[str, Callable[[Networks], object]]:
    """What is timed."""
    return {
        "faces": lambda loaded: loaded.find_faces(frame, None),
        "labels": lambda loaded: loaded.find_labels(frame, None),
        "both": lambda loaded: loaded.detect(frame, None),
    }


def show_labels(data_dir: Path) -> None:
    """Print what is said of some photographs and drawings."""
    model = LocalModel(PillowFitter(), data_dir)
    model.start()
    for name in PHOTOGRAPHS:
        found = model.detect(photograph(name), None).detections
        said = ", ".join(f"{each.label} {each.confidence:.0f} %" for each in found)
        print(f"{name:<22}{said or '(nothing)'}")


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        measure_life(Path(folder))
        measure_latency(Path(folder))
        print(f"\npeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        print("(with the photographs, both sets of networks, and the conversion)\n")
        show_labels(Path(folder))


if __name__ == "__main__":
    main()
