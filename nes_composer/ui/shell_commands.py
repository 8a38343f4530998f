"""What the menus offer about the window itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def settings_commands(window: MainWindow) -> list[Command]:
    """Return what is at the end of the menu Edit."""
    tip = "Choose the theme, the size of everything, and the keys"
    return [
        Command("&Edit", "settings", "Settin&gs…", ("Ctrl+,",), tip, window.shell.show_settings, separated=True),
    ]


def help_commands(window: MainWindow) -> list[Command]:
    """Return the menu Help."""
    shell = window.shell
    return [
        Command(
            "&Help", "palette", "&Find a command…", ("Ctrl+P",), "Run any command by a few letters", shell.open_palette
        ),
        Command(
            "&Help",
            "keys",
            "&Keys and gestures",
            ("Shift+F1", "?"),
            "Show all keys and what the mouse does",
            shell.show_keys,
        ),
        Command(
            "&Help",
            "first_steps",
            "Show the &first steps again",
            ("Ctrl+Shift+F2",),
            "Show what to try first: drag a slider, draw a note, let the song go on",
            lambda: shell.show_first_steps(window),
        ),
        Command(
            "&Help",
            "report",
            "&Report a problem…",
            ("Ctrl+Shift+F1",),
            "Collect versions, devices, settings and the log into one text to copy; never music",
            lambda: shell.show_report(window),
        ),
        Command("&Help", "about", "&About nes_composer", ("Ctrl+F1",), "What this program is", shell.show_about),
    ]
