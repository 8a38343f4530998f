from nes_composer.score.edits import draw, erase
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, P2, TR, Score
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


def test_chosen_notes_of_a_voice_are_in_order_whatever_order_they_were_chosen_in():
    selection = Selection()
    selection.choose_notes((Note(P2, 8, 4, 62), Note(P1, 3, 1, 60), Note(P2, 0, 2, 60)))
    starts, ends = selection.spans(P2)
    assert (list(starts), list(ends)) == ([0, 8], [2, 12])
    assert list(selection.spans(P1)[1]) == [4]
    assert not len(selection.spans(TR)[0])
    selection.choose_nothing()
    assert not len(selection.spans(P2)[0])
