import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


@pytest.fixture
def bar(window):
    return window.transport_bar


def type_into(box, text):
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box.lineEdit(), text)
    QTest.keyClick(box.lineEdit(), Qt.Key.Key_Return)


def test_a_song_of_six_ticks_a_row_has_150_beats(bar):
    assert bar.ticks.value() == 6
    assert bar.bpm.value() == pytest.approx(60.0988 / 6 / 4 * 60, abs=0.01)


@pytest.mark.parametrize(("box", "text"), [("bpm", "120"), ("ticks", "9"), ("ticks", "2.5"), ("bpm", "181.37")])
def test_both_tempos_always_agree(window, bar, box, text):
    type_into(getattr(bar, box), text)
    assert getattr(bar, box).value() == float(text)
    assert bar.bpm.value() == pytest.approx(60 * 60.0988 / bar.ticks.value() / 4, rel=2e-3)
    assert window.document.score.beats_per_minute == pytest.approx(bar.bpm.value(), abs=0.01)


def test_a_tempo_is_one_undo_step_and_is_heard(window, bar, audio):
    before = window.document.song
    type_into(bar.bpm, "90")
    assert window.document.undo_text == "Set tempo"
    assert audio.scores[-1].beats_per_minute == pytest.approx(90)
    window.document.undo()
    assert window.document.song is before
    assert bar.ticks.value() == 6


def test_showing_a_tempo_changes_nothing(window, bar):
    assert window.document.untouched
    type_into(bar.bpm, bar.bpm.text())
    assert not window.document.dirty


def test_position_and_time_are_what_is_heard(window, bar, audio):
    audio.hear(row=37.0)
    window.transport.poll()
    assert bar.position.text() == "3.2.2"
    assert bar.time.text() == "0:03.6 / 0:25.5"


def test_the_loop_button_shows_whether_it_loops(window, audio):
    loop = window.commands["loop"]
    loop.trigger()
    assert loop.isChecked()
    assert ("loop", (0, 256)) in audio.told
    loop.trigger()
    assert not loop.isChecked()
    window.transport.set_loop(16, 48)
    assert loop.isChecked()


def test_the_volume_is_told(bar, audio):
    bar.volume.setValue(30)
    assert audio.told[-1] == ("gain", 0.3)


def test_space_plays_also_while_a_field_has_the_focus(window, bar, audio, qtbot):
    bar.bpm.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert ("play", 0) in audio.told
