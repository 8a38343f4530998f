import os
import sys
import threading

import mido
import pytest
from support.jack import jack, wait_until

from nes_composer.ui.midi_in_ports import MidiError, MidiEvent, MidoPorts, event_of, plain_name

__all__ = ["jack"]


def test_note_messages_are_events():
    assert event_of(mido.Message("note_on", channel=2, note=60, velocity=100), 5.0) == MidiEvent(2, 60, 100, 5.0)
    assert event_of(mido.Message("note_off", channel=2, note=60, velocity=64), 5.0) == MidiEvent(2, 60, 0, 5.0)
    assert event_of(mido.Message("note_on", note=60, velocity=0), 5.0) == MidiEvent(0, 60, 0, 5.0)


def test_all_notes_off_is_an_event_and_other_messages_are_none():
    assert event_of(mido.Message("control_change", channel=1, control=123), 5.0) == MidiEvent(1, None, 0, 5.0)
    for message in (mido.Message("control_change", control=64), mido.Message("pitchwheel"), mido.Message("clock")):
        assert event_of(message, 5.0) is None


def test_a_name_is_known_again_when_it_is_plugged_in_again():
    assert plain_name("Keystation 49:Keystation 49 MIDI 1 24:0") == "Keystation 49:Keystation 49 MIDI 1"
    assert plain_name("Oxygen 25") == "Oxygen 25"


@pytest.mark.parametrize("missing", ["mido", "rtmidi"])
def test_without_the_packages_one_sentence_says_how_to_get_them(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MidiError, match=r"pip install 'nes-composer\[midi\]'"):
        MidoPorts().names()


def test_a_system_without_midi_is_one_sentence(monkeypatch):
    def fail():
        raise RuntimeError("MidiInAlsa::initialize: error creating ALSA sequencer client object.\nmore")

    monkeypatch.setattr(mido, "get_input_names", fail)
    with pytest.raises(MidiError, match=r"There is no MIDI on this system \(MidiInAlsa.*object\.\)$"):
        MidoPorts().names()


def test_a_port_that_cannot_be_opened_is_one_sentence(monkeypatch):
    def fail(name, callback):
        raise OSError("unknown port 'Piano 24:0'")

    monkeypatch.setattr(mido, "open_input", fail)
    with pytest.raises(MidiError, match="Piano cannot be opened"):
        MidoPorts().open("Piano 24:0", print)


def test_what_is_played_on_a_port_arrives_from_another_thread(jack):
    """Through JACK, which needs no hardware: two clients of one server."""
    pytest.importorskip("rtmidi")
    backend = "mido.backends.rtmidi/UNIX_JACK"
    if "UNIX_JACK" not in mido.Backend(backend, load=True).module.get_api_names():
        pytest.skip("python-rtmidi has no JACK here")
    keys = mido.Backend(backend, load=True).open_output(f"keys{os.getpid()}", virtual=True)
    came = []
    try:
        ports = MidoPorts(backend)
        wait_until(lambda: any("keys" in name for name in ports.names()), "the port is there")
        name = next(name for name in ports.names() if "keys" in name)
        port = ports.open(name, lambda event: came.append((event, threading.current_thread())))
        try:
            wait_until(lambda: any("   " in line and "keys" in line for line in jack.ports()), "both are connected")
            keys.send(mido.Message("note_on", channel=1, note=64, velocity=90))
            keys.send(mido.Message("note_off", channel=1, note=64))
            wait_until(lambda: len(came) == 2, "both messages arrive")
        finally:
            port.close()
    finally:
        keys.close()
    assert [(event.channel, event.note, event.velocity) for event, _ in came] == [(1, 64, 90), (1, 64, 0)]
    assert all(thread is not threading.main_thread() for _, thread in came)
