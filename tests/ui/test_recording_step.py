import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import P1, P2

Key = Qt.Key


@pytest.fixture
def piano(window, qtbot):
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    return window


def written(window, voice=P1):
    return [tuple(note)[:3] for note in note_table(window.document.score, voice).tolist()]


def test_return_writes_the_held_note_at_the_playhead_and_goes_on(piano, audio):
    piano.commands["snap_beat"].trigger()
    piano.desk.pens[P1].length = 3
    audio.hear(row=8.0)
    piano.transport.poll()
    QTest.keyPress(piano, Key.Key_Z)
    QTest.keyClick(piano, Key.Key_Return)
    QTest.keyRelease(piano, Key.Key_Z)
    assert written(piano) == [(8, 3, 60)]
    assert ("seek", 12) in audio.told


def test_return_again_writes_the_last_note_again(piano):
    piano.commands["snap_beat"].trigger()
    QTest.keyClick(piano, Key.Key_X)
    for _ in range(3):
        QTest.keyClick(piano, Key.Key_Return)
    assert written(piano) == [(0, 4, 62), (4, 4, 62), (8, 4, 62)]


def test_each_note_is_an_undo_step(piano):
    piano.commands["snap_beat"].trigger()
    for key in (Key.Key_Z, Key.Key_X):
        QTest.keyClick(piano, key)
        QTest.keyClick(piano, Key.Key_Return)
    assert piano.document.undo_text == "Record D4"
    piano.document.undo()
    assert written(piano) == [(0, 4, 60)]
    piano.document.undo()
    assert written(piano) == []


def test_backspace_goes_back_and_erases(piano, audio):
    piano.commands["snap_beat"].trigger()
    for key in (Key.Key_Z, Key.Key_X):
        QTest.keyClick(piano, key)
        QTest.keyClick(piano, Key.Key_Return)
    QTest.keyClick(piano, Key.Key_Backspace)
    assert written(piano) == [(0, 4, 60)]
    assert audio.told[-1] == ("seek", 4)
    assert piano.document.undo_text == "Erase step"
    QTest.keyClick(piano, Key.Key_C)
    QTest.keyClick(piano, Key.Key_Return)
    assert written(piano) == [(0, 4, 60), (4, 4, 64)]
    for _ in range(4):
        QTest.keyClick(piano, Key.Key_Backspace)
    assert written(piano) == []
    assert audio.told[-1] == ("seek", 0)


def test_backspace_leaves_other_voices_alone(piano):
    piano.desk.edit("", lambda score: draw(score, [Note(P2, 0, 4, 60)]))
    piano.commands["snap_beat"].trigger()
    QTest.keyClick(piano, Key.Key_Z)
    QTest.keyClick(piano, Key.Key_Return)
    QTest.keyClick(piano, Key.Key_Backspace)
    assert written(piano) == []
    assert written(piano, P2) == [(0, 4, 60)]


def test_step_recording_writes_notes_as_they_are_played(piano):
    piano.commands["snap_beat"].trigger()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(piano, Key.Key_Space, modifiers)
    assert piano.commands["step_record"].isChecked()
    for key in (Key.Key_Z, Key.Key_X, Key.Key_C):
        QTest.keyClick(piano, key)
    assert written(piano) == [(0, 4, 60), (4, 4, 62), (8, 4, 64)]


def test_keys_that_are_held_together_belong_to_one_step(piano, audio):
    live = piano.live
    live.steps.toggle()
    piano.commands["snap_beat"].trigger()
    live.notes.press("a", P1, 60)
    live.notes.press("b", P2, 64)
    live.notes.release("a")
    assert not [message for message in audio.told if message[0] == "seek"]
    live.notes.release("b")
    assert written(piano, P1) == [(0, 4, 60)]
    assert written(piano, P2) == [(0, 4, 64)]
    assert audio.told[-1] == ("seek", 4)


def test_keys_faster_than_the_sound_process_still_go_on(piano, audio, monkeypatch):
    """The playhead is where the audio process says, and that comes later."""
    monkeypatch.setattr(audio, "seek", lambda row: None)
    piano.commands["snap_beat"].trigger()
    piano.live.steps.toggle()
    for key in (Key.Key_Z, Key.Key_X, Key.Key_C):
        QTest.keyClick(piano, key)
        piano.transport.poll()
    assert written(piano) == [(0, 4, 60), (4, 4, 62), (8, 4, 64)]
    audio.hear(row=40.0)  # the person has clicked elsewhere
    piano.transport.poll()
    assert piano.live.steps.row == 40


def test_at_the_end_of_the_song_it_says_so(piano, audio):
    audio.hear(row=256.0)
    piano.transport.poll()
    piano.live.steps.toggle()
    before = piano.document.song
    QTest.keyClick(piano, Key.Key_Z)
    assert piano.document.song is before
    assert "The song ends here" in piano.status_bar.message.text()


def test_while_the_song_plays_the_playhead_moves_by_itself(piano, audio):
    audio.hear(playing=True, row=17.4)
    piano.transport.poll()
    QTest.keyClick(piano, Key.Key_Z)
    QTest.keyClick(piano, Key.Key_Return)
    assert [note[0] for note in written(piano)] == [17]
    assert not [message for message in audio.told if message[0] == "seek"]


def test_return_is_the_takes_while_they_are_on_offer(bench, qtbot):
    bench.models.become_able_to_continue()
    window = bench.window
    qtbot.waitUntil(lambda: window.continuation.ready)
    window.live.piano.toggle()
    QTest.keyClick(window, Key.Key_Z)
    assert window.commands["step_put"].isEnabled()
    window.commands["continue"].trigger()
    qtbot.waitUntil(lambda: window.continuation.takes.on_offer and not window.continuation.waiting)
    assert not window.commands["step_put"].isEnabled()
    QTest.keyClick(window, Key.Key_Return)
    assert window.document.undo_text.startswith("Continue")


def test_without_piano_and_keyboard_return_and_backspace_are_nobody_s(window):
    QTest.keyClick(window, Key.Key_Return)
    QTest.keyClick(window, Key.Key_Backspace)
    assert window.document.untouched
    assert not window.commands["step_put"].isEnabled()
