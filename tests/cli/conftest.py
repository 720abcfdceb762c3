"""Commands set up the log of the whole process."""

from tests.logs import restore_log

__all__ = ["restore_log"]
