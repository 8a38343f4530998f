from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.generation.requests import Died, Failed, Progress, Stopped
from nes_composer.models.take import Take
from nes_composer.score.edits import draw, rows_between, with_length
from nes_composer.score.keys import Key
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import NO, P1, P2, TR, VOICES, Score
from nes_composer.ui.continue_settings import ContinueSettings
from nes_composer.ui.takes import State

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def able(bench, qtbot):
    """A window with an LSTM, and nothing in the song but one note in its second bar."""
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    bench.window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 20, 12, 60)]))
    return bench


def press(window, key=Qt.Key.Key_Return, modifiers=CTRL):
    QTest.keyClick(window, key, modifiers)


def settle(bench, qtbot):
    qtbot.waitUntil(lambda: not bench.window.continuation.waiting)


def accept(bench, qtbot):
    settle(bench, qtbot)
    press(bench.window, modifiers=NONE)


def test_the_commands_light_up_with_the_model(bench, qtbot):
    for name in ("continue", "fill"):
        assert not bench.window.commands[name].isEnabled()
    press(bench.window)
    assert bench.models.asked == []
    bench.models.become_able_to_continue()
    for name in ("continue", "fill"):
        qtbot.waitUntil(bench.window.commands[name].isEnabled)


def test_takes_of_four_bars_follow_the_bar_of_the_last_note(able, qtbot):
    window = able.window
    before = window.document.song
    press(window)
    settle(able, qtbot)
    wish = able.models.asked[0]
    assert wish.before == rows_between(before.score, 0, 32)
    assert (wish.rows, wish.takes, wish.first_row, wish.voices, wish.after) == (64, 4, 0, (P1, P2, TR, NO), None)
    assert window.document.song is before
    assert window.desk.ghosts.end == 96


def test_accepted_it_is_one_undo_step_that_holds_on_the_note_before_it(able, qtbot):
    window = able.window
    before = window.document.song
    press(window)
    accept(able, qtbot)
    score, seed = window.document.score, able.models.asked[0].sampling.seed
    assert len(score) == len(before.score)
    assert note_at(score, P1, 32) == Note(P1, 20, 14, 60)
    assert note_at(score, P1, 36).pitch == 76
    assert not score.sounding[96:].any()
    assert window.document.undo_text == f"Continue by 4 bars (take 1, seed {seed})"
    press(window, Qt.Key.Key_Z)
    assert window.document.song is before
    press(window, Qt.Key.Key_Y)
    assert window.document.score == score


def test_a_song_that_is_full_becomes_longer_and_shows_what_is_new(able, qtbot):
    window = able.window
    window.desk.edit("Draw note", lambda score: draw(score, [Note(TR, 250, 6, 40, 15)]))
    press(window)
    settle(able, qtbot)
    assert window.time_view.first <= 256 < window.time_view.last
    press(window, modifiers=NONE)
    assert len(window.document.score) == 256 + 64
    assert len(window.document.song.patterns) == 5
    assert note_at(window.document.score, TR, 250) == Note(TR, 250, 6, 40, 15)
    assert window.time_view.first <= 256 < window.time_view.last


