"""The choice of the key that is highlighted in the rolls: a menu, and a button for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nes_composer.score.keys import NOTE_NAMES, SCALES, Key, best_key
from nes_composer.ui import key_tips
from nes_composer.ui.desk import Desk


class KeyMenu(QMenu):
    """Off, the key that the song is in, and all others by their scale; filled whenever it is opened."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("&Scale", parent)
        self._desk = desk
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        self._add(self, "&Off", None)
        song = best_key(self._desk.document.score)
        if song is not None:
            self._add(self, f"&{song.name}, as the song", song)
        self.addSeparator()
        for scale in SCALES:
            menu = self.addMenu(scale.capitalize())
            for root, name in enumerate(NOTE_NAMES):
                self._add(menu, name, Key(root, scale))

    def _add(self, menu: QMenu, text: str, key: Key | None) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == self._desk.highlight.key)
        action.setToolTip("Brighten the lanes of this key" if key else "Brighten the lanes of white keys")
        action.triggered.connect(lambda: self._desk.highlight.choose(key))


class KeyButton(QToolButton):
    """Shows the highlighted key, and opens the menu."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setMenu(KeyMenu(desk, self))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key_tips.follow_tip(self, "Which key's lanes are brighter", "highlight")
        self.setFixedHeight(26)
        self.setMaximumWidth(150)
        desk.highlight.changed.connect(self._show_key)
        self._show_key()

    def _show_key(self) -> None:
        key = self._desk.highlight.key
        self.setText(key.name if key else "Scale")
        self.setAccessibleName(f"Highlighted scale: {key.name if key else 'off'}")
