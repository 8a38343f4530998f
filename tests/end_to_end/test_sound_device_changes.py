"""Devices that go, come, come back with another rate, or are changed by the person, under a song that plays."""

import numpy as np
import pytest
from support.jack import RATE, wait_until
from support.listening import pitches
from support.songs import tune

from nes_composer.playback.client import AudioClient
from nes_composer.playback.devices import Output, OutputDevice, Question, output_devices
from nes_composer.score.instrument import PLAIN

SONG = tune([60, 64, 67, 72] * 100)


@pytest.fixture
def audio(jack):
    client = AudioClient()
    wait_until(lambda: client.status().ready, "the audio process is ready")
    yield client
    client.close()


def plays_from(audio, row):
    """The song plays at a row that is not far from where it was, and goes on."""
    wait_until(lambda: audio.status().ready and audio.status().playing, "it plays again")
    begins = audio.status().row
    # A bit before, where what was rendered had not been heard yet; a bit after, for what is looked at late.
    assert row - 1 <= begins < row + 8
    wait_until(lambda: audio.status().row > begins + 2, "the song goes on")


def is_heard(jack, audio):
    with jack.recording() as recording:
        row = audio.status().row
        wait_until(lambda: audio.status().row > row + 4, "some rows are heard")
    return bool(set(pitches(recording.samples, audio.status().sample_rate)) & {60, 64, 67, 72})


def play(audio):
    audio.set_song(SONG)
    audio.play(0)
    wait_until(lambda: audio.status().row > 6, "the song plays")


def test_a_server_that_ends_and_comes_back_takes_the_sound_again_by_itself(jack, audio):
    play(audio)
    jack.stop()
    wait_until(lambda: "stopped taking samples" in audio.status().error, "the loss is told")
    row = audio.status().row
    wait_until(lambda: audio.status().ready and audio.status().standing_in, "a clock stands in")
    assert audio.status().device.startswith("no sound: ")
    plays_from(audio, row)
    jack.start(rate=44_100)
    wait_until(lambda: not audio.status().standing_in or not audio.status().ready, "the server is found")
    row = audio.status().row
    plays_from(audio, row)
    assert "JACK" in audio.status().device
    assert audio.status().sample_rate == 44_100
    assert audio.status().error == ""
    assert is_heard(jack, audio)


def test_without_a_device_at_the_start_the_sound_comes_with_the_device(jack):
    jack.stop()
    audio = AudioClient()
    try:
        wait_until(lambda: audio.status().ready, "the audio process is ready")
        assert audio.status().standing_in
        play(audio)
        jack.start()
        wait_until(lambda: audio.status().ready and not audio.status().standing_in, "the device is found")
        assert is_heard(jack, audio)
    finally:
        audio.close()


def test_the_output_is_changed_and_changed_back_while_a_song_plays(jack, audio):
    play(audio)
    row = audio.status().row
    audio.set_output(Output("null"))
    wait_until(lambda: audio.status().device == "no sound, as asked for", "there is no sound")
    assert not audio.status().standing_in
    plays_from(audio, row)
    assert not any("PortAudio" in line for line in jack.ports())
    (device,) = listed()
    row = audio.status().row
    audio.set_output(Output((device.host, device.name)))
    wait_until(lambda: "JACK" in audio.status().device, "there is sound")
    plays_from(audio, row)
    assert is_heard(jack, audio)


def test_no_change_of_the_output_clicks(jack, audio):
    audio.set_song(tune([60] * 400), PLAIN)
    audio.play(0)
    with jack.recording(bits=32) as recording:
        wait_until(lambda: audio.status().row > 8, "the song plays")
        audio.set_output(Output("null"))
        wait_until(lambda: audio.status().device == "no sound, as asked for", "there is no sound")
    edges = np.abs(np.diff(recording.samples))
    end = np.flatnonzero(np.abs(recording.samples) > 0.002)[-1]
    # How an edge falls between two samples changes its largest difference.
    assert edges[end - 4800 :].max() <= 1.1 * edges[end - 14_400 : end - 4800].max()


def test_a_device_that_is_not_there_leaves_the_clock(jack, audio):
    play(audio)
    audio.set_output(Output(("JACK Audio Connection Kit", "no such device")))
    wait_until(lambda: audio.status().ready and audio.status().standing_in, "a clock stands in")
    assert "no such device (JACK Audio Connection Kit) is not there" in audio.status().device
    row = audio.status().row
    plays_from(audio, row)


def test_a_rate_that_the_device_does_not_have_is_told(jack, audio):
    audio.set_output(Output(rate=12_345))
    wait_until(lambda: audio.status().ready and audio.status().standing_in, "a clock stands in")
    assert "cannot be opened" in audio.status().device
    audio.set_output(Output(rate=RATE, latency=0.05))
    wait_until(lambda: audio.status().ready and not audio.status().standing_in, "there is sound")
    assert audio.status().sample_rate == RATE


def listed() -> tuple[OutputDevice, ...]:
    question = Question(output_devices)
    wait_until(question.over, "the devices are listed")
    assert question.answer is not None
    return question.answer


def test_the_devices_are_listed_with_what_they_can(jack):
    (device,) = listed()
    assert "JACK" in device.host
    assert device.is_default
    assert device.own_rate == RATE
    assert device.rates == (RATE,)
    assert device.channels == 2
    assert 0 < device.low_s <= device.high_s < 0.2
    jack.stop()
    assert listed() == ()
