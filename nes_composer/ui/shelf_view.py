"""The shelf in the window: what there is to say of a point, a button to begin a song with it, and the cards."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from nes_composer.generation.starting_points import StartingPoint
from nes_composer.ui import panel_parts, theme
from nes_composer.ui.shelf import Shelf
from nes_composer.ui.shelf_hearing import ShelfHearing
from nes_composer.ui.shelf_strip import ShelfStrip, about

_READING = "The starting points are being read…"
_HINT = "Rest on a picture to hear it · click: the chosen patterns become it · double-click: a new song of it"
_NONE = "Choose a starting point first: F6 shows them, and the arrow keys go through them"


class ShelfView(QWidget):
    """Shows the points, and does with them what the person wants.

    Attributes
    ----------
    strip : ShelfStrip
    told : QLabel
        What there is to know.
    new_song : QPushButton
    """

    def __init__(self, shelf: Shelf, hearing: ShelfHearing) -> None:
        super().__init__()
        self._shelf = shelf
        self.strip = ShelfStrip(shelf, hearing)
        self.told = panel_parts.caption("")
        self.told.setSizePolicy(self.told.sizePolicy().Policy.Ignored, self.told.sizePolicy().Policy.Preferred)
        self.new_song = QPushButton("New song")
        self.new_song.setToolTip("Begin a song of sixteen bars with the point in focus, or double-click any")
        self.new_song.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.new_song.clicked.connect(self.begin_song)
        theme.follow_ground(self, lambda: theme.PANEL)
        head = panel_parts.line(self.told, self.new_song)
        head.setContentsMargins(8, 0, 8, 0)
        head.setStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.strip, 1)
        self.strip.taken.connect(lambda index: shelf.take(self.strip.point(index)))
        self.strip.doubled.connect(lambda index: self._begin_instead(self.strip.point(index)))
        self.strip.pointed.connect(self._tell)
        self.strip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.strip.customContextMenuRequested.connect(self._offer)
        shelf.changed.connect(self._show_state)
        self._show_state()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Read the points when they are seen first."""
        super().showEvent(event)
        self._shelf.read()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Fall silent."""
        self.strip.stop()
        super().hideEvent(event)

    def begin_song(self) -> None:
        """Begin a song with the point in focus."""
        point = self.strip.current
        if point is None:
            self._shelf.failed.emit(_NONE)
        else:
            self.strip.stop()
            self._shelf.begin_song(point)

    def menu(self, point: StartingPoint) -> QMenu:
        """Return what can be done with a point."""
        menu = QMenu(self)
        menu.addAction("Set the chosen patterns to it", lambda: self._shelf.take(point))
        menu.addAction("Begin a song with it", lambda: self._shelf.begin_song(point))
        return menu

    def _begin_instead(self, point: StartingPoint) -> None:
        """Begin a song instead of what the first of two clicks has done."""
        self._shelf.take_back()
        self._shelf.begin_song(point)

    def _offer(self, place: QPoint) -> None:
        index = self.strip.indexAt(place)
        if index.isValid():
            self.strip.stop()
            self.menu(self.strip.point(index)).popup(self.strip.viewport().mapToGlobal(place))

    def _show_state(self) -> None:
        self.strip.empty = self._shelf.problem or _READING
        self.strip.viewport().update()
        self._tell(None)

    def _tell(self, point: StartingPoint | None) -> None:
        if point is not None:
            played = ", ".join(instrument.name for instrument in point.instruments)
            self.told.setText(f"{point.name} · {about(point)} · {played}")
        else:
            self.told.setText(self._shelf.remark or _HINT)
