"""The style sheet of the window."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor

from nes_composer import paths
from nes_composer.ui.colors import contrast, mix
from nes_composer.ui.looks import INKS, Look


def style_sheet(look: Look) -> str:
    """Return the style sheet of the whole program in a look."""
    names = {name: color.name() for name, color in vars(look).items() if isinstance(color, QColor)}
    tick = "dark" if max(INKS, key=lambda ink: contrast(ink, look.ACCENT)).lightness() < 128 else "light"
    return Template(_STYLE).substitute(
        names,
        CHECKED=mix(look.RAISED, look.ACCENT, 0.22).name(),
        TICK=f"{_signs()}/tick-{tick}.svg",
        ARROW=f"{_signs()}/arrow.svg",
    )


def _signs() -> str:
    """Return the folder of the signs that a style sheet cannot draw, as Qt writes paths."""
    return (paths.assets() / "signs").as_posix()


_STYLE = """
QMainWindow::separator { background: $WINDOW; width: 5px; height: 5px; }
QMenuBar { background: $PANEL; padding: 2px 6px; border-bottom: 1px solid $WINDOW; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $RAISED; }
QMenu { background: $PANEL; border: 1px solid $BORDER; padding: 4px; }
QMenu::item { padding: 3px 24px 3px 14px; border-radius: 4px; }
QMenu::item:selected { background: $RAISED; }
QMenu::item:disabled { color: $FAINT; }
QMenu::separator { height: 1px; background: $BORDER; margin: 3px 8px; }
QToolTip { background: $RAISED; color: $TEXT; border: 1px solid $BORDER; padding: 4px 6px; }
QToolBar { background: $PANEL; border: none; padding: 0; spacing: 0; }
QStatusBar { background: $PANEL; color: $DIM; border-top: 1px solid $WINDOW; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $DIM; font-size: 11px; }
QDockWidget { color: $DIM; }
QDockWidget::title { background: $PANEL; padding: 5px 12px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QPushButton, QToolButton { background: $RAISED; border: 1px solid $BORDER; border-radius: 5px;
    padding: 4px 10px; min-height: 16px; }
QPushButton:hover, QToolButton:hover { background: $BORDER; }
QPushButton:pressed, QToolButton:pressed { background: $WINDOW; }
QPushButton:disabled, QToolButton:disabled { color: $FAINT; border-color: $RAISED; }
QToolButton:checked { background: $CHECKED; border-color: $ACCENT; }
QFileDialog QToolButton { padding: 2px; background: $DIM; }
QFileDialog QToolButton:disabled { background: $RAISED; }
QToolButton#transport { border: none; background: transparent; padding: 5px; border-radius: 6px; }
QToolButton#transport:hover { background: $RAISED; }
QToolButton#transport:checked { background: $CHECKED; }
QToolButton#tool { border: none; background: transparent; padding: 3px; border-radius: 5px; }
QToolButton#tool:hover { background: $RAISED; }
QToolButton#tool:checked { background: $CHECKED; }
QToolButton#mute, QToolButton#solo, QToolButton#lock { padding: 0; border-radius: 4px; font-weight: bold;
    font-size: 10px; color: $DIM; }
QToolButton#mute:checked { background: $ERROR; color: $WINDOW; border-color: $ERROR; }
QToolButton#solo:checked { background: $ACCENT; color: $WINDOW; border-color: $ACCENT; }
QToolButton#lock:checked { background: $CHECKED; border-color: $ACCENT; }
QToolButton#tab { background: transparent; border: none; border-bottom: 2px solid $BORDER; border-radius: 0;
    padding: 2px 8px 3px 8px; color: $DIM; }
QToolButton#tab:checked { border-color: $ACCENT; color: $TEXT; }
QPushButton#preset { padding: 0 3px; border-radius: 4px; min-height: 18px; text-align: left; color: $DIM; }
QComboBox { background: $RAISED; border: 1px solid $BORDER; border-radius: 5px; padding: 2px 8px; }
QComboBox:hover { background: $BORDER; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url("$ARROW"); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $PANEL; border: 1px solid $BORDER; }
QScrollBar:horizontal { background: $WINDOW; height: 12px; margin: 0; }
QScrollBar:vertical { background: $WINDOW; width: 10px; margin: 0; }
QScrollBar::handle { background: $BORDER; border-radius: 4px; margin: 2px; }
QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::handle:vertical { min-height: 40px; }
QScrollBar::handle:hover { background: $FAINT; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: none; border: none; width: 0; height: 0; }
QSplitter::handle { background: $WINDOW; }
#palette { background: $PANEL; border: 1px solid $FAINT; border-radius: 6px; }
#palette QLineEdit { background: $WINDOW; border: 1px solid $BORDER; border-radius: 4px; padding: 4px 6px; }
#palette QListWidget { background: transparent; border: none; }
QDialog { background: $PANEL; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid $FAINT; border-radius: 3px; background: $WINDOW; }
QCheckBox::indicator:checked { background: $ACCENT; border: 1px solid $ACCENT; image: url("$TICK"); }
QCheckBox::indicator:focus { border: 1px solid $TEXT; }
QTextBrowser { background: $PANEL; border: none; }
QTabWidget::pane { background: $PANEL; border: 1px solid $BORDER; border-radius: 4px; top: -1px; }
QTabBar::tab { background: transparent; color: $DIM; border: none; border-bottom: 2px solid transparent;
    padding: 5px 12px; margin: 0 2px 4px 0; }
QTabBar::tab:selected { color: $TEXT; border-color: $ACCENT; }
QTabBar::tab:hover, QTabBar::tab:focus { color: $TEXT; }
QHeaderView::section { background: $RAISED; color: $DIM; border: none; padding: 4px 6px; }
"""
