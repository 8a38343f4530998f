import pytest
from PySide6.QtWidgets import QApplication
from support.midi import FakePorts

from nes_composer.score.score import NO, P1, P2, TR
from nes_composer.ui.live_notes import LiveNotes
from nes_composer.ui.midi_in import MidiIn, velocity_of
from nes_composer.ui.midi_in_ports import MidiEvent
from nes_composer.ui.tasks import Tasks


@pytest.fixture
def ports():
    return FakePorts()


@pytest.fixture
def make(desk, audio, ports, settings, qtbot):
    made = []

    def make():
        tasks = Tasks()
        notes = LiveNotes(desk, audio)
        midi = MidiIn(notes, desk.selection, ports, tasks, settings)
        midi.said = []
        midi.told.connect(midi.said.append)
        midi.failed.connect(midi.said.append)
        made.append((midi, tasks, notes))
        return midi

    yield make
    for midi, tasks, _ in made:
        midi.close()
        tasks.close()


@pytest.fixture
def midi(make):
    midi = make()
    midi.choose("Piano 24:0")
    return midi


def test_a_key_plays_the_voice_in_focus_for_as_long_as_it_is_held(midi, ports, audio, desk, qtbot):
    desk.selection.choose_voice(P2)
    ports.play("Piano 24:0", 0, 64, 127)
    qtbot.waitUntil(lambda: audio.told == [("press", P2, 64, 15, 2)])
    ports.play("Piano 24:0", 0, 64, 0)
    qtbot.waitUntil(lambda: audio.told[1:] == [("let_go", P2, 64)])


def test_a_note_ends_in_its_voice_whatever_is_in_focus_then(midi, audio, desk):
    midi.receive(MidiEvent(0, 64, 100, 1.0))
    desk.selection.choose_voice(TR)
    midi.receive(MidiEvent(0, 64, 0, 2.0))
    assert audio.told[-1] == ("let_go", P1, 64)


def test_channels_play_voices_if_wanted(midi, audio):
    midi.toggle_by_channel()
    for channel in (0, 1, 2, 3, 9, 5):
        midi.receive(MidiEvent(channel, 48, 127, 1.0))
    assert [message[1:3] for message in audio.told if message[0] == "press"] == [
        (P1, 48),
        (P2, 48),
        (TR, 48),
        (NO, 1),
        (NO, 1),
        (P1, 48),
    ]


def test_all_notes_off_ends_them(midi, audio):
    midi.receive(MidiEvent(0, 60, 100, 1.0))
    midi.receive(MidiEvent(0, 62, 100, 1.0))
    midi.receive(MidiEvent(0, None, 0, 2.0))
    assert [message for message in audio.told if message[0] == "let_go"] == [("let_go", P1, 60), ("let_go", P1, 62)]


def test_velocity_covers_the_chip_s():
    assert [velocity_of(velocity) for velocity in (1, 4, 64, 120, 127)] == [1, 1, 8, 14, 15]
    assert {velocity_of(velocity) for velocity in range(1, 128)} == set(range(1, 16))


def test_the_port_is_remembered_and_opened_at_the_next_start(midi, make, qtbot):
    again = make()
    assert again.port == "Piano"
    qtbot.waitUntil(lambda: again.listening)
    midi.choose("")
    assert make().port == ""


def test_a_keyboard_that_is_unplugged_holds_no_notes_and_comes_back(midi, ports, audio, qtbot):
    midi.receive(MidiEvent(0, 60, 100, 1.0))
    ports.plugged = ["Organ 28:0"]
    with qtbot.waitSignal(midi.changed):
        midi.look()
    assert not midi.listening
    assert ports.closed == ["Piano 24:0"]
    assert audio.told[-1] == ("let_go", P1, 60)
    assert midi.said[-1] == "Piano was unplugged"
    ports.plugged = ["Organ 28:0", "Piano 32:0"]  # ALSA gives it another number
    with qtbot.waitSignal(midi.changed):
        midi.look()
    assert midi.listening
    ports.play("Piano 32:0", 0, 61, 100)
    qtbot.waitUntil(lambda: ("press", P1, 61, 12, 2) in audio.told)


def test_what_comes_after_closing_is_not_heard(midi, ports, audio, qtbot):
    ports.play("Piano 24:0", 0, 64, 100)
    midi.close()
    QApplication.processEvents()
    assert audio.told == []


def test_another_port_replaces_the_one_before(midi, ports):
    midi.choose("Organ 28:0")
    assert ports.closed == ["Piano 24:0"]
    assert midi.port == "Organ"
    assert midi.listening


def test_a_system_without_midi_is_told_once(midi, make, ports, qtbot):
    ports.error = "There is no MIDI on this system (no sequencer)"
    again = make()
    qtbot.waitUntil(lambda: again.said == [ports.error])
    assert not again._timer.isActive()


def test_a_port_that_has_gone_meanwhile_is_told_of(midi):
    midi.choose("Harp 40:0")
    assert midi.said[-1] == "Harp 40:0 cannot be opened (it is gone)"
    assert not midi.listening
