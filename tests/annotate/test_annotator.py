"""Drawing, checked on the pixels of what is posted."""

from __future__ import annotations

import io
import random
import threading
from importlib.resources import files

import pytest
from PIL import Image as Pillow
from PIL import ImageChops

from bot.annotate import PillowAnnotator
from bot.annotate.compose import Composer, Sheet
from bot.annotate.faces import noto_faces
from bot.annotate.layout import measures, overlaps_any
from bot.annotate.palette import SLATE, WHITE, Colour, colour_of, ink_on
from bot.annotate.strip import swatch
from bot.annotate.typeset import Line, Typesetter
from bot.core.model import AnnotatedImage, BoundingBox, Detection, Frame, PixelBox

TYPE = Typesetter(noto_faces())
ANNOTATOR = PillowAnnotator(max_side=4096, typesetter=TYPE)
SKY: Colour = (120, 170, 220)
MIDDLE = BoundingBox(0.25, 0.25, 0.5, 0.5)


def frame_of(picture: Pillow.Image, lossless: bool = True) -> Frame:
    return Frame(picture, picture.width, picture.height, lossless)


def plain(width: int = 800, height: int = 600, lossless: bool = True) -> Frame:
    return frame_of(Pillow.new("RGB", (width, height), SKY), lossless)


def pixels(annotated: AnnotatedImage) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(annotated.data))
    picture.load()
    assert picture.size == (annotated.width, annotated.height)
    return picture


def colours(picture: Pillow.Image, box: tuple[int, int, int, int] | None = None) -> set[Colour]:
    part = picture.crop(box) if box else picture
    return {colour for _, colour in part.getcolors(1 << 24) or ()}  # type: ignore[misc]


def crowd(count: int, seed: int = 1) -> list[Detection]:
    chance = random.Random(seed)
    return [
        Detection(
            chance.choice(("person", "car", "dog", "traffic light", "Hund 犬")),
            chance.uniform(20, 100),
            BoundingBox(
                chance.uniform(-0.1, 0.95),
                chance.uniform(-0.1, 0.95),
                chance.uniform(0.001, 0.3),
                chance.uniform(0.001, 0.3),
            ),
        )
        for _ in range(count)
    ]


def composed(
    detections: list[Detection], size: tuple[int, int] = (800, 600), most_rows: int | None = None
) -> Sheet:
    return Composer(TYPE).compose(size, detections, measures(size), most_rows)


