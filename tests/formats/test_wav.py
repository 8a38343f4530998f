import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from nes_composer.apu.trace import CPU_RATE, Trace
from nes_composer.formats import wav
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import Sound, performed, samples
from nes_composer.score.score import Score
from nes_composer.score.song import Song


@pytest.mark.parametrize("sample_rate", [48_000, 44_100, 96_000, 11_025])
@pytest.mark.parametrize(
    ("encoding", "subtype", "step"), [("16", "PCM_16", 2**-15), ("24", "PCM_24", 2**-23), ("float", "FLOAT", 0)]
)
def test_another_program_reads_the_samples_that_the_chip_plays(tmp_path, melody, sample_rate, encoding, subtype, step):
    sound = Sound(sample_rate, encoding)
    file = tmp_path / "melody.wav"
    wav.write(file, melody, sound)
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.subtype, info.format) == (sample_rate, 1, subtype, "WAV")
    found, _ = soundfile.read(file, dtype="float32")
    expected = np.concatenate(list(samples(performed(file, melody, sound), sound)))
    assert len(found) == len(expected)
    assert np.abs(found - expected).max() <= 1.01 * step
    assert found.std() > 0.01


@pytest.mark.parametrize("encoding", ["16", "24", "float"])
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_every_length_in_the_file_is_that_of_the_file(tmp_path, encoding, rows):
    file = tmp_path / "short.wav"
    wav.write(file, Song(Score.silent(rows, 777.0)), Sound(8_001, encoding))
    data = file.read_bytes()
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    assert len(data) % 2 == 0
    chunks, position = {}, 12
    while position < len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        chunks[name] = size
        position += 8 + size + size % 2
    assert position == len(data)
    assert chunks[b"data"] == soundfile.info(file).frames * {"16": 2, "24": 3, "float": 4}[encoding]


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, melody):
    """A limit on the size of files ends the writing in its middle, as a full disk does."""
    resource = pytest.importorskip("resource")
    file = tmp_path / "old.wav"
    file.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            wav.write(file, melody, Sound())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_songs_that_no_wav_can_hold_are_refused(tmp_path):
    nothing = np.empty(0, np.int64)
    day = Trace(nothing, nothing.astype(np.uint16), nothing.astype(np.uint8), round(86_400 * CPU_RATE))
    for music in (day, Song(Score.silent(8_640, 0.1))):
        with pytest.raises(FormatError, match=r"day\.wav: 24\.0 hours at 48000 Hz are more"):
            wav.write(tmp_path / "day.wav", music, Sound())
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_an_error_of_the_system(tmp_path, melody):
    with pytest.raises(OSError, match="missing"):
        wav.write(Path(tmp_path / "missing" / "x.wav"), melody, Sound())
