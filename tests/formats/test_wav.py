from pathlib import Path

import numpy as np
import pytest
import soundfile

from nes_composer.apu.render import render
from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.driver.perform import perform
from nes_composer.formats import wav
from nes_composer.formats.report import FormatError
from nes_composer.score.score import Score
from nes_composer.score.song import Song


@pytest.mark.parametrize("sample_rate", [48_000, 44_100])
def test_it_is_what_the_chip_plays(tmp_path, melody, sample_rate):
    file = tmp_path / "melody.wav"
    wav.write(file, melody, sample_rate)
    samples, rate = soundfile.read(file, dtype="float32")
    assert rate == sample_rate
    assert samples.ndim == 1
    assert soundfile.info(file).subtype == "PCM_16"
    expected = render(perform(melody.score, melody.instruments), sample_rate)
    assert len(samples) == len(expected)
    assert np.abs(samples - expected).max() < 2 / 32_768
    assert samples.std() > 0.01


def test_loops(tmp_path, melody):
    once, twice = tmp_path / "once.wav", tmp_path / "twice.wav"
    wav.write(once, melody)
    wav.write(twice, melody, loops=2)
    song = melody.score.seconds * 48_000
    assert soundfile.info(twice).frames - soundfile.info(once).frames == pytest.approx(song, abs=2)


@pytest.mark.parametrize("sample_rate", [0, 1, 1_000_000])
def test_impossible_sample_rates_are_refused_before_anything_is_written(tmp_path, melody, sample_rate):
    with pytest.raises(FormatError, match="sample rate"):
        wav.write(tmp_path / "x.wav", melody, sample_rate)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, melody):
    """A limit on the size of files ends the writing in its middle, as a full disk does."""
    resource = pytest.importorskip("resource")
    file = tmp_path / "old.wav"
    file.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            wav.write(file, melody)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_songs_that_no_wav_can_hold_are_refused(tmp_path):
    nothing = np.empty(0, np.int64)
    day = Trace(nothing, nothing.astype(np.uint16), nothing.astype(np.uint8), round(86_400 * CPU_RATE))
    with pytest.raises(FormatError, match="hours"):
        wav.write_trace(tmp_path / "day.wav", day)
    with pytest.raises(FormatError, match="hours"):
        wav.write(tmp_path / "day.wav", Song(Score.silent(8_640, 0.1)))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_an_error_of_the_system(tmp_path, melody):
    with pytest.raises(OSError, match="missing"):
        wav.write(Path(tmp_path / "missing" / "x.wav"), melody)
