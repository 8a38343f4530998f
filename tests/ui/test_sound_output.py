import json
import os

import pytest
from PySide6.QtCore import QSettings

from nes_composer.playback.devices import Output, OutputDevice, Question
from nes_composer.ui.document import Document
from nes_composer.ui.sound_output import DeviceList, SoundOutput, read
from nes_composer.ui.transport import Transport

CARD = OutputDevice("ALSA", "Card", 2, 48_000, (44_100, 48_000), 0.01, 0.04, True)


@pytest.fixture
def output(qapp, audio, settings):
    return SoundOutput(audio, Transport(Document(), audio), settings)


@pytest.mark.parametrize(
    "chosen",
    [
        Output("null"),
        Output(("ALSA", "Lautsprecher, „hinten“"), 44_100, "high"),
        Output("default", None, 0.05),
    ],
)
def test_what_is_chosen_holds_at_once_and_at_the_next_start(output, audio, settings, qtbot, chosen):
    with qtbot.waitSignal(output.changed):
        output.choose(chosen)
    assert audio.output == output.output == chosen
    settings.sync()
    assert read(QSettings(settings.fileName(), QSettings.Format.IniFormat)) == chosen


def test_what_is_chosen_already_is_not_begun_anew(output, audio, qtbot):
    before = audio.output
    with qtbot.assertNotEmitted(output.changed):
        output.choose(Output())
    assert audio.output is before


@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        (None, Output()),
        ("", Output()),
        ("{", Output()),
        ("[" * 100_000, Output()),
        ("7", Output()),
        (json.dumps({"device": "default"}), Output()),
        (json.dumps({"device": ["ALSA"], "rate": 0, "latency": "none"}), Output()),
        (json.dumps({"device": ["ALSA", 3], "rate": 1e30, "latency": -1.0}), Output()),
        (json.dumps({"device": "nil", "rate": "44100", "latency": 1e9}), Output()),
        (json.dumps({"device": "null", "rate": 10**30, "latency": float("nan")}), Output("null")),
    ],
)
def test_settings_that_make_no_sense_are_the_default(settings, kept, meant):
    settings.setValue("sound_output", kept)
    assert read(settings) == meant


def test_the_tone_is_on_a_voice_that_is_heard(output, audio):
    output.sound_tone()
    output._transport.set_muted(0, True)
    output.sound_tone()
    assert [voice for voice, *_ in audio.previews] == [0, 1]


class Asked:
    """A question that is answered when the test says so."""

    def __init__(self, answer=(CARD,)):
        self.answer, self.is_over, self.closed = answer, False, False

    def over(self):
        return self.is_over

    def close(self):
        self.closed = True


def test_devices_are_there_when_the_look_is_over(qtbot):
    asked = []
    devices = DeviceList(ask=lambda: asked.append(Asked()) or asked[-1])
    devices.look()
    devices.look()
    assert len(asked) == 1
    assert devices.looking
    with qtbot.waitSignal(devices.changed):
        asked[0].is_over = True
    assert not devices.looking
    assert devices.devices == (CARD,)
    assert not devices.failed


def test_a_look_that_fails_says_so(qtbot):
    question = Asked(None)
    devices = DeviceList(ask=lambda: question)
    devices.look()
    with qtbot.waitSignal(devices.changed):
        question.is_over = True
    assert devices.failed
    assert devices.devices == ()


def test_a_list_that_is_closed_looks_no_longer(qapp):
    question = Asked()
    devices = DeviceList(ask=lambda: question)
    devices.look()
    devices.close()
    assert question.closed
    assert not devices.looking


def test_a_look_at_this_machine_holds_nobody_up(qtbot):
    devices = DeviceList()
    with qtbot.waitSignal(devices.changed, timeout=30_000):
        devices.look()
    with qtbot.waitSignal(devices.changed, timeout=30_000):
        pass
    assert not devices.failed


def test_the_answer_of_a_process_arrives(qtbot):
    devices = DeviceList(ask=lambda: Question(os.getpid))
    devices.look()
    qtbot.waitUntil(lambda: not devices.looking, timeout=30_000)
    assert devices.devices not in ((), os.getpid())
