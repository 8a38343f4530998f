"""What the Play menu offers to those who play along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow


def live_commands(window: MainWindow) -> list[Command]:
    """Return the commands of recording, metronome and tracker piano."""
    live = window.live
    piano, steps, recording, metronome = live.piano, live.steps, live.recording, live.metronome
    return [
        Command(
            "&Play",
            "record",
            "&Record",
            ("Ctrl+Shift+Space",),
            "Write what is played on the piano or a MIDI keyboard while the song plays; again to end it",
            recording.toggle,
            separated=True,
            checkable=True,
        ),
        Command(
            "&Play",
            "quantise_recording",
            "Record on the &grid",
            ("Ctrl+Alt+G",),
            "Move recorded notes to the lines that drawn notes keep to",
            recording.toggle_quantise,
            checkable=True,
        ),
        Command(
            "&Play",
            "metronome",
            "M&etronome",
            ("Ctrl+Shift+M",),
            "Click on each beat while the song plays, higher on each bar; exports have no clicks",
            metronome.toggle,
            checkable=True,
        ),
        Command(
            "&Play",
            "count_in",
            "&Count-in",
            ("Ctrl+Alt+I",),
            "Count a bar before a recording starts",
            metronome.toggle_count_in,
            checkable=True,
        ),
        Command(
            "&Play",
            "step_record",
            "Ste&p recording",
            ("Ctrl+Alt+Space",),
            "Write each note at the playhead as it is played, and go on by a step of the grid",
            steps.toggle,
            separated=True,
            checkable=True,
        ),
        Command(
            "&Play",
            "step_put",
            "Put played &notes",
            ("Ctrl+Ins",),
            "Write the notes that are held, or the last ones, at the playhead and go on a step; so does Return",
            steps.put,
        ),
        Command(
            "&Play",
            "step_back",
            "Step &back",
            ("Backspace",),
            "Go back a step and erase what starts there in the voice in focus",
            steps.back,
        ),
        Command(
            "&Play",
            "tracker_piano",
            "Tracker &piano",
            ("Shift+Q",),
            "Play with the computer's keyboard: ZSXDC… and Q2W3E…; letters are no commands meanwhile",
            piano.toggle,
            separated=True,
            checkable=True,
        ),
        Command(
            "&Play",
            "octave_up",
            "Octave &up",
            ("PgUp",),
            "Move the tracker piano an octave up",
            lambda: piano.set_octave(piano.octave + 1),
        ),
        Command(
            "&Play",
            "octave_down",
            "Octave &down",
            ("PgDown",),
            "Move the tracker piano an octave down",
            lambda: piano.set_octave(piano.octave - 1),
        ),
    ]
