"""The jobs of a scan: counted, asked, worked through in chunks, finished, whatever happens."""

from __future__ import annotations

import pytest

from bot.core.attempts import Attempt
from bot.core.errors import (
    CredentialsRefused,
    DamagedImage,
    DetectionDenied,
    DetectionThrottled,
    ListingDenied,
    ModelNotRunning,
    ObjectMissing,
    OutputDenied,
    S3Unavailable,
)
from bot.core.scan import Chunk, ObjectResult, ScanState
from bot.core.scan_requests import ChunkRequest, GoOnRequest, ScanAction
from tests.core.scanners import PLACE, Office

EVERYBODY = [f"p/{number:04}.jpg" for number in range(250)]


def done(office: Office) -> list[str]:
    return [each.key for each in office.scans.results(office.scan.id)]


def state(office: Office) -> ScanState:
    return office.scan.state


def test_a_scan_in_chunks() -> None:
    """Each object is looked at once, in chunks that submit each other, up to the results."""
    office = Office(images=250, others=7)
    office.begin()

    office.work()

    assert sorted(office.pond.looked) == EVERYBODY
    assert done(office) == EVERYBODY
    assert state(office) is ScanState.DONE
    assert office.output.written["results.csv"].decode().split() == EVERYBODY
    assert list(office.gallery.shared) == [f"scan:{office.scan.id}:results.csv"]
    assert "250 pictures were looked at" in office.shown


def test_the_next_chunk_is_submitted_before_the_work() -> None:
    """While a chunk is worked on, the next one waits for another worker, and no more than that."""
    office = Office(images=500)
    scan = office.begin()

    office.work(most=1)

    waiting = [each for each, _ in office.jobs.submitted if isinstance(each, ChunkRequest)]
    assert waiting == [ChunkRequest.of(scan.id, 1, 1), ChunkRequest.of(scan.id, 2, 1)]
    assert len(done(office)) == 100


def test_a_chunk_that_is_run_again() -> None:
    """A chunk whose process died is gone on with where it was, and counts once."""
    office = Office(images=100)
    scan = office.begin()
    office.scans.take(scan.id, Chunk(1, "", EVERYBODY[99], 100, 0, end=True))
    for key in EVERYBODY[:50]:
        office.scans.keep(scan.id, 1, ObjectResult(key, {"uri": key, "detections": []}))

    office.run(ChunkRequest.of(scan.id, 1, 1))
    office.run(ChunkRequest.of(scan.id, 1, 1))
    office.work()

    assert done(office) == EVERYBODY[:100]
    assert office.scans.tally(scan.id).done == 100
    assert office.pond.looked == EVERYBODY[50:100]


def test_a_key_that_vanishes_between() -> None:
    """A chunk that is listed again keeps its bounds, whatever came or went meanwhile."""
    office = Office(images=250)
    scan = office.begin()
    office.work(most=1)
    del office.listing.objects["p/0099.jpg"]
    office.listing.objects["p/0098b.jpg"] = 10

    office.run(ChunkRequest.of(scan.id, 1, 1))
    office.work()

    assert sorted(office.pond.looked) == EVERYBODY


@pytest.mark.parametrize("error", [DamagedImage(name="a"), ObjectMissing(uri="a"), KeyError("x")])
def test_a_damaged_object_is_one_line(error: Exception) -> None:
    """What is wrong with one object is a line among the failures, and nothing else stops."""
    office = Office(images=120)
    office.pond.errors = {"p/0007.jpg": error}
    office.begin()

    office.work()

    failures = [each for each in office.scans.results(office.scan.id) if each.failure]
    assert [each.key for each in failures] == ["p/0007.jpg"]
    assert failures[0].line["error"]["message"] == failures[0].failure
    assert state(office) is ScanState.DONE
    assert office.scans.tally(office.scan.id).done == 119


def test_what_passes_is_tried_again() -> None:
    """An object that meets something passing is looked at again later, and it alone."""
    office = Office(images=100)
    office.pond.errors = {"p/0007.jpg": DetectionThrottled()}
    scan = office.begin()

    office.work(most=1)

    again, delay = office.jobs.submitted[-1]
    assert (again, delay) == (ChunkRequest.of(scan.id, 1, 1), 5.0)
    assert len(done(office)) == 99
    office.pond.errors.clear()
    office.pond.looked.clear()
    office.work()
    assert office.pond.looked == ["p/0007.jpg"]
    assert state(office) is ScanState.DONE


def test_what_does_not_pass_is_a_failure_at_last() -> None:
    """An object that meets it each time is a failure, when the others of its chunk went well."""
    office = Office(images=10)
    office.pond.errors = {"p/0007.jpg": DetectionThrottled()}
    office.begin()

    office.work()

    assert state(office) is ScanState.DONE
    assert office.scans.tally(office.scan.id).failed == 1


def test_an_outage_pauses_the_scan() -> None:
    """When nothing goes well for long, the scan is paused, and no object is taken for a failure."""
    office = Office(images=100)
    office.pond.all_meet = S3Unavailable(uri="s3://lake/p/")
    office.begin()

    office.work()

    assert state(office) is ScanState.PAUSED
    assert "S3 did not hand me" in office.shown
    assert done(office) == []
    assert len(office.pond.looked) == 5 * 20  # the rest of a hopeless chunk is not tried


