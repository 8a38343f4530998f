"""The starting points as a strip of cards: picture, name, key and tempo."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListView

from nes_composer.generation.starting_points import StartingPoint
from nes_composer.score.score import VOICES
from nes_composer.ui.picture_strip import Card, Index, PicturePainter, PictureStrip
from nes_composer.ui.shelf import Shelf
from nes_composer.ui.shelf_hearing import ShelfHearing


class ShelfStrip(PictureStrip):
    """Cards of all points; what the mouse rests on, and what the arrow keys go to, is heard.

    Signals
    -------
    pointed
        The mouse or the keys have gone to another point; None where the mouse is over none.
    """

    pointed = Signal(object)

    def __init__(self, shelf: Shelf, hearing: ShelfHearing) -> None:
        super().__init__("")
        self._shelf, self._hearing = shelf, hearing
        self._points = _Points(shelf, self)
        self.setModel(self._points)
        self.setItemDelegate(_Painter(hearing, self))
        # A dock that is made higher shows several lines of them.
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        # Whoever comes by keys begins at the first.
        self._points.modelReset.connect(lambda: self.setCurrentIndex(self._points.index(0)))
        self.setAccessibleName("Starting points")
        self.setToolTip("Rest to hear it; click to set the chosen patterns to it; double-click to begin a song")
        self.setAccessibleDescription("Arrows let a starting point be heard, Return sets the chosen patterns to it")
        self.rested.connect(self._hear)
        self.left.connect(self.stop)
        self.entered.connect(lambda index: self.pointed.emit(self.point(index)))
        self.viewportEntered.connect(lambda: self.pointed.emit(None))

    @property
    def current(self) -> StartingPoint | None:
        """The point in focus: the one that keys went to, or that was clicked last; None before they are read."""
        index = self.currentIndex()
        return self.point(index) if index.isValid() else None

    def point(self, index: Index) -> StartingPoint:
        """Return the point at a place."""
        return self._points.point(index)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the menus while a point is heard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._ends(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Let what the arrows go to be heard; Esc ends it."""
        before = self.currentIndex()
        if self._ends(event):
            self.stop()
            return
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.pointed.emit(self.current)
            self._hear(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Fall silent when the keys go elsewhere."""
        self.stop()
        super().focusOutEvent(event)

    def stop(self) -> None:
        """Let the song be heard again."""
        self._hearing.stop()
        self.viewport().update()

    def _ends(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self._hearing.point is not None

    def _hear(self, index: QModelIndex) -> None:
        self._hearing.hear(self.point(index))
        self.viewport().update()


class _Points(QAbstractListModel):
    """The points as Qt's views take them."""

    def __init__(self, shelf: Shelf, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._count = len(shelf.points)
        shelf.changed.connect(self._take_over)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of points."""
        return 0 if parent.isValid() else self._count

    def point(self, index: Index) -> StartingPoint:
        """Return the point at a place."""
        return self._shelf.points[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a point's texts."""
        point = self.point(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return point.name
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(point)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{point.name}, {about(point)}"
        return None

    def _take_over(self) -> None:
        if len(self._shelf.points) != self._count:
            self.beginResetModel()
            self._count = len(self._shelf.points)
            self.endResetModel()


class _Painter(PicturePainter):
    """Paints a point: its picture, its name, its key and tempo."""

    def __init__(self, hearing: ShelfHearing, parent: QObject) -> None:
        super().__init__(parent)
        self._hearing = hearing

    def card(self, index: Index) -> Card:
        """Return what there is to be seen of a point."""
        points = index.model()
        assert isinstance(points, _Points)
        point = points.point(index)
        heard = self._hearing.point is point
        return Card(point, point.rows, range(len(VOICES)), (point.name, about(point)), heard)


def about(point: StartingPoint) -> str:
    """Return a point's key and tempo."""
    return f"{point.key.name} · {point.rows.beats_per_minute:.0f} BPM"


def tool_tip(point: StartingPoint) -> str:
    """Return all that is known of a point, and what clicks do."""
    instruments = zip(VOICES, point.instruments, strict=True)
    lines = [
        f"<b>{escape(point.name)}</b> · {escape(about(point))}",
        escape(", ".join(f"{voice} {instrument.name}" for voice, instrument in instruments)),
        f"seed {point.seed}: {escape(point.way)}",
        "<i>Click sets the chosen patterns to it; double-click begins a song; the mouse at rest lets it be heard</i>",
    ]
    return "<br>".join(lines)
