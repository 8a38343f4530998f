"""What the File menu offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def file_commands(window: MainWindow) -> list[Command]:
    """Return the commands about files."""
    files = window.files
    return [
        Command("&File", "new", "&New", ("Ctrl+N",), "Begin an empty song", files.new),
        Command(
            "&File",
            "open",
            "&Open…",
            ("Ctrl+O",),
            "Open a project, a MIDI file, a register log or an NES-MDB song; or drop it on the window",
            files.open,
        ),
        *window.demo_songs.commands(),
        Command(
            "&File",
            "open_kept",
            "Open a &kept version…",
            ("Ctrl+Alt+O",),
            "Open a version that was not taken when a song was recovered after a crash",
            files.open_kept,
        ),
        Command("&File", "save", "&Save", ("Ctrl+S",), "Save the project", files.save, separated=True),
        Command("&File", "save_as", "Save &as…", ("Ctrl+Shift+S",), "Save the project to another file", files.save_as),
        Command(
            "&File",
            "properties",
            "Song &properties…",
            ("Alt+Return",),
            "Edit what the song is called, who wrote it and where it is from",
            files.properties,
        ),
        Command(
            "&File",
            "export",
            "&Export…",
            ("Ctrl+Shift+E",),
            "Write the song as sound, register log, MIDI or for a tracker",
            files.export,
            separated=True,
        ),
        Command(
            "&File",
            "export_stems",
            "Export s&tems…",
            ("Ctrl+Shift+T",),
            "Write the sound of each voice to a file of its own",
            files.export_stems,
        ),
        Command(
            "&File",
            "quit",
            "&Quit",
            ("Ctrl+Q",),
            "Leave; unsaved changes are asked about",
            window.close,
            separated=True,
        ),
    ]
