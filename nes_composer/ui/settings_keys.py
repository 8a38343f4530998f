"""The page of the settings that lists all commands with their keys, and changes them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nes_composer.ui import theme
from nes_composer.ui.actions import Command
from nes_composer.ui.follower import Follower
from nes_composer.ui.key_bindings import KeyBindings, normal
from nes_composer.ui.panel_parts import caption, dialog_button, line

_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
)


class SettingsKeys(QWidget):
    """A list of commands by menu, a field that takes a chord, and what that would change.

    Attributes
    ----------
    filter : QLineEdit
    tree : QTreeWidget
    chord : ChordField
        The next key or chord that is pressed there becomes the chosen command's.
    give, clear, reset, reset_all : QPushButton
    told : QLabel
        Which command the chord belongs to, or what was changed.
    """

    def __init__(self, commands: Sequence[Command], bindings: KeyBindings) -> None:
        super().__init__()
        self._bindings = bindings
        self._titles = {command.name: command.title for command in commands}
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter: a command or a key")
        self.filter.setAccessibleName("Filter")
        self.filter.setToolTip("Show only commands with all of these words")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Commands and their keys")
        self.tree.setToolTip("Choose a command, then press its new key in the field below")
        self.tree.setHeaderLabels(["Command", "Key"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._menus = menus = dict[str, QTreeWidgetItem]()
        for command in commands:
            if command.chapter not in menus:
                menus[command.chapter] = QTreeWidgetItem([command.chapter])
                menus[command.chapter].setFlags(Qt.ItemFlag.ItemIsEnabled)
            item = QTreeWidgetItem(menus[command.chapter], [command.title])
            item.setData(0, Qt.ItemDataRole.UserRole, command.name)
            item.setToolTip(0, command.tip)
            self._items[command.name] = item
        self.tree.currentItemChanged.connect(self._choose)
        self.chord = ChordField()
        self.chord.pressed.connect(self._look)
        self.give = dialog_button("&Set", "Give the chosen command this key", self._give)
        self.clear = dialog_button("&No key", "Leave the chosen command without a key", self._clear)
        self.reset = dialog_button("&Reset", "Give the chosen command the key it came with", self._reset)
        self.reset_all = dialog_button("Reset &all", "Give all commands the keys they came with", self._reset_all)
        self.told = caption("")
        self.told.setWordWrap(True)
        self.told.setMinimumHeight(30)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        column.addLayout(line(self.chord, self.give, self.clear, None, self.reset, self.reset_all))
        column.addWidget(self.told)
        Follower(bindings.changed, self._show, self)
        theme.changed.connect(self._show)
        # Last: what is in the tree already tells it of each text that it gets.
        self.tree.addTopLevelItems(list(menus.values()))
        self.tree.expandAll()
        self._choose()

    @property
    def name(self) -> str | None:
        """The chosen command."""
        item = self.tree.currentItem()
        return item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None

    def choose(self, name: str) -> None:
        """Choose a command."""
        self.tree.setCurrentItem(self._items[name])

    def _show(self) -> None:
        for name, item in self._items.items():
            item.setText(1, ", ".join(map(_shown, self._bindings.keys(name))))
            changed = not self._bindings.is_shipped(name)
            item.setForeground(1, theme.ACCENT if changed else theme.TEXT)
            item.setToolTip(1, "Not the key it came with" if changed else "")
        self._enable()

    def _enable(self) -> None:
        name = self.name
        self.chord.setEnabled(name is not None)
        self.give.setEnabled(name is not None and bool(self.chord.key))
        self.clear.setEnabled(name is not None and bool(self._bindings.keys(name)))
        self.reset.setEnabled(name is not None and not self._bindings.is_shipped(name))
        self.reset_all.setEnabled(not all(map(self._bindings.is_shipped, self._items)))

    def _choose(self) -> None:
        self.chord.forget()
        self.told.setText("Choose a command, then press its new key in the field." if self.name is None else "")
        self._enable()

    def _look(self) -> None:
        """Say to whom the chord belongs."""
        owner = self._bindings.owner(self.chord.key)
        if owner is None:
            self.told.setText(f"{_shown(self.chord.key)} is free.")
        elif owner == self.name:
            self.told.setText(f"{_shown(self.chord.key)} is its key already.")
        else:
            self.told.setText(f"{_shown(self.chord.key)} belongs to “{self._titles[owner]}”, which would lose it.")
        self._enable()

    def _give(self) -> None:
        if self.name is not None and self.chord.key:
            key = self.chord.key
            loser = self._bindings.bind(self.name, key)
            lost = f" “{self._titles[loser]}” has lost it; Reset gives it back." if loser is not None else ""
            self.chord.forget()
            self.told.setText(f"{_shown(key)} is now for “{self._titles[self.name]}”.{lost}")
            self._enable()

    def _clear(self) -> None:
        if self.name is not None:
            self._bindings.clear(self.name)

    def _reset(self) -> None:
        if self.name is not None:
            self._bindings.reset(self.name)
            self.told.setText(f"“{self._titles[self.name]}” has the keys it came with.")

    def _reset_all(self) -> None:
        self._bindings.reset_all()
        self.told.setText("All commands have the keys they came with.")

    def _filter(self, words: str) -> None:
        wanted = words.casefold().split()
        for title, menu in self._menus.items():
            entries = [item for item in self._items.values() if item.parent() is menu]
            for item in entries:
                text = f"{title} {item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not all(word in text for word in wanted))
            menu.setHidden(all(item.isHidden() for item in entries))


class ChordField(QLineEdit):
    """Takes the next key that is pressed, whatever it is, with the keys held beside it.

    Signals
    -------
    pressed
        There is a chord.

    Attributes
    ----------
    key : str
        The chord, or nothing yet.
    """

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.setReadOnly(True)
        self.setPlaceholderText("Press the new key here")
        self.setAccessibleName("New key")
        self.setToolTip("Click here and press the key, alone or with Ctrl, Shift and Alt")
        self.setMinimumWidth(170)

    def forget(self) -> None:
        """Wait for a chord."""
        self.key = ""
        self.clear()

    def event(self, event: QEvent) -> bool:
        """Take every key before the focus, the dialog or a shortcut does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _MODIFIERS:
            return
        if key == Qt.Key.Key_Backtab:
            key = Qt.Key.Key_Tab
        if event.text() and event.text().isprintable() and not event.text().isalnum() and key != Qt.Key.Key_Space:
            # Shift is needed for “?” on some keyboards and not on others: it is no part of the chord.
            modifiers &= ~Qt.KeyboardModifier.ShiftModifier
        self.key = normal(QKeySequence(QKeyCombination(modifiers, key)).toString())
        self.setText(_shown(self.key))
        if self.key:
            self.pressed.emit()


def _shown(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
