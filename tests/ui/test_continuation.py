import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.generation.requests import Died, Failed, Progress, Stopped
from nes_composer.score.edits import draw, rows_between
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, TR


@pytest.fixture
def able(bench, qtbot):
    """A window with an LSTM, and nothing in the song but one note in its second bar."""
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    bench.window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 20, 12, 60)]))
    return bench


def press(window):
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.continuation.waiting)


def test_the_command_lights_up_with_the_model(bench, qtbot):
    assert not bench.window.commands["continue"].isEnabled()
    press(bench.window)
    assert bench.models.continues == []
    bench.models.become_able_to_continue()
    qtbot.waitUntil(bench.window.commands["continue"].isEnabled)


def test_four_bars_follow_the_bar_of_the_last_note_in_one_undo_step(able, qtbot):
    window = able.window
    before = window.document.song
    press(window)
    settle(able, qtbot)
    (_, passage, rows, sampling, first_row) = able.models.continues[0]
    assert passage == rows_between(before.score, 0, 32)
    assert (rows, first_row) == (64, 0)
    score = window.document.score
    assert len(score) == len(before.score)
    # The take holds on the note before it, and goes on from there.
    assert note_at(score, P1, 32) == Note(P1, 20, 14, 60)
    assert note_at(score, P1, 36).pitch == 76
    assert not score.sounding[96:].any()
    assert window.document.undo_text == f"Continue by 4 bars (seed {sampling.seed})"
    assert window.status_bar.message.text() == f"Continued by 4 bars from 3.1.1 on, seed {sampling.seed}"
    window.commands["undo"].trigger()
    assert window.document.song is before


def test_a_song_that_is_full_becomes_longer_and_shows_what_is_new(able, qtbot):
    window = able.window
    window.desk.edit("Draw note", lambda score: draw(score, [Note(TR, 250, 6, 40, 15)]))
    press(window)
    settle(able, qtbot)
    assert len(window.document.score) == 256 + 64
    assert len(window.document.song.patterns) == 5
    assert note_at(window.document.score, TR, 250) == Note(TR, 250, 6, 40, 15)
    assert window.time_view.first <= 256 < window.time_view.last


def test_an_empty_song_is_begun(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    press(bench.window)
    settle(bench, qtbot)
    assert len(bench.models.continues[0][1]) == 0
    assert bench.window.document.score.onset[:, P1].nonzero()[0].tolist() == list(range(4, 64, 8))


def test_a_model_of_one_voice_leaves_the_others_alone(bench, qtbot):
    bench.models.become_able_to_continue(voices=(P1,))
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    bench.models.prompt = False
    press(bench.window)
    bench.window.desk.edit("Draw note", lambda score: draw(score, [Note(NO, 10, 1, 5)]))
    bench.models.answer_continuation()
    settle(bench, qtbot)
    assert note_at(bench.window.document.score, NO, 10) == Note(NO, 10, 1, 5)
    assert bench.window.document.score.onset[4, P1]


def test_another_press_is_another_seed_and_the_earlier_answer_changes_nothing(able, qtbot):
    able.models.prompt = False
    press(able.window)
    press(able.window)
    (first, *_, one, _), (_, *_, other, _) = able.models.continues
    assert one.seed != other.seed
    song = able.window.document.song
    able.models.on_event(Stopped(first))
    able.models.on_event(Progress(able.models.continues[1][0], 9))
    qtbot.waitUntil(lambda: "9 of 64 rows" in able.window.status_bar.message.text())
    assert f"seed {other.seed}" in able.window.status_bar.message.text()
    assert able.window.document.song is song
    assert able.window.continuation.waiting


def test_escape_cancels_and_a_late_answer_changes_nothing(able, qtbot):
    able.models.prompt = False
    window, song = able.window, able.window.document.song
    press(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert able.models.cancelled == [able.models.continues[0][0]]
    assert "cancelled" in window.status_bar.message.text()
    able.models.answer_continuation()
    qtbot.wait(1)
    assert window.document.song is song


def test_undo_while_it_runs_cancels_it(able):
    able.models.prompt = False
    press(able.window)
    able.window.commands["undo"].trigger()
    assert not able.window.continuation.waiting
    assert len(able.models.cancelled) == 1


def test_a_failure_and_a_death_are_told_and_keep_every_note(able, qtbot):
    able.models.prompt = False
    window, song = able.window, able.window.document.song
    press(window)
    able.models.on_event(Failed(able.models.continues[-1][0], "it is too long"))
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "it is too long")
    assert not window.continuation.waiting
    press(window)
    able.models.on_event(Died("the model process ended"))
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "the model process ended")
    assert not window.continuation.waiting
    assert not window.commands["continue"].isEnabled()
    assert window.document.song is song


def test_frames_do_not_continue_a_song_on_rows(bench, qtbot):
    bench.models.become_able_to_continue("lstm-24hz 01", grid="24hz")
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    press(bench.window)
    assert bench.models.continues == []
    said = "lstm-24hz works on 24 rows per second, this song has 10.02: begin a new one (Ctrl+N)"
    assert bench.window.status_bar.message.text() == said


def test_frames_are_continued_by_the_bars_of_their_grid(bench, qtbot):
    bench.models.become_ready("vae-24hz 01", grid="24hz")
    bench.models.become_able_to_continue("lstm-24hz 01", grid="24hz")
    qtbot.waitUntil(lambda: bench.window.continuation.ready and bench.window.latent.ready)
    bench.window.commands["new"].trigger()
    press(bench.window)
    settle(bench, qtbot)
    assert bench.models.continues[0][1].rows_per_second == 24
    assert bench.models.continues[0][2] == 4 * 96


def test_why_there_is_no_model_is_said(bench, qtbot):
    bench.models.refuse("lstm", "lstm.safetensors: no such file")
    qtbot.waitUntil(lambda: bench.window.continuation.problem == "lstm.safetensors: no such file")
    assert bench.window.status_bar.model.text() == "VAE is loading… · no LSTM"
