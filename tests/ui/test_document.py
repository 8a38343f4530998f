from dataclasses import replace
from pathlib import Path

import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, ScoreError
from nes_composer.ui.document import Document, StepKey, empty_song


def add(*notes):
    return lambda song: replace(song, score=draw(song.score, notes))


def note(start, pitch=60):
    return Note(P1, start, 2, pitch)


@pytest.fixture
def document():
    return Document()


def starts(document):
    return document.score.onset[:, P1].nonzero()[0].tolist()


def test_undo_and_redo_walk_through_all_states(document):
    states = [document.song]
    for i in range(5):
        document.change(f"step {i}", add(note(i * 4)))
        states.append(document.song)
    for i in reversed(range(5)):
        assert document.undo_text == f"step {i}"
        document.undo()
        assert document.song is states[i]
    assert document.undo_text == ""
    document.undo()
    assert document.song is states[0]
    for i in range(5):
        assert document.redo_text == f"step {i}"
        document.redo()
        assert document.song is states[i + 1]
    assert document.redo_text == ""


def test_a_drag_is_one_step_and_leaves_nothing_on_its_way(document):
    before = document.song
    for start in (0, 8, 16):
        document.change("Draw", add(note(start)), key="drag")
    assert starts(document) == [16]
    document.undo()
    assert document.song is before


def test_two_drags_are_two_steps(document):
    document.change("first", add(note(0)), key="one")
    document.change("second", add(note(8)), key="two")
    assert starts(document) == [0, 8]
    document.undo()
    assert starts(document) == [0]


def test_a_drag_interrupted_by_undo_is_a_new_step(document):
    document.change("Draw", add(note(0)), key="drag")
    document.undo()
    document.change("Draw", add(note(8)), key="drag")
    document.change("Draw", add(note(16)), key="drag")
    assert starts(document) == [16]
    document.undo()
    assert starts(document) == []


def test_a_drag_that_comes_back_leaves_no_step(document):
    document.change("Draw", add(note(0)), key="drag")
    document.change("Draw", lambda song: song, key="drag")
    assert document.undo_text == ""
    assert not document.dirty
    document.change("Draw", add(note(4)), key="drag")
    assert starts(document) == [4]


def test_an_edit_without_effect_keeps_what_can_be_redone(document):
    document.change("Draw", add(note(0)))
    document.undo()
    document.change("Nothing", lambda song: replace(song, score=draw(song.score, [])))
    assert document.redo_text == "Draw"
    document.change("Other", add(note(4)))
    assert document.redo_text == ""


def test_a_cancelled_drag_is_gone(document):
    document.change("before", add(note(0)))
    document.change("Draw", add(note(8)), key="drag")
    document.cancel("drag")
    assert starts(document) == [0]
    document.cancel("drag")
    assert starts(document) == [0]
    assert (document.undo_text, document.redo_text) == ("before", "")


def test_a_refused_edit_changes_nothing(document):
    document.change("before", add(note(0)))
    before = document.song
    with pytest.raises(ScoreError):
        document.change("bad", add(note(4, pitch=5)))
    assert document.song is before
    assert document.undo_text == "before"


def test_unsaved_changes_are_known_also_past_a_save(document):
    assert document.untouched
    assert not document.dirty
    document.change("Draw", add(note(0)))
    assert document.dirty
    document.mark_saved(document.song, Path("a.nesproj"))
    assert not document.dirty
    document.undo()
    assert document.dirty
    document.redo()
    assert not document.dirty


def test_what_was_edited_while_it_was_saved_is_still_unsaved(document):
    document.change("Draw", add(note(0)))
    song = document.song
    document.change("Draw", add(note(4)))
    document.mark_saved(song, Path("a.nesproj"))
    assert document.dirty


def test_what_is_learned_about_a_song_is_no_step_and_no_change(document):
    document.annotate(lambda song: replace(song, model="a model"))
    assert document.song.model == "a model"
    assert document.undo_text == ""
    assert document.untouched
    document.change("Draw", add(note(0)))
    document.annotate(lambda song: replace(song, model="another"))
    assert document.dirty
    document.undo()
    assert document.song.model == "a model"


def test_opening_begins_a_new_history(document, qtbot):
    document.change("Draw", add(note(0)))
    song = empty_song(2)
    with qtbot.waitSignals([document.opened, document.song_changed, document.travelled, document.history_changed]):
        document.open(song, Path("b.nesproj"))
    assert document.song is song
    assert document.path == Path("b.nesproj")
    assert (document.undo_text, document.dirty) == ("", False)


def test_it_is_told_once_that_the_oldest_steps_are_given_up(qtbot):
    document, told = Document(budget=60_000), []
    document.told.connect(told.append)
    for start in range(0, 200, 4):
        document.change("Draw", add(note(start, 40 + start % 50)))
    assert len(told) == 1
    assert "oldest" in told[0]
    while document.undo_text:
        document.undo()
    assert starts(document) != []
    document.open(empty_song())
    document.change("Draw", add(note(0)))
    document.undo()
    assert starts(document) == []


def test_keys_of_quick_successions(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("nes_composer.ui.document.time.monotonic", lambda: now[0])
    key = StepKey()
    first = key.get()
    now[0] += 0.5
    assert key.get() is first
    now[0] += 0.5
    assert key.get() is first
    now[0] += 5
    assert key.keep() is first
    now[0] += 5
    assert key.get() is not first
    second = key.get()
    key.renew()
    assert key.get() is not second
