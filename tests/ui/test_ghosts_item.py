import numpy as np
import pytest
from PySide6.QtGui import QImage

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, P2, Score
from nes_composer.ui.ghosts import Ghost
from nes_composer.ui.ghosts_item import GhostsItem


def pixels(roll):
    """RGB of what the roll shows, one logical pixel each."""
    image = roll.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].astype(int)


def changed(roll, ghost):
    """Which pixels a ghost changes, bool [height, width]."""
    roll.playhead_item.hide()
    roll.desk.ghosts.show("", [])
    before = pixels(roll)
    roll.desk.ghosts.show("", [ghost])
    return (pixels(roll) != before).any(axis=2)


def ghost(*notes, start=0, strong=False, voices=(P1,), rows=64):
    return Ghost(start, draw(Score.silent(rows), notes), voices, strong)


def test_a_faint_ghost_is_an_outline_and_a_strong_one_is_filled(roll):
    note, seen = Note(P1, 8, 8, 60), roll.coordinates
    middle = round(seen.y(60.5)), round(seen.x(12.3))
    faint, strong = changed(roll, ghost(note)), changed(roll, ghost(note, strong=True))
    assert not faint[middle]
    assert strong[middle]
    for painted in (faint, strong):
        columns = np.flatnonzero(painted.any(axis=0))
        assert seen.row(float(columns.min())) == pytest.approx(8, abs=0.15)
        assert seen.row(float(columns.max())) == pytest.approx(16, abs=0.15)


def test_it_stands_where_it_would_come_to_stand_and_in_its_voices_only(roll):
    columns = np.flatnonzero(changed(roll, ghost(Note(P1, 0, 4, 60), start=32)).any(axis=0))
    assert roll.coordinates.row(float(columns.min())) == pytest.approx(32, abs=0.15)
    assert not changed(roll, ghost(Note(P1, 0, 4, 60), voices=(P2,))).any()


@pytest.mark.parametrize("span", [8, 256])
def test_a_ghost_is_seen_at_every_zoom(roll, span):
    roll.desk.time.show_rows(0, span)
    assert changed(roll, ghost(Note(P1, 4, 1, 60))).any()


def test_beyond_the_end_of_the_song_it_is_seen_too(window):
    window.desk.ghosts.show("", [ghost(Note(P1, 40, 8, 100), start=256)])
    assert window.time_view.length == 320
    window.time_view.reveal(300)
    assert window.time_view.first <= 296 < window.time_view.last
    seen = window.rolls[P1].coordinates
    assert seen.lowest <= 100 < seen.lowest + seen.pitches
    window.desk.ghosts.show("", [])
    assert window.time_view.length == 256
    assert window.time_view.last <= 256


def test_only_the_exposed_ghosts_are_painted(roll, monkeypatch):
    painted = []
    monkeypatch.setattr(GhostsItem, "_paint_notes", lambda self, painter, notes, strong: painted.extend(notes["start"]))
    roll.desk.ghosts.show("", [ghost(*(Note(P1, row, 1, 60) for row in range(0, 256, 2)), rows=256)])
    roll.desk.time.show_rows(100, 10)
    painted.clear()
    roll.grab()
    assert set(range(100, 110, 2)) <= {int(start) for start in painted} <= set(range(96, 114, 2))


def test_notes_that_would_go_are_dimmed(roll):
    roll.desk.edit("", lambda score: draw(score, [Note(P1, 8, 4, 60, 15), Note(P1, 40, 4, 60, 15)]))
    seen = roll.coordinates
    places = [(round(seen.y(60.5)), round(seen.x(row))) for row in (10.1, 42.1)]
    roll.playhead_item.hide()
    before = [pixels(roll)[place].sum() for place in places]
    roll.desk.ghosts.show("", [Ghost(0, Score.silent(32), (P1,), strong=True, replaces=True)])
    after = [pixels(roll)[place].sum() for place in places]
    assert after[0] < before[0] / 2
    assert after[1] == before[1]
