"""The page on which boxes are drawn: what was drawn is what is saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from bot.annotate.palette import colour_of
from bot.core.dataset import Annotation
from bot.core.labelling import Mark
from bot.core.model import PixelBox
from tests.browser.conftest import OpenPage
from tests.browser.drawing import SAVED, Fingers, Sheet, near
from tests.browser.reading import too_wide
from tests.page.desk import TRUCK, Desk

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 568}
CAR = Annotation("Car", PixelBox(300, 100, 420, 200))


def test_a_box_is_drawn_by_mouse(sheet: Sheet, desk: Desk) -> None:
    """A box is drawn, named and saved, and stands where it was drawn."""
    sheet.drag((300, 100), (420, 200))
    sheet.page.keyboard.type("Car")
    sheet.press("Enter")
    sheet.save()

    assert near(desk.now, CAR)


def test_a_box_is_drawn_from_any_corner(sheet: Sheet, desk: Desk) -> None:
    """The way in which one draws does not matter, and beyond the picture it ends at its edge."""
    sheet.drag((420, 200), (300, 100))
    sheet.name("Car")
    sheet.click((20, 380))
    sheet.drag((560, 360), (615, 410))
    sheet.name("Edge")
    sheet.save()

    assert near(desk.now, CAR, Annotation("Edge", PixelBox(560, 360, 600, 400)))


def test_a_box_is_moved_by_mouse(truck: Sheet, desk: Desk) -> None:
    """A box that is clicked on can be dragged, and keeps its size."""
    truck.click((140, 140))
    truck.drag((140, 140), (240, 190))
    truck.save()

    assert near(desk.now, Annotation("Truck", PixelBox(140, 110, 340, 270)))


@pytest.mark.parametrize(
    ("start", "end", "box"),
    [
        ((240, 220), (300, 250), PixelBox(40, 60, 300, 250)),
        ((40, 60), (20, 30), PixelBox(20, 30, 240, 220)),
        ((140, 60), (160, 90), PixelBox(40, 90, 240, 220)),
        ((240, 140), (10, 140), PixelBox(40, 60, 41, 220)),
    ],
    ids=["bottom right", "top left", "top", "right, beyond left"],
)
def test_a_box_is_resized_by_mouse(
    truck: Sheet,
    desk: Desk,
    start: tuple[int, int],
    end: tuple[int, int],
    box: PixelBox,
) -> None:
    """The edges and corners of a selected box can be dragged; a pixel is left at least."""
    truck.click((140, 140))
    truck.drag(start, end)
    truck.save()

    assert near(desk.now, Annotation("Truck", box))


def test_a_box_within_a_box(truck: Sheet, desk: Desk) -> None:
    """A box can be drawn inside another one, and a click takes the smaller."""
    truck.drag((80, 100), (120, 140))
    truck.name("Wheel")
    truck.click((500, 380))
    truck.click((100, 120))
    expect(truck.page.get_by_label("What is in this box?")).to_have_value("Wheel")
    truck.save()

    assert near(desk.now, TRUCK, Annotation("Wheel", PixelBox(80, 100, 120, 140)))


def test_each_step_is_undone_and_done_again(sheet: Sheet, desk: Desk) -> None:
    """Undo goes back through drawing, naming, moving and deleting; redo goes forth again."""
    undo, redo = (sheet.page.get_by_role("button", name=name) for name in ("Undo", "Redo"))
    box = sheet.page.locator(".box")
    sheet.drag((300, 100), (420, 200))
    sheet.name("Car")
    sheet.drag((360, 150), (160, 150))
    sheet.page.get_by_role("button", name="Delete").click()
    expect(box).to_have_count(0)

    undo.click()
    expect(box).to_have_accessible_name("Car, box 1 of 1, from 100, 100 to 220, 200")
    undo.click()
    expect(box).to_have_accessible_name("Car, box 1 of 1, from 300, 100 to 420, 200")
    undo.click()
    expect(box).to_have_accessible_name("No label yet, box 1 of 1, from 300, 100 to 420, 200")
    undo.click()
    expect(box).to_have_count(0)
    expect(undo).to_be_disabled()
    for _ in range(3):
        redo.click()
    sheet.save()

    assert near(desk.now, Annotation("Car", PixelBox(100, 100, 220, 200)))


def test_a_box_is_deleted(truck: Sheet, desk: Desk) -> None:
    """A box that is no thing is deleted, and another one drawn."""
    truck.click((140, 140))
    truck.press("Delete")
    truck.drag((300, 100), (420, 200))
    truck.name("Car")
    truck.save()

    assert near(desk.now, CAR)


def test_the_wheel_zooms(sheet: Sheet, desk: Desk) -> None:
    """With Ctrl the wheel makes a small thing large, around the pointer, so it can be drawn."""
    before = sheet.scale
    sheet.page.mouse.move(*sheet.at((100, 100)))
    sheet.page.keyboard.down("Control")
    for _ in range(8):
        sheet.page.mouse.wheel(0, -120)
    sheet.page.keyboard.up("Control")
    expect(sheet.page.locator("#picture.coarse")).to_be_visible()
    assert sheet.scale > 8 * before
    sheet.drag((98, 99), (101, 101))
    sheet.name("Screw")
    sheet.save()

    assert desk.now == (Annotation("Screw", PixelBox(98, 99, 101, 101)),)


def test_a_box_is_drawn_by_touch(phone: Sheet, desk: Desk) -> None:
    """On a phone a finger draws, a known label is one tap, and the box stands where it was."""
    Fingers(phone).drag((300, 100), (420, 200))
    phone.page.locator("#suggested .chip", has_text="Truck").tap()
    phone.page.get_by_role("button", name="Save").tap()
    expect(phone.page.locator("#status")).to_have_text(SAVED)

    assert near(desk.now, TRUCK, Annotation("Truck", PixelBox(300, 100, 420, 200)))


def test_a_box_is_moved_and_resized_by_touch(phone: Sheet, desk: Desk) -> None:
    """A tap selects, a finger inside moves, a finger at a corner resizes."""
    fingers = Fingers(phone)
    fingers.tap((140, 140))
    fingers.drag((140, 140), (240, 190))
    fingers.drag((340, 270), (400, 300))
    phone.save()

    assert near(desk.now, Annotation("Truck", PixelBox(140, 110, 400, 300)))


def test_what_was_touched_is_undone(phone: Sheet, desk: Desk) -> None:
    """A move by finger is one step back and forth."""
    fingers = Fingers(phone)
    fingers.tap((140, 140))
    fingers.drag((140, 140), (240, 190))
    phone.page.get_by_role("button", name="Undo").tap()
    expect(phone.page.locator("#save")).to_be_disabled()
    phone.page.get_by_role("button", name="Redo").tap()
    phone.save()

    assert near(desk.now, Annotation("Truck", PixelBox(140, 110, 340, 270)))


def test_two_fingers_zoom(phone: Sheet, desk: Desk) -> None:
    """Two fingers make the picture larger and draw nothing; then a small box is drawn exactly."""
    before, fingers = phone.scale, Fingers(phone)
    x, y = phone.at((300, 150))
    fingers.slide([((x - 20, y), (x - 120, y)), ((x + 20, y), (x + 120, y))])
    assert phone.scale > 4 * before
    expect(phone.page.locator(".box")).to_have_count(1)
    fingers.drag((290, 140), (310, 156))
    phone.name("Bolt")
    phone.save()

    assert near(desk.now, TRUCK, Annotation("Bolt", PixelBox(290, 140, 310, 156)))


def test_the_hand_moves_the_picture(phone: Sheet, desk: Desk) -> None:
    """With the hand one finger moves the picture and draws nothing."""
    fingers = Fingers(phone)
    for _ in range(4):
        phone.page.get_by_role("button", name="Zoom in").tap()
    phone.page.get_by_role("button", name="Move the picture").tap()
    x, y = phone.at((300, 200))
    fingers.slide([((x, y), (x + 40, y + 30))])
    moved = phone.at((300, 200))

    assert (moved[0] - x, moved[1] - y) == pytest.approx((40, 30), abs=2)
    expect(phone.page.locator("#save")).to_be_disabled()


def test_everything_by_keyboard(sheet: Sheet, desk: Desk) -> None:
    """A box is made, named, moved, resized and saved without a pointer, to the pixel."""
    sheet.page.locator("#stage").focus()
    sheet.press("n")
    start = sheet.page.locator(".box").get_attribute("aria-label")
    assert start is not None
    left, top, right, bottom = map(
        int, start.partition("from ")[2].replace(" to ", ", ").split(", ")
    )
    sheet.press("Enter")
    sheet.page.keyboard.type("Dog")
    sheet.press("Enter", "ArrowRight", "ArrowRight", "ArrowUp", "Control+ArrowDown")
    sheet.press("Shift+ArrowRight", "Shift+ArrowUp", "Control+Shift+ArrowDown")
    sheet.press("Control+z", "Control+z", "Control+y", "Control+s")
    expect(sheet.page.locator("#status")).to_have_text(SAVED)

    box = PixelBox(left + 2, top + 9, right + 3, bottom + 8)
    assert desk.now == (Annotation("Dog", box),)
    expect(sheet.page.locator(".box")).to_be_focused()


def test_tab_goes_through_the_boxes(open_page: OpenPage, desk: Desk) -> None:
    """Tab selects one box after the other, each says what it is, Delete takes it away."""
    desk.say(TRUCK, CAR)
    sheet = Sheet(open_page(desk.link()))
    sheet.page.locator("#stage").focus()
    field = sheet.page.get_by_label("What is in this box?")
    sheet.press("Tab")
    expect(field).to_have_value("Truck")
    sheet.press("Tab")
    expect(field).to_have_value("Car")
    sheet.press("Shift+Tab", "Delete")
    assert sheet.names == ["Car"]
    sheet.press("Control+s")
    expect(sheet.page.locator("#status")).to_have_text(SAVED)

    assert desk.now == (CAR,)


def test_escape_selects_nothing(truck: Sheet) -> None:
    """Escape leads from the name to the box, and from the box to the picture."""
    truck.click((140, 140))
    truck.press("Enter", "Escape")
    expect(truck.page.locator(".box")).to_be_focused()
    truck.press("Escape")

    expect(truck.page.locator("#selected")).to_be_hidden()
    expect(truck.page.locator("#stage")).to_be_focused()


def test_nothing_here(truck: Sheet, desk: Desk) -> None:
    """The tick takes away what was marked, undo brings it back, and saved it is a negative."""
    tick = truck.page.get_by_label("Nothing here")
    tick.check()
    assert truck.names == []
    truck.page.get_by_role("button", name="Undo").click()
    assert truck.names == ["Truck"]
    expect(tick).not_to_be_checked()
    tick.check()
    truck.save()

    assert [event.mark for event in desk.labelling.events(desk.image)][1:] == [Mark("")]
    expect(tick).to_be_checked()


def test_labels_of_the_whole_picture(open_page: OpenPage, desk: Desk) -> None:
    """Labels without a box are chips that come and go."""
    desk.say(Annotation("Night"))
    sheet = Sheet(open_page(desk.link()))
    for label in ("Day", "day", "Outdoors"):
        sheet.page.get_by_label("The whole picture", exact=True).fill(label)
        sheet.page.get_by_role("button", name="Add").click()
    sheet.page.get_by_role("button", name="Remove Night").click()
    sheet.save()

    assert desk.now == (Annotation("Day"), Annotation("Outdoors"))


def test_two_people_at_once(truck: Sheet, desk: Desk) -> None:
    """What somebody else drew meanwhile stays, and is there once one has saved."""
    desk.say(CAR)
    truck.drag((500, 300), (560, 380))
    truck.name("Owl")
    truck.save()

    assert near(desk.now, TRUCK, CAR, Annotation("Owl", PixelBox(500, 300, 560, 380)))
    assert truck.names == ["Truck", "Car", "Owl"]


def test_saving_and_going_on(sheet: Sheet, desk: Desk) -> None:
    """One may go on after saving, and save again."""
    for left, label in ((20, "One"), (200, "Two")):
        sheet.drag((left, 50), (left + 100, 150))
        sheet.name(label)
        sheet.save()

    assert [each.label for each in desk.now] == ["One", "Two"]
    assert len(desk.labelling.events(desk.image)) == 2


def test_a_box_without_a_label(sheet: Sheet, desk: Desk) -> None:
    """What has no label yet is not saved; one is led to it."""
    sheet.drag((300, 100), (420, 200))
    sheet.press("Enter")
    sheet.page.get_by_role("button", name="Save").click()

    expect(sheet.page.get_by_role("alert")).to_contain_text("no label yet")
    expect(sheet.page.get_by_label("What is in this box?")).to_be_focused()
    assert desk.now == ()


def test_leaving_with_something_unsaved(sheet: Sheet) -> None:
    """Who leaves before saving is asked; what was drawn is still there."""
    sheet.drag((300, 100), (420, 200))
    with sheet.page.expect_event("dialog") as asked:
        sheet.page.close(run_before_unload=True)
    asked.value.dismiss()

    assert asked.value.type == "beforeunload"
    assert sheet.names == ["No label yet"]


def test_leaving_after_saving(sheet: Sheet) -> None:
    """Who has saved may go."""
    sheet.drag((300, 100), (420, 200))
    sheet.name("Car")
    sheet.save()
    with sheet.page.expect_event("close"):
        sheet.page.close(run_before_unload=True)

    assert sheet.page.is_closed()


def test_drawing_on_while_it_is_saved(truck: Sheet, desk: Desk) -> None:
    """What is drawn while the server is slow is not lost, nor is what others draw then."""
    held: list[Route] = []
    truck.page.route("**/save", lambda route: held.append(route))
    truck.drag((300, 100), (420, 200))
    truck.name("Car")
    with truck.page.expect_request("**/save"):
        truck.press("Control+s")
    truck.press("Escape")
    truck.drag((300, 250), (420, 350))
    truck.name("Van")
    owl = Annotation("Owl", PixelBox(500, 300, 560, 380))
    desk.say(owl)
    with truck.page.expect_response("**/save"):
        held[0].continue_()
    truck.page.unroute("**/save")
    expect(truck.page.locator("#status")).to_have_text("Not saved yet")
    truck.save()

    van = Annotation("Van", PixelBox(300, 250, 420, 350))
    assert near(desk.now, TRUCK, owl, CAR, van)


def test_what_the_server_refuses_is_told(browser: Browser, desk: Desk) -> None:
    """A refusal is told in a sentence, and nothing that was drawn is lost."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(desk.link())
        sheet = Sheet(page)
        for label in ("Car", "Van"):
            sheet.drag((300, 100), (420, 200))
            sheet.name(label)
            sheet.press("Escape")

        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("alert")).to_contain_text("“Car” and “Van” lie on nearly the same")
        assert sheet.names == ["Car", "Van"]


