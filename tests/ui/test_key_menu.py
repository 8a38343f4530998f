import pytest

from nes_composer.score.edits import draw
from nes_composer.score.keys import SCALES, Key
from nes_composer.score.notes import Note
from nes_composer.score.score import P1
from nes_composer.ui.key_menu import KeyButton


@pytest.fixture
def button(qtbot, desk):
    button = KeyButton(desk)
    qtbot.addWidget(button)
    return button


def texts(menu):
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_all_keys_are_offered_and_the_songs_own_first(button, desk):
    desk.edit("", lambda score: draw(score, [Note(P1, 2 * i, 2, 60 + s) for i, s in enumerate((0, 2, 4, 5, 7, 9, 11))]))
    offered = texts(button.menu())
    assert offered[:2] == ["&Off", "&C major, as the song"]
    assert offered[2:] == [scale.capitalize() for scale in SCALES]
    (minor,) = [action.menu() for action in button.menu().actions() if action.text() == "Minor"]
    assert len(minor.actions()) == 12


def test_a_choice_is_highlighted_shown_and_ticked(button, desk):
    texts(button.menu())
    (minor,) = [action.menu() for action in button.menu().actions() if action.text() == "Minor"]
    minor.actions()[2].trigger()
    assert desk.highlight.key == Key(2, "minor")
    assert button.text() == "D minor"
    assert button.accessibleName() == "Highlighted scale: D minor"
    texts(button.menu())
    (minor,) = [action.menu() for action in button.menu().actions() if action.text() == "Minor"]
    assert [action.isChecked() for action in minor.actions()] == [at == 2 for at in range(12)]
    button.menu().actions()[0].trigger()
    assert desk.highlight.key is None
    assert button.text() == "Scale"


def test_the_keyboard_toggles_it(window):
    window.commands["highlight"].trigger()
    assert window.commands["highlight"].isChecked()
    assert window.desk.highlight.key is not None
