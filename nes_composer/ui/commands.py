"""What the menus offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command
from nes_composer.ui.edit_commands import chosen_play_commands, clipboard_commands, note_commands
from nes_composer.ui.file_commands import file_commands
from nes_composer.ui.latent_commands import latent_commands, pattern_commands
from nes_composer.ui.live_commands import live_commands
from nes_composer.ui.ports import ConsoleName
from nes_composer.ui.roll_commands import tool_commands, view_commands
from nes_composer.ui.shelf_commands import shelf_commands
from nes_composer.ui.shell_commands import help_commands, settings_commands
from nes_composer.ui.sound_commands import instrument_commands, output_commands, sound_view_commands

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


_CONSOLES: tuple[tuple[ConsoleName, str, str], ...] = (
    ("nes", "Sound like an &NES", "Filter the sound as the NES does, also in exported files"),
    ("famicom", "Sound like a &Famicom", "Filter the sound as the Famicom does, which has more bass"),
    ("raw", "Sound without fi&lters", "Hear what leaves the chip's mixer"),
)


def commands(window: MainWindow) -> list[Command]:
    """Return all commands of the window, menu by menu."""
    document, transport, time = window.document, window.transport, window.time_view

    return [
        *file_commands(window),
        Command("&Edit", "undo", "&Undo", ("Ctrl+Z",), "Take the last step back, also past a save", document.undo),
        Command("&Edit", "redo", "&Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "Do again what was taken back", document.redo),
        *clipboard_commands(window),
        Command(
            "&Edit",
            "cancel",
            "&Choose nothing",
            ("Esc",),
            "Take back the drag, or takes being drawn or on offer; else choose nothing, and then show four rolls again",
            window.cancel,
        ),
        *tool_commands(window),
        *note_commands(window),
        *settings_commands(window),
        Command("&View", "zoom_in", "Zoom &in", ("Ctrl+=", "Ctrl++"), "Show fewer rows", lambda: window.zoom(1 / 1.4)),
        Command("&View", "zoom_out", "Zoom &out", ("Ctrl+-",), "Show more rows", lambda: window.zoom(1.4)),
        Command("&View", "show_all", "&Whole song", ("Ctrl+0",), "Show all rows", time.show_all),
        Command(
            "&View",
            "fit_pitches",
            "Fit &pitches",
            ("Ctrl+9",),
            "Show the pitches that each voice uses, and follow them",
            window.editor.fit_pitches,
        ),
        *view_commands(window),
        Command(
            "&View",
            "latent",
            "&Latent space",
            ("F9",),
            "Show or hide the sliders",
            window.toggle_latent,
            separated=True,
        ),
        Command(
            "&View",
            "map",
            "Latent &map",
            ("F10",),
            "Show or hide all that the model learned from, and where the song is in it",
            window.toggle_map,
        ),
        Command(
            "&View",
            "novelty",
            "&Novelty",
            ("Ctrl+F10",),
            "Compare the song with the training songs while it changes",
            window.novelty_meter.switch.toggle,
            checkable=True,
        ),
        Command("&View", "history", "&History", ("F11",), "Show or hide what models made", window.toggle_history),
        Command(
            "&View",
            "takes",
            "&Continue panel",
            ("Shift+F9",),
            "Show or hide the settings and the takes of a continuation",
            window.toggle_takes,
        ),
        *sound_view_commands(window),
        Command("&Play", "play", "&Play or stop", ("Space",), "Play from the playhead, or stop", transport.toggle),
        Command(
            "&Play",
            "play_start",
            "Play from the &start",
            ("Shift+Space",),
            "Play from the first row",
            transport.play_from_start,
        ),
        *chosen_play_commands(window),
        Command(
            "&Play",
            "to_start",
            "Go to the s&tart",
            ("Home",),
            "Go to the first row",
            transport.to_start,
            separated=True,
        ),
        Command("&Play", "to_end", "Go to the &end", ("End",), "Go to the last row", transport.to_end),
        Command(
            "&Play",
            "loop",
            "&Loop",
            ("L",),
            "Repeat the song, or the rows Shift-dragged in the ruler",
            transport.toggle_loop,
            checkable=True,
        ),
        Command("&Play", "mute", "&Mute voice", ("M",), "Mute the voice in focus", window.toggle_mute, separated=True),
        Command("&Play", "solo", "S&olo voice", ("Shift+M",), "Hear the voice in focus alone", window.toggle_solo),
        *instrument_commands(window),
        *(
            Command(
                "&Play",
                f"console_{console}",
                text,
                (f"Ctrl+Alt+{number}",),
                tip,
                lambda console=console: transport.set_console(console),  # type: ignore[misc]
                separated=number == 1,
                checkable=True,
            )
            for number, (console, text, tip) in enumerate(_CONSOLES, 1)
        ),
        *live_commands(window),
        *output_commands(window),
        *shelf_commands(window),
        *latent_commands(window),
        Command(
            "&Model",
            "continue",
            "&Continue",
            ("Ctrl+Return", "Ctrl+Enter"),
            "Go on after the chosen rows, or after the last note; Esc cancels",
            window.continuation.run,
            separated=True,
        ),
        Command(
            "&Model",
            "fill",
            "&Fill selection",
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            "Draw the chosen rows anew, so that they lead from what is before them to what follows",
            window.continuation.fill,
        ),
        Command(
            "&Model",
            "take_next",
            "Next &take",
            ("Tab",),
            "Choose the next of the takes on offer, and hear it",
            lambda: window.continuation.takes.step(1),
            separated=True,
        ),
        Command(
            "&Model",
            "take_previous",
            "Pre&vious take",
            ("Shift+Tab",),
            "Choose the take before, and hear it",
            lambda: window.continuation.takes.step(-1),
        ),
        Command(
            "&Model",
            "hear",
            "&Hear the takes",
            ("Shift+Return", "Shift+Enter"),
            "Play from a bar before the takes",
            window.takes_panel.hear,
        ),
        Command(
            "&Model",
            "accept",
            "&Accept take",
            ("Return", "Enter"),
            "Put the chosen take into the song; Esc rejects the takes",
            window.continuation.accept,
        ),
        Command(
            "&Model",
            "put_away",
            "Put the takes awa&y",
            ("Shift+Esc",),
            "Close the list of takes; what was accepted stays in the song",
            window.continuation.put_away,
        ),
        Command(
            "&Model",
            "surprise",
            "S&urprise heat",
            ("F8",),
            "Colour each note by how much it surprises the LSTM; a click on one shows what would be likelier",
            window.surprise.toggle,
            separated=True,
            checkable=True,
        ),
        Command(
            "&Model",
            "alternatives",
            "A&lternatives for the chosen note",
            ("A",),
            "Show the likeliest notes in its place; arrows sound them, Return takes one",
            window.alternatives.ask_for_chosen,
        ),
        Command(
            "&Model",
            "load",
            "&Open checkpoint…",
            ("Ctrl+Shift+O",),
            "Use another VAE or LSTM (.safetensors)",
            window.model_menu.open,
            separated=True,
        ),
        *pattern_commands(window),
        *help_commands(window),
    ]
