from nes_composer.score.edits import draw, erase
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, Score
from nes_composer.ui.selection import Selection


def test_only_what_the_song_has_stays_chosen():
    kept, lost = Note(P1, 0, 4, 60), Note(P1, 8, 4, 62)
    score = draw(Score.silent(64), [kept, lost])
    selection = Selection()
    selection.choose_notes((kept, lost))
    selection.choose_pattern(5)
    selection.keep_within(erase(score, [lost]), patterns=2)
    assert selection.notes == (kept,)
    assert selection.pattern == 1


def test_choosing_the_same_again_is_not_announced(qtbot):
    selection = Selection()
    with qtbot.assertNotEmitted(selection.voice_changed), qtbot.assertNotEmitted(selection.pattern_changed):
        selection.choose_voice(0)
        selection.choose_pattern(0)
    with qtbot.waitSignal(selection.voice_changed):
        selection.choose_voice(2)


def test_rows_that_the_song_no_longer_has_are_not_chosen():
    selection = Selection()
    selection.choose_rows((32, 100))
    selection.keep_within(Score.silent(64), patterns=1)
    assert selection.rows == (32, 64)
    selection.keep_within(Score.silent(16), patterns=1)
    assert selection.rows is None


def test_no_rows_are_none(qtbot):
    selection = Selection()
    with qtbot.assertNotEmitted(selection.rows_changed):
        selection.choose_rows((5, 5))
    selection.choose_rows((5, 6))
    with qtbot.waitSignal(selection.rows_changed):
        selection.choose_nothing()
    assert selection.rows is None
