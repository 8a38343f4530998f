"""The command palette: type a few letters of a command, and run it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nes_composer.ui import fuzzy, theme
from nes_composer.ui.actions import Command

_SETTING = "recent_commands"
_MOST_RECENT = 12
_MOST_SEEN = 11
_WIDTH, _LINE, _TOP = 560, 26, 64
_WEIGHTS = (1.0, 0.6, 0.3)  # of a command's text, menu and tip
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _MOST_SEEN, Qt.Key.Key_PageUp: -_MOST_SEEN}


class Palette(QFrame):
    """A field and a list over the window.

    Parameters
    ----------
    commands, actions
        What can be run; how each is shown is asked of its action.
    settings
        Where it is kept what was run last.
    window
        What it lies over.

    Attributes
    ----------
    field : QLineEdit
    list : QListWidget
        The commands that fit, best first.
    """

    def __init__(
        self, commands: Sequence[Command], actions: Mapping[str, QAction], settings: QSettings, window: QWidget
    ) -> None:
        super().__init__(window)
        self._commands, self._actions, self._settings = commands, actions, settings
        self._window = window
        self.setObjectName("palette")
        self.setAccessibleName("Command palette")
        self.setToolTip("Type letters of a command; arrows choose, Return runs it, Esc closes")
        self.field = QLineEdit()
        self.field.setPlaceholderText("What to do?")
        self.field.setAccessibleName("Letters of a command")
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._search)
        self.list = QListWidget()
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.itemClicked.connect(lambda _: self._run())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.list)
        window.installEventFilter(self)
        self.hide()

    @property
    def recent(self) -> list[str]:
        """The commands that were run from here, the latest first."""
        kept = str(self._settings.value(_SETTING, ""))
        return [name for name in kept.split() if name in self._actions]

    def open(self) -> None:
        """Show all commands, those that were run last first; if it is open already, close it."""
        if self.isVisible():
            self.hide()
            return
        self.field.clear()
        self._search()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep its keys from the window's shortcuts, stay in the window's middle, go when the focus goes."""
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif event.type() == QEvent.Type.KeyPress:
                return self._press(event)
        elif event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        elif key in _MOVES:
            row = self.list.currentRow() + _MOVES[key]
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _search(self) -> None:
        self.list.clear()
        recent = self.recent
        for command in self._found(self.field.text(), recent):
            item = QListWidgetItem(self.list)
            action = self._actions[command.name]
            text = action.text().replace("&", "").rstrip("…")
            key = action.shortcut().toString()
            item.setData(_NAME, command.name)
            item.setData(_PARTS, (text, command.chapter, key))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (text, command.chapter, key))))
            item.setToolTip(command.tip)
            if not action.isEnabled():
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(max(min(self.list.count(), _MOST_SEEN), 1) * _LINE + 2)
        self.adjustSize()

    def _found(self, query: str, recent: Sequence[str]) -> list[Command]:
        """Return the commands that fit, best first; of those that fit as well, the one that was run last."""
        age = {name: place for place, name in enumerate(recent)}
        ranks = []
        for command in self._commands:
            if command.name != "palette":
                texts = (command.title, command.chapter, command.tip)
                worth = fuzzy.rank(query, tuple(zip(texts, _WEIGHTS, strict=True)))
                if worth is not None:
                    ranks.append((-worth, age.get(command.name, len(recent)), command))
        return [command for *_, command in sorted(ranks, key=lambda rank: rank[:2])]

    def _run(self) -> None:
        """Run the command in hand, with the focus back where it was."""
        item = self.list.currentItem()
        action = self._actions[item.data(_NAME)] if item is not None else None
        if action is None or not action.isEnabled():
            return
        name = item.data(_NAME)
        names = [name, *(other for other in self.recent if other != name)]
        self._settings.setValue(_SETTING, " ".join(names[:_MOST_RECENT]))
        self.hide()
        action.trigger()

    def _place(self) -> None:
        room = self._window.rect()
        self.setFixedWidth(min(_WIDTH, room.width() - 32))
        self.adjustSize()
        self.move((room.width() - self.width()) // 2, min(_TOP, max(room.height() - self.height(), 0)))


_NAME, _PARTS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class _Delegate(QStyledItemDelegate):
    """Paints a command: its text, its menu, its key at the right end."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: object) -> QSize:  # noqa: N802
        return QSize(0, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:  # type: ignore[no-untyped-def]
        state, area = option.state, option.rect
        able = bool(state & QStyle.StateFlag.State_Enabled)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.HIGHLIGHT if able else theme.RAISED)
        text, chapter, key = index.data(_PARTS)
        place = QRect(area).adjusted(10, 0, -10, 0)
        painter.setFont(theme.font(12))
        painter.setPen(theme.TEXT if able else theme.FAINT)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key)
        room = place.width() - painter.fontMetrics().horizontalAdvance(key) - 16
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        used = painter.fontMetrics().horizontalAdvance(shown) + 10
        painter.setFont(theme.font(11))
        if state & QStyle.StateFlag.State_Selected == QStyle.StateFlag.State_None:
            painter.setPen(theme.DIM if able else theme.FAINT)
        chapter = painter.fontMetrics().elidedText(chapter, Qt.TextElideMode.ElideRight, max(room - used, 0))
        painter.drawText(place.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, chapter)