def test_a_label_has_the_colour_that_it_has_in_slack(open_page: OpenPage, desk: Desk) -> None:
    """A label's colour is the one of the annotated pictures, in any script and letter case."""
    labels = ["Truck", "TRUCK", "Café", "犬", "Собака", "Dog"]
    places = (PixelBox(x * 80 + 5, 100, x * 80 + 75, 150) for x in range(len(labels)))
    desk.say(*(Annotation(*each) for each in zip(labels, places, strict=True)))
    sheet = Sheet(open_page(desk.link()))
    style = "boxes => boxes.map(box => getComputedStyle(box, '::before').borderTopColor)"
    found = sheet.page.locator(".box").evaluate_all(style)
    names = [name.partition(",")[0] for name in accessible(sheet)]

    assert found == ["rgb({}, {}, {})".format(*colour_of(name)) for name in names]


def accessible(sheet: Sheet) -> list[str]:
    """The names of the boxes."""
    read = "boxes => boxes.map(box => box.getAttribute('aria-label'))"
    names: list[str] = sheet.page.locator(".box").evaluate_all(read)
    return names


def test_a_narrow_phone(open_page: OpenPage, desk: Desk) -> None:
    """On 320 pixels nothing is wider than the screen, and every button can be hit."""
    desk.say(TRUCK, Annotation("A rather long label that goes on", PixelBox(500, 20, 590, 90)))
    page = open_page(desk.link(), NARROW, has_touch=True, is_mobile=True)
    assert too_wide(page) == 0
    sheet = Sheet(page)
    Fingers(sheet).tap((140, 140))
    expect(page.locator("#selected")).to_be_visible()
    sizes = [each.bounding_box() for each in page.locator("button:visible").all()]

    assert too_wide(page) == 0
    assert all(size and min(size["width"], size["height"]) >= 34 for size in sizes)
    assert all(size and size["x"] >= 0 and size["x"] + size["width"] <= 320 for size in sizes)
