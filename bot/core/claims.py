"""Which browser may use a link: the one that opened it first."""

from __future__ import annotations

from typing import Protocol


class Claims(Protocol):
    """Links that were opened, and by which browser. Several may ask at once; one of them wins."""

    def claim(self, link_id: str, browser: str, until: float) -> bool:
        """Give a link to a browser, unless another one has it; for good.

        Args:
            link_id: the link.
            browser: a random value that this browser keeps in a cookie.
            until: seconds since 1970 UTC; the claim may be forgotten after that, no earlier.

        Returns:
            Whether the link is this browser's, since now or since before.
        """
