import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nes_composer.score.score import Score
from nes_composer.score.song import Song
from nes_composer.ui.recovery_dialog import Choice, RecoveryDialog
from nes_composer.ui.recovery_folder import KEPT_DAYS

NOON = time.mktime((2026, 11, 26, 12, 0, 0, 0, 0, -1))


@pytest.fixture
def show(qtbot, melody):
    parent = QWidget()
    qtbot.addWidget(parent)

    def shown(saved=None, saved_at="This song was never saved.", differences=(), name="my song"):
        dialog = RecoveryDialog(name, melody, NOON, saved, saved_at, differences, parent)
        dialog.answers = []
        dialog.chosen.connect(dialog.answers.append)
        answers = dialog.answers
        dialog.show()
        return dialog, answers

    return shown


def test_every_button_is_one_answer(show, qtbot, melody):
    for choice in Choice:
        dialog, answers = show(melody, NOON)
        qtbot.mouseClick(dialog.buttons[choice], Qt.MouseButton.LeftButton)
        assert answers == [choice]


@pytest.mark.parametrize("how", ["escape", "close"])
def test_closing_is_to_decide_later(show, qtbot, how):
    dialog, answers = show()
    if how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    assert answers == [Choice.LATER]


def test_return_takes_the_recovered_one(show, qtbot):
    dialog, answers = show()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert answers == [Choice.RECOVERED]


def test_each_version_says_what_it_is(show, melody):
    dialog, _ = show(melody, NOON - 3600)
    assert dialog.left.facts.text().splitlines() == [
        "26 November 2026, 12:00:00",
        "0:06.3 long, 64 rows",
        "54 notes: P1 12, P2 12, TR 6, NO 24",
    ]
    assert dialog.right.facts.text().startswith("26 November 2026, 11:00:00\n")


def test_it_says_why_there_is_no_saved_version_and_how_long_the_other_stays(show):
    dialog, _ = show()
    assert dialog.right.facts.text() == "This song was never saved."
    assert "without it" in dialog.buttons[Choice.SAVED].text()
    texts = " ".join(label.text() for label in dialog.findChildren(type(dialog.differences)))
    assert f"{KEPT_DAYS} days" in texts


def test_many_differences_are_cut_and_names_are_no_markup(show):
    dialog, _ = show(differences=[f"thing {n}" for n in range(9)], name="<b>loud</b>")
    assert dialog.differences.text().endswith("thing 4; and 4 more")
    assert any("<b>loud</b>" in label.text() for label in dialog.findChildren(type(dialog.differences)))


def test_empty_and_very_long_songs_have_a_picture(show):
    for rows in (0, 1, 300_000):
        dialog, _ = show(Song(Score.silent(rows)), NOON)
        assert dialog.isVisible()
