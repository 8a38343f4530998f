import numpy as np
import pytest
from PySide6.QtGui import QImage

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, P2, TR

NOTES = [Note(P2, 10, 8, 70, 9), Note(TR, 20, 8, 62, 15), Note(NO, 30, 4, 16, 9), Note(P1, 0, 4, 60, 9)]


@pytest.fixture(autouse=True)
def song(roll):
    roll.playhead_item.hide()
    roll.desk.edit("", lambda score: draw(score, NOTES))


def pixels(roll):
    image = roll.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return data[:, : image.width(), 2::-1].copy()


def changed_at(roll, before, place, row, pitch):
    """Whether the middle of a cell has another colour than before."""
    after = pixels(roll)
    y, x = round(place.y(pitch + 0.5)), round(place.x(float(row)))
    return bool((after[y, x] != before[y, x]).any())


def test_other_voices_are_seen_while_this_one_is_alone(roll):
    roll.desk.focus.enter(P1)
    roll.show_pitches(48, 36)
    roll.others_item.set_tables(None)
    before = pixels(roll)
    roll.set_score(roll.desk.document.score)
    item = roll.others_item
    assert changed_at(roll, before, roll.coordinates, 14.2, 70)
    assert changed_at(roll, before, roll.coordinates, 24.2, 62)
    assert changed_at(roll, before, item.place(NO), 32.2, 16)
    assert not changed_at(roll, before, roll.coordinates, 2.2, 60)
    roll.desk.focus.leave()
    roll.show_pitches(48, 36)
    assert not changed_at(roll, before, roll.coordinates, 14.2, 70)


def test_ghosts_are_paler_than_notes(roll):
    own = pixels(roll)[round(roll.coordinates.y(60.5)), round(roll.coordinates.x(2.2))]
    roll.desk.edit("", lambda score: draw(score, [Note(P2, 10, 8, 70, 15), Note(P1, 40, 8, 70, 15)]))
    roll.desk.focus.enter(P1)
    image, seen = pixels(roll), roll.coordinates
    ghost, note = (image[round(seen.y(70.5)), round(seen.x(row))].astype(int) for row in (14.2, 44.2))
    assert note.max() > ghost.max() + 40
    assert own.max() > 0


def test_notes_of_other_voices_are_found(roll):
    roll.desk.focus.enter(P1)
    item, seen = roll.others_item, roll.coordinates
    assert item.note_at(seen.x(12.0), seen.y(70.5)) == (P2, 10)
    assert item.note_at(seen.x(21.0), seen.y(62.5)) == (TR, 20)
    noise = item.place(NO)
    assert item.note_at(noise.x(31.0), noise.y(16.5)) == (NO, 30)
    assert item.note_at(seen.x(12.0), seen.y(71.5)) is None
    assert item.note_at(seen.x(19.0), seen.y(70.5)) is None
    assert item.note_at(seen.x(1.0), seen.y(60.5)) is None


def test_nothing_is_found_while_four_are_seen(roll):
    seen = roll.coordinates
    assert roll.others_item.note_at(seen.x(12.0), seen.y(70.5)) is None
