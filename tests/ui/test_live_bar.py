from nes_composer.ui.live_bar import LiveBar


def test_the_octave_is_seen_while_the_piano_is_on(window):
    bar, piano = window.findChild(LiveBar), window.live.piano
    assert not bar.octave.isVisible()
    piano.toggle()
    assert bar.octave.isVisible()
    assert bar.octave.text() == "C4"
    piano.set_octave(5)
    assert bar.octave.text() == "C5"
    piano.toggle()
    assert not bar.octave.isVisible()


def test_no_button_takes_the_focus_from_the_work(window):
    window.rolls[0].setFocus()
    for name in ("metronome", "tracker_piano"):
        window.commands[name].trigger()
    assert window.rolls[0].hasFocus()


def test_buttons_are_named_and_explained(window):
    for name in ("record", "step_record", "metronome", "tracker_piano"):
        assert window.commands[name].toolTip()
        assert window.commands[name].isCheckable()


def test_all_buttons_fit_into_the_window_s_width(window):
    bar = window.findChild(LiveBar)
    window.live.piano.toggle()
    right = bar.mapTo(window, bar.rect().topRight()).x()
    assert right < window.transport_bar.bpm.mapTo(window, window.transport_bar.bpm.rect().topLeft()).x()
    volume = window.transport_bar.volume
    assert volume.mapTo(window, volume.rect().topRight()).x() < window.width()