def test_an_empty_song_is_begun(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    press(bench.window)
    accept(bench, qtbot)
    assert len(bench.models.asked[0].before) == 0
    assert bench.window.document.score.onset[:, P1].nonzero()[0].tolist() == list(range(4, 64, 8))


def test_a_model_of_one_voice_leaves_the_others_alone(bench, qtbot):
    bench.models.become_able_to_continue(voices=(P1,))
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    bench.models.prompt = False
    press(bench.window)
    assert bench.models.asked[0].voices == (P1,)
    bench.window.desk.edit("Draw note", lambda score: draw(score, [Note(NO, 10, 1, 5)]))
    bench.models.answer_continuation()
    accept(bench, qtbot)
    assert note_at(bench.window.document.score, NO, 10) == Note(NO, 10, 1, 5)
    assert bench.window.document.score.onset[4, P1]


def test_chosen_rows_are_gone_on_from_over_what_is_there(able, qtbot):
    window = able.window
    window.desk.edit("", lambda score: draw(score, [Note(P1, 70, 4, 62), Note(P1, 140, 4, 64)]))
    window.selection.choose_rows((16, 48))
    press(window)
    accept(able, qtbot)
    assert able.models.asked[0].before == rows_between(window.document.score, 0, 48)
    assert note_at(window.document.score, P1, 70) == Note(P1, 68, 4, 72)
    assert note_at(window.document.score, P1, 140) == Note(P1, 140, 4, 64)


def test_voices_that_are_off_or_locked_are_conditions(able, qtbot):
    window = able.window
    window.desk.edit("", lambda score: draw(score, [Note(NO, 40, 1, 5), Note(P2, 41, 2, 60), Note(TR, 42, 2, 40, 15)]))
    window.continuation.set(replace(window.continuation.settings, voices=(P1, TR, NO)))
    window.document.change("Lock", lambda song: replace(song, locks=Locks(frozenset({NO}))))
    window.selection.choose_rows((16, 32))
    before = window.document.score
    press(window)
    accept(able, qtbot)
    wish, after = able.models.asked[0], window.document.score
    assert wish.voices == (P1, TR)
    assert wish.conditions == rows_between(before, 32, 96)
    for voice in (P2, NO):
        assert np.array_equal(after.pitch[:, voice], before.pitch[:, voice])
    assert not np.array_equal(after.pitch[:, TR], before.pitch[:, TR])


def test_beyond_the_end_the_others_are_silent(able, qtbot):
    able.window.selection.choose_rows((200, 256))
    press(able.window)
    settle(able, qtbot)
    assert able.models.asked[0].conditions == Score.silent(64)


def test_filling_leads_from_what_is_before_to_what_follows(able, qtbot):
    window = able.window
    window.desk.edit("", lambda score: draw(score, [Note(P1, 40, 4, 62), Note(P1, 50, 4, 64), Note(P2, 46, 8, 60)]))
    before = window.document.song
    window.selection.choose_rows((32, 48))
    press(window, modifiers=CTRL | SHIFT)
    settle(able, qtbot)
    wish = able.models.asked[0]
    assert wish.before == rows_between(before.score, 0, 32)
    assert (wish.rows, wish.first_row) == (16, 0)
    # The note of P2 begins in the hole and goes with its start.
    assert not wish.after.sounding[:, P2].any()
    assert note_at(wish.after, P1, 2) == Note(P1, 2, 4, 64)
    press(window, modifiers=NONE)
    after = window.document.score
    assert rows_between(after, 48, 256) == with_length(wish.after, 208)
    assert note_at(after, P1, 36).pitch == 76
    assert window.document.undo_text == f"Fill 1 bar (take 1, seed {wish.sampling.seed})"
    press(window, Qt.Key.Key_Z)
    assert window.document.song is before


def test_chosen_silence_before_notes_is_filled(able, qtbot):
    window = able.window
    window.selection.choose_rows((4, 18))
    press(window)
    settle(able, qtbot)
    assert able.models.asked[0].after is not None
    assert window.continuation.takes.offer.text == "Fill 14 rows"


def test_without_chosen_rows_there_is_nothing_to_fill(able):
    press(able.window, modifiers=CTRL | SHIFT)
    assert able.models.asked == []
    assert able.window.status_bar.message.text().startswith("Choose the rows to fill")


def test_tab_goes_through_the_takes_while_the_music_goes_on(able, qtbot, audio):
    window = able.window
    audio.hear(playing=True, row=10.0)
    press(window)
    settle(able, qtbot)
    song, heard = window.document.song, []
    for key, modifiers in ((Qt.Key.Key_Tab, NONE), (Qt.Key.Key_Tab, NONE), (Qt.Key.Key_Backtab, SHIFT)):
        press(window, key, modifiers)
        heard.append(int(audio.scores[-1].pitch[36, P1]))
    assert heard == [77, 78, 77]
    assert window.document.song is song
    assert not [message for message in audio.told if message[0] in ("play", "seek", "stop")]
    press(window, modifiers=NONE)
    assert window.document.undo_text.startswith("Continue by 4 bars (take 2, seed")


def test_rows_stream_in(able, qtbot, audio):
    able.models.prompt = False
    window = able.window
    song = window.document.song
    press(window)
    able.models.answer_progress(20)
    qtbot.waitUntil(lambda: window.continuation.takes.rows == 20)
    qtbot.waitUntil(lambda: len(window.desk.ghosts.tables(P1)) == 4)
    assert "20 of 64 rows" in window.status_bar.message.text()
    assert window.document.song is song
    able.models.answer_continuation()
    settle(able, qtbot)
    assert window.continuation.takes.rows == 64


def test_another_press_is_another_seed_and_the_earlier_answer_changes_nothing(able, qtbot):
    able.models.prompt = False
    press(able.window)
    press(able.window)
    first, second = able.models.asked
    assert first.sampling.seed != second.sampling.seed
    song = able.window.document.song
    able.models.on_event(Stopped(first.id))
    able.models.on_event(Progress(second.id, 9, able.models.takes(9)))
    qtbot.waitUntil(lambda: "9 of 64 rows" in able.window.status_bar.message.text())
    assert f"seed {second.sampling.seed}" in able.window.status_bar.message.text()
    assert able.window.document.song is song
    assert able.window.continuation.waiting


def test_the_same_seed_and_settings_ask_the_same(able, qtbot):
    window = able.window
    window.continuation.set(ContinueSettings(2, 3, 1.1, 0.8, Key(0, "minor"), 7, (P1, NO)))
    wishes = []
    for _ in range(2):
        press(window)
        settle(able, qtbot)
        press(window, Qt.Key.Key_Escape, NONE)
        wishes.append(replace(able.models.asked[-1], id=0))
    assert wishes[0] == wishes[1]
    assert (wishes[0].rows, wishes[0].takes, wishes[0].voices) == (32, 3, (P1, NO))
    sampling = wishes[0].sampling
    assert (sampling.temperature, sampling.top_p, sampling.key, sampling.seed) == (1.1, 0.8, Key(0, "minor"), 7)


def test_escape_cancels_and_a_late_answer_changes_nothing(able, qtbot):
    able.models.prompt = False
    window, song = able.window, able.window.document.song
    press(window)
    press(window, Qt.Key.Key_Escape, NONE)
    assert able.models.cancelled == [able.models.asked[0].id]
    assert "cancelled" in window.status_bar.message.text()
    able.models.answer_continuation()
    qtbot.wait(1)
    assert window.document.song is song
    assert window.continuation.takes.state is State.NONE


def test_a_cancelled_take_can_be_kept_as_far_as_it_is_drawn_or_rejected(able, qtbot):
    able.models.prompt = False
    window = able.window
    song = window.document.song
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        press(window)
        able.models.answer_progress(20)
        qtbot.waitUntil(lambda: window.continuation.takes.rows == 20)
        press(window, modifiers=NONE)  # too early
        assert window.document.song is song
        press(window, Qt.Key.Key_Escape, NONE)
        assert window.continuation.takes.on_offer
        press(window, key, NONE)
        assert not window.continuation.takes.on_offer
    assert window.document.score.onset[32:, P1].nonzero()[0].tolist() == [4, 12]


def test_escape_rejects_and_then_chooses_nothing(able, qtbot):
    window, song = able.window, able.window.document.song
    window.selection.choose_rows((16, 32))
    press(window)
    settle(able, qtbot)
    press(window, Qt.Key.Key_Escape, NONE)
    assert window.desk.ghosts.end == 0
    assert window.selection.rows == (16, 32)
    press(window, Qt.Key.Key_Escape, NONE)
    assert window.selection.rows is None
    assert window.document.song is song


def test_undo_while_it_runs_cancels_it(able):
    able.models.prompt = False
    press(able.window)
    able.window.commands["undo"].trigger()
    assert not able.window.continuation.waiting
    assert len(able.models.cancelled) == 1
    assert able.window.desk.ghosts.end == 0


def test_takes_of_one_song_are_not_offered_in_another(bench, qtbot):
    bench.models.become_able_to_continue()
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    press(bench.window)  # what goes before is nothing, as in the next song
    settle(bench, qtbot)
    bench.window.commands["new"].trigger()
    assert bench.window.continuation.takes.state is State.NONE
    assert bench.window.desk.ghosts.end == 0


def test_a_failure_and_a_death_are_told_and_keep_every_note(able, qtbot):
    able.models.prompt = False
    window, song = able.window, able.window.document.song
    press(window)
    able.models.on_event(Failed(able.models.asked[-1].id, "it is too long"))
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "it is too long")
    assert not window.continuation.waiting
    press(window)
    able.models.answer_progress(20)
    able.models.on_event(Died("the model process ended"))
    qtbot.waitUntil(lambda: window.status_bar.message.text() == "the model process ended")
    assert not window.continuation.waiting
    assert not window.commands["continue"].isEnabled()
    assert window.document.song is song
    # What was drawn until then is still there to be taken.
    assert window.continuation.takes.rows == 20
    able.models.become_able_to_continue()
    qtbot.waitUntil(lambda: window.continuation.ready)
    press(window, modifiers=NONE)
    assert window.document.score.onset[36, P1]


