"""Figures as pictures: of a model version, of numbered boxes, of many frames on one sheet."""

from bot.annotate.figures.bars import label_bars
from bot.annotate.figures.boxes import numbered_boxes
from bot.annotate.figures.card import evaluation_card
from bot.annotate.figures.certain import certainty_sheet, small
from bot.annotate.figures.contact import contact_sheet
from bot.annotate.figures.curves import calibration, precision_recall
from bot.annotate.figures.matrix import confusion_matrix
from bot.annotate.figures.worst import worst_pictures, worst_tile

__all__ = [
    "calibration",
    "certainty_sheet",
    "confusion_matrix",
    "contact_sheet",
    "evaluation_card",
    "label_bars",
    "numbered_boxes",
    "precision_recall",
    "small",
    "worst_pictures",
    "worst_tile",
]
