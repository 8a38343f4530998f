"""The history as a strip of pictures, the newest at the left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from operator import is_

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nes_composer.score.score import VOICES
from nes_composer.score.song import Song
from nes_composer.ui import labels, theme
from nes_composer.ui.history import Entry, History
from nes_composer.ui.looks import Look
from nes_composer.ui.roll_picture import roll_picture

Audition = Callable[[Callable[[Song], Song] | None], object]
Index = QModelIndex | QPersistentModelIndex

_PICTURE = QSize(116, 46)
_MARGIN = 4
_LINE = 15
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ITEM = QSize(_PICTURE.width() + 2 * _MARGIN, _PICTURE.height() + 2 * _LINE + 2 * _MARGIN)
_HOVER_MS = 300
_MOST_PICTURES = 256
_EMPTY = "What a model makes is kept here: move a slider, or let the song go on"


class HistoryStrip(QListView):
    """Click restores an entry; the mouse at rest over one lets it be heard in the song.

    Parameters
    ----------
    history
        What is shown.
    audition
        Lets a changed song be heard, until it is called with None; as :meth:`Transport.audition`.
    """

    def __init__(self, history: History, audition: Audition) -> None:
        super().__init__()
        self._history, self._audition = history, audition
        self._entries = _Entries(history, self)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleName("History")
        self.setToolTip("What models made, newest first; rest to hear it in the song, click to put it back")
        self.setAccessibleDescription("What models made, newest first; Return puts an entry back into the song")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_HOVER_MS)
        self._rest.timeout.connect(self._hear)
        self._under = QPersistentModelIndex()
        self.entered.connect(self._hover)
        self.viewportEntered.connect(lambda: self._hover(QModelIndex()))
        self.clicked.connect(self._restore)
        self.activated.connect(self._restore)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height of one line of entries."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(4 * _ITEM.width(), _ITEM.height() + bar + 2 * self.frameWidth())

    def event(self, event: QEvent) -> bool:
        """Keep the key that restores from the menus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _TAKE:
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll sideways, as there is nowhere else to go."""
        bar = self.horizontalScrollBar()
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        bar.setValue(round(bar.value() - notches * _ITEM.width()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Fall silent when the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the entries, or what will be here."""
        super().paintEvent(event)
        if not self._entries.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(theme.DIM)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, _EMPTY)

    def _hover(self, index: QModelIndex) -> None:
        self._under = QPersistentModelIndex(index)
        self._audition(None)
        if index.isValid():
            self._rest.start()
        else:
            self._rest.stop()

    def _hear(self) -> None:
        if self._under.isValid():
            entry = self._entries.entry(self._under)
            self._audition(lambda song: self._history.restored(song, entry))

    def _restore(self, index: QModelIndex) -> None:
        self._rest.stop()
        self._audition(None)
        self._history.restore(self._entries.entry(index))

    def _scrolled(self, value: int) -> None:
        if value == self.horizontalScrollBar().maximum():
            self._history.read_older()


class _Entries(QAbstractListModel):
    """The entries as Qt's views take them."""

    def __init__(self, history: History, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._shown = list(history.entries)
        history.changed.connect(self._take_over)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._shown)

    def entry(self, index: Index) -> Entry:
        """Return the entry at a place."""
        return self._shown[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an entry's texts."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _name(self.entry(index))
            case Qt.ItemDataRole.ToolTipRole:
                return _tool_tip(self.entry(index))
            case Qt.ItemDataRole.AccessibleTextRole:
                entry = self.entry(index)
                return f"{_name(entry)}, {_seed(entry)}, {_clock(entry)}"
        return None

    def _take_over(self) -> None:
        """Tell the views what is new: entries at the front, others in place of the newest, or older ones at the end."""
        old, new = self._shown, list(self._history.entries)
        if len(new) >= len(old) and all(map(is_, old, new)):
            if len(new) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
                self._shown = new
                self.endInsertRows()
            return
        same = next((n for n, (a, b) in enumerate(zip(reversed(old), reversed(new), strict=False)) if a is not b), None)
        same = min(len(old), len(new)) if same is None else same
        gone, come = len(old) - same, len(new) - same
        replaced = min(gone, come)
        if come > replaced:
            self.beginInsertRows(QModelIndex(), 0, come - replaced - 1)
            self._shown = new
            self.endInsertRows()
        elif gone > replaced:
            self.beginRemoveRows(QModelIndex(), 0, gone - replaced - 1)
            self._shown = new
            self.endRemoveRows()
        self._shown = new
        if replaced:
            self.dataChanged.emit(self.index(come - replaced), self.index(come - 1))


class _Painter(QStyledItemDelegate):
    """Paints an entry: its picture, its action, its seed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: dict[int, tuple[Entry, QPixmap, Look]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the size of every entry."""
        return _ITEM

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        entries = index.model()
        assert isinstance(entries, _Entries)
        entry = entries.entry(index)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = area.adjusted(1, 1, -1, -1)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.RAISED)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.ACCENT)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        corner = area.topLeft()
        painter.drawPixmap(corner.x() + _MARGIN, corner.y() + _MARGIN, self._picture(entry, painter))
        line = QRect(corner.x() + _MARGIN, corner.y() + _PICTURE.height() + _MARGIN + 2, _PICTURE.width(), _LINE)
        painter.setFont(theme.font(11))
        for text, color in ((_name(entry), theme.TEXT), (_seed(entry), theme.DIM)):
            painter.setPen(color)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, _LINE)

    def _picture(self, entry: Entry, painter: QPainter) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        known = self._pictures.get(id(entry))
        if known is not None and known[1].devicePixelRatio() == ratio and known[2] is theme.look():
            return known[1]
        made = entry.generation
        picture = roll_picture(made.rows, _PICTURE.width(), _PICTURE.height(), made.voices, ratio)
        if len(self._pictures) >= _MOST_PICTURES:
            del self._pictures[next(iter(self._pictures))]
        self._pictures[id(entry)] = entry, picture, theme.look()
        return picture


def _name(entry: Entry) -> str:
    origin = entry.generation.origin
    take = dict(origin.settings).get("take")
    return origin.action if take is None else f"{origin.action} · take {take}"


def _seed(entry: Entry) -> str:
    seed = entry.generation.origin.seed
    return _clock(entry) if seed is None else f"seed {seed}"


def _clock(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.time).strftime("%H:%M:%S")


def _tool_tip(entry: Entry) -> str:
    """Return all that is known of an entry, and what a click does."""
    made, origin = entry.generation, entry.generation.origin
    lines = [
        f"<b>{escape(origin.action)}</b> · {datetime.fromtimestamp(entry.time).strftime('%Y-%m-%d %H:%M:%S')}",
        escape(labels.model_name(origin.model) or origin.model),
        *([] if origin.seed is None else [f"seed {origin.seed}"]),
        *(
            escape(
                f"{name.replace('_', '-')} {value:.4g}"
                if isinstance(value, float)
                else f"{name.replace('_', '-')} {value}"
            )
            for name, value in origin.settings
        ),
        f"{len(made.rows)} rows of {', '.join(VOICES[voice] for voice in made.voices)}",
        "<i>Click puts it back; the mouse at rest lets it be heard in the song</i>",
    ]
    return "<br>".join(lines)
