"""What leaves the program through a sound device: JACK's dummy driver, recorded."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from support.jack import PERIOD, RATE, wait_until
from support.listening import SILENT, begins_at, in_order, longest_silence, pitches
from support.songs import tune

from nes_composer.playback.client import AudioClient
from nes_composer.playback.devices import Question, output_devices
from nes_composer.playback.engine import Engine
from nes_composer.playback.messages import Play, SetInstruments, SetSong
from nes_composer.score.instrument import PLAIN
from nes_composer.score.score import TICK_RATE

GAP = 0.1
"""Seconds of silence that would be an interruption: more than a busy machine may cause, less than a restart takes."""


@pytest.fixture
def audio(jack):
    client = AudioClient()
    wait_until(lambda: client.status().ready, "the audio process is ready")
    yield client
    client.close()


def test_the_device_is_named_and_its_rate_is_used(audio):
    status = audio.status()
    assert "JACK" in status.device
    assert status.sample_rate == RATE
    assert 0 < status.latency_s < 0.2
    assert status.error == ""


def test_the_melody_is_heard_in_order(jack, audio):
    melody = [60, 64, 67, 72, 71, 67, 62, 65]
    audio.set_song(tune(melody))
    with jack.recording() as recording:
        audio.play(0)
        wait_until(lambda: audio.status().playing, "the song plays")
        wait_until(lambda: not audio.status().playing, "the song ends")
    assert in_order(melody, pitches(recording.samples))
    assert longest_silence(recording.samples) < GAP


def test_another_score_is_heard_without_an_interruption(jack, audio):
    audio.set_song(tune([60] * 200))
    audio.play(0)
    wait_until(lambda: audio.status().row > 2, "the song plays")
    with jack.recording() as recording:
        for pitch in (67, 64, 72):
            version = audio.set_song(tune([pitch] * 200))
            wait_until(lambda v=version: audio.status().rendered_version == v, "the new score is rendered")
            row = audio.status().row
            wait_until(lambda r=row: audio.status().row > r + 3, "three rows are heard")
    assert in_order([67, 64, 72], pitches(recording.samples))
    assert longest_silence(recording.samples) < GAP


def test_a_loop_goes_round_without_an_interruption(jack, audio):
    audio.set_song(tune([60, 62, 64, 65]))
    audio.set_loop((4, 12))
    audio.play(4)
    with jack.recording() as recording:
        for _ in range(2):
            wait_until(lambda: audio.status().row > 10, "the loop's end")
            wait_until(lambda: 4 <= audio.status().row < 6, "the loop's start")
    assert in_order([62, 64, 62, 64], [62, *pitches(recording.samples)])
    assert 60 not in pitches(recording.samples)
    assert longest_silence(recording.samples) < GAP


def test_silence_after_stop_and_a_preview_at_any_time(jack, audio):
    audio.set_song(tune([60] * 200))
    audio.play(0)
    wait_until(lambda: audio.status().row > 2, "the song plays")
    audio.stop()
    wait_until(lambda: not audio.status().playing, "the song stops")
    with jack.recording() as recording:
        audio.preview(0, 79, 15, 2)
        wait_until(lambda: audio.status().levels[0] > 0, "the note sounds")
        wait_until(lambda: audio.status().levels[0] == 0, "the note ends")
    assert pitches(recording.samples)[-1] == 79


def test_both_channels_sound(jack, audio):
    connections = jack.ports()
    for side in (1, 2):
        after = connections[connections.index(f"system:playback_{side}") + 1]
        assert after.strip().startswith("PortAudio")


def test_a_ring_that_ran_dry_is_counted_and_started_again(jack):
    code = """
        import numpy as np
        from nes_composer.playback.sinks import RtmixerSink

        def play(samples):
            while len(samples):
                room = sink.room()
                sink.write(samples[:room])
                samples = samples[room:]

        sink = RtmixerSink()
        tone = np.sin(np.arange(24_000) * 2 * np.pi * 440 / sink.sample_rate).astype(np.float32) / 4
        play(tone)
        # A slow machine may have let it run dry before now: then what is left waits for more.
        while not sink.underruns:
            sink.room()
        play(tone)
        sink.close()
        print(sink.underruns)
    """
    with jack.recording() as recording:
        printed = subprocess.check_output([sys.executable, "-c", textwrap.dedent(code)], text=True)
    assert int(printed) > 0
    assert np.count_nonzero(recording.samples) > 1.5 * 24_000


def test_a_process_that_dies_is_replaced_by_one_that_sounds(jack, audio):
    audio.set_song(tune([60] * 200))
    audio.play(0)
    wait_until(lambda: audio.status().row > 2, "the song plays")
    os.kill(audio.pid, signal.SIGKILL)
    wait_until(lambda: not audio.status().ready, "the death is noticed")
    wait_until(lambda: audio.status().ready, "another process is ready")
    with jack.recording() as recording:
        row = audio.status().row
        wait_until(lambda: audio.status().row > row + 4, "the song goes on")
    assert "JACK" in audio.status().device
    assert pitches(recording.samples) == [60]


def test_a_device_that_disappears_leaves_a_silent_one_and_the_song(jack, audio):
    audio.set_song(tune([60] * 200))
    audio.play(0)
    wait_until(lambda: audio.status().row > 2, "the song plays")
    jack.process.terminate()
    wait_until(lambda: audio.status().device.startswith("no sound"), "the device is given up")
    row = audio.status().row
    wait_until(lambda: audio.status().row > row + 2, "the song goes on")
    assert row >= 2


def test_the_row_that_is_reported_is_the_one_that_is_heard(jack, audio):
    """The sound is cut off at a moment whose row is known; its last notes tell how far it had come."""
    pitches = np.random.default_rng(1).integers(60, 90, 600).tolist()
    song = tune(pitches, rows_per_note=1, ticks_per_row=1)
    audio.set_song(song, PLAIN)
    question = Question(output_devices)
    wait_until(question.over, "the device is listed")
    pid, shared = audio.pid, audio._supervisor.shared
    with jack.recording(bits=32) as recording:
        audio.play(0)
        wait_until(lambda: audio.status().row > 60, "the song plays")
        writes = shared.writes
        wait_until(lambda: shared.writes != writes, "a fresh report", nap=0)
        began = time.monotonic()
        row = audio.status().row
        os.kill(pid, signal.SIGKILL)
        late = time.monotonic() - began
        audio.close()
    samples = recording.samples[: np.flatnonzero(np.abs(recording.samples) >= SILENT)[-1] + 1]
    # The server plays the last period of a program that has died over and over for a while.
    fresh = np.flatnonzero(samples[PERIOD:] != samples[:-PERIOD])[-1] + PERIOD + 1
    last_notes = samples[:fresh][-4096:]
    rendered = rendered_offline(song, 5 * RATE)
    taken = int(np.argmax(np.correlate(rendered, last_notes, "valid"))) + len(last_notes)
    # What the device has taken is heard when its latency is over.
    heard = taken - question.answer[0].low_s * RATE
    assert heard == pytest.approx(row * RATE / TICK_RATE, abs=PERIOD + late * RATE)


def rendered_offline(song, frames):
    engine, blocks = Engine(RATE), []
    for message in (SetInstruments(PLAIN), SetSong(1, song), Play(0)):
        engine.apply(message)
    while sum(map(len, blocks)) < frames:
        blocks.append(engine.render(PERIOD))
    return np.concatenate(blocks)


def test_no_click_at_start_and_stop(jack, audio):
    """A click is a jump larger than the edges of the square wave that plays."""
    audio.set_song(tune([60] * 200), PLAIN)
    with jack.recording() as recording:
        audio.play(0)
        wait_until(lambda: audio.status().row > 4, "the song plays")
        audio.stop()
        wait_until(lambda: not audio.status().playing, "the song stops")
        audio.close()
    samples = recording.samples
    start = begins_at(samples)
    edges = np.abs(np.diff(samples))
    # How an edge falls between two samples changes its largest difference: so many edges have fallen in any way.
    assert edges.max() <= 1.1 * edges[start + 300 : start + 9_900].max()
