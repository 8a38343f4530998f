"""A strip of small pictures of music, each with two lines below it: heard where the mouse rests, taken by a click."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nes_composer.score.score import Score
from nes_composer.ui import theme
from nes_composer.ui.looks import Look
from nes_composer.ui.roll_picture import roll_picture

Index = QModelIndex | QPersistentModelIndex

_PICTURE = QSize(116, 46)
_MARGIN = 4
_LINE = 15
ITEM = QSize(_PICTURE.width() + 2 * _MARGIN, _PICTURE.height() + 2 * _LINE + 2 * _MARGIN)
"""Size of a picture with its lines, in logical pixels."""

_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HOVER_MS = 300
_MOST_PICTURES = 256


@dataclass(frozen=True)
class Card:
    """What is painted of one item.

    Parameters
    ----------
    key
        The same object for as long as the picture is the same.
    rows, voices
        What the picture shows.
    lines
        Its name, and what is dim below it.
    heard
        Whether it is what is heard now.
    """

    key: object
    rows: Score
    voices: Iterable[int]
    lines: tuple[str, str]
    heard: bool = False


class PictureStrip(QListView):
    """A list that goes to the right, of items that a :class:`PicturePainter` paints.

    Signals
    -------
    rested
        The mouse rests over an item.
    left
        It is over another one, or over none.
    taken, doubled
        An item was clicked, or Return pressed on it; it was clicked twice, of which `taken` told once.
    """

    rested = Signal(QModelIndex)
    left = Signal()
    taken = Signal(QModelIndex)
    doubled = Signal(QModelIndex)

    def __init__(self, empty: str) -> None:
        super().__init__()
        self.empty = empty
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setMinimumHeight(self.sizeHint().height())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_HOVER_MS)
        self._rest.timeout.connect(self._settle)
        self._under = QPersistentModelIndex()
        self._twice = QPersistentModelIndex()
        self.entered.connect(self._hover)
        self.viewportEntered.connect(lambda: self._hover(QModelIndex()))
        self.clicked.connect(self._take)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height of one line of items."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(4 * ITEM.width(), ITEM.height() + bar + 2 * self.frameWidth())

    def event(self, event: QEvent) -> bool:
        """Keep the key that takes an item from the menus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _TAKE:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the item in focus."""
        if event.key() in _TAKE and self.currentIndex().isValid():
            self._take(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Wait for the button to be let go: Qt would tell of one more click then."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._twice = QPersistentModelIndex(self.indexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell of a double click when it is over."""
        if not self._twice.isValid():
            super().mouseReleaseEvent(event)
            return
        index = self.model().index(self._twice.row(), 0)
        self._twice = QPersistentModelIndex()
        self._rest.stop()
        self.left.emit()
        self.doubled.emit(index)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll sideways, as there is nowhere else to go."""
        bar = self.horizontalScrollBar()
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        bar.setValue(round(bar.value() - notches * ITEM.width()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Fall silent when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the items, or why there are none."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.DIM)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.empty)

    def _hover(self, index: QModelIndex) -> None:
        self._under = QPersistentModelIndex(index)
        self.left.emit()
        if index.isValid():
            self._rest.start()
        else:
            self._rest.stop()

    def _settle(self) -> None:
        if self._under.isValid():
            self.rested.emit(self.model().index(self._under.row(), 0))

    def _take(self, index: QModelIndex) -> None:
        self._rest.stop()
        self.left.emit()
        self.taken.emit(index)


class PicturePainter(QStyledItemDelegate):
    """Paints items: a picture, a name, and what is dim below it. Pictures are painted when they are first seen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: dict[int, tuple[object, QPixmap, Look]] = {}

    def card(self, index: Index) -> Card:
        """Return what there is to be seen of an item."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of every item."""
        return ITEM

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item."""
        card = self.card(index)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = area.adjusted(1, 1, -1, -1)
        if card.heard or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.RAISED)
        if card.heard or state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.ACCENT)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        corner = area.topLeft()
        painter.drawPixmap(corner.x() + _MARGIN, corner.y() + _MARGIN, self._picture(card, painter))
        line = QRect(corner.x() + _MARGIN, corner.y() + _PICTURE.height() + _MARGIN + 2, _PICTURE.width(), _LINE)
        painter.setFont(theme.font(11))
        for text, color in zip(card.lines, (theme.TEXT, theme.DIM), strict=True):
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, _LINE)

    def _picture(self, card: Card, painter: QPainter) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        known = self._pictures.get(id(card.key))
        if known is not None and known[1].devicePixelRatio() == ratio and known[2] is theme.look():
            return known[1]
        picture = roll_picture(card.rows, _PICTURE.width(), _PICTURE.height(), card.voices, ratio)
        if len(self._pictures) >= _MOST_PICTURES:
            del self._pictures[next(iter(self._pictures))]
        self._pictures[id(card.key)] = card.key, picture, theme.look()
        return picture
