from nes_composer.score.score import P2
from nes_composer.ui import labels


def names(window):
    song = window.document.song
    return [song.name_of(index) for index in range(len(song.patterns))]


def test_the_chain_is_changed_step_by_step_and_back(window):
    commands, document, song = window.commands, window.document, window.document.song
    window.selection.choose_pattern(1)
    commands["add_pattern"].trigger()
    assert (names(window), window.selection.patterns) == (["A", "B", "E", "C", "D"], (2,))
    commands["move_left"].trigger()
    assert (names(window), window.selection.patterns) == (["A", "E", "B", "C", "D"], (1,))
    window.selection.choose_patterns((0, 1), 0)
    commands["duplicate_patterns"].trigger()
    assert (names(window), window.selection.patterns) == (["A", "E", "A", "E", "B", "C", "D"], (2, 3))
    commands["move_right"].trigger()
    assert names(window) == ["A", "E", "B", "A", "E", "C", "D"]
    commands["delete_patterns"].trigger()
    assert (names(window), window.selection.patterns) == (["A", "E", "B", "C", "D"], (3,))
    assert document.undo_text == "Delete patterns A, E"
    for _ in range(5):
        document.undo()
    assert document.song is song
    assert not document.undo_text


def test_at_the_ends_nothing_moves(window):
    song = window.document.song
    window.commands["move_left"].trigger()
    window.selection.choose_pattern(3)
    window.commands["move_right"].trigger()
    assert window.document.song is song


def test_all_patterns_deleted_leave_a_silent_one(window):
    window.selection.choose_patterns(range(4), 0)
    window.commands["delete_patterns"].trigger()
    assert names(window) == ["E"]
    assert window.selection.patterns == (0,)


def test_a_drop_moves_the_chosen_ones(window):
    window.selection.choose_patterns((0, 1), 0)
    window.editor.band.dropped.emit(3)
    assert (names(window), window.selection.patterns) == (["C", "A", "B", "D"], (1, 2))
    song = window.document.song
    window.editor.band.dropped.emit(2)
    assert window.document.song is song


def test_a_name_is_one_step(window):
    window.editor.band.renamed.emit(2, " bridge ")
    assert names(window) == ["A", "B", "bridge", "D"]
    assert labels.pattern_names(window.document.song, (2,)) == "pattern bridge"
    window.document.undo()
    assert names(window) == ["A", "B", "C", "D"]


def test_what_is_on_its_way_does_not_arrive_at_another_pattern(ready, qtbot):
    window, models = ready.window, ready.models
    models.prompt = False
    window.moves.randomize(3)
    window.commands["add_pattern"].trigger()
    window.selection.choose_pattern(0)
    window.commands["move_right"].trigger()
    models.answer(*models.decodes[-1])
    qtbot.wait(1)
    assert all(pattern.z is None for pattern in window.document.song.patterns)


def test_voices_and_bars_are_locked_and_unlocked_in_steps(window):
    strip, document = window.strips[P2], window.document
    strip.lock.click()
    assert document.song.locks.voices == {P2}
    assert strip.lock.isChecked()
    window.ruler.bar_lock_clicked.emit(2)
    assert document.song.locks.bars == {2}
    assert document.undo_text == "Lock bar 3"
    window.selection.choose_pattern(0)
    window.commands["lock_bars"].trigger()
    assert document.song.locks.bars == {0, 1, 2, 3}
    assert document.undo_text == "Lock bars 1–4"
    window.commands["lock_bars"].trigger()
    assert document.song.locks.bars == set()
    window.selection.choose_rows((20, 40))
    window.commands["lock_bars"].trigger()
    assert document.song.locks.bars == {1, 2}
    for _ in range(5):
        document.undo()
    assert not document.song.locks
    assert not strip.lock.isChecked()
