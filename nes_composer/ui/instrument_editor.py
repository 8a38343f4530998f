"""The instrument of the voice in focus: its envelopes to draw on, its name, its vibrato, and how it sounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nes_composer.driver import own_presets
from nes_composer.score.instrument import Envelope, Instrument, InstrumentError, Vibrato
from nes_composer.score.score import NO, VOICES
from nes_composer.ui import key_tips, theme
from nes_composer.ui.desk import Desk
from nes_composer.ui.document import StepKey
from nes_composer.ui.envelope_kinds import Kind, kinds
from nes_composer.ui.envelope_lane import EnvelopeLane
from nes_composer.ui.instrument_sound import Sounded, usual_note
from nes_composer.ui.instrument_vibrato import VibratoForm
from nes_composer.ui.ports import Audio
from nes_composer.ui.scope import Scope
from nes_composer.ui.scopes import Scopes
from nes_composer.ui.transport import Transport

_FORM_WIDTH = 172
_SCOPE_HEIGHT = 64
_LONGEST_NAME = 60


class InstrumentEditor(QWidget):
    """Changes the instrument of the voice in focus; each drag is one undo step, heard from the next tick on.

    Signals
    -------
    failed
        With a sentence for the person.
    voice_changed
        Another voice is shown.

    Attributes
    ----------
    lanes : tuple of EnvelopeLane
        Volume, duty, arpeggio, pitch.
    name : QLineEdit
    vibrato : VibratoForm
    hear : QPushButton
        Sounds the instrument as long as it is held.
    scopes : QStackedWidget
        The oscilloscopes, that of the voice in focus in front.
    keep_menu : QMenu
        Keeps the instrument among the person's own presets, and forgets it.
    """

    failed = Signal(str)
    voice_changed = Signal()

    def __init__(self, desk: Desk, transport: Transport, audio: Audio, scopes: Scopes) -> None:
        super().__init__()
        self._desk, self._transport, self._audio = desk, transport, audio
        self._key: object = None
        self._vibrato_step = StepKey()
        self._held: Sounded | None = None
        self.lanes = (EnvelopeLane(), EnvelopeLane(), EnvelopeLane(), EnvelopeLane())
        for lane in self.lanes:
            lane.edited.connect(lambda text, envelope, lane=lane: self._edit(lane, text, envelope))
            lane.finished.connect(self._finish)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 4, theme.MARGIN, 6)
        row.setSpacing(theme.MARGIN)
        row.addWidget(self._form(scopes))
        for lane in self.lanes:
            row.addWidget(lane, 1)
        desk.selection.voice_changed.connect(self._show_voice)
        desk.document.song_changed.connect(self._show)
        desk.document.travelled.connect(self._give_up_drag)
        self._show_voice()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Leave the rolls their room."""
        return QSize(900, 190)

    @property
    def voice(self) -> int:
        """The voice in focus."""
        return self._desk.selection.voice

    @property
    def instrument(self) -> Instrument:
        """What it plays on."""
        return self._desk.document.song.instruments[self.voice]

    def sound(self) -> None:
        """Let the instrument be heard for a moment."""
        self._desk.sound(*usual_note(self._desk, self.voice))

    def _form(self, scopes: Scopes) -> QWidget:
        """Return what stands beside the envelopes."""
        form = QWidget()
        form.setFixedWidth(_FORM_WIDTH)
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.name.setToolTip("The instrument's name; Enter takes it over")
        self.name.setAccessibleName("Name of the instrument")
        self.name.editingFinished.connect(self._rename)
        self.name.returnPressed.connect(self.name.clearFocus)
        self.vibrato = VibratoForm()
        self.vibrato.edited.connect(self._edit_vibrato)
        self.hear = _button("Hear", "Hold to hear the instrument")
        key_tips.follow_tip(self.hear, "Hold to hear the instrument; a key sounds it for a moment", "hear_instrument")
        self.hear.pressed.connect(self._press)
        self.hear.released.connect(self._let_go)
        keep = _button("Keep", "Keep the instrument for other songs, or forget one that was kept")
        self.keep_menu = QMenu(keep)
        self.keep_menu.aboutToShow.connect(self._fill_keep_menu)
        keep.setMenu(self.keep_menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self.hear, 1)
        buttons.addWidget(keep, 1)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.name)
        column.addWidget(self.vibrato)
        column.addLayout(buttons)
        # In a low window the strips have no room for theirs, and here one looks for what has become of a drawing.
        self.scopes = QStackedWidget()
        for voice in range(len(VOICES)):
            self.scopes.addWidget(Scope(voice, scopes))
        self.scopes.setMaximumHeight(_SCOPE_HEIGHT)
        column.addWidget(self.scopes, 1)
        column.addStretch()
        return form

    # What is edited

    def _change(self, text: str, edit: Callable[[Instrument], Instrument], key: object = None) -> None:
        """Apply an edit of the instrument as one undo step."""
        voice = self.voice
        self._desk.document.change(text, lambda song: song.with_instrument(voice, edit(song.instruments[voice])), key)

    def _edit(self, lane: EnvelopeLane, text: str, envelope: Envelope | None) -> None:
        kind = self._kind(lane)
        if self._key is None:
            self._key = object()
        self._change(f"{text} {kind.title.lower()} envelope", lambda i: kind.put(i, envelope), self._key)

    def _finish(self) -> None:
        """End the undo step, and let the instrument be heard unless the song is."""
        self._key = None
        if not self._transport.playing:
            self.sound()

    def _edit_vibrato(self, vibrato: Vibrato | None) -> None:
        self._change("Set vibrato", lambda i: replace(i, vibrato=vibrato), self._vibrato_step.get())

    def _rename(self) -> None:
        name = self.name.text().strip()
        if name and name != self.instrument.name:
            self._change("Name instrument", lambda i: replace(i, name=name))
        self._show()

    def _give_up_drag(self) -> None:
        """Another song has come in place of the one that is being drawn on."""
        self._key = None
        for lane in self.lanes:
            lane.cancel()

    # What is heard and kept

    def _press(self) -> None:
        self._held = usual_note(self._desk, self.voice)
        self._audio.press(*self._held)

    def _let_go(self) -> None:
        if self._held is not None:
            self._audio.let_go(self._held.voice, self._held.pitch)
            self._held = None

    def _fill_keep_menu(self) -> None:
        self.keep_menu.clear()
        self.keep_menu.addAction(f"Keep “{_literal(self.instrument.name)}”").triggered.connect(self._keep)
        try:
            own = own_presets.own_presets()
        except InstrumentError as error:
            self.failed.emit(str(error))
            return
        if own:
            self.keep_menu.addSeparator()
        for preset in own:
            name = preset.instrument.name
            action = self.keep_menu.addAction(f"Forget “{_literal(name)}”")
            action.triggered.connect(lambda _checked=False, name=name: self._forget(name))

    def _keep(self) -> None:
        self._try(lambda: own_presets.keep(self.instrument, self.voice))

    def _forget(self, name: str) -> None:
        self._try(lambda: own_presets.forget(name))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except InstrumentError as error:
            self.failed.emit(str(error))

    # What is shown

    def _kind(self, lane: EnvelopeLane) -> Kind:
        return kinds(self.voice)[self.lanes.index(lane)]

    def _show_voice(self) -> None:
        """Show another voice's instrument; what was held of the one before ends."""
        self._give_up_drag()
        self._let_go()
        self.vibrato.setEnabled(self.voice != NO)
        self.scopes.setCurrentIndex(self.voice)
        self._show()
        self.voice_changed.emit()

    def _show(self) -> None:
        instrument = self.instrument
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(instrument.name)
        self.vibrato.show_vibrato(instrument.vibrato)
        for lane, kind in zip(self.lanes, kinds(self.voice), strict=True):
            swing = instrument.vibrato if kind.name == "pitch" else None
            lane.show_envelope(kind, kind.of(instrument), self.voice, swing)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


def _literal(text: str) -> str:
    """Return text in which no ``&`` marks a letter."""
    return text.replace("&", "&&")
