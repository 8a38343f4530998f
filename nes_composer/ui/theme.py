"""Colours, sizes and the style sheet of the window: the only place that knows them."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from nes_composer.score.score import MAX_VELOCITY

WINDOW = QColor("#15171c")
PANEL = QColor("#1c1f26")
RAISED = QColor("#292d37")
BORDER = QColor("#343945")
TEXT = QColor("#e3e6ec")
DIM = QColor("#959dac")
FAINT = QColor("#5c6473")
ACCENT = QColor("#f2e14c")
ERROR = QColor("#ff8f7a")
SELECTION = QColor("#9db8ff")

LANE_WHITE = QColor("#1b1e25")
LANE_BLACK = QColor("#16181e")
LANE_EDGE = QColor("#2b303a")
ROW_LINE = QColor("#20242c")
BEAT_LINE = QColor("#2a2f39")
BAR_LINE = QColor("#404757")
PATTERN_LINE = QColor("#6b7488")
LOCKED = QColor("#4a4a38")
BEYOND = QColor("#101115")
KEY_WHITE = QColor("#a9afbb")
KEY_BLACK = QColor("#23262e")

VOICES = (QColor("#56b4e9"), QColor("#e69f00"), QColor("#2fc79c"), QColor("#d98fc0"))
"""Pulse 1, pulse 2, triangle, noise: Okabe and Ito's palette, safe for colour-blind people, lit for a dark ground."""

HOT = QColor("#fffbe8")
HEAT_STEPS = 9
HEAT_NATS = 8.0
"""Surprise from which on a note is as bright as can be."""

STRIP_WIDTH = 104
KEYBOARD_WIDTH = 40
RULER_HEIGHT = 24
MARGIN = 8

_QUIETEST = 0.4
_COOLEST = 0.35
_LOUDNESS_CURVE = 0.6  # songs keep to the lower half of the velocities, so those are spread


def mix(a: QColor, b: QColor, share: float) -> QColor:
    """Return the colour that is `share` (0-1) of `b` and the rest of `a`."""
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def note_colors(voice: int) -> list[QColor]:
    """Return a note's fill by velocity 0-15: the louder, the brighter."""
    quietest = mix(LANE_BLACK, VOICES[voice], _QUIETEST)
    return [
        mix(quietest, VOICES[voice], (velocity / MAX_VELOCITY) ** _LOUDNESS_CURVE)
        for velocity in range(MAX_VELOCITY + 1)
    ]


def heat_colors(voice: int) -> list[QColor]:
    """Return a note's fill from expected to surprising: from dark over the voice's own colour to nearly white.

    Each is lighter than the one before, so that it is read without telling hues apart.
    """
    cool, middle = mix(LANE_BLACK, VOICES[voice], _COOLEST), (HEAT_STEPS - 1) / 2
    return [
        mix(cool, VOICES[voice], step / middle) if step <= middle else mix(VOICES[voice], HOT, step / middle - 1)
        for step in range(HEAT_STEPS)
    ]


def translucent(color: QColor, alpha: int) -> QColor:
    """Return a colour with an opacity of 0-255."""
    return QColor(color.red(), color.green(), color.blue(), alpha)


def font(pixels: int, bold: bool = False, digits: bool = False) -> QFont:
    """Return the window's font; with `digits` one whose figures do not jump when they count."""
    result = QFont()
    if digits:
        result.setFamilies(["JetBrains Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono", "monospace"])
        result.setStyleHint(QFont.StyleHint.Monospace)
    result.setPixelSize(pixels)
    result.setBold(bold)
    return result


def apply(app: QApplication) -> None:
    """Give the whole program the dark look."""
    app.setStyle("Fusion")
    palette = QPalette()
    for role, color in (
        (QPalette.ColorRole.Window, WINDOW),
        (QPalette.ColorRole.WindowText, TEXT),
        (QPalette.ColorRole.Base, WINDOW),
        (QPalette.ColorRole.AlternateBase, PANEL),
        (QPalette.ColorRole.ToolTipBase, RAISED),
        (QPalette.ColorRole.ToolTipText, TEXT),
        (QPalette.ColorRole.Text, TEXT),
        (QPalette.ColorRole.Button, RAISED),
        (QPalette.ColorRole.ButtonText, TEXT),
        (QPalette.ColorRole.BrightText, ERROR),
        (QPalette.ColorRole.Link, VOICES[0]),
        (QPalette.ColorRole.Highlight, mix(RAISED, VOICES[0], 0.55)),
        (QPalette.ColorRole.HighlightedText, TEXT),
        (QPalette.ColorRole.PlaceholderText, FAINT),
    ):
        palette.setColor(role, color)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, FAINT)
    app.setPalette(palette)
    text = QFont()
    text.setFamilies(["Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans"])
    text.setPixelSize(12)
    app.setFont(text)
    app.setStyleSheet(_STYLE)


