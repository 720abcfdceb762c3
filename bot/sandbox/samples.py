"""Sample pictures: real photographs that come in the scikit-image package.

They are read where the package lies; none is copied into this project. `docs/demo.md` names their
origins and licences, as https://scikit-image.org/docs/stable/api/skimage.data.html gives them.
"""

from __future__ import annotations

import importlib.util
import mimetypes
from dataclasses import dataclass
from pathlib import Path


class SamplesMissing(Exception):
    """The package that the sample pictures come in is not installed."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture that can be posted with one click.

    Attributes:
        name: the file's name, as it is posted.
        title: what a person sees in it.
    """

    name: str
    title: str

    @property
    def path(self) -> Path:
        """Where the picture lies.

        Raises:
            SamplesMissing: scikit-image is not installed.
        """
        return _folder() / self.name

    @property
    def media_type(self) -> str:
        """As the file's name says."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def read(self) -> bytes:
        """The encoded bytes, as they come in the package.

        Raises:
            SamplesMissing: scikit-image is not installed, or is one without this picture.
        """
        try:
            return self.path.read_bytes()
        except FileNotFoundError as error:
            raise SamplesMissing(f"scikit-image has no {self.name}") from error


SAMPLES = (
    Sample("astronaut.png", "An astronaut"),
    Sample("chelsea.png", "Chelsea the cat"),
    Sample("coffee.png", "A cup of coffee"),
    Sample("rocket.jpg", "A rocket on its pad"),
    Sample("camera.png", "A photographer"),
)


def sample(name: str) -> Sample | None:
    """The sample picture of that name."""
    return next((one for one in SAMPLES if one.name == name), None)


def _folder() -> Path:
    # Importing skimage takes a second; its pictures need no more than the place.
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        raise SamplesMissing("scikit-image is not installed")
    return Path(spec.origin).parent / "data"
