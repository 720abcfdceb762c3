"""How long a scan takes and what it costs: calculated before, and as it goes."""

from __future__ import annotations

from dataclasses import dataclass

LOCAL_PER_SECOND = 10.0
"""Pictures a second of the embedded detector on a small machine, fetching and decoding included;
`bench/local.py` prints what the network alone takes."""
PER_IMAGE = 0.001
"""US dollars that AWS bills for a picture with the ready-made detectors, up to the first million a
month. https://aws.amazon.com/rekognition/pricing/"""
PER_GET = 0.0004 / 1000
PER_LIST = 0.005 / 1000
"""US dollars for a request to S3. https://aws.amazon.com/s3/pricing/"""
PAGE = 1000
"""Keys that S3 lists at once, at most."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """What work costs with the detector that is set.

    Attributes:
        per_second: pictures a second that are allowed, or to be expected.
        by_the_hour: US dollars an hour while the model runs.
        by_the_image: US dollars a picture.
    """

    per_second: float
    by_the_hour: float = 0.0
    by_the_image: float = 0.0

    def dollars(self, images: int, seconds: float) -> float:
        """What so many pictures in so many seconds cost."""
        requests = images * PER_GET + -(-images // PAGE) * PER_LIST
        return self.by_the_hour * seconds / 3600 + self.by_the_image * images + requests


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a scan will take.

    Attributes:
        images: to be looked at.
        seconds: at the pace that is allowed.
        dollars: for S3 and the detector.
    """

    images: int
    seconds: float
    dollars: float


def estimate(images: int, tariff: Tariff) -> Estimate:
    """What so many pictures will take."""
    seconds = images / tariff.per_second
    return Estimate(images, seconds, tariff.dollars(images, seconds))
