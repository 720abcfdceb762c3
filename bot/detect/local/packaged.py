"""Files that arrive inside installed packages, each taken only with the content that is known."""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import WeightsMissing


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file in an installed package.

    Attributes:
        package: the name that it is imported by; it is not imported here.
        path: inside the package's folder.
        sha256: of its content, in hexadecimal digits.
    """

    package: str
    path: str
    sha256: str

    def location(self) -> Path | None:
        """Where it lies; `None` when it is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or spec.origin is None:
            return None
        path = Path(spec.origin).parent / self.path
        return path if path.is_file() else None

    def verified(self) -> Path:
        """Where it lies, its content checked.

        Raises:
            WeightsMissing: it is not installed, not readable, or has another content.
        """
        path, _ = self._checked()
        return path

    def read(self) -> bytes:
        """Its content, checked.

        Raises:
            WeightsMissing: it is not installed, not readable, or has another content.
        """
        _, data = self._checked()
        return data

    def _checked(self) -> tuple[Path, bytes]:
        path = self.location()
        if path is None:
            raise WeightsMissing(file=self._name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise WeightsMissing(file=self._name) from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise WeightsMissing(file=self._name)
        return path, data

    @property
    def _name(self) -> str:
        return f"{Path(self.path).name} of the package {self.package.replace('_', '-')}"
