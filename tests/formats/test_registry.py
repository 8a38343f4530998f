import pickle
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nes_composer.formats import registry
from nes_composer.formats.report import FormatError
from nes_composer.score.score import Score
from nes_composer.score.song import Song


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_every_writable_kind_is_written_and_says_what_it_is(tmp_path, melody, end):
    path = tmp_path / f"song{end.upper()}"
    registry.write_song(path, melody)
    magic = {".nesproj": b'{"format"', ".wav": b"RIFF", ".vgm": b"Vgm "}[end]
    assert path.read_bytes().startswith(magic)


def test_a_project_is_read_whatever_the_case_of_its_name(tmp_path, melody):
    path = tmp_path / "Song.NESPROJ"
    registry.write_song(path, melody)
    assert registry.read_song(path).song == melody


def test_the_longest_end_decides(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "READABLE", {".mid": "", ".pkl": "", **registry.READABLE, "l": ""})
    path = tmp_path / "a.mid.exprsco.pkl"
    path.write_bytes(pickle.dumps((24.0, 1, np.zeros((2, 4, 3), np.uint8)), 3))
    assert registry.read_song(path).format == "NES-MDB exprsco"
    assert registry._kind(Path("a.seprsco.pkl"), registry.READABLE, "open") == ".seprsco.pkl"


def test_loops_and_sample_rate_reach_the_sound(tmp_path, melody):
    lengths = []
    for rate, loops in ((48_000, 1), (48_000, 2), (24_000, 1)):
        path = tmp_path / "song.wav"
        registry.write_song(path, melody, sample_rate=rate, loops=loops)
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate, 1, 2)
            lengths.append(file.getnframes() / rate)
    # Once more is one more song; half the rate is the same length.
    assert lengths[1] - lengths[0] == pytest.approx(melody.score.seconds, abs=0.02)
    assert lengths[2] == pytest.approx(lengths[0], abs=0.001)


@pytest.mark.parametrize("name", ["song.mp3", "song", "pkl", "song.pkl"])
def test_an_unknown_kind_is_told_the_known_ones(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(FormatError, match=r"cannot open this kind of file, only \.nesproj .*\.mid .*\.exprsco\.pkl"):
        registry.read_song(tmp_path / name)
    with pytest.raises(FormatError, match=r"cannot save this kind of file, only \.nesproj .*\.wav .*\.vgm"):
        registry.write_song(tmp_path / name, Song(Score.silent(1)))


def test_a_register_log_is_not_a_song_yet(tmp_path):
    with pytest.raises(FormatError, match=r"can be converted to \.wav, but not opened as a song"):
        registry.read_song(tmp_path / "any.vgm")


def test_a_file_larger_than_any_song_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "MAX_BYTES", 10)
    path = tmp_path / "song.mid"
    path.write_bytes(b"x" * 11)
    with pytest.raises(FormatError, match=r"song\.mid: larger than the 10 bytes"):
        registry.read_song(path)
    with pytest.raises(FormatError, match="larger than"):
        registry.read_bytes(Path("/dev/zero"))


def test_what_cannot_be_saved_leaves_the_old_file(tmp_path, melody):
    path = tmp_path / "song.wav"
    path.write_bytes(b"old")
    with pytest.raises(FormatError, match="sample rate"):
        registry.write_song(path, melody, sample_rate=1)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["song.wav"]


def test_the_same_song_gives_the_same_bytes(tmp_path, melody):
    for end in registry.WRITABLE:
        contents = []
        for name in ("one", "two"):
            path = tmp_path / f"{name}{end}"
            registry.write_song(path, replace(melody))
            contents.append(path.read_bytes())
        assert contents[0] == contents[1]
