"""Gives freed memory back to the machine."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return what was freed; glibc would keep some tens of megabytes for later.

    Where the C library has no such call, it does as it likes.
    https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
