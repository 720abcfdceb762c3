"""What a person does with the page on which boxes are drawn: by mouse and with fingers."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import CDPSession, Page, expect

from bot.core.dataset import Annotation
from bot.core.model import PixelBox
from tests.page.desk import WIDTH

Point = tuple[float, float]
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SAVED = "Saved. You can close this page."


class Sheet:
    """A page whose picture was opened; points are in pixels of the picture."""

    def __init__(self, page: Page, width: int = WIDTH) -> None:
        self.page = page
        self.width = width
        page.get_by_role("button", name="Open the picture").click()
        page.locator("#picture[src]").evaluate("image => image.decode()")

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the picture's."""
        shown = self.page.locator("#picture").bounding_box()
        assert shown is not None
        return shown["width"] / self.width

    def at(self, point: Point) -> Point:
        """Where a point of the picture is in the window."""
        shown = self.page.locator("#picture").bounding_box()
        assert shown is not None
        return shown["x"] + point[0] * self.scale, shown["y"] + point[1] * self.scale

    def drag(self, start: Point, end: Point) -> None:
        """With the mouse."""
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end), steps=5)
        self.page.mouse.up()

    def click(self, point: Point) -> None:
        """With the mouse."""
        self.page.mouse.click(*self.at(point))

    def name(self, label: str) -> None:
        """Of the selected box."""
        field = self.page.get_by_label("What is in this box?")
        field.fill(label)
        field.press("Enter")

    def press(self, *keys: str) -> None:
        """Where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def save(self) -> None:
        """With the button."""
        self.page.get_by_role("button", name="Save").click()
        expect(self.page.locator("#status")).to_have_text(SAVED)

    @property
    def names(self) -> list[str]:
        """The labels of the boxes, as the page lists them."""
        return self.page.locator("#list .item").all_text_contents()


class Fingers:
    """Touches the screen, as the browser hears of it from a phone."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._session: CDPSession = sheet.page.context.new_cdp_session(sheet.page)

    def drag(self, start: Point, end: Point) -> None:
        """With one finger; points of the picture."""
        self.slide([(self._sheet.at(start), self._sheet.at(end))])

    def tap(self, point: Point) -> None:
        """A point of the picture."""
        self._send("touchStart", [self._sheet.at(point)])
        self._send("touchEnd", [])

    def slide(self, ways: Sequence[tuple[Point, Point]], steps: int = 6) -> None:
        """With one finger for each way, put down one after the other; points of the window."""
        for count in range(1, len(ways) + 1):
            self._send("touchStart", [start for start, _ in ways[:count]])
        for step in range(1, steps + 1):
            self._send("touchMove", [_between(*way, step / steps) for way in ways])
        self._rest([end for _, end in ways])
        self._send("touchEnd", [])

    def _rest(self, points: Sequence[Point]) -> None:
        """Fingers that are lifted while they still move throw the page; the next tap stops it."""
        for nudge in (0.5, 0.0):
            self._sheet.page.evaluate(TWO_FRAMES)
            self._send("touchMove", [(x + nudge, y) for x, y in points])

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y, "id": place} for place, (x, y) in enumerate(points)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def near(found: Sequence[Annotation], *wanted: Annotation) -> bool:
    """Whether annotations are the wanted ones, each side of a box to within a pixel."""
    return len(found) == len(wanted) and all(
        one.label == other.label and _near(one.box, other.box)
        for one, other in zip(found, wanted, strict=True)
    )


def _near(one: PixelBox | None, other: PixelBox | None) -> bool:
    if one is None or other is None:
        return one is other
    sides = ("left", "top", "right", "bottom")
    return all(abs(getattr(one, side) - getattr(other, side)) <= 1 for side in sides)


def _between(start: Point, end: Point, part: float) -> Point:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
