import dataclasses

import pytest
from PySide6.QtWidgets import QWidget

from nes_composer.playback.devices import Output, OutputDevice
from nes_composer.playback.status import Status
from nes_composer.ui import theme
from nes_composer.ui.document import Document
from nes_composer.ui.sound_dialog import SoundDialog
from nes_composer.ui.sound_output import DeviceList, SoundOutput
from nes_composer.ui.transport import Transport

CARD = OutputDevice("ALSA", "Card", 2, 48_000, (44_100, 48_000), 0.01, 0.04, True)
HEADSET = OutputDevice("ALSA", "Headset", 2, 44_100, (44_100,), 0.02, 0.1, False)
SERVER = OutputDevice("JACK", "system", 2, 96_000, (96_000,), 0.005, 0.005, False)


class Asked:
    def __init__(self):
        self.answer, self.is_over = None, False

    def over(self):
        return self.is_over

    def close(self):
        pass


class Sound:
    def __init__(self, qtbot, audio, settings):
        self.audio, self.qtbot = audio, qtbot
        self.transport = Transport(Document(), audio)
        self.parent = QWidget()
        qtbot.addWidget(self.parent)
        self.asked = []
        self.devices = DeviceList(ask=self.ask)
        self.output = SoundOutput(audio, self.transport, settings)
        self.dialog = SoundDialog(self.output, self.devices, self.transport, self.parent)
        self.dialog.show()

    def ask(self):
        self.asked.append(Asked())
        return self.asked[-1]

    def there_are(self, *devices):
        with self.qtbot.waitSignal(self.devices.changed):
            self.asked[-1].answer, self.asked[-1].is_over = devices, True

    def report(self, **changes):
        self.audio.reported = dataclasses.replace(self.audio.reported, **changes)
        self.transport.poll()

    def choose(self, box, text):
        index = box.findText(text)
        assert index >= 0, [box.itemText(i) for i in range(box.count())]
        box.setCurrentIndex(index)
        box.activated.emit(index)


@pytest.fixture
def sound(qtbot, audio, settings):
    return Sound(qtbot, audio, settings)


def texts(box):
    return [box.itemText(index) for index in range(box.count())]


def test_it_can_be_used_before_the_devices_are_known(sound):
    dialog = sound.dialog
    assert dialog.told.text() == "Looking for devices…"
    assert not dialog.refresh.isEnabled()
    assert texts(dialog.host) == ["As the system", "No sound"]
    sound.choose(dialog.host, "No sound")
    assert sound.audio.output == Output("null")


def test_it_offers_what_there_is(sound):
    sound.there_are(CARD, HEADSET, SERVER)
    dialog = sound.dialog
    assert dialog.told.text() == ""
    assert texts(dialog.host) == ["As the system", "ALSA", "JACK", "No sound"]
    assert dialog.device.currentText() == "Card"
    assert not dialog.device.isEnabled()
    assert texts(dialog.rate) == ["The device's own (48 kHz)", "44.1 kHz", "48 kHz"]
    assert texts(dialog.latency)[:3] == ["Low (10 ms)", "High (40 ms)", "10 ms"]


def test_what_is_chosen_holds_at_once(sound):
    sound.there_are(CARD, HEADSET, SERVER)
    dialog, audio = sound.dialog, sound.audio
    sound.choose(dialog.host, "ALSA")
    assert audio.output == Output(("ALSA", "Card"))
    sound.choose(dialog.rate, "44.1 kHz")
    sound.choose(dialog.latency, "50 ms")
    assert audio.output == Output(("ALSA", "Card"), 44_100, 0.05)
    sound.choose(dialog.device, "Headset")
    # The rate was the other device's.
    assert audio.output == Output(("ALSA", "Headset"), None, 0.05)
    assert texts(dialog.rate) == ["The device's own (44.1 kHz)", "44.1 kHz"]
    sound.choose(dialog.latency, "High (100 ms)")
    sound.choose(dialog.host, "JACK")
    assert audio.output == Output(("JACK", "system"), None, "high")
    sound.choose(dialog.host, "As the system")
    assert audio.output == Output("default", None, "high")


def test_a_device_that_is_unplugged_stays_chosen_and_is_seen_so(sound):
    sound.there_are(CARD, SERVER)
    sound.choose(sound.dialog.host, "JACK")
    sound.dialog.refresh.click()
    sound.there_are(CARD)
    assert sound.dialog.host.currentText() == "JACK"
    assert sound.dialog.device.currentText() == "system (not there)"
    assert sound.audio.output == Output(("JACK", "system"))
    sound.dialog.refresh.click()
    sound.there_are(CARD, SERVER)
    assert sound.dialog.device.currentText() == "system"


def test_a_look_that_fails_is_told(sound):
    with sound.qtbot.waitSignal(sound.devices.changed):
        sound.asked[-1].is_over = True
    assert sound.dialog.told.text() == "The system told nothing about its devices."


def test_the_tone_is_sounded(sound):
    sound.dialog.tone.click()
    assert len(sound.audio.previews) == 1


def test_it_shows_how_the_sound_fares(sound):
    sound.report(device="Card (ALSA)", sample_rate=44_100, latency_s=0.0234, underruns=3, headroom_s=0.015)
    dialog = sound.dialog
    assert dialog.plays_on.text() == "Card (ALSA)"
    assert dialog.measured.text() == "44.1 kHz, 23 ms"
    assert dialog.underruns.text() == "3"
    assert dialog.headroom.text() == "15 ms"
    assert theme.ERROR.name() not in dialog.plays_on.styleSheet()


def test_it_shows_that_a_device_is_missed(sound):
    sound.report(device="no sound: there is no sound device", standing_in=True)
    assert sound.dialog.plays_on.text() == "no sound: there is no sound device; it is looked for"
    assert theme.ERROR.name() in sound.dialog.plays_on.styleSheet()
    sound.audio.reported = Status()
    sound.transport.poll()
    assert sound.dialog.plays_on.text() == "the sound is starting…"
    assert sound.dialog.measured.text() == "–"


def test_the_menu_opens_it(window, qtbot):
    window.commands["sound_output"].trigger()
    (dialog,) = window.findChildren(SoundDialog)
    assert dialog.isVisible()
    dialog.close()
    qtbot.waitUntil(lambda: not window.sound_views.devices.looking, timeout=30_000)