_STYLE = f"""
QMainWindow::separator {{ background: {WINDOW.name()}; width: 5px; height: 5px; }}
QMenuBar {{ background: {PANEL.name()}; padding: 2px 6px; border-bottom: 1px solid {WINDOW.name()}; }}
QMenuBar::item {{ padding: 4px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {RAISED.name()}; }}
QMenu {{ background: {PANEL.name()}; border: 1px solid {BORDER.name()}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 14px; border-radius: 4px; }}
QMenu::item:selected {{ background: {RAISED.name()}; }}
QMenu::item:disabled {{ color: {FAINT.name()}; }}
QMenu::separator {{ height: 1px; background: {BORDER.name()}; margin: 4px 8px; }}
QToolTip {{ background: {RAISED.name()}; color: {TEXT.name()}; border: 1px solid {BORDER.name()}; padding: 4px 6px; }}
QToolBar {{ background: {PANEL.name()}; border: none; padding: 0; spacing: 0; }}
QStatusBar {{ background: {PANEL.name()}; color: {DIM.name()}; border-top: 1px solid {WINDOW.name()}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {DIM.name()}; font-size: 11px; }}
QDockWidget {{ color: {DIM.name()}; }}
QDockWidget::title {{ background: {PANEL.name()}; padding: 5px 12px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QPushButton, QToolButton {{ background: {RAISED.name()}; border: 1px solid {BORDER.name()}; border-radius: 5px;
    padding: 4px 10px; min-height: 16px; }}
QPushButton:hover, QToolButton:hover {{ background: {BORDER.name()}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {WINDOW.name()}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {FAINT.name()}; border-color: {RAISED.name()}; }}
QToolButton:checked {{ background: {mix(RAISED, ACCENT, 0.22).name()}; border-color: {ACCENT.name()}; }}
QToolButton#transport {{ border: none; background: transparent; padding: 5px; border-radius: 6px; }}
QToolButton#transport:hover {{ background: {RAISED.name()}; }}
QToolButton#transport:checked {{ background: {mix(PANEL, ACCENT, 0.2).name()}; }}
QToolButton#mute, QToolButton#solo, QToolButton#lock {{ padding: 0; border-radius: 4px; font-weight: bold;
    font-size: 10px; color: {DIM.name()}; }}
QToolButton#mute:checked {{ background: {ERROR.name()}; color: {WINDOW.name()}; border-color: {ERROR.name()}; }}
QToolButton#solo:checked {{ background: {ACCENT.name()}; color: {WINDOW.name()}; border-color: {ACCENT.name()}; }}
QToolButton#lock:checked {{ background: {mix(RAISED, ACCENT, 0.22).name()}; border-color: {ACCENT.name()}; }}
QToolButton#tab {{ background: transparent; border: none; border-bottom: 2px solid {BORDER.name()}; border-radius: 0;
    padding: 2px 8px 3px 8px; color: {DIM.name()}; }}
QToolButton#tab:checked {{ border-color: {ACCENT.name()}; color: {TEXT.name()}; }}
QPushButton#preset {{ padding: 0 3px; border-radius: 4px; min-height: 18px; text-align: left; color: {DIM.name()}; }}
QComboBox {{ background: {RAISED.name()}; border: 1px solid {BORDER.name()}; border-radius: 5px; padding: 2px 8px; }}
QComboBox:hover {{ background: {BORDER.name()}; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox QAbstractItemView {{ background: {PANEL.name()}; border: 1px solid {BORDER.name()}; }}
QScrollBar:horizontal {{ background: {WINDOW.name()}; height: 12px; margin: 0; }}
QScrollBar:vertical {{ background: {WINDOW.name()}; width: 10px; margin: 0; }}
QScrollBar::handle {{ background: {BORDER.name()}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:horizontal {{ min-width: 40px; }}
QScrollBar::handle:vertical {{ min-height: 40px; }}
QScrollBar::handle:hover {{ background: {FAINT.name()}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0; height: 0; }}
QSplitter::handle {{ background: {WINDOW.name()}; }}
QTextBrowser {{ background: {PANEL.name()}; border: none; }}
"""
