import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note, note_table
from nes_composer.score.score import P1, P2

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def written(window, voice=P1):
    return [tuple(note)[:3] for note in note_table(window.document.score, voice).tolist()]


class Player:
    """A person at the window, and the audio process that says which row is heard."""

    def __init__(self, window, audio, monkeypatch):
        self.window, self.audio = window, audio
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def at(self, row, **report):
        """Let a row be heard."""
        self.audio.hear(row=row, **report)
        self.window.transport.poll()

    def play(self, pitch, begin, end, voice=P1, velocity=None):
        self.at(begin)
        self.window.live.notes.press(pitch, voice, pitch, velocity)
        self.at(end)
        self.window.live.notes.release(pitch)

    def stop(self):
        self.at(self.audio.reported.row, playing=False)


@pytest.fixture
def player(window, audio, qtbot, monkeypatch):
    qtbot.waitUntil(window.isActiveWindow)
    window.commands["snap_half"].trigger()
    window.live.metronome.counts_in = False
    window.transport._timer.stop()  # the test itself says when the audio process is looked at
    return Player(window, audio, monkeypatch)


@pytest.fixture
def recording(player):
    """The song plays and is recorded."""
    QTest.keyClick(player.window, Key.Key_Space, CTRL_SHIFT)
    player.at(0.0, playing=True)
    assert player.window.live.recording.on
    return player


def test_a_key_begins_song_and_recording_and_ends_only_the_recording(recording, audio):
    window = recording.window
    assert ("play", 0) in audio.told
    assert window.commands["record"].isChecked()
    QTest.keyClick(window, Key.Key_Space, CTRL_SHIFT)
    assert not window.live.recording.on
    assert ("stop",) not in audio.told


def test_notes_are_written_on_the_lines_nearest_to_where_they_were_heard(recording):
    recording.play(60, 3.8, 5.7)
    recording.play(64, 7.3, 8.9)
    recording.at(20.0)
    assert written(recording.window) == [(4, 2, 60), (8, 2, 64)]


def test_a_short_note_has_a_step(recording):
    recording.play(60, 4.1, 4.3)
    recording.at(20.0)
    assert written(recording.window) == [(4, 2, 60)]


def test_off_the_grid_they_are_written_on_the_nearest_rows(recording):
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(recording.window, Key.Key_G, modifiers)
    recording.play(60, 3.4, 8.6)
    recording.at(20.0)
    assert written(recording.window) == [(3, 6, 60)]


def test_what_came_late_to_the_window_is_written_where_it_was_played(recording):
    """A MIDI message knows when it came; ten rows are a second here, roughly."""
    window = recording.window
    rows = window.document.score.rows_per_second
    recording.at(12.0)
    window.live.notes.press("a", P1, 60, at=recording.now - 4 / rows)
    recording.at(16.0)
    window.live.notes.release("a", at=recording.now - 4 / rows)
    recording.at(30.0)
    assert written(window) == [(8, 4, 60)]


def test_a_recording_is_one_undo_step(recording):
    window = recording.window
    before = window.document.song
    for row in range(0, 40, 4):
        recording.play(60 + row // 4, row + 0.1, row + 2.1)
    recording.at(60.0)
    recording.stop()
    assert len(written(window)) == 10
    assert window.document.undo_text == "Record"
    window.document.undo()
    assert window.document.song is before


def test_an_edit_meanwhile_is_a_step_of_its_own(recording):
    window = recording.window
    recording.play(60, 0.1, 2.1)
    recording.at(6.0)
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P2, 0, 4, 50)]))
    recording.play(62, 8.1, 10.1)
    recording.stop()
    assert written(window) == [(0, 2, 60), (8, 2, 62)]
    window.document.undo()
    assert written(window) == [(0, 2, 60)]
    assert written(window, P2) == [(0, 4, 50)]
    window.document.undo()
    assert written(window, P2) == []


def test_what_was_undone_while_recording_does_not_come_back(recording):
    window = recording.window
    recording.play(60, 0.1, 2.1)
    recording.at(6.0)
    window.document.undo()
    recording.play(62, 8.1, 10.1)
    recording.stop()
    assert written(window) == [(8, 2, 62)]


def test_it_is_written_over_what_is_there_and_into_its_own_voice(recording):
    window = recording.window
    window.desk.edit("", lambda score: draw(score, [Note(P1, 0, 8, 50), Note(P2, 0, 8, 50)]))
    recording.play(60, 4.1, 6.1)
    recording.stop()
    assert written(window) == [(0, 4, 50), (4, 2, 60)]
    assert written(window, P2) == [(0, 8, 50)]


def test_velocity_is_kept(recording):
    recording.play(60, 4.1, 6.1, velocity=3)
    recording.stop()
    assert recording.window.document.score.velocity[4, P1] == 3


def test_a_note_is_written_when_it_has_been_heard(recording):
    """Until then a ghost stands for it: the song would play it again."""
    window = recording.window
    recording.at(3.9)
    window.live.notes.press("a", P1, 60)
    recording.at(6.5)
    ((table, strong),) = window.desk.ghosts.tables(P1)
    assert (table["start"][0], table["length"][0], table["pitch"][0], strong) == (4, 3, 60, True)
    recording.at(7.2)
    window.live.notes.release("a")
    recording.at(7.9)
    assert written(window) == []
    recording.at(8.1)
    assert written(window) == [(4, 4, 60)]
    assert window.desk.ghosts.tables(P1) == []