@pytest.mark.parametrize(
    "error", [DetectionDenied(action="rekognition:X"), CredentialsRefused(uri="a")]
)
def test_what_every_object_would_meet_pauses_the_scan(error: Exception) -> None:
    """A refusal that concerns all objects pauses the scan at the first one, and says why."""
    office = Office(images=100)
    office.pond.all_meet = error
    office.begin()

    office.work()

    assert state(office) is ScanState.PAUSED
    assert len(office.pond.looked) == 1
    office.pond.all_meet = None
    office.ask(ScanAction.RESUME)
    office.work()
    assert done(office) == EVERYBODY[:100]


def test_a_model_that_does_not_run_is_waited_for() -> None:
    """A scan that meets a model that is off rests, and goes on when the watch sees it run."""
    office = Office(images=250)
    office.life.runs = False
    scan = office.begin()
    office.work()

    assert office.scan.waiting
    assert office.pond.looked == []
    office.pass_by(10.0)
    assert "*Waits for the model.*" in office.shown
    office.life.runs = True
    office.pass_by(10.0)
    office.work()
    assert GoOnRequest.of(scan.id, 1) in [each for each, _ in office.jobs.submitted]
    assert done(office) == EVERYBODY
    assert office.scan.round == 2


def test_a_model_that_stops_in_the_middle() -> None:
    """A detection that finds the model off ends the round: no failures, and nothing doubled."""
    office = Office(images=250)
    office.pond.errors = {"p/0120.jpg": ModelNotRunning(state="stopped")}
    office.begin()
    office.work()

    assert office.scan.waiting
    assert office.life.refusals == 1
    assert len(done(office)) == 120
    office.pond.errors.clear()
    office.pass_by(10.0)
    office.work()
    assert done(office) == EVERYBODY
    assert len(office.pond.looked) == 251


def test_the_work_keeps_the_model_awake() -> None:
    """Each object counts as work of the model, so that it is not taken for idle."""
    office = Office(images=30)
    office.begin()

    office.work()

    assert office.life.uses == 30


def test_a_listing_that_is_refused_later_pauses_the_scan() -> None:
    """A key list that is refused in the middle is a pause with the reason, and no end."""
    office = Office(images=250)
    office.begin()
    office.work(most=1)
    office.listing.refuse = ListingDenied(uri="s3://lake/p/")

    office.work()

    assert state(office) is ScanState.PAUSED
    assert "s3:ListBucket" in office.shown
    office.listing.refuse = None
    office.ask(ScanAction.RESUME)
    office.work()
    assert done(office) == EVERYBODY


def test_a_process_that_ends_leaves_its_chunk_to_others() -> None:
    """A process that is told to stop begins no more objects, and submits its chunk again."""
    office = Office(images=100)
    scan = office.begin()
    office.chunks.stop()

    office.work(most=1)

    assert office.jobs.submitted[-1][0] == ChunkRequest.of(scan.id, 1, 1)
    assert office.jobs.attempts[-1] == Attempt(2, 0)
    assert office.pond.looked == []


def test_results_that_cannot_be_written() -> None:
    """A refused output pauses the scan; resumed, it writes the results without looking again."""
    office = Office(images=3)
    office.output.refuse = OutputDenied(uri="s3://out/")
    office.begin()
    office.work()

    assert state(office) is ScanState.PAUSED
    assert "SCAN_OUTPUT" in office.shown
    office.output.refuse = None
    office.ask(ScanAction.RESUME)
    office.work()
    assert state(office) is ScanState.DONE
    assert len(office.pond.looked) == 3


def test_an_output_that_is_away_is_tried_again() -> None:
    """Where S3 is out of reach for a while, the results are written later."""
    office = Office(images=3)
    office.output.refuse = S3Unavailable(uri="s3://out/")
    office.begin()

    with pytest.raises(S3Unavailable):
        office.work()

    assert state(office) is ScanState.FINISHING


def test_counting_in_slices() -> None:
    """A long listing is counted by several jobs, each of which bears to be run again."""
    office = Office(images=45_000)
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    first = office.jobs.submitted[0][0]
    office.work(most=1)

    assert office.scan.count.images == 20_000
    office.run(first)
    office.work()
    assert office.scan.count.images == 45_000
    assert office.scan.count.slices == 3
    assert state(office) is ScanState.ASKED
    assert "45,000 pictures" in office.shown


@pytest.mark.parametrize(
    ("images", "others", "says"), [(0, 0, "There is nothing"), (0, 2, "None of the 2 objects")]
)
def test_nothing_to_be_scanned(images: int, others: int, says: str) -> None:
    """An empty prefix and one without pictures end before anybody is asked."""
    office = Office(images, others)
    office.ask(ScanAction.SCAN, uri=str(PLACE))

    office.work()

    assert state(office) is ScanState.FAILED
    assert says in office.shown


def test_a_count_that_fails() -> None:
    """A count is tried again while that may help, and ends with the reason."""
    office = Office(images=10)
    office.ask(ScanAction.SCAN, uri=str(PLACE))
    office.listing.refuse = S3Unavailable(uri=PLACE)

    office.work()

    assert [delay for _, delay in office.jobs.submitted] == [0.0, 10.0, 60.0, 300.0, 900.0]
    assert state(office) is ScanState.FAILED
    assert "S3 did not hand me" in office.shown