def text(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def caption_at(sheet: Sheet) -> PixelBox:
    return sheet.captions[0].place


def test_a_box_is_drawn_where_the_thing_is() -> None:
    """The line runs along all four edges of the box, in the label's colour."""
    picture = pixels(ANNOTATOR.annotate(plain(), [Detection("Dog", 97.3, MIDDLE)]))

    for x, y in ((200, 300), (599, 300), (500, 150), (400, 449)):
        assert picture.getpixel((x, y)) == colour_of("Dog")
    assert picture.getpixel((400, 300)) == SKY


@pytest.mark.parametrize("background", [(0, 0, 0), (255, 255, 255), colour_of("Dog")])
def test_a_box_can_be_seen_on_any_background(background: Colour) -> None:
    """Between the picture and the coloured line run a black and a white one."""
    frame = frame_of(Pillow.new("RGB", (800, 600), background))
    picture = pixels(ANNOTATOR.annotate(frame, [Detection("Dog", 97.3, MIDDLE)]))
    across = [picture.getpixel((x, 300)) for x in range(195, 210)]

    line = across.index(colour_of("Dog"), 5)
    assert (0, 0, 0) in across[:line]
    assert (255, 255, 255) in across[line:]


def test_the_caption_stands_on_the_label_s_colour() -> None:
    """Its background is filled, and the text on it is the ink with the better contrast."""
    detections = [Detection("Dog", 97.3, MIDDLE)]
    at = caption_at(composed(detections))
    picture = pixels(ANNOTATOR.annotate(plain(), detections))
    inner = picture.crop((at.left + 1, at.top + 1, at.right - 1, at.bottom - 1))

    counts = {colour: count for count, colour in inner.getcolors(1 << 16) or ()}
    assert at.bottom == 150
    assert counts[colour_of("Dog")] > 0.4 * inner.width * inner.height
    assert counts[ink_on(colour_of("Dog"))] > 0.05 * inner.width * inner.height
    assert SKY not in counts


def test_the_caption_says_label_and_confidence() -> None:
    """The words are those of the detection, with one decimal."""
    words = composed([Detection("Dog", 97.34, MIDDLE)]).captions[0].words

    assert [run.text for run in words.label.runs] == ["Dog"]
    assert words.note is not None
    assert text(words.note) == "97.3 %"


def test_nothing_else_is_touched() -> None:
    """Away from lines and captions, each pixel of the photograph is what it was."""
    noise = Pillow.merge("RGB", [Pillow.effect_noise((800, 600), 90) for _ in range(3)])
    detections = [Detection("Dog", 97.3, MIDDLE)]
    sheet = composed(detections)
    picture = pixels(ANNOTATOR.annotate(frame_of(noise), detections))
    changed = ImageChops.difference(picture, noise)
    caption, line = caption_at(sheet), sheet.measures.line + 2 * sheet.measures.hairline
    changed.paste(0, (caption.left, caption.top, caption.right, caption.bottom))
    changed.paste(0, (200 - line, 150 - line, 600 + line, 150 + line))
    changed.paste(0, (200 - line, 450 - line, 600 + line, 450 + line))
    changed.paste(0, (200 - line, 150 - line, 200 + line, 450 + line))
    changed.paste(0, (600 - line, 150 - line, 600 + line, 450 + line))

    assert picture.size == noise.size
    assert changed.getbbox() is None


def test_the_frame_itself_is_left_as_it_was() -> None:
    """Drawing is done on a copy."""
    frame = plain()
    ANNOTATOR.annotate(frame, [*crowd(20), Detection("Outdoors", 90)])

    assert colours(frame.pixels) == {SKY}


def test_a_label_has_the_same_colour_in_two_images() -> None:
    """What is blue in one answer is blue in the next, whatever is beside it."""
    one = pixels(ANNOTATOR.annotate(plain(), [Detection("Dog", 97.3, MIDDLE)]))
    other = pixels(
        ANNOTATOR.annotate(
            plain(),
            [Detection("Cat", 99, BoundingBox(0, 0, 0.1, 0.1)), Detection("Dog", 9, MIDDLE)],
        )
    )

    assert one.getpixel((599, 300)) == other.getpixel((599, 300)) == colour_of("Dog")


@pytest.mark.parametrize("count", [2, 10, 60, 300])
def test_captions_do_not_cover_each_other(count: int) -> None:
    """However crowded the picture, every caption in it can be read to its end."""
    places = [caption.place for caption in composed(crowd(count)).captions]

    assert not any(overlaps_any(place, places[:at]) for at, place in enumerate(places))
    assert all(p.left >= 0 and p.top >= 0 and p.right <= 800 and p.bottom <= 600 for p in places)


@pytest.mark.parametrize("count", [1, 60, 300])
def test_every_detection_is_accounted_for(count: int) -> None:
    """A caption that found no room is counted in the strip, under its label."""
    sheet = composed(crowd(count), most_rows=100)
    in_strip = 0
    for item in sheet.strip.items if sheet.strip else ():
        assert item.note is not None
        note = text(item.note)
        in_strip += int(note.split()[0]) if note.endswith("more") else 1

    assert len(sheet.boxes) == count
    assert len(sheet.captions) + in_strip == count


def test_a_crowd_gets_smaller_captions_first() -> None:
    """Type is made smaller before any caption is left out."""
    few, many = composed(crowd(3)), composed(crowd(60))

    assert many.captions[0].words.label.size < few.captions[0].words.label.size


def test_the_most_confident_is_captioned_when_there_is_no_room() -> None:
    """Of many things in one place, the caption goes to the surest."""
    detections = [Detection("Dog", confidence, MIDDLE) for confidence in range(1, 100)]
    sheet = composed(detections)

    assert sheet.captions[0].words.note is not None
    assert text(sheet.captions[0].words.note) == "99.0 %"


def test_small_boxes_are_drawn_over_large_ones() -> None:
    """A small thing in front of a large one stays in sight."""
    small = Detection("Dog", 10, BoundingBox(0.25, 0.25, 0.1, 0.1))
    picture = pixels(ANNOTATOR.annotate(plain(), [small, Detection("Cat", 9, MIDDLE)]))

    assert picture.getpixel((200, 180)) == colour_of("Dog")


def test_labels_without_a_box_stand_in_the_strip() -> None:
    """They are listed below the photograph, which stays whole."""
    picture = pixels(ANNOTATOR.annotate(plain(), [Detection("Outdoors", 88.0)]))
    strip = colours(picture, (0, 600, picture.width, picture.height))

    assert picture.height > 600
    assert colours(picture, (0, 0, 800, 600)) == {SKY}
    assert {SLATE, WHITE, colour_of("Outdoors")} <= strip


def test_no_detection_is_an_answer_too() -> None:
    """The strip says that nothing was recognised."""
    sheet = composed([])
    picture = pixels(ANNOTATOR.annotate(plain(), []))

    assert sheet.strip is not None
    assert [run.text for run in sheet.strip.items[0].label.runs] == ["Nothing recognised"]
    assert colours(picture, (0, 0, 800, 600)) == {SKY}
    assert WHITE in colours(picture, (0, 600, picture.width, picture.height))


def test_many_labels_are_bounded_and_counted() -> None:
    """The strip takes a third of the frame at most, and says how many are left out."""
    sheet = composed([Detection(f"Label number {i}", 90 - i / 10) for i in range(200)])

    assert sheet.strip is not None
    assert sheet.strip.height < 600 / 3
    assert sheet.strip.rows.left_out == 200 - sum(map(len, sheet.strip.rows.rows)) > 0


def test_the_count_of_what_is_left_out_is_drawn() -> None:
    """After the last label stands how many more there are."""
    few = [Detection(f"Label {i}", 90) for i in range(300)]
    picture = pixels(ANNOTATOR.annotate(plain(), few))
    sheet = composed(few)
    assert sheet.strip is not None
    strip = sheet.strip
    shown = [strip.items[index] for index in strip.rows.rows[-1]]
    left = strip.font + sum(item.width + swatch(strip.font) + strip.font for item in shown)
    bottom = picture.height - strip.font // 2

    assert WHITE in colours(picture, (left, bottom - strip.row_height, picture.width, bottom))


def test_a_very_long_label_is_cut_but_its_confidence_is_not() -> None:
    """The caption stays in the frame, and ends in the number."""
    label = "A name as long as product names are " * 9
    sheet = composed([Detection(label, 97.3, MIDDLE), Detection(label, 70.0)])
    caption = sheet.captions[0]

    assert sheet.strip is not None
    for words in (caption.words, sheet.strip.items[0]):
        assert words.label.runs[-1].text.endswith("…")
        assert words.note is not None
        assert text(words.note).endswith(" %")
    assert caption.place.right <= 800
    assert sheet.strip.items[0].width < 800


def test_a_frame_too_narrow_for_captions_has_them_in_the_strip() -> None:
    """Where not even a few letters fit, the strip is wider than the frame, which is centred."""
    annotated = ANNOTATOR.annotate(plain(40, 800), [Detection("Giraffe", 97.3, MIDDLE)])
    picture = pixels(annotated)
    left = (picture.width - 40) // 2

    assert picture.width > 150
    assert picture.getpixel((left, 10)) == SKY
    assert picture.getpixel((left - 1, 10)) == SLATE
    assert picture.getpixel((left + 10, 400)) == colour_of("Giraffe")
    assert WHITE in colours(picture, (0, 810, picture.width, picture.height))


@pytest.mark.parametrize("size", [(16, 16), (320, 16), (16, 320), (4000, 200), (200, 4000)])
@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_shape_can_be_annotated(size: tuple[int, int], count: int) -> None:
    """From an icon to a panorama: there is an image, bounded, and large enough to look at."""
    annotated = ANNOTATOR.annotate(plain(*size), crowd(count))

    assert max(annotated.width, annotated.height) <= 4096
    assert max(annotated.width, annotated.height) >= 320
    assert pixels(annotated).mode == "RGB"


@pytest.mark.parametrize(
    "box",
    [
        BoundingBox(-0.5, -0.5, 2.0, 2.0),
        BoundingBox(0.999, 0.999, 0.5, 0.5),
        BoundingBox(0.5, 0.5, 0.0, 0.0),
        BoundingBox(1.5, 1.5, 0.1, 0.1),
        BoundingBox(0.5, 0.5, 0.004, 0.004),
    ],
)
def test_odd_boxes_do_no_harm(box: BoundingBox) -> None:
    """Boxes that reach out of the frame, or hardly exist, are drawn as far as they are in it."""
    picture = pixels(ANNOTATOR.annotate(plain(), [Detection("Dog", 97.3, box)]))

    assert picture.size == (800, 600)
    assert colour_of("Dog") in colours(picture)


def test_an_icon_is_enlarged_sharply() -> None:
    """A tiny drawing keeps its edges, and no colours are made up."""
    icon = Pillow.new("RGB", (16, 16), (0, 0, 128))
    icon.paste((255, 200, 0), (4, 4, 12, 12))
    picture = pixels(ANNOTATOR.annotate(frame_of(icon), []))

    assert picture.width == 480
    assert colours(picture, (0, 0, 480, 480)) == {(0, 0, 128), (255, 200, 0)}


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (700, 700), (3000, 150)])
@pytest.mark.parametrize("labels", [0, 1, 60])
def test_the_output_is_bounded_with_its_strip(size: tuple[int, int], labels: int) -> None:
    """The longest side is what was asked for, whatever stands below the photograph."""
    annotator = PillowAnnotator(max_side=640, typesetter=TYPE)
    detections = [Detection(f"Label {i}", 50) for i in range(labels)] + [
        Detection("Dog", 97.3, MIDDLE)
    ]
    annotated = annotator.annotate(plain(*size), detections)

    assert max(annotated.width, annotated.height) <= 640
    assert max(annotated.width, annotated.height) >= 600


