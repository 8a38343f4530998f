"""A tune written, chosen, played and looped without a mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, P2

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TUNE = (Note(P1, 4, 4, 60), Note(P1, 8, 4, 62), Note(P1, 24, 4, 64), Note(P2, 12, 4, 50))


@pytest.fixture
def tune(window):
    window.desk.edit("Draw notes", lambda score: draw(score, TUNE))
    window.commands["snap_beat"].trigger()
    return window


def press(window, *keys, modifiers=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(window, key, modifiers)


def test_the_next_note_and_the_one_before_of_the_voice_in_focus(tune, audio):
    press(tune, Qt.Key.Key_Period, Qt.Key.Key_Period)
    assert tune.selection.notes == (TUNE[1],)
    assert audio.previews[-1][:2] == (P1, 62)
    press(tune, Qt.Key.Key_Comma)
    assert tune.selection.notes == (TUNE[0],)
    press(tune, Qt.Key.Key_Comma)
    assert "no note before" in tune.status_bar.message.text()
    press(tune, Qt.Key.Key_Period, modifiers=Qt.KeyboardModifier.AltModifier)
    assert tune.selection.notes == TUNE[:2]
    tune.selection.choose_voice(P2)
    press(tune, Qt.Key.Key_Period)
    assert tune.selection.notes == (TUNE[3],)


def test_a_tune_is_written_at_the_playhead_note_by_note(window):
    window.commands["snap_beat"].trigger()
    press(window, Qt.Key.Key_Right, Qt.Key.Key_Insert, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Insert)
    score = window.document.score
    starts = score.onset[:, P1].nonzero()[0].tolist()
    assert starts == [4, 8]
    assert int(score.pitch[8, P1]) == int(score.pitch[4, P1]) == 71
    assert window.selection.notes[0].start == 8
    press(window, Qt.Key.Key_Delete)
    assert window.document.score.onset[:, P1].nonzero()[0].tolist() == [4]


def test_a_note_drawn_while_the_song_plays_leaves_the_playhead_alone(tune, audio):
    press(tune, Qt.Key.Key_Space)
    tune.transport.poll()
    audio.hear(row=33.0)
    tune.transport.poll()
    told = len(audio.told)
    press(tune, Qt.Key.Key_Insert)
    assert tune.document.score.onset[32, P1]
    assert int(tune.document.score.pitch[32, P1]) == 64
    assert len(audio.told) == told


def test_arrows_without_notes_move_the_playhead(tune, audio):
    press(tune, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert audio.told[-1] == ("seek", 8)
    press(tune, Qt.Key.Key_Right, modifiers=CONTROL)
    assert audio.told[-1] == ("seek", 24)
    press(tune, Qt.Key.Key_Left)
    assert audio.told[-1] == ("seek", 20)
    press(tune, *[Qt.Key.Key_Left] * 2, modifiers=CONTROL)
    assert audio.told[-1] == ("seek", 0)
    tune.transport.poll()
    tune.transport.seek(255)
    tune.transport.poll()
    press(tune, Qt.Key.Key_Right)
    assert audio.told[-1] == ("seek", 255)


def test_rows_are_chosen_from_the_playhead_on(tune):
    press(tune, Qt.Key.Key_Right)
    press(tune, *[Qt.Key.Key_Right] * 3, modifiers=SHIFT)
    assert tune.selection.rows == (4, 16)
    press(tune, Qt.Key.Key_Left, modifiers=SHIFT)
    assert tune.selection.rows == (4, 12)
    press(tune, *[Qt.Key.Key_Left] * 2, modifiers=SHIFT)
    assert tune.selection.rows is None
    press(tune, Qt.Key.Key_Left, modifiers=SHIFT)
    assert tune.selection.rows == (0, 4)


def test_all_notes_and_rows_are_chosen(tune):
    press(tune, Qt.Key.Key_A, modifiers=CONTROL)
    assert set(tune.selection.notes) == set(TUNE)
    assert tune.selection.rows == (0, 256)


def played(audio):
    return [told for told in audio.told if told[0] == "play"][-1]


def test_control_space_plays_from_the_choice(tune, audio):
    tune.selection.choose_notes(TUNE[1:3])
    press(tune, Qt.Key.Key_Space, modifiers=CONTROL)
    assert played(audio) == ("play", 8)
    tune.selection.choose_rows((16, 32))
    press(tune, Qt.Key.Key_Space, modifiers=CONTROL)
    assert played(audio) == ("play", 16)


def test_control_l_loops_the_choice(tune, audio):
    press(tune, Qt.Key.Key_L, modifiers=CONTROL)
    assert "Choose rows" in tune.status_bar.message.text()
    tune.selection.choose_notes(TUNE[1:3])
    press(tune, Qt.Key.Key_L, modifiers=CONTROL)
    assert audio.told[-1] == ("loop", (8, 28))
    tune.selection.choose_rows((16, 32))
    press(tune, Qt.Key.Key_L, modifiers=CONTROL)
    assert audio.told[-1] == ("loop", (16, 32))
    assert tune.commands["loop"].isChecked()
    press(tune, Qt.Key.Key_L)
    assert audio.told[-1] == ("loop", None)


def test_home_end_and_shift_space(tune, audio):
    press(tune, Qt.Key.Key_End)
    assert audio.told[-1] == ("seek", 255)
    press(tune, Qt.Key.Key_Home)
    assert audio.told[-1] == ("seek", 0)
    press(tune, Qt.Key.Key_Space, modifiers=SHIFT)
    assert played(audio) == ("play", 0)


def test_a_song_that_became_shorter_has_the_playhead_on_its_last_row(tune, audio):
    audio.hear(row=1000.0)
    tune.transport.poll()
    assert tune.editing.cursor.row == 255
    press(tune, Qt.Key.Key_I, modifiers=CONTROL)
    assert tune.selection.rows == (240, 256)
