"""What a voice plays on: shows it, and offers the presets."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton

from nes_composer.driver.own_presets import own_presets
from nes_composer.driver.presets import Preset, presets
from nes_composer.score.instrument import PLAIN, Instrument, InstrumentError
from nes_composer.ui import key_tips, labels, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.instrument_sound import usual_note

_SIZE = QSize(76, 20)
_PADDING = 8


class PresetChooser(QPushButton):
    """A button with the name of the voice's instrument; its menu has the presets that suit the voice, and the own ones.

    A choice is one undo step, is heard from the next tick on, and sounds a note.

    Signals
    -------
    edit_wanted
        The instrument is to be drawn on.
    failed
        With a sentence for the person: their own presets cannot be read.

    Attributes
    ----------
    menu_of_presets : QMenu
        Filled whenever it is offered.
    """

    edit_wanted = Signal()
    failed = Signal(str)

    def __init__(self, voice: int, desk: Desk) -> None:
        super().__init__()
        self._voice, self._desk = voice, desk
        self.setObjectName("preset")
        self.setFixedSize(_SIZE)
        self.setFont(theme.font(11))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.menu_of_presets = QMenu(self)
        self.menu_of_presets.setToolTipsVisible(True)
        self.clicked.connect(self.offer)
        desk.document.song_changed.connect(self._show_instrument)
        self._show_instrument()
        key_tips.follow(self, self._show_tip)

    def offer(self) -> None:
        """Open the menu."""
        self._fill_menu()
        self.menu_of_presets.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def choose(self, instrument: Instrument) -> None:
        """Let the voice play on an instrument from now on, and let a note of it be heard."""
        text = f"{labels.VOICE_TITLES[self._voice]} plays {instrument.name}"
        self._desk.document.change(text, lambda song: song.with_instrument(self._voice, instrument))
        self._desk.sound(*usual_note(self._desk, self._voice))

    def _fill_menu(self) -> None:
        """List the presets as they are now; the instrument in use has a mark."""
        menu, current = self.menu_of_presets, self._desk.document.song.instruments[self._voice]
        menu.clear()
        group = QActionGroup(menu)
        plain = PLAIN[self._voice]
        offered = [(plain, "Volume and timbre as the notes have them")]
        own = self._own_presets()
        for preset in (*presets(), *own):
            if self._voice in preset.voices:
                offered.append((preset.instrument, preset.about))
        for instrument, about in offered:
            if own and instrument is own[0].instrument:
                menu.addSeparator()
            action = menu.addAction(_literal(instrument.name))
            action.setToolTip(about)
            action.setCheckable(True)
            action.setActionGroup(group)
            action.setChecked(instrument == current)
            if instrument == current:
                menu.setActiveAction(action)
            action.triggered.connect(lambda _checked=False, instrument=instrument: self.choose(instrument))
            if instrument is plain:
                menu.addSeparator()

        menu.addSeparator()
        edit = menu.addAction("Edit instrument…")
        edit.setToolTip(key_tips.with_key("Draw the envelopes of what the voice plays on", "edit_instrument"))
        edit.triggered.connect(self._want_edit)

    def _own_presets(self) -> tuple[Preset, ...]:
        """Return those of the person's own that suit the voice."""
        try:
            return tuple(preset for preset in own_presets() if self._voice in preset.voices)
        except InstrumentError as error:
            self.failed.emit(str(error))
            return ()

    def _want_edit(self) -> None:
        self._desk.selection.choose_voice(self._voice)
        self.edit_wanted.emit()

    def _show_instrument(self) -> None:
        name = self._desk.document.song.instruments[self._voice].name
        if name == self.accessibleDescription():
            return
        self.setAccessibleDescription(name)
        self.setAccessibleName(f"Instrument of {labels.VOICE_TITLES[self._voice]}: {name}")
        self._show_tip()
        room = _SIZE.width() - _PADDING
        self.setText(_literal(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)))

    def _show_tip(self) -> None:
        tip = f"{labels.VOICE_TITLES[self._voice]} plays {self.accessibleDescription()}; click to choose another"
        self.setToolTip(key_tips.with_key(tip, "instrument"))


def _literal(text: str) -> str:
    """Return text in which no ``&`` marks a letter."""
    return text.replace("&", "&&")
