import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox
from support.starting_points import starting_points

from nes_composer.generation import starting_points as shipped
from nes_composer.score.edits import draw
from nes_composer.score.locks import Locks
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, TR

MADE = starting_points()
ONE, TWO, THREE = MADE.points


@pytest.fixture(autouse=True)
def on_the_shelf(monkeypatch):
    monkeypatch.setattr(shipped, "load", lambda: MADE)


@pytest.fixture
def shelf(bench, qtbot):
    """The shelf of a window without models, read."""
    bench.window.shelf.read()
    qtbot.waitUntil(lambda: len(bench.window.shelf.points) == 3)
    return bench.window.shelf


@pytest.fixture
def prepared(shelf, ready):
    """The same, with the model that the points are of."""
    return shelf


@pytest.fixture
def failures(shelf):
    told = []
    shelf.failed.connect(told.append)
    return told


def same_notes(score, start, rows):
    part = slice(start, start + len(rows))
    return np.array_equal(score.pitch[part], rows.pitch) and np.array_equal(score.onset[part], rows.onset)


def test_it_is_read_once_and_not_before_it_is_asked(bench, qtbot, monkeypatch):
    reads = []
    monkeypatch.setattr(shipped, "load", lambda: reads.append(1) or MADE)
    shelf = bench.window.shelf
    assert shelf.points == ()
    with qtbot.waitSignal(shelf.changed):
        shelf.read()
    shelf.read()
    assert shelf.points == MADE.points
    assert (len(reads), shelf.problem) == (1, "")


def test_why_it_cannot_be_read_is_kept(bench, qtbot, monkeypatch):
    def broken():
        raise shipped.StartingPointsError("points.json: damaged")

    monkeypatch.setattr(shipped, "load", broken)
    monkeypatch.setattr("nes_composer.ui.tasks.LOGGER.warning", lambda *_, **__: None)
    with qtbot.waitSignal(bench.window.shelf.changed):
        bench.window.shelf.read()
    assert bench.window.shelf.problem == "points.json: damaged"


def test_the_chosen_patterns_become_the_point_in_one_step(prepared, ready):
    window = ready.window
    window.selection.choose_patterns((1, 3), 3)
    before = window.document.song
    prepared.take(TWO)
    song = window.document.song
    for index in (1, 3):
        assert same_notes(song.score, 64 * index, TWO.rows)
        assert song.patterns[index].z == TWO.z
        assert song.patterns[index].origin.action == "Place 1"
        assert (song.patterns[index].origin.seed, song.patterns[index].origin.model) == (101, "tiny 01")
    assert not song.score.sounding[:64].any()
    # The song keeps its tempo and its instruments.
    assert song.score.rows_per_second == before.score.rows_per_second
    assert song.instruments == before.instruments
    assert window.document.undo_text == "Set patterns B, D to “Place 1”"
    window.document.undo()
    assert window.document.song is before


def test_sliders_go_on_from_the_point(prepared, ready, qtbot):
    window = ready.window
    prepared.take(TWO)
    assert window.latent.point(0).tolist() == pytest.approx(list(TWO.z))
    window.moves.move_axis(0, 2.0, object())
    qtbot.waitUntil(lambda: not window.latent.waiting)
    assert not same_notes(window.document.score, 0, TWO.rows)


def test_hand_edits_do_not_change_what_was_heard(prepared, ready):
    window = ready.window
    prepared.take(ONE)
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 0, 64, 90)]))
    prepared.take(TWO)
    assert same_notes(window.document.score, 0, TWO.rows)


def test_what_is_locked_stays(prepared, ready):
    document = ready.window.document
    document.annotate(lambda song: dataclasses.replace(song, locks=Locks(frozenset({P1}), frozenset({0}))))
    prepared.take(THREE)
    assert not document.score.sounding[:, P1].any()
    assert not document.score.sounding[:16].any()
    assert np.array_equal(document.score.pitch[16:64, TR], THREE.rows.pitch[16:, TR])


def test_locked_axes_stay(prepared, ready, qtbot):
    window = ready.window
    prepared.take(ONE)
    at = window.latent.values(0)[0]
    window.moves.set_locked(0, True)
    prepared.take(THREE)
    qtbot.waitUntil(lambda: not window.latent.waiting)
    assert window.latent.values(0)[0] == pytest.approx(at, abs=1e-4)
    assert window.document.undo_text == "Go to “Place 2” in pattern A (seed 102)"


