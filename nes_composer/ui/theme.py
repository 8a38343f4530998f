"""The look in use: its colours as ``theme.TEXT`` and so on, fonts and sizes, and who is told when it changes.

A colour is asked for when something is painted, never kept: by the next time the look may be another. What has to be
kept, such as a widget's style sheet, goes through :func:`follow`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from nes_composer.score.score import MAX_VELOCITY
from nes_composer.ui.colors import contrast, mix, translucent
from nes_composer.ui.follower import Follower
from nes_composer.ui.looks import DARK, INKS, LIGHT, Look
from nes_composer.ui.style_sheet import style_sheet

__all__ = ["DARK", "LIGHT", "contrast", "mix", "translucent"]

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

HEAT_STEPS = 9
HEAT_NATS = 8.0
"""Surprise from which on a note is as strong as can be."""

STRIP_WIDTH = 104
KEYBOARD_WIDTH = 40
RULER_HEIGHT = 24
MARGIN = 8

_LEAST_CONTRAST = 3.1  # of a note with its lane: 3 by WCAG 2, and room for rounding
_LOUDNESS_CURVE = 0.6  # songs keep to the lower half of the velocities, so those are spread


class _Teller(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look = DARK


_teller = _Teller()
changed = _teller.changed
"""Emitted after the look has become another."""


def look() -> Look:
    """Return the look in use."""
    return _teller.look


def _use(look: Look) -> None:
    _teller.look = look
    globals().update(vars(look))


_use(DARK)


def follow(owner: QObject, show: Callable[[], object]) -> None:
    """Do something that depends on the look, now and whenever it changes while `owner` lives."""
    Follower(changed, show, owner)


def follow_style(widget: QWidget, style: Callable[[], str]) -> None:
    """Give a widget a style sheet that depends on the look."""
    follow(widget, lambda: widget.setStyleSheet(style()))


def follow_ground(widget: QWidget, color: Callable[[], QColor]) -> None:
    """Let a widget fill itself with a colour of the look."""

    def show() -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, color())
        widget.setPalette(palette)

    follow(widget, show)
    widget.setAutoFillBackground(True)


def note_colors(voice: int) -> list[QColor]:
    """Return a note's fill by velocity 0-15: the louder, the stronger; the quietest is still seen on its lane."""
    return list(_note_colors(look(), voice))


def heat_colors(voice: int) -> list[QColor]:
    """Return a note's fill, expected to surprising: from faint over the voice's own colour to nearly white or black.

    Each is farther from the lanes than the one before, so that it is read without telling hues apart.
    """
    return list(_heat_colors(look(), voice))


def ink(ground: QColor) -> QColor:
    """Return the colour in which text is read best on a ground."""
    return max(INKS, key=lambda color: contrast(color, ground))


@cache
def _note_colors(look: Look, voice: int) -> tuple[QColor, ...]:
    quietest, color = _faintest(look, voice), look.VOICES[voice]
    shares = ((velocity / MAX_VELOCITY) ** _LOUDNESS_CURVE for velocity in range(MAX_VELOCITY + 1))
    return tuple(mix(quietest, color, share) for share in shares)


@cache
def _heat_colors(look: Look, voice: int) -> tuple[QColor, ...]:
    cool, color, middle = _faintest(look, voice), look.VOICES[voice], (HEAT_STEPS - 1) / 2
    steps = range(HEAT_STEPS)
    return tuple(
        mix(cool, color, step / middle) if step <= middle else mix(color, look.HOT, step / middle - 1) for step in steps
    )


def _faintest(look: Look, voice: int) -> QColor:
    """Return the faintest shade of a voice that is still told from both kinds of lanes."""
    lanes = (look.LANE_WHITE, look.LANE_BLACK)
    shades = (mix(look.LANE_BLACK, look.VOICES[voice], share / 64) for share in range(64))
    seen = (shade for shade in shades if min(contrast(shade, lane) for lane in lanes) >= _LEAST_CONTRAST)
    return next(seen, look.VOICES[voice])


def font(pixels: int, bold: bool = False, digits: bool = False) -> QFont:
    """Return the window's font; with `digits` one whose figures do not jump when they count."""
    result = QFont()
    if digits:
        result.setFamilies(["JetBrains Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono", "monospace"])
        result.setStyleHint(QFont.StyleHint.Monospace)
    result.setPixelSize(pixels)
    result.setBold(bold)
    return result


def apply(app: QApplication, look: Look = DARK) -> None:
    """Give the whole program a look; what is shown already is painted anew."""
    _use(look)
    if not app.styleSheet():  # once: a style below a style sheet has no name to be known by, and a new one is felt
        app.setStyle("Fusion")
        text = QFont()
        text.setFamilies(["Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"])
        text.setPixelSize(12)
        app.setFont(text)
    app.setPalette(_palette(look))
    app.setStyleSheet(style_sheet(look))
    changed.emit()
    for widget in app.allWidgets():
        widget.update()


def _palette(look: Look) -> QPalette:
    palette = QPalette()
    for role, color in (
        (QPalette.ColorRole.Window, look.WINDOW),
        (QPalette.ColorRole.WindowText, look.TEXT),
        (QPalette.ColorRole.Base, look.WINDOW),
        (QPalette.ColorRole.AlternateBase, look.PANEL),
        (QPalette.ColorRole.ToolTipBase, look.RAISED),
        (QPalette.ColorRole.ToolTipText, look.TEXT),
        (QPalette.ColorRole.Text, look.TEXT),
        (QPalette.ColorRole.Button, look.RAISED),
        (QPalette.ColorRole.ButtonText, look.TEXT),
        (QPalette.ColorRole.BrightText, look.ERROR),
        (QPalette.ColorRole.Link, look.VOICES[0]),
        (QPalette.ColorRole.Highlight, look.HIGHLIGHT),
        (QPalette.ColorRole.HighlightedText, look.TEXT),
        (QPalette.ColorRole.PlaceholderText, look.FAINT),
    ):
        palette.setColor(role, color)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, look.FAINT)
    return palette
