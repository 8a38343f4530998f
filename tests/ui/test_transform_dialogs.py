"""The dialogs, opened and used by real keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from nes_composer.score.bundle import notes_on
from nes_composer.score.edits import draw
from nes_composer.score.keys import Key
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.transform_dialog import TransformDialog

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TUNE = (Note(P1, 4, 2, 60), Note(P1, 9, 4, 64))


@pytest.fixture
def tune(window):
    window.desk.edit("Draw notes", lambda score: draw(score, TUNE))
    window.selection.choose_notes(TUNE)
    return window


def opened(window):
    (dialog,) = (found for found in window.findChildren(TransformDialog) if found.isVisible())
    return dialog


def press(dialog, button):
    QTest.mouseClick(dialog.buttons.button(button), Qt.MouseButton.LeftButton)


def pitches(window):
    return [note.pitch for note in notes_on(window.document.score, P1)]


def ghosts(window):
    return [(int(n["start"]), int(n["pitch"])) for table, _ in window.desk.ghosts.tables(P1) for n in table]


def test_transposing_is_previewed_and_return_does_it(tune, audio):
    before = tune.document.song
    QTest.keyClick(tune, Qt.Key.Key_T, CONTROL)
    dialog = opened(tune)
    assert dialog.windowTitle() == "Transpose 2 notes"
    QTest.keyClick(dialog.by, Qt.Key.Key_Up)
    QTest.keyClick(dialog.by, Qt.Key.Key_Up)
    assert ghosts(tune) == [(4, 62), (9, 66)]
    assert audio.scores[-1].pitch[4, P1] == 62
    assert tune.document.song is before
    QTest.keyClick(dialog.by, Qt.Key.Key_Return)
    assert pitches(tune) == [62, 66]
    assert ghosts(tune) == []
    assert tune.document.undo_text == "Transpose 2 notes"
    tune.document.undo()
    assert tune.document.song is before


def test_escape_leaves_everything_as_it_was(tune, audio):
    before = tune.document.song
    QTest.keyClick(tune, Qt.Key.Key_T, CONTROL)
    dialog = opened(tune)
    QTest.keyClick(dialog.by, Qt.Key.Key_Up)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert tune.document.song is before
    assert ghosts(tune) == []
    assert audio.scores[-1] == before.score
    assert tune.selection.notes == TUNE


def test_steps_of_the_key_that_is_highlighted(tune):
    tune.desk.highlight.choose(Key.parse("C major"))
    QTest.keyClick(tune, Qt.Key.Key_T, CONTROL)
    dialog = opened(tune)
    assert dialog.key.currentText().startswith("C major")
    assert "steps" in dialog.by.suffix()
    dialog.by.setValue(1)
    assert ghosts(tune) == [(4, 62), (9, 65)]
    dialog.key.setCurrentIndex(0)
    assert "semitones" in dialog.by.suffix()
    assert ghosts(tune) == [(4, 61), (9, 65)]
    press(dialog, QDialogButtonBox.StandardButton.Cancel)


def test_humanising_is_the_same_for_the_same_seed(tune):
    results = []
    for seed in (5, 5, 6):
        QTest.keyClick(tune, Qt.Key.Key_H, CONTROL)
        dialog = opened(tune)
        dialog.amount.setValue(5)
        dialog.seed.setValue(seed)
        press(dialog, QDialogButtonBox.StandardButton.Ok)
        results.append(tune.document.score)
        tune.document.undo()
        tune.selection.choose_notes(TUNE)
    assert results[0] == results[1] != results[2]


def test_quantising_in_part_to_another_grid_than_the_snap(tune):
    QTest.keyClick(tune, Qt.Key.Key_Q, CONTROL | ALT)
    dialog = opened(tune)
    assert dialog.grid.currentText() == "Row"
    assert ghosts(tune) == []
    dialog.grid.setCurrentText("Bar")
    assert ghosts(tune) == [(0, 60), (16, 64)]
    dialog.share.setValue(50)
    assert ghosts(tune) == [(2, 60), (13, 64)]
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert [note.start for note in tune.selection.notes] == [2, 13]


def test_a_held_note_becomes_an_arpeggio(tune):
    tune.selection.choose_notes(TUNE[1:])
    QTest.keyClick(tune, Qt.Key.Key_A, CONTROL | ALT)
    dialog = opened(tune)
    dialog.chord.setCurrentText("minor")
    assert ghosts(tune) == [(9, 64), (10, 67), (11, 71), (12, 64)]
    dialog.order.setCurrentText("down")
    dialog.rows.setValue(2)
    assert ghosts(tune) == [(9, 71), (11, 67)]
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert pitches(tune) == [60, 71, 67]
    assert tune.document.undo_text == "Arpeggiate note"


def test_notes_turn_upside_down_around_a_pitch(tune):
    QTest.keyClick(tune, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    dialog = opened(tune)
    assert ghosts(tune) == [(4, 64), (9, 60)]
    dialog.around.setCurrentText("C4")
    assert ghosts(tune) == [(9, 56)]
    press(dialog, QDialogButtonBox.StandardButton.Ok)
    assert pitches(tune) == [60, 56]


def test_hearing_plays_from_the_first_note(tune, audio):
    QTest.keyClick(tune, Qt.Key.Key_T, CONTROL)
    dialog = opened(tune)
    QTest.mouseClick(dialog.hear, Qt.MouseButton.LeftButton)
    assert audio.told[-1] == ("play", 4)
    press(dialog, QDialogButtonBox.StandardButton.Cancel)


def test_without_a_choice_no_dialog_opens(tune):
    tune.selection.choose_nothing()
    for name in ("transpose", "invert_around", "humanise", "quantise_by", "arpeggiate"):
        tune.commands[name].trigger()
    assert not [dialog for dialog in tune.findChildren(TransformDialog) if dialog.isVisible()]
    assert "Choose notes" in tune.status_bar.message.text()


def test_every_field_has_a_name_and_a_tooltip(tune):
    for name in ("transpose", "invert_around", "humanise", "quantise_by", "arpeggiate"):
        tune.commands[name].trigger()
        dialog = opened(tune)
        for field in ("by", "around", "key", "amount", "seed", "grid", "share", "chord", "order", "rows"):
            widget = getattr(dialog, field, None)
            assert widget is None or (widget.accessibleName() and widget.toolTip())
        dialog.reject()
