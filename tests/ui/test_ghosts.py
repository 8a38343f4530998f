import pytest

from nes_composer.score.edits import draw
from nes_composer.score.notes import Note
from nes_composer.score.score import NO, P1, TR, Score
from nes_composer.ui.ghosts import Ghost, Ghosts

ROWS = draw(Score.silent(16), [Note(P1, 2, 3, 60), Note(TR, 4, 4, 40)])


def test_notes_start_in_rows_of_the_song_and_the_strong_ones_come_last():
    ghosts = Ghosts()
    ghosts.show("takes", [Ghost(100, ROWS, (P1,), strong=True), Ghost(50, ROWS, (P1, TR))])
    assert [(table["start"].tolist(), strong) for table, strong in ghosts.tables(P1)] == [([52], False), ([102], True)]
    assert [table["start"].tolist() for table, _ in ghosts.tables(TR)] == [[54]]
    assert ghosts.tables(NO) == []
    assert ghosts.end == 116


def test_a_source_replaces_what_it_showed_itself(qtbot):
    ghosts = Ghosts()
    ghosts.show("takes", [Ghost(100, ROWS, (P1,))])
    ghosts.show("encode", [Ghost(0, ROWS, (P1,))])
    assert len(ghosts.tables(P1)) == 2
    with qtbot.waitSignal(ghosts.changed):
        ghosts.show("takes", [])
    assert [table["start"].tolist() for table, _ in ghosts.tables(P1)] == [[2]]
    assert ghosts.end == 16


def test_nothing_in_place_of_nothing_is_no_change(qtbot):
    ghosts = Ghosts()
    with qtbot.assertNotEmitted(ghosts.changed):
        ghosts.show("takes", [])


@pytest.mark.parametrize("voice", [P1, NO])
def test_without_any_the_end_is_the_start(voice):
    assert Ghosts().end == 0
    assert Ghosts().tables(voice) == []
