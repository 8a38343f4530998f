import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.playback.devices import Output
from nes_composer.playback.sinks import ManualSink, NullSink, open_sink, ring_target

STUB = """
class PortAudioError(Exception): pass
def query_devices(kind=None): {answer}
def _terminate(): pass
def query_hostapis(index): return {{"name": "host"}}
"""

CARD = {"name": "Card", "hostapi": 0, "max_output_channels": 2, "index": 0}


def write(sink, frames):
    sink.write(np.zeros(frames, np.float32))


def test_the_null_sink_takes_samples_in_real_time():
    now = 10.0
    sink = NullSink("none", 48_000, lambda: now)
    write(sink, 4800)
    now += 0.04
    assert sink.queued() == pytest.approx(4800 - 0.04 * 48_000, abs=1)
    assert sink.room() == 0
    now += 0.06
    assert sink.queued() == 0
    assert sink.room() > 0


def test_the_null_sink_waits_for_what_comes_late():
    now = 10.0
    sink = NullSink("none", 48_000, lambda: now)
    write(sink, 480)
    now += 1.0
    assert sink.queued() == 0
    write(sink, 480)
    assert sink.queued() == pytest.approx(480, abs=1)
    assert sink.underruns == 0


def test_the_manual_sink_gives_what_it_got():
    sink = ManualSink(1000)
    sink.write(np.arange(700, dtype=np.float32))
    assert sink.room() == 300
    assert list(sink.pull(3)) == [0, 1, 2]
    assert sink.queued() == 697


def test_little_room_is_no_room():
    sink = ManualSink(1000)
    write(sink, 990)
    assert sink.room() == 0


@given(st.integers(16, 4096), st.integers(1, 4800))
def test_what_is_kept_ready_lasts_for_the_headroom_and_no_block_longer(block, headroom):
    sink = ManualSink(ring_target(block, headroom))
    while room := sink.room():
        write(sink, min(room, 100))
    for _ in range(0, headroom, block):  # the device takes blocks, and nobody writes
        assert len(sink.pull(block)) == block
    assert sink.queued() <= 16


def test_no_sound_can_be_asked_for():
    sink = open_sink(Output("null"))
    assert isinstance(sink, NullSink)
    assert not sink.stands_in
    assert open_sink(Output("null", 44_100)).sample_rate == 44_100


@pytest.mark.parametrize(
    ("output", "stub", "sentence"),
    [
        (Output(), "raise OSError('PortAudio library not found')", "there is no PortAudio library"),
        (Output(), STUB.format(answer="raise PortAudioError('Error querying device -1')"), "there is no sound device"),
        (Output(), STUB.format(answer=f"return {CARD}"), "Card cannot be opened"),
        (Output(("host", "Card")), STUB.format(answer=f"return [{CARD}]"), "Card cannot be opened"),
        (Output(("host", "Other")), STUB.format(answer=f"return [{CARD}]"), "Other (host) is not there"),
        (Output(("other", "Card")), STUB.format(answer=f"return [{CARD}]"), "Card (other) is not there"),
    ],
)
def test_without_a_usable_device_there_is_a_silent_one_that_says_why(
    output: Output, stub: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "sounddevice.py").write_text(stub)
    (tmp_path / "rtmixer.py").write_text(
        "import sounddevice\ndef Mixer(**_): raise sounddevice.PortAudioError('Device unavailable')\n"
    )
    for name in ("sounddevice", "rtmixer"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        sink = open_sink(output)
    finally:
        for name in ("sounddevice", "rtmixer"):
            sys.modules.pop(name, None)
    assert isinstance(sink, NullSink)
    assert sentence in sink.device
    assert sink.device.startswith("no sound: ")
    assert sink.stands_in
