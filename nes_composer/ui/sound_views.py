"""What shows the sound and edits it beside the rolls: instrument editor, spectrum, oscilloscopes, in their docks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from nes_composer.ui import docks, labels
from nes_composer.ui.desk import Desk
from nes_composer.ui.editor import Editor
from nes_composer.ui.instrument_editor import InstrumentEditor
from nes_composer.ui.ports import Audio
from nes_composer.ui.sound_output import DeviceList, SoundOutput
from nes_composer.ui.spectrum import Spectrum
from nes_composer.ui.transport import Transport

_SCOPES = "scopes"

AddDock = Callable[[str, str, QWidget, Qt.DockWidgetArea], QDockWidget]
"""Put a widget with a title and a name into a dock."""


class SoundViews(QObject):
    """Shows and hides them.

    Attributes
    ----------
    instrument : InstrumentEditor
    spectrum : Spectrum
    output : SoundOutput
    devices : DeviceList
    instrument_dock, spectrum_dock : QDockWidget
        There once they are placed.
    """

    def __init__(self, desk: Desk, transport: Transport, audio: Audio, editor: Editor, settings: QSettings) -> None:
        super().__init__(editor)
        self._settings, self._editor = settings, editor
        self.instrument = InstrumentEditor(desk, transport, audio, editor.scopes)
        self.spectrum = Spectrum(transport)
        self.output = SoundOutput(audio, transport, settings, self)
        self.devices = DeviceList(self)
        self._transport = transport
        self.instrument_dock: QDockWidget
        self.spectrum_dock: QDockWidget

    def place(self, window: QMainWindow, add_dock: AddDock, beside: QDockWidget) -> None:
        """Put the editor and the spectrum into docks of the window that share the place of another, hidden at first."""
        area = Qt.DockWidgetArea.BottomDockWidgetArea
        self.instrument_dock = add_dock("Instrument", "instrument_dock", self.instrument, area)
        self.spectrum_dock = add_dock("Spectrum", "spectrum_dock", self.spectrum, area)
        for dock in (self.instrument_dock, self.spectrum_dock):
            window.tabifyDockWidget(beside, dock)
            dock.hide()
        self.instrument.voice_changed.connect(self._show_title)
        self._show_title()

    def connect_to(self, fail: Callable[[str], object], edit: Callable[[], object]) -> None:
        """Say what has failed by `fail`, and let the menus of the strips `edit` an instrument."""
        self.instrument.failed.connect(fail)
        for strip in self._editor.strips:
            strip.preset.failed.connect(fail)
            strip.preset.edit_wanted.connect(edit)
        if self._settings.value(_SCOPES, True, bool) is False:
            self._editor.scopes.set_shown(False)

    def edit_instrument(self) -> None:
        """Show or hide the instrument of the voice in focus, in front of what shares its place."""
        docks.toggle(self.instrument_dock)

    def open_instrument(self) -> None:
        """Show the instrument of the voice in focus."""
        self.instrument_dock.show()
        self.instrument_dock.raise_()

    def toggle_spectrum(self) -> None:
        """Show or hide the spectrum, in front of what shares its place."""
        docks.toggle(self.spectrum_dock)

    def show_output(self) -> None:
        """Let the person say where the sound goes."""
        from nes_composer.ui.sound_dialog import SoundDialog

        SoundDialog(self.output, self.devices, self._transport, self._editor.window()).show()

    @property
    def scopes_shown(self) -> bool:
        """Whether the oscilloscopes are to be seen."""
        return self._editor.scopes.shown

    def toggle_scopes(self) -> None:
        """Show or hide the oscilloscopes, also the next time."""
        scopes = self._editor.scopes
        scopes.set_shown(not scopes.shown)
        self._settings.setValue(_SCOPES, scopes.shown)

    def _show_title(self) -> None:
        self.instrument_dock.setWindowTitle(f"Instrument of {labels.VOICE_TITLES[self.instrument.voice]}")
