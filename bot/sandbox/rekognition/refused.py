"""An error as AWS answers it."""

from __future__ import annotations


class Refused(Exception):
    """The service does not do what was asked."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
