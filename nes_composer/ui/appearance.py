"""Which look the person has chosen, and how large everything is."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Literal, get_args

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nes_composer.ui import theme

LookName = Literal["dark", "light", "system"]
SCALES = (100, 125, 150, 200)
"""In per cent."""


def scale(settings: QSettings) -> int:
    """Return the size of everything in per cent, as kept in the settings."""
    kept = str(settings.value("scale", SCALES[0]))
    return int(kept) if kept in map(str, SCALES) else SCALES[0]


def scale_qt(settings: QSettings, environment: MutableMapping[str, str]) -> None:
    """Tell Qt the size by its environment, before there is an application; what stands there already is kept."""
    if (percent := scale(settings)) != SCALES[0]:
        environment.setdefault("QT_SCALE_FACTOR", f"{percent / 100:g}")


class Appearance(QObject):
    """Keeps the choice in the settings, and the program in that look.

    Attributes
    ----------
    look : LookName
    scale : int
        In per cent; Qt takes it over at the start only.
    """

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        kept = settings.value("look")
        self.look: LookName = kept if kept in get_args(LookName) else "dark"
        self.scale = scale(settings)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._show)
        self._show()

    def set_look(self, name: LookName) -> None:
        """Show this look from now on."""
        self.look = name
        self._settings.setValue("look", name)
        self._show()

    def set_scale(self, percent: int) -> None:
        """Be of this size from the next start on."""
        self.scale = percent
        self._settings.setValue("scale", percent)

    def _show(self) -> None:
        light = self.look == "light"
        if self.look == "system":
            light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        wanted = theme.LIGHT if light else theme.DARK
        app = QApplication.instance()
        if isinstance(app, QApplication) and (wanted is not theme.look() or not app.styleSheet()):
            theme.apply(app, wanted)
