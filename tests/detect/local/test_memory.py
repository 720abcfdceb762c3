"""Freed memory goes back to the machine where that can be asked for."""

from __future__ import annotations

import ctypes
import sys

import pytest

from bot.detect.local import memory


class Library:
    """Stands in for the C library: counts the calls."""

    def __init__(self) -> None:
        self.trimmed: list[int] = []

    def malloc_trim(self, pad: int) -> int:
        self.trimmed.append(pad)
        return 1


@pytest.mark.parametrize(("platform", "trimmed"), [("linux", [0]), ("win32", []), ("darwin", [])])
def test_freed_memory_is_given_back_where_glibc_is(
    monkeypatch: pytest.MonkeyPatch, platform: str, trimmed: list[int]
) -> None:
    """On Linux the C library is asked once; elsewhere it is left alone."""
    library = Library()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)

    memory.give_back()

    assert library.trimmed == trimmed


def test_a_c_library_without_the_call_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux with another C library than glibc does nothing, and does not fail."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())

    memory.give_back()

    assert not hasattr(ctypes.CDLL(None), "malloc_trim")
