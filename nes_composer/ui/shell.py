"""What stands around the editor: its looks, its keys, and the windows that tell of them, loaded when opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow

from nes_composer.ui.actions import Command, make_actions
from nes_composer.ui.appearance import Appearance
from nes_composer.ui.first_steps import FirstSteps
from nes_composer.ui.key_bindings import KeyBindings
from nes_composer.ui.palette import Palette

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


class Shell(QObject):
    """Belongs to a window; first of all it gives it its look, then its menus.

    Attributes
    ----------
    appearance : Appearance
    bindings : KeyBindings
    palette : Palette
    first_steps : FirstSteps or None
        None until they are shown.
    """

    def __init__(self, settings: QSettings, window: QMainWindow) -> None:
        super().__init__(window)
        self._settings, self._window = settings, window
        self.appearance = Appearance(settings, self)
        self.first_steps: FirstSteps | None = None

    def make_actions(self, table: Sequence[Command]) -> dict[str, QAction]:
        """Fill the menus with commands; return each one's action by its name."""
        self._table = table
        self.bindings = KeyBindings({command.name: command.keys for command in table}, self._settings, self)
        actions = make_actions(table, self._window.menuBar(), self._window, self.bindings)
        self.palette = Palette(table, actions, self._settings, self._window)
        return actions

    def open_palette(self) -> None:
        """Let the person find a command; close the palette if it is open."""
        self.palette.open()

    def show_keys(self) -> None:
        """Show the sheet of keys."""
        from nes_composer.ui import gestures, help

        help.KeySheet(self._table, self.bindings, gestures.SHEET, self._window).show()

    def show_first_steps(self, window: MainWindow) -> None:
        """Show what to try first."""
        if self.first_steps is None:
            self.first_steps = FirstSteps(window, self._settings)
        self.first_steps.begin()

    def skip_first_steps(self) -> bool:
        """Show them no longer; return whether they were shown."""
        return self.first_steps is not None and self.first_steps.skip()

    def show_settings(self) -> None:
        """Show the settings."""
        from nes_composer.ui.settings_dialog import SettingsDialog
        from nes_composer.ui.settings_keys import SettingsKeys

        SettingsDialog(self.appearance, SettingsKeys(self._table, self.bindings), self._window).show()

    def show_about(self) -> None:
        """Say what this program is."""
        from nes_composer.ui import help

        help.show_about(self._window)

    def show_report(self, window: MainWindow) -> None:
        """Show what goes with a report of a problem with the window."""
        from nes_composer.ui import report

        report.show(window, self._settings)
