"""What the Edit and the Notes menus offer about notes and rows, and the Play menu about what is chosen."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from nes_composer.ui.actions import Command
from nes_composer.ui.snap import CHOICES

if TYPE_CHECKING:
    from nes_composer.ui.main_window import MainWindow

_SNAP_TIPS = {
    "bar": "Notes keep to bars",
    "beat": "Notes keep to beats",
    "half": "Notes keep to half beats",
    "third": "Notes keep to triplets; where a third is between two rows, to the nearest row",
    "row": "Notes keep to rows only",
}


def clipboard_commands(window: MainWindow) -> list[Command]:
    """Return the commands of the Edit menu about notes and rows."""
    clipboard, operations = window.editing.clipboard, window.editing.operations
    return [
        Command(
            "&Edit",
            "cut",
            "Cu&t",
            ("Ctrl+X",),
            "Keep the chosen notes and take them out of the song",
            clipboard.cut,
            separated=True,
        ),
        Command(
            "&Edit", "copy", "&Copy", ("Ctrl+C",), "Keep the chosen notes, or those in the chosen rows", clipboard.copy
        ),
        Command(
            "&Edit",
            "paste",
            "&Paste",
            ("Ctrl+V",),
            "Write what was kept at the chosen rows, or at the playhead",
            clipboard.paste,
        ),
        Command(
            "&Edit",
            "duplicate",
            "D&uplicate",
            ("Ctrl+D",),
            "Write the chosen notes once more right after the choice",
            clipboard.duplicate,
        ),
        Command(
            "&Edit",
            "delete",
            "&Delete notes",
            ("Del",),
            "Erase the chosen notes, or those in the chosen rows",
            clipboard.delete,
        ),
        Command(
            "&Edit",
            "insert_rows",
            "&Insert rows",
            ("Ctrl+I",),
            "Put as many silent rows before the chosen ones; without a choice, a bar at the playhead",
            operations.insert_rows,
            separated=True,
        ),
        Command(
            "&Edit",
            "delete_rows",
            "Delete ro&ws",
            ("Ctrl+Del",),
            "Take the chosen rows out of the song; without a choice, the playhead's bar",
            operations.delete_rows,
        ),
        Command(
            "&Edit",
            "choose_all",
            "Choose &all",
            ("Ctrl+A",),
            "Choose all notes and rows",
            window.editing.cursor.choose_all,
            separated=True,
        ),
    ]


def note_commands(window: MainWindow) -> list[Command]:
    """Return the commands of the Notes menu, and of the Edit menu about what notes keep to."""
    return [*_snap_commands(window), *_cursor_commands(window), *_key_commands(window), *_operation_commands(window)]


def chosen_play_commands(window: MainWindow) -> list[Command]:
    """Return the commands of the Play menu about what is chosen."""
    cursor = window.editing.cursor
    return [
        Command(
            "&Play",
            "play_chosen",
            "Play from the c&hoice",
            ("Ctrl+Space",),
            "Play from the first chosen row or note",
            cursor.play_chosen,
        ),
        Command(
            "&Play",
            "loop_chosen",
            "Loop the &choice",
            ("Ctrl+L",),
            "Repeat the chosen rows, or from the first chosen note to the end of the last",
            cursor.loop_chosen,
        ),
    ]


def _cursor_commands(window: MainWindow) -> list[Command]:
    cursor = window.editing.cursor
    return [
        Command(
            "&Notes", "note_next", "&Next", (".",), "Choose the next note of the voice in focus", lambda: cursor.step(1)
        ),
        Command(
            "&Notes",
            "note_previous",
            "&Previous",
            (",",),
            "Choose the note before, of that voice",
            lambda: cursor.step(-1),
        ),
        Command(
            "&Notes",
            "note_add_next",
            "Add n&ext",
            ("Alt+.",),
            "Choose the next note, too",
            lambda: cursor.step(1, add=True),
        ),
        Command(
            "&Notes",
            "note_add_previous",
            "Add pre&vious",
            ("Alt+,",),
            "Choose the note before, too",
            lambda: cursor.step(-1, add=True),
        ),
        Command(
            "&Notes",
            "note_insert",
            "&Draw at the playhead",
            ("Ins",),
            "Draw a note of the voice in focus at the playhead, and go to its end",
            cursor.insert,
        ),
    ]


def _key_commands(window: MainWindow) -> list[Command]:
    editing, notes = window.editing, window.editing.notes
    return [
        Command("&Notes", "note_up", "&Up", ("Up",), "A semitone up", lambda: notes.transpose(1), separated=True),
        Command("&Notes", "note_down", "D&own", ("Down",), "A semitone down", lambda: notes.transpose(-1)),
        Command(
            "&Notes",
            "note_octave_up",
            "Octave u&p",
            ("Shift+Up", "Ctrl+Up"),
            "An octave up",
            lambda: notes.transpose(12),
        ),
        Command(
            "&Notes",
            "note_octave_down",
            "Octave do&wn",
            ("Shift+Down", "Ctrl+Down"),
            "An octave down",
            lambda: notes.transpose(-12),
        ),
        Command(
            "&Notes",
            "note_left",
            "&Left",
            ("Left",),
            "A step of the grid to the left; without chosen notes, the playhead",
            lambda: editing.sideways(-1),
        ),
        Command(
            "&Notes",
            "note_right",
            "&Right",
            ("Right",),
            "A step of the grid to the right; without chosen notes, the playhead",
            lambda: editing.sideways(1),
        ),
        Command(
            "&Notes",
            "bar_left",
            "&Bar left",
            ("Ctrl+Left",),
            "A bar to the left; without chosen notes, the playhead",
            lambda: editing.sideways_bars(-1),
        ),
        Command(
            "&Notes",
            "bar_right",
            "B&ar right",
            ("Ctrl+Right",),
            "A bar to the right; without chosen notes, the playhead",
            lambda: editing.sideways_bars(1),
        ),
        Command(
            "&Notes",
            "longer",
            "Lon&ger",
            ("Shift+Right",),
            "Longer by a step of the grid; without chosen notes, choose rows from the playhead on",
            lambda: editing.lengthen(1),
        ),
        Command(
            "&Notes",
            "shorter",
            "&Shorter",
            ("Shift+Left",),
            "Shorter by a step of the grid; without chosen notes, choose fewer rows",
            lambda: editing.lengthen(-1),
        ),
        Command("&Notes", "louder", "Lo&uder", ("+", "="), "A step of velocity more", lambda: notes.louder(1)),
        Command("&Notes", "softer", "So&fter", ("-",), "A step of velocity less", lambda: notes.louder(-1)),
        Command(
            "&Notes", "next_timbre", "Next &timbre", ("T",), "The next duty cycle or noise mode", notes.next_timbre
        ),
    ]


def _operation_commands(window: MainWindow) -> list[Command]:
    editing, operations = window.editing, window.editing.operations
    return [
        Command(
            "&Notes",
            "transpose",
            "&Transpose…",
            ("Ctrl+T",),
            "Shift pitches by semitones or by steps of a key, with a preview",
            editing.transpose,
            separated=True,
        ),
        Command(
            "&Notes",
            "quantise",
            "&Quantise",
            ("Q",),
            "Move the chosen notes to the nearest lines of the grid",
            operations.quantise,
        ),
        Command(
            "&Notes",
            "quantise_by",
            "Quantise b&y…",
            ("Ctrl+Alt+Q",),
            "Move notes to lines of any grid, also in part, with a preview",
            editing.quantise,
        ),
        Command(
            "&Notes",
            "humanise",
            "&Humanise…",
            ("Ctrl+H",),
            "Vary velocities by chance, with a preview",
            editing.humanise,
        ),
        Command(
            "&Notes",
            "arpeggiate",
            "&Arpeggiate…",
            ("Ctrl+Alt+A",),
            "Break held notes into the tones of a chord, with a preview",
            editing.arpeggiate,
        ),
        Command("&Notes", "legato", "&Join", ("J",), "Let each note last up to the next one", operations.legato),
        Command("&Notes", "reverse", "&Reverse", ("R",), "Let the last note come first", operations.reverse),
        Command(
            "&Notes", "invert", "&Invert", ("V",), "Turn each voice upside down around its middle", operations.invert
        ),
        Command(
            "&Notes",
            "invert_around",
            "Invert ar&ound…",
            ("Shift+V",),
            "Turn upside down around a pitch, with a preview",
            editing.invert,
        ),
        Command(
            "&Notes",
            "halve",
            "Halve ti&me",
            ("H",),
            "Twice as fast: half of each length and distance",
            lambda: operations.stretch(Fraction(1, 2)),
        ),
        Command(
            "&Notes",
            "double",
            "Dou&ble time",
            ("D",),
            "Half as fast: twice each length and distance",
            lambda: operations.stretch(Fraction(2)),
        ),
    ]


def _snap_commands(window: MainWindow) -> list[Command]:
    snap = window.editing.snap
    choices = [
        Command(
            "&Edit",
            f"snap_{choice.name}",
            f"Snap to {choice.text}",
            (f"Alt+{number}",),
            _SNAP_TIPS[choice.name],
            lambda choice=choice: snap.choose(choice),  # type: ignore[misc]
            separated=number == 1,
            checkable=True,
        )
        for number, choice in enumerate(CHOICES, 1)
    ]
    return [
        *choices,
        Command("&Edit", "snap_finer", "&Finer snap", ("G",), "Notes keep to finer lines", lambda: snap.step(1)),
        Command(
            "&Edit",
            "snap_coarser",
            "&Coarser snap",
            ("Shift+G",),
            "Notes keep to coarser lines",
            lambda: snap.step(-1),
        ),
    ]
