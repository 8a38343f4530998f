import numpy as np

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score
from nes_composer.ui.pattern_overview import compass, overview

HEIGHT = 20


def picture(*notes, first=0, last=64, thickness=1):
    score = draw(Score.silent(128), notes)
    return overview(score, first, last, compass(score), HEIGHT, thickness)


def places(found):
    """Rows of the song by lines of the picture, for all that is painted."""
    return {(int(line), int(column)) for line, column in np.argwhere(found)}


def test_each_row_is_a_pixel_and_higher_is_above():
    found = picture(Note(P1, 8, 2, 84), Note(TR, 8, 1, 36), Note(P1, 20, 1, 60))
    columns = {column for _, column in places(found)}
    assert columns == {8, 9, 20}
    high, low = (min(places(found[:, [c]]))[0] for c in (9, 20))
    assert high < low
    assert len(places(found[:, [8]])) == 2


def test_a_note_that_is_held_is_fainter_than_its_start():
    found = picture(Note(P1, 0, 2, 60), Note(P1, 2, 1, 60))
    (line,) = {line for line, _ in places(found)}
    start, held, again = (int(color) >> 24 for color in found[line, :3])
    assert held < start == again


def test_noise_has_the_last_line_to_itself():
    found = picture(Note(NO, 3, 1, 16), Note(TR, 5, 1, 21), Note(P1, 5, 1, 100), thickness=2)
    assert {line for line, column in places(found) if column == 3} == {HEIGHT - 2, HEIGHT - 1}
    assert max(line for line, column in places(found) if column == 5) < HEIGHT - 2


def test_pitches_stay_where_they_are_when_the_song_is_scrolled():
    notes = [Note(P1, 0, 1, 90), Note(P1, 70, 1, 60), Note(TR, 127, 1, 30)]
    there, scrolled = picture(*notes, last=128), picture(*notes, first=64, last=128)
    assert np.array_equal(there[:, 64:], scrolled)


def test_the_compass_is_that_of_the_tonal_voices():
    assert compass(draw(Score.silent(128), [Note(P1, 0, 1, 90), Note(TR, 9, 5, 30), Note(NO, 3, 1, 2)])) == (30, 90)
    assert compass(draw(Score.silent(8), [Note(NO, 3, 1, 2)])) == compass(Score.silent(0)) == (0, 0)


def test_silence_is_nothing():
    assert not picture().any()
    assert picture(first=5, last=5).shape == (HEIGHT, 0)