def test_it_is_kept_in_the_history(prepared, ready):
    prepared.take(ONE)
    prepared.take(TWO)
    kept = [entry.generation for entry in ready.window.history.entries]
    assert [made.origin.action for made in kept] == ["Place 1", "Place 0"]
    assert kept[0].z == TWO.z
    assert dict(kept[0].origin.settings) == {"found": "Random"}
    ready.window.document.undo()
    ready.window.history.restore(ready.window.history.entries[0])
    assert same_notes(ready.window.document.score, 0, TWO.rows)


def test_before_a_model_is_loaded_a_point_is_taken_as_well(shelf, bench):
    shelf.take(TWO)
    song = bench.window.document.song
    assert same_notes(song.score, 0, TWO.rows)
    assert (song.model, song.patterns[0].z) == ("tiny 01", TWO.z)


def test_another_model_brings_the_notes_alone(shelf, bench, qtbot):
    bench.models.become_ready(model="other 99")
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    assert shelf.remark == "Made for tiny; with other a point brings its notes, and no place on the sliders"
    shelf.take(TWO)
    song = bench.window.document.song
    assert same_notes(song.score, 0, TWO.rows)
    assert song.patterns[0].z is None
    assert bench.window.history.entries[0].generation.z is None


def test_its_notes_leave_what_is_locked(shelf, bench, qtbot):
    bench.models.become_ready(model="other 99")
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    document = bench.window.document
    document.annotate(lambda song: dataclasses.replace(song, locks=Locks(frozenset({P1}), frozenset())))
    shelf.take(THREE)
    assert not document.score.sounding[:, P1].any()
    assert np.array_equal(document.score.pitch[:64, TR], THREE.rows.pitch[:, TR])


def test_a_renamed_checkpoint_is_the_same(shelf, bench, qtbot):
    bench.models.become_ready(model="renamed 01")
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    assert shelf.remark == ""
    shelf.take(TWO)
    assert bench.window.document.song.model == "renamed 01"
    assert bench.window.latent.point(0) is not None


def test_on_other_rows_points_are_only_heard(shelf, bench, failures, qtbot):
    bench.models.become_ready(model="frames 77", grid="24hz")
    qtbot.waitUntil(lambda: bench.window.latent.ready)
    before = bench.window.document.song
    shelf.take(TWO)
    shelf.begin_song(TWO)
    assert failures == ["Made for tiny; frames has other rows: points can be heard, not taken"] * 2
    assert bench.window.document.song is before


def test_a_song_begins_with_its_tempo_its_instruments_and_its_form(prepared, ready, qtbot):
    window = ready.window
    prepared.begin_song(THREE)
    qtbot.waitUntil(lambda: not window.latent.waiting)
    song = window.document.song
    assert song.title == "Place 2"
    assert song.instruments == THREE.instruments
    assert song.score.rows_per_second == pytest.approx(THREE.rows.rows_per_second)
    assert len(song.patterns) == 4
    assert same_notes(song.score, 0, THREE.rows)
    values = [window.latent.values(index) for index in range(4)]
    apart = [float(np.linalg.norm(value - values[0])) for value in values[1:]]
    assert 0 < apart[0] < apart[1]
    assert 0 < apart[2] < apart[1]
    assert not window.document.dirty
    assert window.history.entries[0].generation.origin.action == "Place 2"


def test_the_same_point_begins_the_same_song(prepared, ready, qtbot):
    songs = []
    for _ in range(2):
        prepared.begin_song(THREE)
        qtbot.waitUntil(lambda: not ready.window.latent.waiting)
        songs.append(ready.window.document.song)
    assert songs[0].score == songs[1].score


def test_the_click_before_a_double_click_leaves_nothing(prepared, ready):
    window = ready.window
    prepared.take(ONE)
    assert window.document.dirty
    prepared.take_back()
    assert not window.document.dirty
    assert window.document.redo_text == ""


def test_a_point_that_was_taken_and_kept_stays_when_another_song_begins(prepared, ready):
    window = ready.window
    prepared.take(ONE)
    window.document.mark_saved(window.document.song, Path("kept.nesproj"))
    prepared.begin_song(TWO)
    assert window.findChildren(QMessageBox) == []
    assert window.document.song.title == "Place 1"
    prepared.take(ONE)
    prepared.begin_song(TWO)
    (box,) = window.findChildren(QMessageBox)
    box.reject()
    assert window.document.undo_text == "Set pattern A to “Place 0”"


def test_unsaved_changes_are_asked_about(prepared, ready, qtbot):
    window = ready.window
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 0, 4, 60)]))
    prepared.begin_song(ONE)
    (box,) = window.findChildren(QMessageBox)
    assert window.document.song.title == ""
    box.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: window.document.song.title == "Place 0")


def test_without_a_model_no_song_begins(shelf, bench, failures):
    shelf.begin_song(ONE)
    assert failures == ["The models are still loading: a song needs them"]