def test_what_is_locked_is_said(able):
    window = able.window
    for locks, said in (
        (Locks(frozenset(range(4))), "Locked: P1, P2, TR, NO"),
        (Locks(bars=frozenset(range(2, 6))), "All of these bars are locked"),
    ):
        window.document.change("Lock", lambda song, locks=locks: replace(song, locks=locks))
        press(window)
        assert window.status_bar.message.text().startswith(said)
    window.continuation.set(replace(window.continuation.settings, voices=()))
    press(window)
    assert window.status_bar.message.text().startswith("Choose a voice to draw")
    assert able.models.asked == []


def test_whatever_is_made_is_kept(able, qtbot):
    press(able.window)
    settle(able, qtbot)
    wish = able.models.asked[0]
    kept = [entry.generation for entry in able.window.history.entries]
    assert sorted(dict(generation.origin.settings)["take"] for generation in kept) == list("1234")
    for generation in kept:
        origin = generation.origin
        assert (origin.action, origin.model, origin.seed) == ("Continue", "small 02", wish.sampling.seed)
        assert (generation.row, generation.voices, len(generation.rows)) == (32, (P1, P2, TR, NO), 64)


def test_nothing_that_is_locked_changes_whatever_is_done(able, qtbot, monkeypatch):
    random = np.random.default_rng(5)
    window, models = able.window, able.models
    monkeypatch.setattr(models, "takes", lambda rows=None: _random_takes(random, models.asked[-1], rows))
    takes = window.continuation.takes
    for _ in range(60):
        locks = Locks(
            frozenset(np.flatnonzero(random.random(4) < 0.3).tolist()),
            frozenset(np.flatnonzero(random.random(20) < 0.3).tolist()),
        )
        window.document.change("Lock", lambda song, locks=locks: replace(song, locks=locks))
        start = int(random.integers(0, 200))
        window.selection.choose_rows((start, start + int(random.integers(1, 50))))
        for act in (
            window.continuation.run if random.random() < 0.5 else window.continuation.fill,
            lambda: settle(able, qtbot),
            lambda: takes.choose(int(random.integers(0, 4))),
            lambda: takes.choose_voice(int(random.integers(0, 4)), int(random.integers(0, 4))),
            window.continuation.accept,
            lambda: takes.choose_voice(int(random.integers(0, 4)), int(random.integers(0, 4))),
            lambda: takes.choose(int(random.integers(0, 4))),
        ):
            before, locks = window.document.score, window.document.song.locks
            act()
            assert not _changed(before, window.document.score)[locks.cells(before)].any()
            assert not window.document.score.sounding[len(before) :, list(locks.voices)].any()


