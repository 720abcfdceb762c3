"""The files of a scan's results, made on this machine: tables, a chart, a sheet of pictures."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.annotate.figures import certainty_sheet, label_bars, small
from bot.core.model import Frame, S3Object
from bot.core.recognition import Steps
from bot.core.scan import Scan
from bot.core.scan_finishing import Made
from bot.core.scan_outcome import ScanOutcome
from bot.core.scan_records import Scans
from bot.post import scan_files

log = logging.getLogger(__name__)

CHART, SHEET = "labels.png", "certainty.png"
MOST_LABELS = 1000
"""Labels that are kept with a scan; the files have them all."""

Extreme = tuple[str, str, float]
"""Key, label and confidence."""


class ScanReports:
    """Makes them; fits `bot.core.scan_finishing.Reports`.

    Args:
        scans: what is kept.
        steps: how a picture is fetched once more, for the sheet.
    """

    def __init__(self, scans: Scans, steps: Steps) -> None:
        self._scans = scans
        self._steps = steps

    @contextmanager
    def made(self, scan: Scan) -> Iterator[Made]:
        """See the port."""
        with tempfile.TemporaryDirectory(prefix="rekog-scan-") as folder:
            yield self.write(scan, Path(folder))

    def write(self, scan: Scan, folder: Path) -> Made:
        """Write them into a folder that stays."""
        summed, files = scan_files.write(folder, self._scans.results(scan.id))
        labels = summed.labels.most_common()
        chart = folder / CHART
        chart.write_bytes(label_bars(labels, f"{summed.done:,} pictures of {scan.place}").data)
        files.append(chart)
        sheet = self._sheet(scan, summed.surest, summed.unsurest)
        if sheet is not None:
            (folder / SHEET).write_bytes(sheet)
            files.append(folder / SHEET)
        outcome = ScanOutcome(
            summed.done,
            summed.failed,
            self._scans.tally(scan.id).skipped,
            summed.nothing,
            labels[:MOST_LABELS],
            summed.reasons.most_common(scan_files.MOST_REASONS),
            summed.failures,
        )
        return Made(files, outcome)

    def _sheet(self, scan: Scan, most: Sequence[Extreme], least: Sequence[Extreme]) -> bytes | None:
        """The sheet; none where there is nothing to be shown, or where it cannot be drawn."""
        shown = [list(self._pictures(scan, extremes)) for extremes in (most, least)]
        try:
            return certainty_sheet(*shown).data if any(shown) else None
        except Exception:  # the figures are not worth the results
            log.exception("scan %s: its sheet is not drawn", scan.id)
            return None

    def _pictures(self, scan: Scan, extremes: Sequence[Extreme]) -> Iterator[tuple[Frame, str]]:
        for key, label, confidence in extremes:
            source = S3Object(scan.place.bucket, key)
            try:
                image = self._steps.fetcher.fetch(source)
                with self._steps.frames:
                    frame = small(self._steps.reader.read(image))
            except Exception as error:  # changed or deleted since
                log.info("scan %s: %s is not shown: %s", scan.id, source, error)
                continue
            yield frame, f"{label} {confidence:.1f} %, {image.name}"
