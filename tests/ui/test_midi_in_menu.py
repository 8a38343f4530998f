import pytest
from support.midi import FakePorts


@pytest.mark.parametrize("error", ["", "MIDI keyboards need mido and python-rtmidi"])
def test_the_menu_lists_keyboards_or_says_why_there_are_none(window, error):
    midi, ports = window.live.midi, FakePorts()
    midi._ports, ports.error = ports, error
    menu = window.live.midi_menu
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    if error:
        assert texts[0] == error
        assert not menu.actions()[0].isEnabled()
        return
    assert texts[:2] == ["Piano", "Organ"]
    menu.actions()[1].trigger()
    assert midi.port == "Organ"
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Organ"]
    ports.plugged = []
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "Organ (unplugged)"
    next(action for action in menu.actions() if action.text() == "&None").trigger()
    assert midi.port == ""
