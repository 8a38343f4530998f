"""Playing along in the window: what is on is shown, and everything is wired."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nes_composer.ui.live_bar import LiveBar
from nes_composer.ui.live_commands import live_commands
from nes_composer.ui.midi_in_ports import MidiEvent

Key = Qt.Key


def test_every_command_that_is_on_is_ticked(window):
    for name, part, attribute in (
        ("tracker_piano", window.live.piano, "on"),
        ("step_record", window.live.steps, "on"),
        ("metronome", window.live.metronome, "on"),
        ("count_in", window.live.metronome, "counts_in"),
        ("record", window.live.recording, "on"),
        ("quantise_recording", window.live.recording, "quantises"),
    ):
        for _ in range(2):
            window.commands[name].trigger()
            assert window.commands[name].isChecked() == getattr(part, attribute), name


def test_a_recording_that_ends_by_itself_is_unticked(window, audio):
    window.commands["record"].trigger()
    audio.hear(playing=True, row=4.0)
    window.transport.poll()
    assert window.commands["record"].isChecked()
    window.commands["play"].trigger()
    window.transport.poll()
    assert not window.commands["record"].isChecked()


def test_of_the_two_recordings_one_is_on(window):
    recording, steps = window.commands["record"], window.commands["step_record"]
    steps.trigger()
    recording.trigger()
    assert (recording.isChecked(), steps.isChecked()) == (True, False)
    steps.trigger()
    assert (recording.isChecked(), steps.isChecked()) == (False, True)


def test_the_bar_has_a_button_for_each_with_the_key_in_its_tooltip(window):
    buttons = [button.defaultAction() for button in window.findChild(LiveBar).findChildren(object) if is_button(button)]
    names = ("record", "step_record", "metronome", "tracker_piano")
    assert buttons == [window.commands[name] for name in names]
    keys = {command.name: command.keys[0] for command in live_commands(window)}
    for name in names:
        assert f"({keys[name]})" in window.commands[name].toolTip()
        assert not window.commands[name].icon().isNull()


def is_button(widget):
    return hasattr(widget, "defaultAction")


def test_a_midi_keyboard_that_listens_makes_return_write(window, monkeypatch):
    midi = window.live.midi
    assert not window.commands["step_put"].isEnabled()
    monkeypatch.setattr(midi, "_open", type("Port", (), {"close": lambda self: None})())
    midi.changed.emit()
    midi.receive(MidiEvent(0, 67, 100, 1.0))
    QTest.keyClick(window, Key.Key_Return)
    assert window.document.score.pitch[0, 0] == 67


def test_return_writes_whatever_has_the_focus_but_a_field(window, qtbot):
    qtbot.waitUntil(window.isActiveWindow)
    window.live.piano.toggle()
    for row, place in enumerate((window.rolls[1], window.latent_panel.sliders[0], window.strips[0])):
        place.setFocus()
        QTest.keyClick(place, Key.Key_Z)
        QTest.keyClick(place, Key.Key_Return)
        assert window.document.score.onset[row, 0], place
    box = window.transport_bar.bpm
    box.setFocus()
    before = window.document.song
    QTest.keyClick(box, Key.Key_Return)
    assert window.document.song is before


def test_messages_reach_the_status_bar(window):
    window.live.midi.failed.emit("Piano was unplugged")
    assert window.status_bar.message.text() == "Piano was unplugged"


def test_shutting_down_closes_the_keyboard(window, monkeypatch):
    closed = []
    monkeypatch.setattr(window.live.midi, "_open", type("Port", (), {"close": lambda self: closed.append(1)})())
    window.live.close()
    assert closed == [1]


@pytest.mark.parametrize("rows", [1.0, 24.0])
def test_what_is_held_while_the_tempo_changes_is_still_held(window, audio, rows):
    window.live.piano.toggle()
    QTest.keyPress(window, Key.Key_Z)
    window.desk.edit("", lambda score: dataclasses.replace(score, rows_per_second=rows))
    assert [message for message in audio.told if message[0] == "let_go"] == []
    QTest.keyRelease(window, Key.Key_Z)