def test_a_later_note_ends_an_earlier_one_of_the_same_voice(recording):
    window = recording.window
    recording.at(0.1)
    window.live.notes.press("a", P1, 60)
    recording.at(4.1)
    window.live.notes.press("b", P1, 62)
    recording.at(4.3)
    window.live.notes.release("a")
    recording.at(8.1)
    window.live.notes.release("b")
    recording.stop()
    assert written(window) == [(0, 4, 60), (4, 4, 62)]


def test_two_fingers_that_overlap_are_no_third_note(recording):
    window = recording.window
    recording.at(0.1)
    window.live.notes.press("a", P1, 60)
    recording.at(4.1)
    window.live.notes.press("b", P1, 62)
    recording.at(8.1)
    window.live.notes.release("b")
    recording.at(8.3)
    window.live.notes.release("a")
    recording.stop()
    assert written(window) == [(0, 4, 60), (4, 4, 62)]


def test_the_end_of_the_song_ends_recording_and_note(recording):
    window = recording.window
    recording.at(250.1)
    window.live.notes.press("a", P1, 60)
    recording.at(256.0, playing=False)
    assert not window.live.recording.on
    assert written(window) == [(250, 6, 60)]


class TestLoop:
    @pytest.fixture(autouse=True)
    def loop(self, recording):
        recording.window.transport.set_loop(16, 32)
        recording.at(16.0)

    def test_each_pass_adds_to_the_one_before(self, recording):
        recording.play(60, 18.1, 20.1)
        recording.at(31.0)
        recording.at(16.5)
        recording.play(64, 22.1, 24.1)
        recording.at(31.0)
        recording.at(16.5)
        assert written(recording.window) == [(18, 2, 60), (22, 2, 64)]
        recording.stop()
        recording.window.document.undo()
        assert written(recording.window) == []

    def test_a_note_over_the_turn_ends_there(self, recording):
        recording.at(28.1)
        recording.window.live.notes.press("a", P1, 60)
        recording.at(31.5)
        recording.at(16.5)
        recording.at(18.0)
        recording.window.live.notes.release("a")
        recording.stop()
        assert written(recording.window) == [(28, 4, 60)]

    def test_a_note_that_is_held_through_another_pass_ends_at_the_turn_nevertheless(self, recording):
        recording.at(24.1)
        recording.window.live.notes.press("a", P1, 60)
        recording.at(16.5)
        recording.at(30.0)
        recording.window.live.notes.release("a")
        recording.stop()
        assert written(recording.window) == [(24, 8, 60)]

    def test_a_short_note_just_before_the_turn_is_meant_for_the_start(self, recording):
        recording.play(60, 31.4, 31.9)
        recording.stop()
        assert written(recording.window) == [(16, 2, 60)]

    def test_a_turn_that_was_not_seen_yet_ends_it_too(self, recording):
        recording.at(28.1)
        recording.window.live.notes.press("a", P1, 60)
        recording.audio.hear(row=16.5)
        recording.window.live.notes.release("a")
        recording.at(17.0)
        recording.stop()
        assert written(recording.window) == [(28, 4, 60)]

    def test_a_little_early_for_the_start_of_the_loop_is_its_start(self, recording):
        recording.at(31.6)
        recording.window.live.notes.press("a", P1, 60)
        recording.at(16.5)
        recording.at(20.1)
        recording.window.live.notes.release("a")
        recording.stop()
        assert written(recording.window) == [(16, 4, 60)]


class TestCountIn:
    def test_a_bar_is_counted(self, player, audio):
        player.window.live.metronome.counts_in = True
        player.at(16.0)
        player.window.live.recording.toggle()
        assert ("play", 16, 4) in audio.told

    def test_a_little_early_counts_and_much_too_early_does_not(self, player, audio):
        window = player.window
        window.live.metronome.counts_in = True
        player.at(16.0)
        window.live.recording.toggle()
        player.at(0.0, playing=True)
        player.play(50, 6.0, 8.0)
        player.at(15.6)
        window.live.notes.press("a", P1, 60)
        player.at(18.1)
        window.live.notes.release("a")
        player.stop()
        assert written(window) == [(16, 2, 60)]

    def test_before_the_first_row_the_position_is_the_first_row(self, player, audio):
        window = player.window
        window.live.metronome.counts_in = True
        window.live.recording.toggle()
        player.at(-15.5, playing=True)
        assert window.transport.row == 0
        assert window.transport_bar.position.text() == "1.1.1"
        player.at(-0.3)
        window.live.notes.press("a", P1, 60)
        player.at(2.1)
        window.live.notes.release("a")
        player.stop()
        assert written(window) == [(0, 2, 60)]


def test_a_song_that_plays_is_recorded_from_now_on(player, audio):
    player.at(33.0, playing=True)
    player.window.live.recording.toggle()
    assert not [message for message in audio.told if message[0] == "play"]
    player.play(60, 34.1, 36.1)
    player.stop()
    assert written(player.window) == [(34, 2, 60)]


def test_without_a_recording_nothing_is_written(player):
    player.at(0.0, playing=True)
    player.play(60, 4.0, 6.0)
    player.at(20.0)
    assert player.window.document.untouched


def test_the_tracker_piano_is_recorded(recording):
    window = recording.window
    QTest.keyClick(window, Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    recording.at(3.9)
    QTest.keyPress(window, Key.Key_X)
    recording.at(8.2)
    QTest.keyRelease(window, Key.Key_X)
    recording.stop()
    assert written(window) == [(4, 4, 62)]
