"""The colours of the two looks, by name: the only place where a colour is written down."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, eq=False)
class Look:
    """All colours of the window.

    Voices are pulse 1, pulse 2, triangle, noise: the hues of Okabe and Ito's palette, lit for a dark ground and
    darkened for a light one, then moved apart until colour-blind people of each kind tell them from each other.
    ``HOT`` is what a note turns to that surprises most, as far from the lanes as can be.
    """

    WINDOW: QColor
    PANEL: QColor
    RAISED: QColor
    BORDER: QColor
    TEXT: QColor
    DIM: QColor
    FAINT: QColor
    ACCENT: QColor
    ERROR: QColor
    SELECTION: QColor
    HIGHLIGHT: QColor
    LANE_WHITE: QColor
    LANE_BLACK: QColor
    LANE_EDGE: QColor
    ROW_LINE: QColor
    BEAT_LINE: QColor
    BAR_LINE: QColor
    PATTERN_LINE: QColor
    LOCKED: QColor
    BEYOND: QColor
    KEY_WHITE: QColor
    KEY_BLACK: QColor
    HOT: QColor
    VOICES: tuple[QColor, QColor, QColor, QColor]


INKS = (QColor("#000000"), QColor("#ffffff"))
"""For words on a note, whatever its shade."""

DARK = Look(
    WINDOW=QColor("#15171c"),
    PANEL=QColor("#1c1f26"),
    RAISED=QColor("#292d37"),
    BORDER=QColor("#343945"),
    TEXT=QColor("#e3e6ec"),
    DIM=QColor("#9fa7b6"),
    FAINT=QColor("#6f7888"),
    ACCENT=QColor("#f2e14c"),
    ERROR=QColor("#ff8f7a"),
    SELECTION=QColor("#9db8ff"),
    HIGHLIGHT=QColor("#2f5872"),
    LANE_WHITE=QColor("#1b1e25"),
    LANE_BLACK=QColor("#16181e"),
    LANE_EDGE=QColor("#2b303a"),
    ROW_LINE=QColor("#20242c"),
    BEAT_LINE=QColor("#2a2f39"),
    BAR_LINE=QColor("#404757"),
    PATTERN_LINE=QColor("#6b7488"),
    LOCKED=QColor("#4a4a38"),
    BEYOND=QColor("#101115"),
    KEY_WHITE=QColor("#a9afbb"),
    KEY_BLACK=QColor("#23262e"),
    HOT=QColor("#fffbe8"),
    VOICES=(QColor("#629fe8"), QColor("#f98710"), QColor("#0fd97b"), QColor("#ca8cab")),
)

LIGHT = Look(
    WINDOW=QColor("#eceef2"),
    PANEL=QColor("#f6f7f9"),
    RAISED=QColor("#e4e7ed"),
    BORDER=QColor("#c9ced8"),
    TEXT=QColor("#1d2129"),
    DIM=QColor("#4e5665"),
    FAINT=QColor("#767e8d"),
    ACCENT=QColor("#694800"),
    ERROR=QColor("#ac2a17"),
    SELECTION=QColor("#3457c8"),
    HIGHLIGHT=QColor("#a9cfe8"),
    LANE_WHITE=QColor("#ffffff"),
    LANE_BLACK=QColor("#f1f3f6"),
    LANE_EDGE=QColor("#dde1e8"),
    ROW_LINE=QColor("#eceff3"),
    BEAT_LINE=QColor("#dfe3ea"),
    BAR_LINE=QColor("#bcc3cf"),
    PATTERN_LINE=QColor("#8f98a8"),
    LOCKED=QColor("#d9d3a8"),
    BEYOND=QColor("#dcdfe6"),
    KEY_WHITE=QColor("#ffffff"),
    KEY_BLACK=QColor("#4b515e"),
    HOT=QColor("#140c00"),
    VOICES=(QColor("#004394"), QColor("#822f02"), QColor("#0e764c"), QColor("#92477c")),
)