def _random_takes(random, wish, rows):
    takes = []
    for _ in range(wish.takes):
        notes = []
        for voice, (low, high) in enumerate(((40, 90), (40, 90), (30, 60), (1, 16))):
            starts = np.flatnonzero(random.random(wish.rows) < 0.3).tolist()
            notes += [Note(voice, s, int(random.integers(1, 20)), int(random.integers(low, high)), 15) for s in starts]
        held = tuple(bool(h) for h in random.random(len(VOICES)) < 0.5)
        takes.append(Take(with_length(draw(Score.silent(wish.rows), notes), wish.rows if rows is None else rows), held))
    return tuple(takes)


def _changed(before, after):
    names = ("pitch", "onset", "velocity", "timbre")
    return np.any([getattr(after, n)[: len(before)] != getattr(before, n) for n in names], axis=0)


def test_frames_do_not_continue_a_song_on_rows(bench, qtbot):
    bench.models.become_able_to_continue("lstm-24hz 01", grid="24hz")
    qtbot.waitUntil(lambda: bench.window.continuation.ready)
    press(bench.window)
    assert bench.models.asked == []
    said = "lstm-24hz works on 24 rows per second, this song has 10.02: begin a new one"
    assert bench.window.status_bar.message.text() == said


def test_frames_are_continued_by_the_bars_of_their_grid(bench, qtbot):
    bench.models.become_ready("vae-24hz 01", grid="24hz")
    bench.models.become_able_to_continue("lstm-24hz 01", grid="24hz")
    qtbot.waitUntil(lambda: bench.window.continuation.ready and bench.window.latent.ready)
    bench.window.commands["new"].trigger()
    press(bench.window)
    settle(bench, qtbot)
    assert bench.models.asked[0].before.rows_per_second == 24
    assert bench.models.asked[0].rows == 4 * 96


def test_why_there_is_no_model_is_said(bench, qtbot):
    bench.models.refuse("lstm", "lstm.safetensors: no such file")
    qtbot.waitUntil(lambda: bench.window.continuation.problem == "lstm.safetensors: no such file")
    assert bench.window.status_bar.model.text() == "VAE is loading… · no LSTM"
