"""The strip: rows that are filled, and an honest count of what found no room."""

import pytest

from bot.annotate.strip import Rows, wrap


def test_items_stand_side_by_side() -> None:
    """What fits a row stands in it, in order."""
    assert wrap([30, 30, 30], gap=5, width=100, most_rows=3, more=20) == Rows(((0, 1, 2),), 0)


def test_a_full_row_is_followed_by_another() -> None:
    """The gap between items counts, too."""
    assert wrap([30, 30, 31], gap=5, width=100, most_rows=3, more=20) == Rows(((0, 1), (2,)), 0)


def test_the_rows_are_bounded_and_the_rest_is_counted() -> None:
    """The last row gives up items for the count, as many as it takes."""
    rows = wrap([40] * 10, gap=10, width=100, most_rows=2, more=30)

    assert rows == Rows(((0, 1), (2,)), 7)


def test_the_count_can_take_the_whole_last_row() -> None:
    """If there is no other way, it stands alone."""
    assert wrap([90] * 3, gap=10, width=100, most_rows=1, more=30) == Rows(((),), 3)


def test_nothing_needs_no_rows() -> None:
    """No items, no rows."""
    assert wrap([], gap=10, width=100, most_rows=2, more=30) == Rows((), 0)


@pytest.mark.parametrize("count", range(1, 30))
def test_every_item_is_shown_or_counted(count: int) -> None:
    """Nothing gets lost, and no row is wider than the strip."""
    widths = [10 + 7 * (i % 5) for i in range(count)]
    rows = wrap(widths, gap=5, width=90, most_rows=3, more=25)

    shown = [item for row in rows.rows for item in row]
    assert shown == list(range(count - rows.left_out))
    assert len(rows.rows) <= 3
    assert all(sum(widths[i] for i in row) + 5 * (len(row) - 1) <= 90 for row in rows.rows)
