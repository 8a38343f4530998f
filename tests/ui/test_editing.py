"""All commands of the Notes and the Edit menus, one after the other in any order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR

COMMANDS = (
    *("cut", "copy", "paste", "duplicate", "delete", "insert_rows", "delete_rows", "choose_all", "cancel"),
    *("note_next", "note_previous", "note_add_next", "note_add_previous", "note_insert"),
    *("note_up", "note_down", "note_octave_up", "note_octave_down", "note_left", "note_right"),
    *("bar_left", "bar_right", "longer", "shorter", "louder", "softer", "next_timbre"),
    *("quantise", "legato", "reverse", "invert", "halve", "double"),
    *("snap_bar", "snap_beat", "snap_half", "snap_third", "snap_row", "to_start", "to_end"),
)
START = [Note(P1, 0, 4, 60), Note(P1, 4, 8, 64), Note(P2, 6, 3, 55), Note(TR, 0, 16, 40, 15), Note(NO, 30, 1, 9)]
MOST_ROWS = 4000


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(names=st.lists(st.sampled_from(COMMANDS), max_size=40), voice=st.integers(0, 3))
def test_undo_gives_back_the_start_and_redo_the_end(window, names, voice):
    document = window.document
    document.open(type(document.song)(draw(document.score, START)))
    window.selection.choose_voice(voice)
    QGuiApplication.clipboard().clear()
    window.commands["choose_all"].trigger()
    first = document.song
    for name in names:
        if len(document.score) < MOST_ROWS or name not in ("double", "duplicate", "insert_rows", "paste"):
            window.commands[name].trigger()
            window.transport.poll()
        selection = window.selection
        assert selection.rows is None or 0 <= selection.rows[0] < selection.rows[1] <= len(document.score)
        assert all(document.score.pitch[note.start, note.voice] == note.pitch for note in selection.notes)
    last = document.song
    while document.undo_text:
        document.undo()
    assert (document.score, document.song.patterns) == (first.score, first.patterns)
    while document.redo_text:
        document.redo()
    assert (document.score, document.song.patterns) == (last.score, last.patterns)


def test_arrows_move_notes_if_there_are_any_and_the_playhead_if_not(window, audio):
    note = Note(P1, 8, 4, 60)
    window.desk.edit("Draw note", lambda score: draw(score, [note]))
    window.editing.sideways(1)
    assert audio.told[-1] == ("seek", 1)
    window.selection.choose_notes((note,))
    window.editing.sideways(1)
    window.editing.sideways_bars(1)
    assert window.selection.notes[0].start == 25
    assert audio.told[-1] == ("seek", 1)


@pytest.mark.parametrize("chosen", [True, False])
def test_longer_is_for_notes_and_for_rows_without_them(window, chosen):
    note = Note(P1, 8, 4, 60)
    window.desk.edit("Draw note", lambda score: draw(score, [note]))
    if chosen:
        window.selection.choose_notes((note,))
    window.editing.lengthen(1)
    assert window.selection.rows == (None if chosen else (0, 1))
    assert [note.length for note in window.selection.notes] == ([5] if chosen else [])
