import pytest

from nes_composer.score.edits import draw, erase
from nes_composer.score.notes import Note, note_at
from nes_composer.score.score import P1, TR


@pytest.fixture
def composed(ready, qtbot):
    ready.window.moves.randomize(4)
    qtbot.waitUntil(lambda: not ready.window.latent.waiting)
    return ready


def ghosts(window, voice):
    return [note[:3] for table, _ in window.desk.ghosts.tables(voice) for note in table.tolist()]


def test_what_was_erased_or_written_over_is_shown_where_it_was(composed, qtbot):
    window = composed.window
    first = note_at(window.document.score, TR, 0)
    second = Note(P1, 20, 2, 90)
    under = note_at(window.document.score, P1, 20)
    window.desk.edit("Edit", lambda score: draw(erase(score, [first]), [second]))
    assert ghosts(window, TR) == []
    window.commands["difference"].trigger()
    qtbot.waitUntil(lambda: ghosts(window, TR) != [])
    assert ghosts(window, TR) == [(first.start, first.length, first.pitch)]
    assert (under.start, under.length, under.pitch) in ghosts(window, P1)
    window.document.undo()
    qtbot.waitUntil(lambda: ghosts(window, TR) == [])
    window.document.redo()
    qtbot.waitUntil(lambda: ghosts(window, TR) != [])
    window.selection.choose_pattern(1)
    qtbot.waitUntil(lambda: ghosts(window, TR) == [])
    window.selection.choose_pattern(0)
    window.commands["difference"].trigger()
    qtbot.waitUntil(lambda: ghosts(window, TR) == [])


def test_encode_shows_it_before_anything_is_replaced(ready, qtbot):
    window = ready.window
    window.desk.edit("Draw note", lambda score: draw(score, [Note(P1, 0, 2, 90)]))
    score = window.document.score
    window.commands["encode"].trigger()
    qtbot.waitUntil(lambda: ghosts(window, P1) != [])
    assert window.document.score == score
    assert window.commands["difference"].isChecked()
    decoded = window.document.song.patterns[0].decoded
    assert len(ghosts(window, TR)) == decoded.onset[:, TR].sum()
