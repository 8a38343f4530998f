"""All that keys and menus do with notes and rows, put together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nes_composer.ui.choice import chosen_notes
from nes_composer.ui.clipboard import Clipboard
from nes_composer.ui.desk import Desk
from nes_composer.ui.edit_operations import Operations
from nes_composer.ui.keys_arrows import ArrowKeys
from nes_composer.ui.keys_cursor import CursorKeys
from nes_composer.ui.keys_editing import NoteKeys
from nes_composer.ui.snap import Snap, SnapButton
from nes_composer.ui.transform import Transform
from nes_composer.ui.transform_dialog import TransformDialog
from nes_composer.ui.transform_dialogs import (
    ArpeggiateDialog,
    HumaniseDialog,
    InvertDialog,
    QuantiseDialog,
    TransposeDialog,
)
from nes_composer.ui.transport import Transport


class Editing(QObject):
    """The parts, and which of them a key is for.

    Signals
    -------
    told, failed
        What was done or is missing, and what is wrong, in a sentence.

    Attributes
    ----------
    notes : NoteKeys
    cursor : CursorKeys
    operations : Operations
    clipboard : Clipboard
    snap : Snap
    transform : Transform
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, desk: Desk, transport: Transport, settings: QSettings, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, parent
        self.notes = NoteKeys(desk, self)
        self.cursor = CursorKeys(desk, transport, self)
        self.operations = Operations(desk, self.cursor, self)
        self.clipboard = Clipboard(desk, lambda: self.cursor.row, self)
        self.snap = Snap(desk, settings, self)
        self.transform = Transform(desk, transport, self)
        ArrowKeys(self)
        for part in (self.notes, self.cursor, self.operations, self.clipboard):
            part.told.connect(self.told)
        for failing in (self.operations, self.clipboard):
            failing.failed.connect(self.failed)

    def sideways(self, steps: int) -> None:
        """Move the notes by steps of the grid; without any, the playhead."""
        self._notes_or(self.notes.move, self.cursor.go)(steps)

    def sideways_bars(self, bars: int) -> None:
        """Move the notes by bars; without any, the playhead."""
        self._notes_or(self.notes.move_bars, self.cursor.go_bars)(bars)

    def lengthen(self, steps: int) -> None:
        """Make the chosen notes longer; without any, choose rows from the playhead on."""
        (self.notes.lengthen if self._desk.selection.notes else self.cursor.choose_rows)(steps)

    def transpose(self) -> None:
        """Ask how far to transpose."""
        self._open(lambda: TransposeDialog(self._desk, self.transform, self._window))

    def invert(self) -> None:
        """Ask around what to invert."""
        self._open(lambda: InvertDialog(self._desk, self.transform, self._window))

    def humanise(self) -> None:
        """Ask how much to humanise."""
        self._open(lambda: HumaniseDialog(self._desk, self.transform, self._window))

    def quantise(self) -> None:
        """Ask what to quantise to."""
        self._open(lambda: QuantiseDialog(self._desk, self.transform, self.snap, self._window))

    def arpeggiate(self) -> None:
        """Ask for a chord."""
        self._open(lambda: ArpeggiateDialog(self._desk, self.transform, self._window))

    def snap_button(self, actions: dict[str, QAction]) -> SnapButton:
        """Return the button that shows what notes keep to."""
        return SnapButton(self.snap, actions)

    def _notes_or(self, notes: Callable[[int], None], without: Callable[[int], None]) -> Callable[[int], None]:
        return notes if chosen_notes(self._desk) else without

    def _open(self, make: Callable[[], TransformDialog]) -> None:
        if chosen_notes(self._desk):
            make().open()
        else:
            self.told.emit("Choose notes or rows first")
