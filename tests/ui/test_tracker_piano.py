import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nes_composer.score.score import NO, P2, TR

Key = Qt.Key


@pytest.fixture
def playing(window, audio, qtbot):
    """The piano is on; what is told to the sound from now on is asked for."""
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert window.live.piano.on
    audio.told.clear()
    return window


def notes(audio):
    return [message for message in audio.told if message[0] in ("press", "let_go")]


def pitches(audio):
    return [message[2] for message in audio.told if message[0] == "press"]


def test_a_key_sounds_for_as_long_as_it_is_held(playing, audio):
    QTest.keyPress(playing, Key.Key_Z)
    assert notes(audio) == [("press", 0, 60, 12, 2)]
    QTest.keyRelease(playing, Key.Key_Z)
    assert notes(audio)[1:] == [("let_go", 0, 60)]


def test_the_rows_are_two_octaves(playing, audio):
    for key in "zsxdcvgbhnjm":
        QTest.keyClick(playing, key)
    for key in "q2w3er5t6y7u":
        QTest.keyClick(playing, key)
    assert pitches(audio) == list(range(60, 84))
    audio.told.clear()
    for key in (Key.Key_Comma, Key.Key_L, Key.Key_Period, Key.Key_Semicolon, Key.Key_Slash, "i", "9", "o", "0", "p"):
        QTest.keyClick(playing, key)
    assert pitches(audio) == [72, 73, 74, 75, 76, 84, 85, 86, 87, 88]


def test_page_up_and_down_move_the_octave_and_a_sign_shows_it(playing, audio):
    QTest.keyClick(playing, Key.Key_PageUp)
    QTest.keyClick(playing, Key.Key_Z)
    for _ in range(3):
        QTest.keyClick(playing, Key.Key_PageDown)
    QTest.keyClick(playing, Key.Key_Z)
    assert pitches(audio) == [72, 36]
    assert octave_sign(playing).text() == "C2"
    for _ in range(20):
        QTest.keyClick(playing, Key.Key_PageDown)
    assert octave_sign(playing).text() == "C0"


def octave_sign(window):
    from nes_composer.ui.live_bar import LiveBar

    return window.findChild(LiveBar).octave


def test_letters_are_no_commands_while_it_is_on(playing, audio):
    for key in (Key.Key_M, Key.Key_L, Key.Key_S, Key.Key_I, Key.Key_K, Key.Key_A):
        QTest.keyClick(playing, key)
    assert pitches(audio) == [71, 73, 61, 84]
    assert not playing.document.song.locks.voices
    assert playing.transport.muted == [False] * 4
    assert not playing.transport.looping
    QTest.keyClick(playing, Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    audio.told.clear()
    QTest.keyClick(playing, Key.Key_M)
    QTest.keyClick(playing, Key.Key_L)
    assert playing.transport.muted[0]
    assert playing.transport.looping
    assert notes(audio) == []


def test_space_and_chords_are_still_commands(playing, audio):
    QTest.keyClick(playing, Key.Key_Space)
    QTest.keyClick(playing, Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    assert ("play", 0) in audio.told
    assert playing.transport.soloed[0]
    assert notes(audio) == []


def test_it_plays_while_a_roll_or_a_slider_has_the_focus(playing, audio):
    for place in (playing.rolls[TR], playing.latent_panel.sliders[0], playing.strips[0]):
        place.setFocus()
        QTest.keyClick(place, Key.Key_X)
        assert pitches(audio) == [62], place
        QTest.keyClick(place, Key.Key_M)
        audio.told.clear()
    assert playing.transport.muted == [False] * 4


def test_a_field_that_is_typed_in_keeps_its_keys(playing, audio):
    box = playing.transport_bar.bpm
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "95")
    QTest.keyClick(box, Key.Key_Return)
    assert box.value() == 95
    assert notes(audio) == []


def test_keys_that_repeat_themselves_are_no_new_notes(playing, audio):
    QTest.keyPress(playing, Key.Key_Z)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress) * 3:
        repeated = QKeyEvent(kind, Key.Key_Z, Qt.KeyboardModifier.NoModifier, "z", True)
        QApplication.sendEvent(playing, repeated)
    assert len(notes(audio)) == 1
    QTest.keyRelease(playing, Key.Key_Z)
    assert len(notes(audio)) == 2


def test_a_window_that_is_left_holds_no_notes(playing, audio):
    QTest.keyPress(playing, Key.Key_Z)
    QTest.keyPress(playing, Key.Key_C)
    QApplication.sendEvent(playing, QEvent(QEvent.Type.WindowDeactivate))
    assert notes(audio)[2:] == [("let_go", 0, 60), ("let_go", 0, 64)]
    QTest.keyRelease(playing, Key.Key_Z)
    assert len(notes(audio)) == 4


def test_switched_off_it_holds_no_notes(playing, audio):
    QTest.keyPress(playing, Key.Key_Z)
    playing.live.piano.toggle()
    assert notes(audio)[1:] == [("let_go", 0, 60)]
    assert not octave_sign(playing).isVisible()


def test_a_note_ends_in_the_voice_it_began_in(playing, audio):
    QTest.keyPress(playing, Key.Key_Z)
    playing.selection.choose_voice(P2)
    QTest.keyRelease(playing, Key.Key_Z)
    QTest.keyClick(playing, Key.Key_Z)
    assert [message[:3] for message in notes(audio)] == [
        ("press", 0, 60),
        ("let_go", 0, 60),
        ("press", P2, 60),
        ("let_go", P2, 60),
    ]


def test_the_noise_begins_with_the_lowest_key(playing, audio):
    playing.selection.choose_voice(NO)
    QTest.keyClick(playing, Key.Key_Z)
    QTest.keyClick(playing, Key.Key_E)
    QTest.keyClick(playing, Key.Key_P)
    assert pitches(audio) == [1, 16, 16]


def test_off_the_octave_keys_are_disabled(window):
    assert not window.commands["octave_up"].isEnabled()
    window.live.piano.toggle()
    assert window.commands["octave_up"].isEnabled()
    assert window.commands["tracker_piano"].isChecked()
