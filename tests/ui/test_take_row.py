from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.models.take import Take
from nes_composer.score.edits import draw, with_length
from nes_composer.score.notes import Note
from nes_composer.score.score import P1, TR, Score
from nes_composer.ui.take_row import TakeRow

TAKE = Take(draw(Score.silent(16), [Note(P1, 2, 4, 70)]), (False,) * 4)


def test_before_its_first_row_there_is_nothing_to_press(qtbot):
    row = TakeRow(1)
    qtbot.addWidget(row)
    row.show_choice(False, (P1, TR), frozenset())
    assert not any(widget.isEnabled() for widget in (row.play, row.accept, *row.cells))


def test_only_the_voices_that_were_drawn_can_be_taken(qtbot):
    row = TakeRow(1)
    qtbot.addWidget(row)
    row.show_choice(True, (P1, TR), frozenset({TR}))
    assert [cell.isEnabled() for cell in row.cells] == [True, False, True, False]
    assert [cell.isChecked() for cell in row.cells] == [False, False, True, False]


def test_its_buttons_tell(qtbot):
    row = TakeRow(1)
    qtbot.addWidget(row)
    row.show_choice(True, (P1, TR), frozenset())
    for widget, signal in ((row.play, row.heard), (row.accept, row.accepted), (row.picture, row.chosen)):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(row.voice_chosen) as told:
        QTest.mouseClick(row.cells[TR], Qt.MouseButton.LeftButton)
    assert told.args == [TR]


def test_its_picture_grows_with_it_and_goes_with_it(qtbot):
    row = TakeRow(1)
    qtbot.addWidget(row)
    seen = []
    for take in (Take(with_length(TAKE.rows, 2), TAKE.held), TAKE):
        row.show_picture(take, 16, (P1,))
        seen.append(row.picture.pixmap().toImage())
    assert seen[0] != seen[1]
    row.show_picture(None, 16, (P1,))
    assert row.picture.pixmap().isNull()