def test_boxes_move_with_the_size() -> None:
    """When the photograph is scaled down, lines still run around the thing, as wide as suits."""
    annotator = PillowAnnotator(max_side=400, typesetter=TYPE)
    picture = pixels(annotator.annotate(plain(), [Detection("Dog", 97.3, MIDDLE)]))

    assert picture.size == (400, 300)
    for x, y in ((100, 150), (299, 150), (250, 75), (200, 224)):
        assert picture.getpixel((x, y)) == colour_of("Dog")


def test_a_photograph_becomes_jpeg_and_a_drawing_png() -> None:
    """Each in the format that suits it."""
    photo = ANNOTATOR.annotate(plain(lossless=False), crowd(3))
    drawing = ANNOTATOR.annotate(plain(lossless=True), crowd(3))

    assert (photo.media_type, photo.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert (drawing.media_type, drawing.data[:4]) == ("image/png", b"\x89PNG")
    assert (photo.extension, drawing.extension) == ("jpg", "png")


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("strip", [True, False])
def test_no_exif_is_copied(lossless: bool, strip: bool) -> None:
    """Where a photograph was taken is not told on, even if the frame still knew."""
    exif = Pillow.Exif()
    exif[0x010E] = "at home"
    picture = Pillow.new("RGB", (800, 600), SKY)
    picture.info.update(exif=exif.tobytes(), comment=b"at home", icc_profile=b"at home")
    detections = [Detection("Home", 90, None if strip else MIDDLE)]
    annotated = ANNOTATOR.annotate(frame_of(picture, lossless), detections)

    assert b"at home" not in annotated.data
    assert not pixels(annotated).getexif()


def test_the_quality_is_what_was_asked_for() -> None:
    """Less quality, fewer bytes."""
    noise = Pillow.merge("RGB", [Pillow.effect_noise((400, 300), 90) for _ in range(3)])
    low, high = (
        len(PillowAnnotator(4096, quality, TYPE).annotate(frame_of(noise, False), []).data)
        for quality in (50, 95)
    )

    assert low < high / 2


def test_a_photograph_is_annotated_with_the_default_fonts() -> None:
    """The whole of it, on a real photograph: boxes, captions and a strip in four scripts."""
    path = files("skimage").joinpath("data/astronaut.png")
    with Pillow.open(io.BytesIO(path.read_bytes())) as opened:
        photo = opened.convert("RGB")
    detections = [
        Detection("Person", 98.7, BoundingBox(0.1, 0.02, 0.75, 0.97)),
        Detection("Лицо", 97.3, BoundingBox(0.36, 0.1, 0.2, 0.3)),
        Detection("ロケット", 64.2, BoundingBox(0.62, 0.0, 0.38, 0.75)),
        Detection("شخص", 60.0),
    ]
    annotated = PillowAnnotator(max_side=1600).annotate(frame_of(photo, False), detections)

    assert annotated.width == 512
    assert 512 < annotated.height < 600
    assert (
        ImageChops.difference(pixels(annotated).crop((0, 0, 512, 512)), photo).getbbox() is not None
    )


@pytest.mark.parametrize("size", [(800, 600), (40, 800)])
def test_nothing_of_an_earlier_image_shows(size: tuple[int, int]) -> None:
    """The canvas is used again, and painted all over each time."""
    annotator = PillowAnnotator(4096, typesetter=TYPE)
    white = frame_of(Pillow.new("RGB", size, "white"))
    detections = [Detection("Dog", 97.3, MIDDLE), Detection("Outdoors", 90)]
    first = annotator.annotate(plain(*size), detections)
    annotator.annotate(white, detections)

    assert annotator.annotate(plain(*size), detections).data == first.data


def test_threads_may_share_an_annotator() -> None:
    """Images that are drawn at the same time come out as when they are drawn alone."""
    work = [crowd(12, seed) for seed in range(6)]
    alone = [ANNOTATOR.annotate(plain(), detections).data for detections in work]
    together: dict[int, bytes] = {}

    def draw(number: int) -> None:
        together[number] = ANNOTATOR.annotate(plain(), work[number]).data

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [together[number] for number in range(len(work))] == alone
