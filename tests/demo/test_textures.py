import io
import zipfile
from itertools import product

from PIL import Image

from bot.core.model import Frame
from bot.core.splits import near
from bot.media.likeness import likeness
from bot.sandbox.textures import CUTS, NEGATIVES, TEXTURES, Square, lesson


def hashed(square: Square) -> tuple[int, int]:
    with Image.open(io.BytesIO(square.data)) as opened:
        return likeness(Frame(opened.convert("RGB"), opened.width, opened.height))


def test_each_label_is_a_folder() -> None:
    """The dataset is a zip with as many pictures for each label, and as many of none of them."""
    with zipfile.ZipFile(io.BytesIO(lesson().dataset)) as archive:
        folders = [name.split("/")[0] for name in archive.namelist()]

    wanted = dict.fromkeys((*TEXTURES, NEGATIVES), CUTS * (CUTS - 1))
    assert {folder: folders.count(folder) for folder in folders} == wanted


def test_what_is_asked_is_not_taught() -> None:
    """No picture that is asked about is in the dataset, or nearly the same as one that is."""
    cut = lesson()

    assert not {each.name for each in cut.taught} & {each.name for each in cut.unseen}
    taught, unseen = ([hashed(each) for each in some] for some in (cut.taught, cut.unseen))
    assert not any(near(one, other) for one, other in product(taught, unseen))


def test_every_label_is_asked() -> None:
    """There are unseen pictures of every label, and of none of them."""
    asked = lesson().asked()

    assert {label: len(squares) for label, squares in asked.items()} == dict.fromkeys(
        (*TEXTURES, ""), CUTS
    )
