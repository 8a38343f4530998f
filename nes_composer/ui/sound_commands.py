"""What the View and the Play menu offer about the sound of a voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def sound_view_commands(window: MainWindow) -> list[Command]:
    """Return the commands that show the sound."""
    views = window.sound_views
    return [
        Command(
            "&View",
            "scopes",
            "&Oscilloscopes",
            ("Shift+F12",),
            "Show or hide what each voice does, in its strip",
            views.toggle_scopes,
            separated=True,
            checkable=True,
        ),
        Command(
            "&View",
            "spectrum",
            "Spectru&m",
            ("F12",),
            "Show or hide loudness over frequency of what is heard",
            views.toggle_spectrum,
        ),
    ]


def output_commands(window: MainWindow) -> list[Command]:
    """Return the command about where the sound goes."""
    return [
        Command(
            "&Play",
            "sound_output",
            "Soun&d…",
            ("Ctrl+Alt+S",),
            "Choose device, rate and latency of the sound, and see how it fares",
            window.sound_views.show_output,
            separated=True,
        ),
    ]


def instrument_commands(window: MainWindow) -> list[Command]:
    """Return the commands about the instrument of the voice in focus."""
    views = window.sound_views
    return [
        Command(
            "&Play",
            "instrument",
            "&Instrument…",
            ("I",),
            "Choose what the voice in focus plays on",
            window.choose_instrument,
        ),
        Command(
            "&Play",
            "edit_instrument",
            "&Edit instrument…",
            ("Shift+I",),
            "Draw the envelopes of what the voice in focus plays on",
            views.edit_instrument,
        ),
        Command(
            "&Play",
            "hear_instrument",
            "&Hear instrument",
            ("Ctrl+Shift+I",),
            "Sound a note on the voice in focus",
            views.instrument.sound,
        ),
    ]
