"""The history as a strip of pictures, the newest at the left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from operator import is_

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from nes_composer.score.score import VOICES
from nes_composer.score.song import Song
from nes_composer.ui import labels
from nes_composer.ui.history import Entry, History
from nes_composer.ui.picture_strip import Card, Index, PicturePainter, PictureStrip

Audition = Callable[[Callable[[Song], Song] | None], object]

_EMPTY = "What a model makes is kept here: move a slider, or let the song go on"


class HistoryStrip(PictureStrip):
    """Click restores an entry; the mouse at rest over one lets it be heard in the song.

    Parameters
    ----------
    history
        What is shown.
    audition
        Lets a changed song be heard, until it is called with None; as :meth:`Transport.audition`.
    """

    def __init__(self, history: History, audition: Audition) -> None:
        super().__init__(_EMPTY)
        self._history, self._audition = history, audition
        self._entries = _Entries(history, self)
        self.setModel(self._entries)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName("History")
        self.setToolTip("What models made, newest first; rest to hear it in the song, click to put it back")
        self.setAccessibleDescription("What models made, newest first; Return puts an entry back into the song")
        self.rested.connect(self._hear)
        self.left.connect(lambda: audition(None))
        self.taken.connect(lambda index: history.restore(self._entries.entry(index)))
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    def _hear(self, index: QModelIndex) -> None:
        entry = self._entries.entry(index)
        self._audition(lambda song: self._history.restored(song, entry))

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
        """Tell the views what is new: entries at the front, others in place of the newest, more or fewer old ones."""
        old, new = self._shown, list(self._history.entries)
        if all(map(is_, old, new)):
            if len(new) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
                self._shown = new
                self.endInsertRows()
            elif len(new) < len(old):
                self.beginRemoveRows(QModelIndex(), len(new), len(old) - 1)
                self._shown = new
                self.endRemoveRows()
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


class _Painter(PicturePainter):
    """Paints an entry: its picture, its action, its seed."""

    def card(self, index: Index) -> Card:
        """Return what there is to be seen of an entry."""
        entries = index.model()
        assert isinstance(entries, _Entries)
        entry = entries.entry(index)
        made = entry.generation
        return Card(entry, made.rows, made.voices, (_name(entry), _seed(entry)))


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
